"""Who makes what where, and where nobody does: counted in the database, from what everybody may read.

An organisation counts where it has a place, if it is a member of a cluster today and has not closed down. A concept
counts with everything narrower. Nothing private and nothing for members only is in any number here.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Value, When

from clusters.fields import level_of
from clusters.gazetteer import kilometres
from clusters.models import Certificate, Membership, OrderTerms, Organisation, Place, Statement
from clusters.states import Visibility
from core.collation import sort_key
from core.states import Precision
from ecosystem.queries import demand
from search import thesauri
from search.concepts import words
from search.models import Gap
from vocabulary.models import Concept

KINDS = {"step": "value-chain-step", "product": "product", "certificate": "certificate"}
FIELD_OF = {"step": "steps", "product": "products"}  # of the record
NEEDED_AS = {"step": "steps", "product": "product", "certificate": "certificates"}  # of `demand.Unmet`
NUMBERS = ("min_order_style", "min_order_colour", "min_order_fabric", "largest_order", "lead_days")
FRESH = timedelta(days=365)  # how long a statement about free capacity counts, and a search that found nothing
MOST_SEARCHES = 2000  # different texts that are looked through


@dataclass(frozen=True)
class Node:
    """A concept of the kind in its tree: `pks` are its own and those of everything narrower."""

    key: str
    code: str
    label: str
    depth: int
    pks: frozenset[int]


@dataclass(frozen=True, slots=True)
class Offer:
    """How many organisations make it in one place; how many tell numbers of their orders, and are free."""

    makers: int = 0
    numbers: int = 0
    free: int = 0


NOBODY = Offer()
Offers = Mapping[tuple[str, str], Offer]  # by concept key and place


def tree(kind: str, language: str) -> list[Node]:
    """The concepts of a kind, each below its broader one, in the order of the reader’s alphabet. Four queries."""
    concepts = list(
        Concept.objects.current()
        .filter(scheme__code=KINDS[kind])
        .select_related("scheme")
        .with_labels()
        .prefetch_related("broader")
        .order_by("pk")
    )
    known = {each.pk for each in concepts}
    below: dict[int, list[Concept]] = {}
    for each in concepts:
        above = min((wider.pk for wider in each.broader.all() if wider.pk in known), default=0)
        below.setdefault(above, []).append(each)
    word = words()

    def nodes(above: int, depth: int) -> Iterable[Node]:
        named = sorted(below.get(above, ()), key=lambda each: sort_key(each.label(language), language))
        for each in named:
            yield Node(each.key, each.code, each.label(language), depth, frozenset(word.at_or_below({each.key})))
            yield from nodes(each.pk, depth + 1)

    return list(nodes(0, 0))


def members(on: date) -> QuerySet:
    """The organisations that count on this day."""
    holding = Membership.objects.filter(organisation=OuterRef("pk"), since__lte=on).exclude(until__lte=on)
    return Organisation.objects.visible_to(None).filter(Exists(holding)).exclude(closed_on__lte=on)


def _public(field: str) -> Q:
    """That everybody may read this field of the organisation."""
    path = f"organisation__visibility__{field}"
    return Q(organisation__visibility={}) | Q(**{f"{path}__isnull": True}) | Q(**{path: Visibility.PUBLIC.value})


def _numbered() -> QuerySet:
    """Organisations that tell everybody at least one number of their orders."""
    told = Q()
    for field in NUMBERS:
        told |= Q(**{f"{field}__isnull": False}) & _public(field)
    return OrderTerms.objects.filter(told).values("organisation")


def _free(on: date) -> QuerySet:
    """Organisations that said within FRESH that they are free, and are from that day on."""
    stated = OrderTerms.objects.filter(_public("free_from"), free_stated_on__gt=on - FRESH)
    return stated.exclude(free_from=None, free_until=None).exclude(free_until__lt=on).values("organisation")


def _made(kind: str, on: date) -> tuple[QuerySet, str]:
    """Rows that name an organisation and a concept of it, and the column of the concept."""
    if kind == "certificate":
        valid = Certificate.objects.filter(visibility=Visibility.PUBLIC, valid_until__gte=on).exclude(valid_from__gt=on)
        return valid.filter(organisation__in=members(on)), "standard"
    rows = Organisation.concepts.through.objects.filter(organisation__in=members(on))
    return rows, "concept"


def _placed(rows: QuerySet, by: str, on: date, folded: Mapping[str, str]) -> QuerySet:
    """The rows with `place`: code of the region (folded into a broader one where named), country or cluster; "all"
    for the whole alliance."""
    if by == "all":
        return rows.annotate(place=Value("all"))
    if by == "cluster":
        rows = rows.filter(
            Q(organisation__memberships__until=None) | Q(organisation__memberships__until__gt=on),
            organisation__memberships__since__lte=on,
        )
        return rows.annotate(place=F("organisation__memberships__cluster__code"))
    if by == "country":
        return rows.annotate(place=F("organisation__places__country"))
    code = "organisation__places__region_code"
    held: dict[str, list[str]] = {}
    for fine, broad in folded.items():
        held.setdefault(broad, []).append(fine)
    if not held:
        return rows.annotate(place=F(code))
    whens = [When(**{f"{code}__in": fine}, then=Value(broad)) for broad, fine in sorted(held.items())]
    return rows.annotate(place=Case(*whens, default=F(code), output_field=CharField()))


def offers(kind: str, nodes: list[Node], *, by: str, on: date, folded: Mapping[str, str] | None = None) -> Offers:
    """Makers of each concept by place (`by`: region, country, cluster, all). As many queries as the tree has levels."""
    numbered, free = Q(organisation__in=_numbered()), Q(organisation__in=_free(on))
    found: dict[tuple[str, str], Offer] = {}
    rows, column = _made(kind, on)
    for level in _levels(nodes):
        whens = [When(**{f"{column}__in": sorted(node.pks)}, then=Value(node.key)) for node in level]
        named = rows.filter(**{f"{column}__in": sorted(frozenset().union(*(node.pks for node in level)))})
        counted = (
            _placed(named, by, on, folded or {})
            .annotate(word=Case(*whens, output_field=CharField()))
            .order_by()
            .values_list("word", "place")
            .annotate(
                makers=Count("organisation", distinct=True),
                numbered=Count("organisation", distinct=True, filter=numbered),
                free=Count("organisation", distinct=True, filter=free),
            )
        )
        found |= {(word, place): Offer(*numbers) for word, place, *numbers in counted if place}
    return found


def _levels(nodes: list[Node]) -> list[list[Node]]:
    """The nodes in groups of which none has a concept twice, so that a row counts for one node of a group at most."""
    levels: list[tuple[list[Node], set[int]]] = []
    for node in nodes:
        for group, pks in levels:
            if pks.isdisjoint(node.pks):
                group.append(node)
                pks |= node.pks
                break
        else:
            levels.append(([node], set(node.pks)))
    return [group for group, _pks in levels]


@dataclass(frozen=True)
class Basis:
    """What the numbers rest on: members, those that say anything of the kind; per source how many values, and the
    newest day."""

    members: int
    telling: int
    by_source: list[tuple[str, int, date]]


def basis(kind: str, nodes: list[Node], on: date) -> Basis:
    """Three queries."""
    everybody = members(on)
    rows, column = _made(kind, on)
    telling = rows.filter(**{f"{column}__in": sorted(frozenset().union(*(node.pks for node in nodes)))})
    if kind == "certificate":
        stated = telling
    else:
        stated = Statement.objects.filter(
            _public(FIELD_OF[kind]), field=FIELD_OF[kind], promoted=True, organisation__in=everybody
        )
    sources = stated.order_by().values_list("source").annotate(number=Count("pk"), newest=Max("stated_on"))
    return Basis(
        everybody.count(),
        telling.aggregate(number=Count("organisation", distinct=True))["number"],
        sorted(sources, key=lambda row: (-row[1], row[0])),
    )


@dataclass(frozen=True, slots=True)
class Maker:
    """One maker with its nearest place and how far that is, in whole kilometres."""

    organisation: Organisation
    town: str
    country: str
    kilometres: int
    free: bool


def nearest_makers(kind: str, node: Node, point: tuple[float, float], *, on: date, most: int) -> list[Maker]:
    """The makers nearest to a point, free ones marked. A position that not everybody may read is taken roughly.

    Two queries, over the places of its makers alone.
    """
    rows, column = _made(kind, on)
    makers = rows.filter(**{f"{column}__in": sorted(node.pks)}).values("organisation")
    found: dict[int, Maker] = {}
    free = set(_free(on).values_list("organisation", flat=True))
    places = Place.objects.filter(organisation__in=makers).exclude(latitude=None).select_related("organisation")
    for place in places.order_by("pk"):
        there = _where(place)
        if there is None:
            continue
        far = round(kilometres(point, there))
        if place.organisation_id not in found or far < found[place.organisation_id].kilometres:
            found[place.organisation_id] = Maker(
                place.organisation, place.town, place.country, far, place.organisation_id in free
            )
    return sorted(found.values(), key=lambda maker: (maker.kilometres, maker.organisation.name))[:most]


def _where(place: Place) -> tuple[float, float] | None:
    """As exactly as everybody may know; None where the record does not say."""
    if place.latitude is None or place.longitude is None:
        return None
    hidden = place.precision == Precision.EXACT and level_of(place.organisation, "place") != Visibility.PUBLIC
    return (round(place.latitude, 1), round(place.longitude, 1)) if hidden else (place.latitude, place.longitude)


@dataclass(frozen=True)
class Wanted:
    """What was wanted and not found, by concept key with everything narrower. Small numbers are in it: use `told`."""

    briefs: Counter
    searches: Counter
    refusals: list[demand.Refusal]


def wanted(kind: str, on: date, *, country: str = "", region: Iterable[str] = (), cluster: str = "") -> Wanted:
    """Briefs without a yes (of brands in the place, where one is named), searches and refusals. Ten queries."""
    regions = set(region)
    unmet = [
        row
        for row in demand.unmet()
        if (not country or row.country == country)
        and (not regions or row.region in regions)
        and (not cluster or row.cluster == cluster)
    ]
    wider = {word.key: word.wider for word in words().by_pk.values()}

    def above(keys: Iterable[str]) -> set[str]:
        return {key for each in keys for key in wider.get(each, (each,))}

    briefs: Counter = Counter()
    for row in unmet:
        briefs.update(above(row.keys(NEEDED_AS[kind])))
    return Wanted(briefs, _searches(on, above), demand.refusals(on - FRESH))


def _searches(on: date, above) -> Counter:
    """How often somebody told that a search found nothing, by the concepts that its words name."""
    thesaurus = thesauri.current()
    told = Gap.objects.filter(told_at__date__gt=on - FRESH).order_by().values_list("text", "language")
    counted: Counter = Counter()
    for text, language, number in told.annotate(number=Count("pk")).order_by("-number", "text")[:MOST_SEARCHES]:
        for key in above({match.concept for match in thesaurus.match(text, language)}):
            counted[key] += number
    return counted


def reasons(rows: Iterable[demand.Refusal], keys: Iterable[str]) -> tuple[list[tuple[str, int]], bool]:
    """Why makers said no to briefs that needed one of these steps: (reason, number), the largest first.

    Numbers under `demand.LEAST` are left out; the second value says whether there were any.
    """
    wanted_keys = set(keys)
    counted = Counter(row.reason for row in rows if wanted_keys & set(row.steps))
    shown = [(key, number) for key, number in counted.items() if number >= demand.LEAST]
    return sorted(shown, key=lambda row: (-row[1], row[0])), len(shown) < len(counted)


def keys_below(node: Node) -> set[str]:
    """The keys of the concept and of everything narrower."""
    found: dict[int, Any] = words().by_pk
    return {found[pk].key for pk in node.pks if pk in found}
