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
ELASTIC = [sys.executable, ROOT / "tools" / "elastic.py"]
# What runs against a real Elasticsearch.
ON_ELASTIC = ("tests/search/contract", "tests/search/elastic", "tests/ecosystem/test_agreement.py")
# What the database decides (models, actions, queries, races) runs on both. What never opens the site’s database, what
# readers see or take away, the table of roles and the demonstration run on SQLite only; what people type into pages,
# rubbish, the long journeys of those who write, and most of the exchanges’ room – not its races, signatures, boards –
# run on PostgreSQL only, which is the stricter of the two.
ONLY_ON_SQLITE = (
    "tests/browser/test_ecosystem_directory.py",
    "tests/browser/test_exchanges_stays.py",
    "tests/browser/test_pages.py",
    "tests/browser/test_proposing.py",
    "tests/browser/test_reading.py",
    "tests/browser/test_search.py",
    "tests/clusters/test_fields.py",
    "tests/clusters/test_patterns.py",
    "tests/clusters/test_vat.py",
    "tests/clusters/test_weaves.py",
    "tests/core/test_ca*.py",
    "tests/core/test_co*.py",
    "tests/core/test_dates.py",
    "tests/core/test_pdf.py",
    "tests/core/test_richtext.py",
    "tests/core/test_slugs.py",
    "tests/core/test_text.py",
    "tests/core/test_uploads.py",
    "tests/ecosystem/test_agreement.py",
    "tests/ecosystem/test_doubles.py",
    "tests/ecosystem/test_list_headings.py",
    "tests/ecosystem/test_list_reading.py",
    "tests/ecosystem/test_maps.py",
    "tests/ecosystem/test_nothing_leaks.py",
    "tests/ecosystem/test_open_*.py",
    "tests/ecosystem/test_reading.py",
    "tests/exchanges/test_calendars.py",
    "tests/exchanges/test_cases.py",
    "tests/exchanges/test_demo*.py",
    "tests/exchanges/test_docs.py",
    "tests/exchanges/test_documents.py",
    "tests/exchanges/test_moves.py",
    "tests/exchanges/test_planner.py",
    "tests/exchanges/test_public*.py",
    "tests/exchanges/test_ribbons.py",
    "tests/exchanges/test_workdays.py",
    "tests/exchanges/test_yearly.py",
    "tests/home/test_colours.py",
    "tests/home/test_load_demo.py",
    "tests/practices/test_f*.py",
    "tests/practices/test_pdf.py",
    "tests/practices/test_prose.py",
    "tests/search/contract",
    "tests/search/embedded",
    "tests/search/language",
    "tests/search/test_a*.py",
    "tests/search/test_feeds.py",
    "tests/search/test_judged.py",
    "tests/search/test_metrics.py",
    "tests/search/test_places.py",
    "tests/search/test_suggest.py",
    "tests/search/test_thesauri.py",
    "tests/test_[adest]*.py",
    "tests/test_messages.py",
    "tests/vocabulary/test_[fnps]*.py",
)
ONLY_ON_POSTGRESQL = (
    "tests/browser/test_ecosystem_[a-ce-z]*.py",
    "tests/browser/test_editing.py",
    "tests/browser/test_exchanges_missions.py",
    "tests/browser/test_journey.py",
    "tests/exchanges/test_desk_*.py",
    "tests/exchanges/test_e*.py",
    "tests/exchanges/test_l*.py",
    "tests/exchanges/test_ma*.py",
    "tests/exchanges/test_o*.py",
    "tests/exchanges/test_pro*.py",
    "tests/exchanges/test_re*.py",
    "tests/exchanges/test_stay_*.py",
    "tests/exchanges/test_t*.py",
    "tests/*/test_*_form.py",
    "tests/*/test_*_page.py",
    "tests/*/test_*_pages.py",
    "tests/*/test_*_views.py",
    "tests/*/test_views.py",
    "tests/*/test_viewsets.py",
    "tests/test_rubbish.py",
)
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?|xfailed|xpassed|deselected)")
LAST_LINE = re.compile(r"^=*\s*(\d+ \w+(, \d+ \w+)*|no tests ran) in [\d.]+s")


