"""Calendars: of one exchange, and the private one of a person."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from exchanges import calendars, rules
from exchanges.actions.feeds import renew_feed
from exchanges.models import CalendarFeed
from exchanges.queries.exchanges import find
from exchanges.queries.feeds import missions_in_feed, stays_in_feed


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=calendars.CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    response["X-Robots-Tag"] = "noindex"
    return response


@restricted_to(account_rules.is_known)
@require_safe
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The exchange as a calendar file. It names the organisations: an auditor gets none."""
    found = find(request.user, code)
    if not rules.sees_people(request.user, found):
        raise PermissionDenied
    return _file(calendars.exchange_calendar(found, get_language() or "en"), f"exchange-{found.code}")


@never_cache
@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever has the secret address, in the language of its person; no signing in."""
    found = get_object_or_404(CalendarFeed.objects.select_related("user"), token=token, user__is_active=True)
    user = found.user
    with translation.override(user.language):
        content = calendars.feed(
            _("ClusterXchange: my exchanges"),
            user.language,
            exchanges=stays_in_feed(user),
            missions=missions_in_feed(user),
        )
    response = _file(content, "exchanges")
    response["Content-Disposition"] = 'inline; filename="exchanges.ics"'
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@restricted_to(account_rules.is_known)
@require_http_methods(["GET", "HEAD", "POST"])
def feed_new(request: HttpRequest) -> HttpResponse:
    """What the private calendar is and its address; a new address ends the old one."""
    if request.method == "POST":
        renew_feed(by=request.user)
        messages.success(request, _("This is your new address. The old one no longer works."))
        return redirect("exchange_feed_new")
    row = CalendarFeed.objects.filter(user=request.user).first()
    href = request.build_absolute_uri(reverse("exchange_feed", args=[row.token])) if row else ""
    context = {"feed": row, "href": href, "may_make": not account_rules.is_read_only(request.user)}
    return render(request, "exchanges/stays/feed.html", context)
