"""Which makers fit a brief, and why the others do not.

The search engine names candidates: makers that state one of the steps (or the product) wanted. Then each record is
looked at as members of the alliance read it (`clusters.fields.shown`), so that no reason tells of a private value. A
criterion is met, not met (an obstacle), or unknown, because the record says nothing about it; unknown is no obstacle.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from clusters.fields import certificates_shown, shown, with_record
from clusters.gazetteer.distances import kilometres
from clusters.models import Capability, Organisation
from core import clock
from core.dates import long_date
from ecosystem.models import Brief
from ecosystem.queries.briefs import AnswerRate
from search import service
from search.concepts import words
from search.documents import MEMBERS, PUBLIC, Place
from search.engines.base import EngineUnavailableError
from search.requests import MAX_WINDOW, Near, SearchRequest
from vocabulary.models import Concept

AUDIENCE = "members"
MOST_LOOKED_AT = MAX_WINDOW  # the nearest ones where there are more; the page says so
AROUND_THE_WORLD = 20_100.0  # kilometres: no narrowing, only an order
PIECES = "pieces"

# What stands in the way, in the order in which it is told.
OBSTACLES = {
    "step": gettext_lazy("a step is missing"),
    "product": gettext_lazy("another product"),
    "material": gettext_lazy("a material is missing"),
    "minimum": gettext_lazy("the minimum order is higher"),
    "largest": gettext_lazy("the order is too large"),
    "lead_time": gettext_lazy("the lead time is too long"),
    "capacity": gettext_lazy("no free capacity in the time"),
    "certificate": gettext_lazy("a certificate is missing or has expired"),
    "fabric": gettext_lazy("takes no fabric of clients"),
    "language": pgettext_lazy("brief", "does not speak the language"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a brief asks for, saved or still being typed. Concepts are primary keys; None and empty ask for nothing."""

    brand: Organisation
    steps: tuple[int, ...] = ()
    product: int | None = None
    materials: tuple[int, ...] = ()
    certificates: tuple[int, ...] = ()
    quantity: int | None = None
    colours: int | None = None
    wanted_by: date | None = None
    own_fabric: bool = False
    language: str = ""

    @classmethod
    def of(cls, brief: Brief) -> "Wanted":
        """Three queries."""
        return cls(
            brand=brief.brand,
            steps=tuple(brief.steps.values_list("pk", flat=True)),
            product=brief.product_id,
            materials=tuple(brief.materials.values_list("pk", flat=True)),
            certificates=tuple(brief.certificates.values_list("pk", flat=True)),
            quantity=brief.quantity,
            colours=brief.colours,
            wanted_by=brief.wanted_by,
            own_fabric=brief.own_fabric,
            language=brief.language,
        )

    @property
    def says_enough(self) -> bool:
        """Steps or a product: without them every organisation would be a candidate."""
        return bool(self.steps or self.product)


@dataclass(frozen=True, slots=True)
class Obstacle:
    code: str  # of OBSTACLES
    sentence: str


@dataclass(slots=True)
class Maker:
    """One candidate: what speaks for it, what stands in the way, how many criteria its record says nothing about."""

    organisation: Organisation
    kilometres: float | None = None
    reasons: list[str] = field(default_factory=list)
    obstacles: list[Obstacle] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    rate: AnswerRate | None = None

    @property
    def is_ready(self) -> bool:
        return not self.obstacles

    @property
    def rank(self) -> tuple:
        far = AROUND_THE_WORLD if self.kilometres is None else self.kilometres
        return (len(self.obstacles), len(self.unknown), far, self.organisation.name, self.organisation.pk)


