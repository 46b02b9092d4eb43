"""Editing, merging and ending through the actions; races stand in test_organisation_races.py."""

from datetime import date

import pytest
from wagtail.models import ModelLogEntry

from clusters.actions.organisations import (
    add_organisation,
    edit_organisation,
    end_membership,
    merge_organisations,
    version_of,
)
from clusters.errors import ClusterError
from clusters.models import Affiliation, Membership, Organisation, OrganisationText, Place, RetiredCode
from clusters.records import Record, record_of
from clusters.states import AffiliationRole, AffiliationState
from core.models import MailMessage
from tests.factories import accounts as people, clusters as factory, practices as practice_factory
from tests.factories.ecosystem_records import capability

pytestmark = pytest.mark.django_db


def changed(organisation, **fields):
    record = record_of(organisation)
    return Record(record.fields | fields, record.texts, record.places, record.concepts)


def last_log(action):
    return ModelLogEntry.objects.filter(action=action).latest("pk").data


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    return factory.organisation("Mill", in_cluster=loom, town="Sofia")


def test_edit_writes_all_parts_and_logs_before_and_after(loom, mill):
    speaker = factory.representative_of(mill, in_cluster=loom)
    OrganisationText.objects.create(organisation=mill, language="en", about="Old words")
    OrganisationText.objects.create(organisation=mill, language="fr", about="Anciens mots")
    concept = practice_factory.concept("material/wool")
    place = record_of(mill).places[0]
    code = mill.code
    record = Record(
        fields={"name": "New mill", "vat_number": "BG123456789"},
        texts={"en": "New words"},
        places=[place | {"town": "Ruse"}, {**place, "id": None, "kind": "site", "town": "Gabrovo"}],
        concepts=[concept.pk],
    )

    edit_organisation(mill, record=record, by=speaker)

    mill = Organisation.objects.get(pk=mill.pk)
    assert (mill.name, mill.vat_number, mill.code) == ("New mill", "BG123456789", code)
    assert dict(mill.texts.values_list("language", "about")) == {"en": "New words"}
    assert sorted(mill.places.values_list("town", flat=True)) == ["Gabrovo", "Ruse"]
    assert list(mill.concepts.all()) == [concept]
    data = last_log("clusters.organisation.edit")
    assert data["before"]["name"] == "Mill"
    assert data["after"]["name"] == "New mill"
    assert (data["before"]["about.en"], data["after"]["about.en"]) == ("Old words", "New words")
    assert (data["before"]["about.fr"], data["after"]["about.fr"]) == ("Anciens mots", None)
    assert data["before"]["concepts"] == []
    assert "country" not in data["before"]


def test_edit_without_a_change_writes_and_logs_nothing(loom, mill):
    before = Organisation.objects.get(pk=mill.pk).changed_at

    edit_organisation(mill, record=record_of(mill), by=factory.manager_of(loom))

    assert Organisation.objects.get(pk=mill.pk).changed_at == before
    assert not ModelLogEntry.objects.filter(action="clusters.organisation.edit").exists()


def test_edit_does_not_overwrite_what_somebody_else_wrote(loom, mill):
    manager = factory.manager_of(loom)
    seen = version_of(Organisation.objects.get(pk=mill.pk))
    edit_organisation(mill, record=changed(mill, name="First"), seen=seen, by=manager)

    with pytest.raises(ClusterError):
        edit_organisation(mill, record=changed(mill, name="Second"), seen=seen, by=manager)

    assert Organisation.objects.get(pk=mill.pk).name == "First"


def test_edit_refuses_a_vat_number_that_another_has(loom, mill):
    factory.organisation("Other", vat_number="BG123456789")

    with pytest.raises(ClusterError):
        edit_organisation(mill, record=changed(mill, vat_number="BG123456789"), by=factory.manager_of(loom))

    assert Organisation.objects.get(pk=mill.pk).vat_number == ""


def test_edit_is_refused_to_strangers_and_changes_nothing(mill):
    for stranger in (people.person(), people.auditor(), factory.manager_of(factory.cluster("other"))):
        with pytest.raises(ClusterError):
            edit_organisation(mill, record=changed(mill, name="Mine"), by=stranger)

    assert Organisation.objects.get(pk=mill.pk).name == "Mill"


def test_add_makes_a_member_from_the_given_day(loom):
    manager = factory.manager_of(loom)
    record = Record(fields={"name": "New", "country": "BG"}, texts={"bg": "Ново"})

    made = add_organisation(loom, record=record, since=date(2026, 1, 1), by=manager)

    assert list(made.memberships.values_list("cluster", "since", "until")) == [(loom.pk, date(2026, 1, 1), None)]
    with pytest.raises(ClusterError):
        add_organisation(factory.cluster("other"), record=record, since=date(2026, 1, 1), by=manager)
    assert Organisation.objects.count() == 1


def test_membership_ends_once_and_after_its_start(loom, mill):
    manager, membership = factory.manager_of(loom), mill.memberships.get()
    with pytest.raises(ClusterError):
        end_membership(membership, on=membership.since, by=manager)
    with pytest.raises(ClusterError):
        end_membership(membership, on=date(2026, 5, 1), by=factory.representative_of(mill, in_cluster=loom))
    assert mill.memberships.get().until is None

    end_membership(membership, on=date(2026, 5, 1), by=manager)
    end_membership(membership, on=date(2026, 5, 1), by=manager)
    with pytest.raises(ClusterError):
        end_membership(membership, on=date(2026, 6, 1), by=manager)

    assert mill.memberships.get().until == date(2026, 5, 1)
    assert ModelLogEntry.objects.filter(action="clusters.membership.end").count() == 1


