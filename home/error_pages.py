"""What a reader sees when something is refused or goes wrong: a sentence, a search line, and ways on.

`respond_with` is also for views that refuse by themselves, such as a rate limit.
"""

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.csrf import requires_csrf_token


@dataclass(frozen=True)
class Refusal:
    """The words of one error page."""

    status: int
    title: str
    text: str


def words(status: int) -> Refusal:
    """Title and advice for a status, in the reader's language."""
    said = {
        400: (
            _("This request does not make sense to us"),
            _("Something in the address or the form was not as it should be. Go back, look at it and try again."),
        ),
        403: (
            _("You may not see this page"),
            _("Not with this account, at least. Sign in with another one, or ask your cluster."),
        ),
        404: (
            _("There is nothing here"),
            _("The page may have moved, or the address has a slip in it. Search for what you were looking for."),
        ),
        413: (
            _("That is too much at once"),
            _("What you sent is larger than this site takes. Make the file smaller, or send it in parts."),
        ),
        429: (
            _("Too many at once"),
            _("You have done this often in a short time. Wait a little and try again; nothing is lost."),
        ),
    }
    title, text = said[status]
    return Refusal(status, title, text)


def respond_with(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The error page in the site's own look."""
    return render(request, "error.html", {"refusal": refusal, "hide_header_search": True}, status=refusal.status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400, or 413 where the request was too large."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return respond_with(request, words(413 if too_large else 400))


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return respond_with(request, words(403))


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return respond_with(request, words(404))


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or sent from somewhere else."""
    refusal = Refusal(
        403,
        _("We could not be sure that this came from you"),
        _("The form was open for a long time, or your browser refuses cookies. Load the page again and send it."),
    )
    return respond_with(request, refusal)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429, of the account pages: somebody tries too often."""
    return respond_with(request, words(429))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: no database and no context processors; without the style sheet where even that is missing."""
    try:
        page = loader.get_template("500.html").render()
    except ValueError:  # the static files were never collected
        page = f"<!DOCTYPE html><title>500</title><h1>{_('Something broke on our side')}</h1>"
    return HttpResponse(page, status=500)
