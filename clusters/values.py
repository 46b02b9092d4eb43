"""Values on their way into a record: brought into the form of their field, or refused with a sentence."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from clusters.errors import ClusterError
from clusters.fields import FIELDS, PLACE_PARTS, TASKS
from clusters.models import OrderTerms, Organisation
from core.states import Precision

REQUIRED = ("name", "type", "country")
LARGEST = 2_147_483_647  # of a whole number in a column
_CHOICES = {
    "unit": OrderTerms.Unit.values,
    "type": [value for value, _label in Organisation._meta.get_field("type").choices],
    "size": ["", *(value for value, _label in Organisation._meta.get_field("size").choices)],
}


def empty(value: Any) -> bool:
    return value is None or value in ("", [], {})


def normalised(name: str, value: Any, before: Any = None) -> Any:
    """The value as the field keeps it; None where it is empty. `before` is what stands there now.

    Of `about` the languages that are given are written and the others stay; of `place` the parts that are given.
    Raises ClusterError for what no form lets through: another kind of value, a number below nothing.
    """
    if empty(value):
        if name in REQUIRED:
            raise _unfit(name)
        return None
    try:
        return _BY_KIND[FIELDS[name].kind](name, value, before)
    except (TypeError, ValueError, InvalidOperation, AttributeError) as error:
        raise _unfit(name) from error


def _unfit(name: str) -> ClusterError:
    return ClusterError(_("This is not a value for the field “{field}”.").format(field=FIELDS[name].label))


def _concepts(name, value, before):
    keys = sorted({str(key) for key in value})
    scheme = FIELDS[name].scheme
    if isinstance(value, str) or any(scheme and key.partition("/")[0] != scheme for key in keys):
        raise _unfit(name)
    return keys


def _number(name, value, before):
    if isinstance(value, bool) or int(value) != value or not 0 <= value <= LARGEST:
        raise _unfit(name)
    return int(value)


def _money(name, value, before):
    amount = Decimal(value).quantize(Decimal("0.01"))
    if not 0 <= amount < 10_000_000:
        raise _unfit(name)
    return amount


def _truth(name, value, before):
    if not isinstance(value, bool):
        raise _unfit(name)
    return value


def _date(name, value, before):
    return date.fromisoformat(value) if isinstance(value, str) else date(value.year, value.month, value.day)


def _text(name, value, before):
    text = value.strip()
    column = FIELDS[name].column
    model = OrderTerms if FIELDS[name].table == "terms" else Organisation
    longest = model._meta.get_field(column).max_length
    if len(text) > longest or (name in _CHOICES and text not in _CHOICES[name]):
        raise _unfit(name)
    return text or None


def _languages(name, value, before):
    if isinstance(value, str) or not all(isinstance(code, str) for code in value):
        raise _unfit(name)
    return list(dict.fromkeys(value))


def _tasks(name, value, before):
    if not value.keys() <= TASKS.keys():
        raise _unfit(name)
    return {task: _languages(name, value[task], None) for task in TASKS if value.get(task)} or None


def _texts(name, value, before):
    if not value.keys() <= dict(settings.LANGUAGES).keys():
        raise _unfit(name)
    merged = {**(before or {}), **{language: (text or "").strip() for language, text in value.items()}}
    return {language: merged[language] for language in sorted(merged) if merged[language]} or None


def _place(name, value, before):
    """All parts of it. Without coordinates it has none; with another town the old coordinates are not kept."""
    if not value.keys() <= set(PLACE_PARTS):
        raise _unfit(name)
    moved = before and any(part in value and value[part] != before[part] for part in ("town", "country"))
    kept = {} if moved or not before else before
    whole = {part: value.get(part, kept.get(part, "")) for part in PLACE_PARTS}
    whole |= {part: value.get(part, kept.get(part)) for part in ("latitude", "longitude")}
    whole["country"] = whole["country"] or (before or {}).get("country", "")
    whole["precision"] = Precision(whole["precision"] or Precision.TOWN).value
    pair = (whole["latitude"], whole["longitude"])
    on_earth = pair == (None, None) or (None not in pair and abs(pair[0]) <= 90 and abs(pair[1]) <= 180)
    if not whole["town"] or not whole["country"] or not on_earth:
        raise _unfit(name)
    return whole


_BY_KIND = {
    "concepts": _concepts,
    "number": _number,
    "percent": _number,
    "money": _money,
    "bool": _truth,
    "date": _date,
    "text": _text,
    "choice": _text,
    "languages": _languages,
    "tasks": _tasks,
    "texts": _texts,
    "place": _place,
    "places": lambda name, value, before: [_place(name, each, None) for each in value],
}
