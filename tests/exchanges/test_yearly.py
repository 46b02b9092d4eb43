"""The yearly report: figures of the year, tagged, in every language; and what everybody reads of the progress."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import translation
from pypdf import PdfReader

from exchanges import yearly
from exchanges.actions import reports, stays
from exchanges.models import Exchange
from tests.factories import exchange_rows, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
PATH = "/exchanges/boards/clusterxchange/2026.pdf"


def get(user, path):
    client = Visitor()
    if user:
        client.force_login(user)
    return client.get(path)


def text_of(content: bytes) -> str:
    return re.sub(r"[\s\xad]+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages))


def tables(w, year=2026, user=None) -> dict[str, list]:
    return {each["title"]: each["rows"] for each in yearly.content_of(w.programme, year, user or w.auditor)["tables"]}


def test_the_year_in_figures(w):
    exchange = factory.paid(w)
    with factory.on(factory.LAST + timedelta(days=20)):
        found = tables(w)
        facts = dict(yearly.content_of(w.programme, 2026, w.auditor)["facts"])

    assert found["By type"][0] == ["Small or medium-sized enterprise", "75", "1", "1"]
    assert found["By sending cluster"][0] == [w.home.short_name, "1", "EUR 1,100"]
    assert found["By country"] == [["Bulgaria", "Denmark", "1"]]
    assert [row[0] for row in found["Exchanges validated in the year"]] == [exchange.code]
    assert found["Exchanges validated in the year"][0][2:6] == [
        "Bulgaria → Denmark",
        w.home.short_name,
        "5",
        "EUR 1,100",
    ]
    assert facts["Validated until its end, of the target"] == "1 of 100"
    assert facts["Paid in the year"] == "EUR 1,100"


def test_a_year_has_its_own_and_keeps_what_was_before(w):
    factory.paid(w)
    with factory.on(factory.LAST + timedelta(days=200)):
        found = tables(w, 2027)

    assert found["By type"][0] == ["Small or medium-sized enterprise", "75", "0", "1"]
    assert found["Exchanges validated in the year"] == []


def test_what_was_cancelled_or_is_online_is_named_apart(w):
    stays.cancel_exchange(factory.matched(w), reason="Illness.", by=w.visitor)

    facts = dict(yearly.content_of(w.programme, 2026, w.auditor)["facts"])

    assert (facts["Cancelled before the start"], facts["Validated in the year"]) == ("1", "0")


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_is_tagged_in_every_language(w, language):
    exchange_rows.exchanges(w.programme, [w.home, w.away], 60)
    answer = get(w.coordinator, f"/{language}{PATH}")
    reader = PdfReader(BytesIO(answer.content))
    root = reader.trailer["/Root"]

    assert answer["Content-Type"] == "application/pdf"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"].startswith(language)
    with translation.override(language):
        assert reader.metadata.title == yearly.content_of(w.programme, 2026, w.coordinator)["title"]
    rows = Exchange.objects.filter(validated_at__year=2026)
    assert all(row.code in text_of(answer.content) for row in rows[:5])


def test_only_years_that_have_begun(w):
    assert yearly.years(w.programme) == [2025, 2026]
    for year in ("2024", "2027", "99999"):
        assert get(w.coordinator, f"/en/exchanges/boards/clusterxchange/{year}.pdf").status_code == 404
    assert get(w.coordinator, "/en/exchanges/boards/other/2026.pdf").status_code == 404


def test_marks_are_those_one_may_read(w):
    exchange_rows.exchanges(w.programme, [w.home, w.away], 100)

    assert "Satisfaction" in tables(w, user=w.coordinator)
    assert "Satisfaction" not in tables(w, user=w.auditor)


# The public page


def progress(user=None) -> str:
    answer = get(user, "/en/exchanges/progress/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_only_released_stories_are_read(w):
    exchange = factory.paid(w)
    report = exchange.reports.get()
    assert report.story not in progress()

    reports.release_story(report, by=w.sending)
    html = progress()
    assert report.story in html
    assert "Mill" in html
    assert w.visitor.get_full_name() not in html
    assert exchange.code not in html

    reports.take_story_back(report, by=w.visitor)
    assert report.story not in progress()


def test_progress_is_public_and_has_no_link_into_the_list(w):
    exchange_rows.exchanges(w.programme, [w.home, w.away], 50)
    counted = Exchange.objects.counted().count()

    for user in (None, w.coordinator, w.auditor):
        html = progress(user)
        assert f'<p class="figure">{counted} <small>/ 100</small></p>' in html
        assert "exchanges/list/?" not in html
        assert "Firm " not in html


@pytest.mark.parametrize("number", [1, 60])
def test_progress_takes_few_queries(w, number, django_assert_max_num_queries):
    exchange_rows.exchanges(w.programme, [w.home, w.away], number)
    Exchange.objects.first().reports.update(consent_to_publish=True, released_at=factory.NOW)
    progress()

    with django_assert_max_num_queries(15):
        progress()
