"""Taking turns: every way to answer a question is timed on every question, in a new order each round."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import quantiles

Answer = Callable[[tuple[str, str]], object]


def turns(
    ways: Mapping[str, Answer], asked: Sequence[tuple[str, str]], *, rounds: int, cpu: bool = False, warm: bool = True
) -> dict[str, list[float]]:
    """Milliseconds of each way, question by question; the first round warms up and does not count, if `warm`.

    `cpu` counts the processor time of this thread instead of what the clock on the wall says: right where all of
    the work is done by it, since other work on the machine does not disturb it then.
    """
    clock = time.thread_time if cpu else time.perf_counter
    found: dict[str, list[float]] = {name: [] for name in ways}
    dice = random.Random(7)  # noqa: S311 -- an order, no secret
    for number in range(rounds + warm):
        for question in dice.sample(asked, len(asked)):
            for name in dice.sample(list(ways), len(ways)):
                began = clock()
                ways[name](question)
                if number >= warm:
                    found[name].append((clock() - began) * 1000)
    return found


def percentile(values: Sequence[float], per_cent: int) -> float:
    return quantiles(values, n=100, method="inclusive")[per_cent - 1]
