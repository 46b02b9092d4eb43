"""Announced group trips: hosts, programme by day and session, places, sign-ups and the waiting list."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from core.codes import new_code
from core.models import CheckedText
from core.states import TranslationState
from exchanges.models.programmes import Programme, named_concepts, text_in
from exchanges.states import HOLDS_A_PLACE, LIVE_SIGN_UPS, PUBLIC_MISSIONS, MissionState, SignUpState


class MissionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Everybody sees what was announced; drafts are for the organising cluster’s managers and the coordinator."""
        if account_rules.is_coordinator(user):
            return self
        mine = cluster_rules.clusters_managed_by(user)
        return self.filter(models.Q(state__in=PUBLIC_MISSIONS) | models.Q(organising_cluster__in=mine))

    def with_texts(self):
        """Prefetch what lists and pages show: texts, hosts, named concepts; a fixed number of queries."""
        return self.select_related("programme", "organising_cluster").prefetch_related(
            "texts", "hosts__organisation", models.Prefetch("concepts", named_concepts())
        )

    def with_places_left(self):
        """Adds `taken`: places held or offered."""
        return self.annotate(
            taken=models.Count("sign_ups", filter=models.Q(sign_ups__state__in=HOLDS_A_PLACE), distinct=True)
        )


class Mission(CheckedText):
    """A group trip. Its places are rows (`Seat`), so that the database itself refuses one too many."""

    SUBJECT = "mission"

    code = models.CharField(_("code"), max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="missions")
    organising_cluster = models.ForeignKey(
        "clusters.Cluster", on_delete=models.PROTECT, related_name="missions", verbose_name=_("organising cluster")
    )
    state = models.CharField(_("state"), max_length=14, choices=MissionState, default=MissionState.DRAFT)
    language = models.CharField(_("original language"), max_length=12, choices=settings.LANGUAGES)
    languages = models.JSONField(_("working languages"), default=list, blank=True)
    concepts = models.ManyToManyField(
        "vocabulary.Concept", blank=True, related_name="missions", verbose_name=_("themes")
    )
    is_virtual = models.BooleanField(_("online"), default=False)
    country = models.CharField(_("host country"), max_length=2, help_text=_("ISO 3166-1 code"))
    subdivision = models.CharField(
        _("region for public holidays"), max_length=6, blank=True, help_text=_("second part of the ISO 3166-2 code")
    )
    town = models.CharField(_("town"), max_length=120, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE)
    arrival_on = models.DateField(_("arrival"), null=True, blank=True)
    first_day = models.DateField(_("first working day"))
    last_day = models.DateField(_("last working day"))
    departure_on = models.DateField(_("departure"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(
        pgettext_lazy("exchange", "places"), default=15, validators=[MinValueValidator(1)]
    )
    sign_up_from = models.DateTimeField(_("sign-up opens"), null=True, blank=True)
    sign_up_until = models.DateTimeField(_("sign-up closes"))
    waiting_list = models.BooleanField(_("waiting list"), default=True)
    expected_cost = models.DecimalField(
        _("expected cost per person"),
        max_digits=9,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    welcome_pack = models.ForeignKey(
        "core.SiteDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("welcome pack"),
    )
    image = models.ForeignKey(
        "core.SiteImage", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("picture")
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    announced_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(_("fictional example"), default=False)

    objects = MissionQuerySet.as_manager()

    class Meta:
        ordering = ["-first_day", "code"]
        verbose_name = pgettext_lazy("exchange", "mission")
        verbose_name_plural = _("missions")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MissionState.values), name="mission_state_known"),
            models.CheckConstraint(
                condition=models.Q(last_day__gte=models.F("first_day")), name="mission_days_in_order"
            ),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="mission_has_places"),
        ]

    def __str__(self):
        return self.title()

    @cached_property
    def _texts(self):
        return {text.language: text for text in self.texts.all()}

    def text(self, language: str | None = None) -> "MissionText | None":
        return text_in(self._texts, language, self.language)

    def title(self, language: str | None = None) -> str:
        text = self.text(language)
        return text.title if text else self.code

    @cached_property
    def main_host(self) -> "MissionHost | None":
        """The first host: its organisation is the exchanges’ host, and its country decides rate and holidays."""
        return min(self.hosts.all(), key=lambda host: (host.order, host.pk), default=None)


