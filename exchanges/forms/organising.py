"""Fields that the forms of missions and offers share: days, moments, languages, countries, regions, zones."""

import zoneinfo
from datetime import datetime
from functools import cache

import holidays
from django import forms
from django.conf import settings
from django.db.models import Model
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, gettext_lazy

from core import countries
from core.codes import ALPHABET, new_code
from core.collation import sort_key
from core.languages import name_in
from core.text import validate_line, validate_text
from exchanges import workdays

LONGEST_TEXT = 6000


def label_of(model: type[Model], name: str):
    return capfirst(model._meta.get_field(name).verbose_name)


def day_field(model: type[Model], name: str, *, required: bool = False, help_text="") -> forms.DateField:
    return forms.DateField(
        label=label_of(model, name),
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
    )


def moment_field(model: type[Model], name: str, *, required: bool = False, help_text="") -> forms.DateTimeField:
    """A moment as a clock at the place shows it; `in_zone` makes it one."""
    return forms.DateTimeField(
        label=label_of(model, name),
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput({"type": "datetime-local"}, "%Y-%m-%dT%H:%M"),
    )


def line_field(label, *, most: int, required: bool = False, **more) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, validators=[validate_line], **more)


def text_field(label, *, rows: int = 4, required: bool = False, **more) -> forms.CharField:
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, max_length=LONGEST_TEXT, required=required, validators=[validate_text], widget=widget, **more
    )


def in_zone(moment: datetime | None, zone: str) -> datetime | None:
    """What was typed, read by a clock in the zone."""
    if moment is None:
        return None
    bare = timezone.make_naive(moment) if timezone.is_aware(moment) else moment
    return bare.replace(tzinfo=zoneinfo.ZoneInfo(zone))


def as_typed(moment: datetime | None, zone: str) -> datetime | None:
    """A moment as the clock in the zone shows it, for the field."""
    return moment.astimezone(zoneinfo.ZoneInfo(zone)).replace(tzinfo=None) if moment else None


@cache
def zones() -> list[tuple[str, str]]:
    """Every zone of a place as (name, name to read), those of Europe first."""
    names = [name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith("Etc/")]
    names = [name for name in names if name.partition("/")[0] not in ("SystemV", "US", "Canada", "Brazil", "Chile")]
    names.sort(key=lambda name: (not name.startswith("Europe/"), name))
    return [(name, name.replace("_", " ").replace("/", " / ")) for name in names]


def country_choices() -> list[tuple[str, str]]:
    return [("", _("Choose a country")), *countries.choices(get_language() or settings.LANGUAGE_CODE)]


def languages_field(model: type[Model], name: str = "languages") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label_of(model, name),
        required=False,
        choices=language_choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("In which visitors can take part."),
    )


def language_choices() -> list[tuple[str, str]]:
    reader = get_language() or settings.LANGUAGE_CODE
    named = [(code, capfirst(name_in(code, reader))) for code, _name in settings.LANGUAGES]
    return sorted(named, key=lambda pair: sort_key(pair[1], reader))


def region_field(model: type[Model]) -> forms.CharField:
    return line_field(
        label_of(model, "subdivision"),
        most=120,
        help_text=gettext_lazy("Name or code of the region, such as Catalonia or CT. Leave it empty if there is none."),
    )


def clean_region(text: str, country: str) -> str:
    """The code of a region as the holidays know it; a `ValidationError` names those that there are."""
    text = text.strip()
    if not text or not country:
        return ""
    known = list(holidays.country_holidays(country).subdivisions) if workdays.is_known(country) else []
    found = text.upper() if text.upper() in known else workdays.subdivision_of(country, text)
    if found:
        return found
    if not known:
        raise forms.ValidationError(_("No region of this country has holidays of its own. Please leave this empty."))
    raise forms.ValidationError(
        _("No region of this country has this name. Known are: %(names)s.") % {"names": ", ".join(known)}
    )


def clean_point(form: forms.Form, cleaned: dict) -> None:
    """Coordinates come as a pair or not at all."""
    pair = [name for name in ("latitude", "longitude") if cleaned.get(name) is not None]
    if len(pair) == 1 and not {"latitude", "longitude"} & form.errors.keys():
        form.add_error("longitude" if pair == ["latitude"] else "latitude", _("Give both coordinates, or none."))


class CodeField(forms.CharField):
    """The code of what a form is about to make, hidden in it, so that sending it twice makes it once."""

    def __init__(self):
        super().__init__(required=False, max_length=12, widget=forms.HiddenInput, initial=new_code)

    def clean(self, value):
        """Anything that no form of ours brought along counts as none."""
        return value if value and len(value) == len(new_code()) and set(value) <= set(ALPHABET) else ""


class LongForm(forms.Form):
    """A form whose buttons do more than save."""

    use_required_attribute = False

    def leave_unchecked(self) -> None:
        """Shown again with what was typed, but nothing is wrong yet: only a theme was looked for."""
        self._errors = ErrorDict()


class HostSearchForm(forms.Form):
    """A few letters of an organisation."""

    use_required_attribute = False
    q = line_field(
        gettext_lazy("Name of the organisation"),
        most=200,
        required=True,
        help_text=gettext_lazy("In any script; the town helps too."),
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
    )
