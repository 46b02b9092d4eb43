"""Reads and loads 20,000 lines, and saves a part of the same rows one by one; prints JSON.

Run by `bench.ecosystem_lists` in a process of its own, on an empty migrated database below CLOTH_VAR_DIR. The line by
line side writes the same rows as a plain import does: the organisation is cleaned and saved, its place, its terms, each
capability, each statement, the log, the membership, the line itself and the index, a transaction for each line.
"""

import json
import random
import resource
import time
from datetime import date

import django
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

LINES, SAVED = 20_000, 1_000
TOWNS = ("София", "Пловдив", "Русе", "Варна", "Сливен", "Габрово", "Бургас", "Плевен", "Хасково", "Ямбол")
SYLLABLES = ("ба", "ве", "ги", "до", "жа", "зе", "ка", "ли", "мо", "ну", "пе", "ра", "си", "то", "фу", "хе", "ца", "че")
STEPS = ("weaving", "dyeing", "sewing", "cutting", "knitting")
HEADINGS = "Фирма;Град;ДДС №;Сайт;Дейности;Мин. поръчка;Срок (дни);Брой служители;Член от"


def lines() -> list[str]:
    dice = random.Random(6)  # noqa: S311 -- made-up members, no secret
    names: set[str] = set()
    while len(names) < LINES:
        names.add("".join(dice.choice(SYLLABLES) for _syllable in range(6)).capitalize())
    return [
        f"{name} ЕООД;{TOWNS[n % 10]};BG{100000000 + n};www.firm{n}.example;{STEPS[n % 5]}, {STEPS[(n + 2) % 5]};"
        f"{50 + n % 200};{7 + n % 30};{3 + n % 90};2019-03-01"
        for n, name in enumerate(sorted(names))
    ]


def world():
    from accounts.models import User  # noqa: PLC0415 -- Django is set up only now
    from clusters.actions.roles import appoint_manager  # noqa: PLC0415 -- as above
    from clusters.models import Cluster  # noqa: PLC0415 -- as above
    from vocabulary.models import Concept, Label, Scheme  # noqa: PLC0415 -- as above

    cluster = Cluster.objects.create(
        code="loom", short_name="Loom", name="Loom", country="BG", town="Sofia", languages=["bg"]
    )
    manager = User.objects.create(email="manager@people.example")
    appoint_manager(manager, cluster=cluster, by=None)
    scheme = Scheme.objects.create(code="value-chain-step", uri="https://cloth.example/id/value-chain-step")
    for code in STEPS:
        concept = Concept.objects.create(scheme=scheme, code=code, uri=f"{scheme.uri}/{code}")
        Label.objects.create(concept=concept, language="en", text=code)
    return cluster, User.objects.get(pk=manager.pk)


def save_one_by_one(cluster, manager, lines: list) -> float:
    """Seconds for the records of these lines, as other organisations under other numbers."""
    from django.db import transaction  # noqa: PLC0415 -- Django is set up only now
    from wagtail.log_actions import log  # noqa: PLC0415 -- as above

    from clusters.models import (  # noqa: PLC0415 -- as above
        Capability,
        Membership,
        OrderTerms,
        Organisation,
        Place,
        Statement,
    )
    from ecosystem.models import SameOrNot  # noqa: PLC0415 -- as above
    from search import changes  # noqa: PLC0415 -- as above
    from vocabulary.models import Concept  # noqa: PLC0415 -- as above

    began = time.perf_counter()
    for number, line in enumerate(lines):
        record = line.values["record"]
        with transaction.atomic():
            organisation = Organisation(name=record["name"], country=record["country"], website=record["website"])
            organisation.size, organisation.vat_number = record["size"], f"BG{900000000 + number}"
            organisation.full_clean(exclude=["languages"])
            organisation.save()
            Place(organisation=organisation, **record["place"]).save()
            terms = OrderTerms(organisation=organisation, lead_days=record["lead_days"])
            terms.min_order_style = record["min_order_style"]
            terms.save()
            for key in record["steps"]:
                concept = Concept.objects.get(scheme__code="value-chain-step", code=key.partition("/")[2])
                Capability(organisation=organisation, concept=concept).save()
                organisation.concepts.add(concept)
            log(organisation, "clusters.organisation.edit", user=manager, data={"after": record})
            SameOrNot(subject=f"{number}", organisation=organisation, same=True, by=manager).save()
            line.organisation = organisation
            line.save()
            for name, value in record.items():
                Statement(organisation=organisation, field=name, value=value, source="import", by=manager).save()
            Membership(organisation=organisation, cluster=cluster, since=date(2019, 3, 1)).save()
            changes.record("organisation", organisation.code)
    return time.perf_counter() - began


def load(cluster, manager, data: bytes):
    """Seconds of reading and of loading the file, and the list."""
    from ecosystem.actions import list_loading, list_reading, lists  # noqa: PLC0415 -- Django is set up only now
    from ecosystem.queries.list_columns import columns_of  # noqa: PLC0415 -- as above

    began = time.perf_counter()
    members = lists.upload_list(cluster, file=SimpleUploadedFile("members.csv", data), by=manager)
    lists.name_columns(members, {column.number: column.field for column in columns_of(members)}, by=manager)
    while list_reading.read_some(members.pk):
        pass
    read = time.perf_counter()
    lists.start_loading(members, by=manager)
    while list_loading.load_some(members.pk):
        pass
    return read - began, time.perf_counter() - read, members


def main() -> None:
    django.setup()
    settings.DEBUG = False  # as in production: no query is written out and kept
    cluster, manager = world()
    data = "\r\n".join([HEADINGS, *lines()]).encode("cp1251")
    reading, loading, members = load(cluster, manager, data)
    states = dict.fromkeys(members.lines.values_list("state", flat=True))
    loaded = members.lines.filter(state="loaded").count()
    again, again_loading, _second = load(cluster, manager, data)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    some = list(members.lines.filter(state="loaded")[:SAVED])
    saving = save_one_by_one(cluster, manager, some) / len(some)
    figures = {
        "times": saving / (loading / loaded),
        "memory": memory,
        "reading": reading,
        "loading": loading,
        "saving": saving * LINES,
        "again": again + again_loading,
        "loaded": loaded,
        "states": list(states),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
