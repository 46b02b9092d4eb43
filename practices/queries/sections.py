"""The sections of the page tree that somebody writes in."""

from clusters import rules as cluster_rules
from practices.models import ClusterSectionPage


def own_sections(user) -> list[ClusterSectionPage]:
    """The section of each cluster that this person manages: in their language, else in the cluster’s own."""
    found = ClusterSectionPage.objects.filter(cluster__in=cluster_rules.clusters_managed_by(user))
    best: dict[int, ClusterSectionPage] = {}
    for section in found.select_related("cluster", "locale").order_by("cluster__order", "pk"):
        known = best.get(section.cluster_id)
        if known is None or _fits(section, user) > _fits(known, user):
            best[section.cluster_id] = section
    return list(best.values())


def _fits(section: ClusterSectionPage, user) -> tuple[bool, bool]:
    language = section.locale.language_code
    return language == user.language, language == section.cluster.main_language
