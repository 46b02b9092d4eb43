"""Suggestions while somebody types, as JSON."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"suggestions": [], "said": ""})
