"""Names of the site's languages, and which one a text is in."""

from functools import cache

from babel import Locale
from django.conf import settings

CODES = [code for code, _name in settings.LANGUAGES]


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def native_name(code: str) -> str:
    """The language's own name, as in the language switch: `Български`."""
    return dict(settings.LANGUAGES).get(code, code)


def name_in(code: str, language: str) -> str:
    """The name of a language in another: `name_in("da", "fr")` is `danois`."""
    return _locale(language).languages.get(code, code)


def country_name(code: str, language: str) -> str:
    """A country's name by its ISO 3166-1 code, from CLDR; the code itself where it is unknown."""
    return _locale(language).territories.get(code.upper(), code)
