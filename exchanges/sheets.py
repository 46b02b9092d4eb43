"""What stands in the exports of boards and list: columns for `core.tables`, without names for who sees none."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, pgettext

from clusters.states import OrganisationType
from core.languages import country_name
from core.tables import Column, Sheet
from exchanges.choices import Side
from exchanges.models import Exchange
from exchanges.queries.boards import Board, Figure
from exchanges.queries.lists import NONE
from exchanges.queries.satisfaction import Mark
from exchanges.states import ExchangeState

CHUNK = 1000  # rows in memory at a time
_TYPES = dict(OrganisationType.choices)
_STATES = dict(ExchangeState.choices)


def country_column(title: str, field: str, language: str) -> list[Column]:
    return [
        Column(f"{title} ({_('code')})", lambda row: getattr(row, field)),
        Column(title, lambda row: country_name(getattr(row, field), language), width=20),
    ]


def list_sheet(rows: QuerySet[Exchange], *, with_names: bool) -> Sheet:
    """One line for each exchange, read in pieces; people and organisations only `with_names`."""
    language = get_language() or "en"
    read: Callable[..., Column] = Column
    columns = [
        read(_("Code"), lambda row: row.code),
        read(_("Programme"), lambda row: row.programme.code),
        read(_("State"), lambda row: str(_STATES[row.state]), width=26),
        read(_("Since"), lambda row: row.state_since),
    ]
    if with_names:
        columns += [
            read(_("Visiting organisation"), lambda row: row.visitor_organisation.name, width=34),
            read(_("Visitor"), lambda row: row.visitor.get_full_name() if row.visitor else "", width=26),
            read(_("Host organisation"), lambda row: row.host_organisation.name, width=34),
        ]
    columns += [
        read(_("Type of the visitor"), lambda row: str(_TYPES[row.visitor_type]), width=30),
        read(_("Type of the host"), lambda row: str(_TYPES[row.host_type]), width=30),
        *country_column(_("Country of the visitor"), "visitor_country", language),
        *country_column(_("Country of the host"), "host_country", language),
        read(_("Sending cluster"), lambda row: row.sending_cluster.short_name),
        read(_("Receiving cluster"), lambda row: row.receiving_cluster.short_name if row.receiving_cluster else None),
        read(_("Mission code"), lambda row: row.mission.code if row.mission else None),
        read(_("In person or online"), lambda row: _("online") if row.is_virtual else _("in person")),
        read(_("First working day"), lambda row: row.real_first_day or row.first_day),
        read(_("Last working day"), lambda row: row.real_last_day or row.last_day),
        read(_("Working days"), lambda row: row.final_days if row.final_days is not None else row.working_days),
        read(_("Currency"), lambda row: row.currency),
        read(_("Agreed lump sum"), lambda row: row.agreed_amount, is_money=True),
        read(_("Lump sum"), lambda row: row.final_amount, is_money=True),
        read(_("Counts for the target"), lambda row: str(_TYPES[row.target.organisation_type]) if row.target else None),
        read(_("Counted since"), lambda row: row.counted_at),
        read(_("Approved"), lambda row: row.approved_at),
        read(_("Validated"), lambda row: row.validated_at),
        read(_("Paid"), lambda row: row.paid_at),
        read(_("Cancelled"), lambda row: row.cancelled_at),
        read(_("Discontinued"), lambda row: row.discontinued_at),
    ]
    return Sheet(_("Exchanges"), columns, pieces(rows, with_names=with_names))


def pieces(rows: QuerySet[Exchange], *, with_names: bool) -> Iterator[Exchange]:
    """The rows one after the other; what is not written is not read."""
    joined = ["programme", "sending_cluster", "receiving_cluster", "mission", "target"]
    if with_names:
        joined += ["visitor", "visitor_organisation", "host_organisation"]
    rows = rows.select_related(*joined).defer("agreed_steps", "final_steps", "reason")
    return rows.iterator(chunk_size=CHUNK)


# Boards


def board_sheets(board: Board) -> list[Sheet]:
    """The tables of the boards as they stand on the page. Figures only: nobody is named in them."""
    sheets = [_types(board), _clusters(board), _countries(board), _states(board), _months(board), _money(board)]
    marks = board.satisfaction
    return [*sheets, _satisfaction(marks)] if marks else sheets


def _sheet(
    title: str, columns: Iterable[tuple[str, Callable[[Any], Any]]], rows: Iterable, money: Iterable = ()
) -> Sheet:
    return Sheet(
        title,
        [Column(name, read, width=22) for name, read in columns]
        + [Column(name, read, is_money=True, width=22) for name, read in money],
        rows,
    )


def _types(board: Board) -> Sheet:
    return _sheet(
        _("By type"),
        [
            (_("Type"), lambda row: row.label if row.type != NONE else _("fits no target")),
            (pgettext("exchange", "Target"), lambda row: row.goal),
            (_("Validated"), lambda row: row.counted.number),
            (_("On the way"), lambda row: row.on_the_way.number),
            (_("Still missing"), lambda row: row.missing),
        ],
        board.types,
    )


def _clusters(board: Board) -> Sheet:
    currency = board.programme.currency
    return _sheet(
        _("By sending cluster"),
        [
            (_("Sending cluster"), lambda row: row.cluster.short_name),
            (_("Validated"), lambda row: row.counted.number),
            (_("On the way"), lambda row: row.on_the_way.number),
            (_("Cancelled"), lambda row: row.cancelled.number),
        ],
        board.by_cluster,
        [
            (f"{_('Committed')} ({currency})", lambda row: row.committed.amount),
            (f"{_('To be paid')} ({currency})", lambda row: row.due.amount),
            (f"{_('Paid')} ({currency})", lambda row: row.paid.amount),
        ],
    )


def _countries(board: Board) -> Sheet:
    matrix = board.matrix
    pairs = [
        (row.name, host, figure.number)
        for row in (matrix.rows if matrix else [])
        for host, figure in row.cells
        if figure.number
    ]
    return _sheet(
        _("By country"),
        [
            (_("Country of the visitor"), lambda pair: pair[0]),
            (_("Country of the host"), lambda pair: pair[1]),
            (_("Validated"), lambda pair: pair[2]),
        ],
        pairs,
    )


def _states(board: Board) -> Sheet:
    return _sheet(
        _("By state"),
        [
            (_("State"), lambda row: capfirst(row.label)),
            (_("In person"), lambda row: row.in_person.number),
            (_("Online"), lambda row: row.online.number),
        ],
        board.states,
    )


def _months(board: Board) -> Sheet:
    return _sheet(
        _("By month"),
        [
            (_("Month"), lambda row: row.first),
            (_("Validated"), lambda row: row.counted.number),
            (_("Altogether"), lambda row: row.so_far),
        ],
        board.months,
    )


def _money(board: Board) -> Sheet:
    labels = {"committed": _("Committed"), "due": _("To be paid"), "paid": _("Paid")}
    rows: list[tuple[str, Figure]] = [(labels[name], figure) for name, figure in board.money.items()]
    return _sheet(
        _("Money"),
        [(_("Money"), lambda row: row[0]), (_("Exchanges"), lambda row: row[1].number)],
        rows,
        [(f"{_('Sum')} ({board.programme.currency})", lambda row: row[1].amount)],
    )


def _satisfaction(marks: list[Mark]) -> Sheet:
    sides = dict(Side.choices)
    return _sheet(
        _("Satisfaction"),
        [
            (pgettext("exchange", "Side"), lambda mark: capfirst(str(sides[mark.side]))),
            (_("Question"), lambda mark: capfirst(str(mark.label))),
            (_("Answers"), lambda mark: mark.answers),
            (_("Mean (1 to 5)"), lambda mark: mark.mean),
            (_("Yes, per cent"), lambda mark: mark.share),
        ],
        marks,
    )
