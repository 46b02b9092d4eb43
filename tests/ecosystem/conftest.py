"""The site’s engine, of its own for each test; both engines where the environment names a server."""

from tests.search.conftest import engine, engine_url, outage  # noqa: F401 -- fixtures
