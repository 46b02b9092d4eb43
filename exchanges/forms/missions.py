"""What an organiser fills in for a mission: its facts, its texts in one language, why it is cancelled."""

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from core.dates import long_date
from core.states import TranslationState
from core.text import validate_text
from exchanges import clock, workdays
from exchanges.actions.missions import FIELDS
from exchanges.eligibility_stay import add_months
from exchanges.forms.organising import (
    CodeField,
    LongForm,
    as_typed,
    clean_point,
    clean_region,
    country_choices,
    day_field,
    in_zone,
    label_of,
    languages_field,
    line_field,
    moment_field,
    region_field,
    text_field,
    zones,
)
from exchanges.forms.themes import ThemesField
from exchanges.models import Mission, MissionText, Programme
from exchanges.queries.concepts import themes

MOST_PLACES = 200
DAYS = ("arrival_on", "first_day", "last_day", "departure_on")


class MissionForm(LongForm):
    """The facts of a mission. New ones also have a programme and, in their own language, a title."""

    code = CodeField()
    programme = forms.ModelChoiceField(Programme.objects.none(), label=gettext_lazy("Programme"), empty_label=None)
    language = forms.ChoiceField(
        label=label_of(Mission, "language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("The language you write in. Translations are added afterwards."),
    )
    title = line_field(label_of(MissionText, "title"), most=120, required=True)
    summary = text_field(label_of(MissionText, "summary"), rows=3)
    is_virtual = forms.BooleanField(
        label=gettext_lazy("It takes place online"),
        required=False,
        help_text=gettext_lazy("Nobody travels: there is no lump sum, and the one visit is not used up."),
    )
    country = forms.ChoiceField(label=label_of(Mission, "country"), choices=country_choices)
    town = line_field(label_of(Mission, "town"), most=120)
    region = region_field(Mission)
    zone = forms.ChoiceField(label=label_of(Mission, "zone"), choices=zones)
    latitude = forms.FloatField(
        label=label_of(Mission, "latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=gettext_lazy("For the map, such as 43.8486. Left empty, the place of the first host is taken."),
    )
    longitude = forms.FloatField(label=label_of(Mission, "longitude"), required=False, min_value=-180, max_value=180)
    languages = languages_field(Mission)
    arrival_on = day_field(Mission, "arrival_on", help_text=gettext_lazy("The day before, if you travel then."))
    first_day = day_field(Mission, "first_day", required=True)
    last_day = day_field(Mission, "last_day", required=True)
    departure_on = day_field(Mission, "departure_on")
    keep_days = forms.BooleanField(
        label=gettext_lazy("Keep these days: the coordinator makes one of them a working day"), required=False
    )
    places = forms.IntegerField(label=label_of(Mission, "places"), min_value=1, max_value=MOST_PLACES, initial=15)
    waiting_list = forms.BooleanField(
        label=capfirst(gettext_lazy("waiting list")),
        required=False,
        initial=True,
        help_text=gettext_lazy("A place that comes free is offered to who waits, in order."),
    )
    sign_up_from = moment_field(
        Mission, "sign_up_from", help_text=gettext_lazy("Leave it empty to open the sign-up by hand.")
    )
    sign_up_until = moment_field(
        Mission, "sign_up_until", required=True, help_text=gettext_lazy("By the clock at the place of the mission.")
    )
    expected_cost = forms.DecimalField(
        label=label_of(Mission, "expected_cost"),
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=2,
        help_text=gettext_lazy("Travel and stay. Firms see what the lump sum leaves for them to pay."),
    )
    concepts = ThemesField(
        themes(),
        label=label_of(Mission, "concepts"),
        required=False,
        help_text=gettext_lazy("What it is about, so that firms find it."),
    )
    pack = forms.FileField(
        label=label_of(Mission, "welcome_pack"),
        required=False,
        help_text=gettext_lazy("PDF or an office file that visitors take with them."),
        widget=forms.FileInput({"accept": ".pdf,.docx,.odt,.pptx,.odp,.xlsx,.ods"}),
    )
    no_pack = forms.BooleanField(label=gettext_lazy("Take the welcome pack away"), required=False)

    SECTIONS = (
        ("what", gettext_lazy("What it is"), ("programme", "language", "title", "summary", "is_virtual", "languages")),
        ("where", gettext_lazy("Where"), ("country", "town", "region", "zone", "latitude", "longitude")),
        ("when", gettext_lazy("Days"), (*DAYS, "keep_days")),
        (
            "places",
            gettext_lazy("Places and sign-up"),
            ("places", "waiting_list", "sign_up_from", "sign_up_until", "expected_cost"),
        ),
        ("themes", gettext_lazy("Themes"), ("concepts",)),
        ("pack", gettext_lazy("Welcome pack"), ("pack", "no_pack")),
    )

    def __init__(self, data=None, files=None, *, mission: Mission | None = None, **kwargs):
        self.mission = mission
        super().__init__(data, files, initial=_initial(mission), **kwargs)
        if mission is None:
            self.fields["programme"].queryset = Programme.objects.filter(ends_on__gte=clock.today())
            self.fields["programme"].initial = Programme.objects.running(clock.today()).first()
            del self.fields["no_pack"]
        else:
            for name in ("code", "programme", "title", "summary"):
                del self.fields[name]
            if mission.welcome_pack_id is None:
                del self.fields["no_pack"]

    @property
    def sections(self):
        """(anchor, heading, bound fields); the box to keep short days stands there only where it is needed."""
        asks = "keep_days" in self.errors or bool(self["keep_days"].value())
        for anchor, heading, names in self.SECTIONS:
            shown = [name for name in names if name in self.fields and (name != "keep_days" or asks)]
            yield anchor, heading, [self[name] for name in shown]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("country") and "region" in cleaned:
            try:
                cleaned["subdivision"] = clean_region(cleaned["region"], cleaned["country"])
            except forms.ValidationError as error:
                self.add_error("region", error)
        if "zone" in cleaned:
            for name in ("sign_up_from", "sign_up_until"):
                if name in cleaned:
                    cleaned[name] = in_zone(cleaned[name], cleaned["zone"])
        clean_point(self, cleaned)
        self._check_order(cleaned)
        self._check_past(cleaned)
        self._check_sign_up(cleaned)
        if not self.errors:
            self._check_span(cleaned)
        return cleaned

    def _check_order(self, cleaned) -> None:
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))
        if first and cleaned.get("arrival_on") and cleaned["arrival_on"] > first:
            self.add_error("arrival_on", _("This is after the first working day."))
        if last and cleaned.get("departure_on") and cleaned["departure_on"] < last:
            self.add_error("departure_on", _("This is before the last working day."))

    def _check_past(self, cleaned) -> None:
        """Days that are over are refused, unless they stood there already."""
        for name in DAYS:
            day = cleaned.get(name)
            if day and day < clock.today() and day != getattr(self.mission, name, None):
                self.add_error(name, _("{day} is in the past.").format(day=long_date(day)))

    def _check_sign_up(self, cleaned) -> None:
        opens, closes, first = (cleaned.get(name) for name in ("sign_up_from", "sign_up_until", "first_day"))
        if closes and closes <= clock.now() and closes != getattr(self.mission, "sign_up_until", None):
            self.add_error("sign_up_until", _("{day} is in the past.").format(day=long_date(closes.date())))
        elif closes and first and closes.date() >= first:
            self.add_error("sign_up_until", _("The sign-up has to close before the mission begins."))
        if opens and closes and opens >= closes:
            self.add_error("sign_up_from", _("This is after the sign-up closes."))

    def _check_span(self, cleaned) -> None:
        """Inside the programme, not too long, and with enough working days behind what they look like."""
        programme: Programme = self.mission.programme if self.mission else cleaned["programme"]
        first, last = cleaned["first_day"], cleaned["last_day"]
        if first < programme.starts_on or last > programme.ends_on:
            self.add_error(
                "first_day" if first < programme.starts_on else "last_day",
                _("This is outside the programme, which runs from {first} to {last}.").format(
                    first=long_date(programme.starts_on), last=long_date(programme.ends_on)
                ),
            )
        if last >= add_months(first, programme.max_months):
            self.add_error(
                "last_day",
                ngettext(
                    "A stay lasts at most {months} month.",
                    "A stay lasts at most {months} months.",
                    programme.max_months,
                ).format(months=programme.max_months),
            )
        if self.errors or cleaned.get("is_virtual") or cleaned.get("keep_days"):
            return
        corrections = tuple(
            (row.day, row.works, row.reason) for row in (self.mission.day_corrections.all() if self.mission else ())
        )
        days = workdays.days_of(
            first, last, country=cleaned["country"], subdivision=cleaned["subdivision"], corrections=corrections
        )
        if sum(day.works for day in days) < programme.min_days:
            self.add_error("last_day", too_few(days, programme.min_days))
            self.add_error("keep_days", _("Choose other days, or tick this."))

    def values(self) -> dict:
        """What the actions take as plain fields."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


def _initial(mission: Mission | None) -> dict:
    if mission is None:
        return {"language": get_language(), "zone": settings.TIME_ZONE}
    initial = {name: getattr(mission, name) for name in FIELDS}
    initial |= {name: as_typed(getattr(mission, name), mission.zone) for name in ("sign_up_from", "sign_up_until")}
    return initial | {
        "region": mission.subdivision,
        "places": mission.places,
        "concepts": [concept.pk for concept in mission.concepts.all()],
    }


def too_few(days: list[workdays.Day], least: int) -> str:
    """`These days look like five, but only two of them are working days …`, with the days that are not."""
    off = [day for day in days if not day.works]
    working = len(days) - len(off)
    look = sum(day.day.weekday() < 5 for day in days)
    names = "; ".join(f"{long_date(day.day)} – {day.sentence}" for day in off)
    if look <= working:
        return ngettext(
            "There is only {days} working day; at least {least} are needed.",
            "There are only {days} working days; at least {least} are needed.",
            working,
        ).format(days=working, least=least)
    return ngettext(
        "This looks like {look} working days but has only {days}; at least {least} are needed. Not counted: {names}.",
        "This looks like {look} working days but has only {days}; at least {least} are needed. Not counted: {names}.",
        working,
    ).format(look=look, days=working, least=least, names=names)


class MissionTextForm(forms.Form):
    """The texts in one language; `translation_state` is asked of translations only."""

    use_required_attribute = False
    title = line_field(label_of(MissionText, "title"), most=120, required=True)
    summary = text_field(label_of(MissionText, "summary"), rows=3)
    description = text_field(label_of(MissionText, "description"), rows=8)
    welcome = text_field(label_of(MissionText, "welcome"), rows=6)
    accessibility = text_field(label_of(MissionText, "accessibility"), rows=3)

    def __init__(self, data=None, *, language: str, is_original: bool, sessions=(), **kwargs):
        super().__init__(data, **kwargs)
        self.sessions = [] if is_original else list(sessions)
        for session in self.sessions:
            original = session.text(session.mission.language)
            name = original.title if original else session.code
            self.fields[f"session_{session.code}"] = line_field(
                _("Session: {title}").format(title=name), most=200, help_text=original.note if original else ""
            )
            if original and original.note:
                self.fields[f"note_{session.code}"] = text_field(_("Note: {title}").format(title=name), rows=2)
        if not is_original:
            self.fields["translation_state"] = translation_field(MissionText)
        for name, field in self.fields.items():
            if name != "translation_state":
                field.widget.attrs["lang"] = language

    def values(self) -> dict:
        own = ("title", "summary", "description", "welcome", "accessibility", "translation_state")
        return {name: self.cleaned_data[name] for name in own if name in self.cleaned_data}

    def session_texts(self) -> dict[str, tuple[str, str]]:
        """Title and note of each session, by its code."""
        return {
            session.code: (
                self.cleaned_data.get(f"session_{session.code}", ""),
                self.cleaned_data.get(f"note_{session.code}", ""),
            )
            for session in self.sessions
        }


def translation_field(model) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label_of(model, "translation_state"),
        choices=[(state.value, state.label) for state in TranslationState if state != TranslationState.ORIGINAL],
        initial=TranslationState.HUMAN,
        help_text=gettext_lazy("Readers see how the text came to be."),
    )


class ReasonForm(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Everybody concerned reads it."),
        max_length=2000,
        validators=[validate_text],
        widget=forms.Textarea({"rows": 4}),
    )
