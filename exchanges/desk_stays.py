"""Exchanges on the desk: what waits for a person until a stay begins, and how one’s own exchanges stand."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.desk import MOST_ITEMS, Item, Section
from clusters import rules as cluster_rules
from core.dates import long_date
from exchanges import clock, rules
from exchanges.choices import Party
from exchanges.models import Exchange
from exchanges.models.offers import represented_by
from exchanges.queries.exchanges import stays_of, thread_of
from exchanges.states import PREPARING, ExchangeState as E

NEAR = timedelta(days=14)  # so long before a stay its managers see that it is not signed
_NAMES = ("programme", "visitor_organisation", "host_organisation", "sending_cluster", "signing_cluster")


def to_prepare(user) -> Section | None:
    """To sign, to write, and for managers what is near and not signed; the nearest first. Three queries."""
    managed = cluster_rules.clusters_managed_by(user)
    rows = (
        Exchange.objects.filter(state__in=PREPARING)
        .filter(
            Q(visitor=user)
            | Q(host_contact=user)
            | Q(host_organisation__in=represented_by(user))
            | Q(sending_cluster__in=managed)
            | Q(signing_cluster__in=managed)
        )
        .select_related(*_NAMES)
        .prefetch_related("versions__signatures")
    )
    found = [item for exchange in rows if (item := _item(user, exchange))]
    if not found:
        return None
    found.sort(key=lambda pair: pair[0])
    return Section.waiting(
        found, lambda pair: pair[1], code="exchanges-to-prepare", title=_("Exchanges to write and to sign")
    )


def _item(user, exchange: Exchange) -> tuple[tuple, Item] | None:
    """The item with its place in the order, or None where nothing waits for this person."""
    todo, name = _todo(user, exchange)
    if not todo:
        return None
    note = _("It begins on {day}.").format(day=long_date(exchange.first_day)) if exchange.first_day else ""
    item = Item(
        title=str(exchange), href=reverse(name, args=[exchange.code]), todo=todo, note=note, when=exchange.state_since
    )
    return (exchange.first_day is None, exchange.first_day or clock.today(), exchange.state_since), item


def _todo(user, exchange: Exchange) -> tuple[str, str]:
    """What to do and the name of the page; empty where it is somebody else’s turn."""
    mine = rules.parties(user, exchange)
    if exchange.state == E.SIGNING:
        version = next(iter(exchange.versions.all()), None)
        given = {signature.role for signature in version.signatures.all()} if version else set()
        if rules.signature_roles(user, exchange) - given:
            return _("Read and sign the commitment."), "exchange_sign"
    elif mine & {Party.VISITOR, Party.HOST}:
        return _("Write the commitment together and ask for the signatures."), "exchange_commitment"
    if mine & {Party.SENDING, Party.RECEIVING} and exchange.first_day and exchange.first_day <= clock.today() + NEAR:
        return _("The stay is near and not signed by all four."), "exchange"
    return "", ""


def my_exchanges(user) -> Section | None:
    """One’s own exchanges that are not closed, each with its thread. One query."""
    rows = stays_of(user).exclude(state=E.CLOSED).select_related(*_NAMES).order_by("first_day", "pk")
    found = list(rows)
    if not found:
        return None
    return Section(
        code="my-exchanges",
        title=_("My exchanges"),
        items=[
            Item(title=str(each), href=reverse("exchange", args=[each.code]), steps=thread_of(each))
            for each in found[:MOST_ITEMS]
        ],
        total=len(found),
    )
