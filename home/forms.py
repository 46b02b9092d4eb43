"""The contact form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import validate_line, validate_text


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=120, validators=[validate_line])
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=200, help_text=_("Only for the answer; it is not shown anywhere.")
    )
    text = forms.CharField(label=_("Your message"), max_length=4000, validators=[validate_text], widget=forms.Textarea)
    # A trap for machines: hidden from people by the template, thanked in silence by the view.
    website = forms.CharField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["email"].widget.attrs["autocomplete"] = "email"

    def visible_fields(self):
        return [field for field in super().visible_fields() if field.name != "website"]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))
