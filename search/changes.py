"""Telling the index that something visible changed."""

from collections.abc import Iterable

from search.models import IndexChange

BATCH = 500


def record(kind: str, codes: str | Iterable[str], *, spreads: bool = True) -> None:
    """Have the worker read these things anew, and all that show them; call it in the transaction of the change.

    Costs one insert, never fails for the index’s sake, and says nothing about what happened: a thing that is gone or no
    longer public leaves the index. With `spreads=False` only the things themselves.
    """
    wanted = [codes] if isinstance(codes, str) else dict.fromkeys(codes)
    IndexChange.objects.bulk_create(
        [IndexChange(kind=kind, code=code, spreads=spreads) for code in wanted], batch_size=BATCH
    )
