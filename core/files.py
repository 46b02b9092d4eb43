"""Files on disk know no transactions: what was written is taken away again when the rows that name it are."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.models.fields.files import FieldFile


@contextmanager
def removed_on_failure() -> Iterator[list[FieldFile]]:
    """Yield a list for the files as they are written; put it around the transaction, so that a failed commit counts."""
    written: list[FieldFile] = []
    try:
        yield written
    except BaseException:
        for file in written:
            file.storage.delete(file.name)
        raise
