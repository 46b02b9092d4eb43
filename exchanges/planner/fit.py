"""How well a visitor and a host fit, part by part; each part with a sentence for people."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import get_language, gettext as _, ngettext

from clusters.states import OrganisationSize
from core.languages import name_in
from vocabulary.models import Concept

# What each part weighs; together 1. The need of the programme comes on top (`GOAL`), so that an open target is worth
# half a perfect stay.
THEMES, LANGUAGES, PREFERENCE, SIZE, DAYS = 0.4, 0.2, 0.15, 0.1, 0.15
GOAL = 0.5
UNKNOWN = 0.5  # neither for nor against
NEXT_TO, BESIDE = 0.6, 0.4  # broader, narrower or related; under the same broader concept
SIZES = list(OrganisationSize.values)

Nearness = dict[int, dict[int, float]]


@dataclass(frozen=True)
class Wish:
    """What an application looks for."""

    concepts: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    host_types: frozenset[str] = frozenset()
    size: str = ""


@dataclass(frozen=True)
class Invitation:
    """What an offer brings."""

    concepts: frozenset[int] = frozenset()
    languages: frozenset[str] = frozenset()
    country: str = ""
    kind: str = ""
    size: str = ""


@dataclass(frozen=True)
class Reason:
    """One part of the fit, `share` from 0 to 1."""

    part: str
    share: float
    sentence: str


def nearness() -> Nearness:
    """How near concepts are to each other in the vocabulary; two queries."""
    near: Nearness = defaultdict(dict)
    under = defaultdict(list)
    for lower, upper in Concept.broader.through.objects.values_list("from_concept_id", "to_concept_id"):
        near[lower][upper] = near[upper][lower] = NEXT_TO
        under[upper].append(lower)
    for one, other in Concept.related.through.objects.values_list("from_concept_id", "to_concept_id"):
        near[one][other] = near[other][one] = NEXT_TO
    for siblings in under.values():
        for one in siblings:
            for other in siblings:
                near[one].setdefault(other, BESIDE)
    return near


def themes(wanted: frozenset[int], offered: frozenset[int], near: Nearness) -> float:
    """On average, how near the nearest concept of the offer is to each one that is wanted."""
    if not wanted or not offered:
        return UNKNOWN
    return sum(_nearest(concept, offered, near) for concept in wanted) / len(wanted)


def _nearest(concept: int, offered: frozenset[int], near: Nearness) -> float:
    if concept in offered:
        return 1.0
    around = near.get(concept, {})
    return max((around[other] for other in offered if other in around), default=0.0)


def theme_pairs(
    wanted: frozenset[int], offered: frozenset[int], near: Nearness
) -> tuple[set[int], set[tuple[int, int]]]:
    """Concepts that both have, and for each other one that is wanted the nearest that is offered, if any is near."""
    beside = set()
    for concept in wanted - offered:
        around = near.get(concept, {})
        nearest = max(sorted(offered & around.keys()), key=lambda other: around[other], default=None)
        if nearest is not None:
            beside.add((concept, nearest))
    return set(wanted & offered), beside


def languages(spoken: frozenset[str], used: frozenset[str]) -> float:
    if not spoken or not used:
        return UNKNOWN
    return float(not spoken.isdisjoint(used))


def preference(wish: Wish, invitation: Invitation) -> float:
    """Half for the country, half for the kind of host; who wishes nothing is content."""
    country = not wish.countries or invitation.country in wish.countries
    kind = not wish.host_types or invitation.kind in wish.host_types
    return (country + kind) / 2


def size(visitor: str, host: str) -> float:
    if not visitor or not host:
        return UNKNOWN
    return 1 - abs(SIZES.index(visitor) - SIZES.index(host)) / (len(SIZES) - 1)


def days(work_days: int, weekdays: int) -> float:
    """How many of a stay’s weekdays are working days at the host: holidays take away."""
    return min(1.0, work_days / weekdays) if weekdays else 0.0


def pair(wish: Wish, invitation: Invitation, near: Nearness) -> float:
    """The fit of the two, without days and without the programme’s need."""
    return (
        THEMES * themes(wish.concepts, invitation.concepts, near)
        + LANGUAGES * languages(wish.languages, invitation.languages)
        + PREFERENCE * preference(wish, invitation)
        + SIZE * size(wish.size, invitation.size)
    )


def table(wishes: Sequence[Wish], invitations: Sequence[Invitation], near: Nearness) -> np.ndarray:
    """`pair` of all with all; what several have in common is looked at once."""
    return (
        THEMES * _all(lambda a, b: themes(a.concepts, b.concepts, near), wishes, invitations, "concepts")
        + LANGUAGES * _all(lambda a, b: languages(a.languages, b.languages), wishes, invitations, "languages")
        + PREFERENCE * _all(preference, wishes, invitations, "countries host_types", "country kind")
        + SIZE * _all(lambda a, b: size(a.size, b.size), wishes, invitations, "size")
    )


def _all(share: Callable, wishes: Sequence, invitations: Sequence, mine: str, theirs: str = "") -> np.ndarray:
    left, rows = _different(wishes, mine.split())
    right, columns = _different(invitations, (theirs or mine).split())
    shares = np.array([[share(a, b) for b in right] for a in left], dtype=float).reshape(len(left), len(right))
    return shares[np.ix_(rows, columns)]


def _different(things: Sequence, names: list[str]) -> tuple[list, list[int]]:
    """One thing of each kind, and for every thing the number of its kind; a kind is what the named fields hold."""
    found: dict[tuple, int] = {}
    first: list = []
    numbers: list[int] = []
    for thing in things:
        key = tuple(getattr(thing, name) for name in names)
        if key not in found:
            found[key] = len(first)
            first.append(thing)
        numbers.append(found[key])
    return first, numbers


def reasons(
    wish: Wish, invitation: Invitation, near: Nearness, *, work_days: int | None = None, needed: bool = False
) -> list[Reason]:
    """What speaks for the pair, the weightiest first; parts that say nothing are left out."""
    found = []
    share = themes(wish.concepts, invitation.concepts, near)
    if wish.concepts and share > 0:
        found.append(Reason("themes", share, _("Themes are the same or near each other.")))
    shared = sorted(wish.languages & invitation.languages)
    if shared:
        names = ", ".join(name_in(code, get_language() or "en") for code in shared)
        found.append(Reason("languages", 1.0, _("Shared languages: {languages}").format(languages=names)))
    share = preference(wish, invitation)
    if (wish.countries or wish.host_types) and share > 0:
        found.append(Reason("preference", share, _("It is what the visitor prefers.")))
    share = size(wish.size, invitation.size)
    if wish.size and invitation.size and share == 1:
        found.append(Reason("size", share, _("Both are of the same size.")))
    if work_days:
        sentence = ngettext("{days} working day", "{days} working days", work_days).format(days=work_days)
        found.append(Reason("days", 1.0, sentence))
    if needed:
        found.append(Reason("need", 1.0, _("A target of the programme is still open.")))
    return found
