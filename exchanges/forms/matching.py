"""Forms of proposals and plans: days, a text, a host. What the rules say of them is said by the actions."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from clusters.models import Cluster, Organisation
from core.text import validate_line, validate_text
from exchanges.models import Offer, Programme

LONGEST = 2000


def day_field(label, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class CodeChoiceField(forms.ModelChoiceField):
    """A row by its code. PostgreSQL refuses to be asked about a null character."""

    def __init__(self, queryset, **options):
        super().__init__(queryset, to_field_name="code", **options)

    def to_python(self, value):
        return super().to_python("-" if isinstance(value, str) and "\x00" in value else value)


class DaysForm(forms.Form):
    """First and last working day: both, or, where they may be settled later, none."""

    first_day = day_field(_("First working day"), required=False)
    last_day = day_field(_("Last working day"), required=False)

    def __init__(self, *args, programme: Programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.programme = programme

    def _day(self, name: str) -> date | None:
        """A year far from the programme is a slip of the keyboard; calendars and sums are not asked about it."""
        day = self.cleaned_data[name]
        if day and not self.programme.starts_on.year - 1 <= day.year <= self.programme.ends_on.year + 1:
            raise forms.ValidationError(_("Please check the year."))
        return day

    def clean_first_day(self):
        return self._day("first_day")

    def clean_last_day(self):
        return self._day("last_day")

    def clean(self):
        values = super().clean()
        for name, other in (("first_day", "last_day"), ("last_day", "first_day")):
            if values.get(name) and other in values and not values[other]:
                self.add_error(other, _("Please name both days, or none."))
        return values

    @property
    def days(self) -> tuple[date | None, date | None]:
        """As far as they can be read; what cannot is none."""
        values = getattr(self, "cleaned_data", {})
        first, last = values.get("first_day"), values.get("last_day")
        return (first, last) if first and last else (None, None)

    @property
    def stamp(self) -> str:
        """The days in one word, to know whether what was shown is what is sent."""
        return "/".join(day.isoformat() if day else "" for day in self.days)


class ProposalForm(DaysForm):
    """Days and a few words to the other side."""

    text = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST,
        validators=[validate_text],
        widget=forms.Textarea,
        help_text=_("Say in a few words why the two of you should meet."),
    )


class OnlineProposalForm(ProposalForm):
    """Sessions online are planned together later."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["first_day"], self.fields["last_day"]


class HostSearchForm(forms.Form):
    """Who has agreed to be the host."""

    q = forms.CharField(
        label=_("Name of the host"),
        max_length=200,
        validators=[validate_line],
        help_text=_("In any script; the town helps too."),
        widget=forms.TextInput(attrs={"type": "search"}),
    )


class AgreedForm(ProposalForm):
    """A match agreed beforehand: the host, and the cluster that signs for it."""

    host = CodeChoiceField(Organisation.objects.none(), widget=forms.HiddenInput)
    signing_cluster = CodeChoiceField(
        Cluster.objects.none(), label=_("Cluster that signs for the host"), empty_label=None
    )
    field_order = ["host", "signing_cluster", "first_day", "last_day", "text"]

    def __init__(self, *args, hosts, clusters, is_virtual: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = hosts
        self.fields["signing_cluster"].queryset = clusters
        if is_virtual:
            del self.fields["first_day"], self.fields["last_day"]


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST,
        validators=[validate_text],
        widget=forms.Textarea,
        help_text=_("The other side reads it."),
    )


class PlannedStayForm(DaysForm):
    """Another host or other days for one application of a plan."""

    offer = CodeChoiceField(
        Offer.objects.none(),
        label=pgettext_lazy("exchange", "Host"),
        empty_label=_("Choose a host"),
        error_messages={"required": _("Please choose a host.")},
    )
    field_order = ["offer", "first_day", "last_day"]

    def __init__(self, *args, offers, choices, **kwargs):
        """`choices` are (code, label), the best first; any of `offers` may be sent."""
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers
        self.fields["offer"].choices = [("", _("Choose a host")), *choices]
        for name in ("first_day", "last_day"):
            self.fields[name].required = True
