"""One line of a list: its cells as a record, everything that is wrong with it, and the name it is remembered by."""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from clusters.vat import FORMS, clean_vat_number
from ecosystem import doubles
from ecosystem.faults import fault, stops
from ecosystem.lists import parsing, where
from ecosystem.lists.columns import COLUMNS, fields_of
from ecosystem.lists.words import Words

_RECORD = frozenset(("name", "name_latin", "type", "size", "website", "languages", "registration_number"))


@dataclass
class Checked:
    """`values` is {"record": values by field of the record, "since": day}, all plain JSON."""

    values: dict[str, Any] = field(default_factory=dict)
    faults: list[dict] = field(default_factory=list)
    subject: str = ""

    @property
    def is_faulty(self) -> bool:
        return any(stops(each) for each in self.faults)

    @property
    def record(self) -> dict[str, Any]:
        return self.values.get("record", {})


class Checker:
    """Checks the lines of one list: its columns, the country of its cluster, its words. Keeps nothing of a line."""

    def __init__(self, columns: dict[str, str], *, country: str, language: str):
        self.columns = fields_of(columns)
        self.country = country
        self.words = Words(language)

    def check(self, cells: list[str], repaired: dict[str, str], *, headings: int) -> Checked:
        """`repaired` are the cells written anew, by the number of their column."""
        checked, found = Checked(), {}
        for number, name in self.columns:
            text = repaired.get(str(number), cells[number] if number < len(cells) else "")
            found[name], faults = parsing.read(name, text, self.words)
            checked.faults += faults
        if len(cells) > headings and not repaired:
            checked.faults.append(fault("", "too_many_cells", cells=len(cells), headings=headings))
        if not found.get("name") and not any(each["field"] == "name" for each in checked.faults):
            checked.faults.append(fault("name", "no_name"))
        country = found.get("country") or self.country
        record = self._record(found, country)
        record["vat_number"] = self._vat(found.get("vat_number"), country, checked)
        if {"latitude", "longitude"} & {each["field"] for each in checked.faults}:
            found |= {"latitude": None, "longitude": None}  # half a pair because the other half is wrong
        record["place"], faults = where.place(found, country)
        checked.faults += faults
        if record.get("free_from") and record.get("free_until") and record["free_until"] < record["free_from"]:
            checked.faults.append(fault("free_until", "date_range"))
        checked.values = {"record": {name: value for name, value in record.items() if value not in (None, "", [], {})}}
        if found.get("since"):
            checked.values["since"] = found["since"]
        row = self.row(checked.record)
        checked.subject = doubles.fingerprint(row.name, row.town, row.country, row.vat, row.registration)
        return checked

    def _record(self, found: dict[str, Any], country: str) -> dict[str, Any]:
        record: dict[str, Any] = {"country": country}
        for name, value in found.items():
            if value is None:
                continue
            head, _dot, tail = name.partition(".")
            if head in ("about", "spoken"):
                record.setdefault(head, {})[tail] = value
            elif name in _RECORD or COLUMNS[name].group in ("does", "terms"):
                record[name] = value
            elif name == "people":
                record.setdefault("size", value)
                record.setdefault("type", "large" if value == "large" else None)
        return record

    def _vat(self, number: str | None, country: str, checked: Checked) -> str | None:
        if not number:
            return None
        try:
            return clean_vat_number(number, country)
        except ValidationError:
            example = FORMS[country][2] if country in FORMS else "AB123456789"
            checked.faults.append(fault("vat_number", "vat_form", country=country, example=example))
            return None

    @staticmethod
    def row(record: dict[str, Any], code: str = "") -> doubles.Row:
        """For the index of doubles."""
        return doubles.Row(
            name=record.get("name", ""),
            name_latin=record.get("name_latin", ""),
            town=(record.get("place") or {}).get("town", ""),
            country=record.get("country", ""),
            vat=record.get("vat_number", ""),
            registration=record.get("registration_number", ""),
            website=record.get("website", ""),
            code=code,
        )
