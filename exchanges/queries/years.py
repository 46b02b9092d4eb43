"""One year of a programme, for the yearly report: what was validated, signed off, paid and broken off in it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.functional import cached_property

from clusters.models import Cluster
from exchanges import clock
from exchanges.models import Exchange, Payment, Programme, Target
from exchanges.states import DONE, ExchangeState as E, PaymentState


def years(programme: Programme) -> list[int]:
    """The years that have begun, from the programme’s first to the one after its last: payments come later."""
    last = min(clock.today().year, programme.ends_on.year + 1)
    return list(range(programme.starts_on.year, last + 1))


@dataclass(frozen=True)
class TargetLine:
    target: Target | None
    in_year: int
    so_far: int


@dataclass(frozen=True)
class ClusterLine:
    cluster: Cluster
    counted: int
    paid: Decimal


class Year:
    """Read with a handful of queries; the list itself is one more."""

    def __init__(self, programme: Programme, year: int):
        self.programme = programme
        self.year = year
        self.first, self.after = (
            timezone.make_aware(datetime.combine(date(number, 1, 1), time.min)) for number in (year, year + 1)
        )
        self.rows = Exchange.objects.filter(programme=programme).order_by()

    def _within(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.first, f"{field}__lt": self.after})

    @cached_property
    def _counted(self) -> list[tuple]:
        return list(
            self.rows.filter(counted_at__lt=self.after)
            .values_list("target_id", "sending_cluster_id", "visitor_country", "host_country")
            .annotate(so_far=Count("pk"), in_year=Count("pk", filter=self._within("counted_at")))
        )

    @property
    def counted(self) -> int:
        return sum(row[5] for row in self._counted)

    @property
    def counted_so_far(self) -> int:
        return sum(row[4] for row in self._counted)

    @cached_property
    def targets(self) -> list[TargetLine]:
        keys: list[Target | None] = [*self.programme.targets.all(), None]
        found = []
        for target in keys:
            mine = [row for row in self._counted if row[0] == (target.pk if target else None)]
            line = TargetLine(target, sum(row[5] for row in mine), sum(row[4] for row in mine))
            if target or line.so_far:
                found.append(line)
        return found

    @cached_property
    def clusters(self) -> list[ClusterLine]:
        paid = dict(
            self._payments().values_list("exchange__sending_cluster_id").annotate(amount=Sum("amount")).order_by()
        )
        return [
            ClusterLine(
                cluster, sum(row[5] for row in self._counted if row[1] == cluster.pk), paid.get(cluster.pk, Decimal(0))
            )
            for cluster in Cluster.objects.all()
        ]

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.clusters), Decimal(0))

    def _payments(self) -> QuerySet[Payment]:
        return Payment.objects.filter(
            exchange__programme=self.programme,
            state=PaymentState.PAID,
            paid_on__gte=date(self.year, 1, 1),
            paid_on__lt=date(self.year + 1, 1, 1),
        )

    @cached_property
    def countries(self) -> list[tuple[str, str, int]]:
        """(country of the visitor, of the host, how many in the year), the most first."""
        numbers: Counter[tuple[str, str]] = Counter()
        for row in self._counted:
            numbers[row[2], row[3]] += row[5]
        return [
            (*pair, number) for pair, number in sorted(numbers.items(), key=lambda each: (-each[1], each[0])) if number
        ]

    @cached_property
    def facts(self) -> dict[str, int]:
        """What happened in the year besides."""
        return self.rows.aggregate(
            begun=Count("pk", filter=self._within("started_at")),
            approved=Count("pk", filter=self._within("approved_at")),
            online=Count("pk", filter=self._within("validated_at") & Q(is_virtual=True)),
            cancelled=Count("pk", filter=self._within("cancelled_at") & Q(state=E.CANCELLED)),
            discontinued=Count("pk", filter=self._within("discontinued_at")),
        )

    def validated(self) -> QuerySet[Exchange]:
        """The exchanges of the list, by the day of their validation; no name is read."""
        return (
            self.rows.filter(self._within("validated_at"), state__in=DONE)
            .select_related("sending_cluster", "payment")
            .defer("agreed_steps", "final_steps", "reason")
            .order_by("validated_at", "pk")
        )
