"""Words that no document the reader may see has, and the words meant: a dictionary of what stands in the index."""

import re
from dataclasses import dataclass

import apsw
import orjson
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from search.engines.embedded.analysing import marked
from search.engines.embedded.bits import Bits, masked
from search.engines.embedded.columns import Columns
from search.engines.embedded.matching import Matches
from search.language.analysis import analyse
from search.language.plan import QueryPlan, Term

CANDIDATES = 12  # words looked at for each unknown word and language
LOOKED_AT = 4000  # documents read to see whether one of them has a word in just this form
SHORTEST_PART = 3  # letters of two words that were typed as one
LIKELY = 0.3  # readings less likely than this, beside the best, give no corrections


@dataclass(frozen=True, slots=True)
class Better:
    """A word to put in the place of another. Compared by distance, then likelihood, then frequency.

    `row` is a document that the reader may see and that has it.
    """

    distance: float
    weight: float
    frequency: int
    form: str
    language: str
    row: int


class Dictionary:
    """The words of one generation, kept in memory by language and brought up to date by what was added."""

    def __init__(self) -> None:
        self._last = 0
        self._forms: dict[str, list[str]] = {}
        self._stems: dict[str, list[str]] = {}  # beside the forms

    def follow(self, connection: apsw.Connection) -> None:
        for number, language, form, stem in connection.execute(
            "SELECT id, language, form, stem FROM spellings WHERE id > ?", (self._last,)
        ):
            self._forms.setdefault(language, []).append(form)
            self._stems.setdefault(language, []).append(stem)
            self._last = number

    def stems_of(self, language: str) -> dict[str, str]:
        """The words of a language with their stems."""
        return dict(zip(self._forms.get(language, ()), self._stems.get(language, ()), strict=True))

    def near(self, form: str, language: str) -> list[tuple[float, str, str]]:
        """(distance, form, stem) of the nearest words: one edit in 3 to 5 letters, two in more."""
        forms = self._forms.get(language)
        most = 0 if len(form) < 3 or any(c.isdigit() for c in form) else 1 if len(form) < 6 else 2
        if not forms or not most:
            return []
        found = extract(form, forms, scorer=OSA.distance, score_cutoff=most, limit=CANDIDATES)
        stems = self._stems[language]
        return [(distance, other, stems[at]) for other, distance, at in found if other != form]


class Corrector:
    def __init__(self, connection: apsw.Connection, columns: Columns, dictionary: Dictionary, allowed: Bits) -> None:
        self.connection = connection
        self.columns = columns
        self.dictionary = dictionary
        self.allowed = allowed

    def corrected(self, text: str, plan: QueryPlan, matches: Matches) -> str:
        """The query with each unknown word replaced by the likeliest known one; empty when there is none to replace."""
        unknown = [at for at, known in matches.known.items() if not known]
        if not unknown:
            return ""
        self.dictionary.follow(self.connection)
        better = text
        for position in unknown:
            meant = self._meant(plan, position)
            if meant:
                written = plan.words[position]
                better = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", lambda _, to=meant: to, better, count=1)
        return better if better != text else ""

    def _meant(self, plan: QueryPlan, position: int) -> str:
        candidates: list[Better] = []
        best = plan.readings[0].weight if plan.readings else 1.0
        for reading in plan.readings:
            if reading.weight < LIKELY * best:
                continue
            terms = next((slot.terms for slot in reading.slots if slot.position == position), ())
            for term in terms:
                if parted := self._parted(term, reading.language):
                    return parted
                candidates += self._candidates(term, reading.language, reading.weight * term.weight)
        if not candidates:
            return ""
        return self._written(min(candidates, key=lambda one: (one.distance, -one.weight, -one.frequency, one.form)))

    def _candidates(self, term: Term, language: str, weight: float) -> list[Better]:
        found = []
        for distance, form, stem in self.dictionary.near(term.exact, language):
            frequency, row = self._frequency(language, form, stem)
            if row is not None:
                first = 0.5 if form[0] != term.exact[0] else 0.0  # a wrong first letter is a rare typing error
                found.append(Better(distance + first, weight, frequency, form, language, row))
        return found

    def _parted(self, term: Term, language: str) -> str:
        """Two words that a document the reader may see has side by side, where they were typed as one: open end."""
        masks = (self.allowed & self.columns.of("language", (language,))).masks()
        known = self.dictionary.stems_of(language)
        if not masks or not term.exact.isalpha():
            return ""
        for at in range(SHORTEST_PART, len(term.exact) - SHORTEST_PART + 1):
            first, second = term.exact[:at], term.exact[at:]
            if first not in known or second not in known:
                continue
            both = " AND ".join(f'"{marked(language, known[part])}"' for part in (first, second))
            found = self.connection.execute(
                "SELECT 1 FROM (SELECT rowid AS id FROM words "  # noqa: S608 -- numbers of ours
                f"WHERE words MATCH ?1 AND {masked(len(masks), 3)} LIMIT {LOOKED_AT}) AS some JOIN texts USING (id) "
                "WHERE instr(exact, ?2) LIMIT 1",
                (both, f" {first} {second} ", *masks),
            ).fetchone()
            if found:
                return f"{first} {second}"
        return ""

    def _frequency(self, language: str, form: str, stem: str) -> tuple[int, int | None]:
        """How many documents that the reader may see have the stem, and one of them that has just this form, if any.

        A form that stands only in documents the reader may not see must not be offered, even where others share its
        stem.
        """
        own = self.allowed & self.columns.of("language", (language,))
        masks = own.masks()
        if not masks:
            return 0, None
        among = masked(len(masks), 3)
        return self.connection.execute(
            "SELECT count(*), (SELECT id FROM (SELECT rowid AS id FROM words "  # noqa: S608 -- numbers of ours
            f"WHERE words MATCH ?1 AND {among} LIMIT {LOOKED_AT}) AS some JOIN texts USING (id) "
            f"WHERE instr(exact, ?2) LIMIT 1) FROM words WHERE words MATCH ?1 AND {among}",
            (f'"{marked(language, stem)}"', f" {form} ", *masks),
        ).fetchone()

    def _written(self, better: Better) -> str:
        """The word as the document has it, with its accents."""
        title, summary, body, files = self.connection.execute(
            "SELECT title, summary, body, files FROM texts WHERE id = ?", (better.row,)
        ).fetchone()
        names, attached = orjson.loads(files)
        for text in (title, *names, summary, body, *(page for *_, pages in attached for page in pages)):
            for token in analyse(text, better.language):
                if token.exact == better.form:
                    return token.surface.lower()
        return better.form
