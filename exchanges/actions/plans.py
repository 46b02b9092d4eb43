"""The coordinator’s plan: found, looked at, adjusted, sent; each stay is sent once however often it is asked for."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from exchanges import clock, eligibility, rules
from exchanges.actions.moves import lock
from exchanges.actions.proposals import propose
from exchanges.choices import ProposedBy
from exchanges.errors import ExchangeError, IllegalMoveError, NotAllowedError
from exchanges.models import Offer, PlannedStay, PlannerRun, Programme


def make_plan(*, programme: Programme, by: User, seconds: float = 60.0) -> PlannerRun:
    """Find the best plan for everybody who waits for a place, and keep it. Nobody is told anything."""
    from exchanges.planner.reading import problem_of  # noqa: PLC0415 -- with the solver
    from exchanges.planner.solve import solve  # noqa: PLC0415 -- SciPy is heavy, and only a plan needs it

    _demand_may_plan(programme, by)
    reading = problem_of(programme)
    problem = reading.problem
    plan = solve(problem, seconds=seconds)
    with transaction.atomic():
        run = PlannerRun.objects.create(
            programme=programme,
            made_by=by,
            made_at=clock.now(),
            value=plan.value,
            bound=plan.bound,
            seconds=plan.seconds,
        )
        rows = [
            PlannedStay(
                run=run,
                application=reading.applications[visitor],
                offer=reading.offers[place],
                first_day=problem.windows[window].first,
                last_day=problem.windows[window].last,
                fit=problem.worth(visitor, place, window),
            )
            for visitor, place, window in plan.stays
        ]
        rows += [
            PlannedStay(run=run, application=reading.applications[visitor], unplaced=why)
            for visitor, why in plan.unplaced.items()
        ]
        PlannedStay.objects.bulk_create(rows)
    return run


def _demand_may_plan(programme: Programme, by: User) -> None:
    if not rules.may_run(by, programme):
        raise NotAllowedError(_("You may not do this."))


def leave_out(stay: PlannedStay, *, by: User, is_out: bool = True) -> PlannedStay:
    """This stay is not sent with the plan, or is again."""
    with transaction.atomic():
        row = _open_row(stay, by)
        row.left_out = is_out
        row.save(update_fields=["left_out"])
    return row


def change_stay(stay: PlannedStay, *, offer: Offer, first_day: date, last_day: date, by: User) -> PlannedStay:
    """Another host or other days, also for somebody without a place. What the rules forbid is refused."""
    with transaction.atomic():
        row = _open_row(stay, by)
        application = row.application
        if offer.programme_id != application.programme_id:
            raise ExchangeError(_("Please choose a host, and the cluster that signs for it."))
        eligibility.check(
            application.programme,
            application.organisation,
            person=application.person,
            offer=offer,
            first_day=first_day,
            last_day=last_day,
        ).demand()
        row.offer, row.first_day, row.last_day = offer, first_day, last_day
        row.unplaced, row.refusal, row.left_out, row.fit = "", "", False, None
        row.save(update_fields=["offer", "first_day", "last_day", "unplaced", "refusal", "left_out", "fit"])
    return row


def _open_row(stay: PlannedStay, by: User) -> PlannedStay:
    row = lock(stay)
    _demand_may_plan(row.run.programme, by)
    if row.proposal_id:
        raise IllegalMoveError(
            _("This is not possible now; the state is: {state}.").format(state=row.proposal.get_state_display())
        )
    return row


def send_stay(stay: PlannedStay, *, by: User) -> PlannedStay:
    """Propose it to both sides, if it still keeps the rules; else say why not on the row, and nothing was sent."""
    with transaction.atomic():
        row = lock(stay)
        _demand_may_plan(row.run.programme, by)
        if row.proposal_id or row.offer_id is None or row.left_out:
            return row
        try:
            with transaction.atomic():
                row.proposal = propose(
                    application=row.application,
                    offer=row.offer,
                    proposed_by=ProposedBy.PLANNER,
                    first_day=row.first_day,
                    last_day=row.last_day,
                    by=by,
                )
            row.refusal = ""
        except ExchangeError as refusal:
            row.refusal = str(refusal)
        row.save(update_fields=["proposal", "refusal"])
    return row


def send_plan(run: PlannerRun, *, by: User) -> list[PlannedStay]:
    """Every stay that was not sent or left out, each by itself: one that is refused stops no other."""
    _demand_may_plan(run.programme, by)
    waiting = run.stays.filter(proposal=None, offer__isnull=False, left_out=False).order_by("pk")
    return [send_stay(row, by=by) for row in waiting]
