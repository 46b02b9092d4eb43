"""One side of `bench.boards`: `fill <count>` makes the rows, `serve` answers with the time of a page, line by line.

Pages are asked for as the coordinator, whole: middleware, queries and templates.
"""

import json
import os
import sys
import time

import django

PAGES = {
    "boards": "/en/exchanges/boards/",
    "list": "/en/exchanges/list/",
    "list_filtered": "/en/exchanges/list/?programme=clusterxchange&stage=counted&type=sme&sending=bench1&page=2",
    "list_late": "/en/exchanges/list/?late=yes",
}


def fill(count: int) -> None:
    from django.db import connection, transaction  # noqa: PLC0415 -- Django is set up only now

    from exchanges.programmes import load_programme  # noqa: PLC0415 -- as above
    from tests.factories import accounts, clusters, exchange_rows  # noqa: PLC0415 -- as above

    with transaction.atomic():
        made = [
            clusters.cluster(f"bench{number}", country=country)
            for number, country in enumerate(exchange_rows.COUNTRIES)
        ]
        accounts.coordinator("coordinator@bench.example")
        exchange_rows.exchanges(load_programme(), made, count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def answer() -> None:
    from django.conf import settings  # noqa: PLC0415 -- Django is set up only now
    from django.db import connection  # noqa: PLC0415 -- as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- as above

    from accounts.models import User  # noqa: PLC0415 -- as above
    from tests.visitor import Visitor  # noqa: PLC0415 -- as above

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Visitor()
    client.force_login(User.objects.get(email="coordinator@bench.example"))
    counted: dict[str, int] = {}
    for line in sys.stdin:
        page = line.strip()
        if page in counted:
            began = time.perf_counter()
            response = client.get(PAGES[page])
            spent = time.perf_counter() - began
        else:
            client.get(PAGES[page])  # the header keeps what it asked for
            with CaptureQueriesContext(connection) as queries:
                began = time.perf_counter()
                response = client.get(PAGES[page])
                spent = time.perf_counter() - began
            counted[page] = len(queries)
        if response.status_code != 200:
            sys.exit(f"✗ {PAGES[page]} answered {response.status_code}")
        print(json.dumps({"milliseconds": spent * 1000, "queries": counted[page]}), flush=True)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.dev")
    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        answer()
