"""Towns, postcodes and regions by name, offline and in any script; whether coordinates can be right; shapes to draw.

Places: GeoNames (CC BY 4.0). Boundaries: Natural Earth (public domain). Everything here is built by `tools/geo.py`
from those sources and only read; which countries it knows, and how finely, is that tool’s input.
"""

from clusters.gazetteer.borders import country_at, fault_of
from clusters.gazetteer.distances import kilometres
from clusters.gazetteer.regions import broader, countries, middle, region_name, regions
from clusters.gazetteer.towns import Found, find, knows, nearest, region_of, suggest

__all__ = [
    "ATTRIBUTION",
    "Found",
    "broader",
    "countries",
    "country_at",
    "fault_of",
    "find",
    "kilometres",
    "knows",
    "middle",
    "nearest",
    "region_name",
    "region_of",
    "regions",
    "suggest",
]

ATTRIBUTION = ("Places: GeoNames (CC BY 4.0)", "Boundaries: Natural Earth")
