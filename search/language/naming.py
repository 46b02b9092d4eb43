"""The concepts a query names, in whatever language, and what else is searched for them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import contains

from search.language.analysis import Token, analyse
from search.language.planned import (
    INSIDE,
    NAMED,
    NARROWER,
    PART,
    RELATED,
    SYNONYM,
    TRANSLATED,
    Expansion,
    PlannedConcept,
    Term,
)
from search.language.readings import LIKELY, numbered, respelt, term
from search.language.thesaurus import Match, Thesaurus

FOREIGN = 0.8  # weight of a word that is a label only in languages the query is hardly in
MAX_CONCEPTS = 8
MAX_RELATED = 6
MAX_EXPANSIONS = 48  # of all concepts together
_NARROWER_SEARCHED = 6  # narrower concepts whose labels are searched as well; of more, the concept itself is enough
_OTHER_LABELS = 2  # alternative labels of a concept searched in each language
_WEIGHTS = {"synonym": SYNONYM, "translation": TRANSLATED, "narrower": NARROWER}
_SHORTEST_FOREIGN = 4  # letters: shorter words mean something else in some language


@dataclass(frozen=True, slots=True)
class _Named:
    match: Match
    positions: tuple[int, ...]
    exact: bool  # the label as it stands, not another form of it
    weight: float = NAMED
    inside: bool = False  # a part of a longer label


def concepts(
    text: str,
    weights: Mapping[str, float],
    thesaurus: Thesaurus,
    *,
    signs: Mapping[str, float],
    reader: str,
    searched: Sequence[str],
) -> tuple[PlannedConcept, ...]:
    """What the query names, best first, then what is related.

    `weights` say how plausible each language is, `signs` the same by all but the vocabulary itself: that a word is a
    label in a language does not yet mean that it was typed in it (fir is a tree in English and yarn in Romanian).
    """
    chosen = _chosen(text, weights, signs, thesaurus)
    planned: list[PlannedConcept] = []
    left = MAX_EXPANSIONS
    for named in chosen:
        match = named.match
        expansions = () if named.inside else _expansions(match, text, thesaurus, searched)[:left]
        left -= len(expansions)
        planned.append(
            PlannedConcept(
                identifier=match.concept,
                kind="inside" if named.inside else "named",
                label=thesaurus.label(match.concept, reader),
                weight=round(named.weight * match.weight, 3),
                positions=named.positions,
                matched=match.label,
                language=match.language,
                expansions=expansions,
            )
        )
    own = {concept.identifier for concept in planned}
    related = dict.fromkeys(other for concept in planned for other in thesaurus.related(concept.identifier))
    for other in [other for other in related if other not in own][:MAX_RELATED]:
        label = thesaurus.label(other, reader)
        planned.append(PlannedConcept(identifier=other, kind="related", label=label, weight=RELATED))
    return tuple(planned)


def _chosen(text: str, weights: Mapping[str, float], signs: Mapping[str, float], thesaurus: Thesaurus) -> list[_Named]:
    """Of all labels met in any language those that are meant, by concept, longest and most plausible first."""
    found = [named for language in weights for named in _met(text, language, weights, thesaurus)]
    likely = [named for named in found if signs[named.match.language] >= LIKELY or len(named.positions) > 1]
    accepted = likely + [
        replace(named, weight=named.weight * FOREIGN)
        for named in found
        if named not in likely and _is_clear(named, found, likely)
    ]
    accepted.sort(
        key=lambda named: (named.inside, -len(named.positions), -weights[named.match.language] * named.match.weight)
    )
    best: dict[str, _Named] = {}
    for named in accepted:
        if not named.inside and any(set(named.positions) < set(other.positions) for other in best.values()):
            named = replace(named, weight=named.weight * INSIDE, inside=True)
        best.setdefault(named.match.concept, named)
    chosen = sorted(best.values(), key=lambda named: (named.inside, -len(named.positions)))
    return chosen[:MAX_CONCEPTS]


def _is_clear(named: _Named, found: Iterable[_Named], likely: Iterable[_Named]) -> bool:
    """Whether one word in a language the query is hardly in is meant as that label.

    It is where nothing likelier stands there and the word is the label itself in all languages that have it, of the
    same concepts; or where another concept is named nearby in the same language.
    """
    here = [other for other in found if other.positions == named.positions]
    if any(set(other.positions) & set(named.positions) for other in likely):
        return any(other.match.concept == named.match.concept for other in likely)
    beside = any(other.match.language == named.match.language and other.positions != named.positions for other in found)
    if beside:
        return True
    concepts_by_language: dict[str, set[str]] = {}
    for other in here:
        if other.exact:
            concepts_by_language.setdefault(other.match.language, set()).add(other.match.concept)
    agreeing = set.intersection(*concepts_by_language.values()) if concepts_by_language else set()
    return named.exact and len(named.match.label) >= _SHORTEST_FOREIGN and named.match.concept in agreeing


def _met(text: str, language: str, weights: Mapping[str, float], thesaurus: Thesaurus) -> list[_Named]:
    tokens = numbered(text, language)
    spelt: list[tuple[int, Token]] = []
    exact: dict[int, set[str]] = {}
    for place, token in tokens:
        others = respelt(token, language, thesaurus) if language == "bg" and weights[language] >= LIKELY else ()
        if others is None:
            continue
        stems = dict.fromkeys((*token.stems, *(stem for other in others for stem in other.stems)))
        spelt.append((place, token._replace(stems=tuple(stems))))
        exact[place] = {token.exact, *(other.exact for other in others if len(other.exact) > _SHORTEST_FOREIGN)}
    named = []
    for match in thesaurus.match_tokens([token for _, token in spelt], language, strict=False):
        here = spelt[match.first : match.last + 1]
        places = tuple(dict.fromkeys(place for place, token in here if not token.stop))
        label = [token.exact for token in analyse(match.label, language)]
        found = [exact[place] for place, _ in here]
        same = len(label) == len(found) and all(map(contains, found, label))
        named.append(_Named(match, places, exact=same))
        if len(places) > 1:
            named += _inside(here, language, thesaurus)
    compounds = [(place, token._replace(stems=(part,))) for place, token in tokens for part in token.parts]
    return named + [replace(part, weight=PART, inside=True) for part in _inside(compounds, language, thesaurus)]


def _inside(here: Sequence[tuple[int, Token]], language: str, thesaurus: Thesaurus) -> list[_Named]:
    """The concepts that single words of a longer label name, or the parts of a compound."""
    return [
        _Named(match, (place,), exact=True)
        for place, token in here
        for match in thesaurus.match_tokens([token], language, strict=False)
    ]


def _expansions(match: Match, text: str, thesaurus: Thesaurus, searched: Sequence[str]) -> tuple[Expansion, ...]:
    """Labels to search as words: translations and synonyms, then those of narrower concepts; no hidden ones."""
    found: dict[tuple, Expansion] = {}
    narrower = thesaurus.narrower(match.concept)
    wanted = [("", label) for label in _few(thesaurus.labels(match.concept, searched))]
    for other in narrower if len(narrower) <= _NARROWER_SEARCHED else ():
        wanted += [("narrower", label) for label in thesaurus.labels(other, searched) if label[1] == "pref"]
    asked: dict[str, set[str]] = {}
    for kind, (language, _, label) in wanted:
        if language not in asked:
            asked[language] = {stem for _, token in numbered(text, language) for stem in token.stems}
        terms = _label_terms(label, language)
        key = (language, tuple(each.stems[0] for each in terms))
        if not terms or key in found or all(asked[language].intersection(each.stems) for each in terms):
            continue
        kind = kind or ("synonym" if language == match.language else "translation")
        found[key] = Expansion(
            concept=match.concept,
            kind=kind,
            language=language,
            text=label,
            terms=terms,
            weight=_WEIGHTS[kind],
        )
    return tuple(found.values())


@lru_cache(maxsize=20_000)
def _label_terms(label: str, language: str) -> tuple[Term, ...]:
    return tuple(term(token) for token in analyse(label, language) if not token.stop)


def _few(labels: Iterable[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The preferred labels of all languages, then two others of each; documents are tagged by all labels anyway."""
    preferred, others = [], Counter()
    more = []
    for label in labels:
        language, kind, text = label
        if kind == "pref":
            preferred.append(label)
        elif kind == "alt" and not (len(text) <= 5 and text.isupper()):
            others[language] += 1
            if others[language] <= _OTHER_LABELS:
                more.append(label)
    return preferred + more
