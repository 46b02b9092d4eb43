"""One rule’s answer, all answers together, and the register of the rules."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import get_language, gettext_lazy

from core.languages import country_name
from exchanges.errors import NotEligibleError
from exchanges.facts import Case, Facts
from exchanges.models import Override


class Answer(models.TextChoices):
    YES = "yes", gettext_lazy("yes")
    NO = "no", gettext_lazy("no")
    UNKNOWN = "unknown", gettext_lazy("not yet known")


@dataclass(frozen=True)
class Finding:
    """One rule’s answer. `override` is the exception that turned a no or unknown into a yes."""

    rule: str
    answer: Answer
    sentence: str
    fix: str = ""
    source: str = ""
    override: Override | None = None

    @property
    def title(self) -> str:
        return str(TITLES[self.rule])

    @property
    def may_be_overridden(self) -> bool:
        return self.rule not in HARD and self.answer != Answer.YES


@dataclass(frozen=True)
class Eligibility:
    case: Case
    findings: tuple[Finding, ...]

    @property
    def obstacles(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.answer == Answer.NO)

    @property
    def open_questions(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.answer == Answer.UNKNOWN)

    @property
    def answer(self) -> Answer:
        if self.obstacles:
            return Answer.NO
        return Answer.UNKNOWN if self.open_questions else Answer.YES

    def finding(self, rule: str) -> Finding | None:
        return next((finding for finding in self.findings if finding.rule == rule), None)

    def demand(self, *, ignore: Iterable[str] = ()) -> None:
        """Raise `NotEligibleError` with the first obstacle’s sentence, unless there is none."""
        found = tuple(finding for finding in self.obstacles if finding.rule not in set(ignore))
        if found:
            raise NotEligibleError(found[0].sentence, found)


RULES: dict[str, Callable[[Facts, Case], Finding | None]] = {}
TITLES: dict[str, str] = {}
# What the database holds up, or what would make no sense without it: nobody overrides these.
HARD = frozenset(
    {
        "person",
        "visit_once",
        "different_organisations",
        "dates_in_order",
        "person_free",
        "offer_capacity",
        "mission_places",
    }
)


def rule(name: str, title):
    """Register a rule: a function of facts and case that answers, or None where it does not apply. No queries."""

    def register(function):
        RULES[name], TITLES[name] = function, title
        return function

    return register


def yes(name: str, sentence: str, **more) -> Finding:
    return Finding(name, Answer.YES, sentence, **more)


def no(name: str, sentence: str, fix: str, **more) -> Finding:
    return Finding(name, Answer.NO, sentence, fix, **more)


def unknown(name: str, sentence: str, fix: str, **more) -> Finding:
    return Finding(name, Answer.UNKNOWN, sentence, fix, **more)


def country(code: str) -> str:
    """Its name in the reader’s language."""
    return country_name(code, get_language() or "en")
