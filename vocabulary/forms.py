"""The coordinator's forms: a concept and a scheme with a field per language, and the upload of a file."""

import re
import unicodedata

from django import forms
from django.conf import settings
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from vocabulary import actions
from vocabulary.choosers import ConceptWidget
from vocabulary.files import MAX_BYTES, SUFFIXES, too_large
from vocabulary.imports import plan_change
from vocabulary.models import Concept, MatchKind, Scheme
from vocabulary.plans import Foreign
from vocabulary.skos import ConceptData, SchemeData, Vocabulary, clean_note, clean_text
from vocabulary.stored import stored_vocabulary

BROADER = [f"broader_{number}" for number in range(1, 4)]
RELATED = [f"related_{number}" for number in range(1, 9)]
LABEL_FIELDS = {"preferred": "pref", "alternative": "alt", "hidden": "hidden"}
NOTE_FIELDS = ("definition", "scopeNote")
NAMES = {
    "preferred": gettext_lazy("Preferred label"),
    "alternative": gettext_lazy("Alternative labels, one per line"),
    "hidden": gettext_lazy("Hidden labels, one per line"),
    "definition": gettext_lazy("Definition"),
    "scopeNote": gettext_lazy("Scope note"),
    "title": gettext_lazy("Title"),
    "description": gettext_lazy("Description"),
}


def per_language(prefix: str, rows: int = 0, required: bool = False) -> dict[str, forms.CharField]:
    """A field for each language: a line, or an area of so many rows."""
    return {
        f"{prefix}_{code}": forms.CharField(
            label=format_lazy("{name} ({language})", name=NAMES[prefix], language=language),
            required=required and code == settings.LANGUAGE_CODE,
            strip=True,
            max_length=None if rows else 200,
            widget=forms.Textarea(attrs={"rows": rows, "lang": code})
            if rows
            else forms.TextInput(attrs={"lang": code}),
        )
        for code, language in settings.LANGUAGES
    }


def fields(name: str, **parts) -> type[forms.Form]:
    """A form class of these fields, to inherit from."""
    return type(name, (forms.Form,), parts)


ConceptTexts = fields(
    "ConceptTexts",
    **per_language("preferred", required=True),
    **per_language("alternative", rows=3),
    **per_language("hidden", rows=2),
    **per_language("definition", rows=3),
    **per_language("scopeNote", rows=3),
)
ConceptLinks = fields(
    "ConceptLinks",
    **{
        name: forms.ModelChoiceField(
            label=label, queryset=Concept.objects.select_related("scheme"), required=False, widget=ConceptWidget()
        )
        for names, label in (
            (BROADER, gettext_lazy("Broader concept")),
            (RELATED, gettext_lazy("Related concept")),
            (["replaced_by"], gettext_lazy("Replaced by")),
        )
        for name in names
    },
)
SchemeTexts = fields("SchemeTexts", **per_language("title", required=True), **per_language("description", rows=3))


class PlannedForm(WagtailAdminModelForm):
    """A form whose judge is the plan: the same rules as for an imported file, each sentence beside its field."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def data_from(self, cleaned: dict):
        """The cleaned form as plain data."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.new_data = self.data_from(cleaned)
        if self.instance.pk is None and self._meta.model.objects.filter(uri=self.new_data.uri).exists():
            self.add_error("code", _("This code is taken. Codes are never used twice."))
            return cleaned
        self.plan = plan_change(self.as_vocabulary(self.new_data))
        own = [problem for problem in self.plan.errors if problem.subject == self.new_data.uri]
        for problem in own or self.plan.errors:
            self.add_error(problem.field if problem.field in self.fields else None, problem.sentence)
        return cleaned

    def fix_after_creation(self, *names: str) -> None:
        """Permanent addresses: these cannot be changed once the thing is there."""
        if self.instance.pk:
            for name in names:
                self.fields[name].disabled = True
                self.fields[name].help_text = gettext_lazy("Part of the permanent address; it does not change.")


