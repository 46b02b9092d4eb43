"""What people write into the limits of the directory: read where it can be, else a sentence and nothing lost."""

from datetime import date

import pytest

from ecosystem import reading
from search.documents import Place
from search.requests import Box


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("80", 80),
        (" 1 200 ", 1200),
        ("1.200", 1200),
        ("1,200", 1200),
        ("1\u202f200", 1200),
        ("0", 0),
        ("", None),
    ],
)
def test_numbers_may_have_signs_between_thousands(text, value):
    faults = {}

    assert reading.number({"n": text}, "n", faults) == value
    assert faults == {}


@pytest.mark.parametrize("text", ["eighty", "8e1", "-5", "1.5", "12,34", "٨٠", "1 2 3", "99999999999999999999", "\x00"])
def test_numbers_that_make_no_sense_are_left_out_with_a_sentence(text):
    faults = {}

    assert reading.number({"n": text}, "n", faults) is None
    assert list(faults) == ["n"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2027-03-01", date(2027, 3, 1)), ("1.3.2027", date(2027, 3, 1)), ("01/03/2027", date(2027, 3, 1))],
)
def test_days_are_read_as_browsers_and_people_write_them(text, value):
    assert reading.day({"d": text}, "d", {}) == value


@pytest.mark.parametrize("text", ["soon", "2027-13-01", "30.2.2027", "0000-00-00", "1.1.27"])
def test_days_that_do_not_exist_are_left_out_with_a_sentence(text):
    faults = {}

    assert reading.day({"d": text}, "d", faults) is None
    assert list(faults) == ["d"]


def test_a_period_that_ends_before_it_begins_is_left_out():
    faults = {}

    assert reading.period({"a": "2027-03-02", "b": "2027-03-01"}, "a", "b", faults) == {}
    assert list(faults) == ["b"]
    assert reading.period({"a": "2027-03-02"}, "a", "b", faults) == {"a": date(2027, 3, 2)}


def test_an_area_has_three_corners_or_more():
    assert reading.area("42,23; 43.5, 25 ;42,27", {}) == (Place(42, 23), Place(43.5, 25), Place(42, 27))
    for text in (
        "42,23;43,25",
        "42,23;42,23;42,23",
        "1,2;3",
        "a,b;c,d;e,f",
        "99,0;1,1;2,2",
        "nan,1;2,2;3,3",
        "0,0;" * 101,
    ):
        faults = {}
        assert (reading.area(text, faults), list(faults)) == ((), ["area"]), text


@pytest.mark.parametrize("text", ["", "1,2,3", "60,0,40,30", "nan,0,1,1", "0,0,1,inf", "a,b,c,d", "0,0,91,0"])
def test_a_box_that_makes_no_sense_is_none(text):
    assert reading.box(text) is None


def test_a_box_is_south_west_north_east():
    assert reading.box("40,-1.5,60,30") == Box(40, -1.5, 60, 30)


@pytest.mark.parametrize(
    ("text", "value"), [("3", 3), ("", 1), ("0", 1), ("-1", 1), ("x", 1), ("²", 1), ("99999", 1000)]
)
def test_pages_begin_with_1(text, value):
    assert reading.page(text) == value
