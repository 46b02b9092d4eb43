"""The list of organisations, and the map of the same question."""

import json
from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from clusters import gazetteer, profiles
from clusters.models import Organisation
from core.languages import country_name
from ecosystem import directory, drawing, filters, maps, picture
from ecosystem.addresses import PER_PAGE, SORTS, DirectoryRequest, boxed, written
from ecosystem.directory import Directory
from ecosystem.mercator import LEAST_ZOOM, MOST_ZOOM
from ecosystem.queries import lines
from search import places
from search.addresses import KILOMETRES
from search.engines.base import EngineUnavailableError
from search.requests import MAX_WINDOW

RETRY_AFTER = 30  # seconds
NAMES_KEPT = 60 * 60 * 24  # seconds
PARTS = {
    "what": ("step", "product", "material", "technique", "machine", "certificate"),
    "where": ("country", "region", "cluster"),
    "who": ("language", "type", "size", "strategy", "technology", "has", "lacks"),
}


@require_safe
@cache_control(private=True)
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, with filters and counts; 503 with a plain list from the database while the engine does not answer."""
    asked, language = directory.parse(request.GET), get_language()
    if asked.view == "map":
        return redirect(_address("map", asked))
    try:
        found = directory.find(asked, user=request.user, language=language)
    except EngineUnavailableError:
        return _down(request, asked, "organisations")
    if asked.page > found.last_page:
        return redirect(_address("organisations", asked, page=found.last_page))
    context = _context(asked, found) | {
        "lines": lines.lines(found.hits, user=request.user, language=language),
        **_pages(asked, found.total),
    }
    return render(request, "ecosystem/directory/list.html", context)


@require_safe
@cache_control(private=True)
def map_page(request: HttpRequest) -> HttpResponse:
    """The map of the same question with the list of what is in view beside it; a drawing of the server’s at first."""
    asked, language, user = directory.parse(request.GET), get_language(), request.user
    size = {"width": picture.WIDTH, "height": picture.HEIGHT}
    try:
        found = directory.find(replace(asked, page=1), user=user, language=language)
        window, placed = maps.whole(asked, user=user, language=language, **size)
        seen = maps.view(asked, box=window.box, zoom=window.zoom, user=user, language=language)
    except EngineUnavailableError:
        return _down(request, asked, "map")
    if asked.page > seen.last_page:
        return redirect(_address("map", asked, page=seen.last_page))
    titles = directory.layers()
    context = (
        _context(asked, found)
        | _view_context(asked, seen, request)
        | {
            "on_map": True,
            "picture": picture.picture(asked, seen, window, titles=titles, language=language),
            "unplaced": max(0, found.total - placed),
            "precisions": lines.precisions(),
            "attribution": gazetteer.ATTRIBUTION,
            "cells_query": asked.query_string(box=None, page=1),
            "zooms": (LEAST_ZOOM, MOST_ZOOM),
            "window": boxed(window.box),
            "first": json.dumps([_square(square, list(titles)) for square in seen.squares]) if seen.squares else "",
        }
    )
    return render(request, "ecosystem/directory/map.html", context)


def _view_context(asked: DirectoryRequest, seen: maps.View, request: HttpRequest) -> dict[str, Any]:
    """The list of what is in view."""
    box = picture.inside(seen.box)
    return {
        "asked": asked,
        "lines": lines.lines(seen.hits, user=request.user, language=get_language()),
        "in_view": seen.total,
        **_pages(replace(asked, box=box), seen.total),
    }


@require_safe
@cache_control(private=True)
def map_cells(request: HttpRequest) -> JsonResponse:
    """For js/map.js: what is in a part of the map (`box`, `zoom`), the list of it as HTML, and what to say of it.

    `squares` are [latitude, longitude, count, [south, west, north, east], {layer: count}, {cluster: count}], `pins`
    objects; 400 without a box, 503 while the engine does not answer.
    """
    asked, language = directory.parse(request.GET), get_language()
    zoom = request.GET.get("zoom", "")
    if asked.box is None or not (zoom.isascii() and zoom.isdigit() and len(zoom) < 3):
        return JsonResponse({"said": _("This part of the map does not exist.")}, status=400)
    try:
        seen = maps.view(asked, box=asked.box, zoom=_zoom(zoom), user=request.user, language=language)
    except EngineUnavailableError:
        answer = JsonResponse({"said": _("The map does not answer at the moment.")}, status=503)
        answer["Retry-After"] = str(RETRY_AFTER)
        return answer
    context = _view_context(asked, seen, request) | {"LANGUAGE_CODE": language}
    order = list(directory.layers())
    return JsonResponse(
        {
            "total": seen.total,
            "said": said(seen.total),
            "list": render_to_string("ecosystem/directory/in_view.html", context, request),
            "squares": [_square(square, order) for square in seen.squares],
            "pins": [_pin(pin, order) for pin in seen.pins],
        }
    )


def said(total: int) -> str:
    """What a live region says when the map was moved."""
    return ngettext("%(number)s in view", "%(number)s in view", total) % {"number": picture.short_number(total)}


def _zoom(text: str) -> int:
    return max(LEAST_ZOOM, min(MOST_ZOOM, int(text)))


def _square(square: maps.Square, order: list[str]) -> list:
    box = square.box
    corners = [round(edge, 4) for edge in (box.south, box.west, box.north, box.east)]
    place = round(square.latitude, 4), round(square.longitude, 4)
    layers = {order.index(layer): number for layer, number in square.layers.items()}
    return [*place, square.count, corners, layers, dict(square.clusters)]


def _pin(pin: maps.Pin, order: list[str]) -> dict[str, Any]:
    return {
        "title": pin.title,
        "language": pin.language,
        "href": pin.href,
        "cluster": pin.cluster,
        "precision": pin.precision,
        "town": pin.town,
        "layer": order.index(pin.layer),
        "at": [round(pin.latitude, 5), round(pin.longitude, 5)],
    }


@require_safe
@cache_control(public=True, max_age=NAMES_KEPT)
def map_names(request: HttpRequest) -> JsonResponse:
    """For js/map.js: what countries and regions are called in this language, by their ISO 3166 codes."""
    language = get_language()
    codes = [[shape.code for shape in drawing.shapes(file)] for file in drawing.FILES]
    countries = {*codes[0], *(code.partition("-")[0] for code in codes[1])}
    named = {code: country_name(code, language) for code in sorted(countries)}
    return JsonResponse(named | {code: gazetteer.region_name(code, language) for code in codes[1]})


@require_safe
@cache_control(private=True)
def map_svg(request: HttpRequest) -> HttpResponse:
    """The drawing alone, as a file to put on paper; its style sheets are the site’s."""
    asked, language = directory.parse(request.GET), get_language()
    try:
        window, _placed = maps.whole(
            asked, user=request.user, language=language, width=picture.WIDTH, height=picture.HEIGHT
        )
        seen = maps.view(asked, box=window.box, zoom=window.zoom, user=request.user, language=language)
    except EngineUnavailableError:
        return HttpResponse(status=503, headers={"Retry-After": str(RETRY_AFTER)})
    drawn = picture.picture(asked, seen, window, titles=directory.layers(), language=language)
    context = {"picture": drawn, "attribution": gazetteer.ATTRIBUTION}
    return render(request, "ecosystem/directory/map.svg", context, content_type="image/svg+xml; charset=utf-8")


def _context(asked: DirectoryRequest, found: Directory) -> dict[str, Any]:
    """What both pages have: the question, its filters, and the ways between list and map."""
    parts = {
        part: [group for name in names for group in found.groups if group.name == name] for part, names in PARTS.items()
    }
    labels = filters.field_titles()
    sensible = {"relevance": bool(asked.text), "distance": bool(asked.town)}
    return {
        "asked": asked,
        "found": found,
        "total": found.total,
        "groups": parts,
        "towns": [town.address for town in places.known()],
        "towns_like": _towns_like(asked),
        "distances": sorted({*KILOMETRES, asked.kilometres}),
        "sorts": [(name, SORTS[name], name == asked.order) for name in SORTS if sensible.get(name, True)],
        "list_query": asked.query_string(box=None, page=1),
        "map_query": asked.query_string(page=1),
        "area": written(asked.area),
        "labels": labels,
        "faults": [(labels[name], sentence) for name, sentence in asked.faults.items()],
        "layers_opened": not asked.of_organisations,
        "hide_header_search": True,
    }


def _towns_like(asked: DirectoryRequest) -> list[tuple[str, str]]:
    """Towns that may have been meant by an unknown name, each with the address of the same question there."""
    if not asked.near or asked.town:
        return []
    known = [town.address for town in places.similar(asked.near)]
    known += [f"{each.native or each.name}, {each.country}" for each in gazetteer.suggest(asked.near)]
    return [(town, asked.query_string(near=town, page=1)) for town in dict.fromkeys(known)][:3]


def _pages(asked: DirectoryRequest, total: int) -> dict[str, Any]:
    """For the component `pagination`; at most MAX_WINDOW things can be paged through."""
    paginator = Paginator(range(min(total, MAX_WINDOW)), PER_PAGE)
    page = paginator.get_page(asked.page)
    query = asked.query_string(page=1)
    return {
        "page": page,
        "pages": list(paginator.get_elided_page_range(page.number)),
        "query": f"{query}&" if query else "",
        "is_cut": total > MAX_WINDOW,
    }


def _address(name: str, asked: DirectoryRequest, **changes: Any) -> str:
    query = asked.query_string(**changes)
    return f"{reverse(name)}?{query}" if query else reverse(name)


def _down(request: HttpRequest, asked: DirectoryRequest, name: str) -> HttpResponse:
    """All organisations by name, straight from the database, without filters."""
    rows = Organisation.objects.visible_to(request.user).order_by("name", "pk").values_list("pk", flat=True)
    paginator = Paginator(rows, PER_PAGE)
    page = paginator.get_page(asked.page)
    context = {
        "asked": asked,
        "organisations": profiles.lines(list(page.object_list)),
        "page": page,
        "pages": list(paginator.get_elided_page_range(page.number)),
        "here": reverse(name),
        "hide_header_search": True,
    }
    response = render(request, "ecosystem/directory/down.html", context, status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
