"""Reads of sourcing briefs: who sees which, what is missing, what a page shows."""

from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.models import Cluster, Organisation
from clusters.states import AffiliationState
from core import clock
from ecosystem import rules
from ecosystem.models import MOST_MAKERS, Brief, BriefAnswer
from ecosystem.states import AnswerState, BriefState

LEAST_ASKED = 3  # before that a share says nothing
TIME_TO_ANSWER = timedelta(days=10)  # asked for less long and not answered: not counted yet


def missing_in(brief: Brief) -> dict[str, str]:
    """What still has to be filled in before it is sent: sentences by field. Three queries."""
    missing = {
        name: _("Please fill this in.")
        for name in ("title", "product", "quantity", "colours", "sizes", "wanted_by", "budget", "description")
        if getattr(brief, name) in (None, "")
    }
    if brief.wanted_by and brief.wanted_by <= clock.today():
        missing["wanted_by"] = _("This day is not in the future.")
    if not brief.steps.exists():
        missing["steps"] = _("Please choose at least one step.")
    if not brief.materials.exists():
        missing["materials"] = _("Please choose at least one material.")
    return missing


def _works_at(user) -> QuerySet[Organisation]:
    return Organisation.objects.filter(affiliations__user=user, affiliations__state=AffiliationState.ACCEPTED)


def briefs_of(user) -> QuerySet[Brief]:
    """Those of the organisations this person works at; drafts too, withdrawn drafts not."""
    if not rules.may_act(user):
        return Brief.objects.none()
    thrown_away = Q(state=BriefState.WITHDRAWN, sent_at=None)
    return Brief.objects.filter(brand__in=_works_at(user)).exclude(thrown_away)


def answers_for(user) -> QuerySet[BriefAnswer]:
    """What makers this person works at were asked; managers also those of members that nobody represents."""
    if not rules.may_act(user):
        return BriefAnswer.objects.none()
    mine = Q(maker__in=_works_at(user))
    if cluster_rules.is_manager(user):
        spoken_for = Organisation.objects.filter(
            affiliations__state=AffiliationState.ACCEPTED,
            affiliations__role="representative",
            affiliations__user__is_active=True,
        )
        members = Organisation.objects.filter(memberships__cluster__in=cluster_rules.clusters_managed_by(user))
        mine |= Q(maker__in=members) & ~Q(maker__in=spoken_for)
    return BriefAnswer.objects.filter(mine).exclude(brief__state=BriefState.DRAFT)


def briefs_to_broker(user) -> QuerySet[Brief]:
    """Sent ones of a manager’s members and those handed to their clusters; for the coordinator all that were sent."""
    sent = Brief.objects.exclude(sent_at=None)
    if not rules.may_act(user):
        return Brief.objects.none()
    if account_rules.is_coordinator(user):
        return sent
    clusters = cluster_rules.clusters_managed_by(user)
    members = Organisation.objects.filter(memberships__cluster__in=clusters)
    handed = Q(broker__in=clusters) | Q(pk__in=Brief.objects.filter(hand_overs__from_cluster__in=clusters))
    return sent.filter(Q(brand__in=members) | handed)


def find(user, code: str) -> Brief | None:
    """The brief, if this person may see all of it."""
    found = Brief.objects.filter(code=code).select_related("brand", "broker", "product", "chosen", "person").first()
    return found if found is not None and rules.may_see_brief(user, found) else None


def find_answer(user, code: str) -> BriefAnswer | None:
    """The page of a maker, if this person may see it; the brand and its broker have the page of the brief."""
    found = (
        BriefAnswer.objects.filter(code=code)
        .select_related("brief__brand", "brief__broker", "brief__product", "maker", "reason")
        .first()
    )
    return found if found is not None and rules.may_see_answer(user, found) else None


def find_for_message(user, code: str) -> BriefAnswer | None:
    """The answer whose messages this person may read and write."""
    found = BriefAnswer.objects.filter(code=code).select_related("brief__brand", "maker").first()
    return found if found is not None and rules.may_write_brief_message(user, found) else None


def public_briefs() -> QuerySet[Brief]:
    """What everybody may see the public part of, the newest first."""
    return Brief.objects.public().order_by("-sent_at", "-pk")


@dataclass(frozen=True, slots=True)
class AnswerRate:
    """How a maker has answered so far; `share` in per cent and `days` only from LEAST_ASKED on."""

    asked: int
    answered: int
    days: float | None  # the median from asking to answering

    @property
    def is_told(self) -> bool:
        return self.asked >= LEAST_ASKED

    @property
    def share(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


def answer_rates(makers) -> dict[int, AnswerRate]:
    """By organisation’s key, for those asked at least LEAST_ASKED times. One query.

    Counted are those that answered, and those that had TIME_TO_ANSWER; what was withdrawn before does not count.
    """
    rows: dict[int, list] = {}
    due = clock.now() - TIME_TO_ANSWER
    asked = BriefAnswer.objects.filter(maker__in=[getattr(maker, "pk", maker) for maker in makers])
    for maker, at, answered in asked.filter(
        ~Q(answered_at=None) | (Q(asked_at__lte=due) & ~Q(brief__state=BriefState.WITHDRAWN))
    ).values_list("maker_id", "asked_at", "answered_at"):
        rows.setdefault(maker, []).append((at, answered))
    rates = {}
    for maker, found in rows.items():
        times = [(answered - at).total_seconds() / 86400 for at, answered in found if answered]
        rates[maker] = AnswerRate(len(found), len(times), median(times) if times else None)
    return {maker: rate for maker, rate in rates.items() if rate.is_told}


def clusters_to_broker(brief: Brief) -> QuerySet[Cluster]:
    """Clusters that the brand is in today: one of them may be asked to find makers."""
    today = clock.today()
    open_ones = Q(memberships__until=None) | Q(memberships__until__gt=today)
    return Cluster.objects.filter(open_ones, memberships__organisation=brief.brand).distinct()


def places_left(brief: Brief) -> int:
    return MOST_MAKERS - brief.answers.count()


def counts() -> dict[str, int]:
    """Briefs by state, and answers by answer, for those who see counts only. Two queries."""
    briefs = dict(Brief.objects.exclude(sent_at=None).values_list("state").annotate(number=Count("pk")))
    answers = dict(BriefAnswer.objects.exclude(brief__sent_at=None).values_list("state").annotate(number=Count("pk")))
    return {
        **{f"brief_{state}": briefs.get(state, 0) for state in BriefState.values},
        **{f"answer_{state}": answers.get(state, 0) for state in AnswerState.values},
    }
