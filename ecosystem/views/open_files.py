"""What has no language in its address: the dated files, the API’s own description, and what the API does not have."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from ecosystem.open import downloads
from ecosystem.open.api import description
from ecosystem.open.api.base import opened
from ecosystem.open.files import FORMATS

YEAR = 60 * 60 * 24 * 365
OPENAPI = "application/vnd.oai.openapi+json;version=3.1"


@require_safe
def dated(request: HttpRequest, name: str) -> HttpResponse:
    """A file of a day. What is in it never changes under its name."""
    found = downloads.download(name)
    if found is None:
        raise Http404
    entry, file = found
    response: HttpResponse = FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[entry.format])
    response["Content-Length"] = str(entry.size)
    response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = f'"{entry.sha256}"'
    return get_conditional_response(request, etag=response["ETag"], response=opened(response))


@require_safe
def latest(request: HttpRequest, kind: str) -> HttpResponse:
    """The address that stays: it leads to the newest file."""
    days = downloads.days()
    found = next((each for each in days[0].files if each.format == kind), None) if days else None
    if found is None:
        raise Http404
    response = opened(HttpResponseRedirect(reverse("open_data_file", args=[found.name])))
    response["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def api_root(request: HttpRequest) -> JsonResponse:
    """Where everything is."""
    names = {"organisations": "api_organisations", "concepts": "api_concepts", "clusters": "api_clusters"}
    data = {name: settings.BASE_URL + reverse(target) for name, target in names.items()}
    data["description"] = settings.BASE_URL + reverse("api_description")
    data["documentation"] = settings.BASE_URL + reverse("open_data_short")
    return opened(JsonResponse(data, json_dumps_params={"indent": 2}), language="en")


@require_safe
def api_description(request: HttpRequest) -> JsonResponse:
    """OpenAPI 3.1."""
    response = JsonResponse(
        description.document(), json_dumps_params={"indent": 2, "ensure_ascii": False}, content_type=OPENAPI
    )
    return opened(response, language="en")


@require_safe
def no_such_address(request: HttpRequest) -> JsonResponse:
    """For programs an error is JSON, too."""
    sentence = f"There is nothing at this address; {settings.BASE_URL}{reverse('api_root')} says what there is."
    return opened(JsonResponse({"message": sentence}, status=404), language="en")
