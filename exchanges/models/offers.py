"""Standing invitations of hosts."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.models import Affiliation
from clusters.states import AffiliationRole, AffiliationState
from core.codes import new_code
from core.models import CheckedText
from core.states import TranslationState
from exchanges.models.programmes import Programme, named_concepts, text_in
from exchanges.states import OfferState


def represented_by(user):
    """Keys of the organisations a person speaks for, as a subquery."""
    return Affiliation.objects.filter(
        user=user, state=AffiliationState.ACCEPTED, role=AffiliationRole.REPRESENTATIVE
    ).values("organisation")


class OfferQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees open ones; the rest are for the host’s representatives, its cluster and the coordinator."""
        if account_rules.is_coordinator(user):
            return self
        visible = models.Q(state=OfferState.OPEN)
        if account_rules.is_known(user):
            mine = cluster_rules.clusters_managed_by(user)
            visible |= models.Q(receiving_cluster__in=mine) | models.Q(organisation__in=represented_by(user))
        return self.filter(visible)

    def with_texts(self):
        """Prefetch what lists and pages show; a fixed number of queries."""
        return self.select_related("programme", "organisation", "receiving_cluster", "place").prefetch_related(
            "texts", models.Prefetch("concepts", named_concepts()), "periods", "organisation__places"
        )


class Offer(CheckedText):
    """A host’s standing invitation. `capacity` is how many visits at a time; its seats are rows (`Seat`)."""

    SUBJECT = "offer"

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="offers")
    organisation = models.ForeignKey(
        "clusters.Organisation", on_delete=models.PROTECT, related_name="offers", verbose_name=_("host")
    )
    receiving_cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="offers",
        verbose_name=_("receiving cluster"),
        help_text=_("for a host in no cluster, the one that signs for it"),
    )
    state = models.CharField(_("state"), max_length=14, choices=OfferState, default=OfferState.DRAFT)
    language = models.CharField(_("original language"), max_length=12, choices=settings.LANGUAGES)
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    concepts = models.ManyToManyField(
        "vocabulary.Concept", blank=True, related_name="exchange_offers", verbose_name=_("what can be learnt")
    )
    virtual = models.BooleanField(_("also online"), default=False)
    place = models.ForeignKey(
        "clusters.Place", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("place")
    )
    subdivision = models.CharField(
        _("region for public holidays"), max_length=6, blank=True, help_text=_("second part of the ISO 3166-2 code")
    )
    capacity = models.PositiveSmallIntegerField(_("visits at a time"), default=1, validators=[MinValueValidator(1)])
    min_days = models.PositiveSmallIntegerField(_("fewest working days"), null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(_("most working days"), null=True, blank=True)
    step_free = models.BooleanField(_("step-free access"), null=True, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    is_demo = models.BooleanField(_("fictional example"), default=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "code"]
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=OfferState.values), name="offer_state_known"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="offer_has_capacity"),
        ]

    def __str__(self):
        return self.title()

    @cached_property
    def _texts(self):
        return {text.language: text for text in self.texts.all()}

    def text(self, language: str | None = None) -> "OfferText | None":
        return text_in(self._texts, language, self.language)

    def title(self, language: str | None = None) -> str:
        text = self.text(language)
        return text.title if text else self.code

    @property
    def where(self):
        """The place of the stay: its own, else the organisation’s main place; None where neither is known."""
        return self.place or self.organisation.main_place

    @property
    def country(self) -> str:
        return self.where.country if self.where else self.organisation.country

    def is_open_on(self, first, last) -> bool:
        """The whole stay lies in one open period (where any is given) and touches no closed one."""
        periods = list(self.periods.all())
        if any(not p.is_open and p.starts_on <= last and first < p.ends_on for p in periods):
            return False
        opened = [p for p in periods if p.is_open]
        return not opened or any(p.starts_on <= first and last < p.ends_on for p in opened)


class OfferText(CheckedText):
    """What readers read, once per language."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    learn = models.TextField(_("what can be learnt"), blank=True)
    conditions = models.TextField(_("what visitors should know"), blank=True)
    accessibility = models.TextField(_("accessibility"), blank=True)
    translation_state = models.CharField(
        _("translation"), max_length=20, choices=TranslationState, default=TranslationState.ORIGINAL
    )

    class Meta:
        verbose_name = _("text")
        constraints = [models.UniqueConstraint(fields=["offer", "language"], name="one_offer_text_per_language")]


class OfferPeriod(models.Model):
    """Days on which the host is open or closed (half-open: `ends_on` is the first day after)."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), help_text=_("the first day after it"))
    is_open = models.BooleanField(_("open"), default=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name = _("period")
        verbose_name_plural = _("periods")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_on__gt=models.F("starts_on")), name="period_has_days")
        ]
