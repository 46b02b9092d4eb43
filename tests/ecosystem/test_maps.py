"""The map: windows, squares and pins, the server’s drawing with its links, and what the script is sent."""

import gzip
import json
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from clusters.models import Organisation
from ecosystem import drawing, maps, picture
from ecosystem.directory import layers, parse
from ecosystem.mercator import Window, latitude_of, longitude_of, x_of, y_of
from search.requests import Box
from tests.factories import clusters as factory
from tests.factories.search import document, index_everything

VISITOR = AnonymousUser()
EUROPE = "35,-11,60,31"


@pytest.fixture(autouse=True)
def _engine(engine):
    """An index of its own for each test."""


def placed(name, latitude, longitude, precision="town", **fields):
    made = factory.organisation(name, **fields)
    made.places.create(town=name, country="BG", latitude=latitude, longitude=longitude, precision=precision)
    return made


def drawn(query=""):
    asked = parse(QueryDict(query))
    window, count = maps.whole(asked, user=VISITOR, language="en", width=picture.WIDTH, height=picture.HEIGHT)
    seen = maps.view(asked, box=window.box, zoom=window.zoom, user=VISITOR, language="en")
    return picture.picture(asked, seen, window, titles=layers(), language="en"), seen, count


@pytest.mark.parametrize(("latitude", "longitude"), [(42.7, 23.3), (57.7, 10.6), (-33.9, 151.2), (0, 0)])
def test_degrees_become_pixels_and_degrees_again(latitude, longitude):
    assert latitude_of(y_of(latitude, 9), 9) == pytest.approx(latitude)
    assert longitude_of(x_of(longitude, 9), 9) == pytest.approx(longitude)


def test_a_window_holds_its_box_and_is_no_farther_than_it_must_be():
    box = Box(41, 22, 44, 29)
    window = Window.of(box, width=960, height=680)

    assert window.box.south < 41
    assert window.box.north > 44
    assert window.box.west < 22
    assert window.box.east > 29
    closer = window.moved(closer=1).box
    assert closer.east - closer.west < 7 or closer.north - closer.south < 3


def test_a_box_of_an_address_leads_to_the_same_window_again():
    window = Window.of(Box(35, -11, 60, 31), width=960, height=680)

    again = Window.of(picture.inside(window.box), width=960, height=680)

    assert again.zoom == window.zoom
    assert again.latitude == pytest.approx(window.latitude, abs=0.1)


def test_land_is_drawn_from_the_files_that_the_script_reads():
    window = Window.of(Box(41, 22, 44, 29), width=960, height=680)

    shapes = {shape.code: shape for shape in drawing.drawn("regions.json", window)}

    assert "BG-18" in shapes
    assert not any(code.startswith("DK") for code in shapes)
    assert re.fullmatch(r"(M-?\d+ ?-?\d+l[-\d ]+Z)+", shapes["BG-18"].path)


@pytest.mark.django_db
def test_few_things_are_pins_that_say_how_exactly_they_stand():
    bfa = factory.cluster("bfa")
    placed("Mill", 43.85, 25.95, "exact", in_cluster=bfa)
    placed("Loom", 42.7, 23.3, "town")
    placed("Somewhere", 42.0, 25.0, "region")
    factory.organisation("Nowhere")
    index_everything()

    map_, seen, count = drawn()

    assert (seen.total, count) == (3, 3)
    assert sorted((mark.name, mark.form, mark.stripes[0].cluster) for mark in map_.marks) == [
        ("Loom, Loom, Bulgaria, marked on maps at its town", "town", ""),
        ("Mill, Mill, Bulgaria, marked on maps at its address", "exact", "bfa"),
        ("Somewhere, Somewhere, Bulgaria, marked on maps somewhere in its region", "region", ""),
    ]
    assert {mark.href for mark in map_.marks} == {
        each.get_absolute_url() for each in Organisation.objects.exclude(name="Nowhere")
    }


@pytest.mark.django_db
def test_a_street_that_not_everybody_may_see_is_not_on_the_map():
    placed("Shy", 43.85666, 25.95444, "exact", visibility={"place": "private"})
    index_everything()

    (mark,) = drawn()[0].marks

    assert mark.form == "town"
    assert drawn()[1].pins[0].latitude == pytest.approx(43.9)


