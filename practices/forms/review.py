"""Forms of the reviewer: a verdict on each published criterion with a public opinion, or reasons to return."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from core.text import validate_text
from practices.models import ReviewCriterion
from practices.states import Verdict

SHORTEST_OPINION = 30
PREFIX = "verdict_"


class ApprovalForm(forms.Form):
    """One field for each criterion in use, named after its code, and the opinion that stands on the page."""

    opinion = forms.CharField(
        label=_("Public opinion"),
        min_length=SHORTEST_OPINION,
        max_length=2000,
        strip=True,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Stands on the page under your name: what convinces you, and what to be careful with."),
    )
    opinion_language = forms.ChoiceField(label=_("Language of the opinion"), choices=settings.LANGUAGES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        criteria = ReviewCriterion.objects.filter(in_use=True).prefetch_related("texts")
        self.verdict_fields = []
        for criterion in criteria:
            name = PREFIX + criterion.code
            self.verdict_fields.append(name)
            self.fields[name] = forms.ChoiceField(
                label=criterion.text(), choices=Verdict.choices, widget=forms.RadioSelect
            )
        self.order_fields([*self.verdict_fields, "opinion", "opinion_language"])
        self.fields["opinion_language"].initial = get_language()

    def result(self) -> dict:
        """What `actions.review.approve` takes."""
        return {
            "verdicts": {name.removeprefix(PREFIX): self.cleaned_data[name] for name in self.verdict_fields},
            "opinion": self.cleaned_data["opinion"],
            "opinion_language": self.cleaned_data["opinion_language"],
        }


class ReturnForm(forms.Form):
    """The name of the field is Wagtail’s own, so that its history shows it."""

    comment = forms.CharField(
        label=_("Reasons"),
        min_length=10,
        max_length=4000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The author reads this: what is missing, and what would help."),
    )
