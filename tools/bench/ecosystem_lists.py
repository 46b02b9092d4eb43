"""A list of 20,000 members: read, loaded, and beside it the same rows saved one by one; the memory of that process."""

import json
import os
import shutil
import subprocess

import serve
from bench import site
from bench.figures import Figure
from setup import PYTHON, ROOT, done, fingerprint, once, say

TIMES_FASTER, MOST_MEMORY = 10, 400  # issue 6, “It must show”, 4; the memory in MB


def measure() -> list[Figure]:
    """On a database of its own; every run loads into a copy of the empty one."""
    say("bench: loading a list of 20,000 members")
    folder, script = site.FOLDER / "lists", ROOT / "tools" / "bench" / "lists_site.py"
    empty, var = folder / "empty", folder / "loaded"
    key = fingerprint(ROOT / "requirements" / "base.txt", *sorted(ROOT.glob("*/migrations")))
    if once(empty / "filled", key):
        shutil.rmtree(empty, ignore_errors=True)
        empty.mkdir(parents=True)
        serve.manage("migrate", "--verbosity", "0", env=_environment(empty))
        done(empty / "filled", key)
    shutil.rmtree(var, ignore_errors=True)
    shutil.copytree(empty, var)
    answer = subprocess.run(
        [str(PYTHON), "-P", str(script)],
        cwd=ROOT,
        env=_environment(var),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    found = json.loads(answer.splitlines()[-1])
    return [
        Figure("ecosystem_lists_loading", found["times"], "x", ">=", TIMES_FASTER),
        Figure("ecosystem_lists_memory", found["memory"], "MB", "<=", MOST_MEMORY),
        Figure("ecosystem_lists_reading", found["reading"], "s"),
        Figure("ecosystem_lists_loading_20000", found["loading"], "s"),
        Figure("ecosystem_lists_saving_20000", found["saving"], "s"),
        Figure("ecosystem_lists_again", found["again"], "s"),
    ]


def _environment(var) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "CLOTH_VAR_DIR": str(var),
        "DJANGO_SETTINGS_MODULE": "cloth.settings.dev",
        "DEMO": "0",
    }
