"""What the sitemap says about clusters and organisations: every page in every language."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import translation

from clusters.models import Cluster, Organisation
from core.sitemaps import Entry


def entries() -> Iterator[Entry]:
    """Only what everybody may read."""
    for name in ("clusters", "organisations"):
        yield Entry(_paths(name))
    for cluster in Cluster.objects.all():
        yield Entry(_paths("cluster", cluster.code))
    for organisation in Organisation.objects.visible_to(AnonymousUser()):
        yield Entry(_paths("organisation", organisation.code, organisation.slug), organisation.changed_at)


def _paths(name: str, *args: str) -> dict[str, str]:
    paths = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            paths[language] = reverse(name, args=args)
    return paths
