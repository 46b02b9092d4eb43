"""Under which terms the records leave the site; every file and answer says so."""

from django.conf import settings

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
# Towns and regions were placed with GeoNames (geonames.org), which asks for the same.
PLACES = "GeoNames (CC BY 4.0)"


def attribution() -> str:
    """How to name the source beside whatever is made of the data. A proper name, the same in all languages."""
    return f"{settings.WAGTAIL_SITE_NAME}, {settings.BASE_URL}; {PLACES}"
