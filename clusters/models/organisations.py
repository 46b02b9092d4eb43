"""Organisations: legal persons, with places, identifiers and permanent codes."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy

from clusters.states import OrganisationSize, OrganisationType
from core.codes import new_code
from core.models import CheckedText
from core.states import Precision

FORMS = ("", "edit", "merge", "record", "claim", "report", "split")  # what else stands below an organisation's address


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees every organisation that was not merged away or is waiting for its cluster."""
        return self.filter(merged_into=None, confirmed=True)

    def members_of(self, cluster, on):
        """Organisations with a membership of `cluster` that holds on the date `on` (half-open)."""
        return self.filter(
            models.Q(memberships__until=None) | models.Q(memberships__until__gt=on),
            memberships__cluster=cluster,
            memberships__since__lte=on,
        )


class Organisation(CheckedText):
    """A legal person. External ones have no membership. `code` is permanent; the slug in the address only decorates."""

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    name = models.CharField(_("name"), max_length=200)
    name_latin = models.CharField(_("name in Latin letters"), max_length=200, blank=True)
    type = models.CharField(_("type"), max_length=24, choices=OrganisationType, default=OrganisationType.SME)
    size = models.CharField(_("size"), max_length=10, choices=OrganisationSize, blank=True)
    country = models.CharField(_("country"), max_length=2, help_text=_("where it is registered; ISO 3166-1 code"))
    website = models.URLField(_("website"), blank=True)
    languages = models.JSONField(_("languages"), default=list)
    vat_number = models.CharField(_("VAT number"), max_length=20, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=40, blank=True)
    identifiers_public = models.BooleanField(
        _("show these numbers on its page"),
        default=False,
        help_text=_("A sole trader’s VAT number is personal data in some countries: ask first."),
    )
    concepts = models.ManyToManyField(
        "vocabulary.Concept", blank=True, related_name="organisations", verbose_name=_("what it does")
    )
    visibility = models.JSONField(
        _("who sees what"), default=dict, blank=True, help_text=_("field → who sees it; what is not named is public")
    )
    last_confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    closed_on = models.DateField(_("closed down on"), null=True, blank=True)
    is_demo = models.BooleanField(_("fictional example"), default=False)
    confirmed = models.BooleanField(_("confirmed by a cluster"), default=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", verbose_name=_("merged into")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.UniqueConstraint(
                fields=["vat_number"], condition=~models.Q(vat_number=""), name="one_organisation_per_vat_number"
            ),
            models.CheckConstraint(
                condition=models.Q(type__in=OrganisationType.values), name="organisation_type_known"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("organisation", args=[self.code, self.slug])

    @property
    def slug(self) -> str:
        """Name part of the address, any script; `-` where the name has no letters or is the name of a form."""
        slug = slugify(self.name, allow_unicode=True)[:60]
        return slug if slug not in FORMS else f"{slug}-"

    @cached_property
    def main_place(self):
        """The registered place, else the first one."""
        return min(self.places.all(), key=lambda place: (place.kind != Place.Kind.REGISTERED, place.pk), default=None)

    @cached_property
    def _texts(self):
        return {text.language: text for text in self.texts.all()}

    def text(self, language: str | None = None):
        """The description in the reader's language, else in one of its own languages, else in English."""
        for candidate in (language or get_language(), *self.languages, settings.LANGUAGE_CODE):
            if candidate in self._texts:
                return self._texts[candidate]
        return next(iter(self._texts.values()), None)


class OrganisationText(CheckedText):
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    about = models.TextField(_("description"))

    class Meta:
        verbose_name = _("description")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "language"], name="one_organisation_text_per_language")
        ]


class Place(CheckedText):
    """Where an organisation is. Coordinates in degrees (WGS 84) with a stated precision."""

    class Kind(models.TextChoices):
        REGISTERED = "registered", _("registered office")
        SITE = "site", pgettext_lazy("kind of place", "site")

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="places")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.REGISTERED)
    address = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    town = models.CharField(_("town"), max_length=120)
    region = models.CharField(_("region"), max_length=120, blank=True)
    region_code = models.CharField(_("region code"), max_length=10, blank=True, help_text=_("ISO 3166-2, as BG-18"))
    country = models.CharField(_("country"), max_length=2)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    precision = models.CharField(_("precision"), max_length=8, choices=Precision, default=Precision.TOWN)
    moved_by_hand = models.BooleanField(_("put there by hand"), default=False)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="coordinates_on_earth",
            )
        ]

    def __str__(self):
        return f"{self.town} ({self.country})"


class RetiredCode(models.Model):
    """A code that an organisation no longer has, after a merge; it still answers, by redirect."""

    code = models.CharField(max_length=12, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="retired_codes")
    retired_at = models.DateTimeField(auto_now_add=True)


class GoneCode(models.Model):
    """A code whose organisation was taken back with the list that had made it: its address answers 410, for good."""

    code = models.CharField(max_length=12, unique=True)
    gone_at = models.DateTimeField(auto_now_add=True)
