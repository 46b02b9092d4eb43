"""Fresh firms for a journey: `python -m tests.browser.firms CLUSTER WORD NUMBER`, with the site’s environment.

Each is a small firm of the cluster, in Plovdiv, with one person who speaks for it, has the demonstration’s password and
is signed in. Printed as JSON: the demonstration has no fifteen members of one cluster left that have not travelled yet.
"""

import json
import sys
from datetime import date

import django

django.setup()

from django.conf import settings  # noqa: E402 -- needs Django
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402

from accounts.demo import DemoAccount, make_account  # noqa: E402
from clusters import demo_data  # noqa: E402
from clusters.models import Affiliation, Cluster, Organisation  # noqa: E402
from clusters.states import AffiliationRole, AffiliationState  # noqa: E402


def _row(cluster: str, word: str, number: int) -> dict:
    return {
        "key": f"{cluster}-{word}-{number}",
        "name": f"{word.capitalize()} {number:02d}",
        "type": "sme",
        "size": "small",
        "country": "BG",
        "town": "Пловдив",
        "region": "Пловдив",
        "lat": 42.1354,
        "lon": 24.7453,
        "precision": "town",
        "website": "",
        "languages": ["bg", "en"],
        "member_since": date(2019, 3, 1),
        "concepts": ["value-chain-step/knitting"],
        "about": {"en": "A small firm that a journey made up."},
        "cluster": cluster,
    }


def _session(user) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def make(cluster: str, word: str, number: int) -> list[dict]:
    rows = [_row(cluster, word, each) for each in range(1, number + 1)]
    demo_data.load_organisations(rows)
    made = []
    for row in rows:
        organisation = Organisation.objects.get(code=demo_data.demo_code(row["key"]))
        user = make_account(DemoAccount(row["key"], "owner", f"Owner ({row['name']})", "en"))
        Affiliation.objects.get_or_create(
            user=user,
            organisation=organisation,
            cluster=Cluster.objects.get(code=cluster),
            role=AffiliationRole.REPRESENTATIVE,
            state=AffiliationState.ACCEPTED,
        )
        made.append({"name": row["name"], "person": str(user), "email": user.email, "session": _session(user)})
    return made


if __name__ == "__main__":
    print(json.dumps(make(sys.argv[1], sys.argv[2], int(sys.argv[3]))))
