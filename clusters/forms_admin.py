"""The coordinator's form of a cluster."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms.models import WagtailAdminModelForm

from clusters import patterns, weaves
from clusters.states import Dye, Weave


class LanguagesField(forms.CharField):
    """Language codes with commas, the main one first."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        codes = [code.strip().lower() for code in super().to_python(value).split(",") if code.strip()]
        known = dict(settings.LANGUAGES)
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(
                _("Unknown language: %(codes)s. The languages of the site are %(known)s.")
                % {"codes": ", ".join(unknown), "known": ", ".join(known)}
            )
        return list(dict.fromkeys(codes))

    def has_changed(self, initial, data):
        return self.prepare_value(initial or []) != (data or "")


def _weave_choices():
    """Each weave with a piece of its cloth."""
    return [(weave.value, mark_safe(render_to_string("clusters/admin/weave.html", _cloth(weave)))) for weave in Weave]


def _cloth(weave: Weave) -> dict:
    return {"label": weave.label, "threads": weaves.threads(weave.value), "code": weave.value}


def _colour(dye: Dye) -> str:
    """As in light; on a dark page the site lightens it."""
    return "#{:02x}{:02x}{:02x}".format(*patterns.DYES[dye.value])


def _dye_choices():
    return [
        (
            dye.value,
            mark_safe(render_to_string("clusters/admin/dye.html", {"colour": _colour(dye), "label": dye.label})),
        )
        for dye in Dye
    ]


class ClusterAdminForm(WagtailAdminModelForm):
    languages = LanguagesField(
        label=gettext_lazy("languages"),
        help_text=gettext_lazy("Language codes with commas, the main one first: ca, es, en."),
    )
    weave = forms.ChoiceField(label=gettext_lazy("weave"), choices=_weave_choices, widget=forms.RadioSelect)
    dye = forms.ChoiceField(label=gettext_lazy("dye"), choices=_dye_choices, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].disabled = bool(self.instance.pk)  # it is part of permanent addresses

    def clean_country(self):
        code = self.cleaned_data["country"].upper()
        if not (len(code) == 2 and code.isalpha()):
            raise ValidationError(_("A country code has two letters, such as BG."))
        return code
