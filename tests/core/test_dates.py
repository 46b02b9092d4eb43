"""Dates as each of the seven languages writes them."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from core import dates

DAY = date(2026, 6, 24)


def plain(text: str) -> str:
    """With ordinary blanks: CLDR's no-break ones differ between its releases."""
    return " ".join(text.split())


@pytest.mark.parametrize(
    ("language", "long", "month"),
    [
        ("en", "24 June 2026", "June 2026"),
        ("fr", "24 juin 2026", "juin 2026"),
        ("es", "24 de junio de 2026", "junio de 2026"),
        ("ca", "24 de juny del 2026", "juny del 2026"),
        ("bg", "24 юни 2026 г.", "юни 2026 г."),
        ("ro", "24 iunie 2026", "iunie 2026"),
        ("da", "24. juni 2026", "juni 2026"),
    ],
)
def test_dates_in_seven_languages(language, long, month):
    with translation.override(language):
        template = Template('{{ day|date }} / {{ day|date:"DATE_FORMAT" }} / {{ day|date:"F Y" }}')
        page = template.render(Context({"day": DAY}))

    assert plain(dates.long_date(DAY, language)) == long
    assert plain(page) == f"{long} / {long} / {month}"


def test_date_filter_keeps_other_formats_and_nothing():
    text = Template('{{ day|date:"Y-m-d" }}|{{ none|date }}|{{ empty|date:"DATE_FORMAT" }}')

    assert text.render(Context({"day": DAY, "none": None, "empty": ""})) == "2026-06-24||"


def test_times_are_told_in_the_time_zone_of_the_site():
    moment = datetime(2026, 6, 24, 22, 30, tzinfo=UTC)

    assert dates.long_date(moment, "da") == "25. juni 2026"
    assert dates.date_and_time(moment, "fr") == "25 juin 2026, 00:30"
