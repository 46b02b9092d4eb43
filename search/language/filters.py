"""The field filters of a query: names of countries, languages and kinds in any of our languages made codes."""

from collections.abc import Callable, Mapping
from functools import cache

from babel import Locale

from search.language import kinds
from search.language.analysis import analyse, fold
from search.language.planned import Filters, Phrase
from search.language.stemming import LANGUAGES


@cache
def _countries() -> dict[str, str]:
    """Names and codes, folded, of all countries in all our languages (CLDR)."""
    found = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                found.setdefault(fold(name), code)
                found[code.casefold()] = code
    return found | {"uk": "GB", "el": "GR"}


@cache
def _languages() -> dict[str, str]:
    """Names and codes, folded, of our languages in each of them (CLDR): dansk, danois, датски."""
    found = {}
    for code in LANGUAGES:
        found[code] = code
        for language in LANGUAGES:
            found[fold(Locale.parse(language).languages[code])] = code
    return found


_CODES: Mapping[str, Callable[[str], str]] = {
    "country": lambda name: _countries().get(fold(name), ""),
    "language": lambda name: _languages().get(fold(name), ""),
    "kind": kinds.code_of,
}


def resolve(fields: Mapping[str, tuple[str, ...]]) -> tuple[Filters, tuple[str, ...]]:
    """The filters, and the values that name nothing we know: those are looked for as words."""
    found: dict[str, tuple[str, ...]] = {}
    unknown: list[str] = []
    for field, code_of in _CODES.items():
        codes = {value: code_of(value) for value in fields.get(field, ())}
        found[field] = tuple(dict.fromkeys(filter(None, codes.values())))
        unknown += [value for value, code in codes.items() if not code]
    return Filters(
        title=tuple(map(phrase, fields.get("title", ()))),
        organisation=tuple(map(phrase, fields.get("organisation", ()))),
        **found,
    ), tuple(unknown)


def phrase(text: str) -> Phrase:
    """A text in the forms of every language of the index."""
    tokens = {language: analyse(text, language) for language in LANGUAGES}
    return Phrase(
        text=text,
        forms={language: tuple(token.exact for token in found) for language, found in tokens.items()},
        stems={language: tuple(token.stems[0] for token in found) for language, found in tokens.items()},
    )
