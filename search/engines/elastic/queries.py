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

from search.engines.elastic.documents import slot
from search.engines.elastic.mapping import LEVELS, SLOTS
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
from search.requests import SearchRequest

Query = dict[str, Any]
# How much a match in each text counts: a title says what a thing is about, a body mentions much.
BOOSTS = {"title": 3.0, "names": 2.5, "summary": 1.6, "body": 1.0, "attachment": 0.6}
OURS = {"heads": 2.4, "stems": 0.8}  # the same by our own stems: a little less, since the server's stemmer missed them
TIE = 0.1  # of what the other texts score
EXACT = 0.8  # a word found as it was typed, once for each word (guide 3.4: a fixed sum, not a second score)
CONCEPT = 6.0  # a concept that the query names: about what a word scores in a title
IDENTIFIER = 100.0
NEAR_TITLE = 3.0  # the words of the query side by side in a title
OWN_LANGUAGE = 1.12  # what is in the reader's language, all else being equal


@cache
def _word_template(language: str) -> Query:
    """A word in every text of a language; `query` and `boost` are filled in."""
    fields = [f"{name}.{language}^{boost}" for name, boost in BOOSTS.items()]
    match = dsl.MultiMatch(fields=fields, type="best_fields", operator="and", tie_breaker=TIE, query="")
    return match.to_dict()["multi_match"]


@cache
def _exact_fields(language: str) -> list[str]:
    return [f"{name}.{language}.exact" for name in BOOSTS]


@cache
def _exact_template(language: str, kind: str) -> Query:
    match = dsl.MultiMatch(fields=_exact_fields(language), type=kind, query="")
    return match.to_dict()["multi_match"]


def words(text: str, language: str, boost: float = 1.0, name: str = "") -> Query:
    template = _word_template(language) | {"query": text, "boost": boost}
    return {"multi_match": template | {"_name": name} if name else template}


def phrase(text: str, language: str, boost: float = 1.0, name: str = "") -> Query:
    template = _exact_template(language, "phrase") | {"query": text, "boost": boost}
    return {"multi_match": template | {"_name": name} if name else template}


def _any(queries: list[Query], boost: float = 1.0) -> Query:
    if len(queries) == 1 and boost == 1.0:
        return queries[0]
    return {"dis_max": {"queries": queries, "tie_breaker": TIE, "boost": boost}}


def _fixed(query: Query, boost: float) -> Query:
    return {"constant_score": {"filter": query, "boost": boost}}


def _term_queries(term: Term, language: str, weight: float, name: str) -> list[Query]:
    """A word by the server's stems, by ours, and by parts of compounds."""
    weight *= term.weight
    queries = [words(term.word, language, weight, name)]
    queries += [_stems(field, language, term.stems, weight * boost, name) for field, boost in OURS.items()]
    if language == "da":
        queries.append(_stems("parts", language, (*term.stems, *term.parts), PART * weight, name))
        if term.parts:  # a compound of the query: its parts as words of their own
            queries += [_stems(field, language, term.parts, PART * weight, name) for field in OURS]
    return queries


def _stems(field: str, language: str, stems: Iterable[str], boost: float, name: str) -> Query:
    """Any of these stems of ours; several count as one."""
    found = dict.fromkeys(stems)
    match = {"query": " ".join(found), "boost": boost / len(found)}
    return {"match": {f"{field}.{language}": match | {"_name": name} if name else match}}


def concept_queries(concept: PlannedConcept) -> list[Query]:
    """A concept among those of a document, by its weight there."""
    score = CONCEPT * concept.weight
    queries = [
        _fixed({"term": {f"concepts.w{level}": concept.identifier}}, score * level / LEVELS)
        for level in range(1, LEVELS + 1)
    ]
    return [*queries, _fixed({"term": {"concepts.broader": concept.identifier}}, score * BROADER)]


def label_queries(label: Expansion, weight: float, name: str) -> list[Query]:
    """A label of a concept as words of its language, side by side where it has several."""
    language = label.language
    if len(label.terms) == 1:
        return _term_queries(label.terms[0], language, weight, name)
    together = _word_template(language) | {"type": "phrase", "slop": 1, "query": label.text, "boost": weight}
    together = {key: value for key, value in together.items() if key != "operator"} | {"_name": name}
    ours = " ".join(term.stems[0] for term in label.terms)
    return [
        {"multi_match": together},
        *(
            {
                "match_phrase": {
                    f"{field}.{language}": {"query": ours, "slop": 2, "boost": boost * weight, "_name": name}
                }
            }
            for field, boost in OURS.items()
        ),
    ]


