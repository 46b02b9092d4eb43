"""What facets and their values are called, from the registered sources; kept for a minute, so that a page asks once."""

import time
from collections.abc import Collection, Mapping

from django.core.cache import caches

from search import sources

KEPT_FOR = 60  # seconds; a new name of a cluster may take as long
LONGEST_VALUE = 200


def titles(language: str, kind: str = "") -> dict[str, str]:
    """Facets in the order of display: those of one kind, or of all. The language has a filter of its own."""
    cache, key = caches["template_fragments"], f"search:titles:{language}:{kind}"
    kept = cache.get(key)
    if kept is None:
        source = sources.get(kind) if kind else None
        own = source.facet_titles(language) if source else sources.facet_titles(language)
        kept = {name: str(title) for name, title in own.items() if name != "language"}
        cache.set(key, kept, KEPT_FOR)
    return dict(kept)


def labels(name: str, values: Collection[str], language: str) -> dict[str, str]:
    """Labels of those values that a source knows, others are missing; one query or so for what is not kept."""
    cache, key = caches["template_fragments"], f"search:labels:{language}:{name}"
    until, kept = cache.get(key) or (time.time() + KEPT_FOR, {})
    missing = {value for value in values if value not in kept and _may_exist(value)}
    if missing:
        for source in sources.all_sources():
            if left := missing - kept.keys():
                own = source.facet_labels(name, left, language)
                kept |= {value: str(label) for value, label in own.items() if label}
        cache.set(key, (until, kept), until - time.time())
    return {value: kept[value] for value in values if value in kept}


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
