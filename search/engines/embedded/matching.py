"""A plan as sets of documents: which match, and which words of the query each of them answers.

All statements here give numbers of documents and no more; `_found` is the one place where they are run, and lets
nothing through that the reader may not see.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import apsw

from search.engines.embedded.analysing import OTHER, code_token, concept_token, marked
from search.engines.embedded.bits import Bits, bits_of_json
from search.engines.embedded.columns import Columns, facet
from search.language.analysis import stop_words, words
from search.language.plan import Exclusion, Expansion, Filters, Phrase, PlannedConcept, QueryPlan, Reading, Term

FEW_TAGGED = 300  # documents; with more of them labels are not looked for as words as well


@dataclass(slots=True)
class Matches:
    """`matched` fulfil the query; `known` are the words of the query, by position, that some visible document has."""

    matched: Bits
    identified: Bits
    known: dict[int, bool] = field(default_factory=dict)


class Matcher:
    """Reads one plan for one reader. `allowed` are the documents this reader may know of."""

    def __init__(self, connection: apsw.Connection, columns: Columns, allowed: Bits) -> None:
        self.connection = connection
        self.columns = columns
        self.allowed = allowed

    def match(self, plan: QueryPlan) -> Matches:
        identified = self._found([code_token(code) for code in plan.identifiers])
        positions = self._positions(plan)
        matched = self._readings(plan, positions) | identified
        if not matched:  # a word that nobody has, or words that nobody has together, cannot be asked for
            matched = self._readings(plan, positions, minimum=1)
        if not plan.readings and not plan.identifiers:
            matched = self.allowed
        for phrase in plan.phrases:
            matched = matched & self._phrase(phrase)
        for exclusion in plan.exclusions:
            matched = matched - self._excluded(exclusion)
        matched = matched & self._filters(plan.filters)
        return Matches(matched, identified & matched, {at: bool(found) for at, found in positions.items()})

    def _positions(self, plan: QueryPlan) -> dict[int, Bits]:
        """For each word of the query the documents that have it, in their own language or by a concept."""
        tokens: dict[int, list[str]] = {}
        near: dict[int, list[str]] = {}
        for reading in plan.readings:
            for slot in reading.slots:
                tokens.setdefault(slot.position, []).extend(slot_tokens(reading.language, slot.terms))
                tokens[slot.position].append(marked(OTHER, slot.terms[0].exact))
        for concept in plan.concepts:
            for position in concept.positions:
                if position in tokens:
                    tokens[position].append(concept_token(concept.identifier))
                    near.setdefault(position, []).extend(
                        expression for one in concept.expansions for expression in expansion_expressions(one)
                    )
        found = {}
        for at, some in tokens.items():
            found[at] = self._found(some)
            # Documents were tagged by the same labels: as words they only add what a label new to the vocabulary finds.
            if at in near and found[at].documents() < FEW_TAGGED:
                found[at] = found[at] | self._found((), near[at])
        return found

    def _readings(self, plan: QueryPlan, positions: dict[int, Bits], minimum: int = 0) -> Bits:
        """Documents that fulfil the reading of their language, or the likeliest reading with the help of concepts."""
        done: dict[tuple[tuple[int, ...], int], Bits] = {}
        matched = Bits()
        for reading in plan.readings:
            slots = tuple(slot.position for slot in reading.slots)
            if not slots:
                continue
            needed = (slots, minimum or reading.minimum)
            first = not done
            if needed not in done:
                done[needed] = at_least([positions[at] for at in slots], needed[1])
            if first:
                matched = done[needed]
            elif done[needed] is not matched:
                matched = matched | (done[needed] & self.columns.of("language", (reading.language,)))
        return matched

    def _phrase(self, phrase: Phrase | Exclusion, column: str = "") -> Bits:
        """Documents with these words side by side."""
        return self._side_by_side(phrase.forms, phrase.stems)

    def _side_by_side(self, forms, stems) -> Bits:
        forms = {**forms, OTHER: next(iter(forms.values()), ())}
        stems = {**stems, OTHER: forms[OTHER]}
        texts = {f" {' '.join(some)} " for some in forms.values() if some}
        if not texts:
            return Bits()
        all_of = {
            " AND ".join(f'"{token}"' for token in self._all_tokens(language, forms[language], stems[language]))
            for language in forms
            if forms[language]
        }
        checks = " OR ".join("instr(exact, ?)" for _ in texts)
        return self._run(
            "SELECT json_group_array(words.rowid) FROM words JOIN texts ON texts.id = words.rowid "  # noqa: S608
            f"WHERE words MATCH ? AND ({checks})",
            (" OR ".join(f"({some})" for some in sorted(all_of)), *texts),
        )

    @staticmethod
    def _all_tokens(language: str, forms: Sequence[str], stems: Sequence[str]) -> list[str]:
        stops = stop_words(language)
        return [marked(language, form if form in stops else stem) for form, stem in zip(forms, stems, strict=False)]

    def _excluded(self, exclusion: Exclusion) -> Bits:
        if any(len(forms) > 1 for forms in exclusion.forms.values()):
            return self._side_by_side(exclusion.forms, exclusion.stems)
        tokens = [
            token
            for language, forms in exclusion.forms.items()
            for token in self._all_tokens(language, forms, exclusion.stems[language])
        ]
        return self._found(tokens)

    def _filters(self, filters: Filters) -> Bits:
        kept = self.allowed
        for column, values in (
            ("language", filters.language),
            ("kind", filters.kind),
            (facet("country"), filters.country),
        ):
            if values:
                kept = kept & self.columns.of(column, values)
        if filters.title:
            kept = kept & self._any(self._titled(phrase) for phrase in filters.title)
        if filters.organisation:
            kept = kept & self._any(self._organisation(phrase) for phrase in filters.organisation)
        return kept

    @staticmethod
    def _any(sets: Iterable[Bits]) -> Bits:
        joined = Bits()
        for one in sets:
            joined = joined | one
        return joined

    def _titled(self, phrase: Phrase) -> Bits:
        """All the words in title or names, in any order."""
        expressions = [
            " AND ".join(
                f'{{title minor}} : "{token}"' for token in self._all_tokens(language, forms, phrase.stems[language])
            )
            for language, forms in phrase.forms.items()
            if forms
        ]
        return self._found((), [f"({expression})" for expression in expressions])

    def _organisation(self, phrase: Phrase) -> Bits:
        wanted = {form for forms in phrase.forms.values() for form in forms}
        values = [
            value
            for value in self.columns.values.get(facet("organisation"), ())
            if wanted <= {word.exact for word in words(value, "")}
        ]
        titled = self._titled(phrase) & self.columns.of("kind", ("organisation",))
        return titled | (self.columns.of(facet("organisation"), values) & self.allowed)

    def _found(self, tokens: Iterable[str], expressions: Iterable[str] = ()) -> Bits:
        """The documents with any of these tokens or expressions."""
        parts = list(dict.fromkeys((*(f'"{token}"' for token in tokens), *expressions)))
        if not parts:
            return Bits()
        return self._run("SELECT json_group_array(rowid) FROM words WHERE words MATCH ?", (" OR ".join(parts),))

    def _run(self, statement: str, arguments: tuple) -> Bits:
        (rows,) = self.connection.execute(statement, arguments).fetchone()
        return bits_of_json(rows) & self.allowed


def slot_tokens(language: str, terms: Iterable[Term]) -> list[str]:
    """Every token that makes a document have one word of the query."""
    stops = stop_words(language)
    tokens = []
    for term in terms:
        tokens += [marked(language, stem) for stem in (*term.stems, *term.parts)]
        if term.exact in stops:
            tokens.append(marked(language, term.exact))
    return tokens


def reading_tokens(reading: Reading) -> list[str]:
    tokens = [token for slot in reading.slots for token in slot_tokens(reading.language, slot.terms)]
    tokens += [marked(OTHER, slot.terms[0].exact) for slot in reading.slots]
    return list(dict.fromkeys(tokens))


def expansion_expressions(expansion: Expansion) -> list[str]:
    """A label as words of its language: any of its stems, or all its words near each other."""
    if len(expansion.terms) == 1:
        return [f'"{marked(expansion.language, stem)}"' for stem in expansion.terms[0].stems]
    near = " ".join(f'"{marked(expansion.language, term.stems[0])}"' for term in expansion.terms)
    return [f"NEAR({near}, {len(expansion.terms) + 2})"]


def concept_expressions(concepts: Iterable[PlannedConcept]) -> list[str]:
    found = []
    for concept in concepts:
        found.append(f'"{concept_token(concept.identifier)}"')
        for expansion in concept.expansions:
            found += expansion_expressions(expansion)
    return list(dict.fromkeys(found))


def at_least(sets: Sequence[Bits], minimum: int) -> Bits:
    """The documents in at least `minimum` of the sets."""
    minimum = max(1, min(minimum, len(sets)))
    levels = [Bits()] * minimum  # levels[k]: in at least k + 1 of those seen so far
    for one in sets:
        for level in range(minimum - 1, 0, -1):
            levels[level] = levels[level] | (levels[level - 1] & one)
        levels[0] = levels[0] | one
    return levels[-1]
