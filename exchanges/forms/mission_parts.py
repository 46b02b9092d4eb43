"""Hosts from outside and sessions of the agenda."""

import zoneinfo
from datetime import datetime

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from clusters.models import Organisation, Place
from clusters.states import OrganisationType
from exchanges.forms.organising import clean_point, country_choices, label_of, line_field, text_field, zones
from exchanges.models import Mission, MissionSession, MissionSessionText


class ExternalHostForm(forms.Form):
    """An organisation outside the alliance. `sure` is asked once one of the same name was found."""

    use_required_attribute = False
    name = line_field(label_of(Organisation, "name"), most=200, required=True)
    kind = forms.ChoiceField(label=label_of(Organisation, "type"), choices=OrganisationType)
    country = forms.ChoiceField(label=label_of(Organisation, "country"), choices=country_choices)
    town = line_field(label_of(Place, "town"), most=120, required=True)
    region = line_field(label_of(Place, "region"), most=120)
    website = forms.URLField(
        label=label_of(Organisation, "website"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=gettext_lazy("With https://"),
    )
    latitude = forms.FloatField(
        label=label_of(Place, "latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=gettext_lazy(
            "In degrees, such as 43.8486. Without them a stay of full length has no lump sum: the distance decides."
        ),
    )
    longitude = forms.FloatField(label=label_of(Place, "longitude"), required=False, min_value=-180, max_value=180)
    sure = forms.BooleanField(label=gettext_lazy("It is none of these; enter it as a new one"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        self.asks_sure = False

    @property
    def shown(self):
        return [field for field in self.visible_fields() if field.name != "sure" or self.asks_sure]

    def clean(self):
        cleaned = super().clean()
        clean_point(self, cleaned)
        return cleaned

    def organisation(self) -> Organisation:
        """As typed, not stored; to look for those that may be the same."""
        cleaned = self.cleaned_data
        return Organisation(name=cleaned["name"], country=cleaned["country"], website=cleaned["website"])

    def values(self) -> dict:
        return {name: value for name, value in self.cleaned_data.items() if name != "sure"}


class SessionForm(forms.Form):
    """One session: a day, from and to by the clock of its zone."""

    use_required_attribute = False
    code = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    title = line_field(label_of(MissionSessionText, "title"), most=200, required=True)
    day = forms.DateField(label=gettext_lazy("Day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    starts = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    ends = forms.TimeField(label=gettext_lazy("To"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    zone = forms.ChoiceField(label=label_of(MissionSession, "zone"), choices=zones)
    place = line_field(
        label_of(MissionSession, "place"), most=200, help_text=gettext_lazy("A hall and street, or a link for online.")
    )
    note = text_field(label_of(MissionSessionText, "note"), rows=2)

    def __init__(self, data=None, *, mission: Mission, session: MissionSession | None = None):
        super().__init__(data, initial=_initial(mission, session))
        first, last = mission.arrival_on or mission.first_day, mission.departure_on or mission.last_day
        self.fields["day"].widget.attrs |= {"min": first.isoformat(), "max": last.isoformat()}
        for name in ("title", "note"):
            self.fields[name].widget.attrs["lang"] = mission.language

    def clean(self):
        cleaned = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("This is before the start."))
        return cleaned

    def values(self) -> dict:
        cleaned = self.cleaned_data
        zone = zoneinfo.ZoneInfo(cleaned["zone"])
        return {
            "code": cleaned["code"],
            "starts_at": datetime.combine(cleaned["day"], cleaned["starts"], tzinfo=zone),
            "ends_at": datetime.combine(cleaned["day"], cleaned["ends"], tzinfo=zone),
            "zone": cleaned["zone"],
            "title": cleaned["title"],
            "note": cleaned["note"],
            "place": cleaned["place"],
        }


def _initial(mission: Mission, session: MissionSession | None) -> dict:
    if session is None:
        return {"zone": mission.zone, "day": mission.first_day}
    zone = zoneinfo.ZoneInfo(session.zone)
    starts, ends = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    text = session.text(mission.language)
    return {
        "code": session.code,
        "title": text.title if text else "",
        "note": text.note if text else "",
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "zone": session.zone,
        "place": session.place,
    }
