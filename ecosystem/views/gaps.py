"""The gap map: for everybody, from public values alone."""

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.http import require_safe

from clusters import gazetteer
from clusters.models import Cluster
from clusters.states import ValueSource
from core import clock, tables
from core.dates import long_date
from core.languages import country_name
from core.tables import Column, Sheet
from ecosystem import gap_drawing, gaps
from ecosystem.gaps import Asked, Atlas
from ecosystem.open.words import Words
from ecosystem.queries import gaps as queries

MOST_NEAR = 10  # makers listed by distance


def _atlas(request: HttpRequest) -> tuple[Asked, Atlas]:
    clusters = list(Cluster.objects.all())
    asked = gaps.parse(request.GET, clusters)
    return asked, Atlas(asked, clusters, get_language() or "en")


def _wanted(asked: Asked, atlas: Atlas) -> queries.Wanted:
    regions = [asked.region, *(fine for fine, broad in atlas.folded.items() if broad == asked.region)]
    return queries.wanted(
        asked.kind, clock.today(), country=asked.country, region=filter(None, regions), cluster=asked.cluster
    )


@require_safe
def gap_map(request: HttpRequest) -> HttpResponse:
    """Every step (product, certificate): by cluster, or in one place with what is nearest to it."""
    asked, atlas = _atlas(request)
    today = clock.today()
    nodes = queries.tree(asked.kind, atlas.language)
    regional = queries.offers(asked.kind, nodes, by="region", on=today, folded=atlas.folded)
    wanted = _wanted(asked, atlas)
    if asked.has_place:
        rows = gaps.in_place(asked, atlas, nodes, regional, wanted, today)
    else:
        rows = gaps.by_cluster(asked, atlas, nodes, wanted, today)
    regions = gaps.missing(atlas, nodes, regional, asked.country)
    shares = {code: done / len(nodes) for code, _name, done, _missing in regions if nodes}
    context = _shared(asked, atlas, nodes) | {
        "title": _("Gap map"),
        "rows": rows,
        "clusters": atlas.clusters if not asked.has_place else [],
        "place": atlas.name(asked.region or asked.cluster or asked.country) if asked.has_place else "",
        "nobody": sum(not row.here.makers for row in rows),
        "regions": [
            (name, f"{request.path}?{asked.query_string(region=code, country='', cluster='')}", done, left)
            for code, name, done, left in regions
        ],
        "map": gap_drawing.drawn(atlas, shares, gap_drawing.SHARES, lambda name, share: f"{name}: {share:.0%}"),
        "legend": _legend(
            [_("none of them"), _("up to a third of them"), _("up to two thirds"), _("more than two thirds")]
        ),
    }
    return render(request, "ecosystem/gaps/gap_map.html", context)


