"""Plain forms for certificates and photos of an organisation."""

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, gettext_lazy

from clusters.actions.certificates import VALUES
from clusters.forms_capabilities import READERS, RegisterLinkField
from clusters.models import Certificate, Organisation, Photo, Place
from clusters.states import Visibility
from core.collation import sort_key
from core.text import validate_line
from core.uploads import check_image
from vocabulary.models import Concept

SCHEME = "certificate"


def _line(label, *, length: int, required=True, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, validators=[validate_line], **options)


def _day(label, *, required: bool, **options) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **options)


class CertificateForm(forms.Form):
    """A certificate as its paper says. `certificate` is the one to correct, or None."""

    standard = forms.ModelChoiceField(label=gettext_lazy("Standard"), queryset=Concept.objects.none())
    number = _line(gettext_lazy("Number"), length=80, help_text=gettext_lazy("As printed on the certificate."))
    holder = _line(
        gettext_lazy("Holder"),
        length=200,
        help_text=gettext_lazy("As written on the certificate, also where that is another firm."),
    )
    scope = _line(gettext_lazy("Scope"), length=300, help_text=gettext_lazy("Products and steps it covers."))
    site = forms.ModelChoiceField(
        label=gettext_lazy("Site"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=gettext_lazy("the whole organisation"),
    )
    issuer = _line(gettext_lazy("Issuer"), length=200)
    register_link = RegisterLinkField(
        label=gettext_lazy("Link to the issuer’s register"),
        help_text=gettext_lazy("Where everybody can look the number up. With https://"),
    )
    valid_from = _day(gettext_lazy("Valid from"), required=False)
    valid_until = _day(gettext_lazy("Valid until"), required=True)
    checked_on = _day(
        gettext_lazy("Compared with the register on"),
        required=False,
        help_text=gettext_lazy("The day on which you looked it up yourself; empty if you did not."),
    )
    visibility = forms.ChoiceField(label=READERS, choices=Visibility, initial=Visibility.PUBLIC)

    def __init__(self, *args, organisation: Organisation, certificate: Certificate | None = None, **kwargs):
        initial = (
            {name: getattr(certificate, name) for name in VALUES} if certificate else {"holder": organisation.name}
        )
        super().__init__(*args, initial=initial, **kwargs)
        self.organisation, self.certificate = organisation, certificate
        concepts = Concept.objects.current().filter(scheme__code=SCHEME).with_labels()
        self.fields["standard"].queryset = concepts
        language = get_language()
        named = sorted(((each.pk, each.label()) for each in concepts), key=lambda pair: sort_key(pair[1], language))
        self.fields["standard"].choices = [("", "–"), *named]
        self.fields["site"].queryset = organisation.places.all()

    def clean_checked_on(self):
        day = self.cleaned_data["checked_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("A certificate cannot end before it begins."))
        if cleaned.get("standard") and cleaned.get("number"):
            others = self.organisation.certificates.filter(standard=cleaned["standard"], number=cleaned["number"])
            if others.exclude(pk=self.certificate.pk if self.certificate else None).exists():
                self.add_error("number", _("A certificate with this standard and number is in the record already."))
        return cleaned


class PhotoWordsForm(forms.Form):
    """What belongs to a photo; the alternative text is required: who cannot see the picture reads it."""

    description = _line(
        gettext_lazy("Alternative text"),
        length=200,
        help_text=gettext_lazy("What is to be seen, for those who do not see it."),
    )
    credit = _line(gettext_lazy("Credit"), length=200, required=False)
    order = forms.IntegerField(
        label=gettext_lazy("Order"),
        min_value=0,
        max_value=1000,
        initial=100,
        help_text=gettext_lazy("Small numbers come first."),
    )
    visibility = forms.ChoiceField(label=READERS, choices=Visibility, initial=Visibility.PUBLIC)

    def __init__(self, *args, photo: Photo | None = None, **kwargs):
        names = ("description", "credit", "order", "visibility")
        initial = {name: getattr(photo, name) for name in names} if photo else {}
        super().__init__(*args, initial=initial, **kwargs)

    def words(self) -> dict:
        return {name: self.cleaned_data[name] for name in ("description", "credit", "order", "visibility")}


class PhotoForm(PhotoWordsForm):
    file = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF. Places, machines and pieces; people only if they agreed."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    field_order = ["file", "description", "credit", "order", "visibility"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        check_image(file)
        return file
