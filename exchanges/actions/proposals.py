"""Proposals: one asks the other, both confirm, and an exchange begins."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from clusters.models import Cluster, Organisation
from exchanges import clock, eligibility, mails, rules
from exchanges.actions.moves import lock, move, record, save_or_explain, write
from exchanges.actions.stays import begin_exchange
from exchanges.choices import ProposedBy, Side
from exchanges.errors import ExchangeError, IllegalMoveError, NotAllowedError
from exchanges.models import Application, Exchange, Offer, Proposal
from exchanges.states import DONE, ApplicationState as A, ProposalState as P


def propose(
    *,
    application: Application,
    proposed_by: ProposedBy,
    by: User,
    offer: Offer | None = None,
    host: Organisation | None = None,
    signing_cluster: Cluster | None = None,
    first_day: date | None = None,
    last_day: date | None = None,
    is_virtual: bool | None = None,
    text: str = "",
    confirm: bool = True,
) -> Proposal:
    """Send a proposal to the other side, which has the programme’s days to answer.

    With an offer, its host and cluster are taken; without one (a match agreed beforehand), `host` and
    `signing_cluster` are needed. Sending confirms the side the proposal comes from, unless `confirm` is false; plans of
    the coordinator confirm none. A match agreed beforehand that one manager enters for both sides is an exchange at
    once.
    """
    host = offer.organisation if offer else host
    signing_cluster = offer.receiving_cluster if offer else signing_cluster
    if host is None or signing_cluster is None:
        raise ExchangeError(_("Please choose a host, and the cluster that signs for it."))
    with transaction.atomic():
        offer = lock(offer) if offer else None
        application = lock(application)
        proposal = Proposal(
            programme=application.programme,
            application=application,
            offer=offer,
            host=host,
            signing_cluster=signing_cluster,
            proposed_by=proposed_by,
            is_virtual=application.is_virtual if is_virtual is None else is_virtual,
            first_day=first_day,
            last_day=last_day,
            text=text,
            created_by=by,
            created_at=clock.now(),
        )
        _demand_may_propose(proposal, by=by)
        waiting = Proposal.objects.open().filter(application=application, host=host).first()
        if waiting:  # a double click, or the other side was quicker
            return waiting
        _demand_room(proposal)
        _eligible(proposal).demand()
        save_or_explain(proposal.save, _("The two already have a proposal that waits for an answer."))
        record(proposal, "", P.DRAFT, by=by)
        now = clock.now()
        until = now + timedelta(days=proposal.programme.proposal_days)
        write(proposal, P.SENT, by=by, sent_at=now, expires_at=until)
        if confirm:
            _confirm(proposal, rules.sides_of(by, proposal) & _own_sides(proposal_by=proposed_by), by=by)
        if proposal.state == P.SENT:
            mails.tell(proposal, P.SENT, asked(proposal), but=by, until=until)
    return proposal


def _own_sides(*, proposal_by: ProposedBy) -> frozenset[Side]:
    """A proposal confirms the side it comes from; one agreed beforehand, every side its writer may speak for."""
    if proposal_by == ProposedBy.VISITOR:
        return frozenset({Side.VISITOR})
    if proposal_by == ProposedBy.HOST:
        return frozenset({Side.HOST})
    return frozenset(Side) if proposal_by == ProposedBy.AGREED else frozenset()


def _demand_may_propose(proposal: Proposal, *, by: User) -> None:
    if proposal.application.state != A.ACCEPTED:
        raise IllegalMoveError(_("The application has not been accepted, or it is paused."))
    sides = rules.sides_of(by, proposal)
    allowed = {
        ProposedBy.VISITOR: Side.VISITOR in sides,
        ProposedBy.HOST: Side.HOST in sides and proposal.offer is not None,
        ProposedBy.AGREED: bool(sides) or rules.may_run(by, proposal.programme),
        ProposedBy.PLANNER: rules.may_run(by, proposal.programme),
    }
    if not allowed[ProposedBy(proposal.proposed_by)]:
        raise NotAllowedError(_("You may not do this."))


def _demand_room(proposal: Proposal) -> None:
    """At most so many open proposals of a visitor and of an offer; one whose exchange is not finished makes none."""
    going_on = Exchange.objects.live().filter(application=proposal.application).exclude(state__in=DONE)
    if going_on.exists():
        raise IllegalMoveError(_("This application has led to an exchange already."))
    most = proposal.programme.most_open_proposals
    waiting = Proposal.objects.open()
    sentence = ngettext(
        "At most {most} proposal may wait for an answer at the same time.",
        "At most {most} proposals may wait for an answer at the same time.",
        most,
    ).format(most=most)
    if waiting.filter(application=proposal.application).count() >= most:
        raise ExchangeError(sentence)
    if proposal.offer and waiting.filter(offer=proposal.offer).count() >= most * proposal.offer.capacity:
        raise ExchangeError(sentence)


def _eligible(proposal: Proposal) -> eligibility.Eligibility:
    return eligibility.check(
        proposal.programme,
        proposal.application.organisation,
        person=proposal.application.person,
        host=proposal.host,
        offer=proposal.offer,
        first_day=proposal.first_day,
        last_day=proposal.last_day,
        is_virtual=proposal.is_virtual,
    )


def asked(proposal: Proposal) -> list[User | None]:
    """Who has to answer: the sides that have not confirmed."""
    asked = []
    if proposal.visitor_confirmed_at is None:
        asked += [proposal.application.person]
    if proposal.host_confirmed_at is None:
        asked += mails.hosts_of(proposal.host) or mails.managers_of(proposal.signing_cluster)
    return asked


def confirm_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Yes, for the side or sides this person speaks for. The second yes begins the exchange (`proposal.exchange`)."""
    with transaction.atomic():
        if proposal.offer_id:
            lock(proposal.offer)
        lock(proposal.application)
        row = lock(proposal)
        sides = rules.sides_of(by, row)
        if not sides:
            raise NotAllowedError(_("You may not do this."))
        if row.state == P.ACCEPTED:
            return row
        if row.state != P.SENT or row.expires_at is None or row.expires_at <= clock.now():
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        _confirm(row, _missing(row) & sides, by=by)
    return row


