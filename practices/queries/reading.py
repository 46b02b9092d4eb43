"""One practice as a reader meets it: the right version, its facts, its evidence in numbers, what others made of it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.languages import country_name
from practices.facets import Entry, Index
from practices.models import Confirmation, PracticePage, ReviewCriterion, SavedPractice, Transfer
from practices.queries.addresses import LanguageAddress, path_of, versions_of
from practices.queries.cards import Card, cards
from practices.states import EvidenceLevel, TransferState, Verdict


@dataclass(frozen=True)
class EvidenceRow:
    """One indicator with its figures written for the reader's language; empty where a figure is unknown."""

    indicator: str
    before: str
    after: str
    unit: str
    change: str
    method: str
    source: str
    level: str


@dataclass(frozen=True)
class ConceptLink:
    label: str
    href: str
    language: str  # empty where it is the reader's


@dataclass(frozen=True)
class CriterionVerdict:
    criterion: str
    verdict: str


@dataclass(frozen=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True)
class Reading:
    """Everything the page of a practice shows. `entry` is None in a preview of something unpublished."""

    page: PracticePage
    entry: Entry | None
    language: str
    versions: list[LanguageAddress]
    canonical: str
    evidence: list[EvidenceRow]
    facts: list[Fact]
    concepts: list[ConceptLink]
    verdicts: list[CriterionVerdict]
    transfers: list[Transfer]
    waiting: list[Transfer]
    related: list[Card]
    tags: list[str]
    place: str
    confirmation: Confirmation | None
    saved: bool

    @property
    def foreign(self) -> bool:
        """The text is in another language than the reader's."""
        return self.page.language_code != self.language

    @property
    def spoken(self) -> str:
        return self.page.language_code

    @property
    def original(self) -> str:
        return self.entry.original if self.entry else self.page.language_code

    @property
    def opinion_language(self) -> str:
        return self.page.opinion_language or self.spoken

    @property
    def translations(self) -> list[LanguageAddress]:
        """The translations of this text, where this text is the original."""
        return self.versions[1:] if self.spoken == self.original else []


def page_for(entry: Entry, language: str) -> PracticePage | None:
    """The version a reader of `language` gets, if it is still public."""
    return (
        PracticePage.objects.visible_to(AnonymousUser())
        .select_related("locale", "cluster", "organisation", "reviewer")
        .filter(pk=entry.versions[entry.language_for(language)].pk)
        .first()
    )


def reading(page: PracticePage, *, index: Index, user, language: str) -> Reading:
    """Read everything the page shows, in a fixed number of queries."""
    entry = index.get(page.code)
    transfers = _transfers(page.code, user)
    return Reading(
        page=page,
        entry=entry,
        language=language,
        versions=versions_of(entry) if entry else [],
        canonical=settings.BASE_URL + path_of(entry, page.language_code) if entry else "",
        evidence=evidence_rows(page, language),
        facts=facts(page, language),
        concepts=_concepts(page, entry, index, language),
        verdicts=_verdicts(page),
        transfers=[transfer for transfer in transfers if transfer.state == TransferState.CONFIRMED],
        waiting=[transfer for transfer in transfers if transfer.state != TransferState.CONFIRMED],
        related=cards(index.related_to(entry), language, pictures=False) if entry else [],
        tags=sorted(tag.name for tag in page.tags.all()),
        place=place_name(page, language),
        confirmation=Confirmation.objects.filter(practice_code=page.code, answered_at__isnull=False)
        .order_by("-answered_at")
        .first(),
        saved=user.is_authenticated and SavedPractice.objects.filter(user=user, practice_code=page.code).exists(),
    )


def _transfers(code: str, user) -> list[Transfer]:
    """Confirmed attempts, and the reader's own that wait or were declined."""
    seen = Q(state=TransferState.CONFIRMED)
    if user.is_authenticated:
        seen |= Q(reported_by=user)
    return list(Transfer.objects.filter(seen, practice_code=code).select_related("organisation", "cluster"))


def _concepts(page: PracticePage, entry: Entry | None, index: Index, language: str) -> list[ConceptLink]:
    """Links to the concepts, from memory; a concept that the list does not know yet (in a preview) is left out."""
    if entry is None:
        words = [index.words[row.concept_id] for row in page.practice_concepts.all() if row.concept_id in index.words]
    else:
        words = [index.words[pk] for pk in entry.concepts]
    order = list(index.scheme_titles)
    words.sort(key=lambda word: (order.index(word.scheme), word.label(language)))
    return [
        ConceptLink(
            word.label(language),
            reverse("concept", args=[word.scheme, word.code]),
            "" if word.label_language(language) == language else word.label_language(language),
        )
        for word in words
    ]


def _verdicts(page: PracticePage) -> list[CriterionVerdict]:
    if not page.verdicts:
        return []
    labels = dict(Verdict.choices)
    return [
        CriterionVerdict(criterion.text(), labels.get(page.verdicts[criterion.code], ""))
        for criterion in ReviewCriterion.objects.filter(code__in=page.verdicts).prefetch_related("texts")
    ]


def number(value: Decimal | None, language: str) -> str:
    """A figure as readers of a language write it, with a real minus sign."""
    if value is None:
        return ""
    return format_decimal(value, locale=language, decimal_quantization=False).replace("-", "−")


def change_in_percent(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    """By how much `after` differs from `before`, in per cent of `before`; one decimal below ten per cent."""
    if before is None or after is None or before == 0:
        return None
    change = (after - before) / abs(before) * 100
    return change.quantize(Decimal("0.1") if abs(change) < 10 else Decimal(1), ROUND_HALF_UP)


def per_cent(change: Decimal | None, language: str) -> str:
    """A change with its sign, as readers of a language write percentages."""
    if change is None:
        return ""
    text = format_percent(change / 100, locale=language, decimal_quantization=False).replace("-", "−")
    return f"+{text}" if change > 0 else text


def evidence_rows(page: PracticePage, language: str) -> list[EvidenceRow]:
    levels = dict(EvidenceLevel.choices)
    rows = []
    for block in page.evidence:
        value = block.value
        change = change_in_percent(value["before"], value["after"])
        rows.append(
            EvidenceRow(
                indicator=value["indicator"],
                before=number(value["before"], language),
                after=number(value["after"], language),
                unit=value["unit"] or "",
                change=per_cent(change, language),
                method=value["method"],
                source=value["source"] or "",
                level=str(levels.get(value["level"], "")),
            )
        )
    return rows


def place_name(page: PracticePage, language: str) -> str:
    """Town and country, the country in the reader's language."""
    country = country_name(page.country, language)
    return f"{page.town}, {country}" if page.town else country


def facts(page: PracticePage, language: str) -> list[Fact]:
    """What stands beside the text: only what is known."""

    def day(value: date | None) -> str:
        return date_format(value, "DATE_FORMAT") if value else ""

    pairs = [
        (_("Status"), page.get_status_display()),
        (_("Best evidence"), page.get_best_evidence_display()),
        (_("Start"), day(page.started_on)),
        (_("End"), day(page.ended_on)),
        (_("Cost"), page.get_cost_band_display()),
        (_("Staff time in working days"), number(page.staff_days, language)),
        (_("Size of the organisation"), page.get_organisation_size_display()),
        (_("Place"), f"{place_name(page, language)} ({page.get_precision_display()})"),
        (_("Licence"), page.licence),
        (_("Last confirmed"), day(page.last_confirmed_on)),
    ]
    return [Fact(str(term), str(value)) for term, value in pairs if value]
