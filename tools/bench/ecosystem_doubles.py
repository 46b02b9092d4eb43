"""Doubles in 5,000 generated organisations with 800 known ones, of a seed that nothing was tried on."""

import json
import subprocess

import serve
from bench.figures import Figure
from setup import PYTHON, ROOT, say

SURE_PRECISION, RECALL = 0.98, 0.95
CODE = """
import json, sys, time, django
django.setup()
from ecosystem.doubles import Index
from tests.ecosystem import doubles_set as sets
generated = sets.make(sets.MEASURED)
found = sets.compare(generated, Index.build(generated.rows).pairs())
many = [sets.make(seed).rows for seed in (11, 12, 13, 14)]
began = time.perf_counter()
rows = [row for number, each in enumerate(many) for row in sets.with_codes(each, str(number))]
index = Index.build(rows)
for row in rows:
    index.candidates(row)
spent = time.perf_counter() - began
shares = [found.sure_precision, found.recall, found.precision, found.sure_share]
print(json.dumps({"shares": shares, "seconds": spent, "missed": len(found.missed), "wrong": len(found.wrong)}))
"""


def measure() -> list[Figure]:
    say("bench: doubles among 5,000 generated organisations")
    env = serve.environment(0, var=ROOT / "build" / "bench" / "doubles", DEMO="0", PYTHONPATH=str(ROOT))
    run = subprocess.run([PYTHON, "-P", "-c", CODE], cwd=ROOT, env=env, check=True, capture_output=True, text=True)
    found = json.loads(run.stdout.splitlines()[-1])
    sure_precision, recall, precision, sure_share = found["shares"]
    return [
        Figure("ecosystem_doubles_sure_precision", sure_precision, "share", ">=", SURE_PRECISION),
        Figure("ecosystem_doubles_recall", recall, "share", ">=", RECALL),
        Figure("ecosystem_doubles_precision", precision, "share"),
        Figure("ecosystem_doubles_sure", sure_share, "share"),
        Figure("ecosystem_doubles_20000", found["seconds"], "s"),
    ]
