"""The site as the other parts measure it, and one model more: texts for Wagtail’s own database search."""

from bench.settings import *  # noqa: F403
from bench.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.finding.rival"]
