"""Processes of their own for the tests: `python -m tests.search.embedded.writers <what> <address> [number]`."""

import os
import sys
from itertools import count

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cloth.settings.test")
django.setup()

from search.documents import Removal, SearchDocument  # noqa: E402 -- after the settings are there
from search.engines import open_engine  # noqa: E402
from search.engines.base import Engine  # noqa: E402

ROUND = 20  # documents in a round; a round is complete or absent


def document(number: int, round_number: int, revision: int) -> SearchDocument:
    return SearchDocument(
        key=f"practice:{number}:en",
        kind="practice",
        language="en",
        translation_key=f"practice:{number}",
        title=f"Velvet in round{round_number}",
        body=f"A text about velvet, linen and wool. round{round_number} " * 20,
        address=f"/{number}/",
        facets={"round": (str(round_number),)},
        revision=revision,
    )


def write_for_ever(engine: Engine, _: int) -> None:
    """Rewrites the same documents round after round; each round is one call, told before and after on the output."""
    for number in count(1):
        print("begin", number, flush=True)
        engine.index([document(at, number, number * 2) for at in range(ROUND)])
        engine.remove([Removal(f"practice:{number % ROUND}:en", number * 2 + 1)])
        print("done", number, flush=True)


def rebuild_for_ever(engine: Engine, _: int) -> None:
    """Rebuilds again and again, with a few new documents each time."""
    for number in count(1):
        with engine.rebuild() as rebuild:
            print("begin", rebuild.generation, flush=True)
            for at in range(0, 200, 20):
                rebuild.index([document(one, number, 1) for one in range(at, at + 20)])
            rebuild.switch()
            print("done", rebuild.generation, flush=True)


def write_own(engine: Engine, first: int) -> None:
    """Writes two hundred documents of its own, one at a time."""
    for number in range(first, first + 200):
        engine.index([document(number, first, 1)])
    print("done", first, flush=True)


if __name__ == "__main__":
    what, address, *number = sys.argv[1:]
    opened = open_engine(address)
    {"write": write_for_ever, "rebuild": rebuild_for_ever, "own": write_own}[what](
        opened, int(number[0]) if number else 0
    )
