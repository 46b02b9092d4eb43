"""The filters of directory and map with their counts, and the chips of those in use, in the reader’s language."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _, pgettext

from clusters import gazetteer
from clusters.fields import FIELDS
from clusters.states import OrganisationSize, OrganisationType
from core.collation import sort_key
from core.dates import long_date
from core.languages import country_name, name_in
from ecosystem.addresses import SCHEMES, DirectoryRequest
from search import facets, thesauri

TOP = 8  # values of a filter that stand before the fold
MOST = 100  # values behind it; nobody reads more


@dataclass(frozen=True)
class Choice:
    """One value of a filter; `count` is None where it is not known. `depth` is how many broader values stand above."""

    value: str
    label: str
    count: int | None
    chosen: bool
    depth: int = 0


@dataclass(frozen=True)
class Group:
    """One filter: the frequent values and those in use first, the `others` behind a fold."""

    name: str
    title: str
    choices: list[Choice]
    others: list[Choice]
    opened: bool


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the same question without it."""

    label: str
    query: str


def titles() -> dict[str, str]:
    return {
        "step": pgettext("ecosystem", "Value-chain step"),
        "product": pgettext("ecosystem", "Product"),
        "material": pgettext("ecosystem", "Material"),
        "technique": pgettext("ecosystem", "Technique"),
        "machine": pgettext("ecosystem", "Machine"),
        "certificate": pgettext("ecosystem", "Valid certificate"),
        "country": _("Country"),
        "region": pgettext("ecosystem", "Region"),
        "cluster": _("Cluster"),
        "language": pgettext("ecosystem", "Language spoken"),
        "strategy": pgettext("ecosystem", "Circular strategy"),
        "technology": pgettext("ecosystem", "Digital technology"),
        "type": _("Type"),
        "size": _("Size"),
        "has": pgettext("ecosystem", "Says one of these"),
        "lacks": pgettext("ecosystem", "Says none of these"),
    }


def field_titles() -> dict[str, str]:
    """What is typed and not ticked."""
    return {
        "min_order": pgettext("ecosystem", "Minimum order at most"),
        "lead_days": pgettext("ecosystem", "Lead time at most, in days"),
        "free_from": pgettext("ecosystem", "Free capacity after"),
        "free_until": pgettext("ecosystem", "Free capacity before"),
        "near": _("Town"),
        "km": _("Within"),
        "area": pgettext("ecosystem", "Corners of an area: latitude, longitude; …"),
    }


def labels(name: str, values: Collection[str], language: str) -> dict[str, str]:
    """What values of a filter are called; those of concepts in the reader’s language where there is a label in it."""
    if name in SCHEMES:
        thesaurus = thesauri.current()
        return {value: thesaurus.label(value, language) for value in values}
    if name == "cluster":
        return facets.labels("cluster", values, language)
    if name in {"has", "lacks"}:
        return {value: label for value, label in _having().items() if value in values}
    if name in {"type", "size"}:
        own = dict((OrganisationType if name == "type" else OrganisationSize).choices)
        return {value: str(label) for value, label in own.items() if value in values}
    named = {"country": country_name, "region": gazetteer.region_name, "language": name_in}[name]
    return {value: named(value, language) for value in values}


def _having() -> dict[str, str]:
    own = {name: str(field.label) for name, field in FIELDS.items()}
    return own | {
        "photo": pgettext("ecosystem", "a photo"),
        "certificate": pgettext("ecosystem", "a valid certificate"),
        "claimed": pgettext("ecosystem", "claimed by its people"),
    }


