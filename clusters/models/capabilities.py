"""What an organisation can do, in what quantities and how soon; each value with its source, date and readers."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models.organisations import Organisation, Place
from clusters.states import ValueSource, Visibility
from core.codes import new_code
from core.models import CheckedText
from core.uploads import ending_of


class Capability(models.Model):
    """One concept of what an organisation can do; the concept's scheme says which field of the record it belongs to.

    `Organisation.concepts` holds those of them that everybody may see, for the rooms that show no others.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="capabilities")
    concept = models.ForeignKey("vocabulary.Concept", on_delete=models.PROTECT, related_name="capabilities")
    subcontracted = models.BooleanField(
        _("given to subcontractors"), default=False, help_text=_("of a value-chain step: others do it for them")
    )

    class Meta:
        verbose_name = _("capability")
        verbose_name_plural = _("capabilities")
        constraints = [models.UniqueConstraint(fields=["organisation", "concept"], name="a_capability_once")]


def _number(label, **options):
    return models.PositiveIntegerField(label, null=True, blank=True, validators=[MinValueValidator(0)], **options)


class OrderTerms(CheckedText):
    """In what quantities, at what price effect and how soon an organisation works; all optional.

    Pieces unless the unit says else; days are calendar days. Free capacity is a statement of `free_stated_on`.
    """

    class Unit(models.TextChoices):
        PIECES = "pieces", _("pieces")
        METRES = "metres", _("metres")
        KILOGRAMS = "kilograms", _("kilograms")

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="order_terms")
    unit = models.CharField(_("unit of quantities"), max_length=10, choices=Unit, default=Unit.PIECES)
    min_order_style = _number(_("minimum order per style"))
    min_order_colour = _number(_("minimum order per colour"))
    min_order_fabric = _number(_("minimum order per fabric"), help_text=_("in metres"))
    largest_order = _number(_("largest sensible order"))
    small_run_percent = _number(
        _("price effect of small runs"),
        help_text=_("how many per cent a piece costs more at the minimum order"),
    )
    sampling = models.BooleanField(_("makes samples"), null=True, blank=True)
    sample_price = models.DecimalField(_("price of a sample"), max_digits=9, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="EUR")
    sample_days = _number(_("days to a sample"))
    lead_days = _number(_("lead time in days"), help_text=_("from the order to the delivery of a series"))
    client_fabric = models.BooleanField(_("accepts the client’s fabric"), null=True, blank=True)
    deadstock = models.BooleanField(_("accepts deadstock"), null=True, blank=True)
    free_from = models.DateField(_("free capacity from"), null=True, blank=True)
    free_until = models.DateField(_("free capacity until"), null=True, blank=True)
    free_quantity = _number(_("free quantity a month"))
    free_stated_on = models.DateField(_("stated on"), null=True, blank=True)
    spoken = models.JSONField(
        _("languages by task"), default=dict, blank=True, help_text=_("task → language codes: sales, technical")
    )

    class Meta:
        verbose_name = _("terms of orders")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(free_from=None)
                | models.Q(free_until=None)
                | models.Q(free_from__lte=models.F("free_until")),
                name="free_capacity_ends_after_it_begins",
            )
        ]


class Statement(models.Model):
    """One value that somebody stated for one field of a record. It is never edited; the next one stands in front of it.

    `field` is a key of `clusters.fields.FIELDS`; `value` is plain JSON of the field's kind. The promoted statement of a
    field is the value that the record shows.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="statements")
    field = models.CharField(_("field"), max_length=30)
    value = models.JSONField(_("value"), null=True)
    source = models.CharField(_("source"), max_length=8, choices=ValueSource)
    origin = models.CharField(_("origin"), max_length=200, blank=True, help_text=_("address or list it comes from"))
    stated_on = models.DateField(_("stated on"), default=timezone.localdate)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    promoted = models.BooleanField(_("shown"), default=True)

    class Meta:
        ordering = ["field", "-promoted", "-at", "-pk"]
        verbose_name = _("statement")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "field"],
                condition=models.Q(promoted=True),
                name="one_promoted_value_per_field",
            )
        ]
        indexes = [models.Index(fields=["origin"], name="statements_of_an_origin")]


class Certificate(CheckedText):
    """A certificate somebody holds: what it covers, until when, and where its issuer can be asked."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="certificates")
    standard = models.ForeignKey(
        "vocabulary.Concept", on_delete=models.PROTECT, related_name="certificates", verbose_name=_("standard")
    )
    number = models.CharField(_("number"), max_length=80)
    holder = models.CharField(_("holder"), max_length=200, help_text=_("as written on the certificate"))
    scope = models.CharField(_("scope"), max_length=300, help_text=_("products and steps it covers"))
    site = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="certificates", verbose_name=_("site")
    )
    issuer = models.CharField(_("issuer"), max_length=200)
    register_link = models.URLField(_("link to the issuer’s register"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"))
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    source = models.CharField(_("source"), max_length=8, choices=ValueSource, default=ValueSource.OWN)
    stated_on = models.DateField(_("stated on"), default=timezone.localdate)
    checked_on = models.DateField(_("compared with the register on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-valid_until", "pk"]
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "standard", "number"], name="a_certificate_once"),
            models.CheckConstraint(
                condition=models.Q(valid_from=None) | models.Q(valid_from__lte=models.F("valid_until")),
                name="certificate_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.standard} {self.number}"


def photo_place(photo: "Photo", name: str) -> str:
    return f"organisations/photos/{photo.organisation.code}/{photo.code}.{ending_of(name)}"


class Photo(CheckedText):
    """A picture of a site, a machine or a piece; served through a check, with its alternative text."""

    code = models.CharField(max_length=12, unique=True, default=new_code, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="photos")
    file = models.ImageField(
        _("file"), upload_to=photo_place, max_length=200, width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    description = models.CharField(
        _("alternative text"), max_length=200, help_text=_("what is to be seen, for those who do not see it")
    )
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility, default=Visibility.PUBLIC)
    order = models.PositiveSmallIntegerField(_("order"), default=100, validators=[MaxValueValidator(1000)])
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
