"""A merge undone: both as they were, what was added since stays, and the search follows."""

from datetime import date, timedelta

import pytest
from wagtail.models import ModelLogEntry

from clusters.actions.organisations import edit_organisation, end_membership, merge_organisations
from clusters.actions.statements import state
from clusters.actions.unmerging import may_unmerge, merge_of, unmerge
from clusters.errors import ClusterError
from clusters.images import image_of
from clusters.models import Certificate, Membership, Organisation, Photo, RetiredCode
from clusters.records import Record, record_of
from clusters.search_source import OrganisationSource
from clusters.states import AffiliationRole, AffiliationState, ValueSource
from search.models import IndexChange
from tests.factories import (
    accounts as people,
    clusters as factory,
    practices as practice_factory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


def full(name, cluster, *, by, vat="", town="Ruse", **values):
    """An organisation with something in every table that a merge moves."""
    made = factory.organisation(name, in_cluster=cluster, town=town, vat_number=vat)
    state(made, {"about": {"bg": f"{name} за нас"}, **values}, source=ValueSource.OWN, by=None)
    Certificate.objects.create(
        organisation=made,
        standard=practice_factory.concept(f"certificate/{name.lower().replace(' ', '-')}"),
        number=name,
        holder=name,
        scope="all",
        issuer="X",
        valid_until=date.today() + timedelta(days=90),
        site=made.places.get(),
        by=by,
    )
    Photo.objects.create(organisation=made, description="A loom", width=1, height=1)
    RetiredCode.objects.create(code=f"old{made.pk}", organisation=made)
    return Organisation.objects.get(pk=made.pk)


def everything(*organisations):
    """All that can be seen of them, in a shape that can be compared."""
    found = []
    for each in Organisation.objects.filter(pk__in=[one.pk for one in organisations]).order_by("pk"):
        statements = sorted(each.statements.values_list("field", "promoted", "source", "stated_on"))
        image = image_of(each) | {"statements": [list(row) for row in statements]}
        found.append((record_of(each), image, each.merged_into_id))
    return found


def test_merge_and_undo_leave_both_as_they_were(loom):
    other, manager = factory.cluster("other"), people.coordinator()
    mill = full("Mill", loom, by=manager, min_order_style=50, lead_days=20)
    double = full("Mill Ltd", other, by=manager, vat="BG123456789", town="Varna", lead_days=30, largest_order=900)
    both, mine = people.person(), factory.member_of(other, at=double)
    for at, cluster, role in ((mill, loom, "member"), (double, other, "representative")):
        factory.affiliation(
            both, organisation=at, cluster=cluster, role=AffiliationRole(role), state=AffiliationState.ACCEPTED
        )
    Membership.objects.create(organisation=mill, cluster=other, since=date(2021, 1, 1), until=date(2022, 1, 1))
    page = practice_factory.practice(organisation=double)
    before = everything(mill, double)

    merge_organisations(mill, double, by=manager)
    assert everything(mill, double) != before
    undone = unmerge(double, by=manager)

    assert undone.left == []
    assert everything(mill, double) == before
    assert type(page).objects.get(pk=page.pk).organisation == double
    assert mine.affiliations.get().organisation == double
    assert not RetiredCode.objects.filter(code=double.code).exists()
    entry = ModelLogEntry.objects.filter(action="clusters.organisation.unmerge").get()
    assert (entry.user, entry.data) == (manager, {"loser": double.code, "winner": mill.code})


def test_what_was_changed_since_stays_and_is_named(loom):
    manager = people.coordinator()
    mill = full("Mill", loom, by=manager)
    double = full("Mill Ltd", loom, by=manager, vat="BG123456789", town="Varna", largest_order=900)
    mill.texts.all().delete()
    merge_organisations(mill, double, by=manager)
    mill = Organisation.objects.get(pk=mill.pk)
    record = record_of(mill)
    changed = Record(record.fields | {"name": "New mill"}, {"bg": "Друго"}, record.places, record.concepts)
    edit_organisation(mill, record=changed, by=manager)
    end_membership(mill.memberships.get(), on=date.today(), by=manager)
    mill.certificates.filter(number="Mill Ltd").delete()
    state(mill, {"largest_order": 400}, source=ValueSource.OWN, by=None)

    undone = unmerge(double, by=manager)

    mill, double = Organisation.objects.get(pk=mill.pk), Organisation.objects.get(pk=double.pk)
    assert (mill.name, mill.vat_number, double.vat_number) == ("New mill", "", "BG123456789")
    assert (mill.texts.get().about, double.texts.get().about) == ("Друго", "Mill Ltd за нас")
    assert (mill.order_terms.largest_order, double.order_terms.largest_order) == (400, 900)
    assert (mill.memberships.get().until, double.memberships.get().until) == (date.today(), None)
    assert len(undone.left) == 4, undone.left


def test_a_number_that_somebody_else_has_by_now_is_not_taken_back(loom):
    manager = people.coordinator()
    mill = factory.organisation("Mill", in_cluster=loom)
    double = factory.organisation("Double", in_cluster=loom, vat_number="BG123456789")
    merge_organisations(mill, double, by=manager)
    Organisation.objects.filter(pk=mill.pk).update(vat_number="")
    third = factory.organisation("Third", vat_number="BG123456789")

    undone = unmerge(double, by=manager)

    assert (undone.organisation.vat_number, len(undone.left)) == ("", 1)
    third.refresh_from_db()
    assert third.vat_number == "BG123456789"


def test_chains_are_undone_from_the_last_to_the_first(loom):
    manager = factory.manager_of(loom)
    first, second, third = (factory.organisation(name, in_cluster=loom) for name in ("One", "Two", "Three"))
    before = everything(first, second, third)
    merge_organisations(second, first, by=manager)
    middle = everything(first, second, third)
    merge_organisations(third, second, by=manager)
    assert set(third.retired_codes.values_list("code", flat=True)) == {first.code, second.code}

    with pytest.raises(ClusterError, match="later merge first"):
        unmerge(first, by=manager)
    unmerge(second, by=manager)
    assert everything(first, second, third) == middle
    assert RetiredCode.objects.get().organisation == second
    unmerge(first, by=manager)

    assert everything(first, second, third) == before
    assert not RetiredCode.objects.exists()


def test_two_merges_into_one_are_undone_in_any_order(loom):
    manager = factory.manager_of(loom)
    mill, first, second = (factory.organisation(name, in_cluster=loom) for name in ("Mill", "One", "Two"))
    before = everything(mill, first, second)
    merge_organisations(mill, first, by=manager)
    merge_organisations(mill, second, by=manager)

    unmerge(first, by=manager)
    unmerge(second, by=manager)

    assert everything(mill, first, second) == before


def test_undoing_twice_changes_nothing_and_others_may_not(loom):
    mill, double = (factory.organisation(name, in_cluster=loom) for name in ("Mill", "Double"))
    manager, stranger = factory.manager_of(loom), factory.manager_of(factory.cluster())
    merge_organisations(mill, double, by=manager)
    double.refresh_from_db()

    for user in (stranger, people.auditor(), factory.representative_of(mill, in_cluster=loom), people.person()):
        assert not may_unmerge(user, double)
        with pytest.raises(ClusterError):
            unmerge(double, by=user)
    assert may_unmerge(manager, double)
    unmerge(double, by=manager)
    unmerge(Organisation.objects.get(pk=double.pk), by=manager)

    assert ModelLogEntry.objects.filter(action="clusters.organisation.unmerge").count() == 1
    assert merge_of(Organisation.objects.get(pk=double.pk)) is None


def test_a_merge_of_which_the_log_knows_too_little_is_refused(loom):
    mill, double = (factory.organisation(name, in_cluster=loom) for name in ("Mill", "Double"))
    Organisation.objects.filter(pk=double.pk).update(merged_into=mill)
    double.refresh_from_db()

    with pytest.raises(ClusterError, match="log does not know"):
        unmerge(double, by=people.coordinator())

    assert Organisation.objects.get(pk=double.pk).merged_into == mill


def test_the_search_follows_merge_and_undo(loom):
    mill, double = (factory.organisation(name, in_cluster=loom) for name in ("Mill", "Spinners of Ruse"))
    manager, source = factory.manager_of(loom), OrganisationSource()

    def names():
        found = source.documents([mill.code, double.code], revision=1)
        return {document.key.split(":")[1]: set(document.names) for document in found}

    merge_organisations(mill, double, by=manager)
    assert names() == {mill.code: {"Spinners of Ruse"}}
    IndexChange.objects.all().delete()
    unmerge(double, by=manager)

    assert names() == {mill.code: set(), double.code: set()}
    recorded = set(IndexChange.objects.filter(kind="organisation").values_list("code", flat=True))
    assert recorded == {mill.code, double.code}
