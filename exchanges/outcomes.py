"""What the validation of an exchange would settle, or has settled."""

import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from exchanges import money
from exchanges.actions.reports import final_calculation
from exchanges.actions.stays import day_list
from exchanges.counting import counts
from exchanges.errors import ExchangeError
from exchanges.models import Exchange, Report
from exchanges.queries.reports import HANDED_IN
from exchanges.states import DONE
from exchanges.workdays import Day


@dataclass(frozen=True)
class Outcome:
    """What a validation would settle, or has settled: days, sum, and whether and as what it counts."""

    first: date | None
    last: date | None
    days: Decimal
    day_list: list[Day]
    amount: Decimal
    steps: list[money.Step]
    counts: bool
    problem: str = ""


def outcome_of(exchange: Exchange, report: Report | None) -> Outcome | None:
    """As settled, else as the handed in report says; None where there is none. The row itself stays as it is."""
    settled = exchange.state in DONE
    if not settled and (report is None or report.state not in HANDED_IN):
        return None
    row = copy.copy(exchange)
    try:
        days, lump_sum = (row.final_days, None) if settled else final_calculation(row, report)
    except ExchangeError as error:
        return Outcome(row.real_first_day, row.real_last_day, Decimal(0), [], Decimal(0), [], False, str(error))
    nothing_took_place = row.discontinued_at is not None and row.real_last_day is None
    return Outcome(
        first=row.real_first_day,
        last=row.real_last_day,
        days=days or Decimal(0),
        day_list=[] if nothing_took_place else day_list(row, real=True),
        amount=lump_sum.amount if lump_sum else row.final_amount or Decimal(0),
        steps=list(lump_sum.steps) if lump_sum else money.steps_from(row.final_steps),
        counts=row.counted_at is not None if settled else counts(row, days),
    )