class MissionText(CheckedText):
    """What readers read, once per language."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=120)
    summary = models.TextField(_("in one paragraph"), blank=True)
    description = models.TextField(_("description"), blank=True)
    welcome = models.TextField(_("welcome pack: what to know before you go"), blank=True)
    accessibility = models.TextField(_("accessibility"), blank=True)
    translation_state = models.CharField(
        _("translation"), max_length=20, choices=TranslationState, default=TranslationState.ORIGINAL
    )

    class Meta:
        verbose_name = _("text")
        constraints = [models.UniqueConstraint(fields=["mission", "language"], name="one_mission_text_per_language")]


class MissionHost(CheckedText):
    """A host of the trip; external ones have no membership."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="hosts")
    organisation = models.ForeignKey("clusters.Organisation", on_delete=models.PROTECT, related_name="missions_hosted")
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("host")
        verbose_name_plural = _("hosts")
        constraints = [models.UniqueConstraint(fields=["mission", "organisation"], name="a_host_once_per_mission")]


class MissionSession(CheckedText):
    """One entry of the programme. Times are kept with their zone: a trip may cross one."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE)
    place = models.CharField(_("place"), max_length=200, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_has_length")
        ]

    @cached_property
    def _texts(self):
        return {text.language: text for text in self.texts.all()}

    def text(self, language: str | None = None) -> "MissionSessionText | None":
        return text_in(self._texts, language, self.mission.language)


class MissionSessionText(CheckedText):
    session = models.ForeignKey(MissionSession, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("text")
        constraints = [models.UniqueConstraint(fields=["session", "language"], name="one_session_text_per_language")]


class Seat(models.Model):
    """One place of a mission, or one place at a time of an offer. As many rows as there are places.

    A sign-up takes a mission’s seat whole; a stay takes an offer’s seat day by day (`StayDay`).
    """

    mission = models.ForeignKey(Mission, null=True, on_delete=models.CASCADE, related_name="seats")
    offer = models.ForeignKey("exchanges.Offer", null=True, on_delete=models.CASCADE, related_name="seats")
    number = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(mission=None, offer__isnull=False) | models.Q(mission__isnull=False, offer=None),
                name="seat_of_one_thing",
            ),
            models.UniqueConstraint(fields=["mission", "number"], name="mission_seats_numbered_once"),
            models.UniqueConstraint(fields=["offer", "number"], name="offer_seats_numbered_once"),
        ]


class SignUpQuerySet(models.QuerySet):
    def live(self):
        return self.filter(state__in=LIVE_SIGN_UPS)

    def in_order(self):
        """The waiting list: who came first is first."""
        return self.filter(state=SignUpState.WAITING).order_by("queued_at", "pk")


class SignUp(models.Model):
    """One organisation on a mission: with a place, an offered place, or waiting."""

    SUBJECT = "sign_up"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="sign_ups")
    application = models.ForeignKey("exchanges.Application", on_delete=models.PROTECT, related_name="sign_ups")
    organisation = models.ForeignKey("clusters.Organisation", on_delete=models.PROTECT, related_name="sign_ups")
    state = models.CharField(_("state"), max_length=14, choices=SignUpState, default=SignUpState.WAITING)
    seat = models.OneToOneField(Seat, null=True, on_delete=models.PROTECT, related_name="sign_up")
    queued_at = models.DateTimeField(default=timezone.now)
    offered_until = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = SignUpQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=SignUpState.values), name="sign_up_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=HOLDS_A_PLACE, seat__isnull=False)
                | (~models.Q(state__in=HOLDS_A_PLACE) & models.Q(seat=None)),
                name="a_place_is_a_seat",
            ),
            models.UniqueConstraint(
                fields=["mission", "organisation"],
                condition=models.Q(state__in=LIVE_SIGN_UPS),
                name="one_live_sign_up",
            ),
        ]
