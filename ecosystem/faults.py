"""The catalogue of everything that can be wrong with a line of a list: a sentence, and how to mend it.

A fault is stored as {"field", "code", "params"} with values and codes only, so that everybody reads it in their own
language. Faults that stop a line keep it from being loaded; the others are remarks.
"""

from dataclasses import dataclass, field
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy as _

from core.languages import country_name
from ecosystem.lists.words import CHOICES

COUNTRIES = ("country", "other")  # parameters that are codes of countries
NUMBERS = ("least", "most")  # parameters that are numbers to read


@dataclass(frozen=True)
class Message:
    """`example` fills the sentence on the published page."""

    sentence: Any
    mend: Any
    stops: bool = True
    example: dict[str, Any] = field(default_factory=dict)


MESSAGES: dict[str, Message] = {
    # Cells
    "formula": Message(
        _("This cell holds a formula. Formulas are never worked out here."),
        _("Write the value itself. In the spreadsheet: copy the column and paste it as values."),
    ),
    "sheet_error": Message(
        _("The spreadsheet shows the error %(text)s here."),
        _("Write the value, or leave the cell empty."),
        example={"text": "#REF!"},
    ),
    "broken_letters": Message(
        _("Letters of this cell are broken."),
        _("Write it again, or choose other letters for the whole file under “Columns”."),
    ),
    "control_characters": Message(
        _("There are invisible control characters in this cell."),
        _("Write it again by hand."),
    ),
    "too_long": Message(
        _("This is longer than %(most)s characters."),
        _("Write it shorter."),
        example={"most": 200},
    ),
    "too_many_cells": Message(
        _("This line has %(cells)s cells, but there are only %(headings)s headings."),
        _("A separator inside a cell may have divided it. Look at each cell of this line."),
        example={"cells": 12, "headings": 11},
    ),
    # The organisation
    "no_name": Message(
        _("The name is missing."),
        _("Write the name of the organisation, or leave the line out."),
    ),
    "unknown_country": Message(
        _("“%(text)s” is no country that we know."),
        _("Write the name of the country in any of the site’s languages, or its code of two letters."),
        example={"text": "Bulgariaa"},
    ),
    "vat_form": Message(
        _("This is no VAT number of %(country)s; one looks like %(example)s."),
        _("Correct the number or the country, or leave the cell empty."),
        example={"country": "BG", "example": "BG123456789"},
    ),
    "vat_taken": Message(
        _("This VAT number belongs to %(name)s (%(town)s)."),
        _("Correct the number. If both are the same organisation, say so under “Known already?”."),
        example={"name": "Rila Knit", "town": "Samokov"},
    ),
    "vat_twice": Message(
        _("Line %(line)s has the same VAT number."),
        _("Correct one of the two numbers, or leave one of the lines out."),
        example={"line": 12},
    ),
    "line_twice": Message(
        _("Line %(line)s is the same organisation."),
        _("Leave one of the two lines out, or correct the name or the town."),
        example={"line": 12},
    ),
    "website": Message(
        _("This is no web address."),
        _("Write it as https://example.com, or leave the cell empty."),
    ),
    "refused": Message(
        _("The record could not be written: %(text)s"),
        _("Correct what it says, or leave the line out."),
        example={"text": "…"},
    ),
    # Where
    "no_town": Message(
        _("There is a street or a postcode, but no town."),
        _("Write the town."),
    ),
    "unknown_town": Message(
        _("We do not know a town “%(text)s” in %(country)s, so it has no place on the map."),
        _("Correct the town, or write its coordinates. A village may be missing here: then leave it as it is."),
        stops=False,
        example={"text": "Plodiv", "country": "BG"},
    ),
    "similar_town": Message(
        _("We do not know “%(text)s” in %(country)s. Is it %(suggestion)s?"),
        _("Correct the town, or leave it as it is."),
        stops=False,
        example={"text": "Kjøbenhavn", "country": "DK", "suggestion": "København"},
    ),
    "coordinates": Message(
        _("“%(text)s” is no coordinate in degrees."),
        _("Write latitude and longitude as 42.6977 and 23.3219."),
        example={"text": "42.69.77"},
    ),
    "half_coordinates": Message(
        _("Only one of latitude and longitude is there."),
        _("Write both, or none."),
    ),
    "zero_coordinates": Message(
        _("0, 0 is a point in the sea off Africa: what programs write that know no place."),
        _("Write the right coordinates, or leave both cells empty; then the town gives the place."),
    ),
    "swapped_coordinates": Message(
        _("These coordinates are outside %(country)s; with latitude and longitude swapped they are inside."),
        _("Swap the two values."),
        example={"country": "BG"},
    ),
    "other_country": Message(
        _("These coordinates are in %(other)s, not in %(country)s."),
        _("Correct the coordinates or the country, or leave both coordinates empty."),
        example={"other": "TR", "country": "BG"},
    ),
    "at_sea": Message(
        _("There is no country at these coordinates."),
        _("Correct them, or leave both empty; then the town gives the place."),
    ),
    # What it does
    "unknown_word": Message(
        _("“%(text)s” is none of the words for this column."),
        _("Write one of the words of the vocabulary in any language, or leave it out."),
        example={"text": "weafing"},
    ),
    "similar_word": Message(
        _("“%(text)s” is none of the words for this column. Is it “%(suggestion)s”?"),
        _("Write one of the words of the vocabulary in any language, or leave it out."),
        example={"text": "weafing", "suggestion": "weaving"},
    ),
    "several_words": Message(
        _("“%(text)s” may mean several things: %(suggestion)s."),
        _("Write the one that is meant."),
        example={"text": "spinning", "suggestion": "ring spinning, open-end spinning"},
    ),
    "unknown_choice": Message(
        _("“%(text)s” is none of the values for this column: %(suggestion)s."),
        _("Write one of these values, or leave the cell empty."),
        example={"text": "big", "choices": "size"},
    ),
    "unknown_language": Message(
        _("“%(text)s” is no language that we know."),
        _("Write names of languages or their codes, several with commas."),
        example={"text": "Danglish"},
    ),
    # Numbers and days
    "number": Message(
        _("“%(text)s” is no whole number."),
        _("Write digits only, as 1200."),
        example={"text": "about a hundred"},
    ),
    "number_range": Message(
        _("%(text)s is not between %(least)s and %(most)s."),
        _("Correct the number, or leave the cell empty."),
        example={"text": "-5", "least": 0, "most": 1000000},
    ),
    "money": Message(
        _("“%(text)s” is no amount of money."),
        _("Write the amount without a currency, as 45.50."),
        example={"text": "on request"},
    ),
    "date": Message(
        _("“%(text)s” is no day that we understand."),
        _("Write it as 2026-11-22 or 22.11.2026."),
        example={"text": "soon"},
    ),
    "date_range": Message(
        _("The last day is before the first."),
        _("Correct one of the two days."),
    ),
    "yes_or_no": Message(
        _("“%(text)s” is neither yes nor no."),
        _("Write yes or no, or leave the cell empty."),
        example={"text": "perhaps"},
    ),
}  # fmt: skip


