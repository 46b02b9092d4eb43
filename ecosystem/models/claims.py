"""Who says that an organisation is theirs, and what readers report about a record."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from clusters.models import Cluster, Organisation
from core.codes import new_code
from core.models import CheckedText
from core.uploads import ending_of
from ecosystem.states import ClaimState, HintKind, HintState


def proof_place(claim: "Claim", name: str) -> str:
    """Below a folder that is never served as such."""
    return f"ecosystem/proofs/{claim.code}-{new_code()}.{ending_of(name)}"


class Claim(CheckedText):
    """A person claims an organisation, with a proof. The proof is deleted some time after the decision."""

    class Relation(models.TextChoices):
        OWNER = "owner", _("owner")
        DIRECTOR = "director", _("director or manager")
        EMPLOYEE = "employee", _("employee, with the director’s consent")
        PARENT = "parent", _("parent company")

    class Proof(models.TextChoices):
        REGISTER = "register", _("extract of the business register")
        LETTER = "letter", _("letter on the organisation’s paper")
        WEBSITE = "website", _("its website names me")
        OTHER = "other", pgettext_lazy("proof", "something else")

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="claims")
    cluster = models.ForeignKey(Cluster, on_delete=models.PROTECT, related_name="claims")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="claims")
    relation = models.CharField(_("what I am there"), max_length=10, choices=Relation)
    proof = models.CharField(_("proof"), max_length=10, choices=Proof)
    proof_file = models.FileField(_("file"), upload_to=proof_place, max_length=200, blank=True)
    proof_name = models.CharField(_("file name"), max_length=200, blank=True)
    proof_link = models.URLField(_("link"), max_length=300, blank=True)
    text = models.TextField(_("explanation"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"], condition=models.Q(state="asked"), name="one_open_claim_per_person"
            )
        ]


class Hint(CheckedText):
    """What a reader, with or without an account, reports about a record."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="hints")
    kind = models.CharField(_("what"), max_length=8, choices=HintKind)
    text = models.TextField(_("explanation"), blank=True)
    other = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("the double")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="hints"
    )
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=HintState, default=HintState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(_("answer"), blank=True)
    client_hash = models.CharField(max_length=64, blank=True, db_index=True)  # keyed: who reports, for the rate limit

    class Meta:
        ordering = ["-at"]
        verbose_name = _("report about a record")
        verbose_name_plural = _("reports about records")
