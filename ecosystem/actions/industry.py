"""Counting the state of the industry: every day for the running year, so that its last count is that of 31 December."""

from datetime import date

from clusters.models import Cluster
from core import clock
from ecosystem.models import IndustryYear
from ecosystem.queries.industry import figures


def count_year(cluster: Cluster, *, on: date) -> IndustryYear:
    """Keep the figures of this day as those of its year, in place of earlier ones."""
    kept, _made = IndustryYear.objects.update_or_create(
        cluster=cluster, year=on.year, defaults={"figures": figures(cluster, on), "counted_at": clock.now()}
    )
    return kept


def count_this_year() -> int:
    """The daily round; returns for how many clusters."""
    today, number = clock.today(), 0
    for cluster in Cluster.objects.all():
        count_year(cluster, on=today)
        number += 1
    return number
