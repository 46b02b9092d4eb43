"""The rules about a stay: its days, the host’s room, the mission’s places, the money."""

from datetime import date

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from core.dates import long_date
from exchanges import workdays
from exchanges.facts import Case, Facts
from exchanges.findings import Finding, country, no, rule, unknown, yes
from exchanges.states import MissionState, OfferState


@rule("dates_in_order", gettext_lazy("Order of the days"))
def _dates_in_order(facts: Facts, case: Case) -> Finding | None:
    if not case.has_dates or case.first_day <= case.last_day:
        return None
    return no(
        "dates_in_order",
        _("The last day ({last}) is before the first ({first}).").format(
            first=long_date(case.first_day), last=long_date(case.last_day)
        ),
        _("Exchange the two dates."),
    )


@rule("dates_ahead", gettext_lazy("Days to come"))
def _dates_ahead(facts: Facts, case: Case) -> Finding | None:
    if case.first_day is None:
        return None
    if case.first_day >= facts.on:
        return yes("dates_ahead", _("The stay begins on {day}.").format(day=long_date(case.first_day)))
    return no(
        "dates_ahead",
        _("{day} is in the past.").format(day=long_date(case.first_day)),
        _("Choose days that are still to come."),
    )


@rule("enough_days", gettext_lazy("Enough working days"))
def _enough_days(facts: Facts, case: Case) -> Finding | None:
    least = max(facts.programme.min_days, (case.offer.min_days or 0) if case.offer else 0)
    name = "enough_days"
    if case.is_virtual:
        return None
    if not case.has_dates or case.country is None:
        return unknown(
            name,
            ngettext(
                "A stay has at least {least} working day in a row.",
                "A stay has at least {least} working days in a row.",
                least,
            ).format(least=least),
            _("Settle the days with the host."),
        )
    if case.first_day > case.last_day:
        return None
    days = workdays.count(
        case.first_day,
        case.last_day,
        country=case.country,
        subdivision=case.subdivision,
        corrections=case.corrections,
    )
    counted = ngettext("{days} working day", "{days} working days", days).format(days=days)
    if days >= least:
        return yes(name, _("These days have {counted}, without weekends and public holidays.").format(counted=counted))
    return no(
        name,
        _("These days have only {counted}, without weekends and public holidays; at least {least} are needed.").format(
            counted=counted, least=least
        ),
        _("Choose a longer stay or another week."),
    )


@rule("not_too_long", gettext_lazy("Not too long"))
def _not_too_long(facts: Facts, case: Case) -> Finding | None:
    if not case.has_dates or case.first_day > case.last_day:
        return None
    programme = facts.programme
    end = add_months(case.first_day, programme.max_months)
    offer = case.offer
    most = min((n for n in (programme.max_days, offer.max_days if offer else None) if n), default=None)
    days = 0
    if most and case.country:
        days = workdays.count(case.first_day, case.last_day, country=case.country, subdivision=case.subdivision)
    if case.last_day < end and (not most or days <= most):
        return yes("not_too_long", _("The stay is not too long."))
    return no(
        "not_too_long",
        ngettext(
            "A stay lasts at most {months} month.", "A stay lasts at most {months} months.", programme.max_months
        ).format(months=programme.max_months)
        if case.last_day >= end
        else ngettext(
            "A stay here has at most {most} working day.", "A stay here has at most {most} working days.", most
        ).format(most=most),
        _("Choose an earlier last day."),
    )


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise ValueError(day)


@rule("person_free", gettext_lazy("No other stay at the time"))
def _person_free(facts: Facts, case: Case) -> Finding | None:
    if facts.person is None or not case.has_dates:
        return None
    taken = sorted(day for day in facts.away if case.first_day <= day <= case.last_day)
    if not taken:
        return yes("person_free", _("There is no other stay on these days."))
    return no(
        "person_free",
        _("This person has another stay on {day}.").format(day=long_date(taken[0])),
        _("Choose other days."),
    )


@rule("offer_open", gettext_lazy("The host’s invitation"))
def _offer_open(facts: Facts, case: Case) -> Finding | None:
    offer = case.offer
    if offer is None:
        return None
    if offer.state != OfferState.OPEN:
        return no("offer_open", _("The host does not receive visitors at present."), _("Choose another host."))
    if case.is_virtual and not offer.virtual:
        return no("offer_open", _("The host offers no online exchange."), _("Choose another host."))
    if not case.has_dates:
        return unknown("offer_open", _("The host is open to visitors."), _("Settle the days with the host."))
    if offer.is_open_on(case.first_day, case.last_day):
        return yes("offer_open", _("The host is open to visitors on these days."))
    return no("offer_open", _("The host is closed on some of these days."), _("Choose other days."))


@rule("offer_capacity", gettext_lazy("Room at the host"))
def _offer_capacity(facts: Facts, case: Case) -> Finding | None:
    offer = case.offer
    if offer is None or not case.has_dates:
        return None
    busy = facts.busy.get(offer.pk, {})
    full = sorted(d for d, n in busy.items() if n >= offer.capacity and case.first_day <= d <= case.last_day)
    if not full:
        return yes("offer_capacity", _("The host has room on these days."))
    return no(
        "offer_capacity",
        _("The host has no room on {day}.").format(day=long_date(full[0])),
        _("Choose other days."),
    )


@rule("mission_open", gettext_lazy("Sign-up to the mission"))
def _mission_open(facts: Facts, case: Case) -> Finding | None:
    mission = case.mission
    if mission is None:
        return None
    if mission.state == MissionState.ANNOUNCED:
        return unknown("mission_open", _("The sign-up has not opened yet."), _("Come back when it is open."))
    if mission.state == MissionState.OPEN:
        return yes("mission_open", _("The sign-up is open."))
    return no("mission_open", _("The sign-up is closed."), _("Choose another mission."))


@rule("mission_places", gettext_lazy("Places on the mission"))
def _mission_places(facts: Facts, case: Case) -> Finding | None:
    mission = case.mission
    if mission is None:
        return None
    left = mission.places - facts.taken.get(mission.pk, 0)
    if left > 0:
        return yes(
            "mission_places", ngettext("{left} place is left.", "{left} places are left.", left).format(left=left)
        )
    if mission.waiting_list:
        return unknown(
            "mission_places", _("All places are taken."), _("Sign up for the waiting list: it moves up in order.")
        )
    return no("mission_places", _("All places are taken."), _("Choose another mission."))


@rule("rate_known", gettext_lazy("Lump sum"))
def _rate_known(facts: Facts, case: Case) -> Finding | None:
    if case.country is None or case.is_virtual:
        return None
    day = case.first_day or facts.on
    if any(rate.holds_on(day) for rate in facts.rates.get(case.country, ())):
        return yes("rate_known", _("The programme has a lump sum for {country}.").format(country=country(case.country)))
    return unknown(
        "rate_known",
        _("The programme has no lump sum for {country} on {day} yet.").format(
            country=country(case.country), day=long_date(day)
        ),
        _("Ask the coordinator to add the rate before anything is signed."),
    )
