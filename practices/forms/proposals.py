"""The plain form of a proposal: what was typed is kept as it is, and looked at only when it is sent."""

import re
from decimal import Decimal, InvalidOperation

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy as _, ngettext_lazy

from clusters.states import OrganisationSize
from core import countries
from core.text import validate_line, validate_text
from practices import prose
from practices.models.pages import LICENCES
from practices.queries.concepts import concept_groups
from practices.states import CostBand, EvidenceLevel, PracticeStatus

MOST_ROWS = {"steps": 12, "evidence": 10}
MOST_CONCEPTS = 12
MOST_TAGS = 6
LONGEST_TEXT = 6000
_ROW = re.compile(r"^(steps|evidence)-(\d{1,2})-(\w+)$")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
EMPTY = ("", _("Please choose"))


class NumberField(forms.Field):
    """A decimal number with a comma or a point, as written in any of the languages."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value):
        value = _SPACES.sub("", str(value or "")).replace(",", ".")
        if not value:
            return None
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite() or abs(number) >= 10**12:
            raise ValidationError(_("Please give a number, such as 12.5; the unit has its own field."), code="number")
        return number


def _line(label, *, most, help_text="", required=True):
    return forms.CharField(
        label=label, max_length=most, help_text=help_text, required=required, validators=[validate_line]
    )


def _text(label, *, help_text="", rows=6):
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class StepForm(forms.Form):
    title = _line(_("step"), most=120)
    text = _text(_("what was done"), rows=4)


class EvidenceForm(forms.Form):
    indicator = _line(_("indicator"), most=160, help_text=_("What was measured, such as the share of off-cuts respun."))
    before = NumberField(label=_("before"), required=False)
    after = NumberField(label=_("after"), required=False)
    unit = _line(_("unit"), most=40, required=False)
    method = _line(_("how it was measured"), most=300)
    source = _line(_("source"), most=300, required=False)
    level = forms.ChoiceField(label=_("level of evidence"), choices=[EMPTY, *EvidenceLevel.choices])


class FactsForm(forms.Form):
    """Everything that stands once."""

    title = _line(_("title"), most=100, help_text=_("At most 100 characters."))
    answer = _line(
        _("answer in one sentence"), most=240, help_text=_("What was found, in one sentence; it stands in every list.")
    )
    problem = _text(_("problem"), help_text=_("What was the matter, and for whom?"))
    went_wrong = _text(_("what went wrong"), help_text=_("And what you would not do again."))
    preconditions = _text(_("preconditions"), help_text=_("What somebody else needs before they begin."), rows=4)
    not_for = _text(_("who should not copy it"), rows=4)
    town = _line(_("town"), most=120)
    country = forms.ChoiceField(label=_("country"))
    status = forms.ChoiceField(label=_("status"), choices=PracticeStatus.choices, widget=forms.RadioSelect)
    started_on = forms.DateField(label=_("start"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ended_on = forms.DateField(label=_("end"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    organisation_size = forms.ChoiceField(
        label=_("size of the organisation"), choices=[EMPTY, *OrganisationSize.choices]
    )
    cost_band = forms.ChoiceField(label=_("cost"), choices=[EMPTY, *CostBand.choices], required=False)
    staff_days = forms.IntegerField(
        label=_("staff time in working days"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Person-days of the owner, all in all."),
    )
    concepts = forms.MultipleChoiceField(
        label=_("concepts"), help_text=_("What it is about, so that others find it in their language.")
    )
    tags = _line(_("free tags"), most=300, required=False, help_text=_("Words that are missing above, with commas."))
    licence = forms.ChoiceField(
        label=_("licence"), choices=LICENCES, help_text=_("What others may do with your text and pictures.")
    )

    SECTIONS = (
        ("found", _("What was found"), ("title", "answer", "problem")),
        ("steps", _("What was done, in steps"), ()),
        ("evidence", _("Evidence"), ()),
        ("limits", _("Failures and limits"), ("went_wrong", "preconditions", "not_for")),
        (
            "facts",
            _("Place and facts"),
            (
                "town",
                "country",
                "status",
                "started_on",
                "ended_on",
                "organisation_size",
                "cost_band",
                "staff_days",
                "licence",
            ),
        ),
        ("concepts", _("Concepts and tags"), ("tags",)),
        ("files", _("Pictures and documents"), ()),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [EMPTY, *countries.choices(get_language())]
        self.fields["concepts"].choices = [
            (group.title, [(str(pk), label) for pk, label in group.concepts]) for group in self.groups
        ]

    @cached_property
    def groups(self):
        return concept_groups()

    def clean_concepts(self):
        chosen = self.cleaned_data["concepts"]
        if len(chosen) > MOST_CONCEPTS:
            raise ValidationError(
                ngettext_lazy(
                    "Please choose at most %(count)s concept.",
                    "Please choose at most %(count)s concepts.",
                    MOST_CONCEPTS,
                )
                % {"count": MOST_CONCEPTS}
            )
        return [int(pk) for pk in chosen]

    def clean_tags(self):
        names = dict.fromkeys(name.strip() for name in self.cleaned_data["tags"].split(","))
        names.pop("", None)
        if len(names) > MOST_TAGS or any(len(name) > 60 for name in names):
            raise ValidationError(_("Please give at most 6 words, each of at most 60 characters."))
        return list(names)

    def clean(self):
        start, end, status = (self.cleaned_data.get(name) for name in ("started_on", "ended_on", "status"))
        if start and end and end < start:
            self.add_error("ended_on", _("The end is before the start."))
        elif end and status == PracticeStatus.RUNNING:
            self.add_error(
                "ended_on", _("Something that is running has no end yet. Change the status, or leave this empty.")
            )
        return self.cleaned_data


ROW_FORMS = {"steps": StepForm, "evidence": EvidenceForm}
FLAT = [name for name in FactsForm.base_fields if name != "concepts"]


def read_answers(post) -> dict:
    """What was typed, from a POST: fields, rows in their order without empty ones, and the chosen concepts."""
    answers = {name: prose.clean(post.get(name, "")) for name in FLAT}
    answers["concepts"] = [pk for pk in post.getlist("concepts") if pk.isdigit()][:200]
    rows: dict[str, dict[int, dict]] = {"steps": {}, "evidence": {}}
    for key in post:
        match = _ROW.match(key)
        if match and match[3] in ROW_FORMS[match[1]].base_fields:
            rows[match[1]].setdefault(int(match[2]), {})[match[3]] = prose.clean(post[key])
    for kind, found in rows.items():
        answers[kind] = [row for _number, row in sorted(found.items()) if any(v.strip() for v in row.values())]
    return answers


class ProposalForm:
    """All parts together. With `check` every field is looked at and has its sentence; without, it only shows."""

    def __init__(self, answers: dict, *, check: bool = False, language: str = "", more: str = ""):
        given = {"data": answers} if check else {"initial": {"status": PracticeStatus.RUNNING, **answers}}
        self.check, self.answers = check, answers
        self.facts = FactsForm(**given)
        self.rows = {kind: self._row_forms(kind, more) for kind in ROW_FORMS}
        for form in (self.facts, *self.rows["steps"], *self.rows["evidence"]):
            for field in form.fields.values():
                field.label = capfirst(field.label)
                if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.HiddenInput):
                    field.widget.attrs.setdefault("lang", language)

    def _row_forms(self, kind: str, more: str) -> list[forms.Form]:
        """A form for each row typed; when only showing, at least one, and one more where that was asked for."""
        rows = self.answers.get(kind) or []
        made = []
        for number, row in enumerate(rows):
            prefix = f"{kind}-{number}"
            if self.check:
                made.append(ROW_FORMS[kind]({f"{prefix}-{name}": value for name, value in row.items()}, prefix=prefix))
            else:
                made.append(ROW_FORMS[kind](initial=row, prefix=prefix))
        if (not rows or more == kind) and len(rows) < MOST_ROWS[kind]:
            made.append(ROW_FORMS[kind](prefix=f"{kind}-{len(rows)}"))
        return made

    @cached_property
    def missing_rows(self) -> list[str]:
        return [kind for kind in ROW_FORMS if self.check and not self.answers.get(kind)]

    def is_valid(self) -> bool:
        parts = [self.facts.is_valid()]
        for kind, rows in self.rows.items():
            parts += [row.is_valid() for row in rows[: len(self.answers.get(kind) or [])]]
        return all(parts) and not self.missing_rows

    @property
    def cleaned(self) -> dict:
        return {
            **self.facts.cleaned_data,
            **{kind: [row.cleaned_data for row in rows] for kind, rows in self.rows.items()},
        }

    def sections(self):
        """(anchor, heading, bound fields) in the order of the page."""
        for anchor, heading, names in FactsForm.SECTIONS:
            yield anchor, heading, [self.facts[name] for name in names]

    def errors(self):
        """(label, sentence, id of the field) of everything that has to be looked at again, from top to bottom."""
        if not self.check:
            return
        for anchor, _heading, fields in self.sections():
            forms_here = self.rows.get(anchor, [])
            bound = [*fields, *(field for form in forms_here for field in form)]
            if anchor == "concepts":
                bound.insert(0, self.facts["concepts"])
            if anchor in self.missing_rows:
                yield _heading, _("Please fill in at least one."), f"part-{anchor}"
                continue
            for field in bound:
                for error in field.errors:
                    target = "part-concepts" if field.name == "concepts" else field.id_for_label or field.auto_id
                    yield field.label, error, target

    def reading(self):
        """The answers as they are read: for each part its anchor, heading, terms, rows of terms and concepts."""
        chosen = set(self.answers.get("concepts", []))
        labels = [label for group in self.facts.groups for pk, label in group.concepts if str(pk) in chosen]
        for anchor, heading, fields in self.sections():
            rows = self.rows.get(anchor, [])[: len(self.answers.get(anchor) or [])]
            yield {
                "anchor": anchor,
                "heading": heading,
                "terms": [(field.label, _shown(field)) for field in fields],
                "rows": [[(field.label, _shown(field)) for field in row] for row in rows],
                "concepts": labels if anchor == "concepts" else [],
            }


def _shown(field) -> str:
    """What was typed, or the words of the choice."""
    value = field.value() or ""
    return str(dict(getattr(field.field, "choices", ())).get(value, value))
