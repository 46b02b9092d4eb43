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
COUNT = re.compile(r"(\d+) (passed|failed|skipped|error|errors|xfailed|deselected)")


def browser() -> None:
    """Debian's Chromium, installed where that is allowed."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if not postgres.debian_install("chromium") or not shutil.which("chromium"):
        stop("Chromium is missing. On Debian, as root: apt-get install chromium")


def start(name: str, database_url: str, arguments: list[str]) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "cloth.settings.test",
        "DATABASE_URL": database_url,
        "TEST_DB": "suite",
        "PYTHONUNBUFFERED": "1",
    }
    if not database_url:
        environment.pop("DATABASE_URL")
    log = (BUILD / f"test-{name}.log").open("w")
    return subprocess.Popen(
        [PYTHON, "-m", "pytest", "--create-db", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )


def counts(name: str) -> dict[str, int]:
    """The numbers of pytest's last line."""
    lines = (BUILD / f"test-{name}.log").read_text().splitlines()
    last = next((line for line in reversed(lines) if COUNT.search(line)), "")
    return {kind: int(number) for number, kind in COUNT.findall(last)}


def main() -> None:
    began = time.monotonic()
    BUILD.mkdir(exist_ok=True)
    setup.environment("dev.txt")
    setup.messages()
    browser()
    say("checking style, types, templates and migrations")
    subprocess.run(["make", "--no-print-directory", "check"], cwd=ROOT, check=True)
    with postgres.server() as url:
        say("running the suite on SQLite and on PostgreSQL (build/test-sqlite.log, build/test-postgresql.log)")
        runs = {name: start(name, address, sys.argv[1:]) for name, address in {"sqlite": "", "postgresql": url}.items()}
        codes = {name: process.wait() for name, process in runs.items()}
    total = {"passed": 0, "failed": 0, "skipped": 0}
    for name, code in codes.items():
        found = counts(name)
        found["failed"] = found.get("failed", 0) + found.get("error", 0) + found.get("errors", 0)
        total = {kind: total[kind] + found.get(kind, 0) for kind in total}
        if code:
            print((BUILD / f"test-{name}.log").read_text()[-20000:])
        print(f"{name}: {found.get('passed', 0)} passed, {found['failed']} failed, {found.get('skipped', 0)} skipped")
    print(f"tests took {time.monotonic() - began:.0f} s")
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    if any(codes.values()) or total["failed"] or total["skipped"] or not total["passed"]:
        sys.exit(1)


if __name__ == "__main__":
    main()
