"""An organisation's record as its page shows it: values with their source and date, older ones behind them."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext
from wagtail.models import ModelLogEntry

from clusters import fields
from clusters.fields import BASE_FIELDS, CONCEPT_FIELDS, FIELDS, FREE, TERMS_FIELDS
from clusters.models import Certificate, Organisation, Photo, Place, Statement
from clusters.record_words import Part, amount, concepts_of, keys_in, months_since, parts_of
from clusters.states import ValueSource, Visibility
from core.dates import long_date, span
from vocabulary.models import Concept

OLD_CAPACITY = 3  # months after which a statement of free capacity is called old
OLD_RECORD = 12  # months after which a record is called unconfirmed
_BESIDE = ("unit", "currency", *FREE)  # shown within other lines
ORDER_LINES = tuple(name for name in TERMS_FIELDS if name not in (*_BESIDE, "spoken"))


@dataclass(frozen=True)
class Said:
    """Who said a value and when; both empty where it is from before sources were kept."""

    source: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Older:
    parts: list[Part]
    said: Said


@dataclass(frozen=True)
class Line:
    """One value: `level` names its readers where these are not everybody; `note` warns of what is old."""

    name: str
    label: str
    parts: list[Part]
    said: Said
    level: str = ""
    is_common: bool = False  # its source and date are those that stand below its group
    note: str = ""
    older: list[Older] = field(default_factory=list)

    @property
    def is_list(self) -> bool:
        return FIELDS[self.name].kind in ("concepts", "tasks")


@dataclass(frozen=True)
class Group:
    """Lines under one heading. `said` is the source and date that several of them share, or None."""

    lines: list[Line]
    said: Said | None = None

    def __len__(self) -> int:
        return len(self.lines)

    @classmethod
    def of(cls, lines: list[Line]) -> "Group":
        plain = Counter(line.said for line in lines if not line.older)
        said, number = plain.most_common(1)[0] if plain else (None, 0)
        if number < 2:
            return cls(lines)
        return cls([replace(line, is_common=line.said == said and not line.older) for line in lines], said)


@dataclass(frozen=True)
class CertificateLine:
    certificate: Certificate
    standard: str
    is_expired: bool
    is_to_come: bool
    level: str


@dataclass(frozen=True)
class Site:
    """A place as this reader sees it; `kind` in words."""

    kind: str
    place: dict[str, Any]


@dataclass(frozen=True)
class RecordPage:
    does: Group
    orders: Group
    capacity: Line | None
    languages: Line | None
    basics: list[Line]
    certificates: list[CertificateLine]
    photos: list[Photo]
    sites: list[Site]
    website: str
    website_level: str
    confirmed: str
    is_old: bool
    hides: bool  # members of the alliance would see more
    shown: dict[str, Any]

    @property
    def now(self) -> Group:
        """What is free and who speaks what."""
        return Group([line for line in (self.capacity, self.languages) if line])


def page_of(organisation: Organisation, audience: str) -> RecordPage:
    """What this audience sees of the record (load it with `fields.with_record`): at most four queries."""
    shown, today = fields.shown(organisation, audience), timezone.localdate()
    statements = _statements(organisation, audience)
    told = [(name, fields.from_plain(name, each.value)) for name, some in statements.items() for each in some]
    certificates = fields.certificates_shown(organisation, audience)
    keys = keys_in([*((name, value) for name, value in shown.items() if name in FIELDS), *told])
    concepts = concepts_of({*keys, *(each.standard.key for each in certificates)})
    make = _Lines(organisation, shown, statements, concepts)
    every = fields.values_of(organisation)
    return RecordPage(
        does=Group.of([make.line(name) for name in CONCEPT_FIELDS if name in shown]),
        orders=Group.of([make.line(name) for name in ORDER_LINES if name in shown]),
        capacity=_capacity(make, today),
        languages=make.line("spoken") if "spoken" in shown else None,
        basics=[make.line(name) for name in BASE_FIELDS if name in shown and statements[name]],
        certificates=[_certificate(each, concepts, today) for each in certificates],
        photos=fields.photos_shown(organisation, audience),
        sites=_sites(organisation, audience),
        website=shown.get("website", ""),
        website_level=_level(fields.level_of(organisation, "website")),
        confirmed=_confirmed(organisation, today),
        is_old=_is_old(organisation, today),
        hides=audience == "public" and _members_see_more(organisation, every),
        shown=shown,
    )


class _Lines:
    def __init__(self, organisation, shown, statements, concepts):
        self.organisation, self.shown, self.statements, self.concepts = organisation, shown, statements, concepts
        self.unit, self.currency = shown.get("unit", ""), shown.get("currency", "")

    def line(self, name: str, *, parts: list[Part] | None = None, note: str = "") -> Line:
        front = next((each for each in self.statements[name] if each.promoted), None)
        level = fields.level_of(self.organisation, name)
        return Line(
            name=name,
            label=capfirst(str(FIELDS[name].label)),
            parts=parts or self._words(name, self.shown[name]),
            said=said(front),
            level=_level(level),
            note=note,
            older=[
                Older(self._words(name, fields.from_plain(name, each.value)), said(each))
                for each in self.statements[name]
                if not each.promoted
            ],
        )

    def _words(self, name: str, value: Any) -> list[Part]:
        return parts_of(name, value, concepts=self.concepts, unit=self.unit, currency=self.currency)


def _level(level: Visibility) -> str:
    """The readers, where these are not everybody."""
    return "" if level == Visibility.PUBLIC else str(level.label)


def said(statement: Statement | None) -> Said:
    if statement is None or statement.source == ValueSource.BEFORE:
        return Said()
    return Said(statement.get_source_display(), statement.stated_on)


def _statements(organisation: Organisation, audience: str) -> dict[str, list[Statement]]:
    """By field, the shown one first; from outside older ones only since the readers of the field were last changed."""
    found: dict[str, list[Statement]] = defaultdict(list)
    opened = {} if audience == "own" else _opened(organisation)
    for statement in organisation.statements.order_by("field", "-promoted", "-stated_on", "-at", "-pk"):
        name = statement.field
        if name not in FIELDS:
            continue
        if audience != "own":
            if not fields.may_read(fields.level_of(organisation, name), audience):
                continue
            follows = FIELDS[name].follows or name
            if not statement.promoted and (
                follows in ("identifiers", "place") or statement.at < opened.get(follows, statement.at)
            ):
                continue
        found[name].append(statement)
    return found


def _opened(organisation: Organisation) -> dict[str, datetime]:
    """When the readers of each field were last changed, or a double came in that kept it from some."""
    kind = ContentType.objects.get_for_model(Organisation)
    entries = ModelLogEntry.objects.filter(
        content_type=kind,
        object_id=str(organisation.pk),
        action__in=("clusters.organisation.visibility", "clusters.organisation.merge"),
    )
    opened = {}
    for at, data in entries.order_by("timestamp").values_list("timestamp", "data"):
        before, after = data.get("before", {}), data.get("after", {})
        if "images" in data:
            before = data["images"]["loser"]["columns"]["visibility"]
        opened |= {name: at for name in {*before, *after} if before.get(name) != after.get(name)}
    return opened


def _capacity(make: _Lines, today: date) -> Line | None:
    """Free capacity as one line, with a warning where its statement is old or the time is over."""
    shown = make.shown
    if not any(name in shown for name in FREE):
        return None
    first, last = shown.get("free_from"), shown.get("free_until")
    parts = []
    if first and last:
        parts.append(Part(span(first, last)))
    elif first:
        parts.append(Part(_("from {date}").format(date=long_date(first))))
    elif last:
        parts.append(Part(_("until {date}").format(date=long_date(last))))
    if "free_quantity" in shown:
        quantity = amount(shown["free_quantity"], shown.get("unit") or "pieces")
        parts.append(Part(_("{quantity} a month").format(quantity=quantity)))
    stated = shown.get("free_stated_on")
    note = ""
    if last and last < today:
        note = _("This time is over.")
    elif stated and (months := months_since(stated, today)) >= OLD_CAPACITY:
        note = ngettext("Not stated again for %(number)s month.", "Not stated again for %(number)s months.", months) % {
            "number": months
        }
    name = next(each for each in FREE if each in shown)
    line = make.line(name, parts=parts, note=note)
    return replace(line, label=_("Free capacity"), said=Said(line.said.source, stated))


def _certificate(certificate: Certificate, concepts: dict[str, Concept], today: date) -> CertificateLine:
    return CertificateLine(
        certificate=certificate,
        standard=concepts[certificate.standard.key].label(),
        is_expired=certificate.valid_until < today,
        is_to_come=bool(certificate.valid_from and certificate.valid_from > today),
        level=_level(Visibility(certificate.visibility)),
    )


def _sites(organisation: Organisation, audience: str) -> list[Site]:
    level = fields.level_of(organisation, "place")
    places = sorted(organisation.places.all(), key=lambda each: (each.kind != Place.Kind.REGISTERED, each.pk))
    return [
        Site(each.get_kind_display(), fields.place_shown(fields.place_value(each), level, audience)) for each in places
    ]


def _is_old(organisation: Organisation, today: date) -> bool:
    confirmed = organisation.last_confirmed_on
    return confirmed is not None and months_since(confirmed, today) >= OLD_RECORD


def _confirmed(organisation: Organisation, today: date) -> str:
    confirmed = organisation.last_confirmed_on
    if confirmed is None:
        return _("Nobody has confirmed this record yet.")
    return _("Last confirmed on {date}").format(date=long_date(confirmed))


def _members_see_more(organisation: Organisation, values: dict[str, Any]) -> bool:
    return any(fields.level_of(organisation, name) == Visibility.MEMBERS for name in values) or any(
        each.visibility == Visibility.MEMBERS for each in (*organisation.certificates.all(), *organisation.photos.all())
    )
