"""50,000 documents in seven languages that look real, and questions to ask them: always the same ones.

Each language is a chain of words: which word follows which is learnt from the judged set and the demonstration, so
that frequencies fall as they do there (Zipf), and labels of the vocabulary occur as often. Every fortieth word is
coined from the halves of two others, so that there are many rare words, as names are. Half of the things are in one
language only, the rest in two to four.

    python -m bench.finding.texts FILE      write them, a JSON line each
"""

import random
import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import accumulate
from pathlib import Path

import orjson

from search.documents import PUBLIC, Place, SearchDocument
from tests.search.judged import LANGUAGES, documents, queries

COUNT = 50_000
WORDS = 200  # of a document, on average (lognormal; a tenth has more than 360)
COINED = 0.025  # of the words
FORMS = 20_000  # coined words of a language
SHARES = {"en": 30, "fr": 15, "es": 15, "ca": 10, "bg": 10, "ro": 10, "da": 10}  # per cent of the originals
VERSIONS = (1, 1, 1, 1, 1, 2, 2, 2, 3, 4)  # languages of a thing
FACETS = {"country": 27, "cluster": 12, "status": 4, "evidence": 5, "year": 15}  # with so many values, Zipf-like
READERS = ((PUBLIC,), (PUBLIC,), (PUBLIC,), (PUBLIC,), ("signed-in",), ("group:3", "org:7"))  # tokens of a thing
ASKED = 10  # questions in each language
KINDS = ("verbatim", "verbatim", "verbatim", "inflected", "unaccented", "typo", "name", "cross_language", "compound")


class Chain:
    """Words of one language, drawn one after the other."""

    def __init__(self, language: str, dice: random.Random) -> None:
        texts = [text for one in documents() if one.language == language for text in (one.summary, one.body) if text]
        self.dice = dice
        self.words = [word for text in texts for word in text.split()]
        self.after: dict[str, list[str]] = {}
        for one, other in zip(self.words, self.words[1:], strict=False):
            self.after.setdefault(one, []).append(other)
        long = sorted({word.strip(".,;:()«»“”").lower() for word in self.words if word.isalpha() and len(word) > 5})
        halves = [(word[: len(word) // 2], word[len(word) // 2 :]) for word in long]
        self.coined = [dice.choice(halves)[0] + dice.choice(halves)[1] for _ in range(FORMS)]
        self.weights = list(accumulate(1 / rank for rank in range(1, FORMS + 1)))

    def text(self, words: int) -> str:
        found, word = [], self.dice.choice(self.words)
        for _ in range(words):
            found.append(word)
            if self.dice.random() < COINED:
                found.append(self.dice.choices(self.coined, cum_weights=self.weights)[0])
            word = self.dice.choice(self.after.get(word) or self.words)
        text = " ".join(found)
        return text[:1].upper() + text[1:]


def made(count: int = COUNT) -> Iterator[SearchDocument]:
    dice = random.Random(20261122)  # noqa: S311 -- texts, no secret
    chains = {language: Chain(language, dice) for language in LANGUAGES}
    concepts = sorted({concept for one in documents() for concept in one.concepts})
    common = list(accumulate(1 / rank for rank in range(1, len(concepts) + 1)))
    ranks = {name: list(accumulate(1 / rank for rank in range(1, size + 1))) for name, size in FACETS.items()}
    done = number = 0
    while done < count:
        number += 1
        (original,) = dice.choices(list(SHARES), weights=list(SHARES.values()))
        others = dice.sample([one for one in LANGUAGES if one != original], dice.choice(VERSIONS) - 1)
        kind = dice.choice(("practice", "practice", "organisation", "document"))
        shared = {
            "kind": kind,
            "translation_key": f"{kind}:{number}",
            "address": f"/{{language}}/{kind}s/{number}/",
            "concepts": tuple(dict.fromkeys(dice.choices(concepts, cum_weights=common, k=dice.randrange(4)))),
            "facets": {name: (f"{name}-{_rank(dice, ranks[name])}",) for name in FACETS},
            "numbers": {"staff": float(dice.randrange(200))},
            "place": Place(dice.uniform(36, 60), dice.uniform(-9, 28)) if dice.random() < 0.8 else None,
            "date": date.fromordinal(739_000 + dice.randrange(1000)),
            "access": dice.choice(READERS),
            "card": {"cluster": "loom", "town": "Ruse", "country": "BG", "facts": [["status", "running"]]},
        }
        for language in (original, *others)[: count - done]:
            chain, words = chains[language], max(30, int(dice.lognormvariate(5.15, 0.55)))
            yield SearchDocument(
                key=f"{kind}:{number}:{language}",
                language=language,
                title=chain.text(dice.randrange(3, 9)),
                summary=chain.text(18),
                body=chain.text(words - 24),
                **shared,
            )
            done += 1


def _rank(dice: random.Random, weights: list[float]) -> int:
    return dice.choices(range(1, len(weights) + 1), cum_weights=weights)[0]


def asked() -> list[tuple[str, str]]:
    """(text, language) of the judged set’s own questions of all kinds that have an answer."""
    dice = random.Random(7)  # noqa: S311 -- questions, no secret
    found = []
    for language in LANGUAGES:
        each = queries(language)
        for number in range(ASKED):
            kind = KINDS[number % len(KINDS)]
            found.append((dice.choice([one.text for one in each if one.kind == kind]), language))
    return found


def read(path: Path) -> Iterator[SearchDocument]:
    """The documents of a file, one after the other: they are never all in memory."""
    with path.open("rb") as lines:
        for line in lines:
            yield _read(orjson.loads(line))


def _read(row: dict) -> SearchDocument:
    for name in ("names", "concepts", "access"):
        row[name] = tuple(row[name])
    row |= {
        "facets": {name: tuple(values) for name, values in row["facets"].items()},
        "place": Place(**row["place"]) if row["place"] else None,
        "date": date.fromisoformat(row["date"]),
        "attachments": (),
    }
    return SearchDocument(**row)


def main(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    with part.open("wb") as lines:
        for one in made():
            lines.write(orjson.dumps(asdict(one)) + b"\n")
    part.rename(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
