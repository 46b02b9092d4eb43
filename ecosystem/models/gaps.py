"""The state of a cluster's industry in one year, kept as it stood."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster


class IndustryYear(models.Model):
    """The figures of one cluster and year. `figures` is what `ecosystem.queries.industry` counted, without names."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="industry_years")
    year = models.PositiveSmallIntegerField(_("year"))
    figures = models.JSONField(default=dict)
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("state of the industry")
        constraints = [models.UniqueConstraint(fields=["cluster", "year"], name="one_state_per_cluster_and_year")]
