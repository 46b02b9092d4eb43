"""Two content-security policies: strict for the public site, Wagtail's own needs for its admin."""

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import Http404


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
