"""Who may do what in the exchanges’ room. Nothing else decides.

Each subject (exchange, application …) knows who somebody is for it (`parties`); each move names the parties that may
make it (`RIGHTS`). `None` as user is the calendar: the rounds that move things on when their day has come.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from exchanges.choices import Party, ReportPart, Side, SignatureRole
from exchanges.rights import (
    BOTH_SIDES,
    CALENDAR,
    DECIDERS,
    HOSTING_SIDE,
    NOT_ABOUT_ONESELF,
    ORGANISERS,
    RIGHTS,
    VISITING_SIDE,
)
from exchanges.states import (
    OPEN_APPLICATIONS,
    SENT_APPLICATIONS,
    WRITABLE_APPLICATIONS,
    ApplicationState as A,
    ExchangeState as E,
    MissionState as M,
    OfferState as O,
    ProposalState as P,
    ReportState as R,
)

if TYPE_CHECKING:
    from clusters.models import Cluster, Organisation
    from exchanges.models import Application, Exchange, Mission, Offer, Programme, Proposal, Report, SignUp


def parties(user, row) -> frozenset[Party]:
    """Who this person is for the row; empty for strangers, visitors without account and auditors."""
    if user is None:
        return CALENDAR
    if not account_rules.is_known(user) or account_rules.is_read_only(user):
        return frozenset()
    found = set(_PARTIES[row.SUBJECT](user, row))
    if account_rules.is_coordinator(user):
        found.add(Party.COORDINATOR)
    return frozenset(found)


def _of_exchange(user, exchange: Exchange):
    if exchange.visitor_id == user.pk:
        yield Party.VISITOR
    if exchange.host_contact_id == user.pk or cluster_rules.represents(user, exchange.host_organisation):
        yield Party.HOST
    if cluster_rules.manages(user, exchange.sending_cluster):
        yield Party.SENDING
    if cluster_rules.manages(user, exchange.signing_cluster):
        yield Party.RECEIVING


def _of_application(user, application: Application):
    if application.person_id == user.pk:
        yield Party.VISITOR
    if cluster_rules.manages(user, application.sending_cluster):
        yield Party.SENDING


def _of_proposal(user, proposal: Proposal):
    yield from _of_application(user, proposal.application)
    if cluster_rules.represents(user, proposal.host):
        yield Party.HOST
    if cluster_rules.manages(user, proposal.signing_cluster):
        yield Party.RECEIVING


def _of_mission(user, mission: Mission):
    if cluster_rules.manages(user, mission.organising_cluster):
        yield Party.RECEIVING


def _of_sign_up(user, sign_up: SignUp):
    yield from _of_application(user, sign_up.application)
    yield from _of_mission(user, sign_up.mission)


def _of_offer(user, offer: Offer):
    if cluster_rules.represents(user, offer.organisation):
        yield Party.HOST
    if cluster_rules.manages(user, offer.receiving_cluster):
        yield Party.RECEIVING


_PARTIES: dict[str, Callable[[Any, Any], Any]] = {
    "exchange": _of_exchange,
    "application": _of_application,
    "proposal": _of_proposal,
    "mission": _of_mission,
    "sign_up": _of_sign_up,
    "offer": _of_offer,
    "payment": lambda user, payment: _of_exchange(user, payment.exchange),
    "report": lambda user, report: _of_exchange(user, report.exchange),
}


def may_move(user, row, to) -> bool:
    """Whether the person (None: the calendar) may bring the row into that state, if the table of moves has it."""
    mine = parties(user, row)
    if not mine & RIGHTS[row.SUBJECT].get(to, frozenset()):
        return False
    if Party.VISITOR in mine and to in NOT_ABOUT_ONESELF.get(row.SUBJECT, ()):
        return False
    return _NARROWER.get(row.SUBJECT, lambda *_: True)(user, row, to, mine)


def _application(user, application: Application, to, mine) -> bool:
    """A manager sends what they filled in, not what the person still writes."""
    return to != A.SUBMITTED or Party.VISITOR in mine or application.filled_in_by_id is not None


def _proposal(user, proposal: Proposal, to, mine) -> bool:
    if to in (P.SENT, P.WITHDRAWN):
        return user is not None and (proposal.created_by_id == user.pk or Party.COORDINATOR in mine)
    return True


def _report(user, report: Report, to, mine) -> bool:
    return to != R.SUBMITTED or may_write_report(user, report.exchange, report.side)


_NARROWER: dict[str, Callable[[Any, Any, Any, Any], bool]] = {
    "application": _application,
    "proposal": _proposal,
    "report": _report,
}


# Writing


def may_run(user, programme: Programme | None) -> bool:
    """Rates, targets, plans, corrected days: the coordinator."""
    return account_rules.is_coordinator(user) and not account_rules.is_read_only(user)


def may_create_mission(user, cluster: Cluster) -> bool:
    return cluster_rules.manages(user, cluster) or may_run(user, None)


def may_edit_mission(user, mission: Mission) -> bool:
    return bool(parties(user, mission) & ORGANISERS) and mission.state not in (M.DONE, M.CANCELLED)


def may_organise(user) -> bool:
    """Has missions or offers to make: managers, people who speak for an organisation, the coordinator."""
    if account_rules.is_read_only(user):
        return False
    return cluster_rules.is_manager(user) or cluster_rules.is_representative(user) or may_run(user, None)


def may_see_mission_board(user, mission: Mission) -> bool:
    """The whole trip at a glance, people’s names included, also once it is over."""
    return bool(parties(user, mission) & ORGANISERS)


def may_create_offer(user, organisation: Organisation, cluster: Cluster) -> bool:
    if not account_rules.is_known(user) or account_rules.is_read_only(user):
        return False
    return cluster_rules.represents(user, organisation) or may_create_mission(user, cluster)


def may_edit_offer(user, offer: Offer) -> bool:
    return bool(parties(user, offer) & HOSTING_SIDE) and offer.state != O.WITHDRAWN


def may_take_part(user) -> bool:
    """Anybody signed in may ask about the rules and have applications, save an auditor."""
    return account_rules.is_known(user) and not account_rules.is_read_only(user)


def may_apply_for(user, organisation: Organisation) -> bool:
    """Somebody whose work at the organisation was accepted; no auditor."""
    return may_take_part(user) and cluster_rules.works_at(user, organisation)


def may_fill_in_for(user, organisation: Organisation, cluster: Cluster) -> bool:
    """On behalf of a member: the managers of its cluster, the coordinator."""
    return (cluster_rules.manages(user, cluster) and cluster_rules.manages_member(user, organisation)) or may_run(
        user, None
    )


def may_write_application(user, application: Application) -> bool:
    if application.state not in WRITABLE_APPLICATIONS:
        return False
    mine = parties(user, application)
    if Party.VISITOR in mine:
        return True
    return application.filled_in_by_id is not None and bool(mine & {Party.SENDING, Party.COORDINATOR})


def may_sign_up(user, application: Application) -> bool:
    return application.state in OPEN_APPLICATIONS and bool(parties(user, application) & VISITING_SIDE)


def sides_of(user, proposal: Proposal) -> frozenset[Side]:
    """For which sides the person may confirm or decline. A cluster’s manager may for its member."""
    mine = parties(user, proposal)
    found = set()
    if mine & {Party.VISITOR, Party.SENDING}:
        found.add(Side.VISITOR)
    if mine & {Party.HOST, Party.RECEIVING}:
        found.add(Side.HOST)
    return frozenset(found)


def may_propose(user, application: Application) -> bool:
    """From the visitor’s side; the host’s side is asked with `may_edit_offer`."""
    return application.state == A.ACCEPTED and bool(parties(user, application) & VISITING_SIDE)


def may_override(user, organisation: Organisation) -> bool:
    """A manager of a cluster the organisation is in, or the coordinator; nobody for the organisation they work at."""
    if account_rules.is_read_only(user):
        return False
    if may_run(user, None):
        return True
    return cluster_rules.manages_member(user, organisation) and not cluster_rules.works_at(user, organisation)


def may_write_commitment(user, exchange: Exchange) -> bool:
    return exchange.is_before_start and bool(parties(user, exchange) & BOTH_SIDES)


def signature_roles(user, exchange: Exchange) -> frozenset[SignatureRole]:
    """The signatures this person may give. The signing cluster signs for an external host that has no account.

    The visitor’s is personal: no manager gives it, and the visitor gives no cluster’s.
    """
    mine = parties(user, exchange)
    found = set()
    if Party.VISITOR in mine:
        return frozenset({SignatureRole.VISITOR})
    if Party.HOST in mine or (exchange.has_external_host and Party.RECEIVING in mine):
        found.add(SignatureRole.HOST)
    if Party.SENDING in mine:
        found.add(SignatureRole.SENDING)
    if Party.RECEIVING in mine:
        found.add(SignatureRole.RECEIVING)
    return frozenset(found)


def may_set_dates(user, exchange: Exchange) -> bool:
    """Dates of a mission’s exchange follow the mission; only the coordinator sets others."""
    mine = parties(user, exchange)
    allowed = {Party.COORDINATOR} if exchange.mission_id else BOTH_SIDES
    return exchange.is_before_start and bool(mine & allowed)


def may_write_report(user, exchange: Exchange, side: str) -> bool:
    """The visitor, or the sending cluster on their behalf; the host, or the cluster that signs for it."""
    allowed = VISITING_SIDE if side == Side.VISITOR else {Party.HOST, Party.RECEIVING}
    return bool(parties(user, exchange) & allowed)


def may_add_evidence(user, exchange: Exchange) -> bool:
    return exchange.state in (E.UNDER_WAY, E.ENDED, E.DISCONTINUED, E.RETURNED) and may_see_evidence(user, exchange)


def may_write_message(user, exchange: Exchange) -> bool:
    return bool(parties(user, exchange) & BOTH_SIDES)


def may_release_story(user, exchange: Exchange) -> bool:
    return bool(parties(user, exchange) & DECIDERS)


# Reading


def may_see_exchange(user, exchange: Exchange) -> bool:
    """As `Exchange.objects.visible_to`, for one."""
    if not account_rules.is_known(user):
        return False
    if account_rules.is_auditor(user) or parties(user, exchange):
        return True
    return cluster_rules.represents(user, exchange.visitor_organisation)


def sees_people(user, exchange: Exchange) -> bool:
    """Names, addresses, messages and texts; an auditor sees the row without them."""
    return not account_rules.is_auditor(user) and may_see_exchange(user, exchange)


def sees_names(user) -> bool:
    """As `sees_people`, for lists and exports of whatever rows the person may see."""
    return account_rules.is_known(user) and not account_rules.is_auditor(user)


def may_see_application(user, application: Application) -> bool:
    if account_rules.is_read_only(user) or not account_rules.is_known(user):
        return False
    mine = parties(user, application)
    if Party.VISITOR in mine or application.filled_in_by_id == user.pk:
        return True
    sent = application.state in SENT_APPLICATIONS
    return sent and (bool(mine) or cluster_rules.represents(user, application.organisation))


def may_read_cv(user, application: Application) -> bool:
    """The person, the sending cluster and the coordinator."""
    return may_see_application(user, application) and bool(parties(user, application))


def may_see_evidence(user, exchange: Exchange) -> bool:
    """The files themselves: visitor, sending cluster, coordinator."""
    return bool(parties(user, exchange) & VISITING_SIDE)


def may_know_of_evidence(user, exchange: Exchange) -> bool:
    """That a file exists, of which kind and since when, and what was paid: also the auditor."""
    return account_rules.is_auditor(user) or may_see_evidence(user, exchange)


def is_own_report(user, report: Report) -> bool:
    """Whether it is about this person’s own stay or hosting: what they consent to, nobody consents to for them."""
    return (Party.VISITOR if report.side == Side.VISITOR else Party.HOST) in parties(user, report.exchange)


def may_read_report_part(user, report: Report, part: ReportPart) -> bool:
    """The stay: both sides and both clusters. The partners: the writer, their own cluster, the coordinator.
    The programme: the writer and the coordinator."""
    mine = parties(user, report.exchange)
    if Party.COORDINATOR in mine or is_own_report(user, report):
        return True
    if part == ReportPart.PROGRAMME:
        return report.written_by_id is not None and user is not None and report.written_by_id == user.pk
    if part == ReportPart.PARTNERS:
        return (Party.SENDING if report.side == Side.VISITOR else Party.RECEIVING) in mine
    return bool(mine & BOTH_SIDES)


def may_open_report(user, report: Report) -> bool:
    """The page of a report: to write it, or to read at least what it says of the stay."""
    return may_write_report(user, report.exchange, report.side) or may_read_report_part(user, report, ReportPart.STAY)


def may_check(user, exchange: Exchange) -> bool:
    """The page that puts what was agreed beside what was real: whoever decides, and the auditor."""
    return account_rules.is_auditor(user) or bool(parties(user, exchange) & DECIDERS)


def may_read_welcome_pack(user, mission: Mission) -> bool:
    """The file may name addresses and telephones: organisers, hosts, and who travels or waits, with their clusters."""
    if parties(user, mission):
        return True
    if not account_rules.is_known(user) or account_rules.is_read_only(user):
        return False
    if any(cluster_rules.represents(user, host.organisation) for host in mission.hosts.all()):
        return True
    live = mission.sign_ups.live().select_related("application__sending_cluster", "organisation")
    return any(parties(user, sign_up) or cluster_rules.represents(user, sign_up.organisation) for sign_up in live)


def may_see_boards(user) -> bool:
    """Figures of the whole programme: managers, coordinator, auditor."""
    return cluster_rules.is_manager(user) or account_rules.is_coordinator(user) or account_rules.is_auditor(user)
