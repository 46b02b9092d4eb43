"""The list of countries in a form."""

from core import countries


def test_countries_are_countries_named_for_the_reader():
    choices = dict(countries.choices("bg"))

    assert choices["BG"] == "България"
    assert not {"EU", "UN", "ZZ"} & choices.keys()
    assert 240 <= len(choices) <= 252


def test_countries_are_sorted_for_the_reader():
    names = [name for _code, name in countries.choices("da")]

    assert names.index("Zimbabwe") < names.index("Østrig")
    assert countries.choices("es")[0][1] == "Afganistán"
