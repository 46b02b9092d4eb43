"""Production: HTTPS, and no start without the secrets. `docs/operators.md` explains each name."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import CACHES, STORAGES, os


def _required(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment: production does not start without it.")
    return value


SECRET_KEY = _required("SECRET_KEY")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: use at least 50 random characters.")
_required("DATABASE_URL")
_required("EMAIL_HOST")
ALLOWED_HOSTS = _required("ALLOWED_HOSTS").split(",")
BASE_URL = WAGTAILADMIN_BASE_URL = _required("BASE_URL")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
if os.environ.get("DEMO") == "1":
    raise ImproperlyConfigured("DEMO=1 is refused in production: demo accounts have published passwords.")

SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "1"))
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
if os.environ.get("S3_BUCKET"):  # media in an S3-compatible bucket; nobody reads it but the site itself
    S3 = {
        "bucket_name": os.environ["S3_BUCKET"],
        "endpoint_url": os.environ.get("S3_ENDPOINT") or None,
        "region_name": os.environ.get("S3_REGION") or None,
        "access_key": _required("S3_ACCESS_KEY"),
        "secret_key": _required("S3_SECRET_KEY"),
        "default_acl": None,
        "file_overwrite": False,
    }
    STORAGES = STORAGES | {"default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": S3}}
CACHES["default"] = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