def browser() -> None:
    """Debian's Chromium, installed where that is allowed."""
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        return
    if not postgres.debian_install("chromium") or not shutil.which("chromium"):
        stop("Chromium is missing. On Debian, as root: apt-get install chromium")


def environment(database_url: str, name: str = "suite") -> dict[str, str]:
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "cloth.settings.test", "TEST_DB": name, "PYTHONUNBUFFERED": "1"}
    for other in ("DATABASE_URL", "TEST_ELASTICSEARCH_URL", "SEARCH_URL"):
        env.pop(other, None)
    return env | ({"DATABASE_URL": database_url} if database_url else {})


def background(name: str, command: list, env: dict[str, str]) -> subprocess.Popen:
    """A command that writes to build/test-<name>.log."""
    with (BUILD / f"test-{name}.log").open("w") as log:
        return subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)


def suite(arguments: list) -> list:
    return [PYTHON, "-m", "pytest", "--create-db", "--durations=25", *arguments]


def on_elastic(name: str) -> subprocess.Popen:
    """What runs against a real Elasticsearch: the server named in the environment, or one of its own."""
    env = environment("", "elasticsearch")
    if named := os.environ.get("TEST_ELASTICSEARCH_URL"):
        env["TEST_ELASTICSEARCH_URL"] = named
    return background(name, [*ELASTIC, "run", "--", *suite(list(ON_ELASTIC))], env)


def counts(log: str) -> dict[str, int]:
    """The numbers of pytest's last line."""
    last = next((line for line in reversed(log.splitlines()) if LAST_LINE.match(line)), "")
    return {kind: int(number) for number, kind in COUNT.findall(last)}


def verdict(found: dict[str, int]) -> tuple[int, int, int]:
    """Passed, failed and skipped; an error is a failure, and whatever did not run or was excused counts as skipped."""
    failed = sum(found.get(kind, 0) for kind in ("failed", "error", "errors", "xpassed"))
    skipped = sum(found.get(kind, 0) for kind in ("skipped", "xfailed", "deselected"))
    return found.get("passed", 0), failed, skipped


def run_suites(arguments: list[str]) -> dict[str, int]:
    """The suite on both databases at once and, when the first is done, what belongs to Elasticsearch; their statuses.

    The server is fetched meanwhile, which takes from half a minute to some minutes, once.
    """
    elastic = not arguments or any(argument.startswith("tests/search") for argument in arguments)
    say("running the suite on SQLite, PostgreSQL and Elasticsearch (build/test-sqlite.log and so on)")
    fetching = background("fetching", [*ELASTIC, "get"], dict(os.environ)) if elastic else None
    ours = suite(["--ignore=tests/search/elastic", *arguments])
    without = {"sqlite": ONLY_ON_POSTGRESQL, "postgresql": ONLY_ON_SQLITE} if not arguments else {}
    with postgres.server() as url:
        runs = {
            name: background(
                name, [*ours, *(f"--ignore-glob={ROOT / path}" for path in without.get(name, ()))], environment(address)
            )
            for name, address in {"sqlite": "", "postgresql": url}.items()
        }
        codes = {"sqlite": runs["sqlite"].wait()}
        if fetching:
            fetching.wait()
            runs["elasticsearch"] = on_elastic("elasticsearch")
        return codes | {name: process.wait() for name, process in runs.items()}


def main() -> None:
    began = time.monotonic()
    BUILD.mkdir(exist_ok=True)
    setup.environment("dev.txt")
    setup.messages()
    checked = True
    if sys.argv[1:] == ["elasticsearch"]:
        say("running the search contract and the cluster tests (build/test-elasticsearch.log)")
        codes = {"elasticsearch": on_elastic("elasticsearch").wait()}
    else:
        browser()
        postgres.binaries()
        say("checking style, types, templates and migrations (make check)")
        checked = subprocess.run(["make", "--no-print-directory", "check"], cwd=ROOT, check=False).returncode == 0
        codes = run_suites(sys.argv[1:])
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
