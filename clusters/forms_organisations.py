"""Plain forms for an organisation's record, the end of a membership, and a merge."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _

from clusters.forms_places import PlaceFormSet, country_choices
from clusters.models import Organisation
from clusters.records import Record
from clusters.states import OrganisationSize, OrganisationType
from clusters.vat import clean_vat_number
from core.collation import sort_key
from core.languages import name_in, native_name
from core.text import validate_line, validate_text
from vocabulary.models import Concept

# ISO 639-1: the official languages of the EU, and others that firms of the trade work in.
SPOKEN = [
    "bg", "ca", "cs", "da", "de", "el", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "is",
    "it", "lt", "lv", "mk", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr",
    "uk", "ar", "zh",
]  # fmt: skip
NOT_FOR_ORGANISATIONS = ("obstacle", "refusal-reason")  # schemes that describe other things
LONGEST_ABOUT = 2000


def _line(label, *, length: int, required=False, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, validators=[validate_line], **options)


def _languages() -> list[tuple[str, str]]:
    language = get_language()
    named = [(code, name_in(code, language)) for code in SPOKEN]
    ours = dict(settings.LANGUAGES)
    return sorted(named, key=lambda pair: (pair[0] not in ours, sort_key(pair[1], language)))


class OrganisationForm(forms.Form):
    """The record without its places. `full` adds what only a cluster says: type, size and country of registration."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name = _line(_("Name"), length=200, required=True, help_text=_("In the script you use yourselves."))
    name_latin = _line(_("Name in Latin letters"), length=200, help_text=_("Only where the name is in another script."))
    type = forms.ChoiceField(label=_("Type"), choices=OrganisationType)
    size = forms.ChoiceField(label=_("Size"), choices=[("", "–"), *OrganisationSize.choices], required=False)
    country = forms.ChoiceField(
        label=_("Country"), choices=country_choices, help_text=_("Where the organisation is registered.")
    )
    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https", help_text=_("With https://")
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=_languages,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In which others can write to you."),
    )
    vat_number = _line(_("VAT number"), length=40, help_text=_("With or without the country’s letters."))
    registration_number = _line(_("Registration number"), length=40)
    identifiers_public = forms.BooleanField(
        label=_("Show these numbers on the page"),
        required=False,
        help_text=_("A sole trader’s VAT number is personal data in some countries: ask first."),
    )
    concepts = forms.MultipleChoiceField(label=_("What it does"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, organisation: Organisation | None = None, full: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        if not full:
            for name in ("type", "size", "country"):
                del self.fields[name]
        for code, _name in settings.LANGUAGES:
            self.fields[f"about_{code}"] = forms.CharField(
                label=native_name(code),
                required=False,
                max_length=LONGEST_ABOUT,
                validators=[validate_text],
                widget=forms.Textarea(attrs={"rows": 3, "lang": code}),
            )
        concepts = (
            Concept.objects.current()
            .exclude(scheme__code__in=NOT_FOR_ORGANISATIONS)
            .with_labels()
            .select_related("scheme")
            .prefetch_related("scheme__texts")
            .order_by("scheme__order", "scheme__code")
        )
        language = get_language()
        self._schemes: dict = {}
        for concept in concepts:
            self._schemes.setdefault(concept.scheme.title(), []).append((str(concept.pk), concept.label()))
        for choices in self._schemes.values():
            choices.sort(key=lambda pair: sort_key(pair[1], language))
        self.fields["concepts"].choices = [pair for choices in self._schemes.values() for pair in choices]

    @property
    def record_fields(self):
        """The bound fields before the descriptions, in their order."""
        return [
            self[name] for name in self.fields if name not in ("seen", "concepts") and not name.startswith("about_")
        ]

    @property
    def spoken_open(self):
        """The languages of the site and those chosen already, as boxes to tick; the others are folded away."""
        return [box for box in self["languages"] if self._is_near(box)]

    @property
    def spoken_folded(self):
        return [box for box in self["languages"] if not self._is_near(box)]

    def _is_near(self, box) -> bool:
        return box.data["selected"] or str(box.data["value"]) in dict(settings.LANGUAGES)

    @property
    def about_open(self):
        """The descriptions that stand open: the reader's language, those written already, those with an error."""
        return [field for field in self._about_fields if self._is_open(field)]

    @property
    def about_folded(self):
        return [field for field in self._about_fields if not self._is_open(field)]

    @property
    def _about_fields(self):
        return [self[f"about_{code}"] for code, _name in settings.LANGUAGES]

    def _is_open(self, field) -> bool:
        return field.name == f"about_{get_language()}" or bool(field.value() or field.errors)

    @property
    def concept_groups(self):
        """(scheme's title, [(value, label, checked)], number checked), for fold-outs."""
        chosen = {str(value) for value in self["concepts"].value() or []}
        groups = []
        for title, choices in self._schemes.items():
            rows = [(value, label, value in chosen) for value, label in choices]
            groups.append((title, rows, sum(checked for *_rest, checked in rows)))
        return groups

    def clean(self):
        cleaned = super().clean()
        country = cleaned.get("country") or (self.organisation.country if self.organisation else "")
        number = cleaned.get("vat_number", "")
        if number:
            try:
                cleaned["vat_number"] = clean_vat_number(number, country)
            except ValidationError as error:
                self.add_error("vat_number", error)
            else:
                self._check_unique(cleaned["vat_number"])
        return cleaned

    def _check_unique(self, number: str) -> None:
        others = Organisation.objects.filter(vat_number=number)
        if self.organisation:
            others = others.exclude(pk=self.organisation.pk)
        if number and others.exists():
            self.add_error("vat_number", _("Another organisation already has this VAT number. Is it a double?"))

    def record(self, places: PlaceFormSet) -> Record:
        """What was typed, ready for the action; only fields that this person may set."""
        cleaned = self.cleaned_data
        plain = {
            name: cleaned[name]
            for name in self.fields
            if name not in ("seen", "concepts") and not name.startswith("about_")
        }
        texts = {code: cleaned[f"about_{code}"].strip() for code, _name in settings.LANGUAGES}
        return Record(
            fields=plain,
            texts={code: text for code, text in texts.items() if text},
            places=places.rows(),
            concepts=sorted(int(value) for value in cleaned["concepts"]),
        )


class EndForm(forms.Form):
    """The last day is the day before `on`."""

    on = forms.DateField(
        label=_("First day without membership"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SinceForm(forms.Form):
    since = forms.DateField(
        label=_("Member since"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class MergeForm(forms.Form):
    """The double is named by its code or its address, so that nobody merges a namesake by chance."""

    double = _line(
        _("The double: its page’s address or its code"),
        length=300,
        required=True,
        help_text=_("Everything of the double moves here; its address will lead here."),
    )

    def clean_double(self):
        text = self.cleaned_data["double"].strip().rstrip("/")
        parts = text.split("/")
        found = Organisation.objects.filter(code__in=parts, merged_into=None).first()
        if found is None:
            raise ValidationError(_("No organisation has this code or address."), code="unknown")
        return found


class SureForm(forms.Form):
    """The second step of a merge: both are shown, the person agrees."""

    double = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(label=_("These two are the same organisation."))
