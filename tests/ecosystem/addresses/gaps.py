"""Addresses of the part “gaps” of the ecosystem’s room; columns as in `tests.address_table`."""

ADDRESSES: list[tuple[str, str, str]] = [
    ("GET", "/en/gaps/", "200"),
    ("GET", "/en/gaps/?kind=certificate", "200"),
    ("GET", "/en/gaps/export.csv", "200"),
    ("GET", "/en/gaps/export.xlsx", "200"),
    ("GET", "/en/gaps/export.pdf", "404"),
    ("GET", "/en/gaps/step/nothing/", "404"),
]
