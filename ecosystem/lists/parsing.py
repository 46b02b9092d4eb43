"""One cell: its value as plain JSON, or what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from clusters.models import Organisation, OrganisationText, Place
from core.text import validate_text
from ecosystem.faults import fault
from ecosystem.lists.columns import COLUMNS, Column
from ecosystem.lists.words import NO, YES, Words, choices_by_label, countries_by_name, languages_by_name, plain

Found = tuple[Any, list[dict]]  # the value (None: empty or faulty), its faults
SHEET_ERRORS = frozenset(
    ["#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"]
)
EMPTY = frozenset(("", "-", "–", "—", "n/a", "n. a.", "null", "none", "?"))
MOST_NUMBER, MOST_PERCENT = 10_000_000, 1000
MOST_MONEY = Decimal("9999999.99")
LONGEST_TEXT = 5000
SIZES = ((10, "micro"), (50, "small"), (250, "medium"))  # Commission Recommendation 2003/361/EC, people under
CURRENCIES = ("EUR", "BGN", "RON", "DKK", "USD", "GBP", "CHF", "SEK", "NOK", "PLN", "CZK", "HUF")
_DAY = re.compile(r"(\d{1,4})\s*[./\- ]\s*(\d{1,2})\s*[./\- ]\s*(\d{1,4})\.?(?:\s*г\.?)?(?:[ T]\d{1,2}:\d{2}.*)?")
_UNIT = re.compile(
    r"(?<=\d)\s*(?:pcs?|pieces?|pièces?|piezas?|peces|бр|дни|days?|jours?|días?|dies|zile|dage|buc|stk|m|м|kg|кг)\.?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[;\n\r|/]+")
_URL = URLValidator(schemes=["http", "https"])
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:\.\d{3})+|(?:,\d{3})+)")
_DECIMAL = re.compile(
    r"(?P<sign>[+-]?)(?P<whole>\d+|\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?:,\d{3})+(?=\.))(?:[.,](?P<rest>\d+))?"
)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_DIRECTION = re.compile(r"[°′'″\"\s]*([NSEWСЮИЗ])?[°′'″\"\s]*$", re.IGNORECASE)


def read(name: str, text: str, words: Words) -> Found:
    """The value of a cell of the column `name`. Raises nothing."""
    column = COLUMNS[name]
    text = text.strip()
    if text.startswith("=") and len(text) > 1:
        return None, [fault(name, "formula")]
    if text.upper() in SHEET_ERRORS:
        return None, [fault(name, "sheet_error", text=text.upper())]
    if "\ufffd" in text:
        return None, [fault(name, "broken_letters")]
    try:
        validate_text(text)
    except ValidationError:
        return None, [fault(name, "control_characters")]
    if text.casefold() in EMPTY:
        return None, []
    return _READERS[column.kind](column, text, words)


def _line(column: Column, text: str, _words: Words) -> Found:
    text = " ".join(text.split())
    model = Place if column.part else Organisation
    most = model._meta.get_field(column.name).max_length
    if len(text) > most:
        return None, [fault(column.name, "too_long", most=most)]
    return text, []


def _text(column: Column, text: str, _words: Words) -> Found:
    most = OrganisationText._meta.get_field("about").max_length or LONGEST_TEXT
    return (text, []) if len(text) <= most else (None, [fault(column.name, "too_long", most=most)])


def digits(text: str) -> Decimal | None:
    """The number in `1 200`, `1.200`, `1,200`, `1 200,50`, `1’200.50`; None where it is none.

    A sign with exactly three digits after it divides thousands; any other last sign divides the decimals.
    """
    text = re.sub(r"[\s\u00a0\u202f'’]", "", text)
    if _GROUPED.fullmatch(text):
        return Decimal(re.sub(r"[.,]", "", text))
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return None
    whole = re.sub(r"[.,]", "", found["whole"])
    return Decimal(f"{found['sign']}{whole or 0}.{found['rest'] or 0}")


def _whole(column: Column, text: str, most: int) -> Found:
    number = digits(text)
    if number is None or number != number.to_integral_value():
        return None, [fault(column.name, "number", text=text[:60])]
    if not 0 <= number <= most:
        return None, [fault(column.name, "number_range", text=text[:60], least=0, most=most)]
    return int(number), []


def _number(column: Column, text: str, _words: Words) -> Found:
    return _whole(column, _UNIT.sub("", text), MOST_NUMBER)


def _percent(column: Column, text: str, _words: Words) -> Found:
    return _whole(column, text.rstrip("% "), MOST_PERCENT)


def _people(column: Column, text: str, words: Words) -> Found:
    """A number of people, or a span of them by its upper end, as a class of size."""
    span = re.fullmatch(r"(\d+)\s*[-–]\s*(\d+)", text)
    number, faults = _whole(column, span[2] if span else text, MOST_NUMBER)
    if faults:
        return None, faults
    return next((size for under, size in SIZES if number < under), "large"), []


def _money(column: Column, text: str, _words: Words) -> Found:
    amount = digits(re.sub(r"(?:€|eur|лв\.?|bgn|lei|ron|kr\.?|dkk)", "", text, flags=re.IGNORECASE).strip())
    if amount is None:
        return None, [fault(column.name, "money", text=text[:60])]
    if not 0 <= amount <= MOST_MONEY:
        return None, [fault(column.name, "number_range", text=text[:60], least=0, most=str(MOST_MONEY))]
    return str(amount.quantize(Decimal("0.01"))), []


def _bool(column: Column, text: str, _words: Words) -> Found:
    word = plain(text)
    if word in YES:
        return True, []
    return (False, []) if word in NO else (None, [fault(column.name, "yes_or_no", text=text[:60])])


def _date(column: Column, text: str, _words: Words) -> Found:
    """Day before month, as in all our countries, unless the year comes first; or a spreadsheet’s number of a day."""
    found = _DAY.fullmatch(text)
    try:
        if found:
            first, middle, last = (int(part) for part in found.groups())
            if len(found[1]) == 4:
                return date(first, middle, last).isoformat(), []
            if len(found[3]) in (2, 4):
                return date(last if last > 99 else 2000 + last, middle, first).isoformat(), []
        if re.fullmatch(r"\d{4}", text) and 1900 <= int(text) <= 2100:
            return date(int(text), 1, 1).isoformat(), []
        if re.fullmatch(r"[34]\d{4}|[56]\d{4}", text):
            return (date(1899, 12, 30) + timedelta(days=int(text))).isoformat(), []
    except ValueError:
        pass
    return None, [fault(column.name, "date", text=text[:60])]


def _choice(column: Column, text: str, words: Words) -> Found:
    if column.name == "currency":
        code = text.upper().replace("€", "EUR").replace("ЛВ", "BGN").rstrip(".")
        known = ", ".join(CURRENCIES)
        return (
            (code, [])
            if code in CURRENCIES
            else (None, [fault("currency", "unknown_choice", text=text[:60], suggestion=known)])
        )
    value = choices_by_label(column.name).get(plain(text))
    if value:
        return value, []
    if column.name == "size" and re.match(r"\d", text):
        size, faults = _people(column, text, words)
        if not faults:
            return size, []
    return None, [fault(column.name, "unknown_choice", text=text[:60], choices=column.name)]


def _languages(column: Column, text: str, _words: Words) -> Found:
    known, found = languages_by_name(), []
    for word in re.split(r"[;,/\n\r|+]+", text):
        if not plain(word):
            continue
        code = known.get(plain(word))
        if code is None:
            return None, [fault(column.name, "unknown_language", text=word.strip()[:60])]
        found.append(code)
    return list(dict.fromkeys(found)), []


def _country(column: Column, text: str, _words: Words) -> Found:
    code = countries_by_name().get(plain(text))
    return (code, []) if code else (None, [fault(column.name, "unknown_country", text=text[:60])])


def _website(column: Column, text: str, _words: Words) -> Found:
    address = text if re.match(r"https?://", text, re.IGNORECASE) else f"https://{text}"
    try:
        _URL(address)
    except ValidationError:
        return None, [fault(column.name, "website")]
    return (address, []) if len(address) <= 200 else (None, [fault(column.name, "too_long", most=200)])


def degrees(text: str) -> float | None:
    """`42.6977`, `42,6977° N`, `23° 19′ E` is not written by spreadsheets and refused."""
    direction = _DIRECTION.search(text)
    number = text[: direction.start()] if direction else text
    if not _NUMBER.fullmatch(number.strip()):
        return None
    value = float(number.strip().replace(",", "."))
    if direction and direction[1] and direction[1].upper() in "SWЮЗ":
        value = -value
    return value if -180 <= value <= 180 else None


def _coordinate(column: Column, text: str, _words: Words) -> Found:
    value = degrees(text)
    if value is None:
        return None, [fault(column.name, "coordinates", text=text[:60])]
    return value, []


def _coordinates(column: Column, text: str, _words: Words) -> Found:
    parts = re.split(r"\s*;\s*|,\s+|\s+", text.strip())
    if len(parts) == 1:
        parts = text.split(",")
    values = [degrees(part) for part in parts if part]
    if len(values) != 2 or None in values:
        return None, [fault(column.name, "coordinates", text=text[:60])]
    return values, []


def _concepts(column: Column, text: str, words: Words) -> Found:
    """Words between semicolons, strokes and lines; a comma divides too, where the whole is no label with a comma."""
    known, found, faults = words.concepts(column.scheme), [], []
    for piece in _BETWEEN.split(text):
        parts = [piece] if known.find(piece) else piece.split(",")
        for part in (part.strip() for part in parts):
            if not plain(part):
                continue
            keys = known.find(part)
            if len(keys) == 1:
                found += keys
            elif keys:
                titles = ", ".join(known.title(key, words.language) for key in keys)
                faults.append(fault(column.name, "several_words", text=part[:60], suggestion=titles))
            else:
                near = words.similar(column.scheme, part[:80])
                code = "similar_word" if near else "unknown_word"
                extra = {"suggestion": near[0]} if near else {}
                faults.append(fault(column.name, code, text=part[:60], **extra))
    return sorted(set(found)) or None, faults


_READERS: dict[str, Callable[[Column, str, Words], Found]] = {
    "line": _line,
    "text": _text,
    "vat": lambda _column, text, _words: (text, []),  # its form depends on the country: `ecosystem.lists.lines`
    "number": _number,
    "percent": _percent,
    "people": _people,
    "money": _money,
    "bool": _bool,
    "date": _date,
    "choice": _choice,
    "languages": _languages,
    "country": _country,
    "website": _website,
    "coordinate": _coordinate,
    "coordinates": _coordinates,
    "concepts": _concepts,
}
