"""Values of a record as a reader sees them: concepts as links, numbers with their unit, dates and money as written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _, ngettext

from clusters.fields import FIELDS, TASKS
from clusters.models import OrderTerms, Organisation
from core.collation import sort_key
from core.dates import long_date
from core.languages import country_name, name_in
from vocabulary.models import Concept


@dataclass(frozen=True)
class Part:
    """A piece of a value: its text, where it leads, its language where that is not the reader's."""

    text: str
    href: str = ""
    language: str = ""


def concepts_of(keys: Iterable[str]) -> dict[str, Concept]:
    """The concepts with these keys and their labels: two queries for any number of them."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = Concept.objects.filter(code__in={key.partition("/")[2] for key in wanted}).select_related("scheme")
    return {concept.key: concept for concept in rows.with_labels() if concept.key in wanted}


def keys_in(values: Iterable[tuple[str, Any]]) -> set[str]:
    """The concept keys in these (field, value) pairs."""
    return {key for name, value in values if FIELDS[name].kind == "concepts" for key in value or ()}


def parts_of(name: str, value: Any, *, concepts: dict[str, Concept], unit: str = "", currency: str = "") -> list[Part]:
    """The value in words; `unit` is that of the quantities. A concept that is no longer there is named by its code."""
    field = FIELDS[name]
    if value in (None, "", [], {}):
        return [Part("–")]
    if field.kind == "concepts":
        return _concepts(value, concepts)
    if field.kind == "number":
        return [Part(amount(value, unit or OrderTerms.Unit.PIECES if field.unit == "unit" else field.unit))]
    if field.kind == "percent":
        return [Part(_("{number} per cent more a piece at the minimum order").format(number=number_format(value)))]
    if field.kind == "money":
        return [Part(money(value, currency))]
    if field.kind == "bool":
        return [Part(_("yes") if value else _("no"))]
    if field.kind == "date":
        return [Part(long_date(value))]
    if field.kind == "tasks":
        return [Part(f"{TASKS[task]}: {', '.join(_language(code) for code in value[task])}") for task in value]
    return _base(name, value)


def _language(code: str) -> str:
    return name_in(code, get_language())


def _concepts(keys: list[str], concepts: dict[str, Concept]) -> list[Part]:
    language = get_language()
    parts = []
    for key in keys:
        concept = concepts.get(key)
        if concept is None:
            parts.append(Part(key.partition("/")[2]))
            continue
        spoken = concept.label_language()
        href = reverse("concept", args=[concept.scheme.code, concept.code])
        parts.append(Part(concept.label(), href, "" if spoken == language else spoken))
    return sorted(parts, key=lambda part: sort_key(part.text, language))


def _base(name: str, value: Any) -> list[Part]:
    if name in ("type", "size", "unit"):
        model = OrderTerms if name == "unit" else Organisation
        return [Part(str(dict(model._meta.get_field(name).choices)[value]))]
    if name == "country":
        return [Part(country_name(value, get_language()))]
    if name == "languages":
        return [Part(", ".join(_language(code) for code in value))]
    if name == "about":
        return [Part(text, language=language) for language, text in value.items()]
    if name == "place":
        return [Part(_place(value))]
    if name == "sites":
        return [Part(_place(each)) for each in value]
    return [Part(str(value))]


def _place(place: dict[str, Any]) -> str:
    town = " ".join(filter(None, (place["postcode"], place["town"])))
    return ", ".join(filter(None, (place["address"], town, place["region"])))


def amount(number: int, unit: str) -> str:
    """`80 pieces`, `1 day`; grouped as the language does."""
    words = {
        "pieces": ngettext("%(number)s piece", "%(number)s pieces", number),
        "metres": ngettext("%(number)s metre", "%(number)s metres", number),
        "kilograms": ngettext("%(number)s kilogram", "%(number)s kilograms", number),
        "days": ngettext("%(number)s day", "%(number)s days", number),
    }
    return words[unit] % {"number": number_format(number, force_grouping=True)}


def money(value: Decimal, currency: str) -> str:
    digits = 0 if value == value.to_integral_value() else 2
    return f"{currency} {number_format(value, decimal_pos=digits, force_grouping=True)}"


def months_since(day: date, today: date) -> int:
    """Whole months between two days."""
    return (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
