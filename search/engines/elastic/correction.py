"""Words that no document the reader may see has, and the words meant: taken only from documents this reader may see.

(The servers' own suggesters look at the whole index, and would tell what stands in documents that the reader must not
know of.)
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import OSA

from search.engines.elastic import highlights, queries
from search.language.analysis import fold
from search.language.plan import QueryPlan, Term
from search.requests import SearchRequest

LOOKED_AT = 40  # documents whose words are compared
LIKELY = 0.3  # readings less likely than this, beside the best, give no corrections
SHORTEST_PART = 3  # letters of two words that were typed as one
LONGEST_PARTED = 24  # letters of them together
PARTED = 2.0  # side by side they are likelier meant than a word that is alike
TEXTS = ("title", "names", "summary", "body")


@dataclass(frozen=True, slots=True, order=True)
class Better:
    """A word to put in the place of another. Compared by distance, then likelihood, then frequency."""

    distance: float
    unlikely: float
    rare: int
    word: str


def allowed(word: str) -> int:
    """Typing errors that are forgiven: one in 3 to 5 letters, two in more, none in what has a digit."""
    return 0 if len(word) < 3 or any(c.isdigit() for c in word) else 1 if len(word) < 6 else 2


def parted(word: str) -> list[tuple[str, str]]:
    """The ways in which two words may have been typed as one: open end for openend."""
    if not word.isalpha() or len(word) > LONGEST_PARTED:
        return []
    return [(word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1)]


def _terms(planned: QueryPlan, position: int) -> Iterable[tuple[str, float, Term]]:
    """(language, weight, term) of a word in each likely reading."""
    best = planned.readings[0].weight
    for reading in planned.readings:
        if reading.weight < LIKELY * best:
            continue
        for slot in reading.slots:
            if slot.position == position:
                yield from ((reading.language, reading.weight * term.weight, term) for term in slot.terms)


def body(planned: QueryPlan, request: SearchRequest, unknown: Iterable[int]) -> dict[str, Any]:
    """Documents with words like these, and how many have the words themselves; empty where nothing can be meant."""
    alike, known, languages = [], {}, set()
    for position in unknown:
        known[str(position)] = {"bool": {"should": queries.any_form(planned, position)}}
        for language, weight, term in _terms(planned, position):
            if not (edits := allowed(term.exact)):
                continue
            languages.add(language)
            fuzzy = {"query": term.exact, "fuzziness": edits, "max_expansions": 30, "boost": weight}
            alike.append({"match": {f"{queries.EVERY}.{language}": fuzzy}})
            alike += [
                {"match_phrase": {f"{queries.EVERY}.{language}": {"query": " ".join(two), "boost": PARTED}}}
                for two in parted(term.exact)
            ]
    if not alike:
        return {}
    readable = queries.readable(request.access)
    pieces = {"number_of_fragments": 3, "fragment_size": 40}
    return {
        "query": {"bool": {"filter": [readable], "must": {"dis_max": {"queries": alike}}}},
        "size": LOOKED_AT,
        "track_total_hits": False,
        "_source": False,
        "highlight": {
            "pre_tags": [highlights.MARK],
            "post_tags": [highlights.END],
            "max_analyzed_offset": highlights.MOST_READ,
            "require_field_match": False,
            "fields": {f"{name}.{language}.exact": pieces for name in TEXTS for language in sorted(languages)},
        },
        "aggs": {
            "all": {
                "global": {},
                "aggs": {"mine": {"filter": readable, "aggs": {"known": {"filters": {"filters": known}}}}},
            }
        },
    }


def corrected(planned: QueryPlan, answer: Mapping[str, Any], unknown: Iterable[int]) -> str:
    """The query with each unknown word replaced by the likeliest known one; empty when there is none to replace."""
    known = answer["aggregations"]["all"]["mine"]["known"]["buckets"]
    seen = _seen(answer["hits"]["hits"])
    better = planned.text
    for position in unknown:
        if known[str(position)]["doc_count"]:
            continue
        candidates = [
            found
            for language, weight, term in _terms(planned, position)
            for found in _candidates(term.exact, language, weight, seen.get(language, {}))
        ]
        if candidates:
            written, meant = planned.words[position], min(candidates).word
            better = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", lambda _, to=meant: to, better, count=1)
    return better if better != planned.text else ""


def _seen(hits: list[Mapping[str, Any]]) -> dict[str, dict[str, int]]:
    """The words marked in the documents, by language, with the number of documents that have each."""
    found: dict[str, dict[str, int]] = {}
    for hit in hits:
        for field, texts in hit.get("highlight", {}).items():
            words = found.setdefault(field.split(".")[1], {})
            for word in {word.lower() for word in highlights.marked_words({field: texts})}:
                words[word] = words.get(word, 0) + 1
    return found


def _candidates(exact: str, language: str, weight: float, seen: Mapping[str, int]) -> Iterable[Better]:
    forms = {fold(word, language): number for word, number in seen.items()}
    for first, second in parted(exact):
        if first in forms and second in forms:
            yield Better(0.5, -weight, -min(forms[first], forms[second]), f"{first} {second}")
    for word, number in seen.items():
        form = fold(word, language)
        distance = OSA.distance(exact, form)
        if form and 0 < distance <= allowed(exact):
            # A different first letter is a rare typing error.
            yield Better(distance + (form[0] != exact[0]) * 0.5, -weight, -number, word)
