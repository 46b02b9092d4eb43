"""Hits as the results page shows them, made of what the index holds: no object is read for a hit."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from core.languages import name_in
from search import facets
from search.cards import Card
from search.requests import Fragment, Hit

MOST_PASSAGES = 2
MOST_FILES = 2
MOST_WORDS = 4
MOST_CONCEPTS = 2
REPEATED = 40  # so many equal characters are no accident

Parts = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in a language; `language` and `name` are empty where it is the reader's own."""

    text: str
    language: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A passage of an attached file; `page` is None where the file has no pages."""

    title: str
    address: str
    page: int | None
    parts: Parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One hit, ready to be drawn. `language` is empty where the text is in the reader's language."""

    kind: str
    href: str
    language: str
    language_name: str
    title: Parts
    note: str
    passages: tuple[Parts, ...]
    files: tuple[FoundFile, ...]
    cluster: dict[str, str] | None
    town: str
    country: str
    distance: float | None
    facts: tuple[str, ...]
    words: tuple[Word, ...]  # found through these, besides the words of the query
    concepts: tuple[str, ...]  # … because they mean this

    @property
    def has_reason(self) -> bool:
        return bool(self.words or self.concepts)


def shown(hits: Iterable[Hit], language: str, titles: dict[str, str]) -> list[Shown]:
    """The hits of a page; the labels of all of them are asked for at once. `titles` are the names of the kinds."""
    hits = list(hits)
    cards = [Card.read(hit.card) for hit in hits]
    wanted: dict[str, set[str]] = {"cluster": {card.cluster for card in cards if card.cluster}}
    for card in cards:
        for name, value in card.facts:
            wanted.setdefault(name, set()).add(value)
    labels = facets.all_labels(wanted, language)
    return [_shown(hit, card, language, titles, labels) for hit, card in zip(hits, cards, strict=True)]


def _shown(hit: Hit, card: Card, language: str, titles: dict[str, str], labels: dict) -> Shown:
    foreign = hit.language if hit.language != language else ""
    cluster = card.cluster and {
        "code": card.cluster,
        "short_name": labels.get(("cluster", card.cluster), card.cluster),
    }
    title = "".join(text for text, _found in hit.title.parts)
    words = [_word(reason.term, reason.language or language, language) for reason in hit.reasons if _adds(reason.kind)]
    return Shown(
        kind=titles.get(hit.kind, ""),
        href=hit.address.replace("{language}", language),
        language=foreign,
        language_name=name_in(foreign, language) if foreign else "",
        title=hit.title.parts,
        note=card.note,
        passages=_passages(hit, card),
        files=tuple(_file(fragment, language) for fragment in hit.fragments if fragment.field == "attachment")[
            :MOST_FILES
        ],
        cluster=cluster or None,
        town=card.town,
        country=card.country,
        distance=hit.distance,
        facts=tuple(label for pair in card.facts if (label := labels.get(pair)) and label != title),
        words=tuple(dict.fromkeys(words))[:MOST_WORDS],
        concepts=_concepts(hit, title) if words or not any(reason.kind == "words" for reason in hit.reasons) else (),
    )


def _concepts(hit: Hit, title: str) -> tuple[str, ...]:
    """What the words of the query mean, the nearest first; a concept found by its own name needs no reason."""
    names = dict.fromkeys(reason.term for reason in hit.reasons if reason.kind == "concept")
    return tuple(name for name in names if name != title)[:MOST_CONCEPTS]


def _adds(kind: str) -> bool:
    return kind in {"correction", "other_language"}


def _word(text: str, own: str, language: str) -> Word:
    return Word(text) if own == language else Word(text, own, name_in(own, language))


def _passages(hit: Hit, card: Card) -> tuple[Parts, ...]:
    """What was found in summary and body; where neither has it, the summary says what the thing is."""
    found = [
        _open_ended(each.parts) if each.field == "body" else each.parts
        for each in hit.fragments
        if each.field in {"summary", "body"} and each.parts
    ]
    if card.summary and not any(_repeats(parts, card.summary) for parts in found):
        found.insert(0, ((card.summary, False),))
    return tuple(found[:MOST_PASSAGES])


def _open_ended(parts: Parts) -> Parts:
    """A passage out of the middle of a text begins and ends with an ellipsis."""
    begins = (("…", False),) if parts[0][0][:1].islower() else ()
    ends = () if parts[-1][0].rstrip()[-1:] in set(".!?…") else (("…", False),)
    return (*begins, *parts, *ends)


def _repeats(parts: Parts, summary: str) -> bool:
    """The passage is taken from where the summary stands."""
    passage = "".join(text for text, _found in parts).strip("… ")
    return passage[:REPEATED] in summary or summary.strip("… ")[:REPEATED] in passage


def _file(fragment: Fragment, language: str) -> FoundFile:
    """PDF readers of browsers open at `#page=`."""
    address = fragment.address.replace("{language}", language)
    if fragment.page and urlsplit(address).path.endswith(".pdf"):
        address = f"{address}#page={fragment.page}"
    return FoundFile(fragment.source, address, fragment.page, _open_ended(fragment.parts) if fragment.parts else ())
