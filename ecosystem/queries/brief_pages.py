"""What the pages of briefs show, in the words of the reader."""

from dataclasses import dataclass, field

from django.db.models import Count, Prefetch, Q
from django.utils.translation import get_language, gettext as _, ngettext, pgettext_lazy

from accounts.desk import Step
from clusters.gazetteer import region_name
from clusters.models import Organisation
from clusters.profiles import Term
from clusters.states import AffiliationRole, AffiliationState
from core.dates import long_date
from core.languages import name_in
from ecosystem import rules
from ecosystem.models import Brief, BriefAnswer, BriefMessage
from ecosystem.queries import briefs as queries, demand
from ecosystem.queries.briefs import AnswerRate
from ecosystem.states import AnswerState, BriefState
from vocabulary.models import Concept

TABS = {
    "public": pgettext_lazy("briefs", "Public"),
    "mine": pgettext_lazy("briefs", "Ours"),
    "asked": pgettext_lazy("briefs", "We were asked"),
    "cluster": pgettext_lazy("briefs", "Of my cluster"),
}


def lines(user, whose: str):
    """A queryset of briefs, or of answers for `asked`, ready for a page."""
    if whose == "asked":
        found = queries.answers_for(user).exclude(brief__state=BriefState.WITHDRAWN)
        product = Prefetch("brief__product", queryset=Concept.objects.with_labels())
        return found.select_related("brief__brand", "maker").prefetch_related(product).order_by("-asked_at", "-pk")
    rows = {
        "public": lambda: queries.public_briefs(),
        "mine": lambda: queries.briefs_of(user).order_by("-changed_at", "-pk"),
        "cluster": lambda: queries.briefs_to_broker(user).order_by("-sent_at", "-pk"),
    }[whose]()
    return (
        rows.select_related("brand", "broker")
        .prefetch_related(Prefetch("product", queryset=Concept.objects.with_labels()))
        .annotate(
            asked=Count("answers", distinct=True),
            said_yes=Count("answers", filter=Q(answers__state=AnswerState.YES), distinct=True),
            unanswered=Count("answers", filter=Q(answers__state=AnswerState.ASKED), distinct=True),
        )
    )


def counted() -> list[tuple[str, int]]:
    """(label, number) of briefs by state and of answers, without anything else of them."""
    found = queries.counts()
    return [
        (_("briefs sent and open"), found["brief_sent"]),
        (_("briefs closed"), found["brief_closed"]),
        (_("briefs withdrawn"), found["brief_withdrawn"]),
        (_("makers said yes"), found["answer_yes"]),
        (_("makers said no"), found["answer_no"]),
        (_("makers said not now"), found["answer_not_now"]),
        (_("makers have not answered"), found["answer_asked"]),
    ]


def _labels(concepts) -> str:
    return ", ".join(sorted(concept.label() for concept in concepts.with_labels()))


def public_facts(brief: Brief) -> list[Term]:
    """What everybody may know: product, steps, materials, quantity, date, and the region."""
    place = brief.brand.main_place
    region = region_name(place.region_code, get_language() or "en") if place and place.region_code else ""
    facts = [
        (_("Product"), brief.product.label() if brief.product else ""),
        (_("Steps needed"), _labels(brief.steps)),
        (_("Materials"), _labels(brief.materials)),
        (_("Quantity"), ngettext("{count} piece", "{count} pieces", brief.quantity or 0).format(count=brief.quantity)),
        (_("Wanted by"), long_date(brief.wanted_by) if brief.wanted_by else ""),
        (_("Region of the brand"), region),
    ]
    return [Term(str(label), value) for label, value in facts if value]


def facts(brief: Brief) -> list[Term]:
    """What the brand wrote, for itself, its broker and the makers asked."""
    colours = ngettext("{count} colour", "{count} colours", brief.colours or 0).format(count=brief.colours)
    more = [
        (_("Colours"), colours if brief.colours else ""),
        (_("Sizes"), brief.sizes),
        (_("Fabric"), _("we bring the fabric") if brief.own_fabric else ""),
        (_("Certificates required"), _labels(brief.certificates)),
        (_("Budget"), _("{band} euros").format(band=brief.get_budget_display()) if brief.budget else ""),
        (_("Language of the brief"), name_in(brief.language, get_language() or "en")),
    ]
    return [*public_facts(brief), *(Term(str(label), value) for label, value in more if value)]


