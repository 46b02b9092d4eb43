"""What the results page draws of a hit: the agreed content of `SearchDocument.card`, the same for every kind.

A card is JSON and holds no word in the reader's language: values are given by facet and value, and the page asks the
sources for their labels. Every key may be missing:

- `summary`: one sentence in the document's language, shown where no passage of the text was found;
- `cluster`: a cluster's code; its weave and short name are drawn (short name: label of the facet `cluster`);
- `town`: as its people write it, and `country`: ISO 3166-1 code;
- `precision`: how exactly its place is known (`core.states.Precision`), for marks on a map;
- `facts`: at most three `[facet, value]` pairs, shown in this order by the label of that facet's value;
- `note`: a short text in the document's language beside the title, such as a name in Latin letters.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Card:
    """A card as read from the index; whatever is missing or of another shape is empty."""

    summary: str = ""
    cluster: str = ""
    town: str = ""
    country: str = ""
    precision: str = ""
    note: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Card":
        texts = {name: data[name] for name in _TEXTS if isinstance(data.get(name), str)}
        facts = tuple(
            (str(pair[0]), str(pair[1]))
            for pair in data.get("facts") or ()
            if isinstance(pair, list | tuple) and len(pair) == 2
        )
        return cls(**texts, facts=facts[:MOST_FACTS])


MOST_FACTS = 3
_TEXTS = ("summary", "cluster", "town", "country", "precision", "note")
