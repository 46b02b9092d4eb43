"""Facets, kinds and totals: things counted in sets of documents."""

from collections.abc import Mapping, Sequence

from search.engines.embedded.bits import Bits
from search.engines.embedded.columns import Columns, facet
from search.requests import Count


def narrowed(columns: Columns, matched: Bits, facets: Mapping[str, Sequence[str]], but: str = "") -> Bits:
    """The documents that fulfil every facet's selection, save that of one."""
    for name, values in facets.items():
        if name != but and values:
            matched = matched & columns.of(facet(name), values)
    return matched


def counts(
    columns: Columns, matched: Bits, counted: Sequence[str], facets: Mapping[str, Sequence[str]], shown: Bits
) -> dict[str, tuple[Count, ...]]:
    """The values of each facet, the most frequent first; a value that is chosen is there even with nothing found.

    `matched` fulfil all but the facets, `shown` those too. A facet's own selection does not narrow its own counts.
    """
    found = {}
    for name in dict.fromkeys(counted):
        chosen = facets.get(name, ())
        base = narrowed(columns, matched, facets, but=name) if chosen else shown
        values = []
        for value in columns.values.get(facet(name), ()):
            number = base.things_with(columns.sets[facet(name), value])
            if number or value in chosen:
                values.append(Count(value, number, value in chosen))
        known = columns.values.get(facet(name), {})
        values += [Count(value, 0, True) for value in dict.fromkeys(chosen) if value not in known]
        found[name] = tuple(sorted(values, key=lambda count: (-count.count, count.value)))
    return found


def kinds(columns: Columns, matched: Bits) -> dict[str, int]:
    counted = {kind: matched.things_with(columns.sets["kind", kind]) for kind in columns.values.get("kind", ())}
    return {kind: number for kind, number in sorted(counted.items()) if number}
