"""The directory as GeoJSON (RFC 7946): one feature for each organisation, at its main place, written piece by piece."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from ecosystem.open import plain, terms
from ecosystem.open.records import Record
from ecosystem.open.words import Words, permanent_address

MEDIA_TYPE = "application/geo+json"
LEFT_OUT = ("place", "sites", "uri", "about")  # the place is the geometry and stands flat beside it


def collection(records: Iterable[Record], words: Words, *, on: date) -> Iterator[str]:
    """The file in pieces. Organisations without a known position have no geometry."""
    head = {"type": "FeatureCollection", "license": terms.LICENCE, "attribution": terms.attribution()}
    yield json.dumps({**head, "date": on.isoformat()}, ensure_ascii=False)[:-1] + ', "features": ['
    separator = "\n"
    for record in records:
        yield separator + json.dumps(feature(record, words), ensure_ascii=False)
        separator = ",\n"
    yield "\n]}\n"


def feature(record: Record, words: Words) -> dict[str, Any]:
    """`precision` says how exactly the point is known: exact, town or region."""
    point = plain.position(record.place)
    names = [name for name in plain.READERS if name not in LEFT_OUT]
    found = plain.plain_record(record, words, names)
    place = plain.place_of(record.place, words) if record.place else {}
    flat = {name: place.get(name) for name in ("address", "postcode", "town", "region", "precision")}
    return {
        "type": "Feature",
        "id": permanent_address(record.organisation.code),
        "geometry": {"type": "Point", "coordinates": point} if point else None,
        "properties": {
            name: value for name, value in (found | flat).items() if value not in (None, "", []) or name == "precision"
        },
    }
