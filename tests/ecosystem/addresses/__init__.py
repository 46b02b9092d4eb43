"""The room’s part of the table in `tests.address_table`, one list for each part of the room."""

from tests.ecosystem.addresses import briefs, claims, directory, doubles, gaps, lists, open_data, records

ADDRESSES = [
    *directory.ADDRESSES,
    *records.ADDRESSES,
    *open_data.ADDRESSES,
    *lists.ADDRESSES,
    *doubles.ADDRESSES,
    *claims.ADDRESSES,
    *briefs.ADDRESSES,
    *gaps.ADDRESSES,
]
