"""What this part of the room adds to other rooms: rounds, lines of the sitemap, a section of the clusters’ pages."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from clusters import profiles
from clusters.models import Cluster
from clusters.profiles import Section
from core import clock, rounds, sitemaps
from core.sitemaps import Entry
from ecosystem.actions.industry import count_this_year
from ecosystem.models import IndustryYear
from ecosystem.open import downloads


def years_of_cluster(cluster: Cluster, user, language: str) -> Section:
    """The years whose state of the industry can be read; the running one always can."""
    kept = IndustryYear.objects.filter(cluster=cluster).values_list("year", flat=True)
    years = sorted({*kept, clock.today().year}, reverse=True)
    return Section(
        "ecosystem/industry/of_cluster.html",
        [(year, reverse("industry_year", args=[cluster.code, year])) for year in years],
    )


def sitemap_entries() -> Iterator[Entry]:
    """Only what everybody may read."""
    yield Entry(_paths("open_data"))
    for cluster, year, counted_at in IndustryYear.objects.values_list("cluster__code", "year", "counted_at"):
        yield Entry(_paths("industry_year", cluster, year), counted_at)


def _paths(name: str, *args: object) -> dict[str, str]:
    paths = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            paths[language] = reverse(name, args=args)
    return paths


def register() -> None:
    """Called when the app is ready."""
    profiles.register(cluster=years_of_cluster)
    sitemaps.register("ecosystem_data", sitemap_entries)
    rounds.register("ecosystem.open_data", downloads.write_today, every=timedelta(hours=24))
    rounds.register("ecosystem.industry", count_this_year, every=timedelta(hours=24))
