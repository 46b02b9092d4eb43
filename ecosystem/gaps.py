"""The gap map as a reader sees it: what was asked for, rows of the tables, and what is nearest where nobody does it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

from clusters import gazetteer
from clusters.models import Cluster
from core.collation import sort_key
from core.languages import country_name
from ecosystem.queries import gaps as queries
from ecosystem.queries.demand import LEAST
from ecosystem.queries.gaps import NOBODY, Node, Offer, Offers

KIND_NAMES = {
    "step": pgettext_lazy("gap map", "Value-chain steps"),
    "product": pgettext_lazy("gap map", "Products"),
    "certificate": pgettext_lazy("gap map", "Certificates"),
}


@dataclass(frozen=True)
class Asked:
    """The query of the page. At most one of region and cluster; a region brings its country."""

    kind: str = "step"
    country: str = ""
    region: str = ""
    cluster: str = ""

    def query_string(self, **changes) -> str:
        new = replace(self, **changes)
        pairs = [
            ("kind", new.kind if new.kind != "step" else ""),
            ("country", new.country if not new.region else ""),
            ("region", new.region),
            ("cluster", new.cluster),
        ]
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def has_place(self) -> bool:
        return bool(self.country or self.region or self.cluster)


@dataclass(frozen=True)
class Near:
    """Where the nearest alternative is, and how far in kilometres."""

    code: str
    name: str
    kilometres: int

    def __str__(self) -> str:
        return _("{place}, {distance} km").format(place=self.name, distance=number_format(self.kilometres))


@dataclass(frozen=True)
class Row:
    """One line: a concept, or a region. `cells` are (cluster, makers) where clusters are the columns."""

    name: str
    href: str
    here: Offer
    depth: int = 0
    near: Near | None = None
    briefs: str = ""
    searches: str = ""
    cells: tuple[tuple[Cluster, int], ...] = ()
    country: str = ""
    code: str = ""


@dataclass
class Atlas:
    """The places of the alliance that a page speaks of, in the reader’s language."""

    asked: Asked
    clusters: list[Cluster]
    language: str
    _order: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    @cached_property
    def countries(self) -> list[str]:
        """Of the clusters, by name."""
        codes = {cluster.country for cluster in self.clusters if cluster.country}
        return sorted(codes, key=lambda code: sort_key(country_name(code, self.language), self.language))

    @property
    def broad(self) -> bool:
        """The whole alliance is shown by broader regions, one country by its finest."""
        if self.asked.region:
            return (
                bool(gazetteer.regions(self.asked.country))
                and not gazetteer.broader(self.asked.region)
                and (self.asked.region not in gazetteer.regions(self.asked.country))
            )
        return not self.asked.country

    @cached_property
    def folded(self) -> dict[str, str]:
        """{fine region: the one that holds it}, where broader ones are shown."""
        if not self.broad:
            return {}
        fine = [code for country in self.countries for code in gazetteer.regions(country)]
        return {code: gazetteer.broader(code) for code in fine if gazetteer.broader(code)}

    def regions(self, country: str = "") -> list[str]:
        """Of one country, else of all, at the level that is shown; by name within each country."""
        found = []
        for each in [country] if country else self.countries:
            codes = gazetteer.regions(each, broad=self.broad)
            found += sorted(codes, key=lambda code: sort_key(self.name(code), self.language))
        return found

    def name(self, code: str) -> str:
        """Of a region, a country or a cluster."""
        if named := next((each.short_name for each in self.clusters if each.code == code), ""):
            return named
        return gazetteer.region_name(code, self.language) if "-" in code else country_name(code, self.language)

    def point(self, code: str) -> tuple[float, float] | None:
        cluster = next((each for each in self.clusters if each.code == code), None)
        if cluster is None:
            return gazetteer.middle(code)
        return None if cluster.latitude is None else (cluster.latitude, cluster.longitude)

    @cached_property
    def _points(self) -> dict[str, tuple[float, float] | None]:
        codes = [*self.regions(), *self.countries, *(each.code for each in self.clusters)]
        return {code: self.point(code) for code in codes}

    def around(self, origin: str, others: Iterable[str]) -> list[tuple[str, int]]:
        """The other places with their distance in kilometres, the nearest first."""
        if origin not in self._order:
            start = self._points.get(origin) or self.point(origin)
            found = []
            for code in others:
                end = self._points.get(code)
                if code != origin and start and end:
                    found.append((code, round(gazetteer.kilometres(start, end))))
            self._order[origin] = sorted(found, key=lambda pair: (pair[1], pair[0]))
        return self._order[origin]

    def nearest(self, origin: str, others: Iterable[str], offered: set[str]) -> Near | None:
        """The nearest of the others where somebody does it."""
        for code, kilometres in self.around(origin, others):
            if code in offered:
                return Near(code, self.name(code), kilometres)
        return None


def parse(data, clusters: list[Cluster]) -> Asked:
    """What the address asks for; values that mean nothing here are dropped."""
    kind = data.get("kind", "")
    region, cluster, country = (str(data.get(name, ""))[:12] for name in ("region", "cluster", "country"))
    countries = {each.country for each in clusters}
    home = region.partition("-")[0]
    if home not in countries or region not in {*gazetteer.regions(home), *gazetteer.regions(home, broad=True)}:
        region = ""
    if country in countries and country != home:
        region = ""  # another country was chosen since
    if cluster not in {each.code for each in clusters} or region:
        cluster = ""
    if country not in countries or cluster:
        country = ""
    return Asked(kind if kind in queries.KINDS else "step", home if region else country, region, cluster)


def told(number: int) -> str:
    """A number of what was wanted; small ones are not told."""
    if number == 0:
        return "–"
    if number < LEAST:
        return ngettext("fewer than %(number)s", "fewer than %(number)s", LEAST) % {"number": LEAST}
    return number_format(number)


def concept_address(kind: str, code: str, asked: Asked) -> str:
    query = asked.query_string(kind="step")
    return reverse("gap", args=[kind, code]) + (f"?{query}" if query else "")


def by_cluster(asked: Asked, atlas: Atlas, nodes: list[Node], wanted: queries.Wanted, on: date) -> list[Row]:
    """A row for each concept with a column for each cluster."""
    whole = queries.offers(asked.kind, nodes, by="all", on=on)
    each = queries.offers(asked.kind, nodes, by="cluster", on=on)
    return [
        _concept_row(
            asked,
            node,
            whole.get((node.key, "all"), NOBODY),
            wanted,
            cells=tuple((cluster, each.get((node.key, cluster.code), NOBODY).makers) for cluster in atlas.clusters),
        )
        for node in nodes
    ]


def in_place(
    asked: Asked, atlas: Atlas, nodes: list[Node], regional: Offers, wanted: queries.Wanted, on: date
) -> list[Row]:
    """A row for each concept, for one cluster, country or region, with the nearest place where somebody does it."""
    if asked.cluster:
        offered = queries.offers(asked.kind, nodes, by="cluster", on=on)
        here, others = asked.cluster, [each.code for each in atlas.clusters]
    elif asked.region:
        offered, here, others = regional, asked.region, atlas.regions()
    else:
        offered = queries.offers(asked.kind, nodes, by="country", on=on)
        here, others = asked.country, [code for code in atlas.countries if code != asked.country]
    where: dict[str, set[str]] = {}
    for key, place in offered:
        where.setdefault(key, set()).add(place)
    rows = []
    for node in nodes:
        found = offered.get((node.key, here), NOBODY)
        near = None if found.makers else atlas.nearest(here, others, where.get(node.key, set()))
        rows.append(_concept_row(asked, node, found, wanted, near=near))
    return rows


def _concept_row(asked: Asked, node: Node, here: Offer, wanted: queries.Wanted, **more) -> Row:
    return Row(
        capfirst(node.label),
        concept_address(asked.kind, node.code, asked),
        here,
        depth=min(node.depth, 3),
        briefs=told(wanted.briefs[node.key]),
        searches=told(wanted.searches[node.key]),
        **more,
    )


def by_region(asked: Asked, atlas: Atlas, node: Node, regional: Offers) -> list[Row]:
    """A row for each region of one concept, with the nearest region where somebody does it."""
    offered = {place for key, place in regional if key == node.key}
    everywhere = atlas.regions()
    rows = []
    for code in atlas.regions(asked.country):
        here = regional.get((node.key, code), NOBODY)
        near = None if here.makers else atlas.nearest(code, everywhere, offered)
        address = reverse("gap", args=[asked.kind, node.code])
        rows.append(
            Row(
                atlas.name(code),
                f"{address}?{urlencode({'region': code})}",
                here,
                near=near,
                country=country_name(code.partition("-")[0], atlas.language),
                code=code,
            )
        )
    return rows


def missing(atlas: Atlas, nodes: list[Node], regional: Offers, country: str = "") -> list[tuple[str, str, int, int]]:
    """(region code, name, concepts that somebody does, concepts that nobody does), most missing first."""
    done: dict[str, int] = {}
    for _key, place in regional:
        done[place] = done.get(place, 0) + 1
    rows = [
        (code, atlas.name(code), done.get(code, 0), len(nodes) - done.get(code, 0)) for code in atlas.regions(country)
    ]
    return sorted(rows, key=lambda row: -row[3])
