"""The lump sum, with each step of its calculation as data and as a sentence.

Rules (guides/clusterxchange.md, 3.1): the rate of the host country on the first working day; halved once when the stay
has fewer working days than the programme asks for or the two organisations are closer than it asks for; at most the
programme’s ceiling; nothing for a virtual exchange and for a stay shorter than the shortest one.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _

from core.dates import long_date
from core.languages import country_name
from exchanges import workdays
from exchanges.errors import MissingRateError, UnknownDistanceError
from exchanges.models import Programme, Rate

CENT = Decimal("0.01")


def money(amount: Decimal | str, currency: str) -> str:
    """`EUR 1,100` or `EUR 412.50` as the reader’s language writes numbers."""
    amount = Decimal(amount)
    digits = 0 if amount == amount.to_integral_value() else 2
    return f"{currency} {number_format(amount, decimal_pos=digits, force_grouping=True)}"


@dataclass(frozen=True)
class Step:
    """One step: its kind, the figures it used, and the sum after it. `data` holds plain texts, whole and JSON-safe."""

    kind: str
    amount: str  # after this step
    currency: str
    data: dict = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The step in the reader’s language."""
        return SENTENCES[self.kind](self)

    @property
    def total(self) -> Decimal:
        return Decimal(self.amount)


def _days(step: Step) -> str:
    return workdays.in_words(Decimal(step.data["days"]))


def _rate(step: Step) -> str:
    return _("Rate of the host country ({country}): {amount}.").format(
        country=country_name(step.data["country"], get_language() or "en"), amount=money(step.amount, step.currency)
    )


def _half(step: Step) -> str:
    few, near = "few" in step.data["because"], "near" in step.data["because"]
    values = {
        "days": _days(step),
        "least": step.data["full_from_days"],
        "km": step.data.get("km", ""),
        "limit": step.data["full_from_km"],
        "amount": money(step.amount, step.currency),
    }
    if few and near:
        sentence = _("Halved once: {days}, fewer than {least}, and {km} km, less than {limit}: {amount}.")
    elif few:
        sentence = _("Halved: {days}, fewer than {least}: {amount}.")
    else:
        sentence = _("Halved: the two organisations are {km} km apart, less than {limit}: {amount}.")
    return sentence.format(**values)


def _full(step: Step) -> str:
    return _("Not halved: {days}, at least {least}, and {km} km, at least {limit}.").format(
        days=_days(step), least=step.data["full_from_days"], km=step.data["km"], limit=step.data["full_from_km"]
    )


def _ceiling(step: Step) -> str:
    return _("At most {amount} for an organisation.").format(amount=money(step.amount, step.currency))


def _short(step: Step) -> str:
    return _("No lump sum: {days}, and the shortest stay has {least}.").format(
        days=_days(step), least=step.data["min_days"]
    )


SENTENCES = {
    "rate": _rate,
    "half": _half,
    "full": _full,
    "ceiling": _ceiling,
    "short": _short,
    "virtual": lambda _step: _("An online exchange has no lump sum: nobody travels."),
    "agreed": lambda step: _("No more than what was signed: {amount}.").format(
        amount=money(step.amount, step.currency)
    ),
    "waived": lambda _step: _("The shortest stay was waived by an exception."),
}


@dataclass(frozen=True)
class LumpSum:
    amount: Decimal
    currency: str
    steps: tuple[Step, ...]

    def as_data(self) -> list[dict]:
        """The steps for a JSON field."""
        return [asdict(step) for step in self.steps]


def steps_from(data: list[dict]) -> list[Step]:
    """The steps of a JSON field, for showing them."""
    return [Step(**row) for row in data]


def rate_on(programme: Programme, country: str, day: date) -> Rate:
    """The rate of a host country on a day, else a `MissingRateError` with a sentence."""
    found = next((rate for rate in programme.rates.all() if rate.country == country and rate.holds_on(day)), None)
    if found is None:
        raise missing_rate(country, day)
    return found


def missing_rate(country: str, day: date) -> MissingRateError:
    return MissingRateError(
        _("The programme has no rate for {country} on {day}. The coordinator can add it.").format(
            country=country_name(country, get_language() or "en"), day=long_date(day)
        )
    )


def lump_sum(
    programme: Programme,
    *,
    country: str,
    first_day: date | None,
    working_days: int | Decimal,
    distance_km: float | None,
    is_virtual: bool = False,
    shortest_waived: bool = False,
    rate: Decimal | None = None,
    at_most: Decimal | None = None,
) -> LumpSum:
    """The lump sum of a stay. `rate` replaces the table’s (the frozen one of a signed plan), `at_most` caps the result.

    Raises `MissingRateError` where the table has no rate for the date, and `UnknownDistanceError` where the distance
    decides and one of the places has no coordinates.
    """
    currency = programme.currency
    if is_virtual:
        return LumpSum(Decimal("0.00"), currency, (Step("virtual", "0.00", currency),))
    days = Decimal(working_days)
    if days < programme.min_days and not shortest_waived:
        data = {"days": str(days), "min_days": programme.min_days}
        return LumpSum(Decimal("0.00"), currency, (Step("short", "0.00", currency, data),))
    if rate is None and first_day is None:
        raise ValueError("a rate holds on a day")
    amount = rate if rate is not None else rate_on(programme, country, first_day).amount
    steps = [Step("rate", str(_cents(amount)), currency, {"country": country})]
    if days < programme.min_days:
        steps.append(Step("waived", str(_cents(amount)), currency))
    few = days < programme.full_from_days
    if distance_km is None and not few:
        raise UnknownDistanceError(
            _("One of the two places has no coordinates, so the distance is not known. Please add them to its record.")
        )
    near = distance_km is not None and distance_km < programme.full_from_km
    data = {
        "days": str(days),
        "full_from_days": programme.full_from_days,
        "full_from_km": programme.full_from_km,
        "km": None if distance_km is None else round(distance_km),
    }
    if few or near:
        amount = _cents(amount / 2)
        because = [word for word, holds in (("few", few), ("near", near)) if holds]
        steps.append(Step("half", str(amount), currency, data | {"because": because}))
    else:
        steps.append(Step("full", str(_cents(amount)), currency, data))
    for kind, most in (("ceiling", programme.ceiling), ("agreed", at_most)):
        if most is not None and amount > most:
            amount = most
            steps.append(Step(kind, str(_cents(amount)), currency))
    return LumpSum(_cents(amount), currency, tuple(steps))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
