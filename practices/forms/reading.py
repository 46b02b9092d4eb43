"""Forms of readers: a question, and its answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import validate_line, validate_text

LONGEST = 4000


class AskForm(forms.Form):
    """A question from anybody; signed-in people are asked for the text only."""

    name = forms.CharField(label=_("Your name"), max_length=120, validators=[validate_line])
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("The answer goes there. Nobody on the other side sees it.")
    )
    text = forms.CharField(
        label=_("Your question"), max_length=LONGEST, validators=[validate_text], widget=forms.Textarea
    )
    # A trap for machines: hidden from people by the template, refused in silence by the view.
    website = forms.CharField(required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        if user.is_authenticated:
            del self.fields["name"], self.fields["email"]
        else:
            self.fields["name"].widget.attrs["autocomplete"] = "name"
            self.fields["email"].widget.attrs["autocomplete"] = "email"

    def visible_fields(self):
        return [field for field in super().visible_fields() if field.name != "website"]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"), max_length=LONGEST, validators=[validate_text], widget=forms.Textarea
    )
