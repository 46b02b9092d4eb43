"""Adding evidence: one kind, one file or several."""

from django import forms
from django.utils.translation import gettext_lazy as _

from exchanges.choices import EvidenceKind

MOST_AT_ONCE = 10


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, each looked at by the action that keeps it."""

    widget = FilesInput

    def clean(self, data, initial=None):
        files = data if isinstance(data, (list, tuple)) else [data]
        if len(files) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Please choose fewer files at a time."), code="too_many")
        if not any(files):
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [file for file in files if file]


class EvidenceForm(forms.Form):
    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What it is"), choices=EvidenceKind.choices)
    file = FilesField(
        label=_("File"),
        help_text=_("A photo, a scan, a PDF or an office file. Several at a time may be chosen."),
    )
