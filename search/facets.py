"""What facets and their values are called, from the registered sources; kept for a minute, so that a page asks once."""

from collections.abc import Collection, Mapping

from django.core.cache import cache

from search import sources

KEPT_FOR = 60  # seconds; a new name of a cluster may take as long
LONGEST_VALUE = 200


def titles(language: str, kind: str = "") -> dict[str, str]:
    """Facets in the order of display: those of one kind, or of all. The language has a filter of its own."""
    key = f"search:titles:{language}:{kind}"
    kept = cache.get(key)
    if kept is None:
        source = sources.get(kind) if kind else None
        own = source.facet_titles(language) if source else sources.facet_titles(language)
        kept = {name: str(title) for name, title in own.items() if name != "language"}
        cache.set(key, kept, KEPT_FOR)
    return kept


def labels(name: str, values: Collection[str], language: str) -> dict[str, str]:
    """Labels of those values that a source knows, others are missing; one query or so for what is not kept."""
    keys = {f"search:label:{language}:{name}:{value}": value for value in values if _may_exist(value)}
    kept = cache.get_many(keys)
    found = {keys[key]: label for key, label in kept.items()}
    missing = set(keys.values()) - found.keys()
    if missing:
        read: dict[str, str] = {}
        for source in sources.all_sources():
            if left := missing - read.keys():
                read |= {value: str(label) for value, label in source.facet_labels(name, left, language).items()}
        cache.set_many({f"search:label:{language}:{name}:{value}": read.get(value, "") for value in missing}, KEPT_FOR)
        found |= read
    return {value: label for value, label in found.items() if label}


def all_labels(wanted: Mapping[str, Collection[str]], language: str) -> dict[tuple[str, str], str]:
    """Labels of values of several facets, by facet and value."""
    return {
        (name, value): label
        for name, values in wanted.items()
        for value, label in labels(name, values, language).items()
    }


def kinds() -> dict[str, str]:
    """The kinds of things, in the order of the tabs, with their names in the plural."""
    return {source.kind: str(source.title) for source in sources.all_sources()}


def _may_exist(value: str) -> bool:
    return 0 < len(value) <= LONGEST_VALUE and value.isprintable() and " " not in value
