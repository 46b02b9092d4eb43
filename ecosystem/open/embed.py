"""What other sites embed: how it was asked to look, and the lines and points in it. Always what the public reads."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from clusters.models import Cluster
from clusters.states import Dye
from core.languages import CODES
from core.slugs import town_for
from ecosystem import directory, maps, picture
from ecosystem.addresses import ORGANISATION
from ecosystem.open import records
from ecosystem.open.records import Record
from ecosystem.open.words import Words

EVERYBODY = AnonymousUser()
THEMES = ("device", "light", "dark")
SCALES = ("small", "usual", "large")
KINDS = ("list", "map")


@dataclass(frozen=True)
class Look:
    """The options of an embed; what makes no sense becomes the usual."""

    locale: str = settings.LANGUAGE_CODE
    dye: str = Dye.INDIGO.value
    theme: str = "device"
    scale: str = "usual"

    def pairs(self) -> list[tuple[str, str]]:
        """As they stand in an address; the language always, the rest where it is not the usual."""
        usual = Look()
        rest = [(name, getattr(self, name)) for name in ("dye", "theme", "scale")]
        return [("locale", self.locale), *((name, value) for name, value in rest if value != getattr(usual, name))]


def look_of(data, *, locale: str = settings.LANGUAGE_CODE) -> Look:
    """Read a query string; nothing raises."""
    allowed = {"locale": CODES, "dye": Dye.values, "theme": THEMES, "scale": SCALES}
    found = {name: data.get(name, "") for name, values in allowed.items() if data.get(name) in values}
    return Look(**({"locale": locale} | found))


def asked_of(data) -> directory.DirectoryRequest:
    """The directory’s question, of organisations alone."""
    return replace(directory.parse(data), layers=(ORGANISATION,), box=None)


def query(asked: directory.DirectoryRequest, look: Look) -> str:
    """The query string of an embed: the directory’s own, and how it looks."""
    return "&".join(filter(None, (asked.query_string(), urlencode(look.pairs()))))


@dataclass(frozen=True)
class Line:
    """An organisation as a line: its address on our site, and what it does."""

    name: str
    language: str
    address: str
    town: str
    country: str
    clusters: list[str]
    steps: list[str]
    is_example: bool


@dataclass(frozen=True)
class Page:
    """One page of the list. `before` and `after` are query strings, empty at the ends."""

    total: int
    number: int
    last: int
    lines: list[Line]
    before: str
    after: str


def lines(asked: directory.DirectoryRequest, look: Look) -> Page:
    """One question to the engine and the same queries however many there are. The language of `look` is active."""
    found = directory.find(asked, user=EVERYBODY, language=look.locale)
    if asked.page > found.last_page:
        return lines(replace(asked, page=found.last_page), look)
    number = asked.page
    words = Words(look.locale)
    return Page(
        found.total,
        number,
        found.last_page,
        [_line(record, words) for record in records.read(found.codes)],
        query(replace(asked, page=number - 1), look) if number > 1 else "",
        query(replace(asked, page=number + 1), look) if number < found.last_page else "",
    )


def _line(record: Record, words: Words) -> Line:
    spoken = record.values.get("languages", [])
    town, country = record.place.get("town", ""), record.organisation.country
    return Line(
        record.values["name"],
        spoken[0] if spoken and spoken[0] != words.language else "",
        settings.BASE_URL + record.organisation.get_absolute_url(),
        town_for(town, words.language),
        words.country(country),
        [each.short_name for each in record.clusters],
        [words.label(key) for key in record.values.get("steps", ())],
        record.organisation.is_demo,
    )


@dataclass(frozen=True)
class Map:
    """The drawing, the clusters whose weaves its marks have, and the same by country for who does not see it."""

    total: int
    picture: picture.Picture
    clusters: list[Cluster]
    countries: list[tuple[str, int]]


def drawn(asked: directory.DirectoryRequest, look: Look) -> Map:
    """The site’s own map of everything found; its marks lead to the map on the site. The language is the active one."""
    found = directory.find(replace(asked, page=1), user=EVERYBODY, language=look.locale)
    window, _placed = maps.whole(
        asked, user=EVERYBODY, language=look.locale, width=picture.WIDTH, height=picture.HEIGHT
    )
    seen = maps.view(asked, box=window.box, zoom=window.zoom, user=EVERYBODY, language=look.locale)
    countries = next((group for group in found.groups if group.name == "country"), None)
    choices = [*countries.choices, *countries.others] if countries else []
    return Map(
        found.total,
        picture.picture(asked, seen, window, titles=directory.layers(), language=look.locale),
        list(Cluster.objects.all()),
        [(choice.label, choice.count) for choice in choices if choice.count],
    )
