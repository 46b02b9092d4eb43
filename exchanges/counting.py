"""What an exchange counts as, and whether it counts."""

from decimal import Decimal

from exchanges.choices import Side
from exchanges.models import Exchange, Override, Programme, Target


def target_for(programme: Programme, *, visitor_type: str, host_type: str) -> Target | None:
    """The one target an exchange counts for: the first in the programme’s order that fits its counting side."""
    types = {Side.VISITOR: visitor_type, Side.HOST: host_type}
    return next(
        (target for target in programme.targets.all() if types[Side(target.side)] == target.organisation_type), None
    )


def shortest_is_waived(exchange: Exchange) -> bool:
    """Somebody who may decided that a stay shorter than the shortest one is accepted."""
    rows = Override.objects.filter(
        programme=exchange.programme, organisation=exchange.visitor_organisation, rule="enough_days", ended_at=None
    )
    return any(row.host_id in (None, exchange.host_organisation_id) for row in rows)


def counts(exchange: Exchange, days: Decimal) -> bool:
    """A validated physical stay that was long enough counts; online exchanges are shown apart."""
    if exchange.is_virtual:
        return False
    return days >= exchange.programme.min_days or shortest_is_waived(exchange)
