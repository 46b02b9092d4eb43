"""A page of the directory as lines: organisations with what decides an order, other things as the search shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext

from clusters import fields, profiles, rules
from clusters.models import Organisation
from clusters.profiles import Tally, Term
from clusters.record_words import amount
from core.dates import long_date
from search import facets, shown, thesauri
from search.requests import Hit

ORGANISATION = "organisation"
MINIMUMS = ("min_order_style", "min_order_colour")  # the first that is known, as the index has it


@dataclass(frozen=True)
class Line:
    """An organisation with its terms that the reader may see, or (`hit`) a thing of another kind.

    `place` is where the map has it, as exactly as the reader may know, with `precision` in words.
    """

    organisation: Organisation | None = None
    tally: Tally | None = None
    place: dict[str, Any] | None = None
    terms: Sequence[Term] = ()
    hit: shown.Shown | None = None


def lines(hits: Iterable[Hit], *, user, language: str) -> list[Line]:
    """In the order of the hits; what is no longer public is left out. The same queries however many there are."""
    hits = list(hits)
    codes = [hit.translation_key.partition(":")[2] for hit in hits if hit.kind == ORGANISATION]
    rows = of_organisations(codes, user=user, language=language)
    found = {line.organisation.code: line for line in rows if line.organisation}
    others = [hit for hit in hits if hit.kind != ORGANISATION]
    drawn = {
        hit.key: Line(hit=each) for hit, each in zip(others, shown.shown(others, language, facets.kinds()), strict=True)
    }
    both = (found.get(hit.translation_key.partition(":")[2]) or drawn.get(hit.key) for hit in hits)
    return [line for line in both if line]


def of_organisations(codes: Sequence[str], *, user, language: str) -> list[Line]:
    """The lines of these organisations, in their order, as far as this reader may see them."""
    if not codes:
        return []
    return _lines(Organisation.objects.visible_to(user).filter(code__in=codes), codes, user, language)


def _lines(rows: QuerySet, codes: Sequence[str], user, language: str) -> list[Line]:
    audience, tallies = rules.audience(user), profiles.tallies_of_organisations(user)
    found = {each.code: each for each in fields.with_record(profiles.with_lines(rows))}
    return [_line(found[code], tallies.get(found[code].pk), audience, language) for code in codes if code in found]


def _line(organisation: Organisation, tally: Tally | None, audience: str, language: str) -> Line:
    values = fields.shown(organisation, audience)
    place = values.get("place")
    if place is not None:
        on_map = place["latitude"] is not None
        place = place | {"precision": precisions().get(place["precision"], "") if on_map else ""}
    return Line(organisation, tally, place, terms(organisation, values, audience, language))


def precisions() -> dict[str, str]:
    """How exactly a place on the map is known, in words."""
    return {
        "exact": _("marked on maps at its address"),
        "town": _("marked on maps at its town"),
        "region": _("marked on maps somewhere in its region"),
    }


def terms(organisation: Organisation, values: dict[str, Any], audience: str, language: str) -> list[Term]:
    """Minimum order, lead time, free capacity with the day of that statement, and certificates valid today.

    `values` are those that `clusters.fields.shown` gives this audience.
    """
    found = [_minimum(values), _lead_time(values), _free(values), _certificates(organisation, audience, language)]
    return [term for term in found if term is not None]


def _minimum(values: dict[str, Any]) -> Term | None:
    name = next((each for each in MINIMUMS if each in values), "")
    return Term(str(fields.FIELDS[name].label), amount(values[name], values.get("unit", "pieces"))) if name else None


def _lead_time(values: dict[str, Any]) -> Term | None:
    days = values.get("lead_days")
    return None if days is None else Term(pgettext("ecosystem", "lead time"), amount(days, "days"))


def _free(values: dict[str, Any]) -> Term | None:
    """Only what is not over: who said nothing of a day is shown neither as busy nor as free."""
    begin, end = values.get("free_from"), values.get("free_until")
    if not (begin or end) or (end and end < timezone.localdate()):
        return None
    days = {name: long_date(day) for name, day in (("begin", begin), ("end", end)) if day}
    if begin and end:
        said = _("%(begin)s – %(end)s") % days
    else:
        said = (_("from %(begin)s") if begin else _("until %(end)s")) % days
    stated = values.get("free_stated_on")
    if stated:
        said = _("%(period)s (said on %(day)s)") % {"period": said, "day": long_date(stated)}
    return Term(pgettext("ecosystem", "free capacity"), said)


def _certificates(organisation: Organisation, audience: str, language: str) -> Term | None:
    today, thesaurus = timezone.localdate(), thesauri.current()
    valid = [
        each
        for each in fields.certificates_shown(organisation, audience)
        if each.valid_until >= today and (each.valid_from is None or each.valid_from <= today)
    ]
    names = dict.fromkeys(thesaurus.label(each.standard.key, language) for each in valid)
    return Term(pgettext("ecosystem", "valid certificates"), ", ".join(names)) if names else None
