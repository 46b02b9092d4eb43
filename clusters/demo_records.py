"""Demo data of the record: orders, capacity, languages, certificates and readers of the fictional organisations.

Days are counted from the day of loading, so that the demonstration never grows old. What has statements or
certificates already is left alone.
"""

import tomllib
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from clusters import fields
from clusters.actions.statements import state_many
from clusters.demo_data import FOLDER, concepts_by_key, demo_code
from clusters.models import Certificate, Organisation
from clusters.states import ValueSource
from clusters.writing import keep_public_concepts

LISTED_DAYS, STATED_DAYS, CONFIRMED_DAYS = 400, 60, 60  # ago
ORIGIN = "demo"
ISSUER = "Example certifiers (invented)"
SCOPE = "Fictional example: everything that this organisation makes"


@transaction.atomic
def load_records() -> int:
    """Add what is missing; returns how many organisations have a record now. Organisations come first."""
    rows = tomllib.loads((FOLDER / "records.toml").read_text())
    codes = {demo_code(key): row for key, row in rows.items()}
    found = fields.with_values(Organisation.objects.filter(code__in=codes, is_demo=True, statements=None))
    fresh = [(each, codes[each.code]) for each in found.filter(certificates=None).order_by("code")]
    if not fresh:
        return 0
    today = timezone.localdate()
    listed = [(each, row["listed"]) for each, row in fresh if "listed" in row]
    state_many(listed, source=ValueSource.IMPORT, by=None, origin=ORIGIN, on=today - timedelta(days=LISTED_DAYS))
    state_many(
        [(each, _said(each, row)) for each, row in fresh],
        source=ValueSource.OWN,
        by=None,
        on=today - timedelta(days=STATED_DAYS),
    )
    for days, pairs in _capacity(fresh, today).items():
        state_many(pairs, source=ValueSource.OWN, by=None, on=today - timedelta(days=days))
    _certificates(fresh, today)
    _readers([each for each, _row in fresh], codes, today)
    return len(fresh)


def _said(organisation: Organisation, row: dict[str, Any]) -> dict[str, Any]:
    does = {name: value for name, value in fields.values_of(organisation).items() if name in fields.CONCEPT_FIELDS}
    terms = dict(row["terms"])
    if "sample_price" in terms:
        terms["sample_price"] = Decimal(terms["sample_price"])
    given = {name: row[name] for name in ("spoken", "subcontracted") if name in row}
    return does | terms | given


def _capacity(fresh: list[tuple[Organisation, dict]], today: date) -> dict[int, list]:
    """Statements of free capacity by how many days ago they were made."""
    found = defaultdict(list)
    for organisation, row in fresh:
        if "free" in row:
            first, last, quantity, ago = row["free"]
            values = {"free_from": today + timedelta(days=first), "free_until": today + timedelta(days=last)}
            found[ago].append((organisation, values | {"free_quantity": quantity}))
    return found


def _certificates(fresh: list[tuple[Organisation, dict]], today: date) -> None:
    concepts = concepts_by_key()
    made = []
    for organisation, row in fresh:
        for number, (standard, first, last, readers) in enumerate(row.get("certificates", ()), start=1):
            made.append(
                Certificate(
                    code=demo_code(f"{organisation.code}/{standard}"),
                    organisation=organisation,
                    standard_id=concepts[f"certificate/{standard}"],
                    number=f"EXAMPLE-{organisation.code.upper()}-{number}",
                    holder=organisation.name,
                    scope=SCOPE,
                    issuer=ISSUER,
                    register_link=f"https://register.example/{organisation.code}/{number}",
                    valid_from=today + timedelta(days=first),
                    valid_until=today + timedelta(days=last),
                    visibility=readers,
                    stated_on=today - timedelta(days=STATED_DAYS),
                )
            )
    Certificate.objects.bulk_create(made)


def _readers(organisations: list[Organisation], codes: dict[str, dict], today: date) -> None:
    rows = Organisation.objects.in_bulk([each.pk for each in organisations])
    for organisation in rows.values():
        organisation.visibility = codes[organisation.code].get("readers", {})
        organisation.last_confirmed_on = today - timedelta(days=CONFIRMED_DAYS)
    Organisation.objects.bulk_update(rows.values(), ["visibility", "last_confirmed_on"])
    keep_public_concepts(list(rows.values()))
