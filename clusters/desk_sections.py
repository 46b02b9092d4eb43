"""What the clusters' room puts on the desk."""

from django.db.models import Count, Max, Subquery, Value, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, ngettext

from accounts import rules as account_rules
from accounts.desk import MOST_ITEMS, Item, Section, Step
from accounts.models import User
from clusters import reminders, rosters, rules
from clusters.models import Affiliation, Cluster, Membership, Organisation
from clusters.states import AffiliationState
from core.languages import name_in
from search import facets
from search.addresses import Asked
from search.models import Gap


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
    """Who waits for this person's answer, the oldest first. A coordinator has the heading only where somebody does."""
    if not rules.may_decide_somewhere(user):
        return None
    waiting = list(rosters.asked(user).annotate(total=Window(Count("pk")))[:MOST_ITEMS])
    if not waiting and not rules.is_manager(user):
        return None
    items = [
        Item(
            title=str(affiliation.user),
            href=reverse("joining", args=[affiliation.pk]),
            todo=_("Accept, or refuse with a reason."),
            note=f"{affiliation.organisation} – {affiliation.cluster}",
            when=affiliation.asked_at,
        )
        for affiliation in waiting
    ]
    return Section(
        code="people",
        title=_("People who want to join"),
        items=items,
        total=waiting[0].total if waiting else 0,
        more_href=reverse("people"),
        empty=_("Nobody waits."),
        waits=True,
    )


def records_to_confirm(user) -> Section | None:
    """Records in this person's care that nobody confirmed for a year, the oldest first. One query."""
    if not (rules.is_representative(user) or rules.is_manager(user)) or account_rules.is_read_only(user):
        return None
    found = list(
        reminders.due(timezone.localdate())
        .filter(pk__in=rosters.kept_by(user))
        .annotate(total=Window(Count("pk")))
        .order_by("last_confirmed_on", "created_at")[:MOST_ITEMS]
    )
    if not found:
        return None
    items = [
        Item(
            title=each.name,
            href=reverse("organisation_record", args=[each.code]),
            todo=_("Read the record and say whether it is still true."),
            when=each.last_confirmed_on,
            language=each.languages[0] if each.languages else "",
        )
        for each in found
    ]
    return Section(
        code="records",
        title=_("Records to confirm"),
        items=items,
        total=found[0].total,
        waits=True,
    )


def gaps(user) -> Section | None:
    """What readers looked for, did not find and told: for those who could bring it. One query."""
    if not rules.is_manager(user) and not account_rules.is_coordinator(user):
        return None
    told = Gap.objects.order_by().values("text", "language", "kind", "place")
    rows = list(
        told.annotate(times=Count("pk"), last=Max("told_at"), total=Window(Count("text"))).order_by("-last")[
            :MOST_ITEMS
        ]
    )
    kinds = facets.kinds()
    items = []
    for row in rows:
        query = Asked(text=row["text"], kind=row["kind"], near=row["place"]).query_string()
        times = ngettext("told once", "told %(number)s times", row["times"]) % {"number": row["times"]}
        notes = (name_in(row["language"], get_language()), kinds.get(row["kind"], ""), row["place"], times)
        items.append(
            Item(
                title=row["text"],
                href=f"/{row['language']}/search/?{query}",
                language=row["language"],
                note=" · ".join(filter(None, notes)),
                when=row["last"],
            )
        )
    return Section(
        code="gaps",
        title=_("What readers did not find"),
        items=items,
        total=rows[0]["total"] if rows else 0,
        empty=_("Nobody has told of anything missing."),
        waits=False,
    )


def _number_of(queryset) -> Subquery:
    """How many rows, as a part of another query."""
    grouped = queryset.order_by().annotate(one=Value(1)).values("one")
    return Subquery(grouped.annotate(n=Count("pk", distinct=True)).values("n"))


def figures(user) -> Section | None:
    """The size of the alliance, for auditors and coordinators: counts only, nobody by name. One query."""
    if not (account_rules.is_auditor(user) or account_rules.may_see_roles(user)):
        return None
    today = timezone.localdate()
    members = Membership.objects.filter(since__lte=today).exclude(until__lte=today).values("organisation")
    people = User.objects.filter(is_active=True)
    asked = Affiliation.objects.filter(state=AffiliationState.ASKED)
    accepted = people.filter(affiliations__state=AffiliationState.ACCEPTED)
    counted = {
        "clusters": (str(Cluster._meta.verbose_name_plural), Cluster.objects.all()),
        "members": (_("member organisations"), Organisation.objects.visible_to(user).filter(pk__in=members)),
        "accepted": (_("people accepted by a cluster"), accepted),
        "asked": (_("people who wait for an answer"), asked),
        "people": (str(User._meta.verbose_name_plural), people),
    }
    numbers = people.filter(pk=user.pk).values_list(*(_number_of(queryset) for _label, queryset in counted.values()))
    return Section(
        code="figures",
        title=_("The alliance in figures"),
        items=[
            Item(
                title=_("People and their roles"),
                href=reverse("roles"),
                todo=_("Give and take roles, appoint the managers of clusters."),
            )
        ]
        if account_rules.may_see_roles(user)
        else [],
        total=0,
        figures=[
            (label, number or 0) for (label, _queryset), number in zip(counted.values(), numbers.get(), strict=True)
        ],
    )
