"""Calendar files (RFC 5545): missions, the periods of offers, single exchanges, and the feed of one person.

Stays are all-day events with a half-open end, sessions have the zone of their place. Calendars are passed on, so they
hold no private link and no name of a person; who opens an address in one still has to sign in where the page asks.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _, pgettext
from icalendar import Calendar, Event

from core.languages import country_name
from exchanges.models import Exchange, ExchangeSession, Mission, MissionSession, Offer, OfferPeriod
from exchanges.states import PREPARING, ExchangeState, MissionState

CONTENT_TYPE = "text/calendar; charset=utf-8"
A_DAY = timedelta(days=1)


def uid(subject: str, code: str, part: str = "") -> str:
    """The permanent name of an entry: the same in every file and feed, so that nothing shows twice."""
    name = "-".join(filter(None, (subject, code, part)))
    return f"{name}@{urlsplit(settings.BASE_URL).hostname}"


def calendar(name: str, events: Iterable[Event]) -> bytes:
    """The file: the events as they come, each once, with the time zones they use."""
    made = Calendar()
    made.add("prodid", f"-//{settings.WAGTAIL_SITE_NAME}//ClusterXchange//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", _clean(name))
    once = {event["uid"]: event for event in events}
    for event in once.values():
        made.add_component(event)
    if once:
        years = [event.start.year for event in once.values()]
        made.add_missing_timezones(date(min(years), 1, 1), date(max(years) + 1, 1, 1))  # not from 1970 to 2038
    return made.to_ical()


def mission_calendar(mission: Mission, language: str) -> bytes:
    return calendar(mission.title(language), mission_events(mission, language))


def offer_calendar(offer: Offer, language: str) -> bytes:
    """The days on which the host is open, less those on which it is closed."""
    return calendar(offer.title(language), offer_events(offer, language))


def exchange_calendar(exchange: Exchange, language: str) -> bytes:
    return calendar(_stay_title(exchange), exchange_events(exchange, language))


def feed(name: str, language: str, *, exchanges: Iterable[Exchange] = (), missions: Iterable[Mission] = ()) -> bytes:
    """One person’s calendar. What a mission and its exchange both have is in it once."""

    def events() -> Iterator[Event]:
        for exchange in exchanges:
            yield from exchange_events(exchange, language)
        for mission in missions:
            yield from mission_events(mission, language)

    return calendar(name, events())


def mission_events(mission: Mission, language: str) -> Iterator[Event]:
    """The days of the trip, its arrival and departure where they are other days, and each session."""
    text = mission.text(language)
    event = _all_day(
        uid("mission", mission.code),
        mission.title(language),
        mission.first_day,
        mission.last_day,
        mission.changed_at,
        place="" if mission.is_virtual else _place(mission.town, mission.country, language),
        about=text.summary if text else "",
        address=reverse("mission", args=[mission.code]),
    )
    event.add("status", _MISSION_STATUS.get(MissionState(mission.state), "CONFIRMED"))
    yield event
    if mission.state != MissionState.CANCELLED:
        yield from _travel("mission", mission, mission.first_day, mission.last_day, mission.title(language))
        yield from _mission_sessions(mission, language)


_MISSION_STATUS = {MissionState.DRAFT: "TENTATIVE", MissionState.CANCELLED: "CANCELLED"}


def _mission_sessions(mission: Mission, language: str) -> Iterator[Event]:
    for session in mission.sessions.all():
        text = session.text(language)
        title = text.title if text else mission.title(language)
        about = text.note if text else ""
        yield _session("mission", mission, session, title, place=session.place, about=about)


def offer_events(offer: Offer, language: str) -> Iterator[Event]:
    """Open days are free time in the reader’s calendar: an invitation, no appointment."""
    title = offer.title(language)
    where = offer.where
    place = _place(where.town if where else "", offer.country, language)
    for start, end in open_spans(offer.periods.all()):
        event = _all_day(
            uid("offer", offer.code, start.isoformat()),
            pgettext("exchange", "Open for visits: {title}").format(title=title),
            start,
            end - A_DAY,
            offer.changed_at,
            place=place,
            address=reverse("offer", args=[offer.code]),
        )
        event.add("transp", "TRANSPARENT")
        yield event


def open_spans(periods: Iterable[OfferPeriod]) -> list[tuple[date, date]]:
    """(first day, first day after) of what is open and not closed, in order; open periods that touch are one."""
    periods = list(periods)
    spans: list[tuple[date, date]] = []
    for start, end in sorted((row.starts_on, row.ends_on) for row in periods if row.is_open):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    for closed in (row for row in periods if not row.is_open):
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, closed.starts_on)), (max(start, closed.ends_on), end))
            if part[0] < part[1]
        ]
    return spans


def exchange_events(exchange: Exchange, language: str) -> Iterator[Event]:
    """The stay, arrival and departure, and its sessions: the mission’s, the online ones, or the agenda of the plan.

    Nothing before the days are known. The times of an agenda are those of the clock at the host, so they have no zone.
    """
    first = exchange.real_first_day or exchange.first_day
    last = exchange.real_last_day or exchange.last_day
    if first is None or last is None:
        return
    title = _stay_title(exchange)
    event = _all_day(
        uid("exchange", exchange.code),
        title,
        first,
        last,
        exchange.changed_at,
        place="" if exchange.is_virtual else country_name(exchange.host_country, language),
        address=reverse("exchange", args=[exchange.code]),
    )
    cancelled = exchange.state == ExchangeState.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "TENTATIVE" if exchange.state in PREPARING else "CONFIRMED")
    yield event
    if cancelled:
        return
    if not exchange.is_virtual:
        yield from _travel("exchange", exchange, first, last, title)
    if exchange.mission:
        yield from _mission_sessions(exchange.mission, language)
    elif exchange.is_virtual:
        for session in exchange.sessions.all():
            yield _session("exchange", exchange, session, session.title)
    else:
        yield from _agenda(exchange)


def _agenda(exchange: Exchange) -> Iterator[Event]:
    version = next(iter(exchange.versions.all()), None)  # the newest comes first; a feed has them prefetched
    for number, row in enumerate(version.agenda if version else ()):
        if not row.get("starts"):
            continue
        day = date.fromisoformat(row["day"])
        starts = datetime.combine(day, time.fromisoformat(row["starts"]))
        ends = datetime.combine(day, time.fromisoformat(row["ends"])) if row.get("ends") else None
        event = _event(uid("exchange", exchange.code, f"agenda-{number + 1}"), row["title"], exchange.changed_at)
        event.add("dtstart", starts)
        if ends and ends > starts:
            event.add("dtend", ends)
        _describe(event, place=row.get("place", ""))
        yield event


def _stay_title(exchange: Exchange) -> str:
    return _("Exchange: {visitor} with {host}").format(
        visitor=exchange.visitor_organisation.name, host=exchange.host_organisation.name
    )


def _travel(subject: str, row: Mission | Exchange, first: date, last: date, title: str) -> Iterator[Event]:
    """Arrival and departure, where they are not the first and the last day themselves."""
    if row.arrival_on and row.arrival_on < first:
        summary = _("Arrival: {title}").format(title=title)
        yield _all_day(uid(subject, row.code, "arrival"), summary, row.arrival_on, row.arrival_on, row.changed_at)
    if row.departure_on and row.departure_on > last:
        summary = _("Departure: {title}").format(title=title)
        yield _all_day(uid(subject, row.code, "departure"), summary, row.departure_on, row.departure_on, row.changed_at)


def _all_day(name: str, summary: str, first: date, last: date, changed_at: datetime, **words: str) -> Event:
    event = _event(name, summary, changed_at)
    event.add("dtstart", first)
    event.add("dtend", last + A_DAY)
    _describe(event, **words)
    return event


def _session(
    subject: str,
    row: Mission | Exchange,
    session: MissionSession | ExchangeSession,
    title: str,
    **words: str,
) -> Event:
    part = f"session-{getattr(session, 'code', session.pk)}"
    event = _event(uid(subject, row.code, part), title, row.changed_at)
    zone = ZoneInfo(session.zone)
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    _describe(event, **words)
    return event


def _event(name: str, summary: str, changed_at: datetime) -> Event:
    event = Event()
    event.add("uid", name)
    event.add("summary", _clean(summary))
    event.add("dtstamp", changed_at)
    event.add("last-modified", changed_at)
    return event


def _describe(event: Event, *, place: str = "", about: str = "", address: str = "") -> None:
    if place:
        event.add("location", _clean(place))
    if about:
        event.add("description", _clean(about))
    if address:
        event.add("url", settings.BASE_URL + address)


def _place(town: str, country: str, language: str) -> str:
    return ", ".join(filter(None, (town, country_name(country, language))))


def _clean(text: str) -> str:
    """Without control characters, which no calendar may hold; line ends stay."""
    return "".join(character for character in text if character in "\n\t" or character.isprintable())
