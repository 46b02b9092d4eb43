"""What the clusters' room puts on the desk."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules as account_rules
from accounts.desk import MOST_ITEMS, Item, Section, Step
from accounts.models import User
from clusters import rosters, rules
from clusters.models import Affiliation, Cluster, Organisation
from clusters.states import AffiliationState


def steps_of(affiliation: Affiliation) -> list[Step]:
    """The way of a question as a thread: asked, then what became of it."""
    state = AffiliationState(affiliation.state)
    asked = Step(_("asked"), is_present=False, when=affiliation.asked_at)
    if state == AffiliationState.ASKED:
        return [asked, Step(state.label, is_present=True), Step(AffiliationState.ACCEPTED.label)]
    return [asked, Step(state.label, is_present=True, when=affiliation.decided_at)]


def my_affiliations(user) -> Section | None:
    """Where the person works and what the cluster said; an invitation to say so where they have not."""
    if not rules.may_join(user):
        return None
    found = list(rosters.affiliations_of(user)[:MOST_ITEMS])
    if not found and (rules.is_manager(user) or user.role_names):
        return None
    items = [
        Item(
            title=f"{affiliation.organisation} – {affiliation.cluster}",
            href=reverse("join"),
            note=affiliation.reason,
            steps=steps_of(affiliation),
        )
        for affiliation in found
    ]
    if not items:
        items = [
            Item(
                title=_("Where do you work?"),
                href=reverse("join"),
                todo=_("Name your organisation and its cluster; then you can propose practices and record transfers."),
            )
        ]
    return Section(code="my-affiliations", title=_("Where you work"), items=items)


def people_to_decide(user) -> Section | None:
    """Who waits for this manager's answer, the oldest first."""
    if not rules.may_decide_somewhere(user):
        return None
    waiting = rosters.asked(user)
    items = [
        Item(
            title=str(affiliation.user),
            href=reverse("joining", args=[affiliation.pk]),
            todo=_("Accept, or refuse with a reason."),
            note=f"{affiliation.organisation} – {affiliation.cluster}",
            when=affiliation.asked_at,
        )
        for affiliation in waiting[:MOST_ITEMS]
    ]
    return Section(
        code="people",
        title=_("People who want to join"),
        items=items,
        total=waiting.count(),
        more_href=reverse("people"),
        empty=_("Nobody waits."),
    )


def figures(user) -> Section | None:
    """The size of the alliance, for auditors and coordinators: counts only, nobody by name."""
    if not (account_rules.is_auditor(user) or account_rules.may_see_roles(user)):
        return None
    today = timezone.localdate()
    members = Organisation.objects.visible_to(user).filter(memberships__since__lte=today)
    members = members.exclude(memberships__until__lte=today).distinct()
    accepted = Affiliation.objects.filter(state=AffiliationState.ACCEPTED).values("user").distinct()
    return Section(
        code="figures",
        title=_("The alliance in figures"),
        figures=[
            (str(Cluster._meta.verbose_name_plural), Cluster.objects.count()),
            (_("member organisations"), members.count()),
            (_("people accepted by a cluster"), accepted.count()),
            (_("people who wait for an answer"), Affiliation.objects.filter(state=AffiliationState.ASKED).count()),
            (str(User._meta.verbose_name_plural), User.objects.filter(is_active=True).count()),
        ],
    )
