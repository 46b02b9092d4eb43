"""What somebody asks about: which organisation, where, when. And who applies for it, and who makes an exception."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from clusters.models import Cluster, Organisation
from core.text import validate_text
from exchanges.models import Programme
from exchanges.queries.eligibility import Question

LONGEST_REASON = 2000


def day_field(label, **options) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), required=False, **options)


class QuestionForm(forms.Form):
    """Asked by GET. A mission, an offer or a host comes from the address and is carried along."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), to_field_name="code", empty_label=None
    )
    programme = forms.ModelChoiceField(
        Programme.objects.none(), label=_("Programme"), to_field_name="code", empty_label=None
    )
    first_day = day_field(_("First working day"))
    last_day = day_field(_("Last working day"))
    online = forms.BooleanField(label=_("Online, without travelling"), required=False)
    mission = forms.CharField(widget=forms.HiddenInput, required=False)
    offer = forms.CharField(widget=forms.HiddenInput, required=False)
    host = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, organisations, programmes, about: dict):
        """`about` holds the mission, offer or host that is asked about."""
        super().__init__(data, use_required_attribute=False)
        self.about = about
        self.fields["organisation"].queryset = organisations
        self.fields["programme"].queryset = programmes
        if len(programmes) < 2:
            self.fields["programme"].widget = forms.HiddenInput()
        if about.get("mission"):
            for name in ("first_day", "last_day", "online"):
                del self.fields[name]
        for name in ("mission", "offer", "host"):
            if not about.get(name):
                del self.fields[name]

    @property
    def question(self) -> Question:
        given = self.cleaned_data
        mission = self.about.get("mission")
        return Question(
            given["programme"],
            given["organisation"],
            first_day=given.get("first_day"),
            last_day=given.get("last_day"),
            is_virtual=mission.is_virtual if mission else given["online"],
            **self.about,
        )


class StartForm(forms.Form):
    """Who travels, and which cluster sends them: asked only where there is a choice."""

    person = forms.ModelChoiceField(User.objects.none(), label=_("Person"), empty_label=None)
    sending_cluster = forms.ModelChoiceField(
        Cluster.objects.none(), label=_("Sending cluster"), to_field_name="code", empty_label=None
    )

    def __init__(self, data=None, *, people, clusters, user):
        """What is not sent is taken from the first choice: oneself, and the oldest membership."""
        first = {
            "person": user.pk if user in people else next((person.pk for person in people), None),
            "sending_cluster": next((cluster.code for cluster in clusters), None),
        }
        if data is not None:
            data = {name: data.get(name) or value for name, value in first.items()}
        super().__init__(data, initial=first, use_required_attribute=False)
        self.fields["person"].queryset = people
        self.fields["sending_cluster"].queryset = clusters
        if len(people) == 1 and user in people:
            self.fields["person"].widget = forms.HiddenInput()
        if len(clusters) == 1:
            self.fields["sending_cluster"].widget = forms.HiddenInput()


class OverrideForm(forms.Form):
    """Why this rule shall not stand in the way, and for which host."""

    reach = forms.ChoiceField(
        label=_("For which host"),
        choices=[("host", _("only for this one")), ("any", _("for any"))],
        initial="host",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody who sees the answer of the rules reads it, and the auditor may ask for it."),
    )

    def __init__(self, *args, host: Organisation | None, **kwargs):
        super().__init__(*args, **kwargs)
        if host is None:
            del self.fields["reach"]
