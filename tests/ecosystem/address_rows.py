"""What the ecosystem’s addresses are filled with, in the small alliance of `tests.world`; each part adds its rows.

A part writes a function `(world, *, asked, away) -> dict[str, object]`, in its factories or here, and adds it to
`PARTS`. `asked` is an organisation of the other cluster, `away` that cluster.
"""

from collections.abc import Callable

from tests.factories import (
    ecosystem_briefs as briefs,
    ecosystem_claims as claims,
    ecosystem_lists as lists,
    ecosystem_records as records,
)

PARTS: list[Callable[..., dict[str, object]]] = [
    records.address_rows,
    briefs.address_rows,
    lists.address_rows,
    claims.address_rows,
]


def make_rows(world, *, asked, away) -> dict[str, object]:
    """The names of every part together."""
    found: dict[str, object] = {}
    for part in PARTS:
        found |= part(world, asked=asked, away=away)
    return found