def thread(brief: Brief) -> list[Step]:
    """Draft, sent, how it ended."""
    end = brief.state if brief.state in (BriefState.CLOSED, BriefState.WITHDRAWN) else BriefState.CLOSED
    when = {BriefState.DRAFT: brief.created_at, BriefState.SENT: brief.sent_at, end: brief.closed_at}
    states = [BriefState.DRAFT, BriefState.SENT, BriefState(end)]
    if brief.state == BriefState.WITHDRAWN and brief.sent_at is None:
        states.remove(BriefState.SENT)
    return [Step(str(state.label), state == brief.state, when[state]) for state in states]


@dataclass(frozen=True)
class AnswerLine:
    """One maker of a brief as the brand and its broker see it."""

    answer: BriefAnswer
    rate: AnswerRate | None
    messages: list[BriefMessage] = field(default_factory=list)


def answers(brief: Brief, *, with_messages: bool) -> list[AnswerLine]:
    """In the order in which they were asked. Four queries."""
    found = list(
        brief.answers.select_related("maker", "suggested_by").prefetch_related(
            Prefetch("reason", queryset=Concept.objects.with_labels()),
            Prefetch("messages", queryset=BriefMessage.objects.order_by("sent_at", "pk")),
        )
    )
    rates = queries.answer_rates([answer.maker_id for answer in found])
    return [
        AnswerLine(answer, rates.get(answer.maker_id), list(answer.messages.all()) if with_messages else [])
        for answer in found
    ]


def wishes(brief: Brief):
    """Makers who could and were not asked yet."""
    return brief.wishes.exclude(maker__in=brief.answers.values("maker")).select_related("maker")


def makers_who_could(user, brief: Brief):
    """Organisations for which this person may say that they could."""
    if not rules.may_act(user):
        return Organisation.objects.none()
    mine = Organisation.objects.filter(
        affiliations__user=user,
        affiliations__state=AffiliationState.ACCEPTED,
        affiliations__role=AffiliationRole.REPRESENTATIVE,
        merged_into=None,
    )
    taken = Q(pk=brief.brand_id) | Q(brief_answers__brief=brief) | Q(brief_wishes__brief=brief)
    return mine.exclude(pk__in=Organisation.objects.filter(taken).values("pk")).distinct()


def wishes_of(user, brief: Brief) -> bool:
    """Whether an organisation of this person has said already that it could."""
    if not rules.may_act(user):
        return False
    return brief.wishes.filter(
        maker__affiliations__user=user, maker__affiliations__state=AffiliationState.ACCEPTED
    ).exists()


@dataclass(frozen=True)
class ReasonTable:
    """The numbers of `demand.reasons` with their words."""

    total: int
    by_reason: list[tuple[str, int]]
    by_step: list[tuple[str, str, int]]
    by_quarter: list[tuple[str, str, int]]


def reasons() -> ReasonTable:
    """For the page of the sector; five queries."""
    found = demand.reasons()
    keys = {key for key, _number in found.by_reason} | {key for row in found.by_step for key in row[:2]}
    keys |= {reason for _quarter, reason, _number in found.by_quarter}
    codes = {key.partition("/")[2] for key in keys}
    named = {
        concept.key: concept.label()
        for concept in Concept.objects.filter(code__in=codes).select_related("scheme").with_labels()
    }
    return ReasonTable(
        found.total,
        [(named.get(key, key), number) for key, number in found.by_reason],
        [(named.get(step, step), named.get(reason, reason), number) for step, reason, number in found.by_step],
        [
            (_("{year}, quarter {number}").format(year=year, number=part), named.get(reason, reason), number)
            for (year, part), reason, number in found.by_quarter
        ],
    )
