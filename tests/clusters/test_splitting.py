"""Two organisations out of one."""

from datetime import date, timedelta

import pytest
from wagtail.models import ModelLogEntry

from clusters.actions.splitting import Part, split_organisation
from clusters.actions.statements import state
from clusters.errors import ClusterError
from clusters.fields import values_of
from clusters.models import Certificate, Organisation
from clusters.states import ValueSource
from tests.factories import accounts as people, clusters as factory, practices as practice_factory

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    made = factory.organisation("Mill and dyehouse", in_cluster=loom, town="Ruse", vat_number="BG123456789")
    made.places.create(town="Varna", country="BG", kind="site")
    steps = [practice_factory.concept(f"value-chain-step/{code}").key for code in ("spinning", "dyeing")]
    state(made, {"steps": steps, "lead_days": 20}, source=ValueSource.OWN, by=None)
    return Organisation.objects.get(pk=made.pk)


def test_what_is_chosen_goes_along_and_the_rest_stays(loom, mill):
    manager, person = factory.manager_of(loom), factory.member_of(loom, at=mill)
    stays = factory.member_of(loom, at=mill)
    varna = mill.places.get(town="Varna")
    dyeing = mill.capabilities.get(concept__code="dyeing")
    certificate = Certificate.objects.create(
        organisation=mill, standard=dyeing.concept, number="1", holder="x", scope="x", issuer="x",
        valid_until=date.today() + timedelta(days=9), site=mill.places.get(town="Ruse"),
    )  # fmt: skip
    part = Part(
        name="Dyehouse",
        places=[varna.pk],
        capabilities=[dyeing.pk],
        certificates=[certificate.pk],
        affiliations=[person.affiliations.get().pk],
        clusters=[loom.pk],
    )

    made = split_organisation(mill, part=part, by=manager)

    mill = Organisation.objects.get(pk=mill.pk)
    assert (made.code != mill.code, made.vat_number, mill.vat_number) == (True, "", "BG123456789")
    assert [place.town for place in made.places.all()] == ["Varna"]
    assert [place.town for place in mill.places.all()] == ["Ruse"]
    assert values_of(mill)["steps"] == ["value-chain-step/spinning"]
    assert values_of(made)["steps"] == ["value-chain-step/dyeing"]
    assert {each.field for each in made.statements.filter(promoted=True)} >= {"name", "steps", "place"}
    assert (made.certificates.get(), made.certificates.get().site) == (certificate, None)
    assert person.affiliations.get().organisation == made
    assert stays.affiliations.get().organisation == mill
    assert (made.memberships.get().cluster, made.memberships.get().since) == (loom, date.today())
    assert mill.order_terms.lead_days == 20
    entry = ModelLogEntry.objects.filter(action="clusters.organisation.split").get()
    assert (entry.data["from"], entry.data["to"], entry.data["clusters"]) == (mill.code, made.code, [loom.pk])
    assert entry.data["moved"]["places"] == [varna.pk]


def test_two_clicks_make_one(loom, mill):
    manager = factory.manager_of(loom)
    part = Part(name="Dyehouse", places=[mill.places.get(town="Varna").pk])

    first, second = (split_organisation(mill, part=part, by=manager) for _click in range(2))

    assert first == second
    assert Organisation.objects.filter(name="Dyehouse").count() == 1


@pytest.mark.parametrize("wrong", ["name", "all places", "somebody else’s", "other cluster"])
def test_what_cannot_be_is_refused_and_nothing_changes(loom, mill, wrong):
    other = factory.organisation("Other", in_cluster=factory.cluster("other"), town="Sofia")
    parts = {
        "name": Part(name=" "),
        "all places": Part(name="X", places=list(mill.places.values_list("pk", flat=True))),
        "somebody else’s": Part(name="X", places=[other.places.get().pk]),
        "other cluster": Part(name="X", clusters=[other.memberships.get().cluster_id]),
    }

    with pytest.raises(ClusterError):
        split_organisation(mill, part=parts[wrong], by=factory.manager_of(loom))

    assert Organisation.objects.count() == 2
    assert (mill.places.count(), mill.capabilities.count()) == (2, 2)


def test_only_managers_of_the_cluster_and_the_coordinator_split(loom, mill):
    refused = [
        people.person(),
        people.auditor(),
        factory.representative_of(mill, in_cluster=loom),
        factory.manager_of(factory.cluster()),
    ]
    for user in refused:
        with pytest.raises(ClusterError):
            split_organisation(mill, part=Part(name="X"), by=user)
    assert Organisation.objects.count() == 1

    assert split_organisation(mill, part=Part(name="X"), by=people.coordinator()).name == "X"