class _Builder:
    """The query of one plan."""

    def __init__(self, plan: QueryPlan) -> None:
        self.plan = plan
        self.by_position: dict[int, list[Query]] = {}
        self.expansions: dict[tuple[str, int], list[Query]] = {}
        for concept in plan.concepts:
            queries = concept_queries(concept) if concept.positions else []
            for position in concept.positions:
                self.by_position.setdefault(position, []).extend(queries)
            for number, expansion in enumerate(concept.expansions):
                found = label_queries(expansion, expansion.weight * concept.weight, f"x|{concept.identifier}|{number}")
                for position in concept.positions:
                    self.expansions.setdefault((expansion.language, position), []).extend(found)

    def slot(self, found: Slot, reading: Reading) -> Query:
        name = f"w|{found.position}|{reading.language}"
        queries = [
            query for term in found.terms for query in _term_queries(term, reading.language, reading.weight, name)
        ]
        queries += self.by_position.get(found.position, [])
        queries += self.expansions.get((reading.language, found.position), [])
        return _any(queries)

    def reading(self, found: Reading, *, alone: bool) -> Query:
        """Its slots, and a little more for words as typed and for a title that has them side by side."""
        slots = [self.slot(one, found) for one in found.slots]
        typed = [one.terms[0].exact for one in found.slots]
        more = [_fixed(_exactly(word, found.language), EXACT * found.weight) for word in typed]
        if len(typed) > 1:
            near = {"query": " ".join(typed), "slop": 1, "boost": NEAR_TITLE * found.weight}
            more.append({"match_phrase": {f"title.{found.language}.exact": near}})
        needed = {"bool": {"should": slots, "minimum_should_match": max(1, found.minimum)}}
        body = {"must": needed, "should": more}
        if alone:  # the likeliest reading's words may be fulfilled by concepts in any language
            body["filter"] = {"term": {"language": found.language}}
        return {"bool": body}

    def body(self) -> Query:
        """All that scores: readings, identifiers, neighbouring concepts."""
        readings = [reading for reading in self.plan.readings if reading.slots]
        found = [self.reading(reading, alone=number > 0) for number, reading in enumerate(readings)]
        if self.plan.identifiers:
            found.append(_fixed({"terms": {"identifiers": list(self.plan.identifiers)}}, IDENTIFIER))
        near = [query for concept in self.plan.concepts if not concept.positions for query in concept_queries(concept)]
        must = [_any(found)] if found else []
        must += [_in_any_language(phrase) for phrase in self.plan.phrases]
        must_not = [_excluded(exclusion) for exclusion in self.plan.exclusions]
        return {"must": must, "should": near, "must_not": must_not}


def any_form(plan: QueryPlan, position: int) -> list[Query]:
    """One word of the query as every reading has it, or by its concepts: a document with any of these knows it."""
    found = [
        query
        for reading in plan.readings
        for slot_ in reading.slots
        if slot_.position == position
        for term in slot_.terms
        for query in _term_queries(term, reading.language, 1.0, "")
    ]
    concepts = [concept.identifier for concept in plan.concepts if position in concept.positions]
    levels = [f"concepts.w{level}" for level in range(1, LEVELS + 1)]
    return found + [{"terms": {level: concepts}} for level in (*levels, "concepts.broader") if concepts]


def _exactly(word: str, language: str) -> Query:
    return {"multi_match": _exact_template(language, "best_fields") | {"query": word, "operator": "and"}}


def _in_any_language(found: Phrase | Exclusion) -> Query:
    return {"dis_max": {"queries": [phrase(found.text, language) for language in SLOTS]}}


def _excluded(found: Exclusion) -> Query:
    one_word = all(len(form) == 1 for form in found.forms.values())
    spread = words if one_word else phrase
    return {"bool": {"should": [spread(found.text, language) for language in SLOTS]}}


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
        place = {"lat": request.near.place.latitude, "lon": request.near.place.longitude}
        found.append({"geo_distance": {"distance": f"{request.near.kilometres}km", "place": place}})
    if request.since:
        found.append({"range": {"date": {"gte": request.since.isoformat()}}})
    return found


def readable(access: Iterable[str]) -> Query:
    """Documents that a reader with these tokens may know of; what was removed has none. In every query that is sent."""
    return {"terms": {"access": list(access)}}


def chosen(request: SearchRequest) -> dict[str, Query]:
    """What the reader chose by facet, as filters that narrow hits but not their own counts."""
    found = {
        name: {"terms": {f"facets.{name}": list(values)}} for name, values in request.facets.items() if values and name
    }
    return found | ({"kind": {"terms": {"kind": list(request.kinds)}}} if request.kinds else {})


def query(plan: QueryPlan, request: SearchRequest) -> Query:
    body = _Builder(plan).body()
    own = {"term": {"language": {"value": slot(request.language), "boost": OWN_LANGUAGE - 1}}}
    filters = [*always(request), *_fields(plan)]
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
        place = {"lat": request.near.place.latitude, "lon": request.near.place.longitude}
        return [{"_geo_distance": {"place": place, "order": "asc", "unit": "km"}}, *by_title]
    if request.sort == "newest" or plan.empty:
        return newest
    return [{"_score": "desc"}, *newest]
