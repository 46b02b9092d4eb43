"""Standing invitations: writing, opening, pausing, withdrawing; how many visits at a time."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Cluster, Organisation
from core.dates import long_date
from exchanges import clock, rules
from exchanges.actions.moves import lock, made_before, move, put, record
from exchanges.errors import FullError, IncompleteError, NotAllowedError
from exchanges.models import Offer, OfferPeriod, OfferText, Programme, Seat, StayDay
from exchanges.states import OfferState as O

FIELDS = ("language", "languages", "virtual", "place", "subdivision", "min_days", "max_days", "step_free")


def create_offer(
    *,
    programme: Programme,
    organisation: Organisation,
    receiving_cluster: Cluster,
    by: User,
    capacity: int = 1,
    texts: dict[str, dict] | None = None,
    concepts: Iterable = (),
    periods: Iterable[tuple[date, date, bool]] = (),
    code: str = "",
    **values,
) -> Offer:
    """A draft. `receiving_cluster`: the host’s own, or for a host in none the one that signs for it.

    With `code`, which a form brings along, a second click finds the draft of the first.
    """
    if not rules.may_create_offer(by, organisation, receiving_cluster):
        raise NotAllowedError(_("You can invite for organisations you speak for, or as a manager of their cluster."))
    with transaction.atomic():
        made, code = made_before(Offer, code, by=by)
        if made:
            return made
        offer = Offer(
            code=code,
            programme=programme,
            organisation=organisation,
            receiving_cluster=receiving_cluster,
            capacity=capacity,
            created_by=by,
            created_at=clock.now(),
        )
        put(offer, values, FIELDS)
        offer.save()
        fit_seats(offer, capacity)
        record(offer, "", O.DRAFT, by=by)
        _put_parts(offer, texts=texts, concepts=concepts, periods=periods)
    return Offer.objects.get(pk=offer.pk)


def edit_offer(
    offer: Offer,
    *,
    by: User,
    capacity: int | None = None,
    texts: dict[str, dict] | None = None,
    concepts: Iterable | None = None,
    periods: Iterable[tuple[date, date, bool]] | None = None,
    **values,
) -> Offer:
    """Change an invitation. What was agreed already stays; fewer at a time only where no day has more."""
    with transaction.atomic():
        row = lock(offer)
        if not rules.may_edit_offer(by, row):
            raise NotAllowedError(_("You may not do this."))
        changed = put(row, values, FIELDS)
        if capacity is not None and capacity != row.capacity:
            fit_seats(row, capacity)
            row.capacity = capacity
            changed.append("capacity")
        row.save(update_fields=[*changed, "changed_at"])
        _put_parts(row, texts=texts, concepts=concepts, periods=periods)
    return Offer.objects.get(pk=row.pk)


def _put_parts(offer: Offer, *, texts, concepts, periods) -> None:
    for language, fields in (texts or {}).items():
        text = OfferText.objects.filter(offer=offer, language=language).first() or OfferText(
            offer=offer, language=language
        )
        put(text, fields, ("title", "learn", "conditions", "accessibility", "translation_state"))
        text.full_clean(exclude=["offer"], validate_unique=False)
        text.save()
    if concepts is not None:
        offer.concepts.set(concepts)
    if periods is not None:
        rows = [
            OfferPeriod(offer=offer, starts_on=start, ends_on=end, is_open=is_open) for start, end, is_open in periods
        ]
        if any(row.ends_on <= row.starts_on for row in rows):
            raise IncompleteError(
                _("The dates are in the wrong order."), {"periods": _("A period ends before it starts.")}
            )
        offer.periods.all().delete()
        OfferPeriod.objects.bulk_create(rows)


def add_period(offer: Offer, *, first_day: date, last_day: date, is_open: bool, by: User) -> OfferPeriod:
    """Days on which the host is open, or closed; closed wins. The same again is no error, an overlap is."""
    after = last_day + timedelta(days=1)
    with transaction.atomic():
        row = lock(offer)
        if not rules.may_edit_offer(by, row):
            raise NotAllowedError(_("You may not do this."))
        if last_day < first_day:
            raise IncompleteError(
                _("The dates are in the wrong order."), {"last_day": _("This is before the first day.")}
            )
        touching = row.periods.filter(is_open=is_open, starts_on__lt=after, ends_on__gt=first_day).first()
        if touching and (touching.starts_on, touching.ends_on) == (first_day, after):
            return touching
        if touching:
            sentence = _("This overlaps with the period from {first} to {last}.").format(
                first=long_date(touching.starts_on), last=long_date(touching.ends_on - timedelta(days=1))
            )
            raise IncompleteError(sentence, {"first_day": sentence})
        period = OfferPeriod.objects.create(offer=row, starts_on=first_day, ends_on=after, is_open=is_open)
        row.save(update_fields=["changed_at"])
    return period


def remove_period(offer: Offer, *, key: int, by: User) -> None:
    """Gone already is no error. What was agreed on these days stays."""
    with transaction.atomic():
        row = lock(offer)
        if not rules.may_edit_offer(by, row):
            raise NotAllowedError(_("You may not do this."))
        row.periods.filter(pk=key).delete()
        row.save(update_fields=["changed_at"])


def fit_seats(offer: Offer, capacity: int) -> None:
    """As many seats as visits at a time; the offer is locked or new. Stays keep a seat: days move to lower ones."""
    if capacity < 1:
        raise IncompleteError(_("At least one visit at a time."), {"capacity": _("At least one visit at a time.")})
    seats = list(offer.seats.order_by("number"))
    if capacity > len(seats):
        numbers = {seat.number for seat in seats}
        missing = [number for number in range(1, capacity + len(seats) + 1) if number not in numbers]
        Seat.objects.bulk_create([Seat(offer=offer, number=number) for number in missing[: capacity - len(seats)]])
        return
    kept, gone = seats[:capacity], seats[capacity:]
    for stay in StayDay.objects.filter(seat__in=gone).order_by("day"):
        used = set(StayDay.objects.filter(seat__in=kept, day=stay.day).values_list("seat_id", flat=True))
        free = next((seat for seat in kept if seat.pk not in used), None)
        if free is None:
            raise FullError(_("More visits than that are agreed on some days."))
        stay.seat = free
        stay.save(update_fields=["seat"])
    try:
        Seat.objects.filter(pk__in=[seat.pk for seat in gone]).delete()
    except ProtectedError as error:
        raise FullError(_("More visits than that are agreed on some days.")) from error


def open_offer(offer: Offer, *, by: User) -> Offer:
    """Public from now on, also after a pause."""

    def demand(row: Offer) -> None:
        if not row.texts.exists():
            raise IncompleteError(_("Something is still missing."), {"title": _("Please fill this in.")})

    return move(offer, O.OPEN, by=by, demand=demand)


def pause_offer(offer: Offer, *, by: User) -> Offer:
    """Not to be found for now; what was agreed stays."""
    return move(offer, O.PAUSED, by=by)


def withdraw_offer(offer: Offer, *, by: User) -> Offer:
    """Gone for good; what was agreed stays."""
    return move(offer, O.WITHDRAWN, by=by)
