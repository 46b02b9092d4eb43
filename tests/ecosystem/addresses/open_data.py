"""Addresses of the part “open data” of the ecosystem’s room; columns as in `tests.address_table`."""

ADDRESSES: list[tuple[str, str, str]] = []
