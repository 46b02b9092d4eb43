"""The filters of the list, as they stand in the address. What makes no sense is left out, with a sentence."""

from datetime import date

from django import forms
from django.db.models import OuterRef
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, gettext_lazy, pgettext_lazy

from accounts.models import User
from clusters.models import Cluster
from clusters.states import OrganisationType
from core.collation import sort_key
from core.dates import month
from core.languages import country_name
from exchanges import clock
from exchanges.models import Exchange, Mission, MissionText, Programme, ProgrammeText
from exchanges.queries.lists import NONE, Filters, Mode, Money, Sort, Stage, titles
from exchanges.states import ExchangeState, MissionState

LONGEST_QUERY = 200
MOST_MISSIONS = 100
MOST_MONTHS = 120


class FilterForm(forms.Form):
    """All choices come from what there is; four queries."""

    q = forms.CharField(label=gettext_lazy("Words"), required=False, max_length=LONGEST_QUERY)
    programme = forms.ChoiceField(label=gettext_lazy("Programme"), required=False)
    stage = forms.ChoiceField(label=pgettext_lazy("exchange", "Progress"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    type = forms.ChoiceField(label=gettext_lazy("Counts for the target"), required=False)
    sending = forms.ChoiceField(label=gettext_lazy("Sending cluster"), required=False)
    receiving = forms.ChoiceField(label=gettext_lazy("Receiving cluster"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("Country of the visitor"), required=False)
    destination = forms.ChoiceField(label=gettext_lazy("Country of the host"), required=False)
    mission = forms.ChoiceField(label=pgettext_lazy("exchange", "Mission"), required=False)
    month = forms.ChoiceField(label=gettext_lazy("Month of validation"), required=False)
    mode = forms.ChoiceField(label=gettext_lazy("In person or online"), required=False)
    money = forms.ChoiceField(label=gettext_lazy("Money"), required=False)
    late = forms.ChoiceField(label=pgettext_lazy("exchange", "Late"), required=False)
    sort = forms.ChoiceField(label=gettext_lazy("Order"), required=False, choices=Sort.choices)

    def __init__(self, data, *, user: User, **kwargs):
        super().__init__(data, auto_id="filter-%s", **kwargs)
        self.user = user
        self.language = get_language() or "en"
        self.programmes = list(
            titles(Programme.objects.all(), ProgrammeText.objects.all(), "programme", self.language, "en")
        )
        clusters = list(Cluster.objects.values_list("code", "short_name"))
        countries = self._countries()
        for name, choices in {
            "programme": [(each.code, each.shown) for each in self.programmes],
            "stage": Stage.choices,
            "state": ExchangeState.choices,
            "type": [*OrganisationType.choices, (NONE, _("fits no target"))],
            "sending": clusters,
            "receiving": [*clusters, (NONE, _("none: an external host"))],
            "origin": countries,
            "destination": countries,
            "mission": self._missions(),
            "month": self._months(),
            "mode": Mode.choices,
            "money": Money.choices,
            "late": [("yes", _("only what is late"))],
        }.items():
            self._field(name).choices = [("", _("all")), *((value, capfirst(str(text))) for value, text in choices)]

    def _field(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- for the type checker
        return field

    def _countries(self) -> list[tuple[str, str]]:
        """Those that exchanges come from and go to, from an index."""
        rows = Exchange.objects.order_by()
        found = rows.values_list("visitor_country").union(rows.values_list("host_country"))
        named = [(code, country_name(code, self.language)) for (code,) in found]
        return sorted(named, key=lambda pair: sort_key(pair[1], self.language))

    def _missions(self) -> list[tuple[str, str]]:
        rows = Mission.objects.visible_to(self.user).exclude(state=MissionState.DRAFT)
        texts = MissionText.objects.all()
        rows = titles(rows, texts, "mission", self.language, OuterRef("language"), "en")
        return list(rows.order_by("-first_day", "pk").values_list("code", "shown")[:MOST_MISSIONS])

    def _months(self) -> list[tuple[str, str]]:
        """From the first programme’s first month until now, the latest first."""
        today = clock.today()
        year, number = today.year, today.month
        since = min((each.starts_on for each in self.programmes), default=today)
        found: list[tuple[str, str]] = []
        while (year, number) >= (since.year, since.month) and len(found) < MOST_MONTHS:
            found.append((f"{year:04}-{number:02}", month(date(year, number, 1))))
            year, number = (year, number - 1) if number > 1 else (year - 1, 12)
        return found

    @cached_property
    def wanted(self) -> Filters:
        """What was understood."""
        self.is_valid()
        known = {name: value for name, value in self.cleaned_data.items() if value}
        known["q"] = " ".join("".join(c if c.isprintable() else " " for c in known.get("q", "")).split())
        return Filters(**known)

    @property
    def was_refused(self) -> bool:
        """Something in the address was left out."""
        return not self.is_valid()

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """The filters in use: what they are called, their value in words, and the address without them."""
        found = []
        for name in self.wanted.in_use:
            value = getattr(self.wanted, name)
            field = self.fields[name]
            text = dict(field.choices).get(value, value) if isinstance(field, forms.ChoiceField) else f"“{value}”"
            found.append((str(field.label), str(text), self.wanted.but(**{name: ""}).query_string()))
        return found
