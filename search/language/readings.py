"""The words of a query as they are looked for in each language."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from itertools import pairwise

from search.language.analysis import Token, analyse, fold, stop_words
from search.language.planned import ROOT, Reading, Slot, Term
from search.language.roots import MARK
from search.language.thesaurus import Thesaurus
from search.language.transliteration import cyrillic_candidates, is_cyrillic, latin_candidates, to_latin

TRANSLITERATED = 0.8  # weight of a word in the other alphabet than it was typed in
LIKELY = 0.3  # weight from which a language counts as meant
CERTAIN = 0.7  # … and as much as the likeliest
MANY = 8  # words of a query from which unlikely languages are left out
_HYPHENS = ("-", "\u2010", "\u2011")
_SPELLINGS = 6  # of a word in the other alphabet


@lru_cache(maxsize=256)
def numbered(text: str, language: str) -> tuple[tuple[int, Token], ...]:
    """The words of a query in one language with their places among `words_of(text)`.

    Where a language joins what others part (col.lecció), the word has the place of its first part.
    """
    starts = [token.start for token in analyse(text, "")]
    places = {start: place for place, start in enumerate(starts)}
    return tuple((places[token.start], token) for token in analyse(text, language) if token.start in places)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(token.surface for token in analyse(text, ""))


def reading(text: str, language: str, weight: float, thesaurus: Thesaurus, *, best: str, translit: bool) -> Reading:
    """The query as a text in a language; `translit` lets its words have been typed in the other alphabet.

    `best` is the likeliest language: its stop words, and what it joins to one word, are no words of a language that is
    much less likely. Where nothing but stop words is left, they count.
    """
    tokens = numbered(text, language)
    hidden = _joined(text, best) if language != best else frozenset()
    noise = _noise(best) if weight < CERTAIN or best == "bg" else frozenset()
    telling = [
        (place, token)
        for place, token in tokens
        if not token.stop and place not in hidden and token.surface.lower() not in noise
    ]
    slots = _hyphenated(_slots(telling, language, thesaurus, translit=translit), text, language)
    if not slots:
        slots = _slots(tokens, language, thesaurus, translit=False)
    return Reading(language=language, weight=weight, slots=slots, minimum=minimum(len(slots)))


def _hyphenated(slots: tuple[Slot, ...], text: str, language: str) -> tuple[Slot, ...]:
    """Words joined by a hyphen (take-back) are also looked for as one (takeback), which stands for each of them."""
    joined: dict[int, Term] = {}
    tokens = numbered(text, language)
    for (place, token), (following, other) in pairwise(tokens):
        if text[token.end : other.start] in _HYPHENS and token.surface.isalpha() and other.surface.isalpha():
            one = term(analyse(token.surface + other.surface, language)[0])
            joined.setdefault(place, one)
            joined[following] = one
    if not joined:
        return slots
    return tuple(
        replace(slot, terms=(*slot.terms, joined[slot.position])) if slot.position in joined else slot for slot in slots
    )


@cache
def _noise(language: str) -> frozenset[str]:
    """The stop words of a language; Bulgarian ones as typed in Latin letters too."""
    found = stop_words(language)
    return found | {to_latin(word) for word in found} if language == "bg" else found


def _joined(text: str, language: str) -> frozenset[int]:
    """Places inside what the language sees as one word: lecció in col.lecció."""
    return frozenset(range(len(words_of(text)))).difference(place for place, _ in numbered(text, language))


def minimum(words: int) -> int:
    """How many words must be found: all of one or two, all but one of three or four, three fifths of more."""
    if words <= 2:
        return words
    return words - 1 if words <= 4 else math.ceil(words * 0.6)


def _slots(
    tokens: Sequence[tuple[int, Token]], language: str, thesaurus: Thesaurus, *, translit: bool
) -> tuple[Slot, ...]:
    slots: list[Slot] = []
    seen: set[tuple[str, ...]] = set()
    for place, token in tokens:
        if token.stems in seen:
            continue
        seen.add(token.stems)
        others = respelt(token, language, thesaurus) if translit else ()
        if others is None:
            continue  # a stop word, typed in the other alphabet
        terms = (term(token), *_rooted(token), *(term(other, TRANSLITERATED) for other in others))
        slots.append(Slot(position=place, terms=terms))
    return tuple(slots)


def term(token: Token, weight: float = 1.0) -> Term:
    """A word by its stems, without its root."""
    return Term(
        word=token.surface,
        exact=token.exact,
        stems=tuple(stem for stem in token.stems if not stem.endswith(MARK)),
        parts=token.parts,
        weight=weight,
        transliterated=weight == TRANSLITERATED,
    )


def _rooted(token: Token) -> list[Term]:
    """The root of a verb, or of a noun made of one, as a weaker term."""
    found = [stem for stem in token.stems if stem.endswith(MARK)]
    return [Term(word=token.surface, exact=token.exact, stems=(each,), weight=ROOT) for each in found]


def respelt(token: Token, language: str, thesaurus: Thesaurus) -> tuple[Token, ...] | None:
    """The word in the alphabet of the language, where it was typed in the other; None when it is a stop word then.

    Spellings that the vocabulary knows are taken alone: otpadaci is отпадъци there, not отпадаци.
    """
    if language == "bg" and not is_cyrillic(token.exact):
        spellings = cyrillic_candidates(fold(token.surface))
    elif language != "bg" and is_cyrillic(token.exact):
        spellings = latin_candidates(token.exact)
    else:
        return ()
    if stop_words(language).intersection(spellings[:4]):
        return None
    known = [spelling for spelling in spellings if thesaurus.knows(spelling, language)]
    return _tokens(known or spellings[:_SPELLINGS], language)


def _tokens(words: Iterable[str], language: str) -> tuple[Token, ...]:
    return tuple(token for word in words for token in analyse(word, language)[:1])
