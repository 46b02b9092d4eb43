"""The fields of an organisation's record: what each holds, and who reads it. `shown` is the filter of every way out.

A value is plain Python: concept fields are lists of concept keys (`scheme/code`), numbers int, money Decimal, dates
date, `spoken` {task: [language]}, `about` {language: text}, `place` a dict and `sites` a list of dicts.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from clusters.models import Capability, Certificate, OrderTerms, Organisation, Photo, Place
from clusters.states import Visibility

TASKS = {
    "sales": pgettext_lazy("language for a task", "orders and prices"),
    "technical": pgettext_lazy("language for a task", "technical questions"),
}
PLACE_PARTS = (
    "address", "postcode", "town", "region", "region_code", "country", "latitude", "longitude", "precision",
)  # fmt: skip
ROUGH = 1  # decimals of a degree that are left of a place whose street not everybody may see: about 10 km


@dataclass(frozen=True)
class RecordField:
    """One field. `column` is of OrderTerms or Organisation (`table`); `follows` names the field whose readers it has.

    `kind`: concepts, number, percent, money, bool, date, text, choice, languages, tasks, texts, place, places.
    `restrictable`: may be kept from the public. Of `place` that is the street and the exact position only.
    """

    name: str
    label: Any
    kind: str
    scheme: str = ""
    column: str = ""
    table: str = ""
    unit: str = ""
    follows: str = ""
    restrictable: bool = True


def _concepts(name: str, label, scheme: str) -> RecordField:
    return RecordField(name, label, "concepts", scheme=scheme)


def _column(model, table: str, name: str, kind: str, **options) -> RecordField:
    label = model._meta.get_field(name).verbose_name
    return RecordField(name, label, kind, column=name, table=table, **options)


def _terms(name: str, kind: str, **options) -> RecordField:
    return _column(OrderTerms, "terms", name, kind, **options)


def _base(name: str, kind: str, **options) -> RecordField:
    return _column(Organisation, "organisation", name, kind, **{"restrictable": False, **options})


CONCEPT_FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        _concepts("steps", _("value-chain steps"), "value-chain-step"),
        _concepts("subcontracted", _("steps given to subcontractors"), "value-chain-step"),
        _concepts("products", pgettext_lazy("what an organisation makes", "products"), "product"),
        _concepts("materials", pgettext_lazy("what an organisation works with", "materials"), "material"),
        _concepts("techniques", _("techniques"), "technique"),
        _concepts("machines", _("machines"), "machine"),
        _concepts("strategies", _("circular strategies"), "circular-strategy"),
        _concepts("technologies", _("digital technologies"), "digital-technology"),
        _concepts("standards", _("standards it works by"), "certificate"),
        _concepts("other_concepts", _("other subjects"), ""),
    )
}
TERMS_FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        _terms("unit", "choice", restrictable=False),
        _terms("min_order_style", "number", unit="unit"),
        _terms("min_order_colour", "number", unit="unit"),
        _terms("min_order_fabric", "number", unit="metres"),
        _terms("largest_order", "number", unit="unit"),
        _terms("small_run_percent", "percent"),
        _terms("sampling", "bool"),
        _terms("sample_price", "money", unit="currency"),
        _terms("currency", "choice", restrictable=False),
        _terms("sample_days", "number", unit="days"),
        _terms("lead_days", "number", unit="days"),
        _terms("client_fabric", "bool"),
        _terms("deadstock", "bool"),
        _terms("free_from", "date"),
        _terms("free_until", "date", follows="free_from"),
        _terms("free_quantity", "number", unit="unit", follows="free_from"),
        _terms("spoken", "tasks"),
    )
}
FREE = ("free_from", "free_until", "free_quantity")  # one statement, dated by OrderTerms.free_stated_on
BASE_FIELDS: dict[str, RecordField] = {
    each.name: each
    for each in (
        _base("name", "text"),
        _base("name_latin", "text"),
        _base("type", "choice"),
        _base("size", "choice"),
        _base("country", "text"),
        _base("website", "text", restrictable=True),
        _base("languages", "languages"),
        _base("vat_number", "text", follows="identifiers"),
        _base("registration_number", "text", follows="identifiers"),
        _base("closed_on", "date"),
        RecordField("about", _("description"), "texts", restrictable=False),
        RecordField("place", _("street and exact position"), "place"),
        RecordField("sites", pgettext_lazy("places of an organisation", "sites"), "places", follows="place"),
    )
}
FIELDS: dict[str, RecordField] = CONCEPT_FIELDS | TERMS_FIELDS | BASE_FIELDS
FIELD_OF_SCHEME = {field.scheme: name for name, field in CONCEPT_FIELDS.items() if name != "subcontracted"}
# What a representative sets readers for, one at a time; the others follow, or are public because lists rest on them.
RESTRICTABLE = tuple(name for name, field in FIELDS.items() if field.restrictable and not field.follows)
_READ = {
    "public": frozenset({Visibility.PUBLIC}),
    "members": frozenset({Visibility.PUBLIC, Visibility.MEMBERS}),
    "own": frozenset(Visibility),
}


def level_of(organisation: Organisation, name: str) -> Visibility:
    """Who reads this field of this organisation. Raises KeyError for a field that there is not."""
    field = FIELDS[name]
    if field.follows == "identifiers":
        return Visibility.PUBLIC if organisation.identifiers_public else Visibility.PRIVATE
    if not FIELDS[field.follows or name].restrictable:
        return Visibility.PUBLIC
    chosen = organisation.visibility.get(field.follows or name, Visibility.PUBLIC)
    return Visibility(chosen) if chosen in Visibility.values else Visibility.PRIVATE


def may_read(level: str, audience: str) -> bool:
    """Whether this audience (`clusters.rules.audience`) reads what has this level."""
    return level in _READ[audience]


def with_values(organisations):
    """Prefetch what `shown` needs: three more queries for any number of organisations."""
    return organisations.select_related("order_terms").prefetch_related(
        "places", "texts", Prefetch("capabilities", queryset=Capability.objects.select_related("concept__scheme"))
    )


def with_record(organisations):
    """As `with_values`, and what `certificates_shown` and `photos_shown` need: five more queries."""
    return with_values(organisations).prefetch_related(
        Prefetch("certificates", queryset=Certificate.objects.select_related("standard__scheme", "site")), "photos"
    )


def field_of(capability: Capability) -> str:
    """The concept field that a row belongs to (needs `concept.scheme` loaded)."""
    if capability.subcontracted:
        return "subcontracted"
    return FIELD_OF_SCHEME.get(capability.concept.scheme.code, "other_concepts")


def values_of(organisation: Organisation) -> dict[str, Any]:
    """Every value of the record, empty ones left out, for everybody's eyes or nobody's: `shown` is for readers."""
    values: dict[str, Any] = {}
    for capability in organisation.capabilities.all():
        values.setdefault(field_of(capability), []).append(capability.concept.key)
    for keys in values.values():
        keys.sort()
    terms = terms_of(organisation)
    for name, field in FIELDS.items():
        if field.table:
            value = getattr(terms if field.table == "terms" else organisation, name, None)
            if value not in (None, "", [], {}):
                values[name] = value
    values["about"] = {text.language: text.about for text in organisation.texts.all()}
    places = sorted(organisation.places.all(), key=lambda place: (place.kind != Place.Kind.REGISTERED, place.pk))
    if places:
        values["place"] = place_value(places[0])
        values["sites"] = [place_value(place) for place in places[1:]]
    return {name: value for name, value in values.items() if value not in ({}, [])}


def terms_of(organisation: Organisation) -> OrderTerms | None:
    """Its terms of orders, or None; no query after `with_values`."""
    return getattr(organisation, "order_terms", None) if organisation.pk else None


def place_value(place: Place) -> dict[str, Any]:
    """A place as a value of the record."""
    return {part: getattr(place, part) for part in PLACE_PARTS}


def place_shown(place: dict[str, Any], level: str, audience: str) -> dict[str, Any]:
    """The place as this audience reads it: without street, and somewhere near, where the street is not for it."""
    if may_read(level, audience):
        return dict(place)
    rough = {**place, "address": "", "postcode": ""}
    if place["precision"] == "exact" and place["latitude"] is not None:
        rough |= {part: round(place[part], ROUGH) for part in ("latitude", "longitude")} | {"precision": "town"}
    return rough


def shown(organisation: Organisation, audience: str) -> dict[str, Any]:
    """The values that this audience ("public", "members", "own") reads, empty ones left out, with `free_stated_on`.

    THE filter of every page, export, feed, map, embed and API; put `with_values` before it for lists.
    """
    found: dict[str, Any] = {}
    for name, value in values_of(organisation).items():
        level = level_of(organisation, name)
        if name == "place":
            found[name] = place_shown(value, level, audience)
        elif name == "sites":
            found[name] = [place_shown(each, level, audience) for each in value]
        elif may_read(level, audience):
            found[name] = value
    if "sample_price" not in found:
        found.pop("currency", None)
    if not any(FIELDS[name].unit == "unit" for name in found if name in FIELDS):
        found.pop("unit", None)
    if any(name in found for name in FREE):
        found["free_stated_on"] = organisation.order_terms.free_stated_on
    return found


def certificates_shown(organisation: Organisation, audience: str) -> list[Certificate]:
    """Its certificates that this audience reads, expired ones too, the longest valid first."""
    return [each for each in organisation.certificates.all() if may_read(each.visibility, audience)]


def photos_shown(organisation: Organisation, audience: str) -> list[Photo]:
    """Its photos that this audience sees, in their order."""
    return [each for each in organisation.photos.all() if may_read(each.visibility, audience)]


def plain(value: Any) -> Any:
    """The value as JSON, for a `Statement`, the log and files: dates as ISO 8601, money as a string."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def from_plain(name: str, value: Any) -> Any:
    """Back from the JSON of a `Statement`; None for what is empty."""
    if value in (None, "", [], {}):
        return None
    kind = FIELDS[name].kind
    if kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if kind == "money" else value
