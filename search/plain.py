"""Plain text for the index, from rich text and streams as they are stored. Fast: no parser, no objects of Wagtail."""

import re
from collections.abc import Iterable, Iterator
from html import escape, unescape

import orjson

_BREAKS = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|br|hr|div|blockquote|table|tr|td|th)\b[^>]*>", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]*>")


def plain(html: str) -> str:
    """`plain("<p>Wool &amp; <b>silk</b></p>")` is `Wool & silk`; a block begins a new line."""
    if "<" in html:
        html = _TAGS.sub("", _BREAKS.sub("\n", html))
    if "&" in html:
        html = unescape(html)
    text = "\n".join(filter(None, html.replace("\xa0", " ").replace("\u202f", " ").split("\n")))
    if not ("  " in text or "\t" in text or "\r" in text):  # nothing to tidy, as in nearly every text
        return text
    return "\n".join(line for each in text.split("\n") if (line := " ".join(each.split())))


def verbatim(text: str) -> str:
    """Text that is no markup, as markup: for a `plain` of several parts at once, which is quicker than one of each."""
    return escape(text, quote=False) if "<" in text or "&" in text else text


def blocks(stored: str | None) -> Iterator[tuple[str, object]]:
    """(type, value) of each block of a stream, from its JSON as stored; nothing where it is empty or broken."""
    if not stored or stored == "[]":
        return
    try:
        rows = orjson.loads(stored)
    except orjson.JSONDecodeError:
        return
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and isinstance(row.get("type"), str):
            yield row["type"], row.get("value")


def joined(parts: Iterable[str | None]) -> str:
    """The parts that say something, a line each."""
    return "\n".join(filter(None, parts))
