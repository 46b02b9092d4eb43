"""What a host fills in: the offer, its texts in one language, its open and closed periods."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext as _, gettext_lazy, pgettext_lazy

from clusters.models import Cluster, Organisation
from core.dates import long_date
from exchanges import clock
from exchanges.actions.offers import FIELDS
from exchanges.forms.missions import translation_field
from exchanges.forms.organising import (
    CodeField,
    LongForm,
    clean_region,
    label_of,
    languages_field,
    line_field,
    region_field,
    text_field,
)
from exchanges.forms.themes import ThemesField
from exchanges.models import Offer, OfferText, Programme
from exchanges.queries.concepts import themes

MOST_VISITS = 50
MOST_DAYS = 31


class OfferForm(LongForm):
    """The facts of an offer. New ones also have a programme, a title and, where there are several, a cluster."""

    code = CodeField()
    programme = forms.ModelChoiceField(Programme.objects.none(), label=gettext_lazy("Programme"), empty_label=None)
    receiving_cluster = forms.ModelChoiceField(
        Cluster.objects.none(),
        label=label_of(Offer, "receiving_cluster"),
        to_field_name="code",
        empty_label=None,
        help_text=gettext_lazy("It signs with you. For a host in no cluster it signs for the host too."),
    )
    language = forms.ChoiceField(
        label=label_of(Offer, "language"),
        choices=settings.LANGUAGES,
        help_text=gettext_lazy("The language you write in. Translations are added afterwards."),
    )
    title = line_field(label_of(OfferText, "title"), most=120, required=True)
    learn = text_field(label_of(OfferText, "learn"), rows=5)
    languages = languages_field(Offer)
    place = forms.ModelChoiceField(
        None, label=label_of(Offer, "place"), required=False, empty_label=gettext_lazy("The main place")
    )
    region = region_field(Offer)
    virtual = forms.BooleanField(
        label=gettext_lazy("Also online"),
        required=False,
        help_text=gettext_lazy("Visitors can take part in sessions without travelling."),
    )
    step_free = forms.NullBooleanField(label=label_of(Offer, "step_free"), required=False)
    capacity = forms.IntegerField(
        label=label_of(Offer, "capacity"),
        min_value=1,
        max_value=MOST_VISITS,
        initial=1,
        help_text=gettext_lazy("How many organisations you can receive on the same day."),
    )
    min_days = forms.IntegerField(label=label_of(Offer, "min_days"), required=False, min_value=1, max_value=MOST_DAYS)
    max_days = forms.IntegerField(label=label_of(Offer, "max_days"), required=False, min_value=1, max_value=MOST_DAYS)
    concepts = ThemesField(
        themes(),
        label=label_of(Offer, "concepts"),
        required=False,
        help_text=gettext_lazy("So that visitors who look for it find you."),
    )

    SECTIONS = (
        (
            "what",
            gettext_lazy("What it is"),
            ("programme", "receiving_cluster", "language", "title", "learn", "languages"),
        ),
        ("themes", gettext_lazy("What can be learnt"), ("concepts",)),
        ("where", gettext_lazy("Where"), ("place", "region", "virtual", "step_free")),
        ("room", gettext_lazy("How many, how long"), ("capacity", "min_days", "max_days")),
    )

    def __init__(self, data=None, *, organisation: Organisation, clusters=None, offer: Offer | None = None, **kwargs):
        """`clusters`: those that may receive for a new offer."""
        self.offer, self.organisation = offer, organisation
        super().__init__(data, initial=_initial(offer), **kwargs)
        self.fields["place"].queryset = organisation.places.all()
        if offer is None:
            self.fields["programme"].queryset = Programme.objects.filter(ends_on__gte=clock.today())
            self.fields["programme"].initial = Programme.objects.running(clock.today()).first()
            keys = [cluster.pk for cluster in clusters or ()]
            self.fields["receiving_cluster"].queryset = Cluster.objects.filter(pk__in=keys)
            self.fields["receiving_cluster"].initial = clusters[0].code if clusters else None
        else:
            for name in ("code", "programme", "receiving_cluster", "title", "learn"):
                del self.fields[name]

    @property
    def sections(self):
        """(anchor, heading, bound fields)."""
        for anchor, heading, names in self.SECTIONS:
            yield anchor, heading, [self[name] for name in names if name in self.fields]

    def clean(self):
        cleaned = super().clean()
        if "region" in cleaned:
            place = cleaned.get("place") or self.organisation.main_place
            try:
                cleaned["subdivision"] = clean_region(
                    cleaned["region"], place.country if place else self.organisation.country
                )
            except forms.ValidationError as error:
                self.add_error("region", error)
        least, most = cleaned.get("min_days"), cleaned.get("max_days")
        if least and most and most < least:
            self.add_error("max_days", _("This is less than the fewest working days."))
        programme = self.offer.programme if self.offer else cleaned.get("programme")
        if programme and most and most < programme.min_days:
            self.add_error(
                "max_days",
                _("The programme asks for at least {least} working days.").format(least=programme.min_days),
            )
        return cleaned

    def values(self) -> dict:
        """What the actions take as plain fields."""
        return {name: self.cleaned_data[name] for name in FIELDS if name in self.cleaned_data}


def _initial(offer: Offer | None) -> dict:
    if offer is None:
        return {"language": get_language()}
    return {name: getattr(offer, name) for name in FIELDS} | {
        "region": offer.subdivision,
        "capacity": offer.capacity,
        "concepts": [concept.pk for concept in offer.concepts.all()],
    }


class OfferTextForm(forms.Form):
    """The texts in one language; `translation_state` is asked of translations only."""

    use_required_attribute = False
    title = line_field(label_of(OfferText, "title"), most=120, required=True)
    learn = text_field(label_of(OfferText, "learn"), rows=8)
    conditions = text_field(label_of(OfferText, "conditions"), rows=4)
    accessibility = text_field(label_of(OfferText, "accessibility"), rows=3)

    def __init__(self, data=None, *, language: str, is_original: bool, **kwargs):
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["lang"] = language
        if not is_original:
            self.fields["translation_state"] = translation_field(OfferText)


class PeriodForm(forms.Form):
    """Days on which the host is open or closed, the last one included."""

    use_required_attribute = False
    is_open = forms.TypedChoiceField(
        label=gettext_lazy("On these days we are"),
        choices=[("open", gettext_lazy("open to visitors")), ("closed", pgettext_lazy("host", "closed"))],
        coerce=lambda value: value == "open",
        widget=forms.RadioSelect,
        initial="closed",
    )
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This is before the first day."))
        elif last and last < clock.today():
            self.add_error("last_day", _("{day} is in the past.").format(day=long_date(last)))
        return cleaned
