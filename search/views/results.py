"""The results page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    return render(request, "search/results.html", {"hide_header_search": True})
