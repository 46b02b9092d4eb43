"""The form of a sourcing brief: a draft may have gaps, and what is wrong has its sentence beside the field."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, gettext_lazy

from core import clock
from core.dates import long_date
from core.languages import name_in
from core.text import validate_line, validate_text
from ecosystem.actions.brief_drafts import FIELDS, SETS
from ecosystem.models import Brief
from ecosystem.queries import brief_words
from ecosystem.queries.briefs import clusters_to_broker
from ecosystem.queries.makers import Wanted
from ecosystem.states import BudgetBand
from vocabulary.models import Concept

LONGEST_TEXT = 4000
LONGEST_KEY = 18  # digits; every longer number is too large for a database to look for
MOST_PIECES = 10_000_000
MOST_COLOURS = 1000
MOST_OF_A_KIND = 20
SCHEMES = {
    "steps": brief_words.STEPS,
    "materials": brief_words.MATERIALS,
    "certificates": brief_words.CERTIFICATES,
}
NEEDED = (
    "title",
    "product",
    "steps",
    "materials",
    "quantity",
    "colours",
    "sizes",
    "wanted_by",
    "budget",
    "description",
)


class ConceptsField(forms.ModelMultipleChoiceField):
    """Keys that no concept can have are wrong choices; the database is not asked about them."""

    def _check_values(self, value):
        for key in value:
            if len(str(key)) > LONGEST_KEY or not str(key).isdecimal():
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:20]}
                )
        if len(set(value)) > MOST_OF_A_KIND:
            raise ValidationError(_("Please choose at most {count} of these.").format(count=MOST_OF_A_KIND))
        return super()._check_values(value)


class ProductField(forms.ModelChoiceField):
    def to_python(self, value):
        if value and (len(str(value)) > LONGEST_KEY or not str(value).isdecimal()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class FilesField(forms.FileField):
    """Any number of files; each is looked at when it is kept."""

    def clean(self, data, initial=None):
        return [super(FilesField, self).clean(each, initial) for each in data or ()]


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else []


def _label(name: str):
    return Brief._meta.get_field(name).verbose_name


def _concepts(name: str, help_text="") -> ConceptsField:
    return ConceptsField(Concept.objects.none(), label=_label(name), required=False, help_text=help_text)


def _line(name: str, longest: int, help_text="") -> forms.CharField:
    return forms.CharField(
        label=_label(name), max_length=longest, required=False, help_text=help_text, validators=[validate_line]
    )


def _number(name: str, most: int, help_text="") -> forms.IntegerField:
    return forms.IntegerField(
        label=_label(name), min_value=1, max_value=most, required=False, help_text=help_text, localize=False
    )


class BriefForm(forms.Form):
    """One page in sections. Nothing is compulsory while it is a draft."""

    title = _line("title", 100, gettext_lazy("What it is in a few words, as “80 linen shirts”."))
    product = ProductField(Concept.objects.none(), label=_label("product"), required=False)
    description = forms.CharField(
        label=_label("description"),
        max_length=LONGEST_TEXT,
        required=False,
        validators=[validate_text],
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=gettext_lazy("Cut, details, finish, packing; what you bring and what the maker should."),
    )
    steps = _concepts("steps", gettext_lazy("Only those that one maker should do."))
    materials = _concepts("materials")
    own_fabric = forms.BooleanField(label=_label("own_fabric"), required=False)
    quantity = _number("quantity", MOST_PIECES, gettext_lazy("Pieces of one style."))
    colours = _number("colours", MOST_COLOURS, gettext_lazy("In how many colours, together."))
    sizes = _line("sizes", 200, gettext_lazy("As “S to XL” or “one size”."))
    wanted_by = forms.DateField(
        label=_label("wanted_by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    budget = forms.ChoiceField(
        label=_label("budget"),
        required=False,
        choices=[("", "–"), *BudgetBand.choices],
        help_text=gettext_lazy("For the whole order, in euros. Only the makers you ask see it."),
    )
    certificates = _concepts("certificates", gettext_lazy("Only what you cannot do without."))
    files = FilesField(
        label=gettext_lazy("Add files"),
        required=False,
        help_text=gettext_lazy("At most five: drawings, size tables, pictures. Only the makers you ask see them."),
        widget=FilesInput(attrs={"multiple": True}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the brief"),
        required=False,
        help_text=gettext_lazy("The one you write in; makers who do not speak it are listed apart."),
    )
    public = forms.BooleanField(
        label=_label("public"),
        required=False,
        help_text=gettext_lazy(
            "Everybody can read title, product, steps, materials, quantity and date. Your name, files, budget and the "
            "makers you ask stay hidden. Makers can say that they could."
        ),
    )
    broker = forms.ModelChoiceField(
        None,
        label=gettext_lazy("May your cluster look for makers too?"),
        required=False,
        empty_label=gettext_lazy("No, we choose them ourselves"),
        to_field_name="code",
        help_text=gettext_lazy("Within the five. It can hand the brief over to a cluster abroad."),
    )

    SECTIONS = (
        ("what", gettext_lazy("What is to be made"), ("title", "product", "description")),
        ("work", gettext_lazy("Steps and materials"), ("steps", "materials", "own_fabric")),
        ("how-many", gettext_lazy("How many, by when"), ("quantity", "colours", "sizes", "wanted_by", "budget")),
        ("certificates", gettext_lazy("Certificates"), ("certificates",)),
        ("files", gettext_lazy("Files"), ("files",)),
        ("sending", gettext_lazy("Who may read it"), ("language", "public", "broker")),
    )

    def __init__(self, data=None, files=None, *, brief: Brief):
        initial = {name: getattr(brief, name) for name in FIELDS}
        initial["broker"] = brief.broker.code if brief.broker_id else ""
        if data is None:
            initial |= {name: [concept.pk for concept in getattr(brief, name).all()] for name in SETS}
        super().__init__(data, files, initial=initial, use_required_attribute=False)
        self.brief = brief
        for name, scheme in SCHEMES.items():
            self.fields[name].queryset = brief_words.of_scheme(scheme)
        self.fields["product"].queryset = brief_words.of_scheme(brief_words.PRODUCTS)
        self.fields["product"].choices = [("", "–"), *brief_words.options(brief_words.PRODUCTS)]
        self.fields["broker"].queryset = clusters_to_broker(brief)
        reader = get_language() or "en"
        self.fields["language"].choices = [(code, capfirst(name_in(code, reader))) for code, _n in settings.LANGUAGES]
        for name, field in self.fields.items():
            field.label = capfirst(field.label)
            if name in ("title", "sizes", "description"):
                field.widget.attrs["lang"] = brief.language

    def clean_language(self):
        return self.cleaned_data["language"] or self.brief.language

    def clean_wanted_by(self):
        day = self.cleaned_data["wanted_by"]
        if day is not None and day != self.brief.wanted_by and day <= clock.today():
            raise ValidationError(_("{day} is in the past.").format(day=long_date(day)))
        return day

    @property
    def values(self) -> dict:
        """What is right of it, as `actions.brief_drafts.save_brief` takes it."""
        return {name: self.cleaned_data[name] for name in (*FIELDS, *SETS) if name in self.cleaned_data}

    @property
    def wanted(self) -> Wanted:
        """What is right of it, to be matched before it is saved; the rest as it was kept."""
        kept = Wanted.of(self.brief)
        given = self.cleaned_data
        return Wanted(
            brand=self.brief.brand,
            **{
                name: tuple(concept.pk for concept in given[name]) if name in given else getattr(kept, name)
                for name in SETS
            },
            product=(given["product"].pk if given["product"] else None) if "product" in given else kept.product,
            **{
                name: given.get(name, getattr(kept, name))
                for name in ("quantity", "colours", "wanted_by", "own_fabric", "language")
            },
        )

    def mark_needed(self) -> None:
        """Only for showing: without the word “optional” where sending asks for it."""
        for name in NEEDED:
            self.fields[name].required = True

    @cached_property
    def groups(self) -> dict[str, list]:
        """The concepts to choose from, by the name of the field."""
        return {name: brief_words.groups(scheme, self[name].value() or ()) for name, scheme in SCHEMES.items()}

    @cached_property
    def sections(self) -> list[tuple[str, str, list]]:
        """(anchor, heading, (bound field, its groups of concepts or None)) in the order of the page."""
        return [
            (anchor, heading, [(self[name], self.groups.get(name)) for name in names])
            for anchor, heading, names in self.SECTIONS
        ]

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """(label, sentence, id to jump to) of everything that has to be looked at again."""
        found = [("", sentence, "") for sentence in self.non_field_errors()]
        for field in self:
            target = f"choose-{field.name}" if field.name in SCHEMES else field.id_for_label
            found += [(field.label, sentence, target) for sentence in field.errors]
        return found
