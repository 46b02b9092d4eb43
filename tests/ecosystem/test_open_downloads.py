"""Dated files: once a day, whole or not at all, kept as promised, given to anybody."""

import csv
import hashlib
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from core import rounds
from ecosystem.open import downloads, files
from tests.factories import accounts, clusters
from tests.factories.ecosystem_open import example

pytestmark = pytest.mark.django_db
KINDS = ["csv", "geojson", "jsonld", "xlsx"]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    """A place for files that is this test’s own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / downloads.FOLDER


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*")) if folder.exists() else []


def test_the_round_writes_every_format_and_a_list_of_them(client, folder):
    example()
    clusters.organisation("Cutter")
    clusters.organisation("Waiting", confirmed=False)
    today = timezone.localdate()

    assert downloads.write_today() == today

    stem = f"organisations-{today.isoformat()}"
    assert names(folder) == sorted([f"{stem}.json", *(f"{stem}.{kind}" for kind in KINDS)])
    [day] = downloads.days()
    assert (day.on, sorted(each.format for each in day.files)) == (today, KINDS)
    for each in day.files:
        response = client.get(f"/open-data/{each.name}")
        content = b"".join(response.streaming_content)
        assert (each.records, each.size) == (2, len(content)) == (2, int(response["Content-Length"]))
        assert each.sha256 == hashlib.sha256(content).hexdigest()
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_headings_of_dated_files_are_the_fields_of_the_api(client):
    example()
    downloads.write_today()
    [day] = downloads.days()
    name = next(each.name for each in day.files if each.format == "csv")

    content = b"".join(client.get(f"/open-data/{name}").streaming_content).decode()

    [row] = csv.DictReader(io.StringIO(content.removeprefix("\ufeff")))
    assert (row["code"], row["steps"], row["min_order_style"]) == ("k7m2xq", "weaving", "80")
    assert row["licence"] == "https://creativecommons.org/licenses/by/4.0/"


def test_a_second_round_of_the_day_writes_nothing(folder):
    downloads.write_today()
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    clusters.organisation("Later")

    assert downloads.write_today() is None
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    assert "ecosystem.open_data" in rounds.registered()


def test_a_round_that_breaks_leaves_nothing_for_anybody(client, folder, monkeypatch):
    example()

    def broken(*_args, **_options):
        yield "{"
        raise OSError("the disk is full")

    monkeypatch.setattr(files.jsonld, "graph", broken)
    with pytest.raises(OSError, match="full"):
        downloads.write_today()

    today = timezone.localdate().isoformat()
    assert downloads.days() == []
    assert not [name for name in names(folder) if name.endswith((".half", ".json", ".jsonld"))]
    assert client.get(f"/open-data/organisations-{today}.csv").status_code == 404

    monkeypatch.undo()
    downloads.write_today()
    assert [len(day.files) for day in downloads.days()] == [4]


def test_the_last_thirty_days_and_the_first_of_each_month_stay():
    today = date(2026, 11, 22)
    known = [today - timedelta(days=number) for number in range(100)]

    kept = downloads.to_keep(known, today)

    assert kept == {today - timedelta(days=number) for number in range(30)} | {
        date(2026, 10, 1),
        date(2026, 9, 1),
        date(2026, 8, 15),  # the first that there is of that month
        date(2026, 11, 1),
    }


def test_old_days_go_with_all_their_files(folder):
    downloads.write_today()
    for old in ("2020-01-01", "2020-01-02"):
        for path in list(folder.glob(f"organisations-{timezone.localdate().isoformat()}.*")):
            (folder / f"organisations-{old}{path.suffix}").write_bytes(path.read_bytes())

    gone = downloads.forget_old(timezone.localdate())

    assert gone == [date(2020, 1, 2)]
    assert len(names(folder)) == 10
    assert [day.on for day in downloads.days()] == [timezone.localdate(), date(2020, 1, 1)]


@pytest.mark.parametrize(
    "name",
    [
        "organisations-2026-01-01.json",
        "organisations-2026-13-01.csv",
        "..",
        "organisations-2026-01-01.csv.half",
        "organisations-x",
    ],
)
def test_only_listed_files_are_given(client, name):
    assert client.get(f"/open-data/{name}").status_code == 404


def test_an_address_that_stays_leads_to_the_newest(client):
    assert client.get("/open-data/organisations-latest.csv").status_code == 404

    downloads.write_today()

    response = client.get("/open-data/organisations-latest.csv")
    assert response["Location"] == f"/open-data/organisations-{timezone.localdate().isoformat()}.csv"


def test_the_page_lists_them_with_what_proves_them_whole(client):
    empty = client.get("/en/data/").content.decode()
    assert "No file was written yet." in empty

    example()
    downloads.write_today()

    html = client.get("/en/data/").content.decode()
    [day] = downloads.days()
    assert all(each.name in html and each.sha256 in html for each in day.files)
    assert json.dumps(day.files[0].records) in html


def test_the_page_stands_in_the_readers_language(client):
    client.force_login(accounts.person(language="bg"))

    assert client.get("/open-data/")["Location"] == "/bg/data/"
    assert client.get("/bg/data/").status_code == 200
