"""What the room of people puts on the desk: one's own account, and the outbox for the administrator."""

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.db.models import Count, Q, Window
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext as _

from accounts import rules
from accounts.desk import MOST_ITEMS, Item, Section
from core.models import MailMessage
from core.states import MailState
from search.backlog import backlog
from search.engines.base import EngineUnavailableError
from search.models import SavedSearch
from search.service import engine


def own_account(user) -> Section | None:
    """What the account itself needs: a confirmed address, a second factor."""
    items = [
        Item(
            title=address.email,
            href=reverse("account_email"),
            todo=_("Confirm this address: the mail has a link."),
        )
        for address in EmailAddress.objects.filter(user=user, verified=False)[:MOST_ITEMS]
    ]
    # Where the setting demands it, the middleware has sent the person there before the desk.
    if not settings.SECOND_FACTOR_REQUIRED and rules.needs_second_factor(user) and not is_mfa_enabled(user):
        items.append(
            Item(
                title=_("Second factor"), href=reverse("mfa_index"), todo=_("Set up an authenticator app or a passkey.")
            )
        )
    return Section(code="account", title=_("My account"), items=items, waits=True) if items else None


def outbox(user) -> Section | None:
    """Mail that failed, with a button to try again, and how much waits."""
    if not rules.may_see_outbox(user):
        return None
    now = timezone.now()
    counts = MailMessage.objects.aggregate(
        failed=Count("pk", filter=Q(state=MailState.FAILED)),
        waiting=Count("pk", filter=Q(state=MailState.QUEUED)),
        late=Count("pk", filter=Q(state=MailState.QUEUED, next_attempt_at__lt=now)),
    )
    failed = MailMessage.objects.filter(state=MailState.FAILED).defer("text", "html")[:MOST_ITEMS]
    everything = Item(
        title=_("Everything that failed"),
        href="",
        post_href=reverse("retry_all_mail"),
        post_label=_("Try all again"),
    )
    return Section(
        code="outbox",
        title=_("Mail that failed"),
        total=counts["failed"],
        items=[everything] * (counts["failed"] > 1)
        + [
            Item(
                title=message.subject,
                href="",
                when=message.queued_at,
                note=f"{message.to} · {message.error}",
                language=message.language,
                post_href=reverse("retry_mail", args=[message.pk]),
                post_label=_("Try again"),
            )
            for message in failed
        ],
        figures=[(_("waiting"), counts["waiting"]), (_("overdue"), counts["late"])],
        empty=_("No mail failed."),
        waits=True,
        more_href="",
    )


def search_index(user) -> Section | None:
    """Whether the search engine answers, what waits for it, and what it could not take. Three queries."""
    if not rules.may_see_index(user):
        return None
    waits = backlog()
    figures = [(_("changes that wait"), waits.waiting), (_("files to read"), waits.files)]
    items = []
    try:
        figures.append((_("documents found"), engine().status().documents))
    except EngineUnavailableError as error:
        items.append(
            Item(
                title=_("The search engine does not answer."),
                href="",
                todo=_("Everything is saved and reaches it when it is back."),
                when=waits.oldest,
                note=str(error)[:200],
            )
        )
    items += [
        Item(title=failure.thing, href="", when=failure.recorded_at, note=failure.error) for failure in waits.failures
    ]
    return Section(
        code="search",
        title=_("Search"),
        items=items,
        total=waits.put_off + (len(items) > len(waits.failures)),
        figures=figures,
        empty=_("The index is up to date."),
        waits=True,
    )


def saved_searches(user) -> Section | None:
    """The searches one keeps, the newest first. One query."""
    kept = list(SavedSearch.objects.filter(user=user).annotate(total=Window(Count("pk")))[:MOST_ITEMS])
    if not kept:
        return None
    items = [
        Item(
            title=each.title,
            href=f"/{each.language}/search/?{each.query}",
            note=each.get_frequency_display(),
            when=each.mailed_at,
            language=each.language if each.language != get_language() else "",
        )
        for each in kept
    ]
    return Section(
        code="searches",
        title=_("My searches"),
        items=items,
        total=kept[0].total,
        more_href=reverse("saved-searches"),
    )
