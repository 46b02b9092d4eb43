"""Claiming an organisation, deciding about a claim, reporting about a record, answering that."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clusters.models import Cluster, Organisation
from core.text import validate_text
from ecosystem.actions.claims import PROOF_KEPT
from ecosystem.models import Claim
from ecosystem.queries.claims import clusters_to_ask
from ecosystem.states import HintKind


def _long(label, *, help_text="", required=True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ClaimForm(forms.Form):
    """The cluster is asked for only where there are several."""

    use_required_attribute = False
    relation = forms.ChoiceField(label=_("What I am there"), choices=Claim.Relation.choices, widget=forms.RadioSelect)
    proof = forms.ChoiceField(label=_("How I prove it"), choices=Claim.Proof.choices, widget=forms.RadioSelect)
    proof_file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("A photo, a scan, a PDF or an office file. Only you and the cluster see it."),
    )
    proof_link = forms.URLField(
        label=_("Or a link"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("It begins with https://, for example the page of the business register."),
    )
    text = _long(_("Explanation"), required=False)
    cluster = forms.ModelChoiceField(
        label=_("Cluster"), queryset=Cluster.objects.none(), help_text=_("It decides whether you speak for it.")
    )

    def __init__(self, *args, organisation: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        asked = clusters_to_ask(organisation)
        self.only = asked[0] if len(asked) == 1 else None
        if self.only:
            del self.fields["cluster"]
        else:
            self.fields["cluster"].queryset = Cluster.objects.filter(pk__in=[each.pk for each in asked])

    def values(self) -> dict:
        """For `ecosystem.actions.claims.claim`."""
        data = self.cleaned_data
        return {
            "cluster": data.get("cluster") or self.only,
            "relation": data["relation"],
            "proof": data["proof"],
            "file": data["proof_file"],
            "link": data["proof_link"],
            "text": data["text"],
        }


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = _long(_("Reason"), help_text=_("The person reads it in a mail."))


class AnswerForm(forms.Form):
    use_required_attribute = False
    answer = _long(_("Answer"), required=False, help_text=_("Who reported it with an account reads it in a mail."))


class HintForm(forms.Form):
    """One click is enough for “closed down”; “wrong” asks what, “twice” asks which other organisation."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=_("What do you report?"), choices=HintKind.choices, widget=forms.RadioSelect)
    text = _long(_("What is wrong?"), required=False, help_text=_("A sentence is enough; for example what is right."))
    other = forms.CharField(
        label=_("The other organisation"),
        required=False,
        max_length=300,
        help_text=_("Only if it stands here twice: the address of the other page, or its code."),
    )
    # A trap for machines: hidden from people by the template, thanked in silence by the view.
    website = forms.CharField(required=False)

    def visible_fields(self):
        return [field for field in super().visible_fields() if field.name != "website"]

    @property
    def is_from_a_machine(self) -> bool:
        return bool(self.data.get("website"))

    def clean_other(self) -> Organisation | None:
        parts = self.cleaned_data["other"].strip().rstrip("/").split("/")
        found = Organisation.objects.filter(code__in=parts, merged_into=None, confirmed=True).first()
        if any(parts) and found is None:
            raise forms.ValidationError(_("No organisation has this code or address."), code="unknown")
        return found


def proof_days() -> int:
    """How long a proof is kept after the decision."""
    return PROOF_KEPT.days
