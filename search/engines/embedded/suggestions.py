"""Titles and names by the beginnings of their words, while somebody types."""

from collections.abc import Sequence

import apsw
import orjson

from search.engines.embedded.analysing import name_token, storable
from search.engines.embedded.bits import Bits, masked
from search.engines.embedded.columns import Columns
from search.engines.embedded.schema import THING
from search.language.analysis import fold, words
from search.requests import Suggestion, SuggestRequest

MOST_WORDS = 8  # of what was typed
READER = 2.0  # how much better a title in the reader’s language is, in bm25
VERSIONS = 3  # documents looked at for each thing wanted
FEW = 200  # so many titles are put in order here, which is quicker than in SQL
KEPT = 10_000  # titles that are remembered
_SHOWN = (
    "SELECT id, title, kind, language, address, key FROM documents JOIN texts USING (id) "
    "WHERE id IN (SELECT value FROM json_each(?))"
)


class Titles:
    """What is shown of documents, with the title folded, as the index was when it was last written to.

    Everybody who types the same letters is shown the same titles. Not for two threads at once.
    """

    def __init__(self) -> None:
        self._sequence = -1
        self._read: dict[int, tuple[str, Suggestion]] = {}

    def of(self, connection: apsw.Connection, columns: Columns, rows: Sequence[int]) -> list[tuple[str, Suggestion]]:
        if columns.sequence != self._sequence or len(self._read) > KEPT:
            self._read.clear()
            self._sequence = columns.sequence
        read = self._read
        if missing := [row for row in rows if row not in read]:
            for row, *values in connection.execute(_SHOWN, (orjson.dumps(missing).decode(),)):
                shown = Suggestion(*values)
                read[row] = (fold(shown.text, shown.language), shown)
        return [read[row] for row in rows]


def suggest(
    connection: apsw.Connection, columns: Columns, titles: Titles, request: SuggestRequest
) -> tuple[Suggestion, ...]:
    """One suggestion a thing: every word typed begins a word of its title or names; accents may be missing."""
    expression = _expression(request)
    allowed, own = columns.readable(request.access), columns.readable(request.access, request.language)
    if request.kinds:
        kinds = columns.of("kind", request.kinds)
        allowed, own = allowed & kinds, own & kinds
    if not expression or not allowed or request.limit < 1:
        return ()
    things: dict[int, int] = {}
    for row in _best(connection, expression, allowed, own, request.limit * VERSIONS):
        things.setdefault(row & THING, row)
    begin = fold(request.text.strip(), request.language)
    found = titles.of(connection, columns, list(things.values()))
    found.sort(key=lambda one: not one[0].startswith(begin))
    return tuple(shown for _title, shown in found[: request.limit])


def _best(connection: apsw.Connection, expression: str, allowed: Bits, own: Bits, wanted: int) -> list[int]:
    """The documents in their order; where many titles begin so, in one pass of SQL."""
    found = connection.execute(
        "SELECT rowid, bm25(names) FROM names WHERE names MATCH ? LIMIT ?", (expression, FEW + 1)
    ).fetchall()
    masks, spoken = allowed.masks(), own.masks()
    if len(found) <= FEW:
        scored = [(score - READER if row in own else score, row) for row, score in found if row in allowed]
        scored.sort()
        return [row for _score, row in scored[:wanted]]
    bonus = f"{READER} * {masked(len(spoken), 2 + len(masks))}" if spoken else "0"
    found = connection.execute(
        f"SELECT rowid, bm25(names) - {bonus} AS score FROM names "  # noqa: S608 -- numbers of ours
        f"WHERE names MATCH ?1 AND {masked(len(masks), 2)} ORDER BY score, rowid LIMIT {wanted}",
        (expression, *masks, *spoken),
    )
    return [row for row, _score in found]


def _expression(request: SuggestRequest) -> str:
    """The words typed as beginnings, folded as the reader’s language does it and as plain and Danish ones are."""
    text = storable(request.text[:100])
    ways = []
    for language in dict.fromkeys((request.language, "", "da")):
        forms = [name_token(word.exact) for word in words(text, language)][:MOST_WORDS]
        if forms:
            ways.append(" AND ".join(f'"{form}" *' for form in forms))
    return " OR ".join(f"({way})" for way in dict.fromkeys(ways))
