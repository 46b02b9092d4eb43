"""Words made comparable: the same tokens from a document and from a query, in each language.

>>> [(token.surface, token.stems) for token in analyse("l’économie des tissus", "fr") if not token.stop]
[('économie', ('econom',)), ('tissus', ('tisu',))]
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import NamedTuple

from search.language import compounds
from search.language.roots import root
from search.language.stemming import danish_digraphs, stems, without_accents

VERSION = 2  # raise it when the same text gets other tokens: an index made before must be rebuilt
LONGEST = 64  # letters of a word that count
_KEPT = 30_000  # words remembered of each language: some 15 MB

# A word is letters and digits of any script with their combining marks; soft hyphens and joiners inside are ignored.
# Any dot in the middle of Catalan l·l holds it together; in Catalan text so does a full stop or hyphen (col.lecció).
_MARKS = "\u0300-\u036f\u0483-\u0487\u00ad\u200c\u200d\u2060"
_WORD = rf"[^\W_]+(?:(?:[{_MARKS}]+|(?<=[lLŀĿ])[·•‧∙⋅](?=[lL]))[^\W_]*)*"
_CATALAN_WORD = (
    rf"[^\W_]+(?:(?:[{_MARKS}]+|(?<=[lLŀĿ])[·•‧∙⋅](?=[lL])|(?<=[^\W\d_lL][lL])[.-](?=[lL][^\W\d_lL]))[^\W_]*)*"
)
_find_words = {"": re.compile(_WORD), "ca": re.compile(_CATALAN_WORD)}

_IGNORED = re.compile("[\u00ad\u200c\u200d\u2060]")
_GEMINATE = re.compile("(?<=l)·+(?=l)")
_CATALAN_GEMINATE = re.compile("(?<=l)[·.-]+(?=l)")
_LETTERS = str.maketrans({**dict.fromkeys("•‧∙⋅", "·"), **dict.fromkeys("’‘ʼ＇´`", "'"), "ş": "ș", "ţ": "ț", "ѝ": "и"})


class Token(NamedTuple):
    """A word of a text: `text[start:end] == surface` always, in the text as given.

    `exact` is the normalised, lower-cased form without accents (й is kept). `stems` are what to index and to look for;
    two words meet when they share one; the first is the usual one, one that ends in `_` is a root (see `roots`).
    `parts` are the stems of the parts of a Danish compound. `stop` marks a word that says nothing alone: index it in
    exact fields only.
    """

    start: int
    end: int
    surface: str
    exact: str
    stems: tuple[str, ...]
    parts: tuple[str, ...]
    stop: bool


class Word(NamedTuple):
    """What a `Token` says apart from its place."""

    exact: str
    stems: tuple[str, ...]
    parts: tuple[str, ...]
    stop: bool


def normalise(text: str, language: str = "") -> str:
    """Lower case, composed (NFKC), one spelling where a language has several; accents stay.

    Romanian ş ţ become ș ț, typographic apostrophes straight ones, ŀl and l·l become ll.
    """
    text = unicodedata.normalize("NFKC", text).lower()
    if text.isascii():
        return text
    return unicodedata.normalize("NFKC", _GEMINATE.sub("", _IGNORED.sub("", text).translate(_LETTERS)))


def fold(text: str, language: str = "") -> str:
    """`normalise` without accents, to compare what was typed with and without them; in Danish aa is å and oe is ø."""
    text = without_accents(normalise(text, language))
    return danish_digraphs(text) if language == "da" else text


@cache
def stop_words(language: str) -> frozenset[str]:
    """Words that say nothing alone, with and without their accents; none for a language without a list."""
    text = (files("search.language") / "data" / "stopwords.txt").read_text("utf-8")
    for paragraph in text.split("\n\n"):
        code, _, words = paragraph.partition(":")
        if code.strip() == language:
            return frozenset(form for word in words.split() for form in (word, fold(word, language)))
    return frozenset()


class _Words(dict):
    """The words of one language met so far; forgets all when full, which a text of common words hardly notices.

    `written` has them by each stem and part: how a stem was written in all texts met.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.written: dict[str, list[str]] = {}
        self.stop_words = stop_words(language)

    def __missing__(self, surface: str) -> Word:
        if len(surface) > LONGEST:
            return self._analysed(surface[:LONGEST])
        if len(self) >= _KEPT:
            self.clear()
            self.written.clear()
        word = self[surface] = self._analysed(surface)
        for stem in {*word.stems, *word.parts}:
            self.written.setdefault(stem, []).append(surface)
        return word

    def _analysed(self, surface: str) -> Word:
        normal = normalise(surface, self.language)
        if self.language == "ca":
            normal = _CATALAN_GEMINATE.sub("", normal)
        exact = without_accents(normal) or normal
        if self.language == "da":
            exact = danish_digraphs(exact)
        stop = normal in self.stop_words or exact in self.stop_words
        parts = compounds.parts(normal) if self.language == "da" and not stop else ()
        found = stems(normal, self.language)
        if not stop and (shared := root(normal, self.language)):
            found = (*found, shared)
        return Word(exact, found, parts, stop)


@cache
def _analyser(language: str) -> tuple[_Words, re.Pattern]:
    return _Words(language), _find_words.get(language, _find_words[""])


def analyse(text: str, language: str) -> list[Token]:
    """The words of a text in order. A language we do not know gets plain folded words. Never raises."""
    known, pattern = _analyser(language)
    new, token = tuple.__new__, Token  # what Token(...) does, in half the time
    tokens = []
    for match in pattern.finditer(text):
        surface = match[0]
        tokens.append(new(token, (match.start(), match.end(), surface, *known[surface])))
    return tokens


class Tokens(Sequence[Token]):
    """`analyse`, a word at a time: for long texts of which few words are looked at.

    `surfaces` are the words as written, `known` what is known of each of them.
    """

    def __init__(self, text: str, language: str) -> None:
        self.known, self._pattern = _analyser(language)
        self.surfaces: list[str] = self._pattern.findall(text)
        self._text = text

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Where each word begins and ends."""
        return [match.span() for match in self._pattern.finditer(self._text)]

    def __len__(self) -> int:
        return len(self.surfaces)

    def __getitem__(self, at: int) -> Token:
        surface = self.surfaces[at]
        return Token(*self.spans[at], surface, *self.known[surface])


def words(text: str, language: str) -> list[Word]:
    """`analyse` without places and surfaces, in half the time: for writing an index."""
    known, pattern = _analyser(language)
    return [known[surface] for surface in pattern.findall(text)]


def telling(text: str, language: str) -> list[tuple[tuple[str, ...], str]]:
    """(stems, surface) of the words that are no stop words, as fast as `words`: for finding labels in long texts."""
    known, pattern = _analyser(language)
    return [(word.stems, surface) for surface in pattern.findall(text) if not (word := known[surface]).stop]
