"""The report as a form: only the parts that its writer may read, each field with what is asked for."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy as _, pgettext

from core.text import validate_text
from exchanges.actions.reports import NEEDED
from exchanges.choices import Activity, Outcome, Reached, ReportPart, Side
from exchanges.models import PART_FIELDS, Report

LONGEST = 4000
MOST = 9999  # contacts, meetings
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
CHOICES = {"activities": Activity.choices, "outcomes": Outcome.choices}
READERS = {
    ReportPart.STAY: _("Read by both sides, both clusters and the coordinator."),
    ReportPart.PARTNERS: _("Read by whoever writes it, their own cluster and the coordinator. Not by the other side."),
    ReportPart.PROGRAMME: _("Read by whoever writes it and the coordinator. Not by the clusters."),
}
STORY_READERS = _("Read by everybody, if you agree and your cluster releases it.")
HELP = {
    "real_first_day": _("Without the days of travel."),
    "real_last_day": _("Without the days of travel."),
    "deviations": _("Leave this empty if everything went as planned."),
    "contacts": _("How many people you met for the first time."),
    "follow_up": _("Such as a visit in return, samples or a joint application."),
    "problems": _("What others should be spared."),
    "story": _("Two to five sentences, as you would tell another firm. Please name nobody who does not know of it."),
    "consent_to_publish": _("You can take this back at any time."),
}
MARK_HELP = _("1 is not at all, 5 is very.")
NOT_FOR_HOSTS = ("satisfaction_lump_sum",)
DAYS = ("real_first_day", "real_last_day")


@dataclass(frozen=True)
class Part:
    """One section of the form, or of the report as it is read."""

    anchor: str
    title: str
    readers: str
    fields: list


def asked(report: Report, part: ReportPart) -> list[str]:
    """The fields of a part that this report asks for. The days of a broken off or online stay are known already."""
    exchange = report.exchange
    known = DAYS if exchange.is_virtual or exchange.discontinued_at else ()
    left_out = {*known, *(NOT_FOR_HOSTS if report.side == Side.HOST else ())}
    return [name for name in PART_FIELDS[part] if name not in left_out]


def yes_or_no(label, **options) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=YES_NO,
        coerce=lambda answer: answer == "yes",
        empty_value=None,
        widget=forms.RadioSelect,
        **options,
    )


def _field_for(field: models.Field) -> forms.Field:
    options = {"label": capfirst(field.verbose_name), "help_text": HELP.get(field.name, ""), "required": False}
    if field.name in CHOICES:
        return forms.MultipleChoiceField(choices=CHOICES[field.name], widget=forms.CheckboxSelectMultiple, **options)
    if isinstance(field, models.DateField):
        return forms.DateField(widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **options)
    if isinstance(field, models.BooleanField):
        return yes_or_no(**options)
    if isinstance(field, models.PositiveSmallIntegerField):
        marks = [(number, str(number)) for number in range(1, 6)]
        options["help_text"] = MARK_HELP
        return forms.TypedChoiceField(choices=marks, coerce=int, empty_value=None, widget=forms.RadioSelect, **options)
    if isinstance(field, models.PositiveIntegerField):
        return forms.IntegerField(min_value=0, max_value=MOST, **options)
    return _text(**options)


def _text(**options) -> forms.CharField:
    return forms.CharField(
        max_length=LONGEST, validators=[validate_text], widget=forms.Textarea({"rows": 4}), **options
    )


class ReportForm(forms.Form):
    """Anything may be missing until the report is handed in; what then is, `add_missing` says beside the fields."""

    use_required_attribute = False
    language = forms.ChoiceField(label=_("Language you write in"), choices=settings.LANGUAGES)

    def __init__(self, data=None, *, report: Report, parts: list[ReportPart], consents: bool):
        super().__init__(data, initial=_initial_of(report))
        self.report, self.parts, self.evidence_error = report, parts, ""
        for name in (name for part in parts for name in asked(report, part)):
            if name == "objectives":
                self.fields |= self._objectives()
            else:
                self.fields[name] = _field_for(Report._meta.get_field(name))
        self.fields["story"] = _field_for(Report._meta.get_field("story"))
        if consents:
            self.fields["consent_to_publish"] = forms.BooleanField(
                label=capfirst(Report._meta.get_field("consent_to_publish").verbose_name),
                help_text=HELP["consent_to_publish"],
                required=False,
            )
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["lang"] = report.language
        self._demand(is_on=True)

    def _objectives(self) -> dict[str, forms.Field]:
        return {
            f"objective-{number}": forms.ChoiceField(
                label=each["text"], choices=Reached.choices, widget=forms.RadioSelect, required=False
            )
            for number, each in enumerate(self.report.objectives)
        }

    def _demand(self, *, is_on: bool) -> None:
        """Fields that the report cannot do without are not called optional, yet a draft is saved without them."""
        needed = {"language", *NEEDED, *(DAYS if self.report.side == Side.VISITOR else ())} if is_on else {"language"}
        for name, field in self.fields.items():
            field.required = name in needed or (is_on and name.startswith("objective-"))

    def full_clean(self):
        self._demand(is_on=False)
        super().full_clean()
        self._demand(is_on=True)

    def values(self) -> dict:
        """What is right of what was typed, for `save_report`; a wrong field keeps its old value."""
        found = {name: value for name, value in self.cleaned_data.items() if not name.startswith("objective-")}
        if any(name.startswith("objective-") for name in self.fields):
            found["objectives"] = [
                {"text": each["text"], "reached": self.cleaned_data.get(f"objective-{number}", each["reached"])}
                for number, each in enumerate(self.report.objectives)
            ]
        exchange = self.report.exchange
        if exchange.is_virtual or exchange.discontinued_at:
            found |= {name: getattr(exchange, name) for name in DAYS}
        return found

    def add_missing(self, fields: dict[str, str]) -> None:
        """Sentences of an `IncompleteError`, beside what they are about."""
        for name, sentence in fields.items():
            if name == "objectives":
                for number, each in enumerate(self.report.objectives):
                    if not self.cleaned_data.get(f"objective-{number}", each["reached"]):
                        self.add_error(f"objective-{number}", sentence)
            elif name in self.fields:
                self.add_error(name, sentence)
            elif name == "evidence":
                self.evidence_error = sentence
            else:
                self.add_error(None, sentence)

    def sections(self) -> Iterator[Part]:
        """The parts with their readers, then the story."""
        for part in self.parts:
            names = [
                each
                for name in asked(self.report, part)
                for each in (self.fields if name == "objectives" else [name])
                if name != "objectives" or each.startswith("objective-")
            ]
            yield Part(part.value, capfirst(part.label), READERS[part], [self[name] for name in names])
        story = [self[name] for name in ("story", "consent_to_publish") if name in self.fields]
        yield Part("story", gettext("Your story"), STORY_READERS, story)

    def mistakes(self) -> Iterator[tuple[str, str, str]]:
        """(label, sentence, id of the field) of everything to look at again, from top to bottom."""
        for sentence in self.non_field_errors():
            yield "", sentence, ""
        for bound in (self["language"], *(field for part in self.sections() for field in part.fields)):
            for sentence in bound.errors:
                yield bound.label, sentence, f"{bound.auto_id}_0" if bound.use_fieldset else bound.id_for_label
        if self.evidence_error:
            yield pgettext("exchange", "Evidence"), self.evidence_error, "part-evidence"


def _initial_of(report: Report) -> dict:
    """The stored answers as the widgets show them."""
    found = {name: getattr(report, name) for names in PART_FIELDS.values() for name in names}
    found = {name: value if not isinstance(value, bool) else "yes" if value else "no" for name, value in found.items()}
    reached = {f"objective-{number}": each["reached"] for number, each in enumerate(report.objectives)}
    rest = {name: getattr(report, name) for name in ("story", "consent_to_publish", "language")}
    return {**found, **reached, **rest}
