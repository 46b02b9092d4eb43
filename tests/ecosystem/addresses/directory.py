"""Addresses of the part “directory” of the ecosystem’s room; columns as in `tests.address_table`."""

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/map/", "200"),
    ("GET", "/en/map/cells/", "400"),
    ("GET", "/en/map/cells/?box=40,0,60,30&zoom=5", "200"),
    ("GET", "/en/map/names/", "200"),
    ("GET", "/en/map/drawing.svg", "200"),
]
