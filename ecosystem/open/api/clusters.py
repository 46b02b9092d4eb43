"""`/api/v1/clusters/`: the clusters of the alliance, as their public pages have them."""

from typing import Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from clusters.models import Cluster
from core.languages import country_name
from ecosystem.open.api.base import OpenViewSet, Rows, listed


def _texts(cluster: Cluster) -> dict[str, dict[str, str]]:
    return {text.language: {"mission": text.mission, "services": text.services} for text in cluster.texts.all()}


READERS = {
    "code": lambda cluster, language: cluster.code,
    "short_name": lambda cluster, language: cluster.short_name,
    "name": lambda cluster, language: cluster.name,
    "country": lambda cluster, language: {"id": cluster.country, "label": country_name(cluster.country, language)},
    "region": lambda cluster, language: cluster.region,
    "town": lambda cluster, language: cluster.town,
    "latitude": lambda cluster, language: cluster.latitude,
    "longitude": lambda cluster, language: cluster.longitude,
    "languages": lambda cluster, language: cluster.languages,
    "website": lambda cluster, language: cluster.website,
    "founded_year": lambda cluster, language: cluster.founded_year,
    "members_total": lambda cluster, language: cluster.members_total,
    "members_year": lambda cluster, language: cluster.members_year,
    "texts": lambda cluster, language: _texts(cluster),
}


class Clusters(OpenViewSet):
    fields = ("meta", *READERS)
    brief = ("meta", "code", "short_name", "name", "country")

    def rows(self) -> Rows:
        return listed(Cluster.objects.prefetch_related("texts"))

    def one(self, code: str) -> Cluster:
        found = Cluster.objects.filter(code=code).prefetch_related("texts").first()
        if found is None:
            raise Http404(f"There is no cluster with the code {code}.")
        return found

    def item(self, cluster: Cluster, names: frozenset[str]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        if "meta" in names:
            data["meta"] = {
                "type": "clusters.Cluster",
                "detail_url": settings.BASE_URL + reverse("api_cluster", args=[cluster.code]),
                "html_url": settings.BASE_URL + reverse("cluster", args=[cluster.code]),
            }
        return data | {name: read(cluster, self.locale) for name, read in READERS.items() if name in names}
