"""Forms about the days of a stay: dates, corrected days, online sessions, the end before time; and messages."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from babel.core import get_global
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.dates import day as day_name
from core.text import validate_line, validate_text
from exchanges import clock, workdays
from exchanges.models import Exchange, ExchangeSession, Message

LONGEST = 4000
MOST_SESSIONS = 60
MORE_SESSIONS = 3
FARTHEST = 5  # years from now; anything else is a slip of the keyboard
_SIGNED = _("I know that the commitment has signatures and has to be signed again.")


def _date_field(name: str, **more) -> forms.DateField:
    label = Exchange._meta.get_field(name).verbose_name
    return forms.DateField(label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


def zones_of(exchange: Exchange) -> list[str]:
    """The time zones of the two countries, the host’s first; the site’s own where nothing is known of them."""
    known = get_global("territory_zones")
    found = [*known.get(exchange.host_country, ()), *known.get(exchange.visitor_country, ())]
    return list(dict.fromkeys([*found, settings.TIME_ZONE]))


class StayDatesMixin(forms.Form):
    """The four dates; what is wrong between them stands beside the field that is wrong."""

    DATE_NAMES = ("arrival_on", "first_day", "last_day", "departure_on")

    arrival_on = _date_field("arrival_on", help_text=_("Travel days do not count as working days."))
    first_day = _date_field("first_day")
    last_day = _date_field("last_day")
    departure_on = _date_field("departure_on")

    def __init__(self, *args, initial=None, **kwargs):
        exchange = self.exchange
        initial = {name: getattr(exchange, name) for name in self.DATE_NAMES} | (initial or {})
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self):
        """A year far from the programme is a slip of the keyboard; calendars and sums are not asked about it."""
        cleaned = super().clean()
        self.typed_days = (cleaned.get("first_day"), cleaned.get("last_day"))
        programme = self.exchange.programme
        for name in self.DATE_NAMES:
            day = cleaned.get(name)
            if day and not programme.starts_on.year - 1 <= day.year <= programme.ends_on.year + 1:
                self.add_error(name, _("Please check the year."))
                self.typed_days = (None, None)
        arrival, first, last, departure = (cleaned.get(name) for name in self.DATE_NAMES)
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))
        for name, other in (("first_day", "last_day"), ("last_day", "first_day")):
            if cleaned.get(name) and other in cleaned and not cleaned[other]:
                self.add_error(other, _("Please name both days, or none."))
        if arrival and first and arrival > first:
            self.add_error("arrival_on", _("This is after the first working day."))
        if departure and last and departure < last:
            self.add_error("departure_on", _("This is before the last working day."))
        return cleaned


class SignedMixin(forms.Form):
    """A box to tick where a change undoes signatures."""

    reopen = forms.BooleanField(label=_SIGNED, required=False)

    only_look = False  # a preview saves nothing, so nothing has to be confirmed

    def __init__(self, *args, is_signed: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_signed = is_signed
        if not is_signed:
            del self.fields["reopen"]

    def clean_reopen(self) -> bool:
        if not self.cleaned_data["reopen"] and not self.only_look:
            raise ValidationError(_("Please confirm this: the commitment has signatures already."), code="signed")
        return True


class DatesForm(SignedMixin, StayDatesMixin):
    """Days of the stay, both ends included."""

    field_order = StayDatesMixin.DATE_NAMES

    def __init__(self, data=None, *, exchange: Exchange, is_signed: bool):
        self.exchange = exchange
        super().__init__(data, is_signed=is_signed)
        for name in ("first_day", "last_day"):
            self.fields[name].required = True

    @property
    def dates(self) -> dict:
        return {name: self.cleaned_data.get(name) for name in self.DATE_NAMES}


class DayForm(forms.Form):
    """Whether one day counts: as the calendar has it, or as the coordinator says."""

    CALENDAR, WORKS, FREE = "", "works", "free"

    works = forms.ChoiceField(
        label=_("This day"),
        required=False,
        choices=[
            (CALENDAR, _("as the calendar says")),
            (WORKS, _("counts as a working day")),
            (FREE, _("does not count")),
        ],
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False, validators=[validate_line])

    def __init__(self, *args, day: workdays.Day, correction=None, **kwargs):
        self.day, self.correction = day, correction
        initial = {}
        if correction:
            initial = {"works": self.WORKS if correction.works else self.FREE, "reason": correction.reason}
        super().__init__(*args, prefix=day.day.isoformat(), initial=initial, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {day_name(day.day)}"

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("works") and not (cleaned.get("reason") or "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Please give a reason."))
        return cleaned

    @property
    def change(self) -> tuple[bool, str] | None:
        """For `actions.commitments.correct_days`."""
        if not self.cleaned_data["works"]:
            return None
        return self.cleaned_data["works"] == self.WORKS, self.cleaned_data["reason"].strip()

    @property
    def has_change(self) -> bool:
        before = (self.correction.works, self.correction.reason) if self.correction else None
        return self.change != before


class DaysForm(SignedMixin):
    """The box above the days, and a `DayForm` for each of them."""

    def __init__(self, data=None, *, days: list[workdays.Day], corrections: dict, is_signed: bool):
        super().__init__(data, is_signed=is_signed)
        self.rows = [DayForm(data, day=day, correction=corrections.get(day.day)) for day in days]

    def is_valid(self) -> bool:
        rows = [row.is_valid() for row in self.rows]
        return super().is_valid() and all(rows)

    @property
    def changes(self) -> dict:
        return {row.day.day: row.change for row in self.rows if row.has_change}


class SessionForm(forms.Form):
    """One online session, in the zone of one of the places. An empty row does not count."""

    day = forms.DateField(label=_("day"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    starts = forms.TimeField(label=_("starts"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(label=_("ends"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    zone = forms.ChoiceField(label=ExchangeSession._meta.get_field("zone").verbose_name, required=False)
    title = forms.CharField(label=_("title"), max_length=200, required=False, validators=[validate_line])

    def __init__(self, *args, zones: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        kept = self.initial.get("zone")
        names = dict.fromkeys([*zones, *([kept] if kept else [])])
        self.fields["zone"].choices = [(name, name.rpartition("/")[2].replace("_", " ")) for name in names]
        self.fields["zone"].initial = zones[0]

    @property
    def is_filled(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("day", "starts", "ends", "title"))

    def clean(self):
        cleaned = super().clean()
        if not self.is_filled:
            return cleaned
        needed = _("Please fill this in.")
        for name in ("day", "starts", "ends", "title"):
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, needed)
        if cleaned.get("day") and abs(cleaned["day"].year - clock.today().year) > FARTHEST:
            self.add_error("day", _("Please check the year."))
        if self.errors:
            return cleaned
        if cleaned["ends"] <= cleaned["starts"]:
            self.add_error("ends", _("This is before it begins. A session ends on the day it begins."))
            return cleaned
        zone = ZoneInfo(cleaned.get("zone") or settings.TIME_ZONE)
        for name in ("starts", "ends"):
            moment = datetime.combine(cleaned["day"], cleaned[name], tzinfo=zone)
            if moment.astimezone(UTC).astimezone(zone) != moment:
                self.add_error(name, _("This time does not exist on that day: the clocks are put forward."))
            cleaned[f"{name}_at"] = moment
        if not self.errors and cleaned["starts_at"] < clock.now():
            self.add_error("day", _("This is in the past."))
        return cleaned

    @property
    def session(self) -> dict:
        """For `actions.commitments.set_sessions`."""
        cleaned = self.cleaned_data
        zone = cleaned["zone"] or settings.TIME_ZONE
        return {
            "starts_at": cleaned["starts_at"],
            "ends_at": cleaned["ends_at"],
            "zone": zone,
            "title": cleaned["title"],
        }


class _SessionRows(forms.BaseFormSet):
    def clean(self):
        """Two sessions at the same time count once, so they are refused."""
        filled = sorted(self.sessions(), key=lambda row: row["starts_at"])
        for before, after in zip(filled, filled[1:], strict=False):
            if after["starts_at"] < before["ends_at"]:
                raise ValidationError(
                    _("“%(one)s” and “%(other)s” are at the same time."),
                    params={"one": before["title"], "other": after["title"]},
                )

    def sessions(self) -> list[dict]:
        return [form.session for form in self.forms if not form.errors and form.is_filled]


SessionRows = forms.formset_factory(
    SessionForm,
    formset=_SessionRows,
    extra=MORE_SESSIONS,
    max_num=MOST_SESSIONS,
    absolute_max=MOST_SESSIONS,
)


class SessionsForm(SignedMixin):
    """The box above the sessions, and the rows."""

    def __init__(self, data=None, *, start: list[dict], zones: list[str], is_signed: bool):
        super().__init__(data, is_signed=is_signed)
        self.rows = SessionRows(data, prefix="sessions", initial=start, form_kwargs={"zones": zones})

    def is_valid(self) -> bool:
        rows = self.rows.is_valid()
        return super().is_valid() and rows


def session_row(session: ExchangeSession) -> dict:
    """A session as it stands in the form."""
    zone = ZoneInfo(session.zone)
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "zone": session.zone,
        "title": session.title,
    }


class ReasonForm(forms.Form):
    """Why an exchange is cancelled."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("All four read it, and it stays in the history."),
        max_length=LONGEST,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DiscontinueForm(ReasonForm):
    """Why a stay was broken off, and its last day."""

    last_day = forms.DateField(
        label=_("Last day that took place"),
        help_text=_("Leave it empty if not one working day took place."),
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )
    field_order = ("last_day", "reason")


class MessageForm(forms.Form):
    """A message to the other parties."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=Message._meta.get_field("language").verbose_name, choices=settings.LANGUAGES)
