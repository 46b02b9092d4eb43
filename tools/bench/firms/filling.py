"""Many firms for the database: `python -m bench.firms.filling 100000`, beside the demonstration.

The same firms at every run: in real towns of the five countries, larger towns more often, described in seven
languages, with concepts of the vocabulary, terms of orders, certificates, and values for members or for nobody.
Written in bulk, past the actions: for measuring, never for a real site.
"""

import random
import sys
from collections.abc import Sequence
from datetime import date, timedelta

import django
from django.db import transaction

COUNTRIES = ("BG", "DK", "ES", "FR", "RO")
LANGUAGE_OF = {"BG": "bg", "DK": "da", "ES": "es", "FR": "fr", "RO": "ro"}
TOWNS = 80  # the largest ones of each country
BATCH = 2000
NAMES = {
    "bg": ("Предачница", "Тъкачница", "Шивашка къща", "Багрилня"),
    "da": ("Spinderi", "Væveri", "Systue", "Farveri"),
    "es": ("Hilatura", "Tejeduría", "Taller de confección", "Tintorería"),
    "ca": ("Filatura", "Teixits", "Taller de confecció", "Tintoreria"),
    "fr": ("Filature", "Tissages", "Atelier de couture", "Teinturerie"),
    "ro": ("Filatură", "Țesătorie", "Atelier de croitorie", "Vopsitorie"),
    "en": ("Spinning mill", "Weavers", "Sewing workshop", "Dye house"),
}
ABOUT = {
    "bg": "Работим с вълна, лен и памук за малки серии. Поправяме и преработваме остатъци.",
    "da": "Vi arbejder med uld, hør og bomuld i små serier. Vi reparerer og genbruger rester.",
    "es": "Trabajamos con lana, lino y algodón en series cortas. Reparamos y reutilizamos retales.",
    "ca": "Treballem amb llana, lli i cotó en sèries curtes. Reparem i reutilitzem retalls.",
    "fr": "Nous travaillons la laine, le lin et le coton en petites séries. Nous réparons et réutilisons les chutes.",
    "ro": "Lucrăm cu lână, in și bumbac în serii mici. Reparăm și refolosim resturi.",
    "en": "We work with wool, linen and cotton in small runs. We mend and use offcuts again.",
}
# Of each scheme: how many concepts a firm has of it, each as likely as the others.
SHARES = {
    "value-chain-step": (1, 2, 3),
    "product": (0, 1, 2),
    "material": (1, 2),
    "technique": (0, 1, 2),
    "machine": (0, 0, 1),
    "circular-strategy": (0, 1),
    "digital-technology": (0, 0, 0, 1),
}
VISIBILITY = ({}, {}, {}, {"min_order_style": "members", "lead_days": "members"}, {"machines": "private"})


def fill(count: int) -> None:
    from clusters.models import Cluster, Membership, Organisation, OrganisationText  # noqa: PLC0415 -- Django is set up

    dice = random.Random(6)  # noqa: S311 -- made-up firms, no secret
    concepts, standards = _concepts()
    towns, clusters = _towns(), list(Cluster.objects.order_by("code"))
    today = date.today()
    for start in range(0, count, BATCH):
        firms, languages, places = [], [], []
        for number in range(start, min(start + BATCH, count)):
            country = dice.choice(COUNTRIES)
            town = dice.choices(towns[country][0], towns[country][1])[0]
            own = (
                "ca"
                if town[2].startswith("ES-") and town[2] in ("ES-B", "ES-GI", "ES-T", "ES-L")
                else LANGUAGE_OF[country]
            )
            languages.append((own,) if number % 5 else (own, "en"))
            places.append(town)
            firms.append(
                Organisation(
                    code=f"firm{number:06}",
                    name=f"{dice.choice(NAMES[own])} {town[0]} {number}",
                    country=country,
                    type=dice.choice(("sme", "sme", "sme", "large", "other")),
                    size=dice.choice(("micro", "micro", "small", "medium", "large", "")),
                    languages=list(languages[-1]),
                    visibility=dice.choice(VISIBILITY),
                    website="https://firm.example/" if number % 3 else "",
                )
            )
        firms = Organisation.objects.bulk_create(firms, batch_size=500)
        OrganisationText.objects.bulk_create(
            OrganisationText(organisation=firm, language=language, about=ABOUT[language])
            for firm, own in zip(firms, languages, strict=True)
            for language in own
        )
        _places(firms, places, dice)
        _terms(firms, dice, today)
        _capabilities(firms, concepts, dice)
        _certificates(firms, standards, dice, today)
        Membership.objects.bulk_create(
            Membership(organisation=firm, cluster=dice.choice(clusters), since=date(2020, 1, 1)) for firm in firms[::2]
        )


