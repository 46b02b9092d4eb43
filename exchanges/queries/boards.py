"""The figures of a programme. Each is the number of rows of one `Filters`, and carries it as a link into the list.

A handful of grouped queries over an index that holds every column they need (`exchanges_figures`), whatever the number
of exchanges: state × cluster × target with sums, pairs of countries, months, and the marks of the reports.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from accounts import rules as account_rules
from accounts.models import User
from clusters import rules as cluster_rules
from clusters.models import Cluster
from core.collation import sort_key
from core.languages import country_name
from exchanges import clock
from exchanges.models import Exchange, Programme, Target
from exchanges.queries import drawings, forecast, ribbons, satisfaction
from exchanges.queries.lists import NONE, ON_THE_WAY, SIGNED, Filters, Mode, Money, Stage
from exchanges.queries.months import months_between, next_month, start_of
from exchanges.states import ExchangeState as E


@dataclass(frozen=True)
class Figure:
    """A number, the address of its rows (empty where there are none or not all are the person’s to see), a sum."""

    number: int
    href: str = ""
    amount: Decimal = Decimal(0)


@dataclass(frozen=True)
class Group:
    """What one row of the figures’ query counts."""

    sending: int
    state: str
    is_virtual: bool
    target: int | None
    number: int
    counted: int
    recent: int
    amount: Decimal
    paid_number: int
    paid: Decimal


@dataclass(frozen=True)
class TypeRow:
    type: str
    label: str
    goal: int | None
    counted: Figure
    on_the_way: Figure
    missing: int
    lengths: list[drawings.Length] = field(default_factory=list)


@dataclass(frozen=True)
class ClusterRow:
    cluster: Cluster
    counted: Figure
    on_the_way: Figure
    cancelled: Figure
    committed: Figure
    due: Figure
    paid: Figure


@dataclass(frozen=True)
class StateRow:
    state: str
    label: str
    in_person: Figure
    online: Figure
    width: str


@dataclass(frozen=True)
class MonthRow:
    first: date
    counted: Figure
    so_far: int
    height: str
    top: str


@dataclass(frozen=True)
class MatrixRow:
    country: str
    name: str
    cells: list[tuple[str, Figure]]  # (name of the host country, figure)
    total: int


@dataclass(frozen=True)
class Matrix:
    columns: list[tuple[str, str]]
    rows: list[MatrixRow]
    totals: list[tuple[str, int]]  # (name of the host country, exchanges)
    draft: drawings.Draft


class Board:
    """All boards of a programme for one person; each is read when it is first used.

    `only_own` narrows everything to what the person may see row by row. Without it a manager gets the figures of the
    whole programme, with links only where all the rows behind a figure are theirs to see.
    """

    def __init__(self, programme: Programme, user: User, *, only_own: bool = False):
        self.programme = programme
        self.user = user
        self.today = clock.today()
        self.sees_all = account_rules.is_coordinator(user) or account_rules.is_auditor(user)
        self.only_own = only_own and not self.sees_all
        self.language = get_language() or "en"

    # Rows and links

    def rows(self) -> QuerySet[Exchange]:
        found = Exchange.objects.visible_to(self.user) if self.only_own else Exchange.objects.all()
        return found.filter(programme=self.programme).order_by()

    def figure(self, number: int, amount: Decimal = Decimal(0), /, **wanted: str) -> Figure:
        opens = number and (self.sees_all or self.only_own or wanted.get("sending") in self._managed)
        query = Filters(programme=self.programme.code, **wanted).query_string() if opens else ""
        return Figure(number, f"{self._list}?{query}" if query else "", amount)

    @cached_property
    def _list(self) -> str:
        return reverse("exchange_list")

    @cached_property
    def clusters(self) -> list[Cluster]:
        return list(Cluster.objects.all())

    @cached_property
    def _managed(self) -> set[str]:
        return {cluster.code for cluster in self.clusters if cluster_rules.manages(self.user, cluster)}

    @cached_property
    def targets(self) -> list[Target]:
        return list(self.programme.targets.all())

    # The figures’ query

    @cached_property
    def groups(self) -> list[Group]:
        since = start_of(self.today - forecast.WINDOW)
        found = (
            self.rows()
            .values_list("sending_cluster_id", "state", "is_virtual", "target_id")
            .annotate(
                number=Count("pk"),
                counted=Count("counted_at"),
                recent=Count("pk", filter=Q(counted_at__gte=since)),
                money=Sum(Coalesce("final_amount", "agreed_amount")),
                paid_number=Count("paid_at"),
                paid=Sum("final_amount", filter=Q(paid_at__isnull=False)),
            )
        )
        nothing = Decimal(0)
        return [
            Group(sends, state, is_virtual, target, number, counted, recent, money or nothing, times, paid or nothing)
            for sends, state, is_virtual, target, number, counted, recent, money, times, paid in found
        ]

    def _count(self, which: Callable[[Group], bool]) -> int:
        return sum(group.number for group in self.groups if which(group))

    def _money(self, which: Callable[[Group], bool], **wanted: str) -> dict[str, Figure]:
        signed = [g for g in self.groups if which(g) and not g.is_virtual and g.state in SIGNED]
        due = [g for g in signed if g.state == E.VALIDATED]
        paid = [g for g in self.groups if which(g)]
        return {
            Money.COMMITTED: self.figure(
                sum(g.number for g in signed), sum((g.amount for g in signed), Decimal(0)), money="committed", **wanted
            ),
            Money.DUE: self.figure(
                sum(g.number for g in due), sum((g.amount for g in due), Decimal(0)), money="due", **wanted
            ),
            Money.PAID: self.figure(
                sum(g.paid_number for g in paid), sum((g.paid for g in paid), Decimal(0)), money="paid", **wanted
            ),
        }

    # Boards

    @cached_property
    def counted(self) -> Figure:
        return self.figure(sum(group.counted for group in self.groups), stage=Stage.COUNTED.value)

    @cached_property
    def on_the_way(self) -> Figure:
        return self._on_the_way(lambda _group: True)

    def _on_the_way(self, which: Callable[[Group], bool], **wanted: str) -> Figure:
        number = self._count(lambda g: which(g) and not g.is_virtual and g.state in ON_THE_WAY)
        return self.figure(number, stage=Stage.ON_THE_WAY.value, mode=Mode.IN_PERSON.value, **wanted)

    @cached_property
    def cancelled(self) -> Figure:
        return self.figure(self._count(lambda g: g.state == E.CANCELLED), state=E.CANCELLED.value)

    @cached_property
    def goal(self) -> int:
        return sum(target.number for target in self.targets)

    @cached_property
    def _counted_by_target(self) -> dict[int | None, int]:
        found: dict[int | None, int] = defaultdict(int)
        for group in self.groups:
            found[group.target] += group.counted
        return found

    @cached_property
    def forecast(self) -> forecast.Forecast:
        recent: dict[int, int] = defaultdict(int)
        for group in self.groups:
            if group.target:
                recent[group.target] += group.recent
        return forecast.forecast(
            goals={target.pk: target.number for target in self.targets},
            counted={key: number for key, number in self._counted_by_target.items() if key},
            recent=recent,
            today=self.today,
            starts_on=self.programme.starts_on,
            ends_on=self.programme.ends_on,
        )

    @cached_property
    def types(self) -> list[TypeRow]:
        found = [
            self._type_row(each.pk, each.organisation_type, each.get_organisation_type_display(), each.number)
            for each in self.targets
        ]
        rest = self._type_row(None, NONE, "", None)
        return [*found, rest] if rest.counted.number or rest.on_the_way.number else found

    def _type_row(self, key: int | None, kind: str, label: str, goal: int | None) -> TypeRow:
        counted = self._counted_by_target[key]
        way = self._on_the_way(lambda g: g.target == key, type=kind)
        lengths = (
            drawings.ribbon([(counted, f"cloth-type-{kind}"), (way.number, f"weave-type-{kind}")], goal) if goal else []
        )
        missing = max(0, (goal or 0) - counted)
        return TypeRow(
            kind, label, goal, self.figure(counted, stage=Stage.COUNTED.value, type=kind), way, missing, lengths
        )

    @cached_property
    def ribbon(self) -> ribbons.TypeRibbon:
        return ribbons.ribbon_of(self.targets, self._counted_by_target)

    @cached_property
    def by_cluster(self) -> list[ClusterRow]:
        return [self._cluster_row(cluster) for cluster in self.clusters]

    def _cluster_row(self, cluster: Cluster) -> ClusterRow:
        own = {"sending": cluster.code}

        def sends(group: Group) -> bool:
            return group.sending == cluster.pk

        counted = sum(group.counted for group in self.groups if sends(group))
        cancelled = self._count(lambda g: sends(g) and g.state == E.CANCELLED)
        money = self._money(sends, **own)
        return ClusterRow(
            cluster=cluster,
            counted=self.figure(counted, stage=Stage.COUNTED.value, **own),
            on_the_way=self._on_the_way(sends, **own),
            cancelled=self.figure(cancelled, state=E.CANCELLED.value, **own),
            committed=money[Money.COMMITTED],
            due=money[Money.DUE],
            paid=money[Money.PAID],
        )

    @cached_property
    def money(self) -> dict[str, Figure]:
        return self._money(lambda _group: True)

    @cached_property
    def states(self) -> list[StateRow]:
        def of(state: str, is_virtual: bool) -> Figure:
            mode = Mode.ONLINE if is_virtual else Mode.IN_PERSON
            number = self._count(lambda g: g.state == state and g.is_virtual == is_virtual)
            return self.figure(number, state=state, mode=mode.value)

        pairs = [(state, of(state.value, False), of(state.value, True)) for state in E]
        most = max(person.number for _state, person, _online in pairs)
        return [
            StateRow(state.value, str(state.label), person, online, drawings.per_cent(person.number, most))
            for state, person, online in pairs
        ]

    @cached_property
    def online(self) -> dict[str, Figure]:
        """Online exchanges, which count for no target: on the way, validated."""
        way = self._count(lambda g: g.is_virtual and g.state in ON_THE_WAY)
        done = self._count(lambda g: g.is_virtual and g.state not in ON_THE_WAY and g.state != E.CANCELLED)
        mode = Mode.ONLINE.value
        return {
            "on_the_way": self.figure(way, stage=Stage.ON_THE_WAY.value, mode=mode),
            "done": self.figure(done, stage=Stage.DONE.value, mode=mode),
        }

    @cached_property
    def matrix(self) -> Matrix | None:
        """Counted exchanges by country of the visitor and of the host; None where there are none."""
        pairs = self.rows().filter(counted_at__isnull=False).values_list("visitor_country", "host_country")
        numbers = {(origin, there): number for origin, there, number in pairs.annotate(number=Count("pk"))}
        if not numbers:
            return None
        origins, hosts = (self._by_name({pair[side] for pair in numbers}) for side in (0, 1))
        stage = Stage.COUNTED.value
        rows = []
        for origin, name in origins:
            cells = [
                (host_name, self.figure(numbers.get((origin, host), 0), stage=stage, origin=origin, destination=host))
                for host, host_name in hosts
            ]
            rows.append(MatrixRow(origin, name, cells, sum(cell.number for _name, cell in cells)))
        totals = [(name, sum(numbers.get((origin, host), 0) for origin, _name in origins)) for host, name in hosts]
        drawn = drawings.draft([code for code, _name in origins], [code for code, _name in hosts], numbers)
        return Matrix(hosts, rows, totals, drawn)

    def _by_name(self, codes: set[str]) -> list[tuple[str, str]]:
        named = [(code, country_name(code, self.language)) for code in codes]
        return sorted(named, key=lambda pair: sort_key(pair[1], self.language))

    @cached_property
    def months(self) -> list[MonthRow]:
        """Validated ones that count, month by month since the first day; empty months at the end are left out once
        the programme is over."""
        firsts = months_between(self.programme.starts_on, self.today)
        numbers = self._by_month(firsts)
        while firsts and firsts[-1] > self.programme.ends_on and not numbers[len(firsts) - 1]:
            firsts.pop()
        most, so_far, found = max(numbers, default=0), 0, []
        for first, number in zip(firsts, numbers, strict=False):
            so_far += number
            height = 100 * number / most if most else 0
            counted = self.figure(number, stage=Stage.COUNTED.value, month=f"{first:%Y-%m}")
            found.append(MonthRow(first, counted, so_far, f"{height:.2f}", f"{100 - height:.2f}"))
        return found

    def _by_month(self, firsts: list[date]) -> list[int]:
        """One query: a range of the index for each month. A database that cuts moments into months reads them all."""
        if not firsts:
            return []
        bounds = [start_of(first) for first in (*firsts, next_month(firsts[-1]))]
        parts = [
            self.rows()
            .filter(counted_at__isnull=False, validated_at__gte=start, validated_at__lt=end)
            .annotate(place=Value(place))
            .values("place")
            .annotate(number=Count("pk"))
            .values_list("place", "number")
            for place, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False))
        ]
        found = dict(parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0])
        return [found.get(place, 0) for place in range(len(firsts))]

    @cached_property
    def satisfaction(self) -> list[satisfaction.Mark]:
        return satisfaction.satisfaction(self.user, self.programme)


def programmes() -> list[Programme]:
    """All programmes with their texts, those that run today first."""
    today = clock.today()
    found = Programme.objects.prefetch_related("texts", "targets")
    return sorted(found, key=lambda each: (not each.starts_on <= today <= each.ends_on, -each.starts_on.toordinal()))
