"""Clusters as data: nothing in the code knows them by name."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from clusters import weaves
from clusters.states import Dye, LabelLevel, Weave
from core.models import CheckedText


class Cluster(CheckedText, ClusterableModel):
    """A cluster of the alliance, with the public fields of an ECCP profile (clusterxchange.md, 6.2)."""

    code = models.SlugField(_("code"), unique=True, max_length=40, help_text=_("permanent; part of its address"))
    short_name = models.CharField(_("short name"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166-1 code"))
    region = models.CharField(_("region"), max_length=120, blank=True)
    town = models.CharField(_("town"), max_length=120)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    languages = models.JSONField(_("languages"), default=list, help_text=_("language codes, the main one first"))
    weave = models.CharField(_("weave"), max_length=20, choices=Weave, default=Weave.PLAIN)
    dye = models.CharField(_("dye"), max_length=20, choices=Dye, default=Dye.MADDER)
    founded_year = models.PositiveSmallIntegerField(_("founded in"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    staff_range = models.CharField(_("staff of the management team"), max_length=40, blank=True)
    sectors = models.CharField(_("sectoral industries"), max_length=300, blank=True)
    technology_fields = models.CharField(_("technology fields"), max_length=300, blank=True)
    specialisation_areas = models.CharField(_("EU smart-specialisation areas"), max_length=300, blank=True)
    networks = models.CharField(_("networks"), max_length=300, blank=True)
    other_labels = models.CharField(_("other labels"), max_length=300, blank=True)
    scale_up_facilities = models.CharField(_("scale-up facilities nearby"), max_length=300, blank=True)
    has_strategy = models.BooleanField(_("has a strategy"), null=True, blank=True)
    has_internationalisation_strategy = models.BooleanField(
        _("has an internationalisation strategy"), null=True, blank=True
    )
    members_total = models.PositiveIntegerField(_("members"), null=True, blank=True)
    members_sme = models.PositiveIntegerField(_("of them SMEs"), null=True, blank=True)
    members_large = models.PositiveIntegerField(_("of them large companies"), null=True, blank=True)
    members_research = models.PositiveIntegerField(_("of them research and education"), null=True, blank=True)
    members_other = models.PositiveIntegerField(_("of them others"), null=True, blank=True)
    members_year = models.PositiveSmallIntegerField(_("year of these figures"), null=True, blank=True)
    sources = models.TextField(_("sources"), blank=True, help_text=_("where the public facts come from, a line each"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("cluster")
        verbose_name_plural = _("clusters")

    def __str__(self):
        return self.short_name

    def get_absolute_url(self):
        return reverse("cluster", args=[self.code])

    @property
    def weave_path(self) -> str:
        """SVG path data of one repeat of its weave, for templates."""
        return weaves.path(self.weave)

    @property
    def weave_repeat(self) -> tuple[int, int]:
        return weaves.repeat(self.weave)

    @property
    def weave_threads(self) -> weaves.Threads:
        """One repeat of its weave thread by thread, for large pieces."""
        return weaves.threads(self.weave)

    @cached_property
    def _texts(self):
        return {text.language: text for text in self.texts.all()}

    @property
    def main_language(self) -> str:
        return self.languages[0] if self.languages else settings.LANGUAGE_CODE

    def text(self, language: str | None = None) -> "ClusterText | None":
        """Mission and services in the reader's language, else in the cluster's own, else in English."""
        for candidate in (language or get_language(), self.main_language, settings.LANGUAGE_CODE):
            if candidate in self._texts:
                return self._texts[candidate]
        return next(iter(self._texts.values()), None)


class ClusterText(CheckedText):
    cluster = ParentalKey(Cluster, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    mission = models.TextField(_("mission"), blank=True)
    services = models.TextField(_("support services"), blank=True)

    class Meta:
        verbose_name = _("text")
        constraints = [models.UniqueConstraint(fields=["cluster", "language"], name="one_cluster_text_per_language")]


class LabelAward(CheckedText):
    """One award of the cluster excellence label; together they are its history."""

    cluster = ParentalKey(Cluster, on_delete=models.CASCADE, related_name="awards")
    level = models.CharField(_("level"), max_length=10, choices=LabelLevel)
    awarded_on = models.DateField(_("awarded on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["-awarded_on", "-id"]
        verbose_name = _("excellence label")

    @property
    def is_valid(self) -> bool | None:
        """True or False where the validity is known, else None."""
        if self.valid_until is None:
            return None
        return self.valid_until >= timezone.localdate()


class ClusterRole(models.Model):
    """A person manages a cluster."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cluster_roles")
    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="roles")
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    granted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("cluster manager")
        constraints = [models.UniqueConstraint(fields=["user", "cluster"], name="one_role_per_cluster")]

    def __str__(self):
        return f"{self.user}: {self.cluster}"


class TeamMember(CheckedText):
    """A public line of the cluster's team: a position, and a name only where the person agreed."""

    cluster = ParentalKey(Cluster, on_delete=models.CASCADE, related_name="team")
    position = models.CharField(_("position"), max_length=120)
    name = models.CharField(_("name"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(default=100)

    class Meta:
        ordering = ["order", "id"]
        verbose_name = _("team member")
