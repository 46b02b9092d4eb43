"""Where the organisation of a line is: the place as a value of the record, from a town, a postcode or coordinates."""

from functools import lru_cache
from typing import Any

from clusters import gazetteer
from core.states import Precision
from core.text import folded
from ecosystem.faults import fault

PARTS = ("address", "postcode", "town", "region")
_FAULTS = {"zero": "zero_coordinates", "swapped": "swapped_coordinates", "sea": "at_sea", "range": "coordinates"}


def place(values: dict[str, Any], country: str) -> tuple[dict[str, Any] | None, list[dict]]:
    """The place, None where nothing says where; and what is wrong with it."""
    given = {part: values[part] for part in PARTS if values.get(part)}
    point, faults = _point(values, country)
    if not given.get("town"):
        if given or point:
            faults.append(fault("town", "no_town"))
        return None, faults
    whole: dict[str, Any] = {**given, "country": country}
    found = _town(given["town"], country, given.get("postcode", ""))
    if found:
        whole["region_code"] = found.region_code
    if point:
        whole |= {"latitude": point[0], "longitude": point[1], "precision": Precision.EXACT.value}
    elif found:
        whole |= {"latitude": found.latitude, "longitude": found.longitude, "precision": found.precision}
    else:
        faults.append(_unknown(given["town"], country))
    return whole, faults


@lru_cache(maxsize=20_000)
def _town(town: str, country: str, postcode: str):
    found = gazetteer.find(town, country=country, postcode=postcode)
    return found[0] if found else None


def _unknown(town: str, country: str) -> dict:
    """A remark: a village may be missing in the gazetteer, and nobody is sent away for it."""
    near = gazetteer.suggest(town, country)
    if near and folded(near[0].native) != folded(town):
        return fault("town", "similar_town", text=town[:60], country=country, suggestion=near[0].native)
    return fault("town", "unknown_town", text=town[:60], country=country)


def _point(values: dict[str, Any], country: str) -> tuple[tuple[float, float] | None, list[dict]]:
    field = "coordinates" if values.get("coordinates") else "latitude"
    latitude, longitude = values.get("coordinates") or (values.get("latitude"), values.get("longitude"))
    if latitude is None and longitude is None:
        return None, []
    if latitude is None or longitude is None:
        return None, [fault("latitude" if latitude is None else "longitude", "half_coordinates")]
    wrong = gazetteer.fault_of(latitude, longitude, country)
    if not wrong:
        return (latitude, longitude), []
    if wrong == "country":
        other = gazetteer.country_at(latitude, longitude)
        return None, [fault(field, "other_country", other=other, country=country)]
    params: dict[str, Any] = {"swapped": {"country": country}, "range": {"text": f"{latitude}, {longitude}"}}
    return None, [fault(field, _FAULTS[wrong], **params.get(wrong, {}))]
