"""The mails about sourcing briefs: one frame, one subject and one sentence per event. No decisions here."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.states import Role
from clusters.models import Cluster, Organisation
from clusters.rosters import deciders_of
from clusters.states import AffiliationRole, AffiliationState
from core.dates import long_date
from core.outbox import queue_mail
from ecosystem.models import Brief, BriefAnswer

# Event → subject line and sentence. {brief} is its title, {maker}, {brand} and {cluster} are names, {day} is a date.
EVENTS = {
    "asked": (
        _("A brand asks you for a piece of work"),
        _("{brand} sends you a brief: {brief}. Please answer yes, no with a reason, or not now."),
    ),
    "reminder": (_("A brief waits for your answer"), _("{brand} still waits for your answer to the brief {brief}.")),
    "ask_again": (
        _("Can you take this work now?"),
        _("You said that you could be asked again about the brief {brief}. It is still open."),
    ),
    "yes": (_("A maker says yes to your brief"), _("{maker} says yes to the brief {brief}.")),
    "no": (_("A maker says no to your brief"), _("{maker} says no to the brief {brief}.")),
    "not_now": (_("A maker says not now to your brief"), _("{maker} cannot now; it can be asked again after {day}.")),
    "message": (_("A message about a brief"), _("There is a new message about the brief {brief}.")),
    "suggested": (_("Another maker was asked for you"), _("Your cluster sent the brief {brief} to {maker}.")),
    "broker": (_("A brief of your member"), _("{brand} sent a brief and asks you to find makers: {brief}.")),
    "handed_over": (
        _("A brief is handed over to your cluster"),
        _("{cluster} hands a brief of {brand} over to you, to find makers: {brief}."),
    ),
    "has_broker": (_("Your brief has a new broker"), _("{cluster} now looks for makers for the brief {brief}.")),
    "wish": (_("A maker could make what you look for"), _("{maker} says that it could make the brief {brief}.")),
    "closed": (_("A brief was closed"), _("{brand} closed the brief {brief}. Nothing more is to be done.")),
    "withdrawn": (_("A brief was withdrawn"), _("{brand} withdrew the brief {brief}. Nothing more is to be done.")),
    "outcome": (_("What came of your brief?"), _("The brief {brief} was wanted by {day}. Please say what came of it.")),
}

_silent: ContextVar[bool] = ContextVar("briefs_mails_silent", default=False)


@contextmanager
def nobody_told() -> Iterator[None]:
    """Inside the block no mail is queued: the demonstration lives through a past that nobody waits for."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def tell(
    event: str,
    people: Iterable[User | None],
    brief: Brief,
    *,
    answer: BriefAnswer | None = None,
    but: User | None = None,
    maker: Organisation | None = None,
    cluster: Cluster | None = None,
    day=None,
    reason: str = "",
) -> int:
    """The same mail to several people, each in their language, once each; not to `but`, who did it. Returns how many.

    With `answer` the mail opens the maker’s page, else that of the brief.
    """
    if _silent.get():
        return 0
    told = {person.pk: person for person in people if person is not None and person.is_active}
    told.pop(but.pk if but else None, None)
    line, sentence = EVENTS[event]
    for person in told.values():
        with translation.override(person.language):
            words = {
                "brief": str(brief),
                "brand": str(brief.brand),
                "maker": str(maker or (answer.maker if answer else "")),
                "cluster": str(cluster or ""),
                "day": long_date(day, person.language) if day else "",
            }
            page = reverse("brief_answer", args=[answer.code]) if answer else reverse("brief", args=[brief.code])
            context = {
                "subject": str(line),
                "sentence": str(sentence).format(**words),
                "reason": reason,
                "href": settings.BASE_URL + page,
            }
        queue_mail("ecosystem/mail/notice", to=person, context=context)
    return len(told)


def people_of_brand(brief: Brief) -> list[User]:
    """Who wrote it, as long as they work there; else who represents the brand."""
    live = brief.brand.affiliations.filter(state=AffiliationState.ACCEPTED, user__is_active=True)
    if brief.person_id and live.filter(user=brief.person_id).exists():
        return [brief.person]
    return representatives_of(brief.brand)


def people_of_maker(maker: Organisation) -> list[User]:
    """Who represents it, else the managers of its clusters, else the coordinators."""
    found = representatives_of(maker)
    if not found:
        clusters = Cluster.objects.filter(memberships__organisation=maker, memberships__until=None).distinct()
        found = [person for cluster in clusters for person in deciders_of(cluster)]
    return found or list(User.objects.with_role(Role.COORDINATOR))


def representatives_of(organisation: Organisation) -> list[User]:
    live = organisation.affiliations.filter(state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE)
    return list(User.objects.filter(is_active=True, affiliations__in=live).distinct().order_by("pk"))
