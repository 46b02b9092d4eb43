"""From likeness to a judgement: what place, numbers, legal form and counts add to it and take away."""

from collections.abc import Callable

from ecosystem.doubles import reasons
from ecosystem.doubles.blocks import Entry
from ecosystem.doubles.likeness import Likeness, likeness
from ecosystem.doubles.names import Name
from ecosystem.doubles.rows import Suspect

# All of these were tried on the seeds for trying and measured on another (tools/bench/ecosystem_doubles.py).
LEAST = 0.78  # below it nobody is asked
SURE_NAME, SURE_NUMBER, SURE_HOST = 0.97, 0.5, 0.85  # likeness of names from which a pair is sure, with what else fits
DISTINCT = 0.45  # weight of the same words from which a name is one that only one firm has
OTHER_TOWN, OTHER_COUNTRY, UNKNOWN_TOWN = 0.08, 0.25, 0.02
OTHER_NUMBER, OTHER_FORM, OTHER_COUNT, ONE_COUNT = 0.2, 0.05, 0.4, 0.12
SAME_HOST, BY_NUMBER = 0.15, 0.99


def judge(one: Entry, other: Entry, weight: Callable[[str], float]) -> Suspect | None:
    """`other` as a suspect for `one`, or None where nobody should be asked."""
    best, mine, theirs = _likest(one, other, weight)
    said = [best.reason]
    score = best.score
    same_number = bool(set(one.numbers) & set(other.numbers))
    other_number = not same_number and _contradict(one.numbers, other.numbers)
    same_host = bool(one.host) and one.host == other.host
    same_town = bool(one.towns & other.towns)
    other_form = bool(mine.kinds and theirs.kinds and not mine.kinds & theirs.kinds)
    counted = sorted(mine.counts) != sorted(theirs.counts)
    if same_number:
        said.insert(0, reasons.SAME_NUMBER)
        if best.score < SURE_NUMBER:
            said.append(reasons.OTHER_NAME)
        score = max(score, BY_NUMBER if best.score >= SURE_NUMBER else 0.9)
    if same_host:
        said.append(reasons.SAME_WEBSITE)
        score += SAME_HOST
    score -= _place(one, other, same_town, said)
    if other_number:
        said.append(reasons.OTHER_NUMBER)
        score -= OTHER_NUMBER
    if other_form:
        said.append(reasons.SAME_NAME_OTHER_FORM)
        score -= OTHER_FORM
    if counted:
        said.append(reasons.COUNTED)
        score -= OTHER_COUNT if mine.counts and theirs.counts else ONE_COUNT
    common = best.weight < DISTINCT
    if common and not same_number:
        said.append(reasons.COMMON_WORDS)
    score = max(0.0, min(score, 1.0))
    if score < LEAST:
        return None
    fits = not (counted or other_number)
    sure = fits and (
        (same_number and best.score >= SURE_NUMBER)
        or (same_host and best.score >= SURE_HOST)
        or (same_town and not other_form and not common and best.score >= SURE_NAME)
    )
    return Suspect(code=other.code, score=score, sure=sure, reasons=tuple(dict.fromkeys(said)))


def _likest(one: Entry, other: Entry, weight) -> tuple[Likeness, Name, Name]:
    """The likest two of the names that each has."""
    return max(
        ((likeness(mine, theirs, weight), mine, theirs) for mine in one.names for theirs in other.names),
        key=lambda found: found[0].score,
    )


def _place(one: Entry, other: Entry, same_town: bool, said: list[str]) -> float:
    if same_town:
        said.append(reasons.SAME_TOWN)
        return 0.0
    if one.country and other.country and one.country != other.country:
        said.append(reasons.OTHER_TOWN)
        return OTHER_COUNTRY
    if one.towns and other.towns:
        said.append(reasons.OTHER_TOWN)
        return OTHER_TOWN
    return UNKNOWN_TOWN


def _contradict(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Both have a number of one country and one length, and none in common: two legal persons, or a slip."""
    return any(a[:2] == b[:2] and len(a) == len(b) for a in mine for b in theirs)
