"""Forms of a programme’s parts: its rules, its texts, and the rows of targets, rates, countries and the matrix."""

from itertools import pairwise

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext as _, gettext_lazy, pgettext_lazy

from core import countries
from exchanges.choices import EvidenceKind
from exchanges.models import Programme, ProgrammeCountry, ProgrammeText, Rate, RoleRule, Target

MORE_ROWS = 3


class ProgrammeForm(forms.ModelForm):
    required_evidence = forms.MultipleChoiceField(
        label=gettext_lazy("required documents"),
        choices=EvidenceKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Programme
        fields = (
            "starts_on", "ends_on", "currency", "min_days", "max_days", "max_months", "preferred_from", "preferred_to",
            "visit_once", "different_countries", "full_from_days", "full_from_km", "ceiling", "answer_days",
            "proposal_days", "most_open_proposals", "place_hours", "report_days", "validation_days", "payment_days",
            "follow_up_months", "low_active_months", "required_evidence", "host_report_required", "cv_months",
            "evidence_years", "sources",
        )  # fmt: skip
        widgets = {
            "starts_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "sources": forms.Textarea({"rows": 8}),
        }

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("The last day is before the first."))
        low, high = cleaned.get("preferred_from"), cleaned.get("preferred_to")
        if low is not None and high is not None and high < low:
            self.add_error("preferred_to", _("This has to be at least as much as the number before it."))
        if cleaned.get("min_days") == 0:
            self.add_error("min_days", _("At least one day is needed."))
        return cleaned


class _CountryField(forms.TypedChoiceField):
    """A country by its name in the reader’s language."""

    def __init__(self, **options):
        super().__init__(choices=lambda: [("", "–"), *countries.choices(get_language() or "en")], **options)


class RateForm(forms.ModelForm):
    country = _CountryField(label=gettext_lazy("host country"))

    class Meta:
        model = Rate
        fields = ("country", "amount", "currency", "valid_from", "valid_until", "source")
        widgets = {name: forms.DateInput({"type": "date"}, format="%Y-%m-%d") for name in ("valid_from", "valid_until")}

    def clean(self):
        cleaned = super().clean()
        first, until = cleaned.get("valid_from"), cleaned.get("valid_until")
        if first and until and until <= first:
            self.add_error("valid_until", _("The last day is before the first."))
        return cleaned


class CountryForm(forms.ModelForm):
    country = _CountryField(label=gettext_lazy("country"))

    class Meta:
        model = ProgrammeCountry
        fields = ("country", "may_visit", "may_host", "source")


class _RateRows(forms.BaseInlineFormSet):
    def clean(self):
        """No two rates of one country on one day: said beside the later one."""
        super().clean()
        kept = [row for row in self.forms if row not in self.deleted_forms and row.is_valid() and row.cleaned_data]
        complete = [row for row in kept if row.cleaned_data.get("country") and row.cleaned_data.get("valid_from")]
        complete.sort(key=lambda row: (row.cleaned_data["country"], row.cleaned_data["valid_from"]))
        for earlier, later in pairwise(complete):
            one, other = earlier.cleaned_data, later.cleaned_data
            if one["country"] == other["country"] and (
                one["valid_until"] is None or other["valid_from"] < one["valid_until"]
            ):
                later.add_error("valid_from", _("Another rate of this country holds on this day."))


def _rows(model, **options) -> type[forms.BaseInlineFormSet]:
    return forms.inlineformset_factory(Programme, model, **({"extra": MORE_ROWS, "can_delete": True} | options))


# Every part but the rules themselves: its name, and the rows it is made of.
PARTS = {
    "texts": (
        gettext_lazy("Texts"),
        _rows(
            ProgrammeText,
            fields=("language", "title", "summary"),
            widgets={"summary": forms.Textarea({"rows": 3})},
            max_num=len(settings.LANGUAGES),
        ),
    ),
    "targets": (gettext_lazy("Targets"), _rows(Target, fields=("organisation_type", "side", "number", "order"))),
    "rates": (gettext_lazy("Rates"), _rows(Rate, form=RateForm, formset=_RateRows)),
    "countries": (gettext_lazy("Countries"), _rows(ProgrammeCountry, form=CountryForm)),
    "matrix": (
        gettext_lazy("Who may go, who may host"),
        _rows(RoleRule, fields=("side", "organisation_type", "membership", "allowed", "source")),
    ),
}
RULES = "rules"
NAMES = {RULES: pgettext_lazy("exchange", "Rules")} | {name: title for name, (title, _form) in PARTS.items()}


def form_of(part: str, programme: Programme, data=None):
    """The form of the rules, or the rows of another part."""
    if part == RULES:
        return ProgrammeForm(data, instance=programme)
    return PARTS[part][1](data, instance=programme, prefix="rows")
