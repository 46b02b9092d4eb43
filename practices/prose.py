"""Plain text that people type or paste, as the rich text of a page."""

import re
from html import escape, unescape

import nh3

# What pasted Word or web text begins its paragraphs with; a lone < or > is just a sign.
_MARKUP = re.compile(r"</?(?:p|span|div|br|b|i|strong|em|ul|ol|li|table|font|style|html|body|o:p|h[1-6])\b[^>]*>", re.I)
_KEPT = {"p", "b", "i", "ul", "ol", "li", "br"}
_SAME = ((re.compile(r"<(/?)strong\b", re.I), r"<\1b"), (re.compile(r"<(/?)em\b", re.I), r"<\1i"))
_EMPTY = re.compile(r"<(p|b|i|li)>(?:\s|&nbsp;|\xa0)*</\1>")


def clean(text: str) -> str:
    """What is stored of something typed: no control characters but line ends and tabs, one kind of line end."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or not ("\x00" <= c < " " or "\x7f" <= c <= "\x9f"))


def line(text: str) -> str:
    """One line without markup."""
    if _MARKUP.search(text):
        text = unescape(nh3.clean(text, tags=set()))
    return " ".join(text.split())


def rich(text: str) -> str:
    """Paragraphs, emphasis and lists; everything else of pasted markup goes, and its words stay."""
    if _MARKUP.search(text):
        for pattern, better in _SAME:
            text = pattern.sub(better, text)
        html = nh3.clean(text, tags=_KEPT, attributes={})
        if "<p>" not in html and "<li>" not in html:
            html = f"<p>{html.strip()}</p>"
        return _EMPTY.sub("", html)
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    return "".join(f"<p>{escape(part, quote=False)}</p>".replace("\n", "<br/>") for part in parts if part)
