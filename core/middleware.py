"""Two content-security policies, strict for the public site and Wagtail's own for its admin; and bad requests."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils.datastructures import MultiValueDictKeyError


def content_security_policy(get_response):
    """Add the policy to every answer; below /admin/ Wagtail's editor needs inline scripts and styles."""
    policy = CSPMiddleware(get_response)

    def middleware(request):
        response = policy(request)
        if request.path.startswith("/admin/") and "Content-Security-Policy" in response:
            response["Content-Security-Policy"] = "; ".join(
                f"{name} {' '.join(sources)}" for name, sources in settings.CONTENT_SECURITY_POLICY_ADMIN.items()
            )
        return response

    return middleware


def null_characters(get_response):
    """No path here has a null character, and PostgreSQL refuses to be asked about one. Queries are for the views."""

    def middleware(request):
        if "\x00" in request.path_info:
            raise Http404
        return get_response(request)

    return middleware


def incomplete_forms(get_response):
    """A form of Wagtail’s editor that came without its hidden counters is a bad request, and no mistake of ours.

    Wagtail’s stream blocks and choosers read them without asking whether they are there.
    """

    def middleware(request):
        return get_response(request)

    def process_exception(request, exception):
        if isinstance(exception, MultiValueDictKeyError) and request.path_info.startswith("/admin/"):
            raise BadRequest("A field of the form is missing.") from exception

    middleware.process_exception = process_exception
    return middleware
