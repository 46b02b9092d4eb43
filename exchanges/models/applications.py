"""What a visitor applies with, and who asks whom."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from accounts import rules as account_rules
from clusters import rules as cluster_rules
from core.codes import new_code
from core.models import CheckedText
from core.uploads import ending_of
from exchanges.choices import ProposedBy
from exchanges.models.missions import Mission
from exchanges.models.offers import Offer, represented_by
from exchanges.models.programmes import Programme
from exchanges.states import (
    OPEN_APPLICATIONS,
    SENT_APPLICATIONS,
    ApplicationState,
    ProposalState,
)


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """One’s own, those of organisations one speaks for, what was sent to one’s clusters; all to the coordinator.

        An auditor sees none: an application is personal.
        """
        if not account_rules.is_known(user) or account_rules.is_read_only(user):
            return self.none()
        sent = models.Q(state__in=SENT_APPLICATIONS)
        mine = models.Q(person=user) | models.Q(filled_in_by=user)
        if account_rules.is_coordinator(user):
            return self.filter(mine | sent)
        managed = cluster_rules.clusters_managed_by(user)
        return self.filter(
            mine
            | (sent & models.Q(sending_cluster__in=managed))
            | (sent & models.Q(organisation__in=represented_by(user)))
        )

    def to_place(self):
        """Accepted ones without a live exchange: what matching and the planner work on."""
        return self.filter(state=ApplicationState.ACCEPTED).exclude(exchanges__in=_exchange().objects.live())


def _exchange():
    from exchanges.models.exchanges import Exchange  # noqa: PLC0415 -- exchanges point to applications

    return Exchange


def cv_place(application: "Application", name: str) -> str:
    """Below a folder that is never served as such."""
    return f"exchanges/cv/{application.code}-{new_code()}.{ending_of(name)}"


class Application(CheckedText):
    """One application of a person for an organisation. Everything but who and for what may be missing in a draft."""

    SUBJECT = "application"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="applications")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="exchange_applications"
    )
    organisation = models.ForeignKey(
        "clusters.Organisation", on_delete=models.PROTECT, related_name="exchange_applications"
    )
    sending_cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="applications")
    filled_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("a manager who filled it in on behalf of the person"),
    )
    state = models.CharField(_("state"), max_length=14, choices=ApplicationState, default=ApplicationState.DRAFT)
    is_virtual = models.BooleanField(_("online"), default=False)
    mission = models.ForeignKey(
        Mission,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
        verbose_name=pgettext_lazy("exchange", "mission"),
        help_text=_("signed up for once the application is sent"),
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    purposes = models.JSONField(_("purposes"), default=list, blank=True)
    concepts = models.ManyToManyField("vocabulary.Concept", blank=True, related_name="+", verbose_name=_("themes"))
    objectives = models.TextField(_("what you want to learn or reach"), blank=True)
    activities = models.JSONField(_("activities"), default=list, blank=True)
    activities_text = models.TextField(_("what you would like to do there"), blank=True)
    countries = models.JSONField(_("preferred countries"), default=list, blank=True)
    host_types = models.JSONField(_("preferred kinds of host"), default=list, blank=True)
    earliest_on = models.DateField(_("not before"), null=True, blank=True)
    latest_on = models.DateField(_("not after"), null=True, blank=True)
    days_wanted = models.PositiveSmallIntegerField(_("working days wanted"), null=True, blank=True)
    languages = models.JSONField(_("languages you can work in"), default=list, blank=True)
    access_needs = models.TextField(_("what you need to take part"), blank=True)
    cv = models.FileField(_("CV"), upload_to=cv_place, max_length=200, blank=True)
    cv_name = models.CharField(max_length=200, blank=True)
    cv_deleted_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)
    submitted_at = models.DateTimeField(null=True)
    answer_due_on = models.DateField(_("answer due"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ApplicationState.values), name="application_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(earliest_on=None)
                | models.Q(latest_on=None)
                | models.Q(latest_on__gte=models.F("earliest_on")),
                name="application_dates_in_order",
            ),
            models.UniqueConstraint(
                fields=["programme", "organisation", "person", "is_virtual"],
                condition=models.Q(state__in=OPEN_APPLICATIONS),
                name="one_open_application",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.programme}"


class ProposalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The visitor, the host’s representatives, both clusters’ managers, the coordinator."""
        if not account_rules.is_known(user) or account_rules.is_read_only(user):
            return self.none()
        sent = ~models.Q(state=ProposalState.DRAFT)
        if account_rules.is_coordinator(user):
            return self
        managed = cluster_rules.clusters_managed_by(user)
        return self.filter(
            models.Q(application__person=user)
            | models.Q(created_by=user)
            | (sent & models.Q(host__in=represented_by(user)))
            | (sent & models.Q(signing_cluster__in=managed))
            | (sent & models.Q(application__sending_cluster__in=managed))
        )

    def open(self):
        return self.filter(state=ProposalState.SENT)


class Proposal(CheckedText):
    """One side asks the other; an exchange begins when both have confirmed."""

    SUBJECT = "proposal"

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="proposals")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="proposals")
    offer = models.ForeignKey(Offer, null=True, on_delete=models.PROTECT, related_name="proposals")
    host = models.ForeignKey("clusters.Organisation", on_delete=models.PROTECT, related_name="proposals_as_host")
    signing_cluster = models.ForeignKey("clusters.Cluster", on_delete=models.PROTECT, related_name="+")
    proposed_by = models.CharField(max_length=8, choices=ProposedBy)
    state = models.CharField(_("state"), max_length=14, choices=ProposalState, default=ProposalState.DRAFT)
    is_virtual = models.BooleanField(_("online"), default=False)
    first_day = models.DateField(_("first working day"), null=True, blank=True)
    last_day = models.DateField(_("last working day"), null=True, blank=True)
    text = models.TextField(_("message"), blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    visitor_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    visitor_confirmed_at = models.DateTimeField(null=True)
    host_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    host_confirmed_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("proposed exchange")
        verbose_name_plural = _("proposed exchanges")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ProposalState.values), name="exchange_proposal_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(first_day=None)
                | models.Q(last_day=None)
                | models.Q(last_day__gte=models.F("first_day")),
                name="proposal_days_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ProposalState.ACCEPTED)
                | models.Q(visitor_confirmed_at__isnull=False, host_confirmed_at__isnull=False),
                name="both_sides_confirm",
            ),
            models.UniqueConstraint(
                fields=["application", "host"],
                condition=models.Q(state=ProposalState.SENT),
                name="one_open_proposal_per_pair",
            ),
        ]
