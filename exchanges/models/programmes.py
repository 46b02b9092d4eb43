"""A programme as data: dates, countries, who may take part, rates, targets, deadlines. Nothing of it is in the code."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _

from clusters.states import OrganisationType
from core.models import CheckedText
from exchanges.choices import Allowed, EvidenceKind, Membership, Side
from vocabulary.models import Concept


def text_in(texts: dict, language: str | None, *preferred: str):
    """The text in the reader’s language, else in one of the preferred ones, else in English, else any; None."""
    for candidate in (language or get_language(), *preferred, settings.LANGUAGE_CODE):
        if candidate in texts:
            return texts[candidate]
    return next(iter(texts.values()), None)


def named_concepts():
    """Themes with what `label()` and `key` need, for prefetching."""
    return Concept.objects.with_labels().select_related("scheme").order_by("scheme__order", "code")


class ProgrammeQuerySet(models.QuerySet):
    def running(self, on=None):
        """Those whose dates hold the day; today by default."""
        on = on or timezone.localdate()
        return self.filter(starts_on__lte=on, ends_on__gte=on)


class Programme(CheckedText):
    """An exchange programme. Several can run side by side; each has its own rules, rates and targets."""

    code = models.SlugField(_("code"), unique=True, max_length=40, help_text=_("permanent; part of its address"))
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    min_days = models.PositiveSmallIntegerField(_("fewest working days"), default=3)
    max_days = models.PositiveSmallIntegerField(_("most working days"), null=True, blank=True)
    max_months = models.PositiveSmallIntegerField(_("longest stay in months"), default=1)
    preferred_from = models.PositiveSmallIntegerField(_("preferred working days, from"), default=3)
    preferred_to = models.PositiveSmallIntegerField(_("preferred working days, to"), default=5)
    visit_once = models.BooleanField(_("an organisation visits once"), default=True)
    different_countries = models.BooleanField(_("visitor and host are in different countries"), default=True)
    full_from_days = models.PositiveSmallIntegerField(_("half the rate below so many working days"), default=5)
    full_from_km = models.PositiveSmallIntegerField(_("half the rate below so many kilometres"), default=200)
    ceiling = models.DecimalField(_("most per organisation"), max_digits=9, decimal_places=2, null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("days to answer an application"), default=14)
    proposal_days = models.PositiveSmallIntegerField(_("days to answer a proposal"), default=14)
    most_open_proposals = models.PositiveSmallIntegerField(_("open proposals at a time"), default=5)
    place_hours = models.PositiveSmallIntegerField(_("hours to take a place from the waiting list"), default=72)
    report_days = models.PositiveSmallIntegerField(_("days to report after the stay"), default=30)
    validation_days = models.PositiveSmallIntegerField(_("days to validate a report"), default=14)
    payment_days = models.PositiveSmallIntegerField(_("days to pay after validation"), default=10)
    follow_up_months = models.PositiveSmallIntegerField(_("months until the follow-up survey"), default=6)
    low_active_months = models.PositiveSmallIntegerField(_("months without sign-in until “rarely here”"), default=6)
    required_evidence = models.JSONField(_("required documents"), default=list, blank=True)
    host_report_required = models.BooleanField(_("the host has to report too"), default=False)
    cv_months = models.PositiveSmallIntegerField(_("months after the programme until CVs are deleted"), default=6)
    evidence_years = models.PositiveSmallIntegerField(_("years evidence is kept after the last payment"), default=5)
    sources = models.TextField(_("sources"), blank=True, help_text=_("where the rules come from, a line each"))
    is_demo = models.BooleanField(_("fictional example"), default=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "code"]
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="programme_has_days"),
            models.CheckConstraint(condition=models.Q(min_days__gte=1), name="programme_min_days"),
            models.CheckConstraint(
                condition=models.Q(preferred_to__gte=models.F("preferred_from")), name="programme_preferred_span"
            ),
        ]

    def __str__(self):
        return self.title()

    @cached_property
    def _texts(self):
        return {text.language: text for text in self.texts.all()}

    def text(self, language: str | None = None) -> "ProgrammeText | None":
        return text_in(self._texts, language)

    def title(self, language: str | None = None) -> str:
        text = self.text(language)
        return text.title if text else self.code

    @property
    def needed_evidence(self) -> list[EvidenceKind]:
        return [EvidenceKind(kind) for kind in self.required_evidence]


class ProgrammeText(CheckedText):
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("summary"), blank=True)

    class Meta:
        verbose_name = _("text")
        constraints = [
            models.UniqueConstraint(fields=["programme", "language"], name="one_programme_text_per_language")
        ]


class ProgrammeCountry(models.Model):
    """A country of the programme: visitors may come from there, hosts may be there."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="countries")
    country = models.CharField(_("country"), max_length=2, help_text=_("ISO 3166-1 code"))
    may_visit = models.BooleanField(_("visitors come from here"), default=True)
    may_host = models.BooleanField(_("hosts are here"), default=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["country"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [models.UniqueConstraint(fields=["programme", "country"], name="one_row_per_country")]


class RoleRule(models.Model):
    """One cell of the matrix role × organisation type × membership."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="role_rules")
    side = models.CharField(_("role"), max_length=8, choices=Side)
    organisation_type = models.CharField(_("type"), max_length=24, choices=OrganisationType)
    membership = models.CharField(_("membership"), max_length=8, choices=Membership)
    allowed = models.CharField(_("allowed"), max_length=4, choices=Allowed)
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["side", "organisation_type", "membership"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "side", "organisation_type", "membership"], name="one_cell_of_the_matrix"
            )
        ]


class Rate(models.Model):
    """The lump sum of a host country while it is valid (from–until, half-open). No two of one country overlap.

    The database refuses an overlap (migration `rates_do_not_overlap`).
    """

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rates")
    country = models.CharField(_("host country"), max_length=2)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("until"), null=True, blank=True, help_text=_("the first day it no longer holds"))
    amount = models.DecimalField(_("amount"), max_digits=9, decimal_places=2, validators=[MinValueValidator(0)])
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    source = models.CharField(_("source"), max_length=300, blank=True)

    class Meta:
        ordering = ["country", "valid_from"]
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.UniqueConstraint(fields=["programme", "country", "valid_from"], name="one_rate_per_start"),
            models.CheckConstraint(
                condition=models.Q(valid_until=None) | models.Q(valid_until__gt=models.F("valid_from")),
                name="rate_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="rate_not_negative"),
        ]

    def __str__(self):
        return f"{self.country} {self.amount} {self.currency}"

    def holds_on(self, day) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


class Target(models.Model):
    """How many exchanges of a type of organisation; `side` says whose type counts."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="targets")
    organisation_type = models.CharField(_("type"), max_length=24, choices=OrganisationType)
    side = models.CharField(_("counted on the side of the"), max_length=8, choices=Side, default=Side.VISITOR)
    number = models.PositiveIntegerField(_("target"))
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [models.UniqueConstraint(fields=["programme", "organisation_type"], name="one_target_per_type")]


class Override(CheckedText):
    """Somebody who may decided that a named rule shall not stand in the way of one organisation, and why.

    Without a host it holds for all hosts. It is ended, never deleted.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(_("rule"), max_length=40)
    organisation = models.ForeignKey("clusters.Organisation", on_delete=models.PROTECT, related_name="overrides")
    host = models.ForeignKey("clusters.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "rule", "organisation", "host"],
                condition=models.Q(ended_at=None),
                name="one_live_override_per_host",
            ),
            models.UniqueConstraint(
                fields=["programme", "rule", "organisation"],
                condition=models.Q(ended_at=None, host=None),
                name="one_live_override",
            ),
        ]
