"""The list of exchanges: what can be asked for, as one value that stands in addresses, and the rows that fit it.

Every figure of the boards is the number of rows of one `Filters`; so the boards and the list cannot disagree on words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from accounts.models import User
from clusters.models import Organisation
from core.text import search_key
from exchanges import rules
from exchanges.models import Exchange, Programme
from exchanges.queries.late import late_exchanges
from exchanges.states import DONE, LIVE, PREPARING, ExchangeState as E

NONE = "none"  # as a value: without a target, without a receiving cluster
MOST_ORGANISATIONS = 500  # whose names fit the words; more is no search
SIGNED = LIVE - PREPARING
ON_THE_WAY = LIVE - DONE


class Stage(models.TextChoices):
    """Groups of states that boards count."""

    ON_THE_WAY = "on_the_way", pgettext_lazy("exchange", "on the way")
    DONE = "done", _("validated")
    COUNTED = "counted", _("validated, and it counts")


class Mode(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    ONLINE = "online", _("online")


class Money(models.TextChoices):
    """`committed` is signed and not cancelled; `due` and `paid` are parts of it."""

    COMMITTED = "committed", _("committed")
    DUE = "due", _("validated, to be paid")
    PAID = "paid", _("paid")


class Sort(models.TextChoices):
    NEW = "new", _("newest first")
    MOVED = "moved", _("last moved first")
    START = "start", _("by first day")
    VALIDATED = "validated", _("by validation")
    AMOUNT = "amount", _("highest sum first")


_ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    Sort.NEW: ("-created_at", "-pk"),
    Sort.MOVED: ("-state_since", "-pk"),
    Sort.START: (F("first_day").asc(nulls_last=True), "-pk"),
    Sort.VALIDATED: (F("validated_at").desc(nulls_last=True), "-pk"),
    Sort.AMOUNT: (F("agreed_amount").desc(nulls_last=True), "-pk"),
}


@dataclass(frozen=True)
class Filters:
    """What is asked for; empty is everything. Clusters, programme and mission by code, countries as ISO 3166-1.

    `type` is that of the target an exchange counts for, `month` (`2026-09`) that of the validation.
    """

    programme: str = ""
    stage: str = ""
    state: str = ""
    type: str = ""
    sending: str = ""
    receiving: str = ""
    origin: str = ""
    destination: str = ""
    mission: str = ""
    month: str = ""
    mode: str = ""
    money: str = ""
    late: str = ""
    q: str = ""
    sort: str = ""

    def query_string(self) -> str:
        return urlencode([(each.name, value) for each in fields(self) if (value := getattr(self, each.name))])

    def but(self, **changes: str) -> "Filters":
        return replace(self, **changes)

    @property
    def in_use(self) -> list[str]:
        """Names of the filters that narrow the list; the order does not."""
        return [each.name for each in fields(self) if getattr(self, each.name) and each.name != "sort"]


def month_of(value: str) -> tuple[datetime, datetime]:
    """First moment of the month `2026-09` and of the next one, in the site’s zone."""
    first = date.fromisoformat(f"{value}-01")
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    start, end = (timezone.make_aware(datetime.combine(day, time.min)) for day in (first, after))
    return start, end


def committed() -> Q:
    return Q(state__in=SIGNED, is_virtual=False)


_STAGES = {
    Stage.ON_THE_WAY: Q(state__in=ON_THE_WAY),
    Stage.DONE: Q(state__in=DONE),
    Stage.COUNTED: Q(counted_at__isnull=False),
}
_MONEY = {
    Money.COMMITTED: committed(),
    Money.DUE: Q(state=E.VALIDATED, is_virtual=False),
    Money.PAID: Q(paid_at__isnull=False),
}
# name of the filter → the field that has to be equal
_EQUAL = {
    "programme": "programme__code",
    "state": "state",
    "sending": "sending_cluster__code",
    "origin": "visitor_country",
    "destination": "host_country",
    "mission": "mission__code",
}


def narrowed(
    rows: QuerySet[Exchange], wanted: Filters, *, user: User, programmes: Iterable[Programme] | None = None
) -> QuerySet[Exchange]:
    """The rows that fit, unordered. Words look into names only for who may see names; terms are the programmes’."""
    for name, field in _EQUAL.items():
        if value := getattr(wanted, name):
            rows = rows.filter(**{field: value})
    if wanted.type:
        rows = rows.filter(target__organisation_type=wanted.type) if wanted.type != NONE else rows.filter(target=None)
    if wanted.receiving:
        code = None if wanted.receiving == NONE else wanted.receiving
        rows = rows.filter(receiving_cluster__code=code) if code else rows.filter(receiving_cluster=None)
    if wanted.stage:
        rows = rows.filter(_STAGES[Stage(wanted.stage)])
    if wanted.money:
        rows = rows.filter(_MONEY[Money(wanted.money)])
    if wanted.mode:
        rows = rows.filter(is_virtual=wanted.mode == Mode.ONLINE)
    if wanted.month:
        start, end = month_of(wanted.month)
        rows = rows.filter(validated_at__gte=start, validated_at__lt=end)
    if wanted.late:
        rows = rows.filter(late_exchanges(Programme.objects.all() if programmes is None else programmes))
    if wanted.q:
        rows = rows.filter(_words(wanted.q, user))
    return rows


def _words(text: str, user: User) -> Q:
    """Code, names of both organisations (whatever case, accents or script), the visitor’s name."""
    fits = Q(code__istartswith=text)
    if not rules.sees_names(user):
        return fits
    key = search_key(text)
    named = [
        pk
        for pk, name, latin in Organisation.objects.order_by("pk").values_list("pk", "name", "name_latin")
        if key in search_key(name) or key in search_key(latin)
    ][:MOST_ORGANISATIONS]
    fits |= Q(visitor_organisation__in=named) | Q(host_organisation__in=named)
    people = User.objects.filter(exchanges_as_visitor__isnull=False)
    for word in text.split():
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    return fits | Q(visitor__in=people.values("pk"))


def ordered(rows: QuerySet[Exchange], sort: str) -> QuerySet[Exchange]:
    return rows.order_by(*_ORDERS[Sort(sort or Sort.NEW)])


def rows_of(user: User, wanted: Filters, programmes: Iterable[Programme] | None = None) -> QuerySet[Exchange]:
    """What this person may see of what was asked for, in order."""
    found = narrowed(Exchange.objects.visible_to(user), wanted, user=user, programmes=programmes)
    return ordered(found, wanted.sort)


def titles(rows: QuerySet, texts: QuerySet, owner: str, *languages) -> QuerySet:
    """Adds `shown`: the title in the first of the languages that has one, else any, else the code; no query more."""
    own = texts.filter(**{owner: OuterRef("pk")}).order_by("pk")
    found = [Subquery(own.filter(language=language).values("title")[:1]) for language in languages]
    return rows.annotate(
        shown=Coalesce(*found, Subquery(own.values("title")[:1]), F("code"), output_field=models.CharField())
    )


def with_names_of(keys: list[int]) -> list[Exchange]:
    """A page of the list: the rows of these keys with all that the list shows, in the order of the keys."""
    shown = Exchange.objects.select_related("visitor", "visitor_organisation", "host_organisation", "sending_cluster")
    found = {row.pk: row for row in shown.filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]