def spans(organisation, cluster):
    return list(organisation.memberships.filter(cluster=cluster).order_by("since").values_list("since", "until"))


@pytest.mark.parametrize(
    ("winners", "losers", "joined"),
    [
        ([(2020, None)], [(2018, None)], [(2018, None)]),
        ([(2020, 2022)], [(2021, 2024)], [(2020, 2024)]),
        ([(2020, 2022)], [(2022, None)], [(2020, None)]),
        ([(2020, 2021)], [(2023, None)], [(2020, 2021), (2023, None)]),
        ([], [(2019, None)], [(2019, None)]),
        ([(2018, 2026)], [(2019, 2020), (2021, 2022)], [(2018, 2026)]),
    ],
)
def test_merge_joins_memberships_without_overlap(winners, losers, joined):
    cluster = factory.cluster()
    winner, loser = factory.organisation("Winner"), factory.organisation("Loser")

    def day(year):
        return date(year, 1, 1) if year else None

    for organisation, rows in ((winner, winners), (loser, losers)):
        for since, until in rows:
            Membership.objects.create(organisation=organisation, cluster=cluster, since=day(since), until=day(until))

    merge_organisations(winner, loser, by=people.coordinator())

    assert spans(winner, cluster) == [(day(since), day(until)) for since, until in joined]
    assert spans(loser, cluster) == []


def test_merge_moves_everything_and_keeps_addresses(loom, mill):
    double = factory.organisation("Mill Ltd", in_cluster=loom, town="Ruse", vat_number="BG123456789")
    Place.objects.create(organisation=double, town="Sofia", country="BG")  # the winner has this one
    OrganisationText.objects.create(organisation=double, language="bg", about="Предачница")
    RetiredCode.objects.create(code="older2", organisation=double)
    concept = practice_factory.concept("material/wool")
    capability(double, concept)
    person = factory.member_of(loom, at=double)
    page = practice_factory.practice(organisation=double)

    merge_organisations(mill, double, by=factory.manager_of(loom))

    mill, double = Organisation.objects.get(pk=mill.pk), Organisation.objects.get(pk=double.pk)
    assert double.merged_into == mill
    assert (mill.vat_number, double.vat_number) == ("BG123456789", "")
    assert sorted(mill.places.values_list("town", "kind")) == [("Ruse", "site"), ("Sofia", "registered")]
    assert mill.texts.get().about == "Предачница"
    assert list(mill.concepts.all()) == [concept]
    assert set(mill.retired_codes.values_list("code", flat=True)) == {"older2", double.code}
    assert person.affiliations.get().organisation == mill
    assert type(page).objects.get(pk=page.pk).organisation == mill
    data = last_log("clusters.organisation.merge")
    assert (data["winner"], data["loser"]) == (mill.code, double.code)
    assert data["moved"]["practices"] == [page.pk]


@pytest.mark.parametrize(
    ("kept", "other", "role", "state"),
    [
        (("member", "accepted"), ("representative", "accepted"), "representative", "accepted"),
        (("representative", "accepted"), ("member", "accepted"), "representative", "accepted"),
        (("member", "asked"), ("member", "accepted"), "member", "accepted"),
        (("member", "accepted"), ("representative", "asked"), "member", "accepted"),
    ],
)
def test_merge_keeps_a_person_of_both_once_with_the_stronger_role(loom, mill, kept, other, role, state):
    double, person = factory.organisation("Double", in_cluster=loom), people.person()
    for at, (held, stands) in ((mill, kept), (double, other)):
        factory.affiliation(
            person, organisation=at, cluster=loom, role=AffiliationRole(held), state=AffiliationState(stands)
        )

    merge_organisations(mill, double, by=factory.manager_of(loom))

    ended = Affiliation.objects.get(user=person, state="ended")
    logged = ModelLogEntry.objects.filter(action="clusters.affiliation.end", object_id=ended.pk).get()
    assert logged.data == {"from": other[1], "to": "ended"}
    told = MailMessage.objects.filter(name="clusters/mail/affiliation_accepted", to=person.email).count()
    assert told == (kept[1] == "asked")
    live = Affiliation.objects.get(user=person, state__in=["asked", "accepted"])
    assert (live.organisation, live.role, live.state) == (mill, role, state)
    assert Affiliation.objects.filter(user=person, organisation=mill, state="ended").count() == 1


def test_merge_again_changes_nothing_and_chains_are_refused(loom, mill):
    manager, double = factory.manager_of(loom), factory.organisation("Double", in_cluster=loom)
    third = factory.organisation("Third", in_cluster=loom)
    merge_organisations(mill, double, by=manager)

    assert merge_organisations(mill, double, by=manager) == mill
    for winner, loser in ((third, double), (double, third), (mill, mill)):
        with pytest.raises(ClusterError):
            merge_organisations(winner, loser, by=manager)

    assert ModelLogEntry.objects.filter(action="clusters.organisation.merge").count() == 1
    assert Organisation.objects.exclude(merged_into=None).count() == 1
