"""Which pieces of a text are shown, and what is marked in them: the server's work, made plain parts of it here."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from search.engines.elastic.mapping import SLOTS
from search.language.plan import QueryPlan, Term
from search.language.readings import LIKELY
from search.requests import Fragment

MARK, END = "\ue000", "\ue001"  # of Unicode's private use area: no text has them
PIECE = 180  # characters of a piece of a body, about
PIECES = {"body": 2, "attachment": 1}
MOST_READ = 500_000  # characters of one text
SHORTEST_START = 5  # letters of a stem that marks every word beginning with it
SHORTEST_PART = 4  # … or having it inside
MOST_LABELS = 30


@cache
def _fields(only: str) -> dict[str, dict[str, Any]]:
    """Title and summary whole, body and attachments in pieces."""
    whole = {"number_of_fragments": 0}
    found = {}
    for language in [only] if only else SLOTS:
        found |= {f"title.{language}": whole, f"summary.{language}": whole}
        for name, pieces in PIECES.items():
            found[f"{name}.{language}"] = {"number_of_fragments": pieces, "fragment_size": PIECE, "order": "score"}
    return found


def highlight(plan: QueryPlan, only: str = "") -> dict[str, Any]:
    """Of documents in any language, or in one."""
    return {
        "pre_tags": [MARK],
        "post_tags": [END],
        "require_field_match": False,  # a document has one language, so a term of any field's is one of its own
        "max_analyzed_offset": MOST_READ,
        "highlight_query": {"bool": {"should": _marked(plan, only)}},
        "fields": _fields(only),
    }


def _marked(plan: QueryPlan, only: str) -> list[dict]:
    """The words of every reading by the server's stems and by ours, labels of concepts, phrases."""
    found: list[dict] = []
    for reading in plan.readings:
        if only not in ("", reading.language):
            continue
        field = f"body.{reading.language}"
        terms = [term for slot in reading.slots for term in slot.terms]
        stems = dict.fromkeys(stem for term in terms for stem in term.stems)
        found.append({"match": {field: " ".join(dict.fromkeys(term.word for term in terms))}})
        found.append({"terms": {field: list(stems)}})
        if reading.weight >= LIKELY:
            found += _inside(reading.language, field, terms, stems)
    labels = [label for concept in plan.concepts if concept.positions for label in concept.expansions]
    for label in labels[:MOST_LABELS]:
        if only not in ("", label.language):
            continue
        kind = "match_phrase" if len(label.terms) > 1 else "match"
        found.append({kind: {f"body.{label.language}": label.text}})
    for phrase in plan.phrases:
        found += [{"match_phrase": {f"body.{language}.exact": phrase.text}} for language in phrase.forms]
        found += [{"match_phrase": {f"body.{language}": phrase.text}} for language in phrase.forms]
    return found or [{"match_none": {}}]


def _inside(language: str, field: str, terms: Iterable[Term], stems: Iterable[str]) -> list[dict]:
    """Where the server's stems are too unlike ours to mark what ours found: Bulgarian verbs, Danish compounds.

    Only there, since words known by a part make the server analyse each text anew: twice the time of a whole search.
    """
    if language == "bg":
        return [{"prefix": {field: stem}} for stem in stems if len(stem) >= SHORTEST_START]
    if language == "da":
        parts = dict.fromkeys(part for term in terms for part in (*term.stems, *term.parts))
        return [{"wildcard": {field: f"*{part}*"}} for part in parts if len(part) >= SHORTEST_PART]
    return []


def parts(text: str) -> tuple[tuple[str, bool], ...]:
    """A marked text as pieces, each with whether it matched."""
    found: list[tuple[str, bool]] = []
    for number, piece in enumerate(text.split(MARK)):
        marked, end, after = piece.partition(END)
        if number and end:
            found += [(marked, True), (after, False)]
        else:
            found.append((piece, False))
    return tuple(part for part in found if part[0])


def plain(text: str) -> str:
    return text.replace(MARK, "").replace(END, "")


def marked_words(highlights: Mapping[str, list[str]]) -> list[str]:
    """Every marked word of a hit, as often as it is marked."""
    return [word for texts in highlights.values() for text in texts for word, found in parts(text) if found]


def title(source: Mapping[str, Any], highlights: Mapping[str, list[str]], language: str) -> Fragment:
    marked = highlights.get(f"title.{language}")
    text = (source.get("title") or {}).get(language, "")
    return Fragment("title", parts(marked[0]) if marked else ((text, False),))


def fragments(highlights: Mapping[str, list[str]], language: str) -> list[Fragment]:
    """Pieces of summary and body; those of attachments need their page, see `attachments`."""
    return [
        Fragment(name, parts(text)) for name in ("summary", "body") for text in highlights.get(f"{name}.{language}", ())
    ]


def attachments(
    highlights: Mapping[str, list[str]], language: str, stored: list[Mapping[str, Any]], pages: list[str]
) -> list[Fragment]:
    """Pieces of attachments with title, address and page; `pages` are those of all attachments, one after another."""
    found = []
    for text in highlights.get(f"attachment.{language}", ()):
        number = next((at for at, page in enumerate(pages) if plain(text) in page), None)
        owner, page = _owner(stored, number)
        found.append(Fragment("attachment", parts(text), owner.get("title", ""), owner.get("address", ""), page))
    return found


def _owner(stored: list[Mapping[str, Any]], number: int | None) -> tuple[Mapping[str, Any], int | None]:
    """The attachment that has the page of this number, and which of its pages that is, from 1."""
    for attachment in stored if number is not None else ():
        if number < attachment["pages"]:
            return attachment, number + 1
        number -= attachment["pages"]
    return {}, None
