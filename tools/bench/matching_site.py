"""Eligibility and matching with many offers, and a plan read from the database; prints JSON.

Run by `bench.exchanges` in a process of its own, on a database below CLOTH_VAR_DIR that is filled once: 500 offers of
hosts in five countries and 2,000 accepted applications, with themes of a vocabulary of three levels. Fixed seed.
"""

import json
import os
import random
import statistics
import sys
import time
from datetime import date, timedelta

import django
from django.core.management import call_command

APPLICATIONS, OFFERS, FEW = 2000, 500, 100
ROUNDS = 7
COUNTRIES = ("BG", "DK", "ES", "FR", "RO")
LANGUAGES = ("en", "fr", "es", "bg", "ro", "da")


def fill() -> None:
    """Rows as the actions would write them, in bulk."""
    from accounts.models import User  # noqa: PLC0415 -- Django is set up only now
    from clusters.models import Affiliation, Cluster, Membership, Organisation  # noqa: PLC0415 -- Django is set up only now
    from exchanges import clock  # noqa: PLC0415 -- Django is set up only now
    from exchanges.models import Application, Offer, OfferPeriod  # noqa: PLC0415 -- Django is set up only now
    from exchanges.programmes import load_programme  # noqa: PLC0415 -- Django is set up only now

    dice = random.Random(7)  # noqa: S311 -- a made-up case, no secret
    today = clock.today()
    programme = load_programme(starts_on=today - timedelta(days=300), ends_on=today + timedelta(days=500))
    themes = _themes()
    clusters = [
        Cluster.objects.create(code=f"c{n}", short_name=f"C{n}", name=f"Cluster {n}", country=country, town="Town")
        for n, country in enumerate(COUNTRIES)
    ]
    rows = [
        Organisation(
            name=f"Organisation {n}",
            country=COUNTRIES[n % 5],
            type="sme" if dice.random() < 0.85 else "large",
            size=dice.choice(["micro", "small", "medium"]),
        )
        for n in range(OFFERS + APPLICATIONS)
    ]
    organisations = Organisation.objects.bulk_create(rows)
    since = today - timedelta(days=1000)
    Membership.objects.bulk_create(
        [Membership(organisation=each, cluster=clusters[n % 5], since=since) for n, each in enumerate(organisations)]
    )
    hosts, firms = organisations[:OFFERS], organisations[OFFERS:]
    offers = Offer.objects.bulk_create(
        [
            Offer(
                programme=programme,
                organisation=each,
                receiving_cluster=clusters[n % 5],
                state="open",
                language="en",
                languages=dice.sample(LANGUAGES, 2),
                capacity=dice.choice((1, 1, 2, 3)),
            )
            for n, each in enumerate(hosts)
        ]
    )
    opened = [dice.randrange(20, 120) for _each in offers]
    OfferPeriod.objects.bulk_create(
        [
            OfferPeriod(offer=offer, starts_on=today + timedelta(days=day), ends_on=today + timedelta(days=day + 60))
            for offer, day in zip(offers, opened, strict=True)
        ]
    )
    people = User.objects.bulk_create(
        [User(email=f"p{n}@people.example", first_name="P", last_name=str(n)) for n in range(APPLICATIONS)]
    )
    Affiliation.objects.bulk_create(
        [
            Affiliation(user=user, organisation=firm, cluster=clusters[n % 5], role="member", state="accepted")
            for n, (user, firm) in enumerate(zip(people, firms, strict=True))
        ]
    )
    applications = Application.objects.bulk_create(
        [
            Application(
                programme=programme,
                person=user,
                organisation=firm,
                sending_cluster=clusters[n % 5],
                state="accepted",
                language="en",
                languages=dice.sample(LANGUAGES, 2),
                countries=dice.sample(COUNTRIES, dice.choice((0, 2))),
            )
            for n, (user, firm) in enumerate(zip(people, firms, strict=True))
        ]
    )
    for rows, name in ((offers, "offer"), (applications, "application")):
        through = type(rows[0]).concepts.through
        through.objects.bulk_create(
            [
                through(**{f"{name}_id": row.pk, "concept_id": theme.pk})
                for row in rows
                for theme in dice.sample(themes, dice.randint(2, 4))
            ]
        )


def _themes() -> list:
    from vocabulary.models import Concept, Scheme  # noqa: PLC0415 -- Django is set up only now

    scheme = Scheme.objects.create(code="bench", uri="https://cloth.example/id/bench")
    made = [
        Concept.objects.create(scheme=scheme, code=f"t{n}", uri=f"https://cloth.example/id/bench/t{n}")
        for n in range(111)
    ]
    for n, concept in enumerate(made[1:], start=1):
        concept.broader.add(made[(n - 1) // 10])
    return made


def milliseconds(function) -> float:
    """The median of some rounds, after one that warms up."""
    function()
    found = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        function()
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.dev")
    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection  # noqa: PLC0415 -- Django is set up only now
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- Django is set up only now

    from exchanges import eligibility  # noqa: PLC0415 -- Django is set up only now
    from exchanges.models import Application, Offer, Programme  # noqa: PLC0415 -- Django is set up only now
    from exchanges.planner.reading import problem_of  # noqa: PLC0415 -- Django is set up only now
    from exchanges.queries import matches  # noqa: PLC0415 -- Django is set up only now

    if not Offer.objects.exists():
        fill()
    programme = Programme.objects.get()
    application = Application.objects.select_related("programme", "organisation", "person").first()
    monday = date.today() + timedelta(days=60 + -date.today().weekday() % 7)

    def check(number: int) -> int:
        offers = Offer.objects.order_by("pk").select_related("organisation", "place").prefetch_related("periods")
        found = eligibility.check_offers(
            programme,
            application.organisation,
            offers[:number],
            person=application.person,
            first_day=monday,
            last_day=monday + timedelta(days=4),
        )
        return len(found)

    with CaptureQueriesContext(connection) as asked:
        number = check(OFFERS)
    if number != OFFERS:
        sys.exit(f"{number} offers were checked, not {OFFERS}")
    many, few = milliseconds(lambda: check(OFFERS)), milliseconds(lambda: check(FEW))
    with CaptureQueriesContext(connection) as ranked:
        matches.for_application(application)
    ranking = milliseconds(lambda: matches.for_application(application))
    mirror = milliseconds(lambda: matches.for_offer(Offer.objects.select_related("organisation").first()))
    began = time.perf_counter()
    problem_of(programme)
    print(
        json.dumps(
            {
                "queries": len(asked),
                "many": many,
                "growth": (many / OFFERS) / (few / FEW),
                "ranking": ranking,
                "ranking_queries": len(ranked),
                "mirror": mirror,
                "reading": time.perf_counter() - began,
            }
        )
    )


if __name__ == "__main__":
    main()
