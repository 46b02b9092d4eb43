"""What organisations are filtered and counted by in the index, once for everybody and once for members.

What a firm may keep from the public stands there twice: under its plain name with public values only, and under
`FOR_MEMBERS` and that name with those for members too, which only members can ask for. Private values stand nowhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from clusters.fields import (
    FIELD_OF_SCHEME,
    RESTRICTABLE,
    TERMS_FIELDS,
    level_of,
    may_read,
    place_shown,
    place_value,
)
from clusters.gazetteer import broader
from clusters.models import Affiliation, Capability, Certificate, OrderTerms, Organisation, Photo, Place
from clusters.states import AffiliationRole, AffiliationState
from core.states import Precision
from search import documents
from search.concepts import Words
from search.documents import FOR_MEMBERS

# Facets of concepts by the field whose readers they have. Under its scheme's name a concept stands as well, as in other
# kinds of documents, with what everybody may see.
CONCEPT_FACETS = {
    "steps": "step",
    "products": "product",
    "materials": "material",
    "techniques": "technique",
    "machines": "machine",
    "strategies": "strategy",
    "technologies": "technology",
}
TWICE = (*CONCEPT_FACETS.values(), "certificate", "spoken", "has")
NUMBERS = ("min_order", "lead_days", "sample_days", "largest_order", "free_from", "free_until")
HAVING = (*RESTRICTABLE, "photo", "certificate", "claimed")  # values of the facet `has`
ALWAYS, NEVER = date.min.toordinal(), date.max.toordinal()  # where a period of free capacity has no first or last day
_TERMS = tuple(name for name in TERMS_FIELDS if name in {*RESTRICTABLE, "free_until"})
_LEVELS = (*RESTRICTABLE, "free_until")
_EMPTY = (None, "", [], {})
_READERS = (("public", ""), ("members", FOR_MEMBERS))


@dataclass(slots=True)
class Beside:
    """What one organisation has in other tables. Concepts are primary keys, certificates and terms rows of values."""

    shown: list[int] = field(default_factory=list)  # `Organisation.concepts`
    capabilities: list[tuple[int, bool]] = field(default_factory=list)  # concept, whether others do it for them
    terms: Mapping[str, Any] = field(default_factory=dict)
    certificates: list[Mapping[str, Any]] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)  # who sees each
    claimed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the index may hold of one organisation. `concepts` are keys, `texts` of certificates.

    `precision` says how exactly `place` is known (`core.states.Precision`), "" without a place.
    """

    concepts: tuple[str, ...]
    facets: dict[str, tuple[str, ...]]
    numbers: dict[str, float]
    place: documents.Place | None
    precision: str
    texts: tuple[str, ...]


def beside(pks: Iterable[int]) -> dict[int, Beside]:
    """For these organisations: six queries."""
    found: dict[int, Beside] = defaultdict(Beside)
    pks = list(pks)
    for pk, concept in Organisation.concepts.through.objects.filter(organisation__in=pks).values_list(
        "organisation_id", "concept_id"
    ):
        found[pk].shown.append(concept)
    for pk, concept, away in Capability.objects.filter(organisation__in=pks).values_list(
        "organisation_id", "concept_id", "subcontracted"
    ):
        found[pk].capabilities.append((concept, away))
    for row in OrderTerms.objects.filter(organisation__in=pks).values("organisation_id", *_TERMS):
        found[row["organisation_id"]].terms = row
    columns = (
        "organisation_id", "standard_id", "number", "holder", "scope", "issuer", "valid_from", "valid_until",
        "visibility",
    )  # fmt: skip
    for row in Certificate.objects.filter(organisation__in=pks).order_by("pk").values(*columns):
        found[row["organisation_id"]].certificates.append(row)
    for pk, visibility in Photo.objects.filter(organisation__in=pks).values_list("organisation_id", "visibility"):
        found[pk].photos.append(visibility)
    claimed = Affiliation.objects.filter(
        organisation__in=pks, role=AffiliationRole.REPRESENTATIVE, state=AffiliationState.ACCEPTED
    )
    for pk in claimed.values_list("organisation_id", flat=True):
        found[pk].claimed = True
    return found


