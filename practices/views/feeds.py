"""Feeds of the list."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from core.feeds import FORMATS
from practices.feeds import feed
from practices.filters import Labels, parse
from practices.listing import current_index


@require_safe
def practices_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest practices that the filters of the query string leave."""
    index = current_index()
    language = get_language()
    labels = Labels(index, language, dict(Cluster.objects.values_list("code", "short_name")))
    made = feed(
        index,
        parse(request.GET, index),
        labels,
        kind=kind,
        language=language,
        path=reverse("practices"),
        feed_path=request.path,
    )
    response = HttpResponse(content_type=FORMATS[kind].content_type)
    made.write(response, "utf-8")
    return response
