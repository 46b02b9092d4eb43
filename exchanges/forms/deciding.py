"""What the deciders of reports and payments fill in."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.text import validate_line, validate_text
from exchanges import clock
from exchanges.models import Payment


class ReturnForm(forms.Form):
    """Why a report goes back to the visitor."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("What is missing"),
        help_text=_("The visitor reads it."),
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea({"rows": 4}),
    )


class HoldForm(forms.Form):
    """Why a payment has to wait."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The visitor reads it."),
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea({"rows": 3}),
    )


class PayForm(forms.Form):
    """The day and the reference of a payment that went out."""

    use_required_attribute = False
    paid_on = forms.DateField(
        label=capfirst(Payment._meta.get_field("paid_on").verbose_name),
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    reference = forms.CharField(
        label=capfirst(Payment._meta.get_field("reference").verbose_name),
        help_text=_("The number of the transfer, as on the bank’s statement."),
        max_length=80,
        validators=[validate_line],
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.fields["paid_on"].initial = clock.today
