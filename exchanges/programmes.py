"""Programmes from files: `exchanges/data/<code>.toml` is the default data of the alliance’s own programme."""

import tomllib
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from exchanges.models import Programme, ProgrammeCountry, ProgrammeText, Rate, RoleRule, Target

DEFAULT = Path(__file__).parent / "data" / "clusterxchange.toml"


def load_programme(file: Path = DEFAULT, **changes) -> Programme:
    """Create the programme of the file, or bring it up to it; run twice, nothing changes the second time.

    Rows are found by what they are about (country, type …). Rows that the file does not have are left alone, and so is
    everything people did. `changes` replace fields of the programme, such as its dates.
    """
    data = tomllib.loads(file.read_text())
    fields = data["programme"] | changes
    fields["ceiling"] = Decimal(fields["ceiling"]) if fields.get("ceiling") else None
    for row in data["rate"]:
        row |= {"amount": Decimal(row["amount"]), "currency": row.get("currency", fields["currency"])}
    for order, row in enumerate(data["target"]):
        row["order"] = order * 10
    texts = [{"language": language, **text} for language, text in data["texts"].items()]
    with transaction.atomic():
        code = fields.pop("code")
        programme, made = Programme.objects.update_or_create(code=code, defaults=fields)
        for model, keys, rows in (
            (ProgrammeText, ("language",), texts),
            (Target, ("organisation_type",), data["target"]),
            (RoleRule, ("side", "organisation_type", "membership"), data["role_rule"]),
            (ProgrammeCountry, ("country",), data["country"]),
            (Rate, ("country", "valid_from"), data["rate"]),
        ):
            if made:
                model.objects.bulk_create([model(programme=programme, **row) for row in rows])
                continue
            for row in rows:
                found = {name: row[name] for name in keys}
                model.objects.update_or_create(programme=programme, **found, defaults=row)
    return Programme.objects.get(pk=programme.pk)
