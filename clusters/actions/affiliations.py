"""Who works where: asking, accepting, refusing, ending. `_move` is the one door for AFFILIATION_MOVES."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters import mails, rosters, rules
from clusters.errors import ClusterError
from clusters.models import Affiliation, Cluster, Membership, Organisation, Place
from clusters.states import AFFILIATION_MOVES, AffiliationRole, AffiliationState

MOST_OPEN = 5  # questions of one person that wait at the same time
LIVE = (AffiliationState.ASKED, AffiliationState.ACCEPTED)


def ask_to_join(*, organisation: Organisation, cluster: Cluster, role: AffiliationRole, by: User) -> Affiliation:
    """Say that one works at an organisation; the cluster's managers get a mail and see it on their desk.

    Asking again for the same organisation while the first question waits returns that one, so a double click does no
    harm; after a refusal or an end the old row is asked anew.
    """
    if not rules.may_join(by):
        raise ClusterError(_("You cannot join an organisation."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.pk)  # one question of a person at a time
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.merged_into_id:
            raise ClusterError(_("This organisation was merged with another one. Please choose that one."))
        earlier = user.affiliations.filter(organisation=organisation).order_by("-asked_at")
        live = earlier.filter(state__in=LIVE).first()
        if live:
            return live
        if user.affiliations.filter(state=AffiliationState.ASKED).count() >= MOST_OPEN:
            raise ClusterError(_("Some of your questions still wait for an answer. Please wait for them first."))
        old = earlier.filter(cluster=cluster).first()
        if old:
            return _move(old, AffiliationState.ASKED, by=by, then=_tell_managers, role=role)
        affiliation = Affiliation.objects.create(user=user, organisation=organisation, cluster=cluster, role=role)
        log(affiliation, "clusters.affiliation.ask", user=by, data={"from": "", "to": affiliation.state})
        _tell_managers(affiliation)
    return affiliation


def ask_with_new_organisation(
    *, organisation: Organisation, town: str, cluster: Cluster, role: AffiliationRole, by: User
) -> Affiliation:
    """As `ask_to_join`, for an organisation that is not known yet: it is kept, unseen, until its cluster accepts."""
    if not rules.may_join(by):
        raise ClusterError(_("You cannot join an organisation."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=by.pk)
        same = user.affiliations.filter(
            organisation__name=organisation.name, organisation__confirmed=False, cluster=cluster, state__in=LIVE
        ).first()
        if same:  # the same form sent twice
            return same
        organisation.confirmed = False
        organisation.save()
        Place.objects.create(organisation=organisation, town=town, country=organisation.country)
        return ask_to_join(organisation=organisation, cluster=cluster, role=role, by=by)


def ask_again(affiliation: Affiliation, *, by: User) -> Affiliation:
    """After a refusal or an end, ask the same cluster once more."""
    if not rules.may_ask_again(by, affiliation):
        raise ClusterError(_("This is not your question."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        live = Affiliation.objects.filter(user=by, organisation_id=affiliation.organisation_id, state__in=LIVE).exclude(
            pk=affiliation.pk
        )
        if live.exists():
            raise ClusterError(_("You are with this organisation already."))
        return _move(affiliation, AffiliationState.ASKED, by=by, then=_tell_managers)


def accept_person(affiliation: Affiliation, *, by: User) -> Affiliation:
    """The cluster says yes. A new organisation becomes visible; one without a membership here gets one from today."""
    return _move(affiliation, AffiliationState.ACCEPTED, by=by, then=_welcome)


def make_representative(*, user: User, organisation: Organisation, cluster: Cluster, by: User) -> Affiliation:
    """The cluster says that a person speaks for an organisation, whether or not they asked to join it before.

    Accepts a question that waits, raises a member, else makes the row and accepts it; each logged. No mail: the caller
    tells the person what this was about. Already so changes nothing.
    """
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        rows = Affiliation.objects.select_for_update().filter(user=user, organisation=organisation)
        row = rows.filter(state__in=LIVE).first() or rows.filter(cluster=cluster).first()
        wanted = Affiliation(user=user, organisation=organisation, cluster=cluster)
        if organisation.merged_into_id or not rules.may_join(user) or not rules.may_decide(by, wanted):
            raise ClusterError(_("You may not decide this."))
        asked = row or wanted
        if row is None:
            asked.save()
            log(asked, ACTIONS[AffiliationState.ASKED], user=user, data={"from": "", "to": asked.state})
        elif row.state not in LIVE:
            _write(row, AffiliationState.ASKED, by=user)
        if (asked.state, asked.role) != (AffiliationState.ACCEPTED, AffiliationRole.REPRESENTATIVE):
            _write(asked, AffiliationState.ACCEPTED, by=by, role=AffiliationRole.REPRESENTATIVE)
            _let_in(asked)
    return asked


def refuse_person(affiliation: Affiliation, *, reason: str, by: User) -> Affiliation:
    """The cluster says no, with the reason, which the person reads in a mail; they may ask again."""
    if not reason.strip():
        raise ClusterError(_("Please give a reason."))
    return _move(affiliation, AffiliationState.REFUSED, by=by, then=mails.send_refused, reason=reason.strip())


def end_affiliation(affiliation: Affiliation, *, by: User) -> Affiliation:
    """The person leaves, or takes a question back; or the cluster says that they left, and a mail tells them."""
    tell = mails.send_ended if by.pk != affiliation.user_id else lambda _affiliation: None
    return _move(affiliation, AffiliationState.ENDED, by=by, then=tell)


def _may(user: User, affiliation: Affiliation, to: AffiliationState) -> bool:
    if to == AffiliationState.ASKED:
        return rules.may_ask_again(user, affiliation)
    if to == AffiliationState.ENDED:
        return rules.may_end(user, affiliation)
    return rules.may_decide(user, affiliation)


def _move(
    affiliation: Affiliation,
    to: AffiliationState,
    *,
    by: User,
    then: Callable[[Affiliation], object],
    reason: str = "",
    role: str = "",
) -> Affiliation:
    """The one door: lock, re-read, check the move and the rule, write, log, mail; all or nothing.

    Already there is no error and writes nothing. Two managers who decide at once: the second one is told.
    Everywhere the organisation is locked before its affiliations, so that no two wait for each other.
    """
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=affiliation.organisation_id)
        row = Affiliation.objects.select_for_update().get(pk=affiliation.pk)
        before = AffiliationState(row.state)
        if not _may(by, row, to):
            raise ClusterError(_("You may not decide this."))
        if before == to:
            return row
        if to not in AFFILIATION_MOVES[before]:
            raise ClusterError(_("This was decided in the meantime: {state}.").format(state=row.get_state_display()))
        _write(row, to, by=by, reason=reason, role=role)
        then(row)
    return row


def _write(row: Affiliation, to: AffiliationState, *, by: User, reason: str = "", role: str = "") -> None:
    before, row.state, row.reason = AffiliationState(row.state), to, reason
    if to == AffiliationState.ASKED:
        row.asked_at, row.decided_at, row.decided_by = timezone.now(), None, None
    else:
        row.decided_at, row.decided_by = timezone.now(), by
    if role:
        row.role = role
    row.save(update_fields=["state", "reason", "role", "asked_at", "decided_at", "decided_by"])
    log(row, ACTIONS[to], user=by, data={"from": before.value, "to": to.value})


def join_doubles(kept: Affiliation, other: Affiliation, *, by: User) -> None:
    """One person at two organisations that are being merged, both locked: `kept` stays, `other` ends, both logged.

    Accepted wins over asked, and the person is told; representative wins over member. No mail tells of the end:
    the person stays.
    """
    if kept.state == AffiliationState.ASKED and other.state == AffiliationState.ACCEPTED:
        _write(kept, AffiliationState.ACCEPTED, by=by, role=other.role)
        mails.send_accepted(kept)
    elif kept.state == other.state and other.role == AffiliationRole.REPRESENTATIVE:
        kept.role = other.role
        kept.save(update_fields=["role"])
    _write(other, AffiliationState.ENDED, by=by)


def put_back(row: Affiliation, *, state: str, role: str, by: User) -> None:
    """As it stood before a merge that is being undone; the organisation is locked. Logged, without a mail."""
    before = row.state
    row.state, row.role = state, role
    row.save(update_fields=["state", "role"])
    log(row, "clusters.affiliation.restore", user=by, data={"from": before, "to": state})


ACTIONS = {
    AffiliationState.ASKED: "clusters.affiliation.ask",
    AffiliationState.ACCEPTED: "clusters.affiliation.accept",
    AffiliationState.REFUSED: "clusters.affiliation.refuse",
    AffiliationState.ENDED: "clusters.affiliation.end",
}


def _tell_managers(affiliation: Affiliation) -> None:
    for manager in rosters.deciders_of(affiliation.cluster):
        mails.send_asked(affiliation, to=manager)


def _welcome(affiliation: Affiliation) -> None:
    _let_in(affiliation)
    mails.send_accepted(affiliation)


def _let_in(affiliation: Affiliation) -> None:
    """A new organisation becomes visible; one without a membership in the cluster gets one from today."""
    organisation = Organisation.objects.select_for_update().get(pk=affiliation.organisation_id)
    if not organisation.confirmed:
        organisation.confirmed = True
        organisation.save(update_fields=["confirmed", "changed_at"])
    today = timezone.localdate()
    if not Organisation.objects.members_of(affiliation.cluster, today).filter(pk=organisation.pk).exists():
        # A membership announced for later starts today instead.
        Membership.objects.update_or_create(
            organisation=organisation, cluster=affiliation.cluster, until=None, defaults={"since": today}
        )
