"""What matching puts on the desk: proposals that wait for an answer, plans that were not sent."""

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext, pgettext

from accounts import rules as account_rules
from accounts.desk import MOST_ITEMS, Item, Section
from core.dates import long_date
from exchanges import rules
from exchanges.models import Programme, Proposal
from exchanges.queries import plans, proposals


def proposals_to_answer(user) -> Section | None:
    """Who asked for an exchange and waits for this person’s yes or no. At most four queries."""
    if not account_rules.is_known(user) or account_rules.is_read_only(user):
        return None
    found = list(proposals.waiting_for(user).annotate(total=Window(Count("pk")))[:MOST_ITEMS])
    if not found:
        return None
    return Section(
        code="exchange-proposals",
        title=_("Exchanges proposed to you"),
        items=[_item(proposal) for proposal in found],
        total=found[0].total,
        waits=True,
    )


def _item(proposal: Proposal) -> Item:
    until = long_date(proposal.expires_at) if proposal.expires_at else ""
    return Item(
        title=f"{proposal.application.organisation} → {proposal.host}",
        href=reverse("exchange_proposal", args=[proposal.code]),
        todo=_("Until {until}: confirm or decline.").format(until=until),
        when=proposal.sent_at,
    )


def plans_to_send(user) -> Section | None:
    """The newest plan of each programme, while stays of it wait to be sent; and the way to the plans. Two queries."""
    programme = Programme.objects.order_by("-starts_on", "code").first() if rules.may_run(user, None) else None
    if programme is None:
        return None
    found = plans.unsent(user)
    items = [
        Item(
            title=run.programme.title(),
            href=reverse("exchange_plan", args=[run.code]),
            todo=ngettext(
                "{number} stay of the plan was not sent yet.",
                "{number} stays of the plan were not sent yet.",
                run.waiting,
            ).format(number=run.waiting),
            when=run.made_at,
        )
        for run in found[:MOST_ITEMS]
    ]
    return Section(
        code="exchange-plans",
        title=pgettext("exchange", "Plans"),
        items=items,
        total=len(found),
        more_href=reverse("exchange_plans", args=[programme.code]),
        waits=True,
    )
