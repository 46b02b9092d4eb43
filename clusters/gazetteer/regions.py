"""Regions by their ISO 3166-2 codes: what they are called in the languages of the site, and which lie in which."""

import csv
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from clusters.gazetteer import store

FILE = Path(__file__).parent / "regions.csv"


@cache
def _rows() -> dict[str, dict[str, str]]:
    """The table by code; a few hundred short rows."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def region_name(code: str, language: str = "") -> str:
    """The region's name in the language (the reader's where none is given), else in English, else the code itself."""
    row = _rows().get(code)
    if row is None:
        return code
    return row.get(language or get_language() or "") or row[settings.LANGUAGE_CODE] or code


def regions(country: str, *, broad: bool = False) -> list[str]:
    """Codes of the country's regions. Fine ones are those that places have; `broad` those that hold several of them.

    A country with one level has the same codes at both. Unknown countries have none.
    """
    here = [row for row in _rows().values() if row["code"].startswith(f"{country}-")]
    holding = {row["broader"] for row in here if row["broader"]}
    return [row["code"] for row in here if (not row["broader"] if broad else row["code"] not in holding)]


def broader(code: str) -> str:
    """The region that holds this one: `ES-CT` of `ES-B`; "" where none does or the code is not known."""
    row = _rows().get(code)
    return row["broader"] if row else ""


def countries() -> list[str]:
    """ISO 3166-1 codes of the countries whose regions are known."""
    return sorted({code.partition("-")[0] for code in _rows()})


def middle(code: str) -> tuple[float, float] | None:
    """Where the people of a region or of a whole country live on average (latitude, longitude); None where unknown."""
    fine = [code] if "-" in code else regions(code)
    fine = [row["code"] for row in _rows().values() if row["broader"] == code] or fine
    found = store.rows(
        "SELECT latitude, longitude FROM region WHERE code IN (SELECT value FROM json_each(?))", json.dumps(fine)
    )
    if not found:
        return None
    return sum(row[0] for row in found) / len(found), sum(row[1] for row in found) / len(found)
