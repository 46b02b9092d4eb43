"""Words made comparable: the same tokens from a document and from a query, in each language."""

from typing import NamedTuple


class Token(NamedTuple):
    """A word of a text: `text[start:end] == surface` always, in the text as given.

    `exact` is the normalised, lower-cased form without accents (й is kept). `stems` are what to index and to look for;
    two words meet when they share one; the first is the usual one. `parts` are the stems of the parts of a Danish
    compound. `stop` marks a word that says nothing alone: index it in exact fields only.
    """

    start: int
    end: int
    surface: str
    exact: str
    stems: tuple[str, ...]
    parts: tuple[str, ...]
    stop: bool


def analyse(text: str, language: str) -> list[Token]:
    """The words of a text in order. A language we do not know gets plain folded words. Never raises."""
    raise NotImplementedError


def normalise(text: str, language: str = "") -> str:
    """Lower case, composed (NFKC), one spelling where a language has several; accents stay."""
    raise NotImplementedError


def fold(text: str, language: str = "") -> str:
    """`normalise` without accents, to compare what was typed with and without them."""
    raise NotImplementedError
