"""Addresses of the part “claims” of the ecosystem’s room; columns as in `tests.address_table`."""

ADDRESSES: list[tuple[str, str, str]] = []
