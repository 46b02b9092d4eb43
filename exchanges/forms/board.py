"""What is done for several firms of a mission at once: the template of their commitments, their payments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _, gettext_lazy

from core.text import validate_line
from exchanges import clock
from exchanges.choices import Activity
from exchanges.forms.organising import label_of, text_field
from exchanges.models import CommitmentVersion, Exchange, Payment
from exchanges.queries.together import LONGEST_OBJECTIVE, MOST_OBJECTIVES


class TemplateForm(forms.Form):
    """One commitment for all: what is typed here goes into each firm’s own, which can be changed afterwards."""

    use_required_attribute = False
    language = forms.ChoiceField(label=label_of(CommitmentVersion, "language"), choices=settings.LANGUAGES)
    objectives = text_field(
        label_of(CommitmentVersion, "objectives"), rows=5, help_text=gettext_lazy("One in each line.")
    )
    own_objectives = forms.BooleanField(
        label=gettext_lazy("Each firm’s own objectives come first, as in its application"), required=False, initial=True
    )
    activities = forms.MultipleChoiceField(
        label=label_of(CommitmentVersion, "activities"),
        required=False,
        choices=Activity.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    activities_text = text_field(label_of(CommitmentVersion, "activities_text"), rows=4)
    with_agenda = forms.BooleanField(
        label=gettext_lazy("Take over the agenda of the mission"), required=False, initial=True
    )
    responsibilities = text_field(label_of(CommitmentVersion, "responsibilities"), rows=4)
    outcomes = text_field(label_of(CommitmentVersion, "outcomes"), rows=4)
    replaces = forms.BooleanField(
        label=gettext_lazy("Replace what is written already"),
        required=False,
        help_text=gettext_lazy("Otherwise only what is empty is filled. What was signed has to be signed again."),
    )

    def clean_objectives(self) -> list[dict]:
        lines = [line.strip() for line in self.cleaned_data["objectives"].splitlines() if line.strip()]
        if len(lines) > MOST_OBJECTIVES:
            raise forms.ValidationError(_("At most %(most)s objectives, please."), params={"most": MOST_OBJECTIVES})
        if any(len(line) > LONGEST_OBJECTIVE for line in lines):
            raise forms.ValidationError(
                _("Please keep each line under %(n)s characters."), params={"n": LONGEST_OBJECTIVE}
            )
        return [{"text": line, "concept": ""} for line in lines]

    def clean(self):
        cleaned = super().clean()
        typed = ("objectives", "activities", "activities_text", "responsibilities", "outcomes")
        if not self.errors and not any(cleaned.get(name) for name in (*typed, "own_objectives", "with_agenda")):
            raise forms.ValidationError(_("Nothing is filled in yet."))
        return cleaned


@dataclass
class PaymentLine:
    """One payment with what was typed for it, and what is wrong with that."""

    exchange: Exchange
    payment: Payment
    paid_on: str
    reference: str
    day: date | None = None
    errors: dict[str, str] | None = None

    @property
    def code(self) -> str:
        return self.payment.code

    @property
    def is_filled(self) -> bool:
        return bool(self.reference)


class _DayForm(forms.Form):
    """Checks the two fields of one line."""

    paid_on = forms.DateField(error_messages={"required": gettext_lazy("Please choose the day.")})
    reference = forms.CharField(max_length=80, validators=[validate_line])


def payment_lines(exchanges: Iterable[Exchange], data=None) -> list[PaymentLine]:
    """A line for each payment that waits, with today as its day. A line without a reference is left for later."""
    today = clock.today().isoformat()
    lines = []
    for exchange in exchanges:
        payment = exchange.payment
        line = PaymentLine(exchange, payment, today, "")
        if data is not None:
            line.paid_on = data.get(f"paid_on_{payment.code}", "").strip()
            line.reference = data.get(f"reference_{payment.code}", "").strip()
            _check(line)
        lines.append(line)
    return lines


def _check(line: PaymentLine) -> None:
    if not line.is_filled:
        return
    form = _DayForm({"paid_on": line.paid_on, "reference": line.reference})
    if form.is_valid():
        line.day = form.cleaned_data["paid_on"]
    else:
        line.errors = {name: " ".join(str(error) for error in errors) for name, errors in form.errors.items()}
