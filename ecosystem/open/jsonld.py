"""The directory as linked data: schema.org organisations whose subjects are concepts of our vocabulary (SKOS)."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from clusters.fields import CONCEPT_FIELDS, plain
from clusters.models import Certificate
from ecosystem.open import terms
from ecosystem.open.plain import position
from ecosystem.open.records import Record
from ecosystem.open.words import Words, permanent_address

MEDIA_TYPE = "application/ld+json"
# What schema.org has no word for is named in our own space, below the vocabulary.
CONTEXT = {
    "@vocab": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "cloth": settings.VOCABULARY_BASE_URI + "term/",
    "prefLabel": {"@id": "skos:prefLabel", "@container": "@language"},
    "inScheme": {"@id": "skos:inScheme", "@type": "@id"},
    "description": {"@id": "https://schema.org/description", "@container": "@language"},
    **{name: {"@id": f"cloth:{name}", "@type": "@id"} for name in CONCEPT_FIELDS},
    "precision": "cloth:precision",
}


def graph(records: Iterable[Record], words: Words, *, on: date) -> Iterator[str]:
    """The file in pieces: the set with its terms, the organisations, then the concepts that they name."""
    yield '{"@context": ' + json.dumps(CONTEXT, ensure_ascii=False) + ',\n"@graph": [\n'
    yield _text(_dataset(on))
    named: set[str] = set()
    for record in records:
        yield ",\n" + _text(organisation(record, words))
        named.update(*(record.values.get(name, ()) for name in CONCEPT_FIELDS))
        named.update(each.standard.key for each in record.certificates)
    for key in sorted(named):
        if found := words.concept(key):
            node = {"@id": found.uri, "@type": "skos:Concept", "inScheme": found.scheme.uri}
            yield ",\n" + _text(node | {"prefLabel": {label.language: label.text for label in found.preferred_labels}})
    yield "\n]}\n"


def _text(node: dict[str, Any]) -> str:
    return json.dumps(node, ensure_ascii=False)


def _dataset(on: date) -> dict[str, Any]:
    return {
        "@id": settings.BASE_URL + reverse("open_data_short"),
        "@type": "Dataset",
        "license": terms.LICENCE,
        "creditText": terms.attribution(),
        "dateModified": on.isoformat(),
    }


def organisation(record: Record, words: Words) -> dict[str, Any]:
    """The record as schema.org/Organization; what is not known is left out."""
    subject, values = record.organisation, record.values
    node: dict[str, Any] = {"@id": permanent_address(subject.code), "@type": "Organization", "identifier": subject.code}
    node["name"] = values["name"]
    node |= {
        term: values[name]
        for term, name in (
            ("alternateName", "name_latin"),
            ("url", "website"),
            ("description", "about"),
            ("knowsLanguage", "languages"),
            ("vatID", "vat_number"),
            ("taxID", "registration_number"),
        )
        if name in values
    }
    if record.place:
        node["location"] = _place(record.place)
    if "sites" in values:
        node["hasPOS"] = [_place(each) for each in values["sites"]]
    if record.clusters:
        node["memberOf"] = [{"@type": "Organization", "name": each.name} for each in record.clusters]
    for name in CONCEPT_FIELDS:
        addresses = [found.uri for key in values.get(name, ()) if (found := words.concept(key))]
        if addresses:
            node[name] = addresses
    if record.certificates:
        node["hasCertification"] = [_certificate(each) for each in record.certificates]
    if offer := _offer(values):
        node["makesOffer"] = offer
    if "closed_on" in values:
        node["dissolutionDate"] = plain(values["closed_on"])
    return node | {"dateModified": subject.changed_at.isoformat(timespec="seconds")}


def _place(place: dict[str, Any]) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": place["address"],
        "postalCode": place["postcode"],
        "addressLocality": place["town"],
        "addressRegion": place["region_code"] or place["region"],
        "addressCountry": place["country"],
    }
    node: dict[str, Any] = {"@type": "Place", "address": {name: value for name, value in address.items() if value}}
    if point := position(place):
        node["geo"] = {"@type": "GeoCoordinates", "latitude": point[1], "longitude": point[0]}
        node["precision"] = place["precision"]
    return node


def _certificate(certificate: Certificate) -> dict[str, Any]:
    node = {
        "@type": "Certification",
        "name": certificate.scope,
        "about": {"@id": certificate.standard.uri},
        "certificationIdentification": certificate.number,
        "issuedBy": {"@type": "Organization", "name": certificate.issuer},
        "validFrom": plain(certificate.valid_from),
        "expires": plain(certificate.valid_until),
        "url": certificate.register_link,
    }
    return {name: value for name, value in node.items() if value}


def _offer(values: dict[str, Any]) -> dict[str, Any]:
    """Quantities and times as schema.org/Offer has them: from the least to the most, days by their UN/CEFACT code."""
    offer: dict[str, Any] = {}
    quantity = {
        name: values[field]
        for name, field in (("minValue", "min_order_style"), ("maxValue", "largest_order"), ("unitText", "unit"))
        if field in values
    }
    if quantity.keys() - {"unitText"}:
        offer["eligibleQuantity"] = {"@type": "QuantitativeValue", **quantity}
    if "lead_days" in values:
        offer["deliveryLeadTime"] = {"@type": "QuantitativeValue", "value": values["lead_days"], "unitCode": "DAY"}
    for term, name in (("availabilityStarts", "free_from"), ("availabilityEnds", "free_until")):
        if name in values:
            offer[term] = plain(values[name])
    return {"@type": "Offer", **offer} if offer else {}
