"""What organisers have made: missions and offers with what to do next, the ways on from one, its legal moves."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _, ngettext

from clusters import rules as cluster_rules
from clusters.models import Cluster, Organisation
from core.dates import long_date
from exchanges import clock, rules
from exchanges.models import Exchange, Mission, Offer
from exchanges.models.offers import represented_by
from exchanges.states import (
    HOLDS_A_PLACE,
    PREPARING,
    REPORT_DUE,
    ExchangeState as E,
    MissionState as M,
    OfferState as O,
    SignUpState as S,
)

PAST_MISSIONS = (M.DONE, M.CANCELLED)


def missions_of(user, *, past: bool = False):
    """Those the person runs, the next to begin first; `past`: done and cancelled ones."""
    found = Mission.objects.all()
    if not rules.may_run(user, None):
        found = found.filter(organising_cluster__in=cluster_rules.clusters_managed_by(user))
    found = found.filter(state__in=PAST_MISSIONS) if past else found.exclude(state__in=PAST_MISSIONS)
    return (
        found.with_texts()
        .annotate(
            taken=Count("sign_ups", filter=Q(sign_ups__state__in=HOLDS_A_PLACE), distinct=True),
            waiting=Count("sign_ups", filter=Q(sign_ups__state=S.WAITING), distinct=True),
        )
        .order_by("-first_day" if past else "first_day", "code")
    )


def offers_of(user, *, past: bool = False):
    """Those the person cares for, as a host or as the receiving cluster; `past`: withdrawn ones."""
    found = Offer.objects.all()
    if not rules.may_run(user, None):
        managed = cluster_rules.clusters_managed_by(user)
        found = found.filter(Q(receiving_cluster__in=managed) | Q(organisation__in=represented_by(user)))
    found = found.filter(state=O.WITHDRAWN) if past else found.exclude(state=O.WITHDRAWN)
    coming = Q(exchanges__state__in=[*PREPARING, E.APPROVED, E.UNDER_WAY])
    return (
        found.with_texts()
        .annotate(
            coming=Count("exchanges", filter=coming, distinct=True),
            asked=Count("proposals", filter=Q(proposals__state="sent"), distinct=True),
        )
        .order_by("organisation__name", "code")
    )


@dataclass(frozen=True)
class Line:
    """One of one’s own missions or offers in a list, with what to do next."""

    row: Mission | Offer
    title: str
    language: str
    todo: str


def mission_lines(missions: Iterable[Mission]) -> list[Line]:
    """One query more for all of them."""
    missions = list(missions)
    states: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = Exchange.objects.filter(mission__in=[mission.pk for mission in missions])
    for pk, state, number in rows.values_list("mission", "state").annotate(number=Count("pk")).order_by():
        states[pk][state] += number
    return [Line(mission, *title_of(mission), next_of(mission, states[mission.pk])) for mission in missions]


def title_of(row: Mission | Offer) -> tuple[str, str]:
    """The title and its language."""
    text = row.text()
    return (text.title, text.language) if text else (_("Without a title yet"), "")


def next_of(mission: Mission, states: dict[str, int]) -> str:
    """One sentence: what the organiser does next."""
    if mission.state == M.DRAFT:
        return _draft(mission)
    if mission.state == M.ANNOUNCED:
        if mission.sign_up_from and mission.sign_up_from > clock.now():
            return _("The sign-up opens on {day}.").format(day=long_date(mission.sign_up_from))
        return _("Open the sign-up.")
    if mission.state == M.OPEN:
        return _("The sign-up closes on {day}.").format(day=long_date(mission.sign_up_until))
    if mission.state == M.CANCELLED:
        return ""
    return _papers(states)


def _draft(mission: Mission) -> str:
    if not mission.texts.all():
        return _("Write the text.")
    if not mission.hosts.all():
        return _("Add a host.")
    return _("Announce it.")


def _papers(states: dict[str, int]) -> str:
    return papers_missing(states) or (_("Nothing is missing.") if states else "")


def papers_missing(states: dict[str, int], *, signatures: bool = True) -> str:
    """What is missing most, in the order of a trip: signatures, reports, validations, payments. Empty: nothing."""
    unsigned = sum(states.get(state, 0) for state in PREPARING) if signatures else 0
    due = sum(states.get(state, 0) for state in REPORT_DUE)
    if unsigned:
        sentence = ngettext(
            "{number} commitment is not signed yet.", "{number} commitments are not signed yet.", unsigned
        )
        return sentence.format(number=unsigned)
    if due:
        return ngettext("{number} report is missing.", "{number} reports are missing.", due).format(number=due)
    if number := states.get(E.REPORTED, 0):
        return ngettext(
            "{number} report waits to be validated.", "{number} reports wait to be validated.", number
        ).format(number=number)
    if number := states.get(E.VALIDATED, 0):
        return ngettext("{number} payment is due.", "{number} payments are due.", number).format(number=number)
    return ""


def offer_lines(offers: Iterable[Offer]) -> list[Line]:
    return [Line(offer, *title_of(offer), _offer_next(offer)) for offer in offers]


def _offer_next(offer: Offer) -> str:
    if offer.state == O.DRAFT:
        return _("Open it, so that visitors find it.") if offer.texts.all() else _("Write the text.")
    if offer.state == O.PAUSED:
        return _("Open it again when you receive visitors.")
    asked = getattr(offer, "asked", 0)
    if asked:
        return ngettext("{number} visitor waits for an answer.", "{number} visitors wait for an answer.", asked).format(
            number=asked
        )
    return ""


def clusters_to_organise_for(user) -> list[Cluster]:
    """For which clusters this person may announce missions."""
    if rules.may_run(user, None):
        return list(Cluster.objects.all())
    return list(cluster_rules.clusters_managed_by(user))


def organisations_to_invite_for(user) -> list[Organisation]:
    """Those the person speaks for; managers look for the others by name."""
    return list(Organisation.objects.filter(pk__in=represented_by(user), merged_into=None))


def looks_for_hosts(user) -> bool:
    return cluster_rules.is_manager(user) or rules.may_run(user, None)