def read_code(typed: str, label: str) -> str:
    """The code that was typed, else one made from the English label."""
    plain = unicodedata.normalize("NFKD", typed or label).encode("ascii", "ignore").decode()
    return slugify(plain)


class ConceptForm(ConceptTexts, ConceptLinks, PlannedForm):
    matches = forms.CharField(
        label=gettext_lazy("Matches"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Concepts of other thesauri, one per line: exactMatch, closeMatch, broadMatch, narrowMatch or "
            "relatedMatch, a space, the address."
        ),
    )

    class Meta:
        model = Concept
        fields = ["scheme", "code", "notation", "deprecated"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        self.fields["code"].help_text = gettext_lazy("Left empty, it is made from the English label.")
        self.fields["scheme"].queryset = Scheme.objects.prefetch_related("texts")
        self.fix_after_creation("scheme", "code")
        self.before = None
        if self.instance.pk:
            chosen = Concept.objects.filter(pk=self.instance.pk)
            self.before = stored_vocabulary(chosen).concepts[self.instance.uri]
            self.initial |= self.initial_from(self.before)
            self.initial["seen"] = self.instance.changed_at.isoformat()

    def initial_from(self, data: ConceptData) -> dict:
        found = {}
        for code, _language in settings.LANGUAGES:
            for prefix, kind in LABEL_FIELDS.items():
                found[f"{prefix}_{code}"] = "\n".join(
                    sorted(text for own, language, text in data.labels if (own, language) == (kind, code))
                )
            for kind in NOTE_FIELDS:
                found[f"{kind}_{code}"] = "\n\n".join(
                    sorted(text for own, language, text in data.notes if (own, language) == (kind, code))
                )
        links = {*data.broader, *data.related, data.replaced_by}
        pks = dict(Concept.objects.filter(uri__in=links).values_list("uri", "pk"))
        for names, targets in ((BROADER, data.broader), (RELATED, data.related)):
            found |= {name: pks[uri] for name, uri in zip(names, sorted(targets), strict=False)}
        found["replaced_by"] = pks.get(data.replaced_by)
        found["matches"] = "\n".join(f"{kind} {uri}" for kind, uri in sorted(data.matches))
        return found

    def clean_matches(self):
        """(kind, address) of each line."""
        found = set()
        for line in self.cleaned_data["matches"].splitlines():
            kind, _space, uri = line.strip().partition(" ")
            if line.strip():
                if kind not in MatchKind.values or not uri.strip():
                    raise forms.ValidationError(_("Write a kind of match, a space and an address on each line."))
                found.add((kind, uri.strip()))
        return found

    def clean_seen(self):
        """Refuse to overwrite what somebody else saved while this form was open."""
        seen = self.cleaned_data["seen"]
        if self.instance.pk and seen and seen != self.instance.changed_at.isoformat():
            raise forms.ValidationError(
                _("Somebody changed this concept while you were editing. Open it again and repeat your change.")
            )
        return seen

    def data_from(self, cleaned: dict) -> ConceptData:
        labels, notes = set(), set()
        for code, _language in settings.LANGUAGES:
            for prefix, kind in LABEL_FIELDS.items():
                lines = map(clean_text, cleaned[f"{prefix}_{code}"].splitlines())
                labels |= {(kind, code, line) for line in lines if line}
            for kind in NOTE_FIELDS:
                if text := clean_note(cleaned[f"{kind}_{code}"]):
                    notes.add((kind, code, text))
        if self.before:
            # What the form does not show stays: examples, and links beyond the number of its fields.
            notes |= {note for note in self.before.notes if note[0] not in NOTE_FIELDS}
        scheme = cleaned["scheme"]
        code = read_code(cleaned["code"], cleaned["preferred_en"])
        replaced_by = cleaned["replaced_by"]
        return ConceptData(
            uri=self.before.uri if self.before else f"{scheme.uri}/{code}",
            scheme=scheme.uri,
            notation=clean_text(cleaned["notation"]),
            labels=frozenset(labels),
            notes=frozenset(notes),
            broader=self.links(cleaned, BROADER, self.before.broader if self.before else ()),
            related=self.links(cleaned, RELATED, self.before.related if self.before else ()),
            matches=frozenset(cleaned["matches"]),
            deprecated=cleaned["deprecated"],
            replaced_by=replaced_by.uri if replaced_by else "",
        )

    def links(self, cleaned: dict, names: list[str], before) -> frozenset[str]:
        chosen = {cleaned[name].uri for name in names if cleaned[name]}
        return frozenset(chosen | set(sorted(before)[len(names) :]))

    def as_vocabulary(self, data: ConceptData) -> Vocabulary:
        return Vocabulary(concepts={data.uri: data})

    def save(self, commit=True):
        """Through the one writer; raises VocabularyError when a rule was broken meanwhile."""
        self.instance = actions.save_concept(self.new_data, by=self.for_user)
        return self.instance


class SchemeForm(SchemeTexts, PlannedForm):
    licence = forms.URLField(
        label=gettext_lazy("Licence"),
        required=False,
        max_length=300,
        assume_scheme="https",
        initial=Scheme._meta.get_field("licence").default,
        help_text=Scheme._meta.get_field("licence").help_text,
    )

    class Meta:
        model = Scheme
        fields = ["code", "order", "licence"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fix_after_creation("code")
        for text in self.instance.texts.all() if self.instance.pk else ():
            self.initial[f"title_{text.language}"] = text.title
            self.initial[f"description_{text.language}"] = text.description

    def clean_code(self):
        code = self.cleaned_data["code"]
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code):
            raise forms.ValidationError(_("Small letters, digits and hyphens only."))
        return code

    def data_from(self, cleaned: dict) -> SchemeData:
        texts = {
            (code, clean_text(cleaned[f"title_{code}"]), clean_note(cleaned[f"description_{code}"]))
            for code, _language in settings.LANGUAGES
            if cleaned[f"title_{code}"]
        }
        uri = self.instance.uri or settings.VOCABULARY_BASE_URI + cleaned["code"]
        return SchemeData(uri, frozenset(texts), cleaned["licence"])

    def as_vocabulary(self, data: SchemeData) -> Vocabulary:
        return Vocabulary(schemes={data.uri: data})

    def save(self, commit=True):
        self.instance = actions.save_scheme(self.new_data, order=self.cleaned_data["order"], by=self.for_user)
        return self.instance


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("SKOS file"),
        help_text=gettext_lazy("Turtle, JSON-LD, RDF/XML or N-Triples; at most 8 MB. Nothing is written yet."),
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in SUFFIXES)}),
    )
    whole = forms.BooleanField(
        label=gettext_lazy("The file is the whole of its schemes"),
        required=False,
        help_text=gettext_lazy("Concepts that it lacks are taken out of use; their addresses keep answering."),
    )
    foreign = forms.ChoiceField(
        label=gettext_lazy("Concepts of another thesaurus"),
        choices=[
            (Foreign.MATCHES.value, gettext_lazy("Add them to ours as matches")),
            (Foreign.OWN.value, gettext_lazy("Take them in as our own")),
        ],
        initial=Foreign.MATCHES.value,
        widget=forms.RadioSelect,
    )
    scheme = forms.ModelChoiceField(
        label=gettext_lazy("The scheme that takes them in"),
        queryset=Scheme.objects.prefetch_related("texts"),
        required=False,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(too_large().sentence)
        return file

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("foreign") == Foreign.OWN and not cleaned.get("scheme"):
            self.add_error("scheme", _("Choose the scheme that takes in the concepts of the other thesaurus."))
        return cleaned

    def options(self) -> dict:
        """What was chosen, as it is kept with the file."""
        scheme = self.cleaned_data["scheme"]
        return {
            "whole": self.cleaned_data["whole"],
            "foreign": self.cleaned_data["foreign"],
            "scheme": scheme.uri if scheme else "",
        }
