"""The site as it is, and beside it one plain Wagtail page type to compare with."""

from cloth.settings.dev import *  # noqa: F403
from cloth.settings.dev import BASE_DIR, INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "bench.peer"]
TEMPLATES = [TEMPLATES[0] | {"DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "tools" / "bench" / "templates"]}]
