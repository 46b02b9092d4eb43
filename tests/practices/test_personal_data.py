"""What goes with a person who is erased: their drafts, and the files of the drafts on disk."""

import pytest

from accounts.actions.erasure import erase_person
from practices.actions.proposals import add_file
from practices.models import Proposal
from tests.factories.clusters import cluster, member_of
from tests.factories.uploads import picture
from tests.factories.writing import proposal

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["draft", "returned", "declined", "withdrawn"])
def test_erasing_a_person_removes_their_proposals_and_files(django_capture_on_commit_callbacks, state):
    one = cluster("one")
    author = member_of(one)
    draft = proposal(one, author=author)
    kept = add_file(draft, by=author, kind="picture", upload=picture("cloth.png"), alt_text="A cloth").file
    assert kept.storage.exists(kept.name)
    Proposal.objects.update(state=state)

    with django_capture_on_commit_callbacks(execute=True):
        erase_person(author)

    assert not Proposal.objects.exists()
    assert not kept.storage.exists(kept.name)


@pytest.mark.parametrize("state", ["sent", "taken"])
def test_what_a_cluster_has_in_hand_stays_without_the_person_named(state):
    one = cluster("one")
    author = member_of(one)
    proposal(one, author=author)
    Proposal.objects.update(state=state)

    erase_person(author)

    assert Proposal.objects.get().author.get_full_name() == "former member"