@require_safe
def gap(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    """One step: its makers by region, the nearest where there is none, who is nearest to a place, what was wanted."""
    asked, atlas, node, nodes = _one(request, kind, code)
    today = clock.today()
    regional = queries.offers(kind, [node], by="region", on=today, folded=atlas.folded)
    whole = queries.offers(kind, [node], by="all", on=today)
    rows = gaps.by_region(asked, atlas, node, regional)
    wanted = _wanted(asked, atlas)
    words = Words(atlas.language)
    reasons, has_small = queries.reasons(wanted.refusals, queries.keys_below(node)) if kind == "step" else ([], False)
    point = atlas.point(asked.region or asked.country) if asked.country else None
    makers = {row.code: row.here.makers for row in rows}
    context = _shared(asked, atlas, [node]) | {
        "title": capfirst(node.label),
        "node": node,
        "rows": rows,
        "here": whole.get((node.key, "all"), queries.NOBODY),
        "nobody": sum(not row.here.makers for row in rows),
        "place": atlas.name(asked.region or asked.country) if asked.country else "",
        "makers": queries.nearest_makers(kind, node, point, on=today, most=MOST_NEAR) if point else [],
        "directory": f"{reverse('organisations')}?{kind}={node.key}",
        "briefs": gaps.told(wanted.briefs[node.key]),
        "searches": gaps.told(wanted.searches[node.key]),
        "reasons": [(capfirst(words.label(key)), number) for key, number in reasons],
        "has_small": has_small,
        "few": gaps.told(1),
        "map": gap_drawing.drawn(atlas, makers, gap_drawing.MAKERS, _makers_in),
        "legend": _legend([_("nobody"), "1–2", "3–9", _("10 and more")]),
    }
    return render(request, "ecosystem/gaps/gap.html", context)


@require_safe
def export(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Every concept in every region, as CSV or XLSX (`kind`); of one country its finest regions."""
    asked, atlas = _atlas(request)
    nodes = queries.tree(asked.kind, atlas.language)
    regional = queries.offers(asked.kind, nodes, by="region", on=clock.today(), folded=atlas.folded)
    name = f"gaps-{asked.kind}-{clock.today().isoformat()}"
    sheet = Sheet(str(gaps.KIND_NAMES[asked.kind]), _columns(), _lines(asked, atlas, nodes, regional))
    return tables.response(kind, name, [sheet])


def _lines(asked: Asked, atlas: Atlas, nodes: list[queries.Node], regional: queries.Offers) -> Iterator[tuple]:
    for node in nodes:
        for row in gaps.by_region(asked, atlas, node, regional):
            yield node, row


def _columns() -> list[Column]:
    return [
        Column(_("Concept"), lambda line: line[0].key, width=32),
        Column(_("Name"), lambda line: line[0].label, width=32),
        Column(_("Region: code"), lambda line: line[1].code),
        Column(_("Region"), lambda line: line[1].name, width=28),
        Column(_("Country"), lambda line: line[1].country),
        Column(_("Makers"), lambda line: line[1].here.makers),
        Column(_("State quantities"), lambda line: line[1].here.numbers),
        Column(_("Free capacity"), lambda line: line[1].here.free),
        Column(_("Nearest alternative"), lambda line: line[1].near.name if line[1].near else None, width=28),
        Column(_("Distance in km"), lambda line: line[1].near.kilometres if line[1].near else None),
    ]


def _one(request: HttpRequest, kind: str, code: str) -> tuple[Asked, Atlas, queries.Node, list[queries.Node]]:
    if kind not in queries.KINDS:
        raise Http404
    clusters = list(Cluster.objects.all())
    asked = gaps.parse(request.GET.dict() | {"kind": kind, "cluster": ""}, clusters)
    nodes = queries.tree(kind, get_language() or "en")
    node = next((each for each in nodes if each.code == code), None)
    if node is None:
        raise Http404
    return asked, Atlas(asked, clusters, get_language() or "en"), node, nodes


def _shared(asked: Asked, atlas: Atlas, nodes: list[queries.Node]) -> dict[str, Any]:
    """What both pages have: the choices, what the numbers rest on, the ways to take them away."""
    query = asked.query_string()
    return {
        "asked": asked,
        "kinds": list(gaps.KIND_NAMES.items()),
        "countries": [(code, country_name(code, atlas.language)) for code in atlas.countries],
        "all_clusters": atlas.clusters,
        "region_groups": _region_groups(atlas),
        "basis": _basis(asked, nodes),
        "query": query,
        "attribution": gazetteer.ATTRIBUTION,
    }


def _region_groups(atlas: Atlas) -> list[tuple[str, list[tuple[str, str]]]]:
    """(country, [(code, name)]): of a country with two levels first the broader regions."""
    groups = []
    for country in atlas.countries:
        broad = gazetteer.regions(country, broad=True)
        fine = [code for code in gazetteer.regions(country) if code not in broad]
        codes = [*sorted(broad, key=atlas.name), *sorted(fine, key=atlas.name)]
        groups.append((country_name(country, atlas.language), [(code, atlas.name(code)) for code in codes]))
    return groups


def _basis(asked: Asked, nodes: list[queries.Node]) -> tuple[str, list[str]]:
    """A sentence about how many organisations the numbers rest on, and one for each source."""
    found = queries.basis(asked.kind, nodes, clock.today())
    sentence = ngettext(
        "{telling} of {number} member says something about this.",
        "{telling} of {number} members say something about this.",
        found.members,
    ).format(telling=found.telling, number=found.members)
    sources = [
        _("{source}: {number}, the newest on {day}").format(
            source=capfirst(ValueSource(source).label), number=number, day=long_date(newest)
        )
        for source, number, newest in found.by_source
    ]
    return sentence, sources


def _legend(labels: list[str]) -> list[tuple[int, str]]:
    return list(enumerate(labels))


def _makers_in(name: str, number: float) -> str:
    return ngettext("{place}: {number} maker", "{place}: {number} makers", int(number)).format(
        place=name, number=int(number)
    )
