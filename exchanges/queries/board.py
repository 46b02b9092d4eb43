"""A whole trip at a glance: each firm of a mission with what is there, what is missing, and where it is done."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import models
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext, pgettext, pgettext_lazy

from accounts.models import User
from core.collation import sort_key
from core.dates import date_and_time, short_date
from exchanges import money, rules
from exchanges.choices import EvidenceKind, Side, SignatureRole
from exchanges.models import CommitmentVersion, Exchange, Mission, SignUp
from exchanges.queries.board_facts import exchange_of, obstacles_of
from exchanges.queries.knots import Knots, knots_of
from exchanges.states import (
    BEFORE_START,
    HOLDS_A_PLACE,
    REPORT_DUE,
    ApplicationState as A,
    ExchangeState as E,
    PaymentState as Y,
    ReportState as R,
    SignUpState as S,
)


class Need(models.TextChoices):
    """What is missing of one firm, in the order in which it is needed."""

    ANSWER = "answer", gettext_lazy("application to answer")
    COMPLETION = "completion", gettext_lazy("application to complete")
    OBSTACLE = "obstacle", gettext_lazy("a rule stands in the way")
    TAKE = "take", gettext_lazy("offered place to take")
    COMMITMENT = "commitment", gettext_lazy("commitment to write")
    OPENING = "opening", gettext_lazy("commitment to open for signing")
    SIGNATURES = "signatures", gettext_lazy("signatures")
    MINE = "mine", gettext_lazy("your signature")
    EVIDENCE = "evidence", gettext_lazy("evidence")
    REPORT = "report", pgettext_lazy("exchange", "report")
    VALIDATION = "validation", gettext_lazy("report to validate")
    PAYMENT = "payment", gettext_lazy("payment")


@dataclass(frozen=True)
class Cell:
    """What one column says of one firm. `href` is where it is done."""

    text: str
    note: str = ""
    href: str = ""
    is_missing: bool = False

    @property
    def is_nothing(self) -> bool:
        """There is nothing to say yet."""
        return self is NOTHING

    @property
    def plain(self) -> str:
        """For exports."""
        if self.is_nothing:
            return ""
        return f"{self.text}: {self.note}" if self.note else self.text


NOTHING = Cell("–")
WRITTEN = ("objectives", "activities", "agenda", "outcomes")  # as actions.commitments.missing_in


@dataclass(frozen=True)
class Row:
    """One firm. Cells by the names of COLUMNS."""

    sign_up: SignUp
    exchange: Exchange | None
    version: CommitmentVersion | None
    cells: dict[str, Cell]
    needs: frozenset[Need]
    knots: Knots | None
    my_roles: frozenset[SignatureRole]
    may_accept: bool = False
    may_release: bool = False
    place: int = 0  # in the order of the places, then of the waiting list
    href: str = ""  # of the exchange or application, where the reader may open it

    @property
    def firm(self):
        return self.sign_up.organisation

    @property
    def person(self) -> User | None:
        return self.sign_up.application.person

    @property
    def code(self) -> str:
        return self.sign_up.code


COLUMNS = {
    "application": pgettext_lazy("exchange", "Application"),
    "eligibility": pgettext_lazy("exchange", "Rules"),
    "place": pgettext_lazy("exchange", "Place"),
    "exchange": pgettext_lazy("exchange", "Exchange"),
    "signatures": pgettext_lazy("exchange", "Signatures"),
    "evidence": pgettext_lazy("exchange", "Evidence"),
    "report": pgettext_lazy("exchange", "Report"),
    "payment": pgettext_lazy("exchange", "Payment"),
}


@dataclass(frozen=True)
class Board:
    rows: list[Row]  # all of them, in order
    gone: list[SignUp] = field(default_factory=list)  # given up or lapsed

    def counts(self) -> list[tuple[Need, int]]:
        """What is missing and how often, in its order; nothing that is missing nowhere."""
        numbers = Counter(need for row in self.rows for need in row.needs)
        return [(need, numbers[need]) for need in Need if numbers[need]]

    def number(self, *states: str) -> int:
        return sum(row.sign_up.state in states for row in self.rows)

    @property
    def taken(self) -> int:
        return self.number(*HOLDS_A_PLACE)

    @property
    def waiting(self) -> int:
        return self.number(S.WAITING)

    @property
    def signed(self) -> int:
        """Exchanges that are approved or further."""
        return sum(row.exchange is not None and row.exchange.approved_at is not None for row in self.rows)

    @property
    def validated(self) -> int:
        return sum(row.exchange is not None and row.exchange.validated_at is not None for row in self.rows)

    @property
    def paid(self) -> int:
        return sum(row.exchange is not None and row.exchange.paid_at is not None for row in self.rows)

    @property
    def exchanges(self) -> int:
        return sum(row.exchange is not None for row in self.rows)

    def shown(self, *, missing: str = "", sort: str = "") -> list[Row]:
        """Filtered by what is missing and sorted; unknown words count as none."""
        rows = [row for row in self.rows if missing not in Need.values or missing in row.needs]
        language = get_language() or "en"
        if sort == "firm":
            rows.sort(key=lambda row: sort_key(row.firm.name, language))
        elif sort == "missing":
            order = {need: number for number, need in enumerate(Need)}
            rows.sort(key=lambda row: (min((order[need] for need in row.needs), default=len(order)), row.place))
        elif sort == "state":
            states = {state: number for number, state in enumerate(E)}
            rows.sort(key=lambda row: (states[E(row.exchange.state)] if row.exchange else -1, row.place))
        return rows


def read_board(mission: Mission, user) -> Board:
    """The same number of queries for one firm and for a hundred."""
    everybody = list(_sign_ups(mission))
    for each in everybody:
        each.mission = mission
    live = [row for row in everybody if row.state in (S.HELD, S.OFFERED, S.WAITING) or _has_stay(row)]
    live.sort(key=lambda row: (row.state == S.WAITING, row.state == S.OFFERED, row.queued_at, row.pk))
    gone = [row for row in everybody if row not in live]
    obstacles = obstacles_of(mission, [row for row in live if _is_judged(row)])
    waiting = [row.pk for row in live if row.state == S.WAITING]
    numbers = {pk: number for number, pk in enumerate(waiting, start=1)}
    rows = [_row(each, user, obstacles.get(each.pk), numbers.get(each.pk, 0), place) for place, each in enumerate(live)]
    return Board(rows, gone)


def _sign_ups(mission: Mission):
    versions = CommitmentVersion.objects.order_by("-number").prefetch_related("signatures")
    return mission.sign_ups.select_related(
        "organisation",
        "application__person",
        "application__sending_cluster",
        "application__organisation",
        "exchange__programme",
        "exchange__application__person",
        "exchange__visitor",
        "exchange__visitor_organisation",
        "exchange__host_organisation",
        "exchange__sending_cluster",
        "exchange__signing_cluster",
        "exchange__payment",
    ).prefetch_related(
        Prefetch("exchange__versions", versions),
        "exchange__evidence",
        "exchange__reports",
        "organisation__places",
    )


def _has_stay(sign_up: SignUp) -> bool:
    exchange = exchange_of(sign_up)
    return exchange is not None and exchange.state != E.CANCELLED


def _is_judged(sign_up: SignUp) -> bool:
    """Once it has begun, what stood in the way is history."""
    exchange = exchange_of(sign_up)
    return exchange is None or exchange.state in BEFORE_START


def _row(sign_up: SignUp, user, obstacles, number: int, place: int) -> Row:
    exchange = exchange_of(sign_up)
    if exchange is not None and exchange.state == E.CANCELLED:
        exchange = None
    version = next(iter(exchange.versions.all()), None) if exchange else None
    needs: set[Need] = set()
    href = ""
    if exchange and rules.may_see_exchange(user, exchange):
        href = reverse("exchange", args=[exchange.code])
    elif not exchange and rules.may_see_application(user, sign_up.application):
        href = reverse("exchange_application", args=[sign_up.application.code])
    roles: frozenset[SignatureRole] = frozenset()
    if exchange and exchange.state == E.SIGNING and version:
        given = {signature.role for signature in version.signatures.all()}
        roles = frozenset(rules.signature_roles(user, exchange) - given)
    cells = {
        "application": _application(sign_up, user, needs),
        "eligibility": _eligibility(sign_up, obstacles, needs),
        "place": _place(sign_up, number, needs),
        "exchange": _exchange(exchange, version, href, needs),
        "signatures": _signatures(exchange, version, roles, href, needs),
        "evidence": _evidence(exchange, user, needs),
        "report": _report(exchange, user, href, needs),
        "payment": _payment(exchange, user, href, needs),
    }
    return Row(
        sign_up=sign_up,
        exchange=exchange,
        version=version,
        cells=cells,
        needs=frozenset(needs),
        knots=knots_of(exchange) if exchange else None,
        my_roles=roles,
        may_accept=sign_up.application.state == A.SUBMITTED and rules.may_move(user, sign_up.application, A.ACCEPTED),
        may_release=exchange is None and rules.may_move(user, sign_up, S.RELEASED),
        place=place,
        href=href,
    )


def _application(sign_up: SignUp, user, needs: set[Need]) -> Cell:
    application = sign_up.application
    href = ""
    if rules.may_see_application(user, application):
        href = reverse("exchange_application", args=[application.code])
    label = str(A(application.state).label)
    if application.state == A.SUBMITTED:
        needs.add(Need.ANSWER)
        due = application.answer_due_on
        note = _("answer until {day}").format(day=short_date(due)) if due else ""
        return Cell(label, note, href, is_missing=True)
    if application.state == A.RETURNED:
        needs.add(Need.COMPLETION)
        return Cell(label, href=href, is_missing=True)
    return Cell(label, href=href)


def _eligibility(sign_up: SignUp, obstacles, needs: set[Need]) -> Cell:
    if obstacles is None:
        return NOTHING
    if not obstacles:
        return Cell(_("in order"))
    needs.add(Need.OBSTACLE)
    query = f"?mission={sign_up.mission.code}&organisation={sign_up.organisation.code}"
    more = len(obstacles) - 1
    note = obstacles[0].sentence
    if more:
        note = ngettext("{sentence} And {more} more.", "{sentence} And {more} more.", more).format(
            sentence=note, more=more
        )
    return Cell(obstacles[0].title, note, reverse("exchange_eligibility") + query, is_missing=True)


def _place(sign_up: SignUp, number: int, needs: set[Need]) -> Cell:
    if sign_up.state == S.OFFERED:
        needs.add(Need.TAKE)
        until = date_and_time(sign_up.offered_until) if sign_up.offered_until else ""
        return Cell(str(S.OFFERED.label), _("until {moment}").format(moment=until), is_missing=True)
    if sign_up.state == S.WAITING:
        return Cell(_("waiting, no. {number}").format(number=number))
    return Cell(str(S(sign_up.state).label))


def _is_written(version: CommitmentVersion | None) -> bool:
    return version is not None and all(getattr(version, name) for name in WRITTEN)


def _exchange(exchange: Exchange | None, version, href: str, needs: set[Need]) -> Cell:
    if exchange is None:
        return NOTHING
    label = str(E(exchange.state).label)
    if exchange.state in (E.MATCHED, E.BUILDING):
        if _is_written(version):
            needs.add(Need.OPENING)
            return Cell(label, _("written; not open for signing yet"), href, is_missing=True)
        needs.add(Need.COMMITMENT)
        return Cell(label, href=reverse("exchange_commitment", args=[exchange.code]) if href else "", is_missing=True)
    return Cell(label, href=href)


def _signatures(exchange: Exchange | None, version, roles, href: str, needs: set[Need]) -> Cell:
    if exchange is None or version is None or exchange.state in (E.MATCHED, E.BUILDING):
        return NOTHING
    given = {signature.role for signature in version.signatures.all()}
    text = _("{given} of {all}").format(given=number_format(len(given)), all=number_format(len(SignatureRole)))
    lacking = [str(role.label) for role in SignatureRole if role not in given]
    if exchange.state != E.SIGNING or not lacking:
        return Cell(text, href=href)
    needs.add(Need.SIGNATURES)
    if roles:
        needs.add(Need.MINE)
        href = reverse("exchange_sign", args=[exchange.code])
    return Cell(text, _("missing: {names}").format(names=", ".join(lacking)), href, is_missing=True)


def _evidence(exchange: Exchange | None, user, needs: set[Need]) -> Cell:
    """The kinds only, which everybody on the board may know; the files have their own page and readers."""
    if exchange is None or exchange.state in BEFORE_START or exchange.is_virtual:
        return NOTHING
    there = {file.kind for file in exchange.evidence.all()}
    lacking = [EvidenceKind(kind) for kind in exchange.programme.required_evidence if kind not in there]
    where = reverse("exchange_evidence", args=[exchange.code]) if rules.may_see_evidence(user, exchange) else ""
    if lacking and exchange.state in (*REPORT_DUE, E.UNDER_WAY) and exchange.discontinued_at is None:
        needs.add(Need.EVIDENCE)
        names = ", ".join(str(kind.label) for kind in lacking)
        return Cell(pgettext("evidence", "missing"), names, where, is_missing=True)
    number = len(exchange.evidence.all())
    if not number:
        return Cell(pgettext("evidence", "none"), href=where)
    return Cell(ngettext("{number} file", "{number} files", number).format(number=number), href=where)


def _report(exchange: Exchange | None, user, href: str, needs: set[Need]) -> Cell:
    if exchange is None or exchange.state in BEFORE_START or exchange.state == E.UNDER_WAY:
        return NOTHING
    where = reverse("exchange_report", args=[exchange.code, Side.VISITOR]) if href else ""
    report = next((each for each in exchange.reports.all() if each.side == Side.VISITOR), None)
    label = str(R(report.state).label) if report else _("not begun")
    if exchange.state in REPORT_DUE:
        needs.add(Need.REPORT)
        due = ""
        if exchange.ended_at:
            until = exchange.ended_at + timedelta(days=exchange.programme.report_days)
            due = _("due on {day}").format(day=short_date(until))
        return Cell(label, due, where, is_missing=True)
    if exchange.state == E.REPORTED:
        needs.add(Need.VALIDATION)
        if rules.may_move(user, exchange, E.VALIDATED):
            where = reverse("exchange_validate", args=[exchange.code])
        return Cell(label, _("waits to be validated"), where, is_missing=True)
    return Cell(pgettext("report", "validated"), href=where)


def _payment(exchange: Exchange | None, user, href: str, needs: set[Need]) -> Cell:
    if exchange is None:
        return NOTHING
    payment = getattr(exchange, "payment", None)
    if payment is None:
        if exchange.amount is None:
            return NOTHING
        return Cell(money.money(exchange.amount, exchange.currency))
    amount = money.money(payment.amount, payment.currency)
    if rules.may_move(user, payment, Y.PAID):
        href = reverse("exchange_payment", args=[exchange.code])
    if payment.state == Y.PAID:
        return Cell(amount, _("paid on {day}").format(day=short_date(payment.paid_on)), href)
    needs.add(Need.PAYMENT)
    if payment.state == Y.HELD:
        return Cell(amount, str(Y.HELD.label), href, is_missing=True)
    return Cell(amount, _("due on {day}").format(day=short_date(payment.due_on)), href, is_missing=True)


def visiting_countries(rows: Collection[Row]) -> set[str]:
    return {row.firm.country for row in rows}
