"""Every message of the catalogue: the cell that brings it, and its sentence."""

import pytest
from django.conf import settings
from django.utils.translation import override

from ecosystem import faults
from ecosystem.lists.lines import Checker
from ecosystem.lists.parsing import digits
from tests.factories import ecosystem_lists as factory, vocabulary
from vocabulary.models import Scheme

COLUMNS = (
    "name", "name_latin", "country", "town", "postcode", "latitude", "longitude", "vat_number", "website", "steps",
    "materials", "min_order_style", "sample_price", "free_from", "free_until", "sampling", "size", "languages", "since",
    "people", "about.bg", "spoken.sales",
)  # fmt: skip
RIGHT = {"name": "Тъкачница Ирина ООД", "town": "Русе"}
WRONG = [
    ({"min_order_style": "=SUM(A1:A9)"}, "min_order_style", "formula"),
    ({"name": '=HYPERLINK("x")'}, "name", "formula"),
    ({"size": "#REF!"}, "size", "sheet_error"),
    ({"name": "T�kachnica"}, "name", "broken_letters"),
    ({"name": "Mill\u202e"}, "name", "control_characters"),
    ({"name": "M" * 201}, "name", "too_long"),
    ({"name": ""}, "name", "no_name"),
    ({"country": "Bulgariaa"}, "country", "unknown_country"),
    ({"vat_number": "BG12"}, "vat_number", "vat_form"),
    ({"vat_number": "BG123456789", "country": "Дания", "town": ""}, "vat_number", "vat_form"),
    ({"website": "none yet, sorry"}, "website", "website"),
    ({"town": "", "postcode": "7000"}, "town", "no_town"),
    ({"town": "Пловдвив"}, "town", "similar_town"),
    ({"town": "Ххххххъ"}, "town", "unknown_town"),
    ({"latitude": "43.8.5", "longitude": "25.9"}, "latitude", "coordinates"),
    ({"latitude": "43.85"}, "longitude", "half_coordinates"),
    ({"latitude": "0", "longitude": "0"}, "latitude", "zero_coordinates"),
    ({"latitude": "25.97", "longitude": "43.85"}, "latitude", "swapped_coordinates"),
    ({"latitude": "55.68", "longitude": "12.57"}, "latitude", "other_country"),
    ({"latitude": "38.5", "longitude": "-30.9"}, "latitude", "at_sea"),
    ({"steps": "летене"}, "steps", "unknown_word"),
    ({"steps": "weafing"}, "steps", "similar_word"),
    ({"size": "quite big"}, "size", "unknown_choice"),
    ({"languages": "български, Danglish"}, "languages", "unknown_language"),
    ({"min_order_style": "about a hundred"}, "min_order_style", "number"),
    ({"min_order_style": "-5"}, "min_order_style", "number_range"),
    ({"sample_price": "on request"}, "sample_price", "money"),
    ({"free_from": "soon"}, "free_from", "date"),
    ({"free_from": "31.02.2027"}, "free_from", "date"),
    ({"free_from": "2027-03-01", "free_until": "2027-02-01"}, "free_until", "date_range"),
    ({"sampling": "perhaps"}, "sampling", "yes_or_no"),
]
ELSEWHERE = {"too_many_cells", "vat_taken", "vat_twice", "line_twice", "several_words", "refused"}


@pytest.fixture
def checker(db):
    factory.words()
    return Checker({str(number): name for number, name in enumerate(COLUMNS)}, country="BG", language="en")


def check(checker, **cells):
    row = [(RIGHT | cells).get(name, "") for name in COLUMNS]
    return checker.check(row, {}, headings=len(row))


def test_every_fault_is_found_beside_its_cell(checker):
    wrong = []
    for cells, field, code in WRONG:
        found = [(each["field"], each["code"]) for each in check(checker, **cells).faults]
        if found != [(field, code)]:
            wrong.append((cells, found))

    assert wrong == []
    assert {code for _cells, _field, code in WRONG} | ELSEWHERE == set(faults.MESSAGES)


