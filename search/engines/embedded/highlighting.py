"""What a hit shows: its title and the passages that were found, in parts, and why it was found.

Only the hits shown are read here. Their texts are analysed again: words are kept from the last time they were met, so
that takes some hundredths of a millisecond for a hundred words, and no offsets need to be stored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count, filterfalse

import orjson

from search.language.analysis import Token, Tokens
from search.language.plan import QueryPlan
from search.requests import Fragment, Reason

PASSAGE = 240  # characters of a passage, about; it begins and ends at words
PASSAGES = 2  # of the body
PAGES = 12  # pages of files that are looked at closely, of those that may have one of the words
LETTERS = 3  # of a stem: a page without them in this order has no word of that stem


@dataclass(slots=True)
class Wanted:
    """What to mark in documents of one language: stems, rows of stems (labels of several words), forms side by side."""

    stems: dict[str, list[Reason]] = field(default_factory=dict)
    rows: list[tuple[tuple[str, ...], Reason]] = field(default_factory=list)
    forms: list[tuple[str, ...]] = field(default_factory=list)
    _met: dict[str, tuple[dict[Reason, None], list]] = field(default_factory=dict)
    _of: int = -1

    def met(self, tokens: Tokens) -> dict[str, tuple[dict[Reason, None], list]]:
        """For words as written why they are to be marked, and the rows they may begin; all of the tokens are in it."""
        known = tokens.known
        for surface in filterfalse(known.__contains__, tokens.surfaces):
            known[surface]  # a look at it makes it known
        if len(known) != self._of:
            self._met, self._of = {}, len(known)
            for stem, why in self.stems.items():
                for surface in known.written.get(stem, ()):
                    self._met.setdefault(surface, ({}, []))[0].update(dict.fromkeys(why))
            for row, reason in self.rows:
                for surface in known.written.get(row[0], ()):
                    if row[0] in known[surface].stems:
                        self._met.setdefault(surface, ({}, []))[1].append((row, reason))
        return self._met


def wanted(plan: QueryPlan, language: str, original: QueryPlan) -> Wanted:
    """`original` is the plan before the correction, or the same."""
    looked = Wanted()
    typed = set(original.words)
    for reading in plan.readings:
        if reading.language != language:
            continue
        for slot in reading.slots:
            word = plan.words[slot.position]
            reason = Reason("words" if word in typed else "correction", word, language)
            for term in slot.terms:
                for stem in (*term.stems, *term.parts):
                    looked.stems.setdefault(stem, []).append(reason)
    for concept in plan.concepts:
        for expansion in concept.expansions:
            if expansion.language != language:
                continue
            kind = "other_language" if expansion.kind == "translation" else "concept"
            reason = Reason(kind, expansion.text, language, concept.identifier)
            if len(expansion.terms) == 1:
                for stem in expansion.terms[0].stems:
                    looked.stems.setdefault(stem, []).append(reason)
            else:
                looked.rows.append((tuple(term.stems[0] for term in expansion.terms), reason))
    for phrase in plan.phrases:
        if forms := phrase.forms.get(language):
            looked.forms.append(tuple(forms))
    return looked


@dataclass(slots=True)
class Marked:
    """A text with the numbers of its tokens that were found."""

    text: str
    tokens: Tokens
    hits: list[int]


def mark(text: str, language: str, looked: Wanted, reasons: dict[Reason, None]) -> Marked:
    tokens = Tokens(text, language)
    met = looked.met(tokens)
    hits: set[int] = set()
    for at in compress(count(), map(met.__contains__, tokens.surfaces)) if met else ():
        why, rows = met[tokens.surfaces[at]]
        if why:
            hits.add(at)
            reasons.update(why)
        for row, reason in rows:
            if places := _in_a_row(tokens, at, row):
                hits.update(places)
                reasons[reason] = None
    for forms in looked.forms:
        hits.update(_side_by_side(tokens, forms))
    return Marked(text, tokens, sorted(hits))


def _in_a_row(tokens: Sequence[Token], start: int, row: Sequence[str]) -> list[int]:
    """The tokens from `start` on that have these stems one after the other, whatever stop words stand between."""
    places = [start]
    at = start
    for stem in row[1:]:
        at += 1
        while at < len(tokens) and tokens[at].stop:
            at += 1
        if at >= len(tokens) or stem not in tokens[at].stems:
            return []
        places.append(at)
    return places


def _side_by_side(tokens: Sequence[Token], forms: Sequence[str]) -> set[int]:
    found = set()
    for at in range(len(tokens) - len(forms) + 1):
        if all(tokens[at + place].exact == form for place, form in enumerate(forms)):
            found.update(range(at, at + len(forms)))
    return found


def parts(
    text: str, tokens: Sequence[Token], hits: Iterable[int], start: int, end: int
) -> tuple[tuple[str, bool], ...]:
    """The text from `start` to `end` in parts; together they are that text."""
    found: list[tuple[str, bool]] = []
    at = start
    for number in hits:
        token = tokens[number]
        if token.start < start or token.end > end:
            continue
        if token.start > at:
            found.append((text[at : token.start], False))
        found.append((text[token.start : token.end], True))
        at = token.end
    if at < end:
        found.append((text[at:end], False))
    return tuple(found)


def whole(name: str, marked: Marked) -> Fragment:
    return Fragment(name, parts(marked.text, marked.tokens, marked.hits, 0, len(marked.text)))


def passages(name: str, marked: Marked, most: int, **where: object) -> list[Fragment]:
    """The passages with most of the words found, in the order of the text, none overlapping."""
    if not marked.hits:
        return []
    tokens, hits = marked.tokens, marked.hits
    windows = []
    last = 0
    for first, number in enumerate(hits):
        last = max(last, first)
        while last + 1 < len(hits) and tokens[hits[last + 1]].end - tokens[number].start <= PASSAGE - 40:
            last += 1
        inside = hits[first : last + 1]
        windows.append((len({tokens[at].stems[0] for at in inside}), len(inside), -first, number, hits[last]))
    chosen: list[tuple[int, int]] = []
    for *_, first, final in sorted(windows, reverse=True):
        start, end = _around(marked, first, final)
        if all(end <= other_start or start >= other_end for other_start, other_end in chosen):
            chosen.append((start, end))
        if len(chosen) == most:
            break
    return [Fragment(name, parts(marked.text, tokens, hits, start, end), **where) for start, end in sorted(chosen)]


def _around(marked: Marked, first: int, last: int) -> tuple[int, int]:
    """Where a passage with these tokens begins and ends: about a third of what is free before them, the rest after."""
    spans, text = marked.tokens.spans, marked.text
    start, end = spans[first][0], spans[last][1]
    free = max(40, PASSAGE - (end - start))
    begin = first
    while begin > 0 and start - spans[begin - 1][0] <= free // 3:
        begin -= 1
    finish = last
    while finish + 1 < len(spans) and spans[finish + 1][1] - end <= free - free // 3:
        finish += 1
    start = 0 if begin == 0 else spans[begin][0]
    end = len(text) if finish == len(spans) - 1 else spans[finish][1]
    return start, end


def in_files(files: str, exact: str, language: str, looked: Wanted, reasons: dict[Reason, None]) -> list[Fragment]:
    """The best passage of the attached files, with its page; `exact` tells which pages are worth reading."""
    _, attached = orjson.loads(files)
    pages = [(title, address, page, text) for title, address, texts in attached for page, text in enumerate(texts, 1)]
    if not pages:
        return []
    folded = exact.split("\x1f")[-len(pages) :]
    starts = {stem[:LETTERS] for stem in looked.stems} | {row[0][:LETTERS] for row, _ in looked.rows}
    starts |= {forms[0] for forms in looked.forms}
    best: tuple[int, Fragment] | None = None
    near = [page for page, words in zip(pages, folded, strict=True) if any(start in words for start in starts)]
    for title, address, page, text in near[:PAGES]:
        marked = mark(text, language, looked, reasons)
        found = passages("attachment", marked, 1, source=title, address=address, page=page)
        if found and (best is None or len(marked.hits) > best[0]):
            best = (len(marked.hits), found[0])
    return [best[1]] if best else []
