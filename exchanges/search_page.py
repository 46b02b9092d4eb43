"""What this room gives to the results page: its newest missions and offers, for while the engine is down."""

from collections.abc import Iterator

from django.urls import reverse

from exchanges.queries.missions import COMING, MissionLine, public_missions
from exchanges.queries.offers import newest_offers
from search import newest
from search.newest import NewThing


def newest_missions(user, language: str, most: int) -> Iterator[NewThing]:
    """Those to come, the last announced first."""
    rows = public_missions(user).filter(state__in=COMING, announced_at__isnull=False)
    for mission in rows.order_by("-announced_at", "code")[:most]:
        line = MissionLine(mission, language)
        yield NewThing(
            title=line.title,
            summary=line.text.summary if line.text else "",
            address=reverse("mission", args=[mission.code]),
            language=line.foreign or language,
            published_at=mission.announced_at,
        )


def newest_invitations(user, language: str, most: int) -> Iterator[NewThing]:
    for line in newest_offers(user, language, most):
        yield NewThing(
            title=line.title,
            summary=line.text.learn if line.text else "",
            address=reverse("offer", args=[line.offer.code]),
            language=line.foreign or language,
            published_at=line.offer.created_at,
        )


def register() -> None:
    """Called when the app is ready."""
    newest.register(newest_missions)
    newest.register(newest_invitations)