def _concepts() -> tuple[dict[str, list[int]], list[int]]:
    from vocabulary.models import Concept  # noqa: PLC0415 -- Django is set up

    found: dict[str, list[int]] = {}
    for scheme, pk in Concept.objects.current().order_by("pk").values_list("scheme__code", "pk"):
        found.setdefault(scheme, []).append(pk)
    return {scheme: found[scheme] for scheme in SHARES if scheme in found}, found["certificate"]


def _towns() -> dict[str, tuple[list[tuple], list[int]]]:
    """(name, country, region, latitude, longitude) by country, with their weights."""
    from clusters.gazetteer import store  # noqa: PLC0415 -- Django is set up

    found = {}
    for country in COUNTRIES:
        rows = store.rows(
            "SELECT native, country, region, latitude, longitude, population FROM town WHERE country = ? "
            "ORDER BY population DESC, id LIMIT ?",
            country,
            TOWNS,
        )
        found[country] = [row[:5] for row in rows], [max(1, row[5]) for row in rows]
    return found


def _places(firms: Sequence, towns: Sequence[tuple], dice: random.Random) -> None:
    from clusters.models import Place  # noqa: PLC0415 -- Django is set up

    Place.objects.bulk_create(
        Place(
            organisation=firm,
            town=name,
            country=country,
            region_code=region,
            latitude=round(latitude + dice.gauss(0, 0.08), 6),
            longitude=round(longitude + dice.gauss(0, 0.1), 6),
            precision=dice.choice(("exact", "town")),
        )
        for firm, (name, country, region, latitude, longitude) in zip(firms, towns, strict=True)
    )


def _terms(firms: Sequence, dice: random.Random, today: date) -> None:
    from clusters.models import OrderTerms  # noqa: PLC0415 -- Django is set up

    rows = []
    for firm in firms:
        if dice.random() < 0.3:
            continue
        begin = today + timedelta(days=dice.randrange(-60, 200)) if dice.random() < 0.4 else None
        rows.append(
            OrderTerms(
                organisation=firm,
                min_order_style=dice.choice((20, 50, 100, 300, 1000, None)),
                min_order_colour=dice.choice((10, 50, None)),
                largest_order=dice.choice((500, 5000, 50_000, None)),
                sampling=dice.choice((True, False, None)),
                sample_days=dice.choice((5, 10, 20, None)),
                lead_days=dice.choice((14, 30, 45, 90, None)),
                client_fabric=dice.choice((True, None)),
                free_from=begin,
                free_until=begin and begin + timedelta(days=60),
                free_stated_on=begin and today,
                spoken={"sales": [dice.choice(("en", "fr", "de", "es"))]},
            )
        )
    OrderTerms.objects.bulk_create(rows)


def _capabilities(firms: Sequence, concepts: dict[str, list[int]], dice: random.Random) -> None:
    from clusters.models import Capability  # noqa: PLC0415 -- Django is set up

    Capability.objects.bulk_create(
        (
            Capability(organisation=firm, concept_id=pk)
            for firm in firms
            for scheme, some in concepts.items()
            for pk in dice.sample(some, min(len(some), dice.choice(SHARES[scheme])))
        ),
        batch_size=300,
    )


def _certificates(firms: Sequence, standards: list[int], dice: random.Random, today: date) -> None:
    from clusters.models import Certificate  # noqa: PLC0415 -- Django is set up

    Certificate.objects.bulk_create(
        Certificate(
            organisation=firm,
            standard_id=dice.choice(standards),
            number=f"N-{firm.pk}",
            holder=firm.name,
            scope="Weaving and dyeing",
            issuer="Control Example",
            code=f"cert{firm.pk}",
            valid_until=today + timedelta(days=dice.randrange(-200, 900)),
        )
        for firm in firms
        if dice.random() < 0.15
    )


if __name__ == "__main__":
    django.setup()
    with transaction.atomic():
        fill(int(sys.argv[1]))
    from django.db import connection

    connection.cursor().execute("ANALYZE")
