"""A line beside the record of an organisation that is known: what it would change, and what it would not.

The name of a known organisation stays: lists shorten it and write it in other letters. A town spelt another way is the
same town, and coordinates that the gazetteer gave do not move a place that has some.
"""

from dataclasses import dataclass
from typing import Any

from clusters.fields import FIELDS, from_plain, plain
from clusters.values import normalised
from core.states import Precision
from core.text import folded

SAME_SPOT = 0.03  # degrees between two points of the same town


@dataclass(frozen=True)
class Difference:
    """`old` and `new` as plain JSON; `value` is what is stated."""

    field: str
    old: Any
    new: Any
    value: Any


def differences(record: dict[str, Any], before: dict[str, Any], told: dict[str, list[Any]]) -> list[Difference]:
    """What a line says that the record does not, in the order of the fields.

    `record` is of the line, plain JSON; `before` is `clusters.fields.values_of` the organisation; `told` are the values
    that lists said before, by field: what was said once and lost to a better source is not said again.
    """
    wanted = {name: value for name, value in record.items() if name not in ("name", "country", "place")}
    latin = record.get("name", "")
    if latin.isascii() and not before.get("name", "").isascii() and "name_latin" not in wanted:
        wanted["name_latin"] = latin
    if before.get("name_latin"):
        wanted.pop("name_latin", None)
    parts = place_parts(record.get("place") or {}, before.get("place"))
    if parts:
        wanted["place"] = parts
    found = []
    for name in FIELDS:
        if name not in wanted:
            continue
        value = wanted[name] if name == "place" else from_plain(name, wanted[name])
        new, old = plain(normalised(name, value, before.get(name))), plain(before.get(name))
        if new != old and new not in told.get(name, ()):
            found.append(Difference(name, old, new, value))
    return found


def place_parts(given: dict[str, Any], before: dict[str, Any] | None) -> dict[str, Any]:
    """The parts of the place that a line brings; empty where it brings nothing."""
    if not given or not before:
        return dict(given)
    if given["country"] != before["country"] or not _same_town(given, before):
        return dict(given)
    parts = {part: given[part] for part in ("address", "postcode", "region") if given.get(part)}
    if given.get("region_code") and not before["region_code"]:
        parts["region_code"] = given["region_code"]
    exact = given.get("precision") == Precision.EXACT
    if given.get("latitude") is not None and (exact or before["latitude"] is None):
        parts |= {part: given[part] for part in ("latitude", "longitude", "precision")}
    return {part: value for part, value in parts.items() if value != before[part]}


def _same_town(given: dict[str, Any], before: dict[str, Any]) -> bool:
    if folded(given["town"]) == folded(before["town"]):
        return True
    points = (given.get("latitude"), given.get("longitude"), before["latitude"], before["longitude"])
    if None in points or given.get("precision") != Precision.TOWN:
        return False
    return abs(points[0] - points[2]) < SAME_SPOT and abs(points[1] - points[3]) < SAME_SPOT


def complete(record: dict[str, Any]) -> dict[str, Any]:
    """The values to state of a new organisation, as plain Python."""
    return {name: value if name == "place" else from_plain(name, value) for name, value in record.items()}
