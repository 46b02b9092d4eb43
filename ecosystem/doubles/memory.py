"""A person’s yes or no to “are these two the same?”, kept for ever."""

from collections.abc import Iterable

from accounts.models import User
from clusters.models import Organisation
from ecosystem.models import SameOrNot

BATCH = 500
PAIR = "organisation:"  # so begins the subject of an answer about two organisations


def subject_of(organisation: Organisation) -> str:
    """An organisation as the subject of an answer."""
    return f"{PAIR}{organisation.code}"


def pair(one: Organisation, other: Organisation) -> tuple[str, Organisation]:
    """Subject and object of an answer about two organisations, the same whichever is named first."""
    first, second = sorted((one, other), key=lambda each: each.code)
    return subject_of(first), second


def decided(subjects: Iterable[str]) -> dict[str, dict[str, bool]]:
    """What people said: subject → {code of the organisation: same or not}. One query for 500 subjects."""
    wanted = list(dict.fromkeys(subjects))
    found: dict[str, dict[str, bool]] = {}
    for begin in range(0, len(wanted), BATCH):
        rows = SameOrNot.objects.filter(subject__in=wanted[begin : begin + BATCH])
        for subject, code, same in rows.values_list("subject", "organisation__code", "same"):
            found.setdefault(subject, {})[code] = same
    return found


def decide(subject: str, organisation: Organisation, same: bool, by: User | None) -> SameOrNot:
    """Remember the answer. A later answer about the same two takes its place; `by` says who gave the last one."""
    return SameOrNot.objects.update_or_create(
        subject=subject, organisation=organisation, defaults={"same": same, "by": by}
    )[0]
