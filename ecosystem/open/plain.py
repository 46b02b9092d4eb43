"""A record as JSON: numbers are numbers, dates ISO 8601, money a text with its currency, codes beside labels."""

from collections.abc import Callable
from typing import Any

from clusters.fields import CONCEPT_FIELDS, plain
from clusters.models import Certificate
from ecosystem.open.records import Record
from ecosystem.open.words import Words, permanent_address

DECIMALS = 6  # of a degree: 10 cm, finer than any pin


def position(place: dict[str, Any]) -> list[float] | None:
    """Longitude and latitude, in the order of GeoJSON (RFC 7946, 3.1.1)."""
    if place.get("latitude") is None or place.get("longitude") is None:
        return None
    return [round(place["longitude"], DECIMALS), round(place["latitude"], DECIMALS)]


def place_of(place: dict[str, Any], words: Words) -> dict[str, Any]:
    point = position(place)
    return {
        "address": place["address"],
        "postcode": place["postcode"],
        "town": place["town"],
        "region": _named(place["region_code"], words.region(place["region_code"]) or place["region"]),
        "country": _named(place["country"], words.country(place["country"])),
        "latitude": point[1] if point else None,
        "longitude": point[0] if point else None,
        "precision": place["precision"],
    }


def certificate_of(certificate: Certificate, words: Words) -> dict[str, Any]:
    return {
        "standard": words.coded(certificate.standard.key),
        "number": certificate.number,
        "holder": certificate.holder,
        "scope": certificate.scope,
        "issuer": certificate.issuer,
        "register_link": certificate.register_link,
        "valid_from": plain(certificate.valid_from),
        "valid_until": plain(certificate.valid_until),
    }


def _named(code: str, label: str) -> dict[str, str] | None:
    return {"id": code, "label": label} if code or label else None


def _field(name: str) -> Callable[[Record, Words], Any]:
    return lambda record, words: plain(record.values.get(name))


def _concepts(name: str) -> Callable[[Record, Words], Any]:
    return lambda record, words: [words.coded(key) for key in record.values.get(name, ())]


def _choice(name: str) -> Callable[[Record, Words], Any]:
    def read(record: Record, words: Words):
        value = record.values.get(name)
        return _named(value, words.choice(name, value)) if value else None

    return read


def _price(record: Record, words: Words) -> dict[str, str] | None:
    price = record.values.get("sample_price")
    return None if price is None else {"amount": str(price), "currency": record.values.get("currency", "")}


# Everything an organisation may have in an answer, in this order; None or an empty list where nothing is known.
READERS: dict[str, Callable[[Record, Words], Any]] = {
    "code": lambda record, words: record.organisation.code,
    "uri": lambda record, words: permanent_address(record.organisation.code),
    **{name: _field(name) for name in ("name", "name_latin")},
    "type": _choice("type"),
    "size": _choice("size"),
    "country": lambda record, words: _named(
        record.organisation.country, words.country(record.organisation.country)
    ),
    "clusters": lambda record, words: [_named(each.code, each.short_name) for each in record.clusters],
    **{name: _field(name) for name in ("website", "languages", "vat_number", "registration_number", "about")},
    "place": lambda record, words: place_of(record.place, words) if record.place else None,
    "sites": lambda record, words: [place_of(each, words) for each in record.values.get("sites", ())],
    **{name: _concepts(name) for name in CONCEPT_FIELDS},
    "certificates": lambda record, words: [certificate_of(each, words) for each in record.certificates],
    "unit": _choice("unit"),
    **{
        name: _field(name)
        for name in ("min_order_style", "min_order_colour", "min_order_fabric", "largest_order", "small_run_percent")
    },
    "sampling": _field("sampling"),
    "sample_price": _price,
    **{
        name: _field(name)
        for name in (
            "sample_days", "lead_days", "client_fabric", "deadstock", "free_from", "free_until", "free_quantity",
            "free_stated_on", "spoken", "closed_on",
        )
    },
    "is_example": lambda record, words: record.organisation.is_demo,
    "last_confirmed_on": lambda record, words: plain(record.organisation.last_confirmed_on),
    "changed_at": lambda record, words: record.organisation.changed_at.isoformat(timespec="seconds"),
}  # fmt: skip


def plain_record(record: Record, words: Words, names=tuple(READERS)) -> dict[str, Any]:
    """These fields of the record, in the order of READERS. The language of `words` is the active one."""
    return {name: read(record, words) for name, read in READERS.items() if name in names}
