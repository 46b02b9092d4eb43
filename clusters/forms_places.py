"""Where an organisation is: the town gives the position, unless somebody puts the pin there by hand."""

from django import forms
from django.utils.translation import get_language, gettext, gettext_lazy as _

from clusters import gazetteer
from clusters.models import Place
from clusters.records import PLACE_FIELDS
from core import countries
from core.languages import country_name
from core.states import Precision
from core.text import folded, validate_line

MOST_PLACES = 20
_POSITION = ("latitude", "longitude")
_TOWN = ("town", "country", "postcode")


def _line(label, *, length: int, required=False, **options) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=required, validators=[validate_line], **options)


def country_choices() -> list[tuple[str, str]]:
    return [("", gettext("Choose a country")), *countries.choices(get_language())]


class PlaceForm(forms.Form):
    """One place. Without coordinates it stands where its town is; with others it was put there by hand.

    A town that is not known is asked about once, with those it may be; `keep_town` then leaves it as it is written.
    """

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=Place.Kind, initial=Place.Kind.REGISTERED)
    address = _line(_("Street"), length=200)
    postcode = _line(_("Postcode"), length=16)
    town = _line(_("Town"), length=120, required=True)
    keep_town = forms.BooleanField(
        label=_("The town is written correctly; leave the place off the map."), required=False, widget=forms.HiddenInput
    )
    region = _line(_("Region"), length=120)
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        help_text=_("Only to put the pin elsewhere: in degrees, such as 43.8486. Left empty, the town gives it."),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    precision = forms.ChoiceField(label=_("How exact are the coordinates?"), choices=Precision, initial=Precision.TOWN)

    def clean(self):
        cleaned = super().clean()
        cleaned |= {"region_code": self.initial.get("region_code") or "", "moved_by_hand": self._was_moved}
        if {*_POSITION, *_TOWN} & self.errors.keys():
            return cleaned
        pair = [name for name in _POSITION if cleaned.get(name) is not None]
        if len(pair) == 1:
            missing = "longitude" if pair == ["latitude"] else "latitude"
            self.add_error(missing, _("Give both coordinates, or none."))
            return cleaned
        moved = any(cleaned[name] != self.initial.get(name) for name in _POSITION)
        elsewhere = any(cleaned[name] != self.initial.get(name) for name in _TOWN)  # a new place always is
        if pair and (moved or (elsewhere and self._was_moved)):
            self._stand_by_hand(cleaned)
        elif moved or elsewhere:
            self._stand_in_town(cleaned)
        return cleaned

    @property
    def _was_moved(self) -> bool:
        return bool(self.initial.get("moved_by_hand"))

    def _stand_in_town(self, cleaned: dict) -> None:
        """Position, precision and region of the town, else of the postcode's region; nothing where neither is known."""
        cleaned |= {"latitude": None, "longitude": None, "region_code": "", "moved_by_hand": False}
        town, country, postcode = (cleaned[name] for name in _TOWN)
        found = gazetteer.find(town, country=country, postcode=postcode)
        if found:
            cleaned |= {name: getattr(found[0], name) for name in (*_POSITION, "precision", "region_code")}
        elif not cleaned.get("keep_town") and gazetteer.knows(country):
            self.fields["keep_town"].widget = forms.CheckboxInput()
            self.add_error("town", _unknown(town, country))
        else:
            for middle in gazetteer.find("", country=country, postcode=postcode)[:1]:
                cleaned |= {name: getattr(middle, name) for name in (*_POSITION, "precision", "region_code")}

    def _stand_by_hand(self, cleaned: dict) -> None:
        """The pin is where somebody put it, within its country; it lies in the region of the nearest town."""
        latitude, longitude, country = cleaned["latitude"], cleaned["longitude"], cleaned["country"]
        if sentence := _fault(latitude, longitude, country):
            self.add_error("latitude", sentence)
            return
        near = gazetteer.nearest(latitude, longitude, country)
        cleaned |= {"moved_by_hand": True, "region_code": near.region_code if near else ""}


def _unknown(town: str, country: str) -> str:
    """The sentence beside a town that nobody knows, with those it may be."""
    near = [each.native for each in gazetteer.suggest(town, country) if folded(each.native) != folded(town)]
    named = country_name(country, get_language())
    if near:
        return gettext("We do not know “%(town)s” in %(country)s. Did you mean: %(towns)s?") % {
            "town": town,
            "country": named,
            "towns": ", ".join(near),
        }
    return gettext("We do not know a town “%(town)s” in %(country)s. Write the nearest larger one, or coordinates.") % {
        "town": town,
        "country": named,
    }


def _fault(latitude: float, longitude: float, country: str) -> str:
    """Why a pin cannot be there; "" where it can."""
    named = country_name(country, get_language())
    match gazetteer.fault_of(latitude, longitude, country):
        case "zero" | "sea":
            return gettext("There is no country at these coordinates.")
        case "swapped":
            return gettext(
                "These coordinates are outside %(country)s; with latitude and longitude swapped they are inside."
            ) % {"country": named}
        case "country":
            other = country_name(gazetteer.country_at(latitude, longitude), get_language())
            return gettext("These coordinates are in %(other)s, not in %(country)s.") % {
                "other": other,
                "country": named,
            }
    return ""


class _PlaceFormSet(forms.BaseFormSet):
    def rows(self) -> list[dict]:
        """The places to keep, with their key where they had one."""
        rows = []
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", None)
            if cleaned and not cleaned.get("DELETE"):
                rows.append({"id": cleaned["id"], **{name: cleaned[name] for name in PLACE_FIELDS}})
        return rows


PlaceFormSet = forms.formset_factory(
    PlaceForm,
    formset=_PlaceFormSet,
    extra=1,
    max_num=MOST_PLACES,
    validate_max=True,
    absolute_max=MOST_PLACES + 5,
    can_delete=True,
)
