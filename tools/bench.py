"""`make bench`: figures with their targets, one line each; status 1 when one is short. ONLY=<prefix> for a part."""

import sys
import time

import setup
from bench import ecosystem, exchanges, figures, search, site
from setup import ROOT, say, stop

# Each part makes the figures whose names begin with its own; later rooms add theirs here.
PARTS = {"site": site.measure, "exchanges": exchanges.measure, "search": search.measure, **ecosystem.PARTS}


def main() -> None:
    began = time.monotonic()
    only = sys.argv[1] if len(sys.argv) > 1 else ""
    setup.environment("base.txt")
    setup.messages()
    chosen = [part for name, part in PARTS.items() if name.startswith(only) or only.startswith(name)]
    if not chosen:
        stop(f"No figure begins with “{only}”. The parts are: {', '.join(PARTS)}")
    found = [figure for part in chosen for figure in part() if figure.name.startswith(only)]
    for figure in found:
        print(figure.line(), flush=True)
    figures.write(found, ROOT / "build" / "bench.json")
    short = [figure.name for figure in found if not figure.ok]
    say(f"{len(found)} figures, {len(short)} short, {time.monotonic() - began:.0f} s; also in build/bench.json")
    if short or not found:
        sys.exit(1)


if __name__ == "__main__":
    main()
