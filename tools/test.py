"""`make test`: everything CI runs. Sets up what it needs, checks, then runs the suite on both databases at once."""

import os
import re
import shutil
import subprocess
import sys
import time

import postgres
import setup
from setup import PYTHON, ROOT, say, stop

BUILD = ROOT / "build"
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed|deselected)")
LAST_LINE = re.compile(r"^=*\s*(\d+ \w+(, \d+ \w+)*|no tests ran) in [\d.]+s")


def browser() -> None:
    """Debian's Chromium, installed where that is allowed."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if not postgres.debian_install("chromium") or not shutil.which("chromium"):
        stop("Chromium is missing. On Debian, as root: apt-get install chromium")


def start(name: str, database_url: str, arguments: list[str]) -> subprocess.Popen:
    """The suite on one database, in the background, writing to build/test-<name>.log."""
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "cloth.settings.test", "TEST_DB": "suite", "PYTHONUNBUFFERED": "1"}
    env.pop("DATABASE_URL", None)
    if database_url:
        env["DATABASE_URL"] = database_url
    with (BUILD / f"test-{name}.log").open("w") as log:
        command = [PYTHON, "-m", "pytest", "--create-db", "--durations=10", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)


def counts(log: str) -> dict[str, int]:
    """The numbers of pytest's last line."""
    last = next((line for line in reversed(log.splitlines()) if LAST_LINE.match(line)), "")
    return {kind: int(number) for number, kind in COUNT.findall(last)}


def verdict(found: dict[str, int]) -> tuple[int, int, int]:
    """Passed, failed and skipped; an error is a failure, and whatever did not run or was excused counts as skipped."""
    failed = sum(found.get(kind, 0) for kind in ("failed", "error", "errors", "xpassed"))
    skipped = sum(found.get(kind, 0) for kind in ("skipped", "xfailed", "deselected"))
    return found.get("passed", 0), failed, skipped


def main() -> None:
    began = time.monotonic()
    BUILD.mkdir(exist_ok=True)
    setup.environment("dev.txt")
    setup.messages()
    browser()
    postgres.binaries()
    say("checking style, types, templates and migrations (make check)")
    checked = subprocess.run(["make", "--no-print-directory", "check"], cwd=ROOT, check=False).returncode == 0
    say("running the suite on SQLite and on PostgreSQL (build/test-sqlite.log, build/test-postgresql.log)")
    with postgres.server() as url:
        runs = {name: start(name, address, sys.argv[1:]) for name, address in {"sqlite": "", "postgresql": url}.items()}
        codes = {name: process.wait() for name, process in runs.items()}
    totals = (0, 0, 0)
    for name, code in codes.items():
        log = (BUILD / f"test-{name}.log").read_text()
        if code:
            print(log[-20000:])
        found = verdict(counts(log))
        totals = tuple(map(sum, zip(totals, found, strict=True)))
        print("{}: {} passed, {} failed, {} skipped".format(name, *found))
    print(f"checks {'passed' if checked else 'FAILED, see above'}; all of it took {time.monotonic() - began:.0f} s")
    print("{} passed, {} failed, {} skipped".format(*totals))
    if any(codes.values()) or not checked or totals[1:] != (0, 0) or not totals[0]:
        sys.exit(1)


if __name__ == "__main__":
    main()
