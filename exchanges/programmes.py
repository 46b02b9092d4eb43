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
    with transaction.atomic():
        code = fields.pop("code")
        programme, _made = Programme.objects.update_or_create(code=code, defaults=fields)
        for language, text in data["texts"].items():
            ProgrammeText.objects.update_or_create(programme=programme, language=language, defaults=text)
        for order, row in enumerate(data["target"]):
            found = {"organisation_type": row.pop("organisation_type")}
            Target.objects.update_or_create(programme=programme, **found, defaults=row | {"order": order * 10})
        for row in data["role_rule"]:
            found = {name: row.pop(name) for name in ("side", "organisation_type", "membership")}
            RoleRule.objects.update_or_create(programme=programme, **found, defaults=row)
        for row in data["country"]:
            found = {"country": row.pop("country")}
            ProgrammeCountry.objects.update_or_create(programme=programme, **found, defaults=row)
        for row in data["rate"]:
            found = {name: row.pop(name) for name in ("country", "valid_from")}
            row["amount"] = Decimal(row["amount"])
            Rate.objects.update_or_create(
                programme=programme, **found, defaults={"currency": programme.currency, **row}
            )
    return Programme.objects.get(pk=programme.pk)
