"""One practice as a reader meets it: the right version, its facts, its evidence in numbers, what others made of it."""

import secrets
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal, format_percent
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext

from accounts.models import User
from core.dates import long_date
from core.languages import country_name
from core.slugs import town_for
from practices.facets import Entry, Index
from practices.models import Confirmation, PracticePage, ReviewCriterion, SavedPractice, Transfer
from practices.queries.addresses import LanguageAddress, path_of, versions_of
from practices.queries.cards import Card, cards
from practices.states import EvidenceLevel, TransferState, Verdict

PER_CENT = "%"  # the unit whose differences are told in percentage points


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
    code: str


@dataclass(frozen=True)
class Fact:
    term: str
    value: str


@dataclass(frozen=True)
class Reading:
    """Everything the page of a practice shows, each part read when it is first used: the template keeps what it made.

    `entry` is None where nothing is published; a `preview` shows the page as it is in the editor.
    """

    page: PracticePage
    index: Index
    user: User | AnonymousUser
    language: str
    preview: bool = False

    @property
    def entry(self) -> Entry | None:
        return self.index.get(self.page.code)

    @property
    def foreign(self) -> bool:
        """The text is in another language than the reader's."""
        return self.page.language_code != self.language

    @property
    def spoken(self) -> str:
        return self.page.language_code

    @property
    def original(self) -> str:
        return self.entry.original if self.entry else self.spoken

    @property
    def opinion_language(self) -> str:
        return self.page.opinion_language or self.spoken

    @cached_property
    def kept_as(self) -> str:
        """Names the state of everything shown to all readers alike: what was made of it stays true under this name."""
        if self.preview or not self.index.token:
            return secrets.token_hex(8)
        page = self.page
        return f"{self.index.token}{page.latest_revision_id} {page.last_confirmed_on} {page.organisation_id}"

    @cached_property
    def versions(self) -> list[LanguageAddress]:
        return versions_of(self.entry) if self.entry else []

    @property
    def translations(self) -> list[LanguageAddress]:
        """The translations of this text, where this text is the original."""
        return self.versions[1:] if self.spoken == self.original else []

    @cached_property
    def canonical(self) -> str:
        return settings.BASE_URL + path_of(self.entry, self.spoken) if self.entry else ""

    @property
    def origin(self) -> str:
        """Where the site is, for addresses on paper."""
        return settings.BASE_URL

    @cached_property
    def place(self) -> str:
        """The place with how exactly it is known."""
        return place_name(self.page, self.language, precision=True)

    @cached_property
    def evidence(self) -> list[EvidenceRow]:
        return evidence_rows(self.page, self.language)

    @cached_property
    def facts(self) -> list[Fact]:
        return facts(self.page, self.language)

    @cached_property
    def concepts(self) -> list[ConceptLink]:
        return _concepts(self)

    @cached_property
    def tags(self) -> list[str]:
        return sorted(tag.name for tag in self.page.tags.all())

    @cached_property
    def verdicts(self) -> list[CriterionVerdict]:
        return _verdicts(self.page)

    @cached_property
    def confirmation(self) -> Confirmation | None:
        """The owner's last answer to the yearly question."""
        answered = Confirmation.objects.filter(practice_code=self.page.code, answered_at__isnull=False)
        return answered.order_by("-answered_at").first()

    @cached_property
    def transfers(self) -> list[Transfer]:
        """What others made of it, as far as their clusters confirmed it."""
        return list(_transfers(self.page.code).filter(state=TransferState.CONFIRMED))

    @property
    def tried(self) -> int:
        """How many confirmed attempts there are."""
        return self.entry.transfers if self.entry else 0

    @cached_property
    def waiting(self) -> list[Transfer]:
        """The reader's own reports that wait or were declined."""
        if not self.user.is_authenticated:
            return []
        own = _transfers(self.page.code).filter(reported_by=self.user)
        return list(own.exclude(state=TransferState.CONFIRMED))

    @cached_property
    def related(self) -> list[Card]:
        return cards(self.index.related_to(self.entry), self.language, pictures=False) if self.entry else []

    @cached_property
    def saved(self) -> bool:
        """The reader keeps it on their desk."""
        if not self.user.is_authenticated:
            return False
        return SavedPractice.objects.filter(user=self.user, practice_code=self.page.code).exists()


def page_for(entry: Entry, language: str) -> PracticePage | None:
    """The version a reader of `language` gets, if it is still public."""
    return (
        PracticePage.objects.visible_to(AnonymousUser())
        .select_related("locale")  # what else the page shows is mostly kept from an earlier reader
        .filter(pk=entry.versions[entry.language_for(language)].pk)
        .first()
    )


def _transfers(code: str):
    return Transfer.objects.filter(practice_code=code).select_related("organisation", "cluster")


def _concepts(reading: Reading) -> list[ConceptLink]:
    """Links to the concepts, from memory; in a preview those that the list does not know yet are left out."""
    index, language = reading.index, reading.language
    if reading.preview or reading.entry is None:
        known = (index.words.get(row.concept_id) for row in reading.page.practice_concepts.all())
        words = [word for word in known if word]
    else:
        words = [index.words[pk] for pk in reading.entry.concepts]
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
        CriterionVerdict(criterion.text(), str(labels.get(code := page.verdicts[criterion.code], "")), code)
        for criterion in ReviewCriterion.objects.filter(code__in=page.verdicts).prefetch_related("texts")
    ]


def number(value: Decimal | int | None, language: str) -> str:
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


def points(before: Decimal | None, after: Decimal | None, language: str) -> str:
    """The difference of two percentages, in percentage points."""
    if before is None or after is None:
        return ""
    difference = after - before
    figure = number(difference, language)
    text = f"+{figure}" if difference > 0 else figure
    counted = int(abs(difference)) if difference == int(difference) else 2  # the form of the noun
    return ngettext("%(figure)s point", "%(figure)s points", counted) % {"figure": text}


def evidence_rows(page: PracticePage, language: str) -> list[EvidenceRow]:
    levels = dict(EvidenceLevel.choices)
    rows = []
    for block in page.evidence:
        value = block.value
        before, after, unit = value["before"], value["after"], (value["unit"] or "").strip()
        shares = unit == PER_CENT
        rows.append(
            EvidenceRow(
                indicator=value["indicator"],
                before=number(before, language),
                after=number(after, language),
                unit=unit,
                change=points(before, after, language)
                if shares
                else per_cent(change_in_percent(before, after), language),
                method=value["method"],
                source=value["source"] or "",
                level=str(levels.get(value["level"], "")),
            )
        )
    return rows


def place_name(page: PracticePage, language: str, *, precision: bool = False) -> str:
    """Town and country, the country in the reader's language; with `precision`, how exactly the place is known."""
    country = country_name(page.country, language)
    if not page.town:
        return country
    known = f" ({page.get_precision_display()})" if precision else ""
    return f"{town_for(page.town, language)}{known}, {country}"


def facts(page: PracticePage, language: str) -> list[Fact]:
    """What stands beside the text: only what is known."""

    def day(value: date | None) -> str:
        return long_date(value) if value else ""

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
