import pytest
from django.db import transaction
from wagtail.models import PageViewRestriction

from practices.actions.transfers import confirm_transfer, decline_transfer
from practices.listing import current_index
from practices.models import ListingRevision
from practices.states import TransferState
from tests.factories import clusters, practices
from vocabulary.models import Label

pytestmark = pytest.mark.django_db


def codes():
    return [entry.code for entry in current_index().entries]


def test_only_live_originals_with_their_live_versions_are_listed():
    page = practices.practice()
    practices.translation_of(page, "da")
    practices.translation_of(page, "bg", live=False)
    practices.practice(live=False)

    assert codes() == [page.code]
    assert sorted(current_index().get(page.code).versions) == ["da", "en"]


def test_a_translation_without_its_live_original_is_not_listed():
    page = practices.practice(live=False)
    practices.translation_of(page, "da")

    assert codes() == []


def test_publishing_withdrawing_and_deleting_are_seen_at_once():
    page = practices.practice(live=False)
    assert codes() == []

    page.save_revision().publish()
    assert codes() == [page.code]

    page.refresh_from_db()
    page.unpublish()
    assert codes() == []

    page.save_revision().publish()
    page.delete()
    assert codes() == []


def test_a_page_that_becomes_private_leaves_the_list():
    page = practices.practice()
    assert codes() == [page.code]

    restriction = PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert codes() == []

    restriction.delete()
    assert codes() == [page.code]


def test_nothing_is_read_anew_while_nothing_changes(django_assert_num_queries):
    practices.practice(concepts=(practices.concept(),))
    current_index()

    with django_assert_num_queries(1):
        current_index()


@pytest.mark.parametrize("n", [1, 30])
def test_reading_anew_takes_a_fixed_number_of_queries(n, django_assert_num_queries):
    concept = practices.concept("technique/respinning", broader=practices.concept("technique/spinning"))
    cluster = clusters.cluster()
    for _each in range(n):
        practices.practice(cluster, concepts=(concept,), tags=("wool",))

    with django_assert_num_queries(9):
        current_index()


def test_a_change_that_is_rolled_back_leaves_no_trace():
    kept = practices.practice()
    current_index()
    with transaction.atomic():
        practices.practice()
        assert len(codes()) == 2
        transaction.set_rollback(True)

    assert codes() == [kept.code]


def test_confirmed_transfers_count_and_declined_ones_do_not():
    page = practices.practice()
    made = practices.transfer(page, state=TransferState.REPORTED)
    manager = clusters.manager_of(made.cluster)
    assert current_index().get(page.code).transfers == 0

    confirm_transfer(made, by=manager)
    assert current_index().get(page.code).transfers == 1

    decline_transfer(made, by=manager, reason="Not ours.", seen=TransferState.CONFIRMED)
    assert current_index().get(page.code).transfers == 0


def test_a_new_word_for_a_concept_is_found():
    concept = practices.concept("material/wool")
    page = practices.practice(concepts=(concept,))
    assert current_index().with_text("uld") == 0

    Label.objects.create(concept=concept, language="da", text="uld")
    concept.save()

    assert current_index().in_order(current_index().with_text("uld"), "new", "da")[0].code == page.code


def test_a_new_language_version_shares_the_code_and_a_copy_gets_its_own():
    page = practices.practice()
    translation = practices.translation_of(page, "da")
    copy = page.copy(update_attrs={"slug": "copied", "title": "Copied"})

    assert (translation.code, translation.is_original) == (page.code, False)
    assert copy.code != page.code
    assert copy.is_original


def test_a_renamed_organisation_changes_what_is_kept():
    mill = clusters.organisation("Old name")
    before = list(ListingRevision.objects.values_list("token"))

    mill.name = "New name"
    mill.save()

    assert list(ListingRevision.objects.values_list("token")) != before
