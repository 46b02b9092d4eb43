"""Forms of transfers: the report, and the reason of a refusal."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clusters.models import Organisation
from clusters.states import AffiliationState
from core.text import validate_text
from practices.models import PracticePage, Transfer

LONGEST = 2000


class TransferForm(forms.ModelForm):
    """What somebody tried, at one of the organisations they work at."""

    class Meta:
        model = Transfer
        fields = ["organisation", "tried_on", "result", "changed", "lesson", "language"]
        widgets = {"tried_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        help_texts = {
            "changed": _("What is different from the practice as described."),
            "lesson": _("What would you tell the next one who tries it?"),
            "language": _("The language you have written this in."),
        }

    def __init__(self, *args, user, page: PracticePage, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.page = page
        own = Organisation.objects.filter(
            affiliations__user=user, affiliations__state=AffiliationState.ACCEPTED
        ).distinct()
        self.fields["organisation"].queryset = own
        self.fields["organisation"].empty_label = None
        self.fields["result"].choices = [("", "–"), *Transfer._meta.get_field("result").choices]
        self.fields["tried_on"].widget.attrs["max"] = timezone.localdate().isoformat()
        self.fields["language"].choices = settings.LANGUAGES
        self.fields["language"].initial = language
        for name in ("changed", "lesson"):
            self.fields[name].validators.append(validate_text)
            self.fields[name].max_length = LONGEST
            self.fields[name].widget.attrs["maxlength"] = LONGEST

    def clean_organisation(self):
        organisation = self.cleaned_data["organisation"]
        if organisation.pk == self.page.organisation_id:
            raise forms.ValidationError(_("This practice is your organisation’s own; a transfer is somebody else’s."))
        return organisation

    def clean_tried_on(self):
        tried_on = self.cleaned_data["tried_on"]
        if tried_on > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return tried_on

    def _too_long(self, name: str) -> str:
        text = self.cleaned_data[name]
        if len(text) > LONGEST:
            raise forms.ValidationError(_("Please keep this under %(n)s characters."), params={"n": LONGEST})
        return text

    def clean_changed(self):
        return self._too_long("changed")

    def clean_lesson(self):
        return self._too_long("lesson")

    def validate_unique(self):
        """An attempt recorded twice is no mistake of the person: the action answers with the first one."""


class DecisionForm(forms.Form):
    """Why a transfer is declined, or why the decision before is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, validators=[validate_text], widget=forms.Textarea)
