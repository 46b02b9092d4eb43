"""The demonstration’s visitors and hosts: further fictional organisations, and one fictional person for each.

These people cannot sign in: the accounts that can are those of `clusters.demo_people`.
"""

import tomllib
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts import demo
from accounts.models import User
from clusters import demo_data
from clusters.models import Affiliation, Cluster, Organisation
from clusters.states import AffiliationRole, AffiliationState
from exchanges import clock, workdays

FOLDER = Path(__file__).parent / "demo"


def organisation_rows() -> list[dict]:
    """Organisations that only this room needs; those of `external.toml` are in no cluster."""
    return demo_data.organisation_rows(FOLDER / "organisations")


def all_rows() -> dict[str, dict]:
    """Every fictional organisation by its key, those of the clusters’ room first."""
    return {row["key"]: row for row in [*demo_data.organisation_rows(), *organisation_rows()]}


def load_organisations() -> int:
    """Add those that are missing; returns how many."""
    return demo_data.load_organisations(organisation_rows())


@transaction.atomic
def load_contacts() -> int:
    """Give every fictional organisation of a cluster that nobody represents a person who does; returns how many."""
    demo.refuse_outside_demo()
    spoken_for = set(
        Affiliation.objects.filter(state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE).values_list(
            "organisation_id", flat=True
        )
    )
    clusters = Cluster.objects.in_bulk(field_name="code")
    organisations = Organisation.objects.filter(is_demo=True, merged_into=None).in_bulk(field_name="code")
    wanted = [
        (organisation, row)
        for key, row in all_rows().items()
        if row["cluster"] in clusters
        and (organisation := organisations.get(demo_data.demo_code(key)))
        and organisation.pk not in spoken_for
    ]
    taken = set(User.objects.filter(email__startswith="contact.").values_list("email", flat=True))
    wanted = [each for each in wanted if _email(each[1]["key"]) not in taken]
    now, nothing = clock.now(), make_password(None)
    people = User.objects.bulk_create(
        User(
            email=_email(row["key"]),
            password=nothing,
            first_name="Demo",
            last_name=f"Contact ({organisation.name})",
            language=clusters[row["cluster"]].main_language,
            date_joined=now - timedelta(days=420),
            last_login=now - timedelta(days=organisation.pk % 40),
        )
        for organisation, row in wanted
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    Affiliation.objects.bulk_create(
        Affiliation(
            user=person,
            organisation=organisation,
            cluster=clusters[row["cluster"]],
            role=AffiliationRole.REPRESENTATIVE,
            state=AffiliationState.ACCEPTED,
            asked_at=now - timedelta(days=415),
            decided_at=now - timedelta(days=413),
        )
        for person, (organisation, row) in zip(people, wanted, strict=True)
    )
    return len(people)


def _email(key: str) -> str:
    return f"contact.{key}@{demo.DOMAIN}"


class People:
    """Who stands for whom, read once: organisations and persons by key, managers by cluster."""

    def __init__(self):
        codes = {demo_data.demo_code(key): key for key in all_rows()}
        rows = Organisation.objects.filter(code__in=codes).prefetch_related("places")
        self.organisations = {codes[row.code]: row for row in rows}
        self.clusters = {cluster.code: cluster for cluster in Cluster.objects.all()}
        self.coordinator = User.objects.get(email=f"coordinator@{demo.DOMAIN}")
        self.managers = {
            code: User.objects.get(email=f"manager.{code}@{demo.DOMAIN}")
            for code in self.clusters
            if User.objects.filter(email=f"manager.{code}@{demo.DOMAIN}").exists()
        }
        self._works = {}
        accepted = Affiliation.objects.filter(state=AffiliationState.ACCEPTED, organisation__in=rows)
        for each in accepted.select_related("user").order_by("pk"):
            self._works.setdefault(each.organisation_id, {}).setdefault(each.role, each.user)

    def visitor(self, key: str) -> User:
        """Who travels for an organisation: a member that can be tried as an account, else its contact."""
        works = self._works[self.organisations[key].pk]
        return works.get(AffiliationRole.MEMBER) or works[AffiliationRole.REPRESENTATIVE]

    def speaker(self, key: str) -> User | None:
        """Who speaks for a host; None for one that is in no cluster."""
        return self._works.get(self.organisations[key].pk, {}).get(AffiliationRole.REPRESENTATIVE)

    def calendar_of(self, key: str) -> dict[str, str]:
        """Country and region whose holidays hold at a host."""
        place = self.organisations[key].main_place
        return {"country": place.country, "subdivision": workdays.subdivision_of(place.country, place.region)}

    def cluster_of(self, key: str) -> Cluster | None:
        return self.clusters.get(key.rpartition("-")[0])

    def manager_of(self, key: str) -> User:
        """The manager of the cluster that sends an organisation."""
        return self.managers[key.rpartition("-")[0]]


def read(*names: str) -> dict[str, list]:
    """The tables of these files of the demonstration, lists of the same name one after the other."""
    found: dict = {}
    for name in names:
        for key, value in tomllib.loads((FOLDER / f"{name}.toml").read_text()).items():
            found[key] = [*found.get(key, []), *value] if isinstance(value, list) else value
    return found
