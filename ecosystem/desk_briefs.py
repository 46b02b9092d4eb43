"""What the desk says about sourcing briefs: what waits for a maker’s answer, and what brands and brokers have."""

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accounts import rules as account_rules
from accounts.desk import MOST_ITEMS, Item, Section
from clusters import rules as cluster_rules
from core import clock
from core.dates import long_date
from ecosystem import rules
from ecosystem.models import Brief, BriefAnswer
from ecosystem.queries import briefs as queries
from ecosystem.states import AnswerState, BriefState


def briefs_to_answer(user) -> Section | None:
    """Briefs that wait for this maker’s yes or no, the oldest first. One query."""
    if not rules.may_act(user) or not (cluster_rules.is_member(user) or cluster_rules.is_manager(user)):
        return None
    found = list(
        queries.answers_for(user)
        .filter(state=AnswerState.ASKED, brief__state=BriefState.SENT)
        .select_related("brief__brand", "maker")
        .order_by("asked_at", "pk")
    )
    if not found:
        return None
    return Section.waiting(
        found,
        _to_answer,
        code="briefs-to-answer",
        title=_("Briefs that wait for an answer"),
        more_href=f"{reverse('briefs')}?whose=asked",
    )


def _to_answer(row: BriefAnswer) -> Item:
    return Item(
        title=str(row.brief),
        language=row.brief.language,
        href=reverse("brief_answer", args=[row.code]),
        todo=_("Say yes, no or not now."),
        when=row.asked_at,
        note=f"{row.brief.brand} → {row.maker}",
    )


def my_briefs(user) -> Section | None:
    """The briefs of one’s organisations that are on their way. One query."""
    if not rules.may_write_briefs(user):
        return None
    found = list(
        queries.briefs_of(user)
        .filter(state__in=(BriefState.DRAFT, BriefState.SENT))
        .select_related("brand")
        .annotate(
            asked=Count("answers", distinct=True),
            said_yes=Count("answers", filter=Q(answers__state=AnswerState.YES), distinct=True),
        )
        .order_by("-changed_at", "-pk")
    )
    return Section(
        code="my-briefs",
        title=_("Our sourcing briefs"),
        items=[_mine(row) for row in found[:MOST_ITEMS]],
        total=len(found),
        more_href=f"{reverse('briefs')}?whose=mine",
        empty=_("You look for a maker? Write a brief; at most five makers get it, and each of them answers."),
    )


def _mine(row: Brief) -> Item:
    if row.state == BriefState.DRAFT:
        todo, name = _("Go on writing, and send it."), "brief_edit"
    elif row.wanted_by and row.wanted_by < clock.today():
        todo, name = _("Say what came of it."), "brief"
    else:
        asked = ngettext("{count} maker asked", "{count} makers asked", row.asked).format(count=row.asked)
        todo, name = (
            f"{asked}, {ngettext('{count} yes', '{count} yes', row.said_yes).format(count=row.said_yes)}",
            "brief",
        )
    title = str(row) if row.title else _("Brief without a title")
    return Item(title=title, language=row.language, href=reverse(name, args=[row.code]), todo=todo, note=str(row.brand))


def briefs_to_broker(user) -> Section | None:
    """Open briefs that a manager’s cluster was asked to find makers for, and nobody has been asked yet. One query."""
    if not rules.may_act(user) or not (cluster_rules.is_manager(user) or account_rules.is_coordinator(user)):
        return None
    waiting = queries.briefs_to_broker(user).filter(state=BriefState.SENT, answers=None)
    if not account_rules.is_coordinator(user):
        waiting = waiting.filter(Q(broker__in=cluster_rules.clusters_managed_by(user)) | Q(broker=None))
    found = list(waiting.select_related("brand").order_by("sent_at", "pk").distinct())
    if not found:
        return None
    return Section.waiting(
        found,
        _to_broker,
        code="briefs-to-broker",
        title=_("Briefs that need makers"),
        more_href=f"{reverse('briefs')}?whose=cluster",
    )


def _to_broker(row: Brief) -> Item:
    return Item(
        title=str(row),
        language=row.language,
        href=reverse("brief_makers", args=[row.code]),
        todo=_("Choose at most five makers."),
        when=row.sent_at,
        note=_("{brand}, wanted by {day}").format(brand=row.brand, day=long_date(row.wanted_by)),
    )


SECTIONS = [(briefs_to_answer, 20), (briefs_to_broker, 20), (my_briefs, 50)]
