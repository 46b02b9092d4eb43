"""Reads of the list and the page of offers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, pgettext

from core import dates
from core.collation import sort_key
from core.languages import name_in
from exchanges import clock
from exchanges.models import Offer, OfferPeriod
from exchanges.models.offers import OfferQuerySet
from exchanges.queries import choosing
from exchanges.states import OfferState

PER_PAGE = 12
NEWEST = 3
MONTHS = 12  # to choose a period from


@dataclass(frozen=True)
class Period:
    """Days on which the host is open or closed, as one writes them."""

    is_open: bool
    span: str


@dataclass(frozen=True)
class OfferLine:
    """One offer in a list (loaded with `public_offers`), in the best version for the reader."""

    offer: Offer
    language: str

    @cached_property
    def text(self):
        return self.offer.text(self.language)

    @property
    def title(self) -> str:
        return self.offer.title(self.language)

    @property
    def foreign(self) -> str:
        """The language of the text where it is not the reader’s."""
        return self.text.language if self.text and self.text.language != self.language else ""

    @property
    def languages(self) -> list[str]:
        return [name_in(code, self.language) for code in self.offer.languages]

    @property
    def town(self) -> str:
        return self.offer.where.town if self.offer.where else ""

    @property
    def periods(self) -> list[Period]:
        """What has not passed."""
        rows = (row for row in self.offer.periods.all() if row.ends_on > clock.today())
        last = timedelta(days=1)
        return [Period(row.is_open, dates.span(row.starts_on, row.ends_on - last, self.language)) for row in rows]

    @property
    def themes(self):
        rows = ((concept, concept.label_language(self.language)) for concept in self.offer.concepts.all())
        return [(concept, spoken if spoken != self.language else "") for concept, spoken in rows]


def public_offers(user) -> OfferQuerySet:
    """Open ones: what a host paused, and drafts, stand elsewhere."""
    return Offer.objects.visible_to(user).filter(state=OfferState.OPEN)


def newest_offers(user, language: str, most: int = NEWEST) -> list[OfferLine]:
    rows = public_offers(user).with_texts().order_by("-created_at", "code")
    return [OfferLine(offer, language) for offer in rows[:most]]


def in_country(rows: OfferQuerySet) -> OfferQuerySet:
    """Adds `stay_country`: that of the offer’s own place, else of the organisation. `Offer.country` for lists."""
    return rows.annotate(stay_country=Coalesce(F("place__country"), F("organisation__country")))


def open_between(rows: OfferQuerySet, first: date, after: date) -> OfferQuerySet:
    """Those open on some day from `first` to before `after`: not closed all the time, and within an open period where
    any is given."""
    periods = OfferPeriod.objects.filter(offer=OuterRef("pk"))
    return rows.filter(
        Q(~Exists(periods.filter(is_open=True)))
        | Q(Exists(periods.filter(is_open=True, starts_on__lt=after, ends_on__gt=first)))
    ).filter(~Exists(periods.filter(is_open=False, starts_on__lte=first, ends_on__gte=after)))


@dataclass(frozen=True)
class OfferList:
    """The list for a query string: nine queries or so, however many there are."""

    user: object
    language: str
    data: Mapping[str, str]

    @cached_property
    def _rows(self) -> OfferQuerySet:
        return in_country(public_offers(self.user))

    @cached_property
    def _facts(self) -> list[tuple[str, list[str]]]:
        rows = public_offers(self.user).order_by()
        return [
            (place or country, languages)
            for place, country, languages in rows.values_list("place__country", "organisation__country", "languages")
        ]

    @cached_property
    def _countries(self) -> list[str]:
        return sorted({country for country, _languages in self._facts})

    @cached_property
    def _languages(self) -> list[str]:
        return sorted({code for _country, languages in self._facts for code in languages})

    @cached_property
    def _themes(self):
        return choosing.themes_of(public_offers(self.user), self.data.get("theme", ""))

    @cached_property
    def _months(self) -> dict[str, date]:
        """The coming months as `2026-10`."""
        months, month = {}, clock.today().replace(day=1)
        for _number in range(MONTHS):
            months[f"{month:%Y-%m}"] = month
            month = _next(month)
        return months

    @cached_property
    def asked(self) -> choosing.Asked:
        known = {
            "country": self._countries,
            "theme": self._themes,
            "language": self._languages,
            "online": ("yes",),
            "month": self._months,
        }
        return choosing.ask(self.data, known)

    @property
    def is_empty(self) -> bool:
        """There is none at all, whatever is asked for."""
        return not self._facts

    @property
    def filters(self) -> list[choosing.Filter]:
        asked, reader = self.asked, self.language
        names = {code: name_in(code, reader) for code in self._languages}
        spoken = sorted(names, key=lambda code: sort_key(names[code], reader))
        return [
            choosing.Filter(
                "country", _("Country"), choosing.country_choices(self._countries, asked.get("country"), reader)
            ),
            choosing.Filter("theme", _("Theme"), choosing.theme_choices(self._themes, asked.get("theme"), reader)),
            choosing.Filter(
                "language",
                _("Working language"),
                [choosing.Choice(code, names[code], code == asked.get("language")) for code in spoken],
            ),
            choosing.Filter(
                "month",
                pgettext("exchange", "Open in"),
                [
                    choosing.Choice(value, dates.month(first, reader), value == asked.get("month"))
                    for value, first in self._months.items()
                ],
            ),
            choosing.Filter(
                "online",
                pgettext("exchange", "Online"),
                [choosing.Choice("yes", _("also online"), asked.get("online") == "yes")],
            ),
        ]

    @cached_property
    def page(self) -> Page:
        """The page asked for; beyond the end it is the last one."""
        rows = self._rows.with_texts()
        if country := self.asked.get("country"):
            rows = rows.filter(stay_country=country)
        if theme := self.asked.get("theme"):
            rows = choosing.about(rows, theme)
        if month := self.asked.get("month"):
            first = self._months[month]
            rows = open_between(rows, first, _next(first))
        if self.asked.get("online"):
            rows = rows.filter(virtual=True)
        if language := self.asked.get("language"):
            # No lookup inside a JSON list works on both databases, so the keys come from one plain read.
            speaking = public_offers(self.user).order_by().values_list("pk", "languages")
            rows = rows.filter(pk__in=[pk for pk, languages in speaking if language in languages])
        return Paginator(rows.order_by("-created_at", "code"), PER_PAGE).get_page(self.data.get("page"))

    @property
    def pages(self) -> Iterable:
        return self.page.paginator.get_elided_page_range(self.page.number)

    @cached_property
    def lines(self) -> list[OfferLine]:
        return [OfferLine(offer, self.language) for offer in self.page]


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)
