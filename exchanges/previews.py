"""What other days would make of a stay: its working days, its money, what stands in the way; nothing is saved."""

from copy import copy
from datetime import date

from exchanges.actions import stays
from exchanges.actions.commitments import SETTLED, check_stay
from exchanges.errors import ExchangeError
from exchanges.models import Exchange
from exchanges.queries.outlook import Outlook

# Beside which field the sentence of a rule stands; the others stand above the form.
BESIDE = {
    "dates_in_order": "last_day",
    "dates_ahead": "first_day",
    "programme_runs": "last_day",
    "enough_days": "last_day",
    "not_too_long": "last_day",
    "person_free": "first_day",
    "offer_capacity": "first_day",
    "offer_open": "first_day",
    "rate_known": "first_day",
}


def preview(exchange: Exchange, *, first_day: date | None, last_day: date | None) -> Outlook:
    """The stay with these days, as `set_dates` would judge and count it."""
    planned = copy(exchange)
    planned.first_day, planned.last_day = first_day, last_day
    found = check_stay(planned)
    if planned.is_virtual or first_day is None or last_day is None or last_day < first_day:
        return Outlook(found)
    days = tuple(stays.day_list(planned))
    try:
        return Outlook(found, days, stays.calculate(planned))
    except ExchangeError as error:
        return Outlook(found, days, problem=str(error))


def sentences(outlook: Outlook) -> list[tuple[str | None, str]]:
    """(field or None, sentence) of everything that stands in the way of these days, with its way out."""
    return [
        (BESIDE.get(finding.rule), f"{finding.sentence} {finding.fix}".strip())
        for finding in outlook.obstacles
        if finding.rule not in SETTLED
    ]
