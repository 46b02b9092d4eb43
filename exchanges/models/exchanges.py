"""One organisation’s stay with one host, and the days it takes."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from clusters.states import OrganisationType
from core.codes import new_code
from core.dates import span
from core.models import CheckedText
from exchanges.models.applications import Application, Proposal
from exchanges.models.missions import Mission, Seat, SignUp
from exchanges.models.offers import Offer, represented_by
from exchanges.models.programmes import Programme, Target
from exchanges.states import BEFORE_START, DONE, LIVE, REPORT_DUE, ExchangeState


class ExchangeQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Both organisations’ people concerned, the clusters concerned, the coordinator; the auditor sees all rows.

        Whether names may be shown is another question: `rules.sees_people`.
        """
        if not account_rules.is_known(user):
            return self.none()
        if account_rules.is_coordinator(user) or account_rules.is_auditor(user):
            return self
        managed = cluster_rules.clusters_managed_by(user)
        speaks_for = represented_by(user)
        return self.filter(
            Q(visitor=user)
            | Q(host_contact=user)
            | Q(visitor_organisation__in=speaks_for)
            | Q(host_organisation__in=speaks_for)
            | Q(sending_cluster__in=managed)
            | Q(signing_cluster__in=managed)
            | Q(receiving_cluster__in=managed)
        )

    def live(self):
        return self.filter(state__in=LIVE)

    def counted(self):
        """Validated ones that count for a target: the figure of the boards."""
        return self.filter(counted_at__isnull=False)


class Exchange(CheckedText):
    """One organisation’s stay. Facts that decide about counting and money are frozen here, whatever changes later.

    `receiving_cluster` is empty for a host in no cluster; then `signing_cluster` (the organising one) signs for the
    receiving side and, unless the host has an account, for the host.
    """

    SUBJECT = "exchange"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="exchanges")
    state = models.CharField(_("state"), max_length=14, choices=ExchangeState, default=ExchangeState.MATCHED)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="exchanges")
    sign_up = models.OneToOneField(SignUp, null=True, on_delete=models.PROTECT, related_name="exchange")
    proposal = models.OneToOneField(Proposal, null=True, on_delete=models.PROTECT, related_name="exchange")
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="exchanges")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="exchanges")

    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="exchanges_as_visitor",
        verbose_name=_("visitor"),
    )
    visitor_organisation = models.ForeignKey(
        "clusters.Organisation",
        on_delete=models.PROTECT,
        related_name="exchanges_as_visitor",
        verbose_name=_("visiting organisation"),
    )
    host_contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="exchanges_as_host",
        verbose_name=_("contact at the host"),
    )
    host_organisation = models.ForeignKey(
        "clusters.Organisation",
        on_delete=models.PROTECT,
        related_name="exchanges_as_host",
        verbose_name=_("host organisation"),
    )
    sending_cluster = models.ForeignKey(
        "clusters.Cluster", on_delete=models.PROTECT, related_name="exchanges_sent", verbose_name=_("sending cluster")
    )
    receiving_cluster = models.ForeignKey(
        "clusters.Cluster",
        null=True,
        on_delete=models.PROTECT,
        related_name="exchanges_received",
        verbose_name=_("receiving cluster"),
    )
    signing_cluster = models.ForeignKey(
        "clusters.Cluster",
        on_delete=models.PROTECT,
        related_name="exchanges_signed",
        verbose_name=_("cluster that signs for the receiving side"),
    )

    is_virtual = models.BooleanField(_("online"), default=False)
    uses_visit = models.BooleanField(default=True)  # this stay is the organisation’s one visit in the programme
    arrival_on = models.DateField(_("arrival"), null=True, blank=True)
    first_day = models.DateField(_("first working day"), null=True, blank=True)
    last_day = models.DateField(_("last working day"), null=True, blank=True)
    departure_on = models.DateField(_("departure"), null=True, blank=True)
    real_first_day = models.DateField(_("first working day as it was"), null=True, blank=True)
    real_last_day = models.DateField(_("last working day as it was"), null=True, blank=True)

    visitor_type = models.CharField(max_length=24, choices=OrganisationType)
    host_type = models.CharField(max_length=24, choices=OrganisationType)
    visitor_country = models.CharField(max_length=2)
    host_country = models.CharField(max_length=2)
    host_subdivision = models.CharField(max_length=6, blank=True)
    distance_km = models.FloatField(_("distance in kilometres"), null=True)

    currency = models.CharField(max_length=3, default="EUR")
    working_days = models.DecimalField(_("working days"), max_digits=4, decimal_places=1, null=True)
    agreed_amount = models.DecimalField(_("agreed lump sum"), max_digits=9, decimal_places=2, null=True)
    agreed_steps = models.JSONField(default=list)  # money.Step as data: how the agreed sum came to be
    final_days = models.DecimalField(_("working days as they were"), max_digits=4, decimal_places=1, null=True)
    final_amount = models.DecimalField(_("lump sum"), max_digits=9, decimal_places=2, null=True)
    final_steps = models.JSONField(default=list)

    counted_by = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="exchanges_counted")
    target = models.ForeignKey(Target, null=True, on_delete=models.PROTECT, related_name="exchanges")
    counted_at = models.DateTimeField(null=True)

    reason = models.TextField(_("reason"), blank=True)  # of the last move that needs one
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    state_since = models.DateTimeField(default=timezone.now)
    approved_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # also when it was broken off
    reported_at = models.DateTimeField(null=True)
    validated_at = models.DateTimeField(null=True)
    validated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    discontinued_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    is_demo = models.BooleanField(_("fictional example"), default=False)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("exchange")
        verbose_name_plural = _("exchanges")
        indexes = [
            models.Index(fields=["programme", "state"], name="exchanges_by_state"),
            models.Index(fields=["programme", "counted_at"], name="exchanges_counted"),
            # The list in its own order; the figures of the boards, which read this index and no row.
            models.Index(fields=["-created_at", "-id"], name="exchanges_newest"),
            models.Index(fields=["programme", "-created_at", "-id"], name="exchanges_newest_of"),
            models.Index(fields=["programme", "validated_at", "counted_at"], name="exchanges_validated"),
            models.Index(
                fields=[
                    "programme",
                    "sending_cluster",
                    "state",
                    "is_virtual",
                    "target",
                    "counted_at",
                    "paid_at",
                    "final_amount",
                    "agreed_amount",
                    "visitor_country",
                    "host_country",
                ],
                name="exchanges_figures",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExchangeState.values), name="exchange_state_known"),
            models.UniqueConstraint(
                fields=["programme", "visitor_organisation"],
                condition=Q(uses_visit=True) & ~Q(state=ExchangeState.CANCELLED),
                name="one_visit_per_organisation",
            ),
            models.CheckConstraint(condition=Q(is_virtual=False) | Q(uses_visit=False), name="virtual_uses_no_visit"),
            models.CheckConstraint(
                condition=Q(is_virtual=False) | Q(agreed_amount=None) | Q(agreed_amount=0), name="virtual_has_no_money"
            ),
            models.CheckConstraint(condition=Q(mission=None) | Q(offer=None), name="mission_or_offer"),
            models.CheckConstraint(
                condition=~Q(visitor_organisation=F("host_organisation")), name="nobody_visits_themselves"
            ),
            models.CheckConstraint(
                condition=Q(first_day=None, last_day=None) | Q(last_day__gte=F("first_day")), name="stay_in_order"
            ),
            models.CheckConstraint(
                condition=Q(arrival_on=None) | Q(arrival_on__lte=F("first_day")), name="arrival_before_first_day"
            ),
            models.CheckConstraint(
                condition=Q(departure_on=None) | Q(departure_on__gte=F("last_day")), name="departure_after_last_day"
            ),
            models.CheckConstraint(
                condition=Q(real_last_day=None) | Q(real_last_day__gte=F("real_first_day")), name="real_stay_in_order"
            ),
            models.CheckConstraint(
                condition=Q(final_amount=None) | Q(final_amount__lte=F("agreed_amount")), name="never_more_than_agreed"
            ),
            models.CheckConstraint(condition=Q(counted_at=None) | Q(state__in=DONE), name="counted_once_validated"),
        ]

    def __str__(self):
        return f"{self.visitor_organisation} → {self.host_organisation}"

    @property
    def is_before_start(self) -> bool:
        return self.state in BEFORE_START

    @property
    def is_report_due(self) -> bool:
        return self.state in REPORT_DUE

    @property
    def has_external_host(self) -> bool:
        return self.receiving_cluster_id is None

    @property
    def days_in_words(self) -> str:
        """The planned stay as the reader’s language writes it, from the first to the last working day."""
        return span(self.first_day, self.last_day) if self.first_day and self.last_day else ""

    @property
    def amount(self):
        """The sum as it stands: final, else agreed, else None."""
        return self.final_amount if self.final_amount is not None else self.agreed_amount


