"""A small drawn map of where an organisation is, on its page; `ecosystem/directory/site_map.html` draws it anywhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clusters import fields, rules
from clusters.models import Organisation
from clusters.profiles import Section
from core.languages import country_name
from core.slugs import town_for
from ecosystem import drawing, picture
from ecosystem.addresses import boxed
from ecosystem.mercator import Window, around
from ecosystem.picture import PIN, Mark, Picture, Stripe
from ecosystem.queries.lines import precisions
from search.documents import Place

WIDTH, HEIGHT = 640, 400
CLOSEST = 7  # zoom: the country around it is what tells where it is
PAD = 0.6  # degrees around the places


@dataclass(frozen=True)
class SiteMap:
    """A drawing of places, what it shows in words, and the box of the map around them."""

    picture: Picture
    said: str
    box: str


def of_places(places: Iterable[dict[str, Any]], *, cluster: str, language: str) -> SiteMap | None:
    """`places` are values as `clusters.fields.shown` gives them; None where none has coordinates."""
    known = [place for place in places if place["latitude"] is not None and place["longitude"] is not None]
    box = around((Place(place["latitude"], place["longitude"]) for place in known), pad=PAD)
    if box is None:
        return None
    window = Window.of(box, width=WIDTH, height=HEIGHT, margin=PIN, most=CLOSEST)
    countries, regions = (list(drawing.drawn(file, window)) for file in drawing.FILES)
    marks = [_mark(place, window, cluster, language) for place in known]
    drawn = Picture(window, countries, regions, picture.names(window, countries, regions, language), marks, [])
    return SiteMap(drawn, "; ".join(mark.name for mark in marks), boxed(picture.inside(window.box)))


def _mark(place: dict[str, Any], window: Window, cluster: str, language: str) -> Mark:
    x, y = window.point(place["latitude"], place["longitude"])
    side = 2 * PIN if place["precision"] == "region" else PIN
    name = _("%(title)s, %(place)s, %(precision)s") % {
        "title": town_for(place["town"], language),
        "place": country_name(place["country"], language),
        "precision": precisions().get(place["precision"], ""),
    }
    return Mark(x, y, side, place["precision"], 0, "", name, "", (Stripe(cluster, -side / 2, side),))


def of_organisation(organisation: Organisation, user, language: str) -> Section | None:
    """The section of an organisation’s page, with its sites as exactly as this reader may know them."""
    values = fields.shown(organisation, rules.audience(user, organisation))
    places = [values["place"], *values.get("sites", ())] if "place" in values else []
    memberships = getattr(organisation, "present_memberships", [])
    cluster = memberships[0].cluster.code if memberships else ""
    made = of_places(places, cluster=cluster, language=language)
    return Section("ecosystem/directory/site_map.html", [made]) if made else None
