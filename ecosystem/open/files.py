"""The directory as a file, in each of the four formats: the pieces of it, ready for an answer or for the disk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from core import tables
from ecosystem.open import geojson, jsonld, sheets
from ecosystem.open.records import Record
from ecosystem.open.words import Words

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": tables.XLSX,
    "geojson": geojson.MEDIA_TYPE,
    "jsonld": jsonld.MEDIA_TYPE,
}


@dataclass(frozen=True)
class Wanted:
    """What a file is asked to be. `coded` is for files that nobody in particular asked for: headings are field names.

    Members get what is for members in tables only, where it is marked; GeoJSON and JSON-LD are for programs, and
    always public.
    """

    format: str
    language: str
    on: date
    audience: str = "public"
    coded: bool = False

    @property
    def read_as(self) -> str:
        """The audience whose records belong into the file."""
        return self.audience if self.format in ("csv", "xlsx") else "public"


def pieces(records: Iterable[Record], wanted: Wanted) -> Iterator[bytes]:
    """The whole file. `records` were read for `wanted.read_as`; its language is active while the pieces are taken.

    CSV and the JSON forms are made as they are read; an XLSX is made first, on disk.
    """
    words = Words(wanted.language)
    if wanted.format == "geojson":
        yield from (piece.encode() for piece in geojson.collection(records, words, on=wanted.on))
        return
    if wanted.format == "jsonld":
        yield from (piece.encode() for piece in jsonld.graph(records, words, on=wanted.on))
        return
    found = sheets.sheets(
        records,
        words,
        audience=wanted.read_as,
        on=wanted.on,
        terms_in_lines=wanted.format == "csv",
        coded=wanted.coded,
    )
    if wanted.format == "csv":
        yield from tables.csv_chunks(found[0])
        return
    with tables.xlsx_file(found) as file:
        while piece := file.read(65536):
            yield piece
