"""The survey some months after the stay, and the code of a certificate."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from core.codes import ALPHABET
from core.text import validate_text
from exchanges.choices import Outcome
from exchanges.forms.reports import yes_or_no

LONGEST_CODE = 12


class FollowUpForm(forms.Form):
    use_required_attribute = False
    outcomes = forms.MultipleChoiceField(
        label=_("What came of it so far"), choices=Outcome.choices, widget=forms.CheckboxSelectMultiple
    )
    still_in_contact = yes_or_no(_("Are you still in contact with the other side?"))
    would_go_again = yes_or_no(_("Would you do it again?"))
    text = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=4000,
        validators=[validate_text],
        widget=forms.Textarea({"rows": 5}),
    )
    language = forms.ChoiceField(label=_("Language you write in"), choices=settings.LANGUAGES)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["language"].initial = get_language()

    def clean_outcomes(self):
        chosen = self.cleaned_data["outcomes"]
        if Outcome.NONE in chosen and len(chosen) > 1:
            raise forms.ValidationError(_("“None so far” stands alone."))
        return chosen


class CodeForm(forms.Form):
    """The code on a certificate, however it was typed: with spaces, dashes, capitals."""

    use_required_attribute = False
    code = forms.CharField(
        label=_("Code"), help_text=_("It stands at the foot of the certificate."), max_length=40, strip=True
    )

    def clean_code(self):
        code = "".join(sign for sign in self.cleaned_data["code"].lower() if sign.isalnum())
        if not code or len(code) > LONGEST_CODE or set(code) - set(ALPHABET):
            raise forms.ValidationError(
                _("No certificate has such a code. Codes have small letters and digits, and neither 0, 1, i, l nor o.")
            )
        return code
