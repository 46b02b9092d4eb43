"""The one door for people and organisations: every move, legal or not; mail, log, and two deciding at once."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from clusters.actions import affiliations as actions
from clusters.errors import ClusterError
from clusters.models import Affiliation, Membership, Organisation
from clusters.states import AFFILIATION_MOVES, AffiliationRole, AffiliationState
from core.models import MailMessage
from tests import racing
from tests.factories import accounts, clusters

ASKED, ACCEPTED, REFUSED, ENDED = AffiliationState


def verb(to):
    """The public verb of each state, as (function of the row, who calls it)."""
    return {
        ASKED: lambda row, manager: actions.ask_again(row, by=row.user),
        ACCEPTED: lambda row, manager: actions.accept_person(row, by=manager),
        REFUSED: lambda row, manager: actions.refuse_person(row, reason="not ours", by=manager),
        ENDED: lambda row, manager: actions.end_affiliation(row, by=row.user),
    }[to]


@pytest.mark.django_db
def test_the_organisation_is_locked_before_its_affiliations():
    cluster = clusters.cluster()
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster, state=ASKED)
    manager = clusters.manager_of(cluster)

    with CaptureQueriesContext(connection) as queries:
        actions.accept_person(row, by=manager)

    read = [query["sql"].partition(" FROM ")[2].split(" ")[0].strip('"') for query in queries]
    assert read.index("clusters_organisation") < read.index("clusters_affiliation")


@pytest.mark.django_db
@pytest.mark.parametrize("before", AffiliationState)
@pytest.mark.parametrize("to", AffiliationState)
def test_every_move(before, to):
    cluster = clusters.cluster()
    manager = clusters.manager_of(cluster)
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster, state=before)
    logged, mailed = ModelLogEntry.objects.count(), MailMessage.objects.count()

    if to == before or to in AFFILIATION_MOVES[before]:
        verb(to)(row, manager)
    else:
        with pytest.raises(ClusterError):
            verb(to)(row, manager)

    row.refresh_from_db()
    moved = to in AFFILIATION_MOVES[before]
    assert row.state == (to if moved else before)
    assert ModelLogEntry.objects.count() - logged == int(moved)
    mails = {ASKED: 1, ACCEPTED: 1, REFUSED: 1, ENDED: 0}
    assert MailMessage.objects.count() - mailed == (mails[to] if moved else 0)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["coordinator", "administrator", "auditor", "person"])
@pytest.mark.parametrize("to", AffiliationState)
def test_strangers_move_nothing(who, to):
    cluster = clusters.cluster()
    clusters.manager_of(cluster)
    before = {ASKED: REFUSED, ACCEPTED: ASKED, REFUSED: ASKED, ENDED: ACCEPTED}[to]
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster, state=before)
    stranger = getattr(accounts, who)()
    logged = ModelLogEntry.objects.count()

    with pytest.raises(ClusterError):
        {
            ASKED: lambda: actions.ask_again(row, by=stranger),
            ACCEPTED: lambda: actions.accept_person(row, by=stranger),
            REFUSED: lambda: actions.refuse_person(row, reason="no", by=stranger),
            ENDED: lambda: actions.end_affiliation(row, by=stranger),
        }[to]()

    row.refresh_from_db()
    assert row.state == before
    assert ModelLogEntry.objects.count() == logged


@pytest.mark.django_db
def test_asking_writes_to_every_manager_in_their_language():
    cluster = clusters.cluster()
    managers = [clusters.manager_of(cluster, language=language) for language in ("bg", "da")]
    clusters.manager_of(clusters.cluster())
    user, at = accounts.person(), clusters.organisation()

    row = actions.ask_to_join(organisation=at, cluster=cluster, role=AffiliationRole.MEMBER, by=user)

    sent = MailMessage.objects.filter(name="clusters/mail/affiliation_asked").order_by("user")
    assert [(mail.user, mail.language) for mail in sent] == [(managers[0], "bg"), (managers[1], "da")]
    assert f"/bg/people/{row.pk}/" in sent[0].text
    assert f"/da/people/{row.pk}/" in sent[1].html


@pytest.mark.django_db
def test_a_cluster_without_manager_asks_the_coordinators():
    coordinator, user = accounts.coordinator(), accounts.person()

    actions.ask_to_join(
        organisation=clusters.organisation(), cluster=clusters.cluster(), role=AffiliationRole.MEMBER, by=user
    )

    assert [mail.user for mail in MailMessage.objects.all()] == [coordinator]


@pytest.mark.django_db
def test_asking_twice_is_one_question():
    user, at, cluster = accounts.person(), clusters.organisation(), clusters.cluster()

    rows = [
        actions.ask_to_join(organisation=at, cluster=cluster, role=AffiliationRole.MEMBER, by=user)
        for _twice in range(2)
    ]

    assert rows[0] == rows[1]
    assert Affiliation.objects.count() == 1


@pytest.mark.django_db
def test_asking_after_a_refusal_uses_the_same_row_and_forgets_the_reason():
    cluster = clusters.cluster()
    row = clusters.affiliation(
        organisation=clusters.organisation(), cluster=cluster, state=REFUSED, reason="no", decided_at=timezone.now()
    )

    again = actions.ask_to_join(
        organisation=row.organisation, cluster=cluster, role=AffiliationRole.REPRESENTATIVE, by=row.user
    )

    row.refresh_from_db()
    assert again.pk == row.pk
    assert (row.state, row.reason, row.role, row.decided_at) == (ASKED, "", AffiliationRole.REPRESENTATIVE, None)


@pytest.mark.django_db
def test_only_so_many_questions_wait_at_once():
    user, cluster = accounts.person(), clusters.cluster()
    for _each in range(actions.MOST_OPEN):
        clusters.affiliation(user, organisation=clusters.organisation(), cluster=cluster)

    with pytest.raises(ClusterError):
        actions.ask_to_join(organisation=clusters.organisation(), cluster=cluster, role=AffiliationRole.MEMBER, by=user)

    assert user.affiliations.count() == actions.MOST_OPEN


@pytest.mark.django_db
def test_asking_for_a_merged_organisation_is_refused():
    merged = clusters.organisation(merged_into=clusters.organisation())

    with pytest.raises(ClusterError):
        actions.ask_to_join(
            organisation=merged, cluster=clusters.cluster(), role=AffiliationRole.MEMBER, by=accounts.person()
        )

    assert not Affiliation.objects.exists()


@pytest.mark.django_db
def test_a_new_organisation_is_unseen_until_its_cluster_accepts():
    cluster = clusters.cluster()
    manager, user = clusters.manager_of(cluster), accounts.person()

    row = actions.ask_with_new_organisation(
        organisation=Organisation(name="Нова фабрика", country="BG"),
        town="Габрово",
        cluster=cluster,
        role=AffiliationRole.MEMBER,
        by=user,
    )
    assert not Organisation.objects.visible_to(manager).exists()
    assert not Membership.objects.exists()

    actions.accept_person(row, by=manager)

    at = Organisation.objects.visible_to(None).get()
    assert (at.name, at.places.get().town) == ("Нова фабрика", "Габрово")
    member = Membership.objects.get()
    assert (member.organisation, member.cluster, member.since) == (at, cluster, timezone.localdate())


@pytest.mark.django_db
def test_a_new_organisation_sent_twice_is_one():
    user, cluster = accounts.person(), clusters.cluster()

    for _twice in range(2):
        actions.ask_with_new_organisation(
            organisation=Organisation(name="New mill", country="FR"),
            town="Roubaix",
            cluster=cluster,
            role=AffiliationRole.MEMBER,
            by=user,
        )

    assert Organisation.objects.count() == Affiliation.objects.count() == 1


@pytest.mark.django_db
def test_accepting_keeps_the_membership_that_is_there():
    cluster = clusters.cluster()
    at = clusters.organisation(in_cluster=cluster)
    since = at.memberships.get().since

    actions.accept_person(clusters.affiliation(organisation=at, cluster=cluster), by=clusters.manager_of(cluster))

    assert at.memberships.get().since == since


@pytest.mark.django_db
def test_a_refusal_needs_a_reason_and_carries_it_to_the_person():
    cluster = clusters.cluster()
    manager = clusters.manager_of(cluster)
    row = clusters.affiliation(accounts.person(language="ro"), organisation=clusters.organisation(), cluster=cluster)

    with pytest.raises(ClusterError):
        actions.refuse_person(row, reason="  \n", by=manager)
    row.refresh_from_db()
    assert row.state == ASKED

    actions.refuse_person(row, reason="We do not <know> you & yours", by=manager)

    mail = MailMessage.objects.get()
    assert (mail.user, mail.language) == (row.user, "ro")
    assert "We do not <know> you & yours" in mail.text
    assert "We do not &lt;know&gt; you &amp; yours" in mail.html


@pytest.mark.django_db
def test_the_cluster_ends_it_and_tells_the_person():
    cluster = clusters.cluster()
    user = clusters.member_of(cluster)
    row = user.affiliations.get()

    actions.end_affiliation(row, by=clusters.manager_of(cluster))

    assert [(mail.name, mail.user) for mail in MailMessage.objects.all()] == [("clusters/mail/affiliation_ended", user)]


at_once = partial(racing.at_once, refusal=ClusterError)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_managers_deciding_at_once_decide_once():
    cluster = clusters.cluster()
    one, two = clusters.manager_of(cluster), clusters.manager_of(cluster)
    for _round in range(5):
        row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
        mails, logs = MailMessage.objects.count(), ModelLogEntry.objects.count()

        answers = at_once(
            lambda row=row: actions.accept_person(row, by=one),
            lambda row=row: actions.refuse_person(row, reason="no", by=two),
        )

        row.refresh_from_db()
        assert sorted(isinstance(answer, ClusterError) for answer in answers) == [False, True]
        assert row.state == (ACCEPTED if isinstance(answers[1], ClusterError) else REFUSED)
        assert MailMessage.objects.count() - mails == 1
        assert ModelLogEntry.objects.count() - logs == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_managers_accepting_at_once_write_once():
    cluster = clusters.cluster()
    one, two = clusters.manager_of(cluster), clusters.manager_of(cluster)
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    mails = MailMessage.objects.count()

    answers = at_once(*(lambda by=by: actions.accept_person(row, by=by) for by in (one, two)))

    assert [type(answer) for answer in answers] == [Affiliation, Affiliation]
    assert Membership.objects.count() == 1
    assert MailMessage.objects.count() - mails == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_person_asking_twice_at_once_asks_once():
    user, at, cluster = accounts.person(), clusters.organisation(), clusters.cluster()

    def ask():
        return actions.ask_to_join(organisation=at, cluster=cluster, role=AffiliationRole.MEMBER, by=user)

    answers = at_once(ask, ask)

    assert answers[0] == answers[1] == Affiliation.objects.get()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_control_without_lock_and_second_look_both_decide(monkeypatch):
    """The race is real: with the re-read patched away, the second decision overwrites the first."""
    cluster = clusters.cluster()
    one, two = clusters.manager_of(cluster), clusters.manager_of(cluster)
    row = clusters.affiliation(organisation=clusters.organisation(), cluster=cluster)
    stale = {by: Affiliation.objects.get(pk=row.pk) for by in (one, two)}

    class Unlocked:
        """Hands out what each manager read before."""

        def __init__(self):
            self.rows = list(stale.values())

        def select_for_update(self):
            return self

        def get(self, pk):
            return self.rows.pop()

    monkeypatch.setattr(Affiliation, "objects", Unlocked())
    actions.accept_person(row, by=one)
    actions.refuse_person(row, reason="no", by=two)
    monkeypatch.undo()

    assert connection.vendor in {"sqlite", "postgresql"}
    assert MailMessage.objects.filter(user=row.user).count() == 2