def test_every_fault_has_its_sentence_in_the_readers_language(checker):
    for language, _name in settings.LANGUAGES:
        with override(language):
            for cells, _field, _code in WRONG:
                for each in check(checker, **cells).faults:
                    assert "%(" not in faults.sentence(each)
                    assert faults.mend(each)
            assert all("%(" not in sentence and mend for _code, sentence, mend, _stops in faults.published())


def test_sentences_name_what_they_are_about(checker):
    said = {code: faults.sentence(check(checker, **cells).faults[0]) for cells, _field, code in WRONG}

    assert said["other_country"] == "These coordinates are in Denmark, not in Bulgaria."
    assert said["similar_word"] == "“weafing” is none of the words for this column. Is it “weaving”?"
    assert said["number_range"] == "-5 is not between 0 and 10,000,000."
    assert said["similar_town"] == "We do not know “Пловдвив” in Bulgaria. Is it Пловдив?"


def test_a_line_of_too_many_cells_and_a_word_of_several_meanings(checker):
    steps = Scheme.objects.get(code="value-chain-step")
    for code in ("ring-spinning", "open-end-spinning"):
        vocabulary.concept(steps, code, en=code.replace("-", " "), alt={"en": ["spinning"]})

    long = checker.check(["Mill"] + [""] * 30 + ["x"], {}, headings=len(COLUMNS))
    several = check(checker, steps="spinning")

    assert [each["code"] for each in long.faults] == ["too_many_cells"]
    assert [faults.sentence(each) for each in several.faults] == [
        "“spinning” may mean several things: open end spinning, ring spinning."
    ]


def test_values_in_any_language_and_way_of_writing(checker):
    record = check(
        checker,
        country="Bulgarie",
        town="Ruse",
        steps="тъкане; Teinture, couture\nCloth making",
        materials="Вълна/coton",
        vat_number="BG 123 456 789",
        website="irina.example",
        min_order_style="1 200 бр.",
        sample_price="45,50 €",
        free_from="1.3.2027 г.",
        free_until="2027-05-31 00:00",
        sampling="Да",
        languages="български, English; fr",
        since="2019",
        people="10-49",
        **{"spoken.sales": "bg, en"},
    )
    assert record.faults == []
    assert record.values["since"] == "2019-01-01"
    place = record.record.pop("place")
    assert (place["town"], place["country"], place["region_code"], place["precision"]) == (
        "Ruse",
        "BG",
        "BG-18",
        "town",
    )
    assert record.record == {
        "name": "Тъкачница Ирина ООД",
        "country": "BG",
        "steps": [f"value-chain-step/{code}" for code in ("dyeing", "sewing", "weaving")],
        "materials": ["material/cotton", "material/wool"],
        "vat_number": "BG123456789",
        "website": "https://irina.example",
        "min_order_style": 1200,
        "sample_price": "45.50",
        "free_from": "2027-03-01",
        "free_until": "2027-05-31",
        "sampling": True,
        "languages": ["bg", "en", "fr"],
        "size": "small",
        "spoken": {"sales": ["bg", "en"]},
    }


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 200", "1200"), ("1.200", "1200"), ("1,200", "1200"), ("1 200,50", "1200.50"), ("1’200.50", "1200.50"),
        ("1.200,50", "1200.50"), ("0,250", "0.250"), ("1,5", "1.5"), ("12", "12"), ("-3", "-3"), ("1.2.3", None),
        ("abc", None), ("", None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text, value):
    found = digits(text)

    assert (None if found is None else str(found).removesuffix(".0")) == value


def test_an_exact_place_stays_exact_and_a_postcode_helps(checker):
    exact = check(checker, latitude="43,8486", longitude="25.9705").record["place"]

    assert (exact["latitude"], exact["longitude"], exact["precision"]) == (43.8486, 25.9705, "exact")
