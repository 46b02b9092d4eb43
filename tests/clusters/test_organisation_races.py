"""Two people at once, in threads with connections of their own."""

from functools import partial

import pytest
from wagtail.models import ModelLogEntry

from clusters.actions.organisations import edit_organisation, merge_organisations, version_of
from clusters.errors import ClusterError
from clusters.models import Membership, Organisation, RetiredCode
from clusters.records import Record, record_of
from tests import racing
from tests.factories import clusters as factory

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


at_once = partial(racing.at_once, refusal=ClusterError)


def test_merging_twice_at_once_merges_once():
    cluster = factory.cluster()
    managers = factory.manager_of(cluster), factory.manager_of(cluster)
    winner, loser = (factory.organisation(name, in_cluster=cluster) for name in ("Winner", "Loser"))

    answers = at_once(*(lambda by=by: merge_organisations(winner, loser, by=by) for by in managers))

    assert answers == [winner, winner]
    assert Membership.objects.get().organisation == winner
    assert RetiredCode.objects.get().code == loser.code
    assert ModelLogEntry.objects.filter(action="clusters.organisation.merge").count() == 1


def test_merging_both_ways_at_once_leaves_one():
    cluster = factory.cluster()
    managers = factory.manager_of(cluster), factory.manager_of(cluster)
    a, b = (factory.organisation(name, in_cluster=cluster) for name in "AB")

    answers = at_once(
        lambda: merge_organisations(a, b, by=managers[0]), lambda: merge_organisations(b, a, by=managers[1])
    )

    assert sorted(isinstance(answer, ClusterError) for answer in answers) == [False, True]
    assert Organisation.objects.filter(merged_into=None).count() == 1


def test_of_two_edits_at_once_one_is_told():
    cluster = factory.cluster()
    managers = factory.manager_of(cluster), factory.manager_of(cluster)
    mill = factory.organisation("Mill", in_cluster=cluster)
    record, seen = record_of(mill), version_of(Organisation.objects.get(pk=mill.pk))

    def rename(name, by):
        changed = Record(record.fields | {"name": name}, record.texts, record.places, record.concepts)
        return edit_organisation(mill, record=changed, seen=seen, by=by)

    answers = at_once(lambda: rename("One", managers[0]), lambda: rename("Two", managers[1]))

    assert sorted(isinstance(answer, ClusterError) for answer in answers) == [False, True]
    assert ModelLogEntry.objects.filter(action="clusters.organisation.edit").count() == 1
