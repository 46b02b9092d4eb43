"""The filters of the overview of language versions."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy as _

from core.collation import sort_key
from core.languages import name_in
from core.states import TranslationState
from practices.queries.translations import Need

STATES = [
    (Need.WORK, _("needs work")),
    (Need.MISSING, _("not translated")),
    (Need.DRAFT, _("draft")),
    (Need.BEHIND, _("out of date")),
    *((state.value, state.label) for state in TranslationState if state != TranslationState.ORIGINAL),
]


class TranslationFilterForm(forms.Form):
    """Cluster, language and state; a value that is not offered counts as none, so a stale address shows all."""

    cluster = forms.ModelChoiceField(
        None, required=False, label=_("Cluster"), to_field_name="code", empty_label=_("All")
    )
    language = forms.ChoiceField(required=False, label=_("Language"))
    state = forms.ChoiceField(required=False, label=_("State"), choices=[("", _("All")), *STATES])

    def __init__(self, data, *, clusters):
        super().__init__(data)
        self.fields["cluster"].queryset = clusters
        reader = get_language()
        names = [(code, name_in(code, reader)) for code, _name in settings.LANGUAGES]
        names.sort(key=lambda pair: sort_key(pair[1], reader))
        self.fields["language"].choices = [("", _("All")), *names]

    @property
    def wanted(self) -> dict[str, str]:
        """What was asked for, as `matching` takes it."""
        self.full_clean()
        found = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        return {**found, "cluster": found["cluster"].code if found["cluster"] else ""}
