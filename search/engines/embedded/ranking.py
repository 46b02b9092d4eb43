"""The best of the documents that match: lists by word statistics from SQLite, the first of them ranked anew by us.

FTS5 weighs columns, not words, and its `rank` sums whatever is asked (guide, section 4). So it is asked once for each
reading of the query, and once for the concepts; the first `POOL` of these lists together are ranked by `_score`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import apsw
import orjson

from search.engines.embedded.analysing import concept_token
from search.engines.embedded.bits import Bits, masked
from search.engines.embedded.columns import Columns
from search.engines.embedded.matching import Matches, concept_expressions, reading_tokens
from search.engines.embedded.schema import SHIFT, THING, WEIGHTS
from search.language.plan import BROADER, QueryPlan, Reading
from search.language.stemming import LANGUAGES

POOL = 60  # documents that are ranked with everything known about them
EXACT = 0.3  # more for a document that has the words exactly as typed (guide 3.4: inflected queries lose nothing)
TITLE = 0.25  # more for a title that is the query, or begins with it
CONCEPT = 0.5  # a document that is all about the query's concepts, beside the best one by words
UNTAGGED = 0.5  # a label found as words only, beside a tag
READER = 0.05  # more for the reader's language: decides between equals, no more
_BM25 = f"bm25(words, {', '.join(str(weight) for weight in WEIGHTS.values())})"


@dataclass(slots=True)
class Ranked:
    row: int
    score: float


class Ranker:
    def __init__(self, connection: apsw.Connection, columns: Columns, language: str) -> None:
        self.connection = connection
        self.columns = columns
        self.language = language

    def best(self, plan: QueryPlan, matches: Matches, shown: Bits, wanted: int) -> list[Ranked]:
        """The first `wanted` things' documents of `shown`, best first, and perhaps more; all when they are few.

        The order does not depend on `wanted`, so that pages follow on each other.
        """
        depth = max(POOL, wanted * max(1, len(shown.planes)))
        candidates, complete = self._candidates(plan, shown, depth)
        merged = sorted(candidates.values(), key=lambda one: (-one.estimate, one.row))
        pool, rest = merged[:POOL], merged[POOL:]
        ranked = self._ranked(plan, matches, pool)
        seen = {one.row for one in merged}
        found = ranked + [Ranked(one.row, 0.0) for one in rest]
        if complete and len(found) < wanted * max(1, len(shown.planes)):
            found += [Ranked(row, 0.0) for row in self.newest(shown, depth) if row not in seen]
        return found

    def _candidates(self, plan: QueryPlan, shown: Bits, depth: int) -> tuple[dict[int, "_Candidate"], bool]:
        """Documents with their places in the lists, and whether the lists together hold all there are.

        An unlikely reading whose best document cannot come among the first `depth` is not asked for.
        """
        candidates: dict[int, _Candidate] = {}
        complete = True
        others = [code for code in self.columns.values.get("language", ()) if code not in LANGUAGES]
        for number, reading in enumerate(plan.readings):
            if number == 1:
                complete = self._by_concepts(plan, shown, depth, candidates) and complete
            own = shown & self.columns.of("language", (reading.language, *(others if not number else ())))
            tokens = reading_tokens(reading)
            if not own or not tokens:
                continue
            if len(candidates) >= depth <= sum(one.estimate > reading.weight for one in candidates.values()):
                complete = False
                continue
            for row, share in self._shares([f'"{token}"' for token in tokens], own, depth):
                one = candidates.setdefault(row, _Candidate(row))
                one.reading, one.words = reading, share
            complete = complete and len(candidates) < depth
        if len(plan.readings) < 2:
            complete = self._by_concepts(plan, shown, depth, candidates) and complete
        return candidates, complete

    def _by_concepts(self, plan: QueryPlan, shown: Bits, depth: int, candidates: dict[int, "_Candidate"]) -> bool:
        """By tags; by labels as words too where tags alone are few."""
        tags = [f'"{concept_token(concept.identifier)}"' for concept in plan.concepts]
        if not tags:
            return True
        many = self._has(" OR ".join(tags), shown, depth)
        found = self._shares(tags if many else concept_expressions(plan.concepts), shown, depth)
        for row, share in found:
            candidates.setdefault(row, _Candidate(row)).concepts = share
        return len(found) < depth

    def _shares(self, expressions: Sequence[str], among: Bits, depth: int) -> list[tuple[int, float]]:
        """(id, share of the best score) of the best documents in a set."""
        rows = self._list(" OR ".join(expressions), among, depth)
        best = max((score for _, score in rows), default=0.0) or 1.0
        return [(row, score / best) for row, score in rows]

    def _has(self, expression: str, among: Bits, count: int) -> bool:
        """Whether so many documents in a set match: much cheaper than ranking them."""
        masks = among.masks()
        statement = (
            f"SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 AND {masked(len(masks), 2)} "  # noqa: S608
            f"LIMIT {count})"
        )
        return self.connection.execute(statement, (expression, *masks)).fetchone()[0] == count

    def _list(self, expression: str, among: Bits, depth: int) -> list[tuple[int, float]]:
        """(id, score) by FTS5’s bm25, the best first, of documents in a set."""
        masks = among.masks()
        statement = (
            f"SELECT rowid, -{_BM25} AS score FROM words "  # noqa: S608 -- numbers and names of ours
            f"WHERE words MATCH ?1 AND {masked(len(masks), 2)} ORDER BY score DESC, rowid LIMIT {depth}"
        )
        return self.connection.execute(statement, (expression, *masks)).fetchall()

    def _ranked(self, plan: QueryPlan, matches: Matches, pool: Sequence["_Candidate"]) -> list[Ranked]:
        rows = ",".join(str(one.row) for one in pool)
        read = {
            row: (concepts, title, exact)
            for row, concepts, title, exact in self.connection.execute(
                f"SELECT id, concepts, substr(exact, 1, 200), exact FROM texts WHERE id IN ({rows})"  # noqa: S608
            )
        }
        identified = matches.identified
        ranked = [
            Ranked(one.row, self._score(plan, one, *read[one.row]) + (10.0 if one.row in identified else 0.0))
            for one in pool
        ]
        pooled = {one.row for one in pool}
        ranked += [Ranked(row, 10.0) for row in rows_of(identified) if row not in pooled][:POOL]
        return sorted(ranked, key=lambda one: (-one.score, one.row))

    def _score(self, plan: QueryPlan, one: "_Candidate", concepts: str, title: str, exact: str) -> float:
        named, above = orjson.loads(concepts)
        tagged = total = 0.0
        covered: set[int] = set()
        for concept in plan.concepts:
            if concept.positions:
                total += concept.weight
            tag = named.get(concept.identifier, 0.0) or BROADER * above.get(concept.identifier, 0.0)
            tagged += concept.weight * tag
            if tag:
                covered.update(concept.positions)
        about = min(1.0, tagged / total) if total else min(1.0, tagged)
        about = max(about, UNTAGGED * one.concepts)
        words = 0.0
        reading = one.reading
        if reading is not None:
            slots = reading.slots
            found = weight = 0.0
            for slot in slots:
                share = max((term.weight for term in slot.terms if f" {term.exact} " in exact), default=0.0)
                found += share
                weight += 1.0
                if share:
                    covered.add(slot.position)
            words = one.words * (1 + EXACT * found / weight if weight else 1.0)
            asked = " ".join(slot.terms[0].exact for slot in slots)
            if asked and title.startswith(f" {asked} "):
                words += TITLE
            words *= reading.weight
        score = words + CONCEPT * about
        if reading is not None and reading.language == self.language:
            score += READER * words
        return score

    def newest(self, shown: Bits, depth: int) -> list[int]:
        return self.sorted("day DESC, sort_key, id", shown, depth)

    def sorted(self, order: str, shown: Bits, depth: int, arguments: Sequence[float] = ()) -> list[int]:
        """Ids in an order of `documents`; `arguments` are its numbered parameters after the masks."""
        masks = shown.masks()
        if not masks:
            return []
        statement = (
            f"SELECT id FROM documents WHERE {masked(len(masks), 1 + len(arguments))} "  # noqa: S608 -- ours
            f"ORDER BY {order} LIMIT {depth}"
        )
        return [row for (row,) in self.connection.execute(statement, (*arguments, *masks))]


@dataclass(slots=True)
class _Candidate:
    """`words` and `concepts` are shares of the best score in their list."""

    row: int
    reading: Reading | None = None
    words: float = 0.0
    concepts: float = 0.0

    @property
    def estimate(self) -> float:
        return (self.reading.weight * self.words if self.reading else 0.0) + CONCEPT * self.concepts


def rows_of(some: Bits) -> list[int]:
    """The ids in a set; for small sets."""
    rows = []
    for version, plane in enumerate(some.planes):
        while plane:
            low = plane & -plane
            rows.append(version << SHIFT | (low.bit_length() - 1))
            plane ^= low
    return rows


def collapsed(ranked: Sequence[Ranked], matched: Bits, spoken: Bits) -> list[Ranked]:
    """One document a thing, in order: the version in the reader’s language where it matched, else the best one."""
    things: dict[int, Ranked] = {}
    for one in ranked:
        things.setdefault(one.row & THING, one)
    versions = range(len(matched.planes))
    if len(versions) <= 1:
        return list(things.values())
    own = matched & spoken
    return [Ranked(_own_version(one.row, own), one.score) for one in things.values()]


def _own_version(row: int, own: Bits) -> int:
    thing = row & THING
    if row in own:
        return row
    return next(
        (version << SHIFT | thing for version in range(len(own.planes)) if (version << SHIFT | thing) in own), row
    )
