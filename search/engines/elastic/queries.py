"""From a `QueryPlan` to the query of one `_search`: what the embedded engine does, in Elasticsearch's terms.

What never changes is made once with `elasticsearch.dsl`; the words of a query are then put into plain dictionaries,
since making the same from objects for each search would cost more than its whole way to the server (guide 1).

A reading is a `bool` of its slots; a slot is the best (`dis_max`) of its words in each text, the concepts that stand
for it, and their labels in that language. Scores are BM25 of the best text and a tenth of the others'; those of
concepts are fixed.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from elasticsearch.dsl import query as dsl

from search.areas import ring
from search.documents import Place
from search.engines.elastic.documents import slot
from search.engines.elastic.mapping import LEVELS, OTHER, SLOTS
from search.language.plan import (
    BROADER,
    PART,
    Exclusion,
    Expansion,
    Phrase,
    PlannedConcept,
    QueryPlan,
    Reading,
    Slot,
    Term,
)
from search.language.readings import LIKELY
from search.requests import Box, SearchRequest

Query = dict[str, Any]
# How much a match in each text counts: a title says what a thing is about, a body mentions much.
BOOSTS = {"title": 3.0, "names": 2.5, "summary": 1.6, "body": 1.0, "attachment": 0.6}
OURS = {"heads": 2.4, "stems": 0.8}  # the same by our own stems: a little less, since the server's stemmer missed them
TIE = 0.1  # of what the other texts score
EXACT = 0.8  # a word found as it was typed, once for each word (guide 3.4: a fixed sum, not a second score)
CONCEPT = 5.0  # a document that is all about a concept the query names: about what a word scores in a title
IDENTIFIER = 100.0  # outranks everything
NEAR_TITLE = 3.0  # the words of the query side by side in a title
OWN_LANGUAGE = (
    2.0  # what is in the reader's language: less than a word in a title, enough to decide between near equals
)
EVERY = "exact"  # the field with the whole words of all texts


@cache
def _word_template(language: str) -> Query:
    """A word in every text of a language; `query` and `boost` are filled in."""
    fields = [f"{name}.{language}^{boost}" for name, boost in BOOSTS.items()]
    match = dsl.MultiMatch(fields=fields, type="best_fields", operator="and", tie_breaker=TIE, query="")
    return match.to_dict()["multi_match"]


def _word(text: str, language: str, boost: float = 1.0) -> Query:
    return {"multi_match": _word_template(language) | {"query": text, "boost": boost}}


def _phrase(text: str, language: str) -> Query:
    """Words side by side, as they are, in one text."""
    return {"match_phrase": {f"{EVERY}.{language}": {"query": text}}}


def _any(queries: list[Query], name: str = "") -> Query:
    """The best of these, and a little of the others; a hit tells the names of those that it fulfilled."""
    if len(queries) == 1 and not name:
        return queries[0]
    best = {"queries": queries, "tie_breaker": TIE}
    return {"dis_max": best | {"_name": name} if name else best}


def _fixed(query: Query, boost: float) -> Query:
    return {"constant_score": {"filter": query, "boost": boost}}


def _stems(stems: Iterable[str], language: str, weight: float, fields: Mapping[str, float]) -> list[Query]:
    """Any of these stems of ours in each of these fields; several stems of one word count as one."""
    found = dict.fromkeys(stems)
    text, share = " ".join(found), weight / len(found)
    return [
        {"match": {f"{field}.{language}": {"query": text, "boost": boost * share}}} for field, boost in fields.items()
    ]


def _term_queries(term: Term, language: str, weight: float, *, lean: bool = False) -> list[Query]:
    """A word by our stems, by parts of compounds and, unless `lean`, by the server's stems."""
    weight *= term.weight
    queries = _stems(term.stems, language, weight, OURS)
    if not lean and not term.transliterated:
        queries.append(_word(term.word, language, weight))
    if language == "da":
        queries += _stems((*term.stems, *term.parts), language, PART * weight, {"parts": 1.0})
        if term.parts:  # a compound of the query: its parts as words of their own
            queries += _stems(term.parts, language, PART * weight, OURS)
    return queries


def _concept(concept: PlannedConcept) -> list[Query]:
    """A concept among those of a document, by its weight there."""
    score = CONCEPT * concept.weight
    levels = {f"w{level}": level / LEVELS for level in range(1, LEVELS + 1)} | {"broader": BROADER}
    return [
        _fixed({"term": {f"concepts.{level}": concept.identifier}}, score * share) for level, share in levels.items()
    ]


def _label(label: Expansion, weight: float, name: str) -> Query:
    """A label of a concept as words of its language, side by side where it has several."""
    if len(label.terms) == 1:
        return _any(_term_queries(label.terms[0], label.language, weight, lean=True), name)
    words = " ".join(term.stems[0] for term in label.terms)
    found = [
        {"match_phrase": {f"{field}.{label.language}": {"query": words, "slop": 2, "boost": boost * weight}}}
        for field, boost in OURS.items()
    ]
    return _any(found, name)


