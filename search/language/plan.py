"""From what was typed to what to look for. The parts of a plan, and how they add up, are in `planned`.

>>> found = plan(SearchRequest(text="déchets de soie", language="fr"), thesaurus)
>>> [concept.label for concept in found.concepts], found.readings[0].language
(['déchets de soie'], 'fr')
"""

from search.language import filters, naming, readings
from search.language.analysis import fold
from search.language.detection import plausible
from search.language.filters import phrase
from search.language.parsing import parse
from search.language.planned import (
    BROADER,
    NAMED,
    NARROWER,
    PART,
    RELATED,
    SYNONYM,
    TRANSLATED,
    Exclusion,
    Expansion,
    Filters,
    Phrase,
    PlannedConcept,
    QueryPlan,
    Reading,
    Slot,
    Term,
)  # fmt: skip
from search.language.readings import LIKELY, MANY
from search.language.stemming import LANGUAGES
from search.language.thesaurus import Thesaurus
from search.language.transliteration import cyrillic_candidates, is_cyrillic
from search.requests import ConceptFound, SearchRequest, Understanding

__all__ = [
    "BROADER", "NAMED", "NARROWER", "PART", "RELATED", "SYNONYM", "TRANSLATED",
    "Exclusion", "Expansion", "Filters", "Phrase", "PlannedConcept", "QueryPlan", "Reading", "Slot", "Term", "plan",
]  # fmt: skip


KEPT = 500  # plans: who turns the page or narrows the results asks the same once more
SHORT = 200  # characters of a text whose plan is kept


def plan(request: SearchRequest, thesaurus: Thesaurus) -> QueryPlan:
    """Read the request's text. Never raises, whatever the text. Kept with the thesaurus it was made with."""
    asked = (request.text, request.language, tuple(request.languages), request.across)
    made = thesaurus.plans.get(asked)
    if made is None:
        made = _plan(request, thesaurus)
        if len(request.text) <= SHORT:
            if len(thesaurus.plans) >= KEPT:
                thesaurus.plans.clear()
            thesaurus.plans[asked] = made
    return made


def is_wordless(planned: QueryPlan, request: SearchRequest) -> bool:
    """Whether nothing asks for words or for a language: then all versions of a thing are found, or none of them."""
    asked = planned.filters
    named = asked.title or asked.organisation or asked.language
    return planned.empty and not (planned.exclusions or named or request.languages)


def _plan(request: SearchRequest, thesaurus: Thesaurus) -> QueryPlan:
    parsed = parse(request.text)
    asked, unknown = filters.resolve(parsed.fields)
    text = " ".join((*parsed.words, *unknown, *parsed.phrases))
    weights = _weights(text, _reader(request), thesaurus)
    searched = [code for code in weights if not request.languages or code in request.languages]
    concepts = ()
    if request.across:
        signs = dict(plausible(text, _reader(request)))
        concepts = naming.concepts(text, weights, thesaurus, signs=signs, reader=request.language, searched=searched)
    words = readings.words_of(text)
    return QueryPlan(
        text=parsed.text,
        words=words,
        readings=_readings(text, weights, searched, request.language, thesaurus),
        phrases=tuple(map(phrase, parsed.phrases)),
        exclusions=tuple(map(_exclusion, parsed.excluded)),
        identifiers=parsed.identifiers,
        filters=asked,
        concepts=concepts,
        understood=Understanding(
            languages=tuple(code for code, weight in weights.items() if weight >= LIKELY),
            words=words,
            phrases=parsed.phrases,
            excluded=parsed.excluded,
            fields=parsed.fields,
            concepts=tuple(_found(concept) for concept in concepts if concept.kind == "named"),
            shortened=parsed.shortened,
        ),
        shortened=parsed.shortened,
    )


def _weights(text: str, reader: str, thesaurus: Thesaurus) -> dict[str, float]:
    """Each language of the index with how likely the query is in it, best first."""
    known = thesaurus.languages_of(text)
    latin = [fold(word) for word in readings.words_of(text) if not is_cyrillic(fold(word))]
    known["bg"] = known.get("bg", 0.0) + sum(
        any(thesaurus.knows(spelling, "bg") for spelling in cyrillic_candidates(word))
        for word in latin
        if not any(thesaurus.knows(word, language) for language in LANGUAGES)
    )
    return dict(plausible(text, reader, known))


def _reader(request: SearchRequest) -> str:
    return request.language if request.language in LANGUAGES else LANGUAGES[0]


def _readings(
    text: str, weights: dict[str, float], searched: list[str], reader: str, thesaurus: Thesaurus
) -> tuple[Reading, ...]:
    """The query in each language that is searched; of a long one only the likely languages."""
    found = []
    best = next(iter(weights))
    for language in searched:
        # Names are typed in the reader's letters; Bulgarian words in Latin letters where that is likely.
        likely = weights[language] >= LIKELY
        translit = language != "bg" or reader == "bg" or likely
        each = readings.reading(text, language, weights[language], thesaurus, best=best, translit=translit)
        if each.slots and (likely or len(each.slots) <= MANY):
            found.append(each)
    return tuple(found)


def _exclusion(text: str) -> Exclusion:
    found = phrase(text)
    return Exclusion(text=text, forms=found.forms, stems=found.stems)


def _found(concept: PlannedConcept) -> ConceptFound:
    also = dict.fromkeys(
        (expansion.language, expansion.text) for expansion in concept.expansions if expansion.kind != "narrower"
    )
    return ConceptFound(identifier=concept.identifier, label=concept.label, also=tuple(also))