def fault(field_name: str, code: str, **params: Any) -> dict:
    """A fault as it is stored on a line. `field_name` is a column’s field, or empty for the line as a whole."""
    MESSAGES[code]  # an unknown code is an error of ours: KeyError
    return {"field": field_name, "code": code, "params": params}


def sentence(found: dict) -> str:
    return _fill(MESSAGES[found["code"]].sentence, found.get("params") or {})


def mend(found: dict) -> str:
    return str(MESSAGES[found["code"]].mend)


def stops(found: dict) -> bool:
    return MESSAGES[found["code"]].stops


def _fill(text: Any, params: dict) -> str:
    language, shown = get_language() or "en", dict(params)
    for name, value in params.items():
        if name in COUNTRIES and value:
            shown[name] = country_name(value, language)
        elif name == "choices":
            shown["suggestion"] = "; ".join(str(label) for _value, label in CHOICES[value].choices)
        elif name in NUMBERS:
            shown[name] = number_format(value, force_grouping=True)
    return str(text) % shown if shown else str(text)


def published() -> list[tuple[str, str, str, bool]]:
    """Code, sentence with its example, how to mend it, whether it stops the line: the page `list_faults`."""
    return [
        (code, _fill(message.sentence, message.example), str(message.mend), message.stops)
        for code, message in MESSAGES.items()
    ]
