"""Claims, reports and doubles on the desk."""

from django.db.models import Count, Window
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext

from accounts.desk import MOST_ITEMS, Item, Section, Step
from clusters import rules as cluster_rules
from ecosystem import rules
from ecosystem.models import Claim
from ecosystem.queries import claims, doubles, hints
from ecosystem.states import ClaimState


def claims_to_decide(user) -> Section | None:
    """Who says that an organisation of one’s cluster is theirs, the oldest first. One query."""
    if not rules.may_act(user) or not cluster_rules.may_decide_somewhere(user):
        return None
    found = list(claims.waiting_for(user)[: MOST_ITEMS + 1])
    if not found:
        return None
    total = len(found) if len(found) <= MOST_ITEMS else claims.waiting_for(user).count()
    return Section(
        code="claims-to-decide",
        title=_("Claims to decide"),
        items=[
            Item(
                title=str(each.organisation),
                href=reverse("claim", args=[each.code]),
                todo=_("Say whether this person speaks for it."),
                note=each.person.get_full_name(),
                when=each.asked_at,
            )
            for each in found[:MOST_ITEMS]
        ],
        total=total,
        more_href=reverse("claims"),
        waits=True,
    )


def reports_to_answer(user) -> Section | None:
    """What readers report about records that one keeps, the oldest first. One query."""
    if not rules.may_act(user):
        return None
    found = list(hints.waiting_for(user).annotate(total=Window(Count("pk")))[:MOST_ITEMS])
    if not found:
        return None
    return Section(
        code="reports-to-answer",
        title=_("Reports about records"),
        items=[
            Item(
                title=str(each.organisation),
                href=reverse("hints"),
                todo=capfirst(each.get_kind_display()),
                note=each.text[:200],
                when=each.at,
            )
            for each in found
        ],
        total=found[0].total,
        more_href=reverse("hints"),
        waits=True,
    )


def doubles_to_judge(user) -> Section | None:
    """How many pairs wait for a yes or no, in one line. One query."""
    if not rules.may_judge_doubles(user):
        return None
    found = doubles.visible_to(user).count()
    if not found:
        return None
    said = ngettext("{count} pair may be one organisation", "{count} pairs may be one organisation each", found)
    return Section(
        code="doubles-to-judge",
        title=_("Doubles"),
        items=[Item(title=said.format(count=found), href=reverse("doubles"), todo=_("Say which are one."))],
        total=1,
        more_href=reverse("doubles"),
        waits=True,
    )


def my_claims(user) -> Section | None:
    """One’s own claims that wait, each with its thread. One query."""
    if not rules.may_act(user):
        return None
    found = list(claims.claims_of(user).filter(state=ClaimState.ASKED)[:MOST_ITEMS])
    if not found:
        return None
    items = [
        Item(title=str(each.organisation), href=reverse("claim", args=[each.code]), steps=_steps(each))
        for each in found
    ]
    return Section(code="my-claims", title=_("My claims"), items=items)


def _steps(claim: Claim) -> list[Step]:
    return [
        Step(_("asked"), when=claim.asked_at),
        Step(ClaimState.ASKED.label, is_present=True),
        Step(ClaimState.CONFIRMED.label),
    ]


SECTIONS = [(claims_to_decide, 20), (reports_to_answer, 20), (doubles_to_judge, 30), (my_claims, 50)]
