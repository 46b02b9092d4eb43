"""The town gives the position; a pin is put elsewhere by hand, within its country."""

import pytest

from clusters.forms_places import PlaceForm
from clusters.models import Place

TYPED = {"kind": Place.Kind.REGISTERED, "town": "Русе", "country": "BG", "precision": "town"}


def form(initial=None, **typed) -> PlaceForm:
    return PlaceForm(TYPED | typed, initial=initial or {})


def position(filled: PlaceForm) -> tuple:
    assert filled.errors == {}
    cleaned = filled.cleaned_data
    rounded = [cleaned[name] and round(cleaned[name], 1) for name in ("latitude", "longitude")]
    return (*rounded, cleaned["region_code"], cleaned["precision"], cleaned["moved_by_hand"])


RUSE = {"latitude": 43.85, "longitude": 25.95, "region_code": "BG-18"}
KEPT = {"town": "Русе", "country": "BG", "postcode": "", **RUSE, "moved_by_hand": False}


def test_the_town_gives_position_region_and_precision():
    assert position(form(precision="exact")) == (43.8, 26.0, "BG-18", "town", False)


def test_what_comes_back_unchanged_stays():
    kept = {"town": "Nowhere", "country": "BG", "postcode": "", "latitude": None, "longitude": None}

    assert position(form(KEPT, latitude="43.85", longitude="25.95")) == (43.9, 25.9, "BG-18", "town", False)
    assert position(form(kept, town="Nowhere")) == (None, None, "", "town", False)


def test_another_town_moves_the_pin_unless_it_was_put_there_by_hand():
    moved = {"town": "Габрово", "latitude": "43.85", "longitude": "25.95"}

    assert position(form(KEPT, **moved)) == (42.9, 25.3, "BG-07", "town", False)
    assert position(form(KEPT | {"moved_by_hand": True}, **moved)) == (43.9, 25.9, "BG-18", "town", True)


def test_a_pin_put_elsewhere_has_the_region_it_lies_in():
    assert position(form(KEPT, latitude="42.15", longitude="24.75", precision="exact")) == (
        42.1, 24.8, "BG-16", "exact", True,
    )  # fmt: skip


def test_without_coordinates_it_goes_back_to_its_town():
    assert position(form(KEPT | {"moved_by_hand": True}, latitude="", longitude="")) == (
        43.8, 26.0, "BG-18", "town", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("latitude", "longitude", "sentence"),
    [
        ("0", "0", "There is no country at these coordinates."),
        ("25.95", "43.85", "latitude and longitude swapped they are inside"),
        ("45.0", "25.0", "These coordinates are in Romania, not in Bulgaria."),
        ("43.0", "33.0", "There is no country at these coordinates."),
    ],
)
def test_a_pin_outside_the_country_is_refused_with_a_sentence(latitude, longitude, sentence):
    [said] = form(latitude=latitude, longitude=longitude).errors["latitude"]

    assert sentence in said


def test_an_unknown_town_is_asked_about_with_those_it_may_be():
    asked = form(town="Севлиевто")

    assert asked.errors == {"town": ["We do not know “Севлиевто” in Bulgaria. Did you mean: Севлиево?"]}
    assert not asked["keep_town"].is_hidden
    assert position(form(town="Севлиевто", keep_town="on")) == (None, None, "", "town", False)


def test_an_unknown_town_may_stand_in_the_region_of_its_postcode():
    found = position(form(town="Zzyx", keep_town="on", postcode="7000"))

    assert found == (43.8, 26.0, "BG-18", "region", False)


def test_a_town_of_a_country_without_towns_here_is_taken_as_it_is():
    assert position(form(town="Hanoi", country="VN")) == (None, None, "", "town", False)
