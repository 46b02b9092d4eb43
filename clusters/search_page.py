"""What this room gives to the results page: towns to search near to, and what is new while the engine is down."""

from collections.abc import Iterator

from django.db.models import Avg, Count

from clusters import gazetteer
from clusters.models import Cluster, Organisation, Place
from search import newest, places
from search.newest import NewThing
from search.places import Town


def towns() -> Iterator[Town]:
    """Towns of clusters, then of organisations, those with the most first. Two queries."""
    own = Cluster.objects.exclude(latitude=None).values_list("town", "country", "latitude", "longitude")
    seen = Organisation.objects.visible_to(None)
    rows = (
        Place.objects.filter(organisation__in=seen)
        .exclude(latitude=None)
        .values("town", "country")
        .annotate(north=Avg("latitude"), east=Avg("longitude"), number=Count("pk"))
        .order_by("-number", "town")
        .values_list("town", "country", "north", "east")
    )
    for row in (*own, *rows):
        if row[0]:
            yield Town(*row)


def newest_organisations(user, language: str, most: int) -> Iterator[NewThing]:
    found = Organisation.objects.visible_to(user).order_by("-created_at", "-pk").prefetch_related("texts")
    for each in found[:most]:
        text = each.text(language)
        yield NewThing(
            title=each.name,
            summary=text.about if text else "",
            address=each.get_absolute_url(),
            language=text.language if text else language,
            published_at=each.created_at,
        )


class Everywhere:
    """The towns of the gazetteer, for “near …” where the alliance has nothing yet."""

    def find(self, name: str, country: str) -> Iterator[Town]:
        return map(_town, gazetteer.find(name, country=country))

    def similar(self, name: str, country: str) -> Iterator[Town]:
        return map(_town, gazetteer.suggest(name, country))


def _town(found: gazetteer.Found) -> Town:
    return Town(found.native, found.country, found.latitude, found.longitude)


def register() -> None:
    """Called when the app is ready."""
    places.register(towns)
    places.register_gazetteer(Everywhere())
    newest.register(newest_organisations)
