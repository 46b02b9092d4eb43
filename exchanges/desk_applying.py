"""What applications put on the desk: a place to take, one’s own on their way, and those that wait for an answer."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from accounts.desk import MOST_ITEMS, Item, Section
from clusters import rules as cluster_rules
from core.dates import date_and_time, long_date
from exchanges import clock, rules
from exchanges.models import Application
from exchanges.queries import applications as queries
from exchanges.states import ApplicationState as A

# What to do with one’s own, by its state.
_TODO = {
    A.DRAFT: lambda: _("Go on writing, and send it."),
    A.RETURNED: lambda: _("Complete it, and send it again."),
}


def offered_places(user) -> Section | None:
    """A place from a waiting list that waits to be taken: the time is short."""
    if not rules.may_take_part(user):
        return None
    found = list(queries.offered_to(user))
    if not found:
        return None
    return Section.waiting(
        found,
        lambda row: Item(
            title=row.mission.title(),
            href=reverse("exchange_application", args=[row.application.code]),
            todo=_("Take it until {until}.").format(until=date_and_time(row.offered_until)),
            post_href=reverse("exchange_sign_up_move", args=[row.code, "take"]),
            post_label=_("Take the place"),
        ),
        code="offered-places",
        title=_("A place is free for you"),
    )


def applications_to_answer(user) -> Section | None:
    """Applications of one’s members by the day their answer is due; for a coordinator those that are late."""
    is_manager = cluster_rules.is_manager(user)
    if not (is_manager or account_rules.is_coordinator(user)) or not rules.may_take_part(user):
        return None
    found = list(queries.to_answer(user))
    if not found and not is_manager:
        return None
    return Section.waiting(
        found,
        _to_answer,
        code="exchange-applications",
        title=_("Applications for an exchange"),
        more_href=reverse("exchange_applications"),
        empty=_("No application waits for your answer."),
    )


def _to_answer(row: Application) -> Item:
    day = long_date(row.answer_due_on)
    late = row.answer_due_on < clock.today()
    return Item(
        title=str(row.organisation),
        href=reverse("exchange_application", args=[row.code]),
        todo=_("The answer was due on {day}.").format(day=day) if late else _("Answer by {day}.").format(day=day),
        note=" · ".join(str(each) for each in (row.person, row.mission or row.programme) if each),
    )


def my_applications(user) -> Section | None:
    """One’s own that are on their way; those that came back count as waiting."""
    if not rules.may_take_part(user):
        return None
    states = (A.DRAFT, A.RETURNED, A.SUBMITTED, A.ACCEPTED, A.PAUSED)
    found = list(queries.applications_for(user, mine=True).filter(state__in=states))
    if not found and not cluster_rules.is_member(user):
        return None
    return Section(
        code="my-applications",
        title=_("My applications for an exchange"),
        items=[_mine(row) for row in found[:MOST_ITEMS]],
        total=len(found),
        returned=sum(row.state == A.RETURNED for row in found),
        more_href=reverse("exchange_applications"),
        empty=_("You have not applied for an exchange. See what a stay with a host in another country offers you."),
    )


def _mine(row: Application) -> Item:
    is_open = row.state in _TODO
    return Item(
        title=str(row.mission or row.programme),
        href=reverse("exchange_application_edit" if is_open else "exchange_application", args=[row.code]),
        todo=_TODO[A(row.state)]() if is_open else "",
        note=row.reason if row.state == A.RETURNED else str(row.organisation),
        steps=queries.thread_of(row),
    )
