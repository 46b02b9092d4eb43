"""Saying yes or no about doubles, and splitting an organisation."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from clusters.actions.affiliations import LIVE
from clusters.actions.splitting import Part
from clusters.fields import field_of
from clusters.models import Capability, Cluster, Organisation
from core.text import validate_line
from ecosystem.actions.doubles import MOST_AT_ONCE

LATER, LEFT, RIGHT, NO = "", "left", "right", "no"


class AnswersForm(forms.Form):
    """One answer for each pair on the page; what is left open is asked again later."""

    def __init__(self, *args, pairs, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs = list(pairs)[:MOST_AT_ONCE]
        for row, shown in self.pairs:
            choices = [(LATER, _("Decide later")), (NO, _("Two different ones"))]
            if shown.may_merge:
                choices[1:1] = [
                    (LEFT, _("One: the first stays")),
                    (RIGHT, _("One: the second stays")),
                ]
            self.fields[f"pair_{row.pk}"] = forms.ChoiceField(
                label=_("Your answer"), choices=choices, required=False, widget=forms.RadioSelect
            )

    def answers(self) -> list:
        """(PossibleDouble, what was said) of those answered."""
        said = ((row, self.cleaned_data.get(f"pair_{row.pk}", LATER)) for row, _shown in self.pairs)
        return [(row, answer) for row, answer in said if answer]

    def lines(self) -> list[tuple]:
        """(row, pair, its field) for the template."""
        return [(row, shown, self[f"pair_{row.pk}"]) for row, shown in self.pairs]


class WinnerForm(forms.Form):
    """Which of the two stays."""

    use_required_attribute = False

    def __init__(self, *args, left: Organisation, right: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.both = {left.code: (left, right), right.code: (right, left)}
        self.fields["winner"] = forms.ChoiceField(
            label=_("Which one stays?"),
            help_text=_("Everything of the other moves to it, and the other’s address leads here."),
            choices=[(each.code, f"{each.name} ({each.code})") for each in (left, right)],
            widget=forms.RadioSelect,
        )


class _Many(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, queryset, label, said, **options):
        super().__init__(queryset, required=False, label=label, **options)
        self._said = said

    def label_from_instance(self, obj):
        return self._said(obj)


class SplitForm(forms.Form):
    """The name of the second organisation and what goes along with it."""

    use_required_attribute = False
    name = forms.CharField(label=_("Name of the second organisation"), max_length=200, validators=[validate_line])
    name_latin = forms.CharField(
        label=_("Its name in Latin letters"), max_length=200, required=False, validators=[validate_line]
    )

    def __init__(self, *args, organisation: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        capabilities = Capability.objects.select_related("concept__scheme").prefetch_related("concept__labels")
        today = timezone.localdate()
        present = organisation.memberships.filter(since__lte=today).exclude(until__lte=today)
        parts = {
            "places": (organisation.places.all(), pgettext_lazy("ecosystem", "Places"), str),
            "capabilities": (
                capabilities.filter(organisation=organisation).order_by("concept__scheme", "concept__code"),
                _("What it does"),
                _capability,
            ),
            "certificates": (organisation.certificates.select_related("standard__scheme"), _("Certificates"), str),
            "photos": (organisation.photos.all(), _("Photos"), lambda photo: photo.description),
            "affiliations": (
                organisation.affiliations.filter(state__in=LIVE).select_related("user"),
                pgettext_lazy("ecosystem", "People"),
                lambda row: row.user.get_full_name(),
            ),
            "clusters": (
                Cluster.objects.filter(memberships__in=present).distinct(),
                _("Member of, from today"),
                str,
            ),
        }
        for name, (rows, label, said) in parts.items():
            if rows.exists():
                self.fields[name] = _Many(rows, label, said)

    def part(self) -> Part:
        names = ("places", "capabilities", "certificates", "photos", "affiliations", "clusters")
        chosen = {name: [row.pk for row in self.cleaned_data.get(name) or ()] for name in names}
        return Part(name=self.cleaned_data["name"], name_latin=self.cleaned_data["name_latin"], **chosen)


def _capability(row: Capability) -> str:
    given = _("given to subcontractors") if field_of(row) == "subcontracted" else ""
    return f"{row.concept} ({given})" if given else str(row.concept)
