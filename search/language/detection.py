"""Which languages a query may be in: by alphabet, letters, stop words, and what its reader reads."""

import re
from collections.abc import Mapping
from functools import cache

from search.language.analysis import fold, normalise, stop_words
from search.language.stemming import LANGUAGES
from search.language.transliteration import cyrillic_candidates, is_cyrillic

READER = 1.5  # the reader's own language before a letter is seen; a sign of another must outweigh it
LEAST = 0.1  # no language is ruled out: a name is the same in all
_LETTER = 2.0  # a letter that few languages have, shared among those that have it
_STOP_WORD = 1.2  # a stop word, shared among the languages that have it
_UNACCENTED = 0.5  # … typed without its accents
_KNOWN = 1.2  # a word of the vocabulary's labels, shared among the languages that have it
NOTHING: Mapping[str, float] = {}
_WORD = re.compile(r"[^\W\d_]+")

# Letters by language. Sources: the alphabets of CLDR; shared letters count less.
_LETTERS = {
    "fr": "àâæçéèêëîïôœùûüÿ",
    "es": "áéíñóúü¿¡",
    "ca": "àçèéíïòóúü·",
    "ro": "ăâîșțşţ",
    "da": "æøå",
}


@cache
def _letter_weights() -> dict[str, tuple[tuple[str, float], ...]]:
    return {
        letter: tuple((code, _LETTER / len(having)) for code in having)
        for letter in set("".join(_LETTERS.values()))
        if (having := [code for code, letters in _LETTERS.items() if letter in letters])
    }


@cache
def _stop_word_weights() -> dict[str, tuple[tuple[str, float], ...]]:
    """For each stop word the languages it is one of; forms without accents weigh less. Single letters say nothing."""
    found: dict[str, dict[str, float]] = {}
    for code in LANGUAGES:
        for word in stop_words(code):
            if len(word) > 1 or code == "bg":
                plain = any(fold(other) == word and other != word for other in stop_words(code))
                found.setdefault(word, {})[code] = _UNACCENTED if plain else _STOP_WORD
    return {word: tuple((code, weight / len(by)) for code, weight in by.items()) for word, by in found.items()}


def plausible(text: str, reader_language: str, known: Mapping[str, float] = NOTHING) -> tuple[tuple[str, float], ...]:
    """(language, weight) for every language of the index, best first; the best has 1, none less than 0.1.

    `known` says how many words of the text the vocabulary has in a language (`Thesaurus.languages_of`).
    """
    scores = dict.fromkeys(LANGUAGES, 0.0)
    scores[reader_language] = READER
    text = normalise(text[:1000])
    for letter in set(text):
        for code, weight in _letter_weights().get(letter, ()):
            scores[code] += weight
    words = _WORD.findall(text)
    for word in dict.fromkeys(words):
        for code, weight in _stop_word_weights().get(word, ()):
            scores[code] += weight
    for code, count in known.items():
        if code in scores:
            scores[code] += _KNOWN * count
    cyrillic = sum(map(is_cyrillic, words))
    if cyrillic:
        share = cyrillic / len(words)
        for code in scores:
            scores[code] *= share if code == "bg" else 1 - share
        scores["bg"] += _LETTER * 2 * share
    elif words:
        scores["bg"] = _typed_in_latin(words, reader_language, scores)
    best = max(scores.values()) or 1.0
    ranked = sorted(((code, max(LEAST, score / best)) for code, score in scores.items()), key=lambda pair: -pair[1])
    return tuple(ranked)


def _typed_in_latin(words: list[str], reader_language: str, scores: dict[str, float]) -> float:
    """How much a text in Latin letters may be Bulgarian: it has stop words that are Bulgarian and nothing else.

    For a Bulgarian reader it always may.
    """
    bulgarian, others = stop_words("bg"), _stop_word_weights()
    strange = {word for word in words if len(word) > 1 and word not in others}
    hits = sum(not bulgarian.isdisjoint(cyrillic_candidates(word, 4)) for word in strange)
    best = max((score for code, score in scores.items() if code not in {"bg", reader_language}), default=0.0)
    return scores["bg"] + _STOP_WORD * hits if best <= _STOP_WORD else scores["bg"] / 2
