"""The embedded default: one machine, SQLite, files, mail to the console, demo data. Started by `make run`."""

import secrets

from .base import *  # noqa: F403
from .base import CACHES, VAR_DIR, os

DEMO = os.environ.get("DEMO", "1") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
VAR_DIR.mkdir(parents=True, exist_ok=True)

# A secret of this machine's own, made once, never in the repository.
_secret_file = VAR_DIR / "secret-key"
if not _secret_file.exists():
    _secret_file.write_text(secrets.token_urlsafe(50))
    _secret_file.chmod(0o600)
SECRET_KEY = _secret_file.read_text()

# Rate limits count in a cache that the server's processes share.
CACHES["default"] = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": VAR_DIR / "cache"}
