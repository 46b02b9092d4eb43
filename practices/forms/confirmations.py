"""The owner’s yearly answer."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from core.text import validate_text
from practices.states import ConfirmationAnswer


class ConfirmationForm(forms.Form):
    answer = forms.ChoiceField(label=_("Answer"), choices=ConfirmationAnswer.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What has changed? It stands on the page beside your answer."),
    )
    note_language = forms.ChoiceField(label=_("Language of the note"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note_language"].initial = get_language()

    def clean(self):
        if self.cleaned_data.get("answer") == ConfirmationAnswer.CHANGED and not self.cleaned_data.get("note"):
            self.add_error("note", _("Please say in a sentence what has changed."))
        return self.cleaned_data
