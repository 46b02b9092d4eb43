"""What was typed, taken apart: words, phrases, exclusions, field filters, identifiers.

>>> parsed = parse('silk "zero waste" -cotton country:Denmark PR-2024-17')
>>> parsed.words, parsed.phrases, parsed.excluded, parsed.fields["country"]
(('silk', 'PR-2024-17'), ('zero waste',), ('cotton',), ('Denmark',))
>>> parsed.identifiers
('pr202417',)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from search.documents import SearchDocument
from search.language.analysis import analyse, fold
from search.requests import MAX_TEXT

MAX_TERMS = 24  # words, phrases, exclusions and filters that are read

# The fields one may ask for, in English and as they are called in the other languages; accents and case do not count.
FIELDS = {
    "title": "title titre título títol titol заглавие titlu titel",
    "organisation": "organisation organization org organización organització организация organizație organizatie",
    "country": "country pays país pais държава страна țară țara tara land",
    "language": "language lang langue idioma lengua llengua език limbă limba sprog",
    "kind": "kind type tipo tipus genre вид тип tip slags art",
}

_QUOTES = '"“”„‟«»″＂'
_PIECE = re.compile(
    rf"""(?P<not>(?<!\S)[-−–](?=[^\s\-−–]))?      # a minus before, none inside a word
        (?:(?P<field>[^\W\d_]{{2,20}})\s?:\s?)?    # title: – with spaces around, as the French write
        (?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<word>[^\s{_QUOTES}]+))""",
    re.VERBOSE,
)
_HAS_WORD = re.compile(r"[^\W_]")

# A code has letters and digits, or digits only and at least six of them, and may be written in groups: PR-2024-17,
# k7m2xq, BG 123 456 789, ESB12345678, 85.123.456. A VAT number is two letters and up to twelve letters and digits.
_CODE = re.compile(r"(?<![^\W_])[^\W_]+(?:[-./][^\W_]+)*(?![^\W_])")
_COUNTRIES = "AT|BE|BG|CH|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK|XI"
_VAT = re.compile(
    rf"(?<![^\W_])({_COUNTRIES})[ -]?((?:[0-9][ .]?){{6,11}}[0-9]|[A-Z][ -]?[0-9]{{7,8}}[A-Z]?)(?![^\W_])"
)
_DATE = re.compile(r"(?:\d{1,2}[-./]\d{1,2}[-./](?:\d\d)?\d\d|\d{4}-\d\d-\d\d|\d{4}[-/]\d{2,4})")
_GROUPS = re.compile(r"[-./ ]")
_SHORTEST = 5
_OPERATORS = ("AND", "OR", "NOT", "&&", "||")  # of other search engines: we look for all words anyway


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


@cache
def _field_names() -> dict[str, str]:
    return {fold(name): code for code, names in FIELDS.items() for name in names.split()}


def parse(text: str) -> ParsedQuery:
    """Take a query apart. Never raises; what makes no sense as syntax is read as words.

    A query without anything to find by – only exclusions – is read as words too: who types «-silk» alone means silk.
    """
    text = " ".join(text.replace("\x00", " ").split())
    shortened = len(text) > MAX_TEXT
    if shortened:
        text = text[:MAX_TEXT].rsplit(" ", 1)[0]
    words: list[str] = []
    phrases: list[str] = []
    excluded: list[str] = []
    fields: dict[str, list[str]] = {}
    left = MAX_TERMS
    for piece in _PIECE.finditer(text):
        content = piece["phrase"] if piece["phrase"] is not None else piece["word"]
        name = _field_names().get(fold(piece["field"] or ""))
        if name is None and piece["field"]:
            content = f"{piece['field']} {content}"
        count = _count(content)
        if not count:
            if name and not piece["not"]:
                words.append(piece["field"])  # `title:` and `title:*` ask nothing of a field
            continue
        if count > left:
            shortened = True
            content = _first_words(content, left)
            if not content:
                break
        left -= count
        if piece["not"] and not name:
            excluded.append(content)
        elif name and not piece["not"]:
            fields.setdefault(name, []).append(content)
        elif piece["phrase"] is not None and count > 1 and not piece["field"]:
            phrases.append(content)
        else:
            words.append(content)
    words = [word for word in words if word not in _OPERATORS] or words
    if excluded and not (words or phrases or fields):
        words, excluded = excluded, []
    return ParsedQuery(
        text=text,
        words=tuple(words),
        phrases=tuple(dict.fromkeys(phrases)),
        excluded=tuple(dict.fromkeys(excluded)),
        fields={name: tuple(dict.fromkeys(values)) for name, values in fields.items()},
        identifiers=_asked_identifiers(" ".join(words + phrases)),
        shortened=shortened,
    )


def _count(content: str) -> int:
    return len(analyse(content, "")) if _HAS_WORD.search(content) else 0


def _first_words(content: str, count: int) -> str:
    tokens = analyse(content, "")[:count]
    return content[: tokens[-1].end] if tokens else ""


def _asked_identifiers(text: str) -> tuple[str, ...]:
    """Codes in a query. One word alone may be a code of letters only, as a thing's own may be (`core.codes`)."""
    alone = (text.casefold(),) if re.fullmatch("[a-zA-Z0-9]{5,12}", text) else ()
    return tuple(dict.fromkeys((*identifiers(text), *alone)))


def identifiers(text: str) -> tuple[str, ...]:
    """What looks like a code or number in a text (PR-2024-17, BG 123456789, k7m2xq), in the form to compare by.

    Numbers of less than six digits are none, nor are dates and years.
    """
    found = [match[1] + match[2] for match in _VAT.finditer(text)]
    # Nearly all words are of letters only and no code is: they go first, which is the time this takes.
    found += [code for code in _CODE.findall(text) if not code.isalpha() and not _DATE.fullmatch(code)]
    plain = (_GROUPS.sub("", code).casefold() for code in found)
    return tuple(dict.fromkeys(code for code in plain if _is_identifier(code)))


def document_identifiers(document: SearchDocument) -> tuple[str, ...]:
    """The identifiers by which a document is found: of its title, names and body, and the thing's own code."""
    code = document.translation_key.rpartition(":")[2]
    found = identifiers("\n".join((document.title, *document.names, document.body)))
    return tuple(dict.fromkeys((_GROUPS.sub("", code).casefold(), *found)))


def _is_identifier(code: str) -> bool:
    if not _SHORTEST <= len(code) <= 40:
        return False
    digits = sum(letter.isdigit() for letter in code)
    return digits >= 6 if digits == len(code) else digits > 0
