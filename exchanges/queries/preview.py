"""What a mission comes to before anybody signs up: working days, lump sums, and what firms will stumble over."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext as _, ngettext

from clusters.models import Cluster, Place
from core.collation import sort_key
from core.dates import long_date
from core.languages import country_name
from exchanges import clock, distances, money, workdays
from exchanges.errors import MissingRateError
from exchanges.models import Mission

FAR = 20_000  # kilometres: no two places are farther apart


@dataclass(frozen=True)
class Sum:
    """What a firm of one country gets, and of the expected cost has to pay itself."""

    country: str
    amount: str
    near: str = ""  # the amount for firms nearer than the programme’s limit, where it is another one
    own_share: str = ""


@dataclass(frozen=True)
class Preview:
    days: list[workdays.Day]
    working: Decimal
    sentence: str  # `3 working days: EUR 415`
    looks_like: str  # where the days look like more than they are
    sums: list[Sum]
    warnings: list[str]


def preview_of(mission: Mission, *, visiting: Iterable[str] = ()) -> Preview:
    """At most seven queries. `visiting`: countries of firms that are on it; else those of the alliance’s clusters."""
    if mission.is_virtual:
        return _online(mission)
    corrections = [(row.day, row.works, row.reason) for row in mission.day_corrections.all()]
    days = workdays.days_of(
        mission.first_day,
        mission.last_day,
        country=mission.country,
        subdivision=mission.subdivision,
        corrections=corrections,
    )
    working = sum(day.works for day in days)
    rows = {row.country: row for row in mission.programme.countries.all()}
    countries = set(visiting) or set(Cluster.objects.values_list("country", flat=True))
    may_come = [
        code
        for code in countries
        if code in rows
        and rows[code].may_visit
        and not (mission.programme.different_countries and code == mission.country)
    ]
    warnings = _warnings(mission, rows, set(visiting), days)
    try:
        sums = _sums(mission, working, may_come)
    except MissingRateError as error:
        sums, warnings = [], [*warnings, str(error)]
    amounts = list(dict.fromkeys(each.amount for each in sums))
    counted = days_in_words(working)
    sentence = _("{days}: {amount}").format(days=counted, amount=" / ".join(amounts)) if amounts else counted
    return Preview(days, Decimal(working), sentence, _looks_like(days), sums, warnings)


def days_in_words(days: Decimal | int) -> str:
    days = Decimal(days)
    number = int(days) if days == int(days) else 2
    shown = number_format(days.normalize(), force_grouping=False)
    return ngettext("{days} working day", "{days} working days", number).format(days=shown)


def _looks_like(days: list[workdays.Day]) -> str:
    """A sentence where holidays hide in the week; weekends everybody sees."""
    working, look = sum(day.works for day in days), sum(day.day.weekday() < 5 for day in days)
    if look <= working:
        return ""
    hidden = [day for day in days if day.day.weekday() < 5 and not day.works]
    names = "; ".join(f"{long_date(day.day)} – {day.sentence}" for day in hidden)
    return ngettext(
        "This looks like {look} working days but has {days}: {names}.",
        "This looks like {look} working days but has {days}: {names}.",
        working,
    ).format(look=look, days=working, names=names)


def _warnings(mission: Mission, rows: dict, visiting: set[str], days: list[workdays.Day]) -> list[str]:
    """What keeps firms away or leaves a sum unknown; each can be put right."""
    found, language = [], get_language() or "en"
    programme = mission.programme
    place = country_name(mission.country, language)
    if mission.country not in rows or not rows[mission.country].may_host:
        found.append(
            _(
                "{country} is not among the host countries of this programme. Each firm needs an exception of the "
                "coordinator."
            ).format(country=place)
        )
    if programme.different_countries and mission.country in {*visiting, mission.organising_cluster.country}:
        found.append(
            _("Firms from {country} cannot take part: visitor and host are in different countries.").format(
                country=place
            )
        )
    if not workdays.is_known(mission.country):
        found.append(
            _("The public holidays of {country} are not known here; only weekends are left out.").format(country=place)
        )
    working = sum(day.works for day in days)
    if working < programme.min_days:
        found.append(
            ngettext(
                "A stay needs at least {least} working day; as it is there is no lump sum and nobody can sign up.",
                "A stay needs at least {least} working days; as it is there is no lump sum and nobody can sign up.",
                programme.min_days,
            ).format(least=programme.min_days)
        )
    host = mission.main_host.organisation if mission.main_host else None
    if host and working >= programme.full_from_days and distances.between(host.main_place, host.main_place) is None:
        found.append(
            _("{host} has no coordinates, so the distance and the lump sum are not known. Please add them.").format(
                host=host.name
            )
        )
    if mission.sign_up_until <= clock.now() and mission.state in ("draft", "announced"):
        found.append(_("The last day to sign up is over. Please set a later one first."))
    return found


def _sums(mission: Mission, working: int, countries: list[str]) -> list[Sum]:
    """For each country what its firms get; a second amount where some of them are near enough for half."""
    language = get_language() or "en"
    far, near = (_amount(mission, working, km) for km in (FAR, 0))
    close_by = _near_countries(mission) if near != far else set()
    found = [
        Sum(
            country=country_name(code, language),
            amount=money.money(far, mission.programme.currency),
            near=money.money(near, mission.programme.currency) if code in close_by else "",
            own_share=_own_share(mission, far),
        )
        for code in countries
    ]
    return sorted(found, key=lambda each: sort_key(each.country, language))


def _amount(mission: Mission, working: int, km: int) -> Decimal:
    return money.lump_sum(
        mission.programme,
        country=mission.country,
        first_day=mission.first_day,
        working_days=working,
        distance_km=km,
    ).amount


def _own_share(mission: Mission, amount: Decimal) -> str:
    if mission.expected_cost is None:
        return ""
    return money.money(max(Decimal(0), mission.expected_cost - amount), mission.programme.currency)


def _near_countries(mission: Mission) -> set[str]:
    """Countries with a member nearer to the first host than the programme’s limit."""
    host = mission.main_host.organisation.main_place if mission.main_host else None
    places = Place.objects.filter(organisation__memberships__isnull=False, latitude__isnull=False)
    found = set()
    for country, latitude, longitude in places.values_list("organisation__country", "latitude", "longitude").distinct():
        if country not in found:
            km = distances.between(host, SimpleNamespace(latitude=latitude, longitude=longitude))
            if km is not None and km < mission.programme.full_from_km:
                found.add(country)
    return found


def _online(mission: Mission) -> Preview:
    working = workdays.online_days(session_times(mission))
    warnings = []
    if working < mission.programme.min_days:
        warnings.append(
            _(
                "The sessions make {days}; the programme asks for {least}. A day with six hours of sessions is a "
                "working day, one with three is half of one."
            ).format(days=days_in_words(working), least=mission.programme.min_days)
        )
    return Preview([], working, _("{days} online, no lump sum").format(days=days_in_words(working)), "", [], warnings)


def session_times(mission: Mission) -> list[tuple[datetime, datetime]]:
    """The sessions by the clock of their own zone."""
    return [
        (row.starts_at.astimezone(zoneinfo.ZoneInfo(row.zone)), row.ends_at.astimezone(zoneinfo.ZoneInfo(row.zone)))
        for row in mission.sessions.all()
    ]
