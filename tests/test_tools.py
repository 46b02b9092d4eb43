"""The tools behind make: stamps, the choice of a PostgreSQL, the summary, and sentences where they stop."""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

import pytest
from django.conf import settings

TOOLS = settings.BASE_DIR / "tools"


@pytest.fixture(scope="module", autouse=True)
def _path():
    sys.path.insert(0, str(TOOLS))
    yield
    sys.path.remove(str(TOOLS))


def load(name):
    """A module of tools/ under a name that shadows nothing."""
    spec = importlib.util.spec_from_file_location(f"cloth_tool_{name.replace('/', '_')}", TOOLS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder():
    """A folder inside the checkout, since fingerprints name files relative to it."""
    path = Path(tempfile.mkdtemp(dir=settings.VAR_DIR))
    yield path
    shutil.rmtree(path)


def test_a_fingerprint_changes_with_content_and_names_only(folder):
    setup = load("setup")
    (folder / "a.txt").write_text("one")
    first = setup.fingerprint(folder)

    os.utime(folder / "a.txt", (0, 0))
    assert setup.fingerprint(folder) == first
    (folder / "a.pyc").write_text("compiled")
    (folder / "a.mo").write_text("compiled")
    assert setup.fingerprint(folder) == first
    (folder / "a.txt").write_text("two")
    assert setup.fingerprint(folder) != first
    (folder / "a.txt").rename(folder / "b.txt")
    (folder / "b.txt").write_text("one")
    assert setup.fingerprint(folder) != first


def test_a_folder_that_is_not_there_counts_as_empty(folder):
    setup = load("setup")

    assert setup.fingerprint(folder / "none") == setup.fingerprint()


def test_a_step_runs_once_per_key(folder):
    setup = load("setup")
    stamp = folder / "deep" / "stamp"

    assert setup.once(stamp, "key")
    setup.done(stamp, "key")
    assert not setup.once(stamp, "key")
    assert setup.once(stamp, "other")


def test_a_failing_command_ends_with_its_words():
    setup = load("setup")

    with pytest.raises(SystemExit, match="This failed with status 3: .*exit.3"):
        setup.run(sys.executable, "-c", "exit(3)")


def _binary(folder: Path, version: str) -> Path:
    folder.mkdir(parents=True)
    for name in ("initdb", "postgres"):
        (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (folder / name).chmod(0o755)
    return folder


def test_the_newest_postgresql_is_chosen(tmp_path, monkeypatch):
    postgres = load("postgres")
    old, new = _binary(tmp_path / "14" / "bin", "14.9"), _binary(tmp_path / "17" / "bin", "17.1 (Debian 17.1-1)")
    monkeypatch.setenv("PATH", f"{old}{os.pathsep}{new}{os.pathsep}{tmp_path / 'none'}")
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path / "debian")

    assert postgres.binaries() == new


def test_an_old_postgresql_is_not_taken_and_the_sentence_says_what_to_do(tmp_path, monkeypatch):
    postgres = load("postgres")
    monkeypatch.setenv("PATH", str(_binary(tmp_path / "14" / "bin", "14.9")))
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path / "debian")
    monkeypatch.setattr(postgres, "debian_install", lambda *packages: False)

    with pytest.raises(SystemExit, match="PostgreSQL 15 or newer is missing. .*apt-get install postgresql"):
        postgres.binaries()


@pytest.mark.parametrize(
    ("last_line", "expected"),
    [
        ("812 passed in 93.10s (0:01:33)", {"passed": 812}),
        ("2 failed, 810 passed, 1 skipped in 93.10s", {"failed": 2, "passed": 810, "skipped": 1}),
        ("1 failed, 3 errors in 1.1s", {"failed": 1, "errors": 3}),
        ("no tests ran in 0.01s", {}),
        ("5 passed, 1 xfailed, 2 deselected in 0.1s", {"passed": 5, "xfailed": 1, "deselected": 2}),
    ],
)
def test_the_last_line_of_pytest_is_understood(last_line, expected):
    test = load("test")

    assert test.counts(f"tests/x.py: 7 passed in a message\n{last_line}\n") == expected


def test_every_file_of_tests_runs_on_one_database_at_least():
    test = load("test")
    files = [path for path in (settings.BASE_DIR / "tests").rglob("test_*.py") if "elastic" not in path.parts]

    def named(patterns):
        """What pytest leaves out for each pattern: files it fits, and those below a folder it fits."""
        return {
            pattern: {path for path in files for each in (path, *path.parents) if fnmatch(each, test.ROOT / pattern)}
            for pattern in patterns
        }

    found = [named(test.ONLY_ON_SQLITE), named(test.ONLY_ON_POSTGRESQL)]
    assert [pattern for each in found for pattern, fitting in each.items() if not fitting] == []
    assert set().union(*found[0].values()) & set().union(*found[1].values()) == set()


def test_whatever_was_not_run_counts_as_skipped():
    test = load("test")

    assert test.verdict({"passed": 5, "xfailed": 1, "deselected": 2, "skipped": 1}) == (5, 0, 4)
    assert test.verdict({"passed": 5, "errors": 2, "failed": 1}) == (5, 3, 0)


def test_a_taken_port_is_a_sentence():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, TOOLS / "run.py"],
            env=os.environ | {"PORT": str(port)},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert done.returncode == 1
    assert done.stderr.strip().splitlines() == [
        f"✗ Something already answers on port {port}. Choose another: make run PORT={port + 1}"
    ]


def test_a_port_that_is_no_number_is_a_sentence():
    done = subprocess.run(
        [sys.executable, TOOLS / "run.py"],
        env=os.environ | {"PORT": "http"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert (done.returncode, done.stderr.strip()) == (1, "✗ PORT must be a number from 1 to 65535, such as 8001.")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("page_40", 1.2, "x", "<=", 1.5), "bench page_40 1.2 x target <= 1.5 ok"),
        (("page_40", 1.7, "x", "<=", 1.5), "bench page_40 1.7 x target <= 1.5 short"),
        (("rps_home", 90, "1/s", ">=", 100), "bench rps_home 90 1/s target >= 100 short"),
    ],
)
def test_a_bench_figure_is_one_line(line, expected):
    name, value, unit, op, target = line
    figures = load("bench/figures")

    assert figures.Figure(name, value, unit, op, target).line() == expected


def test_a_bench_figure_without_a_target_is_never_short():
    figure = load("bench/figures").Figure("home_p50", 12.3456, "ms")

    assert (figure.line(), figure.ok) == ("bench home_p50 12.35 ms target - - ok", True)
