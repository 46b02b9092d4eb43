"""Eligibility of one organisation against many offers, ranking both ways, and a plan read from the database."""

import json
import os
import shutil
import subprocess
from datetime import date

from bench import site
from bench.figures import Figure
from setup import PYTHON, ROOT, done, fingerprint, once, say


def measure() -> list[Figure]:
    """On a database of its own, made anew when the tables change, and every month: its dates are ahead of today."""
    var, script = site.FOLDER / "matching", ROOT / "tools" / "bench" / "matching_site.py"
    shaping = fingerprint(script, ROOT / "requirements" / "base.txt", *sorted(ROOT.glob("*/migrations")))
    key = f"{shaping} {date.today():%Y-%m}"
    if once(var / "filled", key):
        shutil.rmtree(var, ignore_errors=True)
        var.mkdir(parents=True)
    say("bench: one organisation and 500 offers, one offer and 2000 applications")
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "CLOTH_VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "cloth.settings.dev",
    }
    answer = subprocess.run(
        [str(PYTHON), "-P", str(script)], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout
    found = json.loads(answer)
    done(var / "filled", key)
    return [
        Figure("exchanges_eligibility_queries", found["queries"], "queries", "<=", 10),
        Figure("exchanges_eligibility_growth", found["growth"], "x", "<=", 1.2),  # per offer: 500 against 100
        Figure("exchanges_eligibility_many", found["many"], "ms"),
        Figure("exchanges_matches_ranking", found["ranking"], "ms"),
        Figure("exchanges_matches_queries", found["ranking_queries"], "queries"),
        Figure("exchanges_matches_visitors", found["mirror"], "ms"),
        Figure("exchanges_planner_reading", found["reading"], "s", "<=", 30),
    ]