def known(row: Mapping[str, Any], own: Beside, places: list[Place], words: Words) -> Known:
    """`row` has columns of ORGANISATION_COLUMNS (`clusters.search_source`); of `places` the main one is the first."""
    levels = _levels(row)
    fields = _concept_fields(own, words)
    facets, numbers = {}, {}
    for audience, prefix in _READERS:

        def readable(name: str, audience: str = audience) -> bool:
            return may_read(levels[name], audience)

        valid = [each["standard_id"] for each in _certificates(own, audience) if _is_valid(each)]
        seen = {name: pks for name, pks in fields.items() if readable(name)}
        if audience == "public":
            public = [pk for name, pks in seen.items() if name != "subcontracted" for pk in pks]
            facets |= words.facets(public)
            facets.pop("certificate", None)  # standards that it works by: this facet is of certificates held
            concepts = words.keys({*public, *valid})
        found = {facet: _wide(words, seen.get(name, ())) for name, facet in CONCEPT_FACETS.items()}
        found["certificate"] = _wide(words, valid)
        found["spoken"] = _spoken(row, own.terms if readable("spoken") else {})
        found["has"] = _having(row, own, places, seen, readable, audience)
        facets |= {f"{prefix}{name}": values for name, values in found.items() if values}
        numbers |= {f"{prefix}{name}": value for name, value in _numbers(own.terms, readable).items()}
    place = _place(places, levels["place"])
    return Known(
        concepts=concepts,
        facets=facets | _regions(places),
        numbers=numbers,
        place=documents.Place(place["latitude"], place["longitude"]) if place else None,
        precision=place["precision"] if place else "",
        texts=tuple(
            " ".join(each[name] for name in ("number", "issuer", "holder", "scope"))
            for each in _certificates(own, "public")
        ),
    )


def _levels(row: Mapping[str, Any]) -> dict[str, str]:
    owner = SimpleNamespace(visibility=row["visibility"], identifiers_public=row["identifiers_public"])
    return {name: level_of(owner, name) for name in _LEVELS}


def _concept_fields(own: Beside, words: Words) -> dict[str, list[int]]:
    """Concepts by field; what stands among the shown ones only is older than the fields, and everybody's."""
    fields: dict[str, list[int]] = defaultdict(list)
    stated = {pk for pk, _away in own.capabilities}
    older = [(pk, False) for pk in own.shown if pk not in stated]
    for pk, away in (*own.capabilities, *older):
        if pk in words.by_pk:
            name = FIELD_OF_SCHEME.get(words.by_pk[pk].scheme, "other_concepts")
            fields["subcontracted" if away else name].append(pk)
    return fields


def _wide(words: Words, pks: Iterable[int]) -> tuple[str, ...]:
    """The keys of concepts and of everything broader."""
    return tuple(sorted({key for pk in pks if pk in words.by_pk for key in words.by_pk[pk].wider}))


def _certificates(own: Beside, audience: str) -> list[Mapping[str, Any]]:
    return [each for each in own.certificates if may_read(each["visibility"], audience)]


def _is_valid(certificate: Mapping[str, Any]) -> bool:
    today = timezone.localdate()
    begun = certificate["valid_from"] is None or certificate["valid_from"] <= today
    return begun and today <= certificate["valid_until"]


def _spoken(row: Mapping[str, Any], terms: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages of the organisation, which are public, and those spoken for some task."""
    by_task = [language for languages in (terms.get("spoken") or {}).values() for language in languages]
    return tuple(sorted({*row["languages"], *by_task}))


def _having(
    row: Mapping[str, Any],
    own: Beside,
    places: list[Place],
    fields: Mapping[str, list[int]],
    readable: Callable[[str], bool],
    audience: str,
) -> tuple[str, ...]:
    """The names of what is known and may be read."""
    terms = [name for name in _TERMS if own.terms.get(name) not in _EMPTY]
    exact = places and (
        places[0].address or (places[0].precision == Precision.EXACT and places[0].latitude is not None)
    )
    there = {*terms, *(["website"] if row["website"] else []), *(["place"] if exact else [])}
    found = {*fields, *(name for name in there if name in RESTRICTABLE and readable(name))}
    if any(may_read(visibility, audience) for visibility in own.photos):
        found.add("photo")
    if any(map(_is_valid, _certificates(own, audience))):
        found.add("certificate")
    if own.claimed:
        found.add("claimed")
    return tuple(sorted(found))


def _numbers(terms: Mapping[str, Any], readable: Callable[[str], bool]) -> dict[str, float]:
    """The minimum order is that per style, else that per colour. A period open at one end reaches on for ever."""
    seen = {name: terms[name] for name in _TERMS if terms.get(name) is not None and readable(name)}
    numbers = {name: seen.get(name) for name in ("lead_days", "sample_days", "largest_order")}
    numbers["min_order"] = seen.get("min_order_style", seen.get("min_order_colour"))
    if "free_from" in seen or "free_until" in seen:
        numbers["free_from"] = seen["free_from"].toordinal() if "free_from" in seen else ALWAYS
        numbers["free_until"] = seen["free_until"].toordinal() if "free_until" in seen else NEVER
    return {name: float(numbers[name]) for name in NUMBERS if numbers.get(name) is not None}


def _regions(places: list[Place]) -> dict[str, tuple[str, ...]]:
    """The regions of all its places, and those that hold them."""
    codes = {place.region_code for place in places if place.region_code}
    codes |= {above for code in codes if (above := broader(code))}
    return {"region": tuple(sorted(codes))} if codes else {}


def _place(places: list[Place], level: str) -> dict[str, Any] | None:
    """The first place that is known, as everybody may know it."""
    for place in places:
        if place.latitude is not None and place.longitude is not None:
            return place_shown(place_value(place), level, "public")
    return None
