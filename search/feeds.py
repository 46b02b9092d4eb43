"""A search as Atom and RSS: the newest things that everybody may see."""

from datetime import UTC, datetime, time

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.feeds import FORMATS
from search import service
from search.addresses import Asked
from search.cards import Card
from search.documents import PUBLIC

LENGTH = 30
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def feed(asked: Asked, *, kind: str, language: str):
    """The feed object, ready to be written. Raises `EngineUnavailableError`.

    Addresses of feeds are passed on, so a feed holds what is public, whoever asks.
    """
    query = asked.query_string(page=1, sort="")
    request = asked.request(language=language, access=(PUBLIC,), sort="newest", offset=0, limit=LENGTH, highlight=False)
    page, own = reverse("search"), reverse(f"search-{kind}")
    made = FORMATS[kind](
        title=" – ".join(filter(None, [asked.text, _("Search")])),
        link=settings.BASE_URL + (f"{page}?{query}" if query else page),
        description=_("What is new in this search."),
        language=language,
        feed_url=settings.BASE_URL + (f"{own}?{query}" if query else own),
    )
    for hit in service.engine().search(request).hits:
        when = datetime.combine(hit.date, time(), tzinfo=UTC) if hit.date else LONG_AGO
        made.add_item(
            title="".join(text for text, _found in hit.title.parts),
            link=settings.BASE_URL + hit.address.replace("{language}", language),
            description=Card.read(hit.card).summary,
            pubdate=when,
            updateddate=when,
            unique_id=f"urn:cloth:{hit.translation_key}",
            unique_id_is_permalink=False,
            language=hit.language,
        )
    return made
