"""The state of one cluster’s industry on one day, in figures: who makes what, how small, how soon, and what is missing.

Counted from what the members let everybody read, without names. A figure that fewer than LEAST firms stand behind is
kept as None, so that nothing of a single firm can be told from it; that nobody does something is told.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from statistics import quantiles
from typing import Any

from clusters.models import Cluster, Organisation
from ecosystem.open.records import Record, read
from ecosystem.queries.demand import LEAST, unmet
from search.concepts import words
from vocabulary.models import Concept

STEPS = "value-chain-step"
FRESH = timedelta(days=365)  # how long a statement or a confirmation counts
MINIMUMS = ("min_order_style", "min_order_colour")  # the first that is known, as the directory has it


def figures(cluster: Cluster, on: date) -> dict[str, Any]:
    """What `IndustryYear.figures` keeps; plain JSON, read by `ecosystem.industry`."""
    records = list(read(_members(cluster, on)))
    return {
        "on": on.isoformat(),
        "members": told(len(records)),
        "sizes": _counted(record.organisation.size for record in records),
        "types": _counted(record.organisation.type for record in records),
        "steps": _steps(records),
        "missing": _missing(records),
        "capacity": _capacity(records, on),
        "min_orders": _by_unit(records, _minimum),
        "lead_days": quartiles(record.values["lead_days"] for record in records if "lead_days" in record.values),
        "certificates": _certificates(records, on),
        "confirmed": told(sum(_is_fresh(record.organisation.last_confirmed_on, on) for record in records)),
        "unmet": _unmet(cluster, on),
    }


def told(number: int) -> int | None:
    """The number, or None where one or two firms stand behind it."""
    return number if number == 0 or number >= LEAST else None


def _members(cluster: Cluster, on: date) -> list[str]:
    """Codes of the members on that day that had not closed down, in the order of their codes."""
    found = Organisation.objects.visible_to(None).members_of(cluster, on)
    return list(found.exclude(closed_on__lte=on).order_by("code").values_list("code", flat=True).distinct())


def _counted(values: Iterable[str]) -> dict[str, int | None]:
    return {value: told(number) for value, number in sorted(Counter(values).items())}


def _is_fresh(day: date | None, on: date) -> bool:
    return day is not None and on - FRESH < day <= on


def _offered(records: Iterable[Record]) -> Counter:
    """How many members do each step or a narrower one of it."""
    wider = {word.key: word.wider for word in words().by_pk.values()}
    counted: Counter = Counter()
    for record in records:
        keys = {key for step in record.values.get("steps", ()) for key in wider.get(step, (step,))}
        counted.update(keys)
    return counted


def _steps(records: list[Record]) -> dict[str, int | None]:
    return {key: told(number) for key, number in sorted(_offered(records).items())}


def _missing(records: list[Record]) -> list[str]:
    """Steps that no member does, nor anything narrower; below a step that is missing as a whole only that one."""
    offered = _offered(records)
    steps = Concept.objects.current().filter(scheme__code=STEPS).prefetch_related("broader__scheme")
    steps = {f"{STEPS}/{step.code}": {above.key for above in step.broader.all()} for step in steps}
    missing = {key for key in steps if not offered[key]}
    return sorted(key for key in missing if not steps[key] & missing)


def _minimum(record: Record) -> int | None:
    return next((record.values[name] for name in MINIMUMS if name in record.values), None)


def _by_unit(records: Iterable[Record], read_value) -> dict[str, dict[str, Any]]:
    found: dict[str, list[int]] = {}
    for record in records:
        value = read_value(record)
        if value is not None:
            found.setdefault(record.values.get("unit", "pieces"), []).append(value)
    return {unit: kept for unit, values in sorted(found.items()) if (kept := quartiles(values))}


def quartiles(values: Iterable[int]) -> dict[str, Any] | None:
    """{firms, lower, median, upper}, by linear interpolation between the values; None for fewer than LEAST."""
    found = sorted(values)
    if len(found) < LEAST:
        return None
    lower, median, upper = quantiles(found, n=4, method="inclusive")
    return {"firms": len(found), "lower": lower, "median": median, "upper": upper}


def _capacity(records: list[Record], on: date) -> dict[str, Any]:
    """Who said within a year how free they are, who is free on that day or later, and how much a month, by unit."""
    stated = [record for record in records if _is_fresh(record.values.get("free_stated_on"), on)]
    free = [record for record in stated if _is_free(record.values, on)]
    quantities: dict[str, list[int]] = {}
    for record in free:
        if "free_quantity" in record.values:
            quantities.setdefault(record.values.get("unit", "pieces"), []).append(record.values["free_quantity"])
    return {
        "stated": told(len(stated)),
        "free": told(len(free)),
        "quantities": {
            unit: {"firms": len(found), "total": sum(found)}
            for unit, found in sorted(quantities.items())
            if len(found) >= LEAST
        },
    }


def _is_free(values: Mapping[str, Any], on: date) -> bool:
    if "free_from" not in values and "free_until" not in values:
        return False
    until = values.get("free_until")
    return until is None or until >= on


def _certificates(records: list[Record], on: date) -> dict[str, Any]:
    """How many members hold a certificate that is valid on that day, and of which standards."""
    held = [
        {
            each.standard.key
            for each in record.certificates
            if each.valid_until >= on and (each.valid_from is None or each.valid_from <= on)
        }
        for record in records
    ]
    standards = Counter(key for keys in held for key in keys)
    return {
        "firms": told(sum(bool(keys) for keys in held)),
        "standards": {key: number for key, number in sorted(standards.items()) if number >= LEAST},
    }


def _unmet(cluster: Cluster, on: date) -> dict[str, Any]:
    """Briefs of the cluster’s brands in that year that no maker said yes to, and the steps that they needed."""
    rows = [row for row in unmet(date(on.year, 1, 1), on + timedelta(days=1)) if row.cluster == cluster.code]
    steps = Counter(key for row in rows for key in row.steps)
    return {
        "briefs": told(len(rows)),
        "steps": {key: number for key, number in sorted(steps.items()) if number >= LEAST},
    }
