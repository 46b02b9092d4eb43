"""The address of a results page, read and written: what a reader asked for, whatever stands in the query string."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from core.languages import CODES
from search import places
from search.places import Town
from search.requests import MAX_TEXT, MAX_WINDOW, Near, SearchRequest

PER_PAGE = 10
LAST_PAGE = MAX_WINDOW // PER_PAGE
MOST_VALUES = 50  # of all facets together
LONGEST_PLACE = 120
KILOMETRES = (10, 25, 50, 100, 250, 500)
USUAL_KILOMETRES = 50
FARTHEST = 20_000  # half way round the earth
MOST_DIGITS = 7
SORTS = {
    "relevance": _("best match first"),
    "newest": _("newest first"),
    "title": _("by title"),
    "distance": _("nearest first"),
}
OWN = {"q", "kind", "in", "near", "km", "sort", "page", "across", "correct", "more"}  # no facet has these names

Knows = Callable[[str, Collection[str]], Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reader asked for, after validation. `refused` counts what made no sense and was left out.

    `chosen` maps facets to values; `near` is the place as typed and `town` the one that was found for it.
    """

    text: str = ""
    kind: str = ""
    languages: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: str = ""
    town: Town | None = None
    kilometres: int = USUAL_KILOMETRES
    sort: str = ""
    page: int = 1
    across: bool = True
    correct: bool = True
    more: str = ""
    shortened: bool = False
    refused: int = 0

    @property
    def order(self) -> str:
        """The order asked for, or the usual one: by relevance where there are words to be relevant to."""
        return self.sort or ("relevance" if self.text else "newest")

    @property
    def filters(self) -> int:
        """How many filters are in use, the kind not among them."""
        return sum(map(len, self.chosen.values())) + len(self.languages) + bool(self.town)

    def without(self, facet: str, value: str = "") -> "Asked":
        """The same question without one value; `in` and `near` are the languages and the place."""
        if facet == "in":
            return replace(self, languages=tuple(code for code in self.languages if code != value), page=1)
        if facet == "near":
            sort = "" if self.sort == "distance" else self.sort
            return replace(self, near="", town=None, sort=sort, page=1)
        left = {
            name: tuple(one for one in values if (name, one) != (facet, value)) for name, values in self.chosen.items()
        }
        return replace(self, chosen={name: values for name, values in left.items() if values}, page=1)

    def pairs(self) -> list[tuple[str, str]]:
        """What stands in a shareable address, in one order for the same question; usual values are left out."""
        pairs = [("q", self.text), ("kind", self.kind)]
        pairs += [("in", code) for code in sorted(self.languages)]
        pairs += [(name, value) for name in sorted(self.chosen) for value in sorted(self.chosen[name])]
        if self.near:
            pairs += [("near", self.near)]
            pairs += [("km", str(self.kilometres))] * (self.kilometres != USUAL_KILOMETRES)
        pairs += [("sort", self.sort)]
        pairs += [("across", "0")] * (not self.across) + [("correct", "0")] * (not self.correct)
        pairs += [("page", str(self.page))] * (self.page > 1)
        return [pair for pair in pairs if pair[1]]

    def query_string(self, **changes) -> str:
        """The query string of this question, with some of its parts changed: `asked.query_string(page=2)`."""
        return urlencode(replace(self, **changes).pairs() if changes else self.pairs())

    def request(self, *, language: str, access: tuple[str, ...], **more) -> SearchRequest:
        """The question as the engines take it; `more` sets what stands in no address, such as `counted`."""
        values = {
            "text": self.text,
            "kinds": (self.kind,) if self.kind else (),
            "languages": self.languages,
            "facets": self.chosen,
            "near": Near(self.town.place, float(self.kilometres)) if self.town else None,
            "sort": self.order,
            "offset": (min(self.page, LAST_PAGE) - 1) * PER_PAGE,
            "limit": PER_PAGE,
            "across": self.across,
            "correct": self.correct,
        }
        return SearchRequest(language=language, access=access, **(values | more))


def clean(text: str, longest: int) -> str:
    """One line without characters that nobody types, cut to a length."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * longest]).split())[:longest].rstrip()


def read(data, *, kinds: Collection[str], facets: Collection[str], knows: Knows) -> Asked:
    """Read a query string; nothing raises. `knows(facet, values)` are those of the values that exist."""
    typed = data.get("q", "")
    chosen, refused = _chosen(data, [name for name in facets if name not in OWN], knows)
    kind, sort, more = data.get("kind", ""), data.get("sort", ""), data.get("more", "")
    languages = tuple(dict.fromkeys(data.getlist("in")[: len(CODES) + 1]))
    near = clean(data.get("near", ""), LONGEST_PLACE)
    town = places.find(near) if near else None
    usable = sort in SORTS and (sort != "distance" or town is not None)
    refused += bool(kind) and kind not in kinds
    refused += bool(sort) and sort not in SORTS
    refused += sum(code not in CODES for code in languages if code)
    return Asked(
        text=clean(typed, MAX_TEXT),
        kind=kind if kind in kinds else "",
        languages=tuple(code for code in languages if code in CODES),
        chosen=chosen,
        near=near,
        town=town,
        kilometres=min(max(_number(data.get("km", ""), USUAL_KILOMETRES), 1), FARTHEST),
        sort=sort if usable else "",
        page=max(1, _number(data.get("page", ""), 1)),
        across=data.get("across") != "0",
        correct=data.get("correct") != "0",
        more=more if more in facets else "",
        shortened=len(" ".join(typed[: 4 * MAX_TEXT].split())) > MAX_TEXT,
        refused=refused,
    )


def _chosen(data, facets: list[str], knows: Knows) -> tuple[dict[str, tuple[str, ...]], int]:
    """The values that exist, at most MOST_VALUES, and how many were left out."""
    left, refused = MOST_VALUES, 0
    chosen = {}
    for name in facets:
        values = list(dict.fromkeys(value for value in data.getlist(name) if value))
        if not values:
            continue
        known = set(knows(name, values[:left])) if left else set()
        refused += len(values) - len(known)
        if known:
            chosen[name] = tuple(value for value in values[:left] if value in known)
            left -= len(known)
    return chosen, refused


def _number(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else usual
