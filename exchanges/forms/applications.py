"""The form of an application: a draft may have gaps, and what is wrong has its sentence beside the field."""

from datetime import date, timedelta

from django import forms
from django.conf import settings
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext, pgettext_lazy

from clusters.states import OrganisationType
from core.collation import sort_key
from core.dates import long_date
from core.languages import country_name, name_in
from core.text import validate_text
from exchanges import clock, workdays
from exchanges.actions.applications import FIELDS
from exchanges.choices import Activity, Allowed, Purpose, Side
from exchanges.forms.eligibility import LONGEST_REASON, day_field
from exchanges.forms.themes import ThemesField
from exchanges.models import Application
from exchanges.queries.concepts import themes

LONGEST_TEXT = 4000
MOST_THEMES = 12
NEEDED = ("concepts", "objectives", "languages")  # compulsory when it is sent: actions.applications.missing_in


def _text(name: str, *, rows: int, help_text="") -> forms.CharField:
    return forms.CharField(
        label=Application._meta.get_field(name).verbose_name,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def _several(name: str, choices=(), *, help_text="", error="") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=Application._meta.get_field(name).verbose_name,
        choices=choices,
        help_text=help_text,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": error} if error else None,
    )


class ApplicationForm(forms.Form):
    """One page in sections. Nothing is compulsory while it is a draft."""

    concepts = ThemesField(
        themes(),
        label=gettext_lazy("themes"),
        required=False,
        help_text=gettext_lazy("What it is about, so that hosts who know it are found."),
    )
    objectives = _text(
        "objectives", rows=6, help_text=gettext_lazy("Two or three sentences: what you want to know or do afterwards.")
    )
    purposes = _several("purposes", Purpose.choices)
    activities = _several("activities", Activity.choices)
    activities_text = _text("activities_text", rows=4)
    countries = _several(
        "countries",
        help_text=gettext_lazy("None chosen means any."),
        error=gettext_lazy("Please choose from the list: a host is in another country, and in one of the programme."),
    )
    host_types = _several("host_types", help_text=gettext_lazy("None chosen means any."))
    earliest_on = day_field(Application._meta.get_field("earliest_on").verbose_name)
    latest_on = day_field(Application._meta.get_field("latest_on").verbose_name)
    days_wanted = forms.IntegerField(
        label=Application._meta.get_field("days_wanted").verbose_name, required=False, min_value=1, max_value=31
    )
    languages = _several("languages")
    access_needs = _text(
        "access_needs",
        rows=3,
        help_text=gettext_lazy("Such as step-free rooms, an interpreter, food. The host prepares for it."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("language you write in"), choices=settings.LANGUAGES, required=False
    )
    cv = forms.FileField(
        label=gettext_lazy("CV"),
        required=False,
        help_text=gettext_lazy("PDF or an office file. Only you, your cluster and the coordinator can open it."),
    )
    leave_mission = forms.BooleanField(label=gettext_lazy("I want to go, but not on this mission"), required=False)

    SECTIONS = (
        ("aims", gettext_lazy("What you want"), ("purposes", "objectives")),
        ("activities", gettext_lazy("What you would do there"), ("activities", "activities_text")),
        (
            "wishes",
            gettext_lazy("Where and when"),
            ("countries", "host_types", "earliest_on", "latest_on", "days_wanted"),
        ),
        ("you", gettext_lazy("You"), ("languages", "access_needs", "language")),
        ("cv", gettext_lazy("CV"), ("cv",)),
    )

    def __init__(self, data=None, files=None, *, application: Application):
        initial = {name: getattr(application, name) for name in FIELDS}
        if data is None:
            initial["concepts"] = [concept.pk for concept in application.concepts.all()]
        super().__init__(data, files, initial=initial, use_required_attribute=False)
        self.application, self.programme = application, application.programme
        self._offer_choices()
        if application.mission_id:
            for name in self.SECTIONS[2][2]:
                del self.fields[name]
        else:
            del self.fields["leave_mission"]
            if application.is_virtual:
                del self.fields["days_wanted"]
        for name, field in self.fields.items():
            field.label = capfirst(field.label)
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.update(lang=application.language, maxlength=LONGEST_TEXT)
            if name == "cv":
                field.widget = forms.FileInput(attrs={"accept": ".pdf,.docx,.odt"})

    def _offer_choices(self) -> None:
        reader, own = get_language(), self.application.organisation.country
        known = [
            (row.country, country_name(row.country, reader))
            for row in self.programme.countries.all()
            if row.may_host and not (self.programme.different_countries and row.country == own)
        ]
        self.fields["countries"].choices = sorted(known, key=lambda pair: sort_key(pair[1], reader))
        hosting = {
            row.organisation_type
            for row in self.programme.role_rules.all()
            if row.side == Side.HOST and row.allowed != Allowed.NO
        }
        self.fields["host_types"].choices = [pair for pair in OrganisationType.choices if pair[0] in hosting]
        self.fields["languages"].choices = [(code, capfirst(name_in(code, reader))) for code, _n in settings.LANGUAGES]

    def clean_concepts(self):
        chosen = self.cleaned_data["concepts"]
        if len(chosen) > MOST_THEMES:
            raise forms.ValidationError(
                ngettext(
                    "Please choose at most %(count)s theme.", "Please choose at most %(count)s themes.", MOST_THEMES
                )
                % {"count": MOST_THEMES}
            )
        return chosen

    def clean_language(self):
        return self.cleaned_data["language"] or self.application.language

    def clean_days_wanted(self):
        days = self.cleaned_data["days_wanted"]
        if days is not None and days < self.programme.min_days:
            raise forms.ValidationError(
                ngettext(
                    "A stay has at least {least} working day in a row.",
                    "A stay has at least {least} working days in a row.",
                    self.programme.min_days,
                ).format(least=self.programme.min_days)
            )
        return days

    def clean_earliest_on(self):
        return self._coming("earliest_on")

    def clean_latest_on(self):
        return self._coming("latest_on")

    def _coming(self, name: str) -> date | None:
        """A day of the programme that is still to come; one that was kept and has passed meanwhile may stay."""
        day = self.cleaned_data[name]
        if day is None or day == getattr(self.application, name):
            return day
        if day < clock.today():
            raise forms.ValidationError(_("{day} is in the past.").format(day=long_date(day)))
        if not self.programme.starts_on <= day <= self.programme.ends_on:
            raise forms.ValidationError(
                _("This is outside the programme, which runs from {first} to {last}.").format(
                    first=long_date(self.programme.starts_on), last=long_date(self.programme.ends_on)
                )
            )
        return day

    def clean(self):
        first, last = (self.cleaned_data.get(name) for name in ("earliest_on", "latest_on"))
        if first and last and last < first:
            self.add_error("latest_on", _("This is before the first date."))
        elif first and last and not self.application.is_virtual:
            days = self._most_days(first, last)
            if days < self.programme.min_days:
                counted = ngettext("{days} working day", "{days} working days", days).format(days=days)
                self.add_error(
                    "latest_on",
                    _(
                        "These days have only {counted}, without weekends and public holidays; "
                        "at least {least} are needed."
                    ).format(counted=counted, least=self.programme.min_days),
                )
        return self.cleaned_data

    def _most_days(self, first: date, last: date) -> int:
        """Working days between the two in the country that has most of them; only weekends off where none is chosen."""
        countries = self.cleaned_data.get("countries")
        if countries:
            return max(workdays.count(first, last, country=country) for country in countries)
        span = min((last - first).days + 1, 31)
        return sum((first + timedelta(days=number)).weekday() < 5 for number in range(span))

    @property
    def values(self) -> dict:
        """What is right of it, as `actions.applications.save_application` takes it. Two dates are kept together."""
        found = {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}
        if {"earliest_on", "latest_on"} & set(self.errors):
            found.pop("earliest_on", None)
            found.pop("latest_on", None)
        if "concepts" in self.cleaned_data:
            found["concepts"] = self.cleaned_data["concepts"]
        if self.cleaned_data.get("leave_mission"):
            found["leave_mission"] = True
        return found

    def mark_needed(self) -> None:
        """Only for showing: without the word “optional” where sending asks for it."""
        for name in NEEDED:
            self.fields[name].required = True

    @cached_property
    def sections(self) -> list[tuple[str, str, list]]:
        """(anchor, heading, bound fields) in the order of the page."""
        found = [
            (anchor, heading, [self[name] for name in names if name in self.fields])
            for anchor, heading, names in self.SECTIONS
        ]
        return [section for section in found if section[2]]

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """(label, sentence, id to jump to) of everything that has to be looked at again."""
        if not self.is_bound:
            return []
        found = [("", sentence, "") for sentence in self.non_field_errors()]
        places = {field.name: f"part-{anchor}" for anchor, _heading, fields in self.sections for field in fields}
        for field in self:
            target = "themes" if field.name == "concepts" else field.id_for_label or places.get(field.name, "")
            found += [(field.label, sentence, target) for sentence in field.errors]
        return found


class ReasonForm(forms.Form):
    """Why an application is returned or refused; the person reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=LONGEST_REASON,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The person reads it in a mail."),
    )


class FilterForm(forms.Form):
    """The list’s filters; a value that is not offered counts as none, so that a stale address shows all."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    programme = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Programme"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
    )
    mission = forms.ModelChoiceField(
        None,
        label=pgettext_lazy("exchange", "Mission"),
        required=False,
        to_field_name="code",
        empty_label=gettext_lazy("All"),
    )
    late = forms.BooleanField(label=gettext_lazy("only those whose answer is late"), required=False)

    def __init__(self, data, *, states, programmes, missions):
        super().__init__(data)
        self.fields["state"].choices = [("", _("All")), *states]
        self.fields["programme"].queryset = programmes
        self.fields["mission"].queryset = missions

    @property
    def wanted(self) -> dict:
        self.full_clean()
        return {name: self.cleaned_data.get(name) or None for name in self.fields}