class StayDay(models.Model):
    """One day of one stay, first to last working day, week-ends between included; for virtual ones the session days.

    The database refuses one person in two stays on a day, and one seat of an offer given twice on a day.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    seat = models.ForeignKey(Seat, null=True, on_delete=models.PROTECT, related_name="days")

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["exchange", "day"], name="a_day_once_per_stay"),
            models.UniqueConstraint(fields=["person", "day"], name="nobody_in_two_stays"),
            models.UniqueConstraint(fields=["seat", "day"], name="a_seat_once_a_day"),
        ]


class DayCorrection(CheckedText):
    """The coordinator says that a day counts as working or does not: a Saturday fair, a works outing.

    For one exchange, or for all of a mission; that of the exchange wins.
    """

    exchange = models.ForeignKey(Exchange, null=True, on_delete=models.CASCADE, related_name="day_corrections")
    mission = models.ForeignKey(Mission, null=True, on_delete=models.CASCADE, related_name="day_corrections")
    day = models.DateField(_("day"))
    works = models.BooleanField(_("counts as a working day"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]
        verbose_name = _("corrected day")
        constraints = [
            models.CheckConstraint(
                condition=Q(exchange=None, mission__isnull=False) | Q(exchange__isnull=False, mission=None),
                name="correction_of_one_thing",
            ),
            models.UniqueConstraint(fields=["exchange", "day"], name="one_correction_per_day"),
            models.UniqueConstraint(fields=["mission", "day"], name="one_mission_correction_per_day"),
        ]


class ExchangeSession(CheckedText):
    """One online session of a virtual exchange that is no mission."""

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="sessions")
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    zone = models.CharField(_("time zone"), max_length=60, default=settings.TIME_ZONE)
    title = models.CharField(_("title"), max_length=200)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("session")
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="online_session_has_length")
        ]


class Message(CheckedText):
    """A message between the parties, kept with the exchange."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="exchange_messages"
    )
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    text = models.TextField(_("message"))
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("message")
