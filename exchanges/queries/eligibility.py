"""Who may be asked about, and the answers of the rules with the page where each can be put right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from accounts import rules as account_rules
from accounts.models import User
from clusters import rules as cluster_rules
from clusters.models import Cluster, Membership, Organisation
from clusters.states import AffiliationState
from exchanges import clock, eligibility, rules
from exchanges.findings import HARD, Answer, Eligibility, Finding
from exchanges.models import Mission, Offer, Override, Programme
from exchanges.queries.sending import sending_clusters

MOST_OVERRIDES = 20


def organisations_for(user, asked: str = ""):
    """Those the person works for; for managers also the members of their clusters, for the coordinator all members.

    Who may make exceptions for the organisation with the code `asked` may ask about it, whether it is a member or not.
    """
    on = clock.today()
    found = Q(affiliations__user=user, affiliations__state=AffiliationState.ACCEPTED)
    members = Membership.objects.filter(since__lte=on).exclude(until__lte=on)
    if not account_rules.is_coordinator(user):
        members = members.filter(cluster__in=cluster_rules.clusters_managed_by(user))
    if cluster_rules.is_manager(user) or account_rules.is_coordinator(user):
        found |= Q(pk__in=members.values("organisation"))
        other = Organisation.objects.visible_to(user).filter(code=asked).first() if asked else None
        if other is not None and rules.may_override(user, other):
            found |= Q(pk=other.pk)
    return Organisation.objects.filter(found, merged_into=None).order_by("name", "pk").distinct()


def programmes_to_apply_for(asked: Programme | None = None):
    """Those that run or are to come, the one that ends first before the others; and the one that is asked about."""
    found = Q(ends_on__gte=clock.today()) | Q(pk=asked.pk if asked else None)
    return Programme.objects.filter(found).prefetch_related("texts").order_by("ends_on", "code")


def first_of(user, organisations) -> Organisation | None:
    """The organisation that is shown before anything was chosen: one’s own, else the first."""
    return organisations.filter(affiliations__user=user).first() or organisations.first()


def people_for(user, organisation: Organisation):
    """Who may travel for the organisation, as far as this person may say so: oneself, or anybody who works there."""
    clusters = sending_clusters(organisation)
    accepted = Q(affiliations__organisation=organisation, affiliations__state=AffiliationState.ACCEPTED)
    people = User.objects.filter(accepted, is_active=True).order_by("last_name", "first_name", "pk").distinct()
    if any(rules.may_fill_in_for(user, organisation, cluster) for cluster in clusters):
        return people
    return people.filter(pk=user.pk)


def clusters_for(user, organisation: Organisation):
    """The clusters that can send the organisation; for a manager who does not work there, their own ones."""
    found = Cluster.objects.filter(pk__in=[cluster.pk for cluster in sending_clusters(organisation)])
    if cluster_rules.works_at(user, organisation) or account_rules.is_coordinator(user):
        return found
    return found.filter(pk__in=cluster_rules.clusters_managed_by(user))


@dataclass(frozen=True)
class Question:
    """One organisation and, as far as known, where and when it wants to go."""

    programme: Programme
    organisation: Organisation
    mission: Mission | None = None
    offer: Offer | None = None
    host: Organisation | None = None
    first_day: date | None = None
    last_day: date | None = None
    is_virtual: bool = False

    @property
    def query(self) -> dict[str, str]:
        """The same question as the parameters of an address."""
        found = {"programme": self.programme.code, "organisation": self.organisation.code}
        found |= {name: row.code for name in ("mission", "offer", "host") if (row := getattr(self, name))}
        if not self.mission:
            days = {"first_day": self.first_day, "last_day": self.last_day}
            found |= {name: day.isoformat() for name, day in days.items() if day}
        return found | ({"online": "on"} if self.is_virtual and not self.mission else {})


@dataclass(frozen=True)
class Line:
    """One rule’s answer: where it can be put right, and for whom an exception is possible, where."""

    finding: Finding
    href: str = ""
    override_href: str = ""
    may_end_override: bool = False


def answers(question: Question, user, person: User | None) -> tuple[Eligibility, list[Line]]:
    """Every rule’s answer; what stands in the way first, then what is not yet known."""
    found = eligibility.check(
        question.programme,
        question.organisation,
        person=person,
        host=question.host,
        offer=question.offer,
        mission=question.mission,
        first_day=question.first_day,
        last_day=question.last_day,
        is_virtual=question.is_virtual,
    )
    may_override = rules.may_override(user, question.organisation)
    order = [Answer.NO, Answer.UNKNOWN, Answer.YES]
    lines = [
        Line(
            each,
            href=way_out(each, question) if each.fix else "",
            override_href=override_href(each.rule, question) if may_override and each.may_be_overridden else "",
            may_end_override=may_override and each.override is not None,
        )
        for each in sorted(found.findings, key=lambda finding: order.index(finding.answer))
    ]
    return found, lines


def eligibility_href(question: Question) -> str:
    return f"{reverse('exchange_eligibility')}?{urlencode(question.query)}"


def override_href(rule: str, question: Question) -> str:
    where = {name: code for name, code in question.query.items() if name in ("mission", "offer", "host")}
    address = reverse("exchange_override", args=[question.programme.code, question.organisation.code, rule])
    return f"{address}?{urlencode(where)}" if where else address


def _organisation(question: Question) -> str:
    return question.organisation.get_absolute_url()


def _other_place(question: Question) -> str:
    return reverse("missions" if question.mission else "offers")


def _dates(question: Question) -> str:
    return _other_place(question) if question.mission else "#ask"


def _online(question: Question) -> str:
    return eligibility_href(Question(question.programme, question.organisation, is_virtual=True))


# Where somebody can do what the rule’s `fix` says.
_WAYS_OUT: dict[str, Callable[[Question], str]] = {
    "programme_runs": _dates,
    "person": lambda _question: reverse("join"),
    "visitor_country": _organisation,
    "visitor_membership": lambda _question: reverse("join"),
    "visitor_type": _organisation,
    "visit_once": _online,
    "different_organisations": _other_place,
    "different_countries": _other_place,
    "host_country": _other_place,
    "host_type": lambda question: question.host.get_absolute_url() if question.host else reverse("offers"),
    "dates_in_order": _dates,
    "dates_ahead": _dates,
    "enough_days": _dates,
    "not_too_long": _dates,
    "person_free": _dates,
    "offer_open": _dates,
    "offer_capacity": _dates,
    "mission_open": _other_place,
    "mission_places": lambda question: reverse("mission", args=[question.mission.code]) if question.mission else "",
    "rate_known": lambda _question: reverse("contact"),
}


def way_out(finding: Finding, question: Question) -> str:
    return _WAYS_OUT[finding.rule](question) if finding.rule in _WAYS_OUT else ""


def overrides_of(user, question: Question) -> list[tuple[str, Override]]:
    """The exceptions made for the organisation, ended ones too, each with its rule’s title: for who may make them."""
    if not rules.may_override(user, question.organisation):
        return []
    rows = Override.objects.filter(programme=question.programme, organisation=question.organisation)
    found = rows.select_related("host", "made_by")[:MOST_OVERRIDES]
    return [(str(eligibility.TITLES.get(row.rule, row.rule)), row) for row in found]


def may_be_overridden(rule: str) -> bool:
    return rule in eligibility.RULES and rule not in HARD
