"""An organisation's record as plain data: what a form fills in, what the log keeps before and after a change."""

from dataclasses import dataclass, field

from clusters.models import Organisation

FIELDS = (
    "name",
    "name_latin",
    "type",
    "size",
    "country",
    "website",
    "languages",
    "vat_number",
    "registration_number",
    "identifiers_public",
)
PLACE_FIELDS = (
    "kind",
    "address",
    "postcode",
    "town",
    "region",
    "region_code",
    "country",
    "latitude",
    "longitude",
    "precision",
    "moved_by_hand",
)


@dataclass(frozen=True)
class Record:
    """Fields by name, descriptions by language, places with their key or None, primary keys of concepts."""

    fields: dict = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    places: list[dict] = field(default_factory=list)
    concepts: list[int] = field(default_factory=list)


def record_of(organisation: Organisation) -> Record:
    """The record as it stands in the database."""
    return Record(
        fields={name: getattr(organisation, name) for name in FIELDS},
        texts={text.language: text.about for text in organisation.texts.order_by("language")},
        places=[
            {"id": place.pk, **{name: getattr(place, name) for name in PLACE_FIELDS}}
            for place in organisation.places.order_by("pk")
        ],
        concepts=sorted(organisation.concepts.values_list("pk", flat=True)),
    )


def differences(before: Record, after: Record) -> dict[str, dict]:
    """What changed, as {"before": …, "after": …}, each with the changed parts only; empty when nothing did."""
    changed = [name for name, value in after.fields.items() if before.fields.get(name) != value]
    old: dict = {name: before.fields.get(name) for name in changed}
    new: dict = {name: after.fields[name] for name in changed}
    for language in sorted(before.texts.keys() | after.texts.keys()):
        if before.texts.get(language) != after.texts.get(language):
            old[f"about.{language}"] = before.texts.get(language)
            new[f"about.{language}"] = after.texts.get(language)
    for name in ("places", "concepts"):
        if getattr(before, name) != getattr(after, name):
            old[name], new[name] = getattr(before, name), getattr(after, name)
    return {"before": old, "after": new} if new or old else {}
