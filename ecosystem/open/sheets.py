"""The directory as a table, for `core.tables`: one line for each organisation.

Labels stand in the reader’s language and the permanent identifiers beside them. Every line of a CSV carries its terms,
because lines are copied out of files; an XLSX has a sheet of its own for them.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _, pgettext

from clusters.fields import CONCEPT_FIELDS, FIELDS, TERMS_FIELDS
from core.languages import name_in
from core.tables import Column, Sheet
from ecosystem.open import terms
from ecosystem.open.records import Record
from ecosystem.open.words import Words, permanent_address

WIDE = 34


def sheets(
    records: Iterable[Record], words: Words, *, audience: str, on: date, terms_in_lines: bool, coded: bool = False
) -> list[Sheet]:
    """The table, and where the terms do not stand in its lines, a second one with them.

    `coded` writes the headings as the names of the API’s fields, for files that have no reader.
    """
    columns = columns_of(words, audience=audience)
    if terms_in_lines:
        columns += _terms(on)
    if coded:
        columns = [(name, name, read, width) for name, _title, read, width in columns]
    table = Sheet(
        _("Organisations"),
        [Column(title, read, is_money=name == "sample_price", width=width) for name, title, read, width in columns],
        records,
    )
    return [table] if terms_in_lines else [table, about_sheet(on, audience=audience)]


Read = Callable[[Record], Any]


def columns_of(words: Words, *, audience: str) -> list[tuple[str, str, Read, int]]:
    """(name, heading, how to read it, width). Members also learn which values of a line are not for everybody."""
    columns = [*_identity(words), *_where(words)]
    for name, field in CONCEPT_FIELDS.items():
        title = capfirst(str(field.label))
        columns += [
            (name, title, _labels(name, words), WIDE),
            (f"{name}_uri", _("{field}: identifiers").format(field=title), _addresses(name, words), WIDE),
        ]
    columns += [
        ("certificates", _("Valid certificates"), lambda record: _certificates(record, words), WIDE),
        *((name, capfirst(str(field.label)), _term(name, words), 16) for name, field in TERMS_FIELDS.items()),
        ("free_stated_on", _("Free capacity stated on"), _value("free_stated_on"), 16),
        ("about", capfirst(str(FIELDS["about"].label)), lambda record: _about(record, words.language), 60),
        ("last_confirmed_on", _("Last confirmed"), lambda record: record.organisation.last_confirmed_on, 16),
        ("changed_at", pgettext("record", "Changed"), lambda record: record.organisation.changed_at, 18),
        ("is_example", _("Fictional example"), lambda record: _yes(record.organisation.is_demo or None), 16),
    ]
    if audience != "public":
        columns.append(("restricted", _("For members only in this line"), _restricted, WIDE))
    return columns


def _identity(words: Words) -> Iterator[tuple[str, str, Read, int]]:
    def choice(name: str) -> Read:
        return lambda record: words.choice(name, record.values[name]) if name in record.values else None

    labels = {name: capfirst(str(field.label)) for name, field in FIELDS.items()}
    yield "code", _("Code"), lambda record: record.organisation.code, 12
    yield "uri", _("Permanent address"), lambda record: permanent_address(record.organisation.code), WIDE
    yield "name", labels["name"], _value("name"), WIDE
    yield "name_latin", labels["name_latin"], _value("name_latin"), WIDE
    yield "type", labels["type"], choice("type"), 28
    yield "size", labels["size"], choice("size"), 28
    yield "clusters", _("Clusters"), lambda record: "; ".join(each.short_name for each in record.clusters), 20
    yield "clusters_code", _("Clusters: codes"), lambda record: " ".join(each.code for each in record.clusters), 20
    yield "website", labels["website"], _value("website"), WIDE
    yield "languages", labels["languages"], lambda record: _languages(record, words), 24
    yield "vat_number", labels["vat_number"], _value("vat_number"), 18
    yield "registration_number", labels["registration_number"], _value("registration_number"), 18
    yield "closed_on", labels["closed_on"], _value("closed_on"), 16


def _where(words: Words) -> Iterator[tuple[str, str, Read, int]]:
    def part(name: str) -> Read:
        return lambda record: record.place.get(name)

    yield "country", _("Country: code"), lambda record: record.organisation.country, 10
    yield "country_label", _("Country"), lambda record: words.country(record.organisation.country), 20
    yield "region", _("Region: code"), part("region_code"), 12
    yield "region_label", _("Region"), lambda record: _region(record, words), 24
    yield "town", _("Town"), part("town"), 24
    yield "postcode", _("Postcode"), part("postcode"), 12
    yield "address", _("Street"), part("address"), 30
    yield "latitude", _("Latitude"), part("latitude"), 12
    yield "longitude", _("Longitude"), part("longitude"), 12
    yield "precision", _("Precision"), part("precision"), 12


def _terms(on: date) -> list[tuple[str, str, Read, int]]:
    return [
        ("data_of", _("Data of"), lambda record: on, 12),
        ("licence", _("Licence"), lambda record: terms.LICENCE, WIDE),
        ("attribution", _("Attribution"), lambda record: terms.attribution(), WIDE),
    ]


def about_sheet(on: date, *, audience: str) -> Sheet:
    rows = [
        (_("Data of"), on),
        (_("Licence"), terms.LICENCE),
        (_("Attribution"), terms.attribution()),
    ]
    if audience != "public":
        rows.append((_("For members only in this line"), _("Please do not pass on the values that are named there.")))
    return Sheet(
        _("About these data"),
        [Column("", lambda row: row[0], width=WIDE), Column("", lambda row: row[1], width=80)],
        rows,
    )


# Cells


def _value(name: str) -> Read:
    return lambda record: record.values.get(name)


def _labels(name: str, words: Words) -> Read:
    return lambda record: words.labels(record.values.get(name, ()))


def _addresses(name: str, words: Words) -> Read:
    return lambda record: words.addresses(record.values.get(name, ()))


def _term(name: str, words: Words) -> Read:
    """Numbers and dates as such, yes and no as words, languages by task as a text."""
    kind = TERMS_FIELDS[name].kind

    def read(record: Record):
        value = record.values.get(name)
        if value is None:
            return None
        if kind == "bool":
            return _yes(value)
        if kind == "tasks":
            return "; ".join(f"{task}: {', '.join(codes)}" for task, codes in value.items())
        return words.choice(name, value) if name == "unit" else value

    return read


def _yes(value: bool | None) -> str | None:
    return None if value is None else _("yes") if value else _("no")


def _languages(record: Record, words: Words) -> str:
    return "; ".join(name_in(code, words.language) for code in record.values.get("languages", ()))


def _region(record: Record, words: Words) -> str:
    return words.region(record.place.get("region_code", "")) or record.place.get("region", "")


def _about(record: Record, language: str) -> str | None:
    """In the language of the file, else in the first of the organisation’s own."""
    texts = record.values.get("about", {})
    wanted = (language, *record.values.get("languages", ()), *texts)
    return next((texts[each] for each in wanted if each in texts), None)


def _certificates(record: Record, words: Words) -> str:
    today = timezone.localdate()
    return "; ".join(
        f"{words.label(each.standard.key)} {each.number} ({each.valid_until.isoformat()})"
        for each in record.certificates
        if each.valid_until >= today
    )


def _restricted(record: Record) -> str:
    names = (
        capfirst(str(FIELDS[name].label)) if name in FIELDS else _("Valid certificates")
        for name in (*FIELDS, "certificates")
        if name in record.restricted
    )
    return "; ".join(names)
