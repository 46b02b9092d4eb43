"""The reader's language; the second factor where a role demands it; auditors change nothing; allauth's pages here."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import get_user
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.middleware.locale import LocaleMiddleware
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import rules

# Answers without words, or in the language that their address asks for: whoever asks, they are the same.
UNSPOKEN = ("/healthz", settings.MEDIA_URL, settings.STATIC_URL, "/api/", "/embed/", "/open-data/organisations-")
EDITORS = ("/admin/", "/documents/")  # unpublished documents are served to those who edit them
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class LanguageMiddleware(LocaleMiddleware):
    """The language of the address wins; without one the signed-in person’s own, then the cookie, then the browser."""

    def process_request(self, request):
        super().process_request(request)
        path = request.path_info
        if path.startswith(UNSPOKEN) or translation.get_language_from_path(path):
            return
        user = get_user(request)
        if user.is_authenticated:
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        """What has no language is not sent to a page that has one, and does not differ by the reader’s."""
        return response if request.path_info.startswith(UNSPOKEN) else super().process_response(request, response)


def is_own_account(match) -> bool:
    """Whether an address is about one’s own account: sign-in, settings, second factor, sessions, searches, looks."""
    name = match.url_name or ""
    return name.startswith(("account", "mfa_", "usersessions_", "saved-search")) or name == "theme"


def has_shown_second_factor(request) -> bool:
    """Whether this session was opened with a code or a passkey; that the person has one is not enough."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def second_factor(get_response):
    """Let nobody whose role needs a second factor go on without: to the desk, the editing rooms and every change.

    Views guarded by `accounts.access.restricted_to` are behind it too. Who has none yet is sent to set one up, with
    reading public pages, one's own account and signing out open. A session that did not show the one there is, is
    ended where it goes beyond reading.
    """

    def middleware(request):
        return get_response(request)

    def process_view(request, view, _args, _kwargs):
        match = request.resolver_match
        own_account = is_own_account(match)
        behind = (
            own_account
            or getattr(view, "behind_second_factor", False)
            or request.path_info.startswith(EDITORS)
            or request.method not in SAFE_METHODS
        )
        if not behind or not settings.SECOND_FACTOR_REQUIRED or not rules.needs_second_factor(request.user):
            return None
        if not is_mfa_enabled(request.user):
            if own_account:
                return None
            messages.warning(
                request, _("Your role needs a second factor. Set up an authenticator app or a passkey first.")
            )
            return redirect("mfa_index")
        if has_shown_second_factor(request) or match.url_name in ("account_logout", "theme"):
            return None
        logout(request)
        return redirect_to_login(request.get_full_path() if request.method in SAFE_METHODS else "")

    middleware.process_view = process_view
    return middleware


def read_only(get_response):
    """Refuse every change of an auditor beyond their own account."""

    def middleware(request):
        return get_response(request)

    def process_view(request, _view, _args, _kwargs):
        is_change = request.method not in SAFE_METHODS and not is_own_account(request.resolver_match)
        if is_change and rules.is_read_only(request.user):
            raise PermissionDenied(_("An auditor reads and changes nothing."))
        return None

    middleware.process_view = process_view
    return middleware


def editors_only(get_response):
    """Tell people without a right to the editing rooms so; Wagtail would send them to sign in, again and again."""

    def middleware(request):
        return get_response(request)

    def process_view(request, _view, _args, _kwargs):
        inside = request.path_info.startswith("/admin/")
        if inside and request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied(_("The editing rooms are for managers and coordinators."))
        return None

    middleware.process_view = process_view
    return middleware


class AllauthPages:
    """allauth puts a host name called `site` into its pages; ours is the furniture around every page."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_template_response(self, _request, response):
        if response.context_data:
            response.context_data.pop("site", None)
        return response
