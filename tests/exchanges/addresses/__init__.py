"""The room’s part of the table in `tests.address_table`, one list for each part of the room."""

from tests.exchanges.addresses import applying, boards, matching, organising, public, reports, stays

ADDRESSES = [
    *public.ADDRESSES,
    *organising.ADDRESSES,
    *applying.ADDRESSES,
    *matching.ADDRESSES,
    *reports.ADDRESSES,
    *boards.ADDRESSES,
    *stays.ADDRESSES,
]
