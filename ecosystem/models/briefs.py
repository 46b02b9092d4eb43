"""Sourcing briefs: what a brand wants made, whom it asked, what they said, what came of it."""

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Organisation
from core.codes import new_code
from core.models import CheckedText
from core.uploads import ending_of
from ecosystem.states import AnswerState, BriefState, BudgetBand, Outcome

MOST_MAKERS = 5


class BriefQuerySet(models.QuerySet):
    def public(self):
        """What readers and search may see something of: sent, not over, and shown by the brand’s own wish."""
        return self.filter(public=True, state=BriefState.SENT)


class Brief(CheckedText):
    """One brief. Everything but whose it is may be missing in a draft; a sent one no longer changes.

    `public` lets readers and search see the title, the product, steps, materials, quantity and date; never the brand,
    the files, the budget or the makers.
    """

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    brand = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="briefs")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="briefs")
    broker = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.SET_NULL, related_name="briefs", verbose_name=_("broker")
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    title = models.CharField(_("title"), max_length=100, blank=True)
    description = models.TextField(_("description"), blank=True)
    product = models.ForeignKey(
        "vocabulary.Concept",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("product"),
    )
    steps = models.ManyToManyField(
        "vocabulary.Concept", blank=True, related_name="briefs_by_step", verbose_name=_("steps needed")
    )
    materials = models.ManyToManyField(
        "vocabulary.Concept", blank=True, related_name="briefs_by_material", verbose_name=_("materials")
    )
    certificates = models.ManyToManyField(
        "vocabulary.Concept", blank=True, related_name="briefs_by_certificate", verbose_name=_("certificates required")
    )
    quantity = models.PositiveIntegerField(
        _("quantity"), null=True, blank=True, validators=[MinValueValidator(1)], help_text=_("pieces of one style")
    )
    colours = models.PositiveSmallIntegerField(_("colours"), null=True, blank=True, validators=[MinValueValidator(1)])
    sizes = models.CharField(_("sizes"), max_length=200, blank=True)
    wanted_by = models.DateField(_("wanted by"), null=True, blank=True)
    budget = models.CharField(_("budget"), max_length=14, choices=BudgetBand, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    own_fabric = models.BooleanField(_("we bring the fabric"), default=False)
    public = models.BooleanField(_("show the brief without our name"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=BriefState, default=BriefState.DRAFT)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("what came of it"), max_length=10, choices=Outcome, blank=True)
    outcome_text = models.TextField(_("in a few words"), blank=True)
    chosen = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="briefs_won",
        verbose_name=_("the maker chosen"),
    )
    outcome_asked_at = models.DateTimeField(null=True)

    objects = BriefQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("sourcing brief")
        verbose_name_plural = _("sourcing briefs")

    def __str__(self):
        return self.title or self.code

    def get_absolute_url(self):
        return reverse("brief", args=[self.code])


def brief_file_place(file: "BriefFile", name: str) -> str:
    """Below a folder that is never served as such; the name on disk is the file’s own code."""
    return f"ecosystem/briefs/{file.brief.code}/{file.code}.{ending_of(name)}"


class BriefFile(models.Model):
    """A private file of a brief: for the brand, the makers asked and the broker."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to=brief_file_place, max_length=200)
    name = models.CharField(_("file name"), max_length=200)
    size = models.PositiveIntegerField(_("size"), default=0)
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["uploaded_at", "pk"]


class BriefAnswer(CheckedText):
    """One maker that was asked, and what it said. At most MOST_MAKERS of them for a brief, by `place`."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="answers")
    maker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="brief_answers")
    place = models.PositiveSmallIntegerField()
    suggested_by = models.ForeignKey(Cluster, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(_("answer"), max_length=8, choices=AnswerState, default=AnswerState.ASKED)
    price_from = models.DecimalField(_("price of a piece from"), max_digits=9, decimal_places=2, null=True, blank=True)
    price_to = models.DecimalField(_("price of a piece to"), max_digits=9, decimal_places=2, null=True, blank=True)
    possible_by = models.DateField(_("possible by"), null=True, blank=True)
    questions = models.TextField(_("questions"), blank=True)
    reason = models.ForeignKey(
        "vocabulary.Concept",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("reason"),
    )
    reason_text = models.TextField(_("in a few words"), blank=True)
    not_before = models.DateField(_("ask again after"), null=True, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["place"]
        verbose_name = _("answer to a brief")
        constraints = [
            models.UniqueConstraint(fields=["brief", "maker"], name="a_maker_is_asked_once"),
            models.UniqueConstraint(fields=["brief", "place"], name="one_maker_per_place"),
            models.CheckConstraint(condition=models.Q(place__range=(1, MOST_MAKERS)), name="at_most_five_makers"),
        ]


class BriefMessage(CheckedText):
    """A question or an answer between the brand and one maker; nobody’s address is shown."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    answer = models.ForeignKey(BriefAnswer, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="brief_messages"
    )
    from_brand = models.BooleanField()
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES)
    text = models.TextField(_("message"), max_length=4000)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        verbose_name = _("message about a brief")


class BriefWish(CheckedText):
    """A maker that was not asked says of a public brief that it could; the brand may ask it then."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="wishes")
    maker = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="brief_wishes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="brief_wishes"
    )
    text = models.TextField(_("in a few words"), max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("maker who could")
        constraints = [models.UniqueConstraint(fields=["brief", "maker"], name="a_maker_offers_itself_once")]


class HandOver(CheckedText):
    """A cluster’s manager gives a brief to another cluster to broker."""

    brief = models.ForeignKey(Brief, on_delete=models.CASCADE, related_name="hand_overs")
    from_cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    to_cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