def _missing(proposal: Proposal) -> frozenset[Side]:
    missing = set()
    if proposal.visitor_confirmed_at is None:
        missing.add(Side.VISITOR)
    if proposal.host_confirmed_at is None:
        missing.add(Side.HOST)
    return frozenset(missing)


def _confirm(proposal: Proposal, sides: frozenset[Side], *, by: User) -> None:
    now = clock.now()
    for side in sides:
        setattr(proposal, f"{side}_confirmed_at", now)
        setattr(proposal, f"{side}_confirmed_by", by)
    proposal.save(
        update_fields=[
            "visitor_confirmed_at",
            "visitor_confirmed_by",
            "host_confirmed_at",
            "host_confirmed_by",
        ]
    )
    if not _missing(proposal):
        _accept(proposal, by=by)


def _accept(proposal: Proposal, *, by: User) -> None:
    """Both have confirmed: the exchange begins, and the visitor’s other open proposals end."""
    application = proposal.application
    if application.state != A.ACCEPTED:
        raise IllegalMoveError(_("The application has not been accepted, or it is paused."))
    write(proposal, P.ACCEPTED, by=by)
    begin_exchange(
        application=application,
        host=proposal.host,
        signing_cluster=proposal.signing_cluster,
        by=by,
        offer=proposal.offer,
        proposal=proposal,
        is_virtual=proposal.is_virtual,
        first_day=proposal.first_day,
        last_day=proposal.last_day,
    )
    others = Proposal.objects.select_for_update().filter(application=application, state=P.SENT)
    for other in others.exclude(pk=proposal.pk).order_by("pk"):
        write(other, P.WITHDRAWN, by=by)


def decline_proposal(proposal: Proposal, *, by: User, reason: str = "") -> Proposal:
    """No, with a reason if there is one."""

    def demand(row: Proposal) -> None:
        if not rules.sides_of(by, row):
            raise NotAllowedError(_("You may not do this."))

    def tell(row: Proposal) -> None:
        people = [row.created_by, row.application.person, *mails.hosts_of(row.host)]
        mails.tell(row, P.DECLINED, people, but=by, reason=reason)

    return move(proposal, P.DECLINED, by=by, reason=reason, demand=demand, then=tell)


def withdraw_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Whoever made it takes it back before it was answered."""
    return move(proposal, P.WITHDRAWN, by=by)


def expire_proposals() -> int:
    """Proposals that nobody answered in time. Run by the round."""
    late = list(Proposal.objects.open().filter(expires_at__lte=clock.now()).order_by("pk"))
    for row in late:
        move(
            row,
            P.EXPIRED,
            by=None,
            then=lambda done: mails.tell(done, P.EXPIRED, [done.created_by, done.application.person]),
        )
    return len(late)
