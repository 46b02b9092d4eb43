"""Countries by their ISO 3166-1 codes, named and sorted for the reader."""

from functools import cache

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext as _

from core.collation import sort_key

# Codes of CLDR that are no countries: unions, outlying areas, test regions.
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])


def validate_country(code: str) -> None:
    """Refuse what is no country; nothing at all is left to the field."""
    if code and code not in dict(choices(get_language() or settings.LANGUAGE_CODE)):
        raise ValidationError(_("Choose a country"), code="no_country")


@cache
def choices(language: str) -> list[tuple[str, str]]:
    """All countries as (code, name in the language), in the order of that language."""
    territories = Locale.parse(language).territories
    found = [
        (code, name)
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES
    ]
    return sorted(found, key=lambda pair: sort_key(pair[1], language))