def groups(
    asked: DirectoryRequest, counts: Mapping[str, Mapping[str, int]], *, total: int, language: str
) -> list[Group]:
    """Every filter that has a value; those of one filter by how many things each would leave."""
    counts = {**counts, "lacks": _lacking(asked, counts.get("has", {}), total)}
    found = []
    for name, title in titles().items():
        chosen = asked.chosen.get(name, ())
        own = dict(counts.get(name, {})) | {value: 0 for value in chosen if value not in counts.get(name, {})}
        named = labels(name, own, language)
        choices = [
            Choice(
                value,
                label[:1].upper() + label[1:],
                None if name == "lacks" and "has" in asked.chosen else own[value],
                value in chosen,
            )
            for value, label in named.items()
            if own[value] or value in chosen
        ]
        if choices:
            found.append(_group(name, title, choices, language))
    return found


def _lacking(asked: DirectoryRequest, having: Mapping[str, int], total: int) -> dict[str, int]:
    """How many say nothing of it. Where `has` is chosen its counts are wider than the list, and nothing is known."""
    return {value: total if "has" in asked.chosen else total - having.get(value, 0) for value in _having()}


def _group(name: str, title: str, choices: list[Choice], language: str) -> Group:
    ranked = sorted(choices, key=lambda each: (not each.chosen, -(each.count or 0), sort_key(each.label, language)))
    top = {each.value for each in ranked[: max(TOP, sum(each.chosen for each in choices))]}
    opened = any(each.chosen for each in choices)
    top |= {broader for value in top for broader in _above(name, value)}
    rest = [each for each in ranked if each.value not in top][:MOST]
    return Group(
        name,
        title,
        _in_tree(name, [each for each in ranked if each.value in top], language),
        _in_tree(name, rest, language),
        opened,
    )


def _broader(name: str, value: str) -> Iterable[str]:
    """The next broader values of a filter: of concepts and of regions."""
    if name == "region":
        return filter(None, (gazetteer.broader(value),))
    entry = thesauri.current().entries.get(value) if name in SCHEMES else None
    return entry.broader if entry else ()


def _above(name: str, value: str) -> set[str]:
    """All broader values, at any height; a ring in the data does no harm."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        for broader in _broader(name, waiting.pop()):
            if broader not in found:
                found.add(broader)
                waiting.append(broader)
    return found


def _in_tree(name: str, choices: list[Choice], language: str) -> list[Choice]:
    """Narrower values below the first broader one that is there, each row by count and name."""
    there = {each.value for each in choices}
    below: dict[str, list[Choice]] = {}
    for each in choices:
        broader = next((one for one in _broader(name, each.value) if one in there), "")
        below.setdefault(broader, []).append(each)

    def walk(parent: str, depth: int) -> Iterator[Choice]:
        rows = sorted(below.pop(parent, ()), key=lambda each: (-(each.count or 0), sort_key(each.label, language)))
        for each in rows:
            yield replace(each, depth=min(depth, 3))
            yield from walk(each.value, depth + 1)

    return list(walk("", 0))


def chips(asked: DirectoryRequest, *, language: str) -> list[Chip]:
    """The filters in use, each with a way out."""
    found = []
    named = titles()
    for name, values in asked.chosen.items():
        own = labels(name, values, language)
        for value in values:
            label = own.get(value, value)
            label = f"{named[name]}: {label}" if name in {"has", "lacks", "language"} else label
            found.append(Chip(label, asked.without(name, value).query_string()))
    fields = field_titles()
    found += [
        Chip(f"{fields[name]}: {value}", asked.without(name).query_string()) for name, value in asked.numbers.items()
    ]
    if asked.dates:
        found.append(Chip(_period(asked), asked.without("free_from").query_string()))
    if asked.town:
        label = _("within %(km)s km of %(town)s") % {"km": asked.kilometres, "town": asked.town.name}
        found.append(Chip(label, asked.without("near").query_string()))
    if asked.area:
        found.append(Chip(_("in the area drawn"), asked.without("area").query_string()))
    return found


def _period(asked: DirectoryRequest) -> str:
    days = {name: long_date(day) for name, day in asked.dates.items()}
    if len(days) == 2:
        return _("free between %(free_from)s and %(free_until)s") % days
    return (_("free after %(free_from)s") if "free_from" in days else _("free before %(free_until)s")) % days
