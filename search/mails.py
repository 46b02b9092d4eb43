"""The mail of this room. No decisions here."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from core.models import MailMessage
from core.outbox import queue_mail
from search.models import SavedSearch
from search.requests import Hit

MOST_TOLD = 10  # of one search; the mail says how many more there are


def tell_news(news: Sequence[tuple[SavedSearch, list[Hit]]], *, to, language: str) -> MailMessage:
    """What is new in a person's saved searches, with the way to stop the mail about each of them."""
    with translation.override(language):
        sections = [
            {
                "title": saved.title,
                "count": len(hits),
                "hits": [
                    {
                        "title": "".join(text for text, _found in hit.title.parts),
                        "href": settings.BASE_URL + hit.address.replace("{language}", language),
                        "language": hit.language,
                    }
                    for hit in hits[:MOST_TOLD]
                ],
                "more": max(0, len(hits) - MOST_TOLD),
                "href": f"{settings.BASE_URL}{_page_in(saved.language)}?{saved.query}&sort=newest",
                "stop": settings.BASE_URL + reverse("saved-search-stop", args=[saved.token]),
            }
            for saved, hits in news
        ]
    total = sum(section["count"] for section in sections)
    context = {"sections": sections, "total": total}
    return queue_mail("search/mail/news", to=to, context=context, language=language)


def _page_in(language: str) -> str:
    """The results page in the language in which the words were typed."""
    with translation.override(language):
        return reverse("search")
