"""The exchanges’ room: the planner, exact with a proven gap, beside a greedy assignment; matching; boards and list."""

import json
import os
import subprocess

from bench import boards, matching
from bench.figures import Figure
from setup import PYTHON, ROOT, say

APPLICATIONS, OFFERS = 2000, 500


def measure() -> list[Figure]:
    """All figures of the part `exchanges`."""
    return [*_planner(), *matching.measure(), *boards.measure()]


def _planner() -> list[Figure]:
    say(f"bench: a plan for {APPLICATIONS} applications and {OFFERS} offers")
    command = [str(PYTHON), "-P", "tools/bench/planning.py", str(APPLICATIONS), str(OFFERS)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    answer = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True).stdout
    found = json.loads(answer)
    return [
        Figure("exchanges_planner_seconds", found["seconds"], "s", "<=", 60),
        Figure("exchanges_planner_gap", found["gap"] * 100, "%", "<=", 1),
        Figure("exchanges_planner_broken_rules", found["broken"], "rules", "<=", 0),
        Figure("exchanges_planner_value_to_greedy", found["value"], "x", ">=", 1),
        Figure("exchanges_planner_placed", found["placed"], "stays"),
        Figure("exchanges_planner_greedy_seconds", found["greedy_seconds"], "s"),
        Figure("exchanges_planner_greedy_placed", found["greedy_placed"], "stays"),
    ]
