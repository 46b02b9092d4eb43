"""Plain forms for what an organisation can do, in what quantities, when, and who may read it."""

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, gettext_lazy, pgettext_lazy

from clusters import fields
from clusters.fields import CONCEPT_FIELDS, FIELDS, RESTRICTABLE, TASKS
from clusters.forms_organisations import NOT_FOR_ORGANISATIONS, SPOKEN
from clusters.models import OrderTerms, Organisation
from clusters.states import Visibility
from core.collation import sort_key
from core.languages import name_in
from vocabulary.models import Concept

CURRENCIES = ("EUR", "BGN", "RON", "DKK", "USD", "GBP", "CHF", "SEK", "NOK", "PLN", "CZK", "HUF")
LARGEST_NUMBER = 100_000_000
LONGEST_DAYS = 730
_YES_NO = [("", gettext_lazy("not said")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
_TRUTH = {"yes": True, "no": False, "": None}


class RecordForm(forms.Form):
    """A part of the record; `seen` is the version that the person had before them. `values()` goes to the door."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, organisation: Organisation, **kwargs):
        self.organisation = organisation
        self.present = fields.values_of(organisation)
        super().__init__(
            *args, initial={**self.initial_values(), "seen": organisation.changed_at.isoformat()}, **kwargs
        )

    def initial_values(self) -> dict:
        return {}

    def values(self) -> dict:
        """The values by field of the record; only those of this form."""
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}


class DoesForm(RecordForm):
    """Concepts by field. `groups` are for the fold-outs of the page; a step is done here or given away, not both."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        concepts = list(
            Concept.objects.current()
            .exclude(scheme__code__in=NOT_FOR_ORGANISATIONS)
            .with_labels()
            .select_related("scheme")
        )
        language = get_language()
        concepts.sort(key=lambda concept: sort_key(concept.label(), language))
        for name, field in CONCEPT_FIELDS.items():
            choices = [
                (concept.key, concept.label())
                for concept in concepts
                if (field.scheme == concept.scheme.code)
                or (not field.scheme and concept.scheme.code not in fields.FIELD_OF_SCHEME)
            ]
            if choices:
                self.fields[name] = forms.MultipleChoiceField(
                    label=capfirst(str(field.label)),
                    choices=choices,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )

    def initial_values(self):
        return {name: self.present.get(name, []) for name in CONCEPT_FIELDS}

    @property
    def groups(self):
        """(field, how many are ticked), one fold-out each."""
        return [(self[name], len(self[name].value() or [])) for name in CONCEPT_FIELDS if name in self.fields]

    def clean(self):
        cleaned = super().clean()
        both = set(cleaned.get("steps", ())) & set(cleaned.get("subcontracted", ()))
        if both:
            labels = dict(self.fields["steps"].choices)
            named = ", ".join(labels[key] for key in sorted(both))
            self.add_error(
                "subcontracted", _("Done by yourselves and given away: {steps}. Choose one.").format(steps=named)
            )
        return cleaned


def _number(name: str, *, most: int = LARGEST_NUMBER, help_text="") -> forms.IntegerField:
    return forms.IntegerField(
        label=capfirst(str(FIELDS[name].label)), required=False, min_value=0, max_value=most, help_text=help_text
    )


def _truth(name: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=capfirst(str(FIELDS[name].label)), choices=_YES_NO, required=False, widget=forms.RadioSelect
    )


class TermsForm(RecordForm):
    """Quantities, price effect, samples, lead time, client fabric, and who speaks what."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        whole = _("A whole number.")
        self.fields |= {
            "unit": forms.ChoiceField(label=capfirst(str(FIELDS["unit"].label)), choices=OrderTerms.Unit),
            "min_order_style": _number("min_order_style", help_text=whole),
            "min_order_colour": _number("min_order_colour", help_text=whole),
            "min_order_fabric": _number("min_order_fabric", help_text=_("In metres.")),
            "largest_order": _number("largest_order", help_text=_("What you can still do well and in time.")),
            "small_run_percent": _number(
                "small_run_percent",
                most=1000,
                help_text=_("How many per cent a piece costs more at the minimum order than in a usual series."),
            ),
            "sampling": _truth("sampling"),
            "sample_price": forms.DecimalField(
                label=capfirst(str(FIELDS["sample_price"].label)),
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=2,
                localize=True,
            ),
            "currency": forms.ChoiceField(
                label=capfirst(str(FIELDS["currency"].label)), choices=[(code, code) for code in CURRENCIES]
            ),
            "sample_days": _number("sample_days", most=LONGEST_DAYS, help_text=_("Calendar days.")),
            "lead_days": _number(
                "lead_days", most=LONGEST_DAYS, help_text=_("Calendar days from the order to the delivery of a series.")
            ),
            "client_fabric": _truth("client_fabric"),
            "deadstock": _truth("deadstock"),
        }
        for task, label in TASKS.items():
            self.fields[f"spoken_{task}"] = forms.MultipleChoiceField(
                label=_("Languages for {task}").format(task=label),
                choices=self._languages(),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def _languages(self) -> list[tuple[str, str]]:
        """Those of the site, of the organisation, and chosen ones; more are added to its languages first."""
        spoken = {code for codes in self.present.get("spoken", {}).values() for code in codes}
        near = {*dict(settings.LANGUAGES), *self.organisation.languages, *spoken}
        language = get_language()
        named = [(code, name_in(code, language)) for code in (*SPOKEN, *sorted(near - set(SPOKEN))) if code in near]
        return sorted(named, key=lambda pair: sort_key(pair[1], language))

    def initial_values(self):
        words = {True: "yes", False: "no"}
        initial = {
            name: words.get(value, value) if isinstance(value, bool) else value for name, value in self.present.items()
        }
        spoken = self.present.get("spoken", {})
        initial = {"unit": OrderTerms.Unit.PIECES.value, "currency": CURRENCIES[0]} | initial
        return initial | {f"spoken_{task}": spoken.get(task, []) for task in TASKS}

    def clean(self):
        cleaned = super().clean()
        least = [cleaned.get(name) for name in ("min_order_style", "min_order_colour")]
        largest = cleaned.get("largest_order")
        if largest is not None and any(number is not None and number > largest for number in least):
            self.add_error("largest_order", _("This is less than the minimum order."))
        return cleaned

    def values(self):
        cleaned = self.cleaned_data
        values = super().values()
        values |= {name: _TRUTH[cleaned[name]] for name in ("sampling", "client_fabric", "deadstock")}
        if cleaned["sample_price"] is None:
            del values["currency"]
        quantities = ("min_order_style", "min_order_colour", "largest_order")
        if all(cleaned[name] is None for name in quantities) and "free_quantity" not in self.present:
            del values["unit"]
        spoken = {task: cleaned[f"spoken_{task}"] for task in TASKS}
        return values | {"spoken": {task: codes for task, codes in spoken.items() if codes}}


def _day(name: str) -> forms.DateField:
    return forms.DateField(
        label=capfirst(str(FIELDS[name].label)),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class CapacityForm(RecordForm):
    """Free capacity: a statement of today, also where nothing in it changes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        unit = OrderTerms.Unit(self.present.get("unit", OrderTerms.Unit.PIECES)).label
        self.fields |= {
            "free_from": _day("free_from"),
            "free_until": _day("free_until"),
            "free_quantity": _number("free_quantity", help_text=_("In {unit}.").format(unit=unit)),
        }

    def initial_values(self):
        return {name: self.present.get(name) for name in fields.FREE}

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("free_from"), cleaned.get("free_until")
        if first and last and last < first:
            self.add_error("free_until", _("Free capacity cannot end before it begins."))
        return cleaned


class ReadersForm(forms.Form):
    """Who reads which field, one choice each."""

    def __init__(self, *args, organisation: Organisation, **kwargs):
        super().__init__(*args, **kwargs)
        for name in RESTRICTABLE:
            label = _("Free capacity") if name in fields.FREE else capfirst(str(FIELDS[name].label))
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=Visibility,
                initial=str(fields.level_of(organisation, name)),
            )


class RegisterLinkField(forms.URLField):
    """A link to the register of whoever issued a certificate; nothing insecure."""

    def __init__(self, **options):
        super().__init__(assume_scheme="https", max_length=300, required=False, **options)

    def validate(self, value):
        super().validate(value)
        if value and not value.startswith("https://"):
            raise forms.ValidationError(_("The link must begin with https://."), code="insecure")


READERS = pgettext_lazy("a label above a choice", "Who sees it")
