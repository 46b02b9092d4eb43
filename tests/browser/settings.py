"""The demonstration’s settings, a clock that a journey may set, and passwords that are checked at once."""

from django.conf.global_settings import PASSWORD_HASHERS as SLOW_HASHERS

from cloth.settings.dev import *  # noqa: F403
from cloth.settings.dev import MIDDLEWARE

MIDDLEWARE = ["tests.browser.clock.ToldDay", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *SLOW_HASHERS]
