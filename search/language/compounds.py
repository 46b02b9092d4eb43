"""Danish compounds taken apart: tekstilaffald is also about tekstil and affald.

The words that compounds are made of are a small list of the trade (`data/danish_compounds.txt`, read once in a few
milliseconds) rather than a dictionary: simplemma's 760,000 Danish forms would cost every process 25 MB or more and half
a second, and split what is no compound (guide 3.2). Every reading counts; engines weigh parts low.
"""

from functools import cache
from importlib.resources import files

from search.language.stemming import danish_digraphs, stem, without_accents

SHORTEST = 7  # letters of a compound
_PART = 3  # letters of a part at least
_STRANGE = 4  # letters of a rest that is in no list
_LINKS = ("", "s", "e")  # what may stand between: bomuld-s-fibre, kunde-rejse, barn-e-tøj


@cache
def _words() -> tuple[frozenset[str], frozenset[str]]:
    """The list's forms and stems, folded."""
    lines = (files("search.language") / "data" / "danish_compounds.txt").read_text("utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    forms = frozenset(_folded(word) for word in words)
    return forms, frozenset(_stem(word) for word in words)


def _folded(word: str) -> str:
    return danish_digraphs(without_accents(word))


def _stem(word: str) -> str:
    return stem(word, "da")


def _known(word: str) -> bool:
    forms, stems = _words()
    return word in forms or _stem(word) in stems


def _heads(word: str, end: int) -> bool:
    """Whether the first letters are a word of the list, with or without a link."""
    forms, _stems = _words()
    head = word[:end]
    return any(len(head) - len(link) >= _PART and head.endswith(link) and head[: end - len(link)] in forms
               for link in _LINKS)  # fmt: skip


def _readings(word: str, depth: int = 0) -> list[tuple[str, ...]]:
    """All ways to see a word as words of the list, at most four of them."""
    found = [(word,)] if _known(word) else []
    if depth < 3:
        for end in range(_PART, len(word) - _PART + 1):
            if _heads(word, end):
                found += [(word[:end], *rest) for rest in _readings(word[end:], depth + 1)]
    return found


def parts(word: str) -> tuple[str, ...]:
    """The stems of the parts of a normalised Danish word, in order, without doubles; empty when it is no compound.

    Where no reading is complete, the longest known beginning of five letters or more counts, and end of four.
    """
    word = _folded(word)
    if not SHORTEST <= len(word) <= 40 or not word.isalpha() or _known(word):
        return ()
    readings = _readings(word)
    if readings:
        fewest = min(len(reading) for reading in readings)
        found = [part for reading in readings if len(reading) == fewest for part in reading]
    else:
        found = _one_known_end(word)
    return tuple(dict.fromkeys(_part_stem(part) for part in found))


def _one_known_end(word: str) -> list[str]:
    longest = range(len(word) - _STRANGE, _PART, -1)
    tail = next((word[-size:] for size in longest if _known(word[-size:])), None)
    head = next((word[:size] for size in longest if size > _STRANGE and _heads(word, size)), None)
    return [part for part in (head, tail) if part]


def _part_stem(part: str) -> str:
    """A part without the link that is not its own: bomulds is bomuld."""
    forms, _stems = _words()
    for link in _LINKS:
        bare = part[: len(part) - len(link)]
        if part.endswith(link) and bare in forms:
            return _stem(bare)
    return _stem(part)
