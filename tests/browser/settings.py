"""The demonstration’s settings, and a clock that a journey may set."""

from cloth.settings.dev import *  # noqa: F403
from cloth.settings.dev import MIDDLEWARE

MIDDLEWARE = ["tests.browser.clock.ToldDay", *MIDDLEWARE]
