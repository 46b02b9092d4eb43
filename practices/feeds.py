"""The newest practices as Atom and RSS, with the filters of the list: so per cluster, per concept, or both."""

from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from core.feeds import FORMATS
from practices.facets import Index
from practices.filters import Labels, ListRequest, chips
from practices.queries.cards import cards

LENGTH = 30


def feed(index: Index, request: ListRequest, labels: Labels, *, kind: str, language: str, path: str, feed_path: str):
    """The feed object, ready to be written."""
    selected, _others = index.select(request.chosen, request.query)
    entries = index.in_order(selected, "new", language)[:LENGTH]
    filters = [str(chip.label) for chip in chips(request, labels)]
    query = request.query_string(sort="")
    made = FORMATS[kind](
        title=" – ".join([_("Practices"), *filters]),
        link=settings.BASE_URL + (f"{path}?{query}" if query else path),
        description=_("The newest practices of the alliance."),
        language=language,
        feed_url=settings.BASE_URL + (f"{feed_path}?{query}" if query else feed_path),
    )
    for card in cards(entries, language, pictures=False):
        made.add_item(
            title=card.page.title,
            link=settings.BASE_URL + card.href,
            description=card.page.answer,
            pubdate=card.page.first_published_at or datetime(2000, 1, 1, tzinfo=UTC),
            updateddate=card.page.last_published_at or card.page.first_published_at,
            unique_id=f"urn:practice:{card.code}",
            unique_id_is_permalink=False,
            author_name=card.page.cluster.short_name,
            language=card.language,
        )
    return made
