"""Forms for joining an organisation and for deciding about it."""

from django import forms
from django.utils.translation import get_language, gettext_lazy as _

from clusters.models import Cluster, Organisation
from clusters.states import AffiliationRole
from core import countries
from core.text import validate_line, validate_text


class OrganisationSearchForm(forms.Form):
    """The first step: the cluster, and a few letters of the organisation."""

    cluster = forms.ModelChoiceField(
        Cluster.objects.all(), label=_("Cluster"), to_field_name="code", empty_label=_("Choose a cluster")
    )
    q = forms.CharField(
        label=_("Name of your organisation"),
        max_length=200,
        strip=True,
        validators=[validate_line],
        help_text=_("In any script; the town helps too."),
        widget=forms.TextInput(attrs={"autocomplete": "organization", "type": "search"}),
    )


class _Role(forms.Form):
    role = forms.ChoiceField(
        label=_("Your role there"),
        choices=AffiliationRole,
        initial=AffiliationRole.MEMBER,
        widget=forms.RadioSelect,
        help_text=_("A representative speaks for the organisation towards its cluster."),
    )


class JoinForm(_Role):
    """The second step: one of the matches."""

    cluster = forms.ModelChoiceField(Cluster.objects.all(), to_field_name="code", widget=forms.HiddenInput)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Organisation"),
        to_field_name="code",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose an organisation, or enter a new one.")},
    )
    field_order = ["organisation", "role", "cluster"]

    def __init__(self, *args, user, matches, **kwargs):
        """Any visible organisation may be sent; only the matches are shown."""
        super().__init__(*args, **kwargs)
        field = self.fields["organisation"]
        field.queryset = Organisation.objects.visible_to(user)
        field.choices = [(match.code, describe(match)) for match in matches or []]


def describe(organisation: Organisation) -> str:
    """Name, Latin name, towns and clusters in one line, to tell two organisations of one name apart."""
    name = organisation.name
    if organisation.name_latin and organisation.name_latin != name:
        name = f"{name} / {organisation.name_latin}"
    places = ", ".join(dict.fromkeys(place.town for place in organisation.places.all()))
    clusters = ", ".join(
        dict.fromkeys(each.cluster.short_name for each in organisation.memberships.all() if each.until is None)
    )
    return " – ".join(part for part in (name, places, clusters) if part)


class NewOrganisationForm(_Role, forms.ModelForm):
    """An organisation that is not in the list yet."""

    cluster = forms.ModelChoiceField(
        Cluster.objects.all(), label=_("Cluster"), to_field_name="code", empty_label=_("Choose a cluster")
    )
    country = forms.ChoiceField(label=_("Country"))
    town = forms.CharField(label=_("Town"), max_length=120, validators=[validate_line])
    website = forms.URLField(label=_("Website"), required=False, max_length=200, assume_scheme="https")
    field_order = ["name", "type", "size", "country", "town", "website", "vat_number", "cluster", "role"]

    class Meta:
        model = Organisation
        fields = ["name", "type", "size", "country", "website", "vat_number"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose a country")), *countries.choices(get_language())]
        for name in ("name", "vat_number"):
            self.fields[name].validators.append(validate_line)

    def clean_vat_number(self):
        """As written on invoices, without spaces and points; a number that is known belongs to that organisation."""
        number = "".join(c for c in self.cleaned_data["vat_number"].upper() if c.isalnum())
        if number and Organisation.objects.filter(vat_number=number).exists():
            raise forms.ValidationError(
                _("An organisation with this VAT number is known already. Search for it, or ask your cluster.")
            )
        return number


class NotADoubleForm(forms.Form):
    """Asked when the new organisation looks like one that is known."""

    is_new = forms.BooleanField(label=_("None of these is my organisation."))


class RefuseForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The person reads it in a mail."),
    )


class AppointForm(forms.Form):
    cluster = forms.ModelChoiceField(Cluster.objects.all(), label=_("Cluster"), to_field_name="code", empty_label=None)