@pytest.mark.django_db
def test_things_at_one_place_lead_to_the_list_of_them(client):
    for name in ("A", "B"):
        placed(name, 43.85, 25.95)
    placed("C", 42.7, 23.3)
    index_everything()

    (many,) = [mark for mark in drawn()[0].marks if mark.form == "many"]
    page = client.get(many.href).content.decode()

    assert (many.name, many.count) == ("Organisations: 2, zoom in", "2")
    assert many.href.startswith("/en/organisations/?area=")
    assert re.findall(r"<h3><a[^>]*>(.)</a>", page) == ["A", "B"]


@pytest.mark.django_db
def test_many_things_are_squares_in_the_weaves_of_their_clusters(monkeypatch):
    monkeypatch.setattr(maps, "PINS", 2)
    one, two = factory.cluster("one"), factory.cluster("two")
    for number in range(4):
        placed(f"A{number}", 43.85, 25.95, in_cluster=one if number < 3 else two)
    placed("B", 42.7, 23.3)
    index_everything()

    map_, seen, _count = drawn("box=41,22,45,29")

    assert seen.total == 5
    assert [(square.count, dict(square.clusters)) for square in seen.squares] == [
        (4, {"one": 3, "two": 1}),
        (1, {"": 1}),
    ]
    assert [mark.count for mark in map_.marks] == ["4", "1"]
    assert map_.marks[0].href.startswith("/en/map/?box=")


@pytest.mark.django_db
def test_practices_and_organisations_stand_on_one_map_by_layer():
    placed("Mill", 43.85, 25.95)
    index_everything()
    document("A practice", kind="practice", place=maps.Place(42.7, 23.3), card={"cluster": "", "precision": "region"})

    assert [mark.layer for mark in drawn()[0].marks] == [0]
    both = drawn("layer=organisation&layer=practice")[0].marks
    assert sorted((mark.layer, mark.form) for mark in both) == [(0, "town"), (1, "region")]


@pytest.mark.django_db
def test_the_script_is_sent_marks_list_and_what_to_say(client):
    placed("Mill", 43.85, 25.95)
    placed("Far", 10.0, 10.0)
    index_everything()

    answer = client.get(f"/en/map/cells/?box={EUROPE}&zoom=4")
    sent = answer.json()

    assert (sent["total"], sent["said"], sent["squares"]) == (1, "1 in view", [])
    assert [(pin["title"], pin["precision"], pin["at"]) for pin in sent["pins"]] == [("Mill", "town", [43.85, 25.95])]
    assert re.findall(r"<a[^>]*>(\w+)</a>", sent["list"]) == ["Mill"]
    assert "private" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", ["", "box=1,2,3", f"box={EUROPE}", f"box={EUROPE}&zoom=x", "box=60,0,35,9&zoom=4", "zoom=²"]
)
def test_a_part_of_the_map_that_does_not_exist_is_a_bad_request(client, query):
    answer = client.get(f"/en/map/cells/?{query}")

    assert (answer.status_code, list(answer.json())) == (400, ["said"])


@pytest.mark.django_db
def test_a_full_view_stays_light(client, engine):
    documents = [
        document(
            f"Mill {number}",
            kind="organisation",
            code=f"m{number}",
            index=False,
            place=maps.Place(36 + number % 150 * 0.15, -10 + number // 150 * 1.9),
            facets={"cluster": (f"c{number % 5}",)},
        )
        for number in range(3000)
    ]
    for number in range(5):
        factory.cluster(f"c{number}")
    engine.index(documents)
    engine.refresh()

    answer = client.get(f"/en/map/cells/?box={EUROPE}&zoom=6")

    assert sum(square[2] for square in answer.json()["squares"]) == 3000
    assert len(gzip.compress(answer.content)) < 60_000


@pytest.mark.django_db
def test_names_are_in_the_reader_s_language(client):
    names = client.get("/bg/map/names/").json()

    assert (names["BG"], names["BG-18"], names["GR"]) == ("България", "Русе", "Гърция")
    assert json.dumps(names, ensure_ascii=False).count('"') < 2000


@pytest.mark.django_db
def test_the_drawing_is_a_file_of_its_own(client):
    placed("Mill", 43.85, 25.95)
    index_everything()

    answer = client.get("/en/map/drawing.svg?country=BG")

    assert answer["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert answer.content.startswith(b'<?xml version="1.0"')
    assert answer.content.count(b"<a href=") == 1
