"""Are these two the same organisation? Exact identifiers, then names and places across scripts, then similarity.

    row = Row(name="Текстил Русе ЕООД", town="Русе", country="BG", vat="BG123456789")
    subject = fingerprint(row.name, row.town, row.country, row.vat, row.registration)
    suspects = Index.build(rows_of_organisations()).candidates(row)
    answers = decided([subject])

Everything but `memory` and `records` is free of the database.
"""

from ecosystem.doubles.index import Index
from ecosystem.doubles.memory import decide, decided, pair, subject_of
from ecosystem.doubles.records import rows_of_organisations
from ecosystem.doubles.rows import Row, Suspect, fingerprint

__all__ = ["Index", "Row", "Suspect", "decide", "decided", "fingerprint", "pair", "rows_of_organisations", "subject_of"]
