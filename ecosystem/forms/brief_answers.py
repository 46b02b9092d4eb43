"""What is typed about a brief once it was sent: the answers of makers, messages, handing over, closing."""

from django import forms
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from clusters.models import Cluster
from core.text import validate_text
from ecosystem.models import Brief, BriefAnswer
from ecosystem.queries import brief_words
from ecosystem.states import Outcome
from vocabulary.models import Concept

LONGEST_TEXT = 2000


def _text(label, *, longest=LONGEST_TEXT, required=False, rows=4, help_text="") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        required=required,
        help_text=help_text,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _day(label, help_text="") -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


def _price(label) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=0, max_digits=9, decimal_places=2, localize=False)


class YesForm(forms.Form):
    """A price band of a piece and a day; questions may be asked."""

    price_from = _price(_("Price of a piece from"))
    price_to = _price(_("Price of a piece up to"))
    possible_by = _day(_("Possible by"), _("Say a day that you can keep."))
    questions = _text(_("Questions to the brand"))


class NoForm(forms.Form):
    """With a reason of the vocabulary."""

    reason = forms.ModelChoiceField(Concept.objects.none(), label=_("Reason"), empty_label="–")
    reason_text = _text(
        _("In a few words"), rows=3, help_text=_("Only the brand reads this. The reason is counted without names.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].queryset = brief_words.of_scheme(brief_words.REASONS).select_related("scheme")
        self.fields["reason"].choices = [("", "–"), *brief_words.options(brief_words.REASONS)]


class NotNowForm(forms.Form):
    not_before = _day(_("Ask us again after"))


ANSWERS = {"yes": YesForm, "no": NoForm, "not-now": NotNowForm}


class MessageForm(forms.Form):
    text = _text(_("Your message"), longest=4000, required=True)


class HandOverForm(forms.Form):
    """To another cluster than the one that has it."""

    to = forms.ModelChoiceField(None, label=_("To which cluster"), to_field_name="code", empty_label="–")
    note = _text(_("Note for its managers"), rows=3)

    def __init__(self, *args, brief: Brief, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = Cluster.objects.exclude(pk=brief.broker_id)


class CloseForm(forms.Form):
    """What came of it; who was chosen, where somebody was."""

    outcome = forms.ChoiceField(label=_("What came of it"), choices=[("", "–"), *Outcome.choices])
    chosen = forms.ModelChoiceField(
        None,
        label=pgettext_lazy("brief", "With which maker"),
        required=False,
        to_field_name="code",
        empty_label=pgettext_lazy("brief", "none of them"),
    )
    outcome_text = _text(_("In a few words"), rows=3, help_text=_("For yourself and who brokered the brief."))

    def __init__(self, *args, brief: Brief, **kwargs):
        super().__init__(*args, **kwargs)
        asked = BriefAnswer.objects.filter(brief=brief)
        makers = brief.brand.__class__.objects.filter(pk__in=asked.values("maker"))
        self.fields["chosen"].queryset = makers


class WishForm(forms.Form):
    """We could: for which organisation, and a few words. `website` is a trap for machines."""

    maker = forms.ModelChoiceField(None, label=_("For which organisation"), to_field_name="code", empty_label=None)
    text = _text(_("In a few words"), longest=1000, rows=3)
    website = forms.CharField(required=False)

    def __init__(self, *args, makers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["maker"].queryset = makers

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))
