"""Small forms around a proposal: beginning one, and giving a reason."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clusters.models import Affiliation
from clusters.states import AffiliationState
from core.text import validate_text


class StartForm(forms.Form):
    """For which of one’s organisations, and in which language."""

    affiliation = forms.ModelChoiceField(Affiliation.objects.none(), label=_("Organisation"), empty_label=None)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=settings.LANGUAGES,
        help_text=_("The language you write in. Translations are made later, by your cluster."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["affiliation"]
        field.queryset = user.affiliations.filter(state=AffiliationState.ACCEPTED).select_related(
            "organisation", "cluster"
        )
        field.label_from_instance = lambda each: f"{each.organisation} – {each.cluster}"
        field.initial = field.queryset.first()
        self.fields["language"].initial = user.language

    def result(self) -> dict:
        """What `actions.proposals.start` takes."""
        at = self.cleaned_data["affiliation"]
        return {"organisation": at.organisation, "cluster": at.cluster, "language": self.cleaned_data["language"]}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The author reads this."),
    )