@dataclass(frozen=True, slots=True)
class Matches:
    """Makers with nothing in the way and the others, each the best first. `cut` where not all were looked at."""

    ready: list[Maker]
    others: list[Maker]
    cut: bool = False

    @property
    def in_the_way(self) -> list[tuple[str, int]]:
        """(what, how many of the others), the most frequent first."""
        counted = Counter(code for maker in self.others for code in {each.code for each in maker.obstacles})
        order = list(OBSTACLES)
        return [
            (str(OBSTACLES[code]), number)
            for code, number in sorted(counted.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
        ]


def match(brief: Brief | Wanted) -> Matches:
    """Every candidate, looked at. Some twelve queries, however many there are."""
    wanted = brief if isinstance(brief, Wanted) else Wanted.of(brief)
    if not wanted.says_enough:
        return Matches([], [])
    codes, cut = _candidates(wanted)
    makers = look_at(wanted, Organisation.objects.filter(code__in=codes))
    return Matches(
        [maker for maker in makers if maker.is_ready], [maker for maker in makers if not maker.is_ready], cut
    )


def look_at(wanted: Wanted, organisations) -> list[Maker]:
    """These organisations, the best first; without the brand itself, merged, closed and unconfirmed ones."""
    rows = with_record(
        organisations.filter(merged_into=None, confirmed=True, closed_on=None).exclude(pk=wanted.brand.pk)
    )
    home, named = _point(wanted.brand), _Named.of(wanted)
    found = []
    for organisation in rows:
        record = _Record(organisation, shown(organisation, AUDIENCE), named)
        there = record.point
        maker = Maker(organisation, kilometres(home, there) if home and there else None)
        for check in _CHECKS:
            check(wanted, record, maker)
        found.append(maker)
    return sorted(found, key=lambda maker: maker.rank)


def _candidates(wanted: Wanted) -> tuple[list[str], bool]:
    """Codes of makers that state a step or the product, the nearest first; whether there are more."""
    known = words()
    if wanted.steps:
        facet, keys = "members_step", known.keys(wanted.steps)
    else:
        facet, keys = "members_product", known.keys(filter(None, [wanted.product]))
    home = _point(wanted.brand)
    request = SearchRequest(
        kinds=("organisation",),
        access=(MEMBERS, PUBLIC),
        facets={facet: keys},
        near=Near(Place(*home), AROUND_THE_WORLD) if home else None,
        sort="distance" if home else "title",
        limit=MOST_LOOKED_AT,
        highlight=False,
    )
    try:
        results = service.engine().search(request)
    except EngineUnavailableError:
        return _candidates_without_search(keys)
    codes = [hit.translation_key.partition(":")[2] for hit in results.hits]
    if home and len(codes) < MOST_LOOKED_AT:  # makers without a place on the map are not near anything
        rest = service.engine().search(_nowhere(request))
        codes += [hit.translation_key.partition(":")[2] for hit in rest.hits]
        codes = list(dict.fromkeys(codes))[:MOST_LOOKED_AT]
        return codes, rest.total > len(codes)
    return codes, results.total > len(codes)


def _nowhere(request: SearchRequest) -> SearchRequest:
    return SearchRequest(
        kinds=request.kinds,
        access=request.access,
        facets=request.facets,
        sort="title",
        limit=request.limit,
        highlight=False,
    )


def _candidates_without_search(keys: Collection[str]) -> tuple[list[str], bool]:
    """The search server is away: the same makers from the database, by name."""
    rows = Capability.objects.filter(concept__in=words().at_or_below(keys)).order_by("organisation__name")
    codes = list(dict.fromkeys(rows.values_list("organisation__code", flat=True)))
    return codes[:MOST_LOOKED_AT], len(codes) > MOST_LOOKED_AT


def _point(organisation: Organisation) -> tuple[float, float] | None:
    place = organisation.main_place
    return None if place is None or place.latitude is None else (place.latitude, place.longitude)


@dataclass(frozen=True, slots=True)
class _Named:
    """Concepts as the checks need them: key and label by primary key, everything wider by key."""

    keys: dict[int, str]
    labels: dict[int, str]
    wider: dict[str, frozenset[str]]

    @classmethod
    def of(cls, wanted: Wanted) -> "_Named":
        known = words().by_pk
        pks = {*wanted.steps, *wanted.materials, *wanted.certificates, *filter(None, [wanted.product])}
        return cls(
            {pk: known[pk].key for pk in pks if pk in known},
            {concept.pk: concept.label() for concept in Concept.objects.filter(pk__in=pks).with_labels()},
            {word.key: word.wider for word in known.values()},
        )


class _Record:
    """What members read of one organisation, ready to be compared."""

    def __init__(self, organisation: Organisation, values: dict, named: _Named):
        self.organisation, self.values, self.named, self.today = organisation, values, named, clock.today()

    @property
    def point(self) -> tuple[float, float] | None:
        """Where it is, as exactly as members may know."""
        place = self.values.get("place")
        return (place["latitude"], place["longitude"]) if place and place["latitude"] is not None else None

    def states(self, *fields: str) -> set[str]:
        """Keys of the concepts stated in these fields, and of everything wider."""
        wider = self.named.wider
        return {each for name in fields for key in self.values.get(name, ()) for each in wider.get(key, {key})}

    def key(self, pk: int) -> str:
        return self.named.keys.get(pk, "")

    def label(self, pk: int) -> str:
        return self.named.labels.get(pk, "")

    def missing(self, pks: Iterable[int], stated: set[str]) -> list[int]:
        return [pk for pk in pks if self.key(pk) not in stated]

    def pieces(self, name: str) -> int | None:
        """A quantity that is counted in pieces; others cannot be compared with a brief."""
        return self.values.get(name) if self.values.get("unit", PIECES) == PIECES else None


def _steps(wanted: Wanted, record: _Record, maker: Maker) -> None:
    missing = record.missing(wanted.steps, record.states("steps", "subcontracted"))
    for pk in missing:
        maker.obstacles.append(Obstacle("step", _("Does not state the step: {step}.").format(step=record.label(pk))))
    if wanted.steps and not missing:
        by_others = set(record.missing(wanted.steps, record.states("steps")))
        text = ngettext("does the step", "does all {count} steps", len(wanted.steps)).format(count=len(wanted.steps))
        maker.reasons.append(_("{text}, some through others").format(text=text) if by_others else text)


def _product(wanted: Wanted, record: _Record, maker: Maker) -> None:
    if wanted.product is None:
        return
    stated = record.states("products")
    if not stated:
        maker.unknown.append(_("products"))
    elif record.key(wanted.product) in stated:
        maker.reasons.append(_("makes: {product}").format(product=record.label(wanted.product)))
    else:
        maker.obstacles.append(
            Obstacle("product", _("Names other products, not: {product}.").format(product=record.label(wanted.product)))
        )


def _materials(wanted: Wanted, record: _Record, maker: Maker) -> None:
    if not wanted.materials:
        return
    stated = record.states("materials")
    if not stated:
        maker.unknown.append(_("materials"))
        return
    for pk in record.missing(wanted.materials, stated):
        sentence = _("Names other materials, not: {material}.").format(material=record.label(pk))
        maker.obstacles.append(Obstacle("material", sentence))


def _quantities(wanted: Wanted, record: _Record, maker: Maker) -> None:
    if not wanted.quantity:
        return
    style, colour = record.pieces("min_order_style"), record.pieces("min_order_colour")
    per_colour = wanted.quantity // wanted.colours if wanted.colours else wanted.quantity
    if style is not None and style > wanted.quantity:
        sentence = _("Minimum order {least} per style; you need {quantity}.")
        maker.obstacles.append(Obstacle("minimum", sentence.format(least=style, quantity=wanted.quantity)))
    elif colour is not None and colour > per_colour:
        sentence = _("Minimum order {least} per colour; you need {quantity}.")
        maker.obstacles.append(Obstacle("minimum", sentence.format(least=colour, quantity=per_colour)))
    elif style is not None:
        maker.reasons.append(_("minimum order {least}").format(least=style))
    elif colour is None:
        maker.unknown.append(_("minimum order"))
    largest = record.pieces("largest_order")
    if largest is not None and largest < wanted.quantity:
        sentence = _("Largest order {most}; you need {quantity}.")
        maker.obstacles.append(Obstacle("largest", sentence.format(most=largest, quantity=wanted.quantity)))


def _time(wanted: Wanted, record: _Record, maker: Maker) -> None:
    if wanted.wanted_by is None:
        return
    left, days = (wanted.wanted_by - record.today).days, record.values.get("lead_days")
    if days is None:
        maker.unknown.append(_("lead time"))
    elif days > left:
        sentence = _("Lead time {days} days; until your date there are {left}.")
        maker.obstacles.append(Obstacle("lead_time", sentence.format(days=days, left=max(left, 0))))
    else:
        maker.reasons.append(ngettext("lead time {days} day", "lead time {days} days", days).format(days=days))


def _capacity(wanted: Wanted, record: _Record, maker: Maker) -> None:
    """Free capacity that begins after the day wanted, or is over already, is none in the time of this brief."""
    if wanted.wanted_by is None:
        return
    first, last = record.values.get("free_from"), record.values.get("free_until")
    if first is None and last is None:
        maker.unknown.append(_("free capacity"))
    elif (first and first > wanted.wanted_by) or (last and last < record.today):
        maker.obstacles.append(Obstacle("capacity", _("States no free capacity until your date.")))
    else:
        stated = record.values.get("free_stated_on")
        free = _("free capacity, stated on {day}").format(day=long_date(stated)) if stated else _("free capacity")
        maker.reasons.append(free)


def _certificates(wanted: Wanted, record: _Record, maker: Maker) -> None:
    held = certificates_shown(record.organisation, AUDIENCE)
    for pk in wanted.certificates:
        key = record.key(pk)
        of_it = [each for each in held if key in record.named.wider.get(each.standard.key, ())]
        until = max((each.valid_until for each in of_it), default=None)
        name = record.label(pk)
        if until is None:
            maker.obstacles.append(Obstacle("certificate", _("States no certificate: {name}.").format(name=name)))
        elif until < record.today:
            sentence = _("The certificate {name} expired on {day}.")
            maker.obstacles.append(Obstacle("certificate", sentence.format(name=name, day=long_date(until))))
        else:
            maker.reasons.append(_("{name} until {day}").format(name=name, day=long_date(until)))


def _fabric(wanted: Wanted, record: _Record, maker: Maker) -> None:
    if not wanted.own_fabric:
        return
    takes = record.values.get("client_fabric")
    if takes is None:
        maker.unknown.append(_("fabric of clients"))
    elif takes:
        maker.reasons.append(_("takes your fabric"))
    else:
        maker.obstacles.append(Obstacle("fabric", _("Does not work with fabric that clients bring.")))


def _language(wanted: Wanted, record: _Record, maker: Maker) -> None:
    spoken = {code for codes in record.values.get("spoken", {}).values() for code in codes}
    spoken |= set(record.values.get("languages", ()))
    if not wanted.language:
        return
    if not spoken:
        maker.unknown.append(_("languages"))
    elif wanted.language not in spoken:
        maker.obstacles.append(Obstacle("language", _("Does not state the language of your brief.")))


_CHECKS = (_steps, _product, _materials, _quantities, _time, _capacity, _certificates, _fabric, _language)


def find(text: str, *, language: str, limit: int = 10) -> list[str]:
    """Codes of organisations found by the words, the best first; nothing while the search server is away."""
    request = SearchRequest(
        text=text, language=language, kinds=("organisation",), access=(PUBLIC,), limit=limit, highlight=False
    )
    try:
        hits = service.engine().search(request).hits
    except EngineUnavailableError:
        return []
    return [hit.translation_key.partition(":")[2] for hit in hits]
