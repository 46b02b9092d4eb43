"""The commitment: what is agreed, as a form with rows; anything may be missing until it is signed."""

from datetime import date
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, gettext_lazy as _

from core.dates import long_date
from core.text import validate_line, validate_text
from exchanges import rules
from exchanges.choices import Activity
from exchanges.errors import IncompleteError
from exchanges.forms.stays import StayDatesMixin
from exchanges.models import CommitmentVersion, Exchange
from exchanges.queries.commitments import concept_labels, concepts_called, label_of

LONGEST = 6000
MORE_ROWS = 3
MOST_ROWS = {"objectives": 20, "agenda": 80}
ROWS = tuple(MOST_ROWS)


def _line(label, *, most=200, **more):
    return forms.CharField(label=label, max_length=most, required=False, validators=[validate_line], **more)


def _text(name: str, help_text=""):
    return forms.CharField(
        label=CommitmentVersion._meta.get_field(name).verbose_name,
        help_text=help_text,
        max_length=LONGEST,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ObjectiveForm(forms.Form):
    """One objective in words and, if one fits, as a theme of the vocabulary."""

    text = _line(_("objective"), most=500)
    concept = _line(_("theme"), widget=forms.TextInput(attrs={"list": "themes", "autocomplete": "off"}))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("concept") and not cleaned.get("text") and "text" not in self.errors:
            cleaned["text"] = cleaned["concept"]
        return cleaned

    def as_row(self) -> dict:
        return {"text": self.cleaned_data["text"], "concept": self.cleaned_data.get("concept", "")}


class AgendaForm(forms.Form):
    """One entry of the agenda; the times are those of the clock at the host."""

    day = forms.DateField(label=_("day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    starts = forms.TimeField(label=_("starts"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(label=_("ends"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    title = _line(_("title"))
    place = _line(_("place"))

    def clean(self):
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in self.fields):
            return cleaned
        if not cleaned.get("day") and "day" not in self.errors:
            self.add_error("day", _("Please choose the day."))
        if not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", _("Please say what happens."))
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if ends and not starts and "starts" not in self.errors:
            self.add_error("starts", _("Please say when it begins."))
        if starts and ends and ends <= starts:
            self.add_error("ends", _("This is before it begins."))
        return cleaned

    def as_row(self) -> dict:
        cleaned = self.cleaned_data
        times = {name: f"{cleaned[name]:%H:%M}" if cleaned.get(name) else "" for name in ("starts", "ends")}
        return {"day": cleaned["day"].isoformat(), **times, "title": cleaned["title"], "place": cleaned["place"]}


class _Rows(forms.BaseFormSet):
    """Rows of which empty ones do not count."""

    def filled(self) -> list[dict]:
        return [form.as_row() for form in self.forms if any(form.cleaned_data.values())]


def _row_set(name: str, form_class):
    return forms.formset_factory(
        form_class, formset=_Rows, extra=MORE_ROWS, max_num=MOST_ROWS[name], absolute_max=MOST_ROWS[name]
    )


ObjectiveRows, AgendaRows = _row_set("objectives", ObjectiveForm), _row_set("agenda", AgendaForm)


class CommitmentForm(StayDatesMixin, forms.Form):
    """The parts that stand once; its rows are `objectives` and `agenda`.

    `seen` is the version that the person began from; `reopen` has to be ticked where somebody has signed it.
    """

    use_required_attribute = False

    activities = forms.MultipleChoiceField(
        label=_("activities"), choices=Activity.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    activities_text = _text("activities_text", _("How the days will be used: visits, workshops, meetings."))
    outcomes = _text("outcomes", _("What both sides will have in their hands afterwards."))
    responsibilities = _text("responsibilities", _("Who prepares what, who accompanies, who pays for what."))
    language = forms.ChoiceField(label=_("Language in which this is written"), choices=settings.LANGUAGES)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    reopen = forms.BooleanField(
        label=_("I know that a change makes a new version, which all four sign again."), required=False
    )

    def __init__(self, data=None, *, exchange: Exchange, version: CommitmentVersion | None, user, start: dict):
        self.exchange, self.version = exchange, version
        self.is_signed = bool(version and version.signatures.all())
        self.sets_dates = rules.may_set_dates(user, exchange) and not exchange.is_virtual
        initial = {name: start[name] for name in start if name not in ROWS}
        super().__init__(data, initial=initial | {"seen": mark_of(version), "language": start["language"]})
        if not self.sets_dates:
            for name in self.DATE_NAMES:
                del self.fields[name]
        if not self.is_signed:
            del self.fields["reopen"]
        self.objectives = ObjectiveRows(data, prefix="objectives", initial=start["objectives"])
        self.agenda = AgendaRows(data, prefix="agenda", initial=start["agenda"])
        self.row_errors: dict[str, str] = {}

    def mark_needed(self) -> None:
        """For showing: what has to be there before anybody signs is not called optional. Nothing is demanded by it."""
        for name in ("activities", "outcomes", "first_day", "last_day"):
            if name in self.fields:
                self.fields[name].required = True

    def part(self, *names: str) -> list:
        return [self[name] for name in names if name in self.fields]

    @property
    def what(self) -> list:
        return self.part("activities", "activities_text")

    @property
    def after(self) -> list:
        return self.part("outcomes", "responsibilities", "language")

    @property
    def dates(self) -> list:
        return self.part(*self.DATE_NAMES)

    @property
    def is_stale(self) -> bool:
        """Somebody saved another version since this person opened the form."""
        return self.is_bound and self.data.get("seen", "") != mark_of(self.version)

    def says_what_is_saved(self) -> bool:
        """A double click: what was sent is what stands there. Asked of a valid form."""
        return self.version is not None and all(
            getattr(self.version, name) == value for name, value in self.values().items()
        )

    def is_valid(self) -> bool:
        rows = [self.objectives.is_valid(), self.agenda.is_valid()]
        return super().is_valid() and all(rows) and self._find_concepts() and self._agenda_fits()

    def clean_reopen(self) -> bool:
        if not self.cleaned_data["reopen"]:
            raise ValidationError(_("Please confirm this: the commitment has signatures already."), code="signed")
        return True

    def _find_concepts(self) -> bool:
        """The themes that were typed, by their names in any language."""
        rows = [form for form in self.objectives.forms if form.cleaned_data.get("concept")]
        keys = concepts_called({form.cleaned_data["concept"] for form in rows})
        for form in rows:
            key = keys.get(form.cleaned_data["concept"].casefold())
            if key is None:
                form.add_error("concept", _("No theme has this name. Choose one of the list, or leave it empty."))
            else:
                form.cleaned_data["concept"] = key
        return not any(form.errors for form in rows)

    def _agenda_fits(self) -> bool:
        """Every entry lies between arrival and departure, as far as they are known."""
        dates = {name: self._date(name) for name in self.DATE_NAMES}
        first, last = dates["arrival_on"] or dates["first_day"], dates["departure_on"] or dates["last_day"]
        if self.exchange.is_virtual or first is None or last is None:
            return True
        for form in self.agenda.forms:
            day = form.cleaned_data.get("day")
            if day and not first <= day <= last:
                sentence = gettext("The stay is from {first} to {last}.")
                form.add_error("day", sentence.format(first=long_date(first), last=long_date(last)))
        return not any(form.errors for form in self.agenda.forms)

    def _date(self, name: str) -> date | None:
        return self.cleaned_data.get(name) if self.sets_dates else getattr(self.exchange, name)

    def values(self) -> dict:
        """For `actions.commitments.write_commitment`."""
        names = ("activities", "activities_text", "outcomes", "responsibilities", "language")
        dates = {name: self.cleaned_data[name] for name in self.DATE_NAMES} if self.sets_dates else {}
        return {
            **{name: self.cleaned_data[name] for name in names},
            "objectives": self.objectives.filled(),
            "agenda": sorted(self.agenda.filled(), key=lambda row: (row["day"], row["starts"] or "99")),
            **dates,
        }

    def expect_errors(self) -> None:
        """Let a form that shows what is saved have sentences beside its fields too."""
        self.full_clean()
        self.cleaned_data = {}

    def take(self, error: IncompleteError) -> None:
        """The sentences of a refusal beside what they are about, the rows’ above their rows."""
        for name, sentence in error.fields.items():
            if name in self.fields:
                self.add_error(name, sentence)
            else:
                self.row_errors[name] = sentence
                label = gettext("online sessions") if name == "sessions" else label_of(name)
                self.add_error(None, gettext("{part}: {sentence}").format(part=capfirst(label), sentence=sentence))


def mark_of(version: CommitmentVersion | None) -> str:
    """What a form remembers of the version it began from."""
    return f"{version.number}-{version.hash}" if version else ""


def start_from(version: CommitmentVersion) -> dict:
    """What stands in the form at first: the version as it is."""
    labels = concept_labels(version)
    return {
        "objectives": [
            {"text": row["text"], "concept": labels.get(row.get("concept", ""), "")} for row in version.objectives
        ],
        "activities": version.activities,
        "activities_text": version.activities_text,
        "agenda": version.agenda,
        "outcomes": version.outcomes,
        "responsibilities": version.responsibilities,
        "language": version.language,
    }


def start_fresh(exchange: Exchange, user) -> dict:
    """A first version: what the application says, for who may read it, and the mission’s programme as the agenda."""
    start: dict = {"objectives": [], "activities": [], "agenda": [], "language": get_language() or "en"}
    application = exchange.application
    if rules.may_see_application(user, application):
        text = " ".join(application.objectives.split())
        themes = [concept.label() for concept in application.concepts.with_labels()]
        start["objectives"] = [{"text": text[:500] if text else "", "concept": themes[0] if themes else ""}]
        start["objectives"] += [{"text": theme, "concept": theme} for theme in themes[1:]]
        start["objectives"] = [row for row in start["objectives"] if row["text"] or row["concept"]]
        start["activities"], start["activities_text"] = application.activities, application.activities_text
    if exchange.mission:
        sessions = exchange.mission.sessions.prefetch_related("texts")
        start["agenda"] = [agenda_row(session, start["language"]) for session in sessions]
    return start


def agenda_row(session, language: str) -> dict:
    """A session of a mission as an entry of the agenda, at the clock of its place."""
    zone = ZoneInfo(session.zone)
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    text = session.text(language)
    return {
        "day": starts.date().isoformat(),
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}" if ends.date() == starts.date() else "",
        "title": text.title if text else session.mission.title(language),
        "place": session.place,
    }