class _Builder:
    """The query of one plan."""

    def __init__(self, plan: QueryPlan, only: str = "") -> None:
        self.plan = plan
        self.readings = [found for found in plan.readings if found.slots and only in ("", found.language)]
        self.concepts: dict[int, list[str]] = {}
        self.labels: dict[tuple[str, int], list[Query]] = {}
        spoken = {reading.language for reading in self.readings}
        for concept in plan.concepts:
            for position in concept.positions:
                self.concepts.setdefault(position, []).append(concept.identifier)
            for number, label in enumerate(concept.expansions):
                if label.language in spoken:
                    found = _label(label, label.weight * concept.weight, f"x|{concept.identifier}|{number}")
                    for position in concept.positions:
                        self.labels.setdefault((label.language, position), []).append(found)

    def slot(self, found: Slot, reading: Reading, *, alone: bool) -> Query:
        """A word of the query. A concept fulfils it; what that scores is added once, by `body`."""
        language, lean = reading.language, reading.weight < LIKELY
        name = f"w|{found.position}|{language}"
        queries = [query for term in found.terms for query in _term_queries(term, language, reading.weight, lean=lean)]
        if not alone:  # documents in a language that we do not know have the word as it is
            as_typed = {"query": found.terms[0].exact, "operator": "and"}
            queries.append({"match": {f"{EVERY}.{OTHER}": as_typed}})
        queries = [_any(queries, name), *self.labels.get((language, found.position), ())]
        if concepts := self.concepts.get(found.position):
            queries.append(_fixed({"terms": {"concepts.any": concepts}}, 0.1))
        return _any(queries)

    def reading(self, found: Reading, *, alone: bool) -> Query:
        """Its slots, and a little more for words as typed and for a title that has them side by side."""
        slots = [self.slot(one, found, alone=alone) for one in found.slots]
        body: Query = {"should": slots, "minimum_should_match": max(1, found.minimum)}
        if found.weight >= LIKELY:
            typed = [one.terms[0].exact for one in found.slots]
            field = f"{EVERY}.{found.language}"
            more = [
                _fixed({"match": {field: {"query": word, "operator": "and"}}}, EXACT * found.weight) for word in typed
            ]
            if len(typed) > 1:
                near = {"query": " ".join(typed), "slop": 1, "boost": NEAR_TITLE * found.weight}
                more.append({"match_phrase": {f"title.{found.language}.exact": near}})
            body = {"must": {"bool": body}, "should": more}
        if alone:  # the likeliest reading's words may be fulfilled by concepts in any language
            body["filter"] = {"term": {"language": found.language}}
        return {"bool": body}

    def body(self) -> dict[str, list[Query]]:
        """All that scores: readings, identifiers, concepts."""
        found = [self.reading(reading, alone=number > 0) for number, reading in enumerate(self.readings)]
        if self.plan.identifiers:
            found.append(_fixed({"terms": {"identifiers": list(self.plan.identifiers)}}, IDENTIFIER))
        must = [_any(found)] if found else []
        must += [_in_any_language(phrase) for phrase in self.plan.phrases]
        return {
            "must": must,
            "should": [query for concept in self.plan.concepts for query in _concept(concept)],
            "must_not": [_excluded(exclusion) for exclusion in self.plan.exclusions],
        }


def any_form(plan: QueryPlan, position: int) -> list[Query]:
    """One word of the query as every reading has it, or by its concepts: a document with any of these knows it."""
    found = [
        query
        for reading in plan.readings
        for slot_ in reading.slots
        if slot_.position == position
        for term in slot_.terms
        for query in _term_queries(term, reading.language, 1.0)
    ]
    concepts = [concept.identifier for concept in plan.concepts if position in concept.positions]
    return [*found, {"terms": {"concepts.any": concepts}}] if concepts else found


def _in_any_language(found: Phrase) -> Query:
    return {"dis_max": {"queries": [_phrase(found.text, language) for language in SLOTS]}}


def _excluded(found: Exclusion) -> Query:
    """A word in any of its forms; several words side by side."""
    one_word = all(len(form) == 1 for form in found.forms.values())
    queries: list[Query] = []
    for language in SLOTS:
        if one_word:
            queries.append(_word(found.text, language))
            if stems := found.stems.get(language):
                queries += _stems(stems, language, 1.0, OURS)
        else:
            queries.append(_phrase(found.text, language))
    return {"bool": {"should": queries}}


def _titled(found: Phrase) -> Query:
    """Every word in title or names, in any language."""
    fields = [f"{name}.{language}" for name in ("title", "names") for language in SLOTS]
    return {"multi_match": {"query": found.text, "type": "best_fields", "operator": "and", "fields": fields}}


