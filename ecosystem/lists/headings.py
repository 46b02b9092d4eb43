"""Which field a heading means: what was said before, what the site and people call it, what is spelt nearly so."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import override
from rapidfuzz import fuzz, process

from ecosystem.lists.columns import COLUMNS, label_of
from ecosystem.lists.reading import Line
from ecosystem.lists.words import plain

DATA = Path(__file__).with_name("headings.toml")
LONGEST = 200
NEAR = 86  # of 100, for a heading of at least SHORTEST letters
SHORTEST = 5
LOOKED_AT = 10  # lines from the top, among which the headings are
_BRACKETS = re.compile(r"\([^)]*\)|\[[^]]*\]")
_SIGNS = re.compile(r"[()\[\]*:#№,;]")
_BLANKS = re.compile(r"[\s\-–/]+")


@dataclass(frozen=True)
class Suggestion:
    """`why`: remembered (this cluster said so), others (other clusters did), known, similar; empty for none.

    `field` is empty where the column is left out, or nothing is suggested (`why` tells which).
    """

    field: str = ""
    why: str = ""


def key(heading: str) -> str:
    """A heading as it is compared and remembered: without case, accents, script, signs and doubled blanks."""
    return _BLANKS.sub(" ", plain(_SIGNS.sub(" ", heading))).strip()[:LONGEST]


def _short(heading: str) -> str:
    """Without what stands in brackets, as units do."""
    return key(_BRACKETS.sub(" ", heading))


@cache
def known(first: str = "") -> dict[str, str]:
    """Headings by their keys → field, in all languages; where two mean other things, the language `first` is right."""
    lists = tomllib.loads(DATA.read_text())
    languages = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != first)
    found: dict[str, str] = {}
    for language in languages:
        with override(language):
            for name in COLUMNS:
                found.setdefault(key(label_of(name)), name)
                found.setdefault(_short(label_of(name)), name)
        for name, words in lists.get(language, {}).items():
            for word in words:
                found.setdefault(key(word), name)
    for name in COLUMNS:
        found.setdefault(key(name.replace("_", " ")), name)
    return found


def find_line(rows: Sequence[Line], language: str) -> int:
    """The place in `rows` of the line with the headings: the one of the first with the most known ones, or the first

    with at least two cells. A title above the table is passed over.
    """
    words = known(language)
    scores = [
        sum(bool(cell) and (key(cell) in words or _short(cell) in words) for cell in cells)
        for _number, cells in rows[:LOOKED_AT]
    ]
    if scores and max(scores) > 0:
        return scores.index(max(scores))
    wide = (place for place, (_number, cells) in enumerate(rows[:LOOKED_AT]) if sum(map(bool, cells)) > 1)
    return next(wide, 0)


def suggest(
    headings: Sequence[str],
    *,
    language: str,
    remembered: Mapping[str, str] | None = None,
    others: Mapping[str, str] | None = None,
) -> list[Suggestion]:
    """One for each heading. A field is suggested once, for the heading that says it best.

    `language` is the cluster’s main one; `remembered` and `others` are keys of headings → field, "" for left out.
    """
    whole = [key(heading) for heading in headings]
    short = [_short(heading) for heading in headings]
    sources = (
        ("remembered", remembered or {}, whole),
        ("others", others or {}, whole),
        ("known", known(language), whole),
        ("known", known(language), short),
    )
    found = [Suggestion()] * len(headings)
    taken: set[str] = set()
    for why, words, keys in sources:
        for place, word in enumerate(keys):
            if not word or found[place].why or word not in words:
                continue
            name = words[word]
            if name in taken or (name and name not in COLUMNS):
                continue
            found[place] = Suggestion(name, why)
            taken |= {name} if name else set()
    for _score, place, name in sorted(_similar(short, found, language), reverse=True):
        if name not in taken and not found[place].why:
            found[place] = Suggestion(name, "similar")
            taken.add(name)
    return found


def _similar(keys: list[str], found: list[Suggestion], language: str):
    words = known(language)
    for place, word in enumerate(keys):
        if found[place].why or len(word) < SHORTEST:
            continue
        near = process.extractOne(word, words.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
        inside = process.extractOne(
            word,
            [each for each in words if len(each) >= SHORTEST],
            scorer=fuzz.token_set_ratio,
            score_cutoff=99,
        )
        for match in (near, inside):
            if match:
                yield match[1], place, words[match[0]]
                break
