"""What was typed, taken apart: words, phrases, exclusions, field filters, identifiers."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedQuery:
    """`words` in the order typed, without the others; `fields` by the English names of `FIELDS`."""

    text: str = ""
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identifiers: tuple[str, ...] = ()
    shortened: bool = False


def parse(text: str) -> ParsedQuery:
    """Take a query apart. Never raises; what makes no sense as syntax is read as words."""
    raise NotImplementedError


def identifiers(text: str) -> tuple[str, ...]:
    """What looks like a code or number in a text (PR-2024-17, BG 123456789, k7m2xq), in the form to compare by."""
    raise NotImplementedError