def _fields(plan: QueryPlan) -> list[Query]:
    """Filters typed in the query itself."""
    asked = plan.filters
    found = [{"bool": {"should": [_titled(title) for title in asked.title]}}] if asked.title else []
    if asked.organisation:
        named = [
            {"bool": {"filter": [{"term": {"kind": "organisation"}}, _titled(name)]}} for name in asked.organisation
        ]
        codes = {"terms": {"facets.organisation": [name.text for name in asked.organisation]}}
        found.append({"bool": {"should": [*named, codes]}})
    terms = {"facets.country": asked.country, "language": asked.language, "kind": asked.kind}
    return found + [{"terms": {field: list(values)}} for field, values in terms.items() if values]


def always(request: SearchRequest) -> list[Query]:
    """What narrows hits and every count: the reader's rights first."""
    found: list[Query] = [readable(request.access)]
    if request.languages:
        found.append({"terms": {"language": list(request.languages)}})
    for name, (low, high) in request.ranges.items():
        limits = {"gte": low, "lte": high}
        found.append({"range": {f"numbers.{name}": {key: value for key, value in limits.items() if value is not None}}})
    if request.near:
        distance = max(request.near.kilometres, 0.001)
        found.append({"geo_distance": {"distance": f"{distance}km", "place": _point(request.near.place)}})
    if request.since:
        found.append({"range": {"date": {"gte": request.since.isoformat()}}})
    if unwanted := [{"terms": {f"facets.{name}": list(some)}} for name, some in request.without.items() if name]:
        found.append({"bool": {"must_not": unwanted}})
    if request.box:
        found.append(in_box(request.box))
    if request.within is not None:
        found.append(_within(request.within))
    return found


def in_box(box: Box) -> Query:
    """Places in a box, edges included."""
    edges = {"top": box.north, "left": box.west, "bottom": box.south, "right": box.east}
    return {"geo_bounding_box": {"place": edges}}


def _within(corners: Iterable[Place]) -> Query:
    """Places in an area; nothing where it has no breadth, which the server would refuse."""
    shape = [[corner.longitude, corner.latitude] for corner in ring(tuple(corners))]
    if not shape:
        return {"match_none": {}}
    area = {"type": "polygon", "coordinates": [[*shape, shape[0]]]}
    return {"geo_shape": {"place": {"shape": area, "relation": "intersects"}}}


# Of documents by their `version`: the first of a thing, any but a further one of it, and those that promise nothing.
FIRST = {"term": {"version": 0}}
ONCE = {"bool": {"must_not": [{"range": {"version": {"gte": 1}}}]}}
UNLIKE = {"bool": {"must_not": [{"exists": {"field": "version"}}]}}


def _point(place: Place) -> dict[str, float]:
    """A place as the server takes it: it refuses what is on no globe."""
    return {"lat": min(90.0, max(-90.0, place.latitude)), "lon": (place.longitude + 180) % 360 - 180}


def readable(access: Iterable[str]) -> Query:
    """Documents that a reader with these tokens may know of; what was removed has none. In every query that is sent."""
    return {"terms": {"access": list(access)}}


def chosen(request: SearchRequest) -> dict[str, Query]:
    """What the reader chose by facet, as filters that narrow hits but not their own counts."""
    found: dict[str, Query] = {
        name: {"terms": {f"facets.{name}": list(values)}} if name else {"match_none": {}}
        for name, values in request.facets.items()
        if values
    }
    return found | ({"kind": {"terms": {"kind": list(request.kinds)}}} if request.kinds else {})


def query(plan: QueryPlan, request: SearchRequest, *, only: str = "", more: Iterable[Query] = ()) -> Query:
    """All of a plan that a reader may see; with `only` for documents of that language, narrowed by `more` filters."""
    body = _Builder(plan, only).body()
    own = _fixed({"term": {"language": slot(request.language)}}, OWN_LANGUAGE)
    filters = [*always(request), *_fields(plan), *more]
    found: Query = {"filter": filters, "should": [*body["should"], own]}
    if body["must"]:
        found["must"] = body["must"]
    if body["must_not"]:
        found["must_not"] = body["must_not"]
    return {"bool": found | {"minimum_should_match": 0}}


def sort(plan: QueryPlan, request: SearchRequest) -> list[Mapping[str, Any]]:
    by_title = [{"title_key": {"order": "asc", "missing": "_last"}}, {"key": "asc"}]
    newest = [{"date": {"order": "desc", "missing": "_last"}}, *by_title]
    if request.sort == "title":
        return by_title
    if request.sort == "distance" and request.near:
        return [{"_geo_distance": {"place": _point(request.near.place), "order": "asc", "unit": "km"}}, *by_title]
    if request.sort == "newest" or plan.empty:
        return newest
    return [{"_score": "desc"}, *newest]
