"""The squares of a map: the same on every engine, whatever is asked."""

import random
from datetime import date
from itertools import product
from statistics import mean

import pytest

from search.areas import across, down, grid
from search.documents import Place, Removal
from search.requests import MAX_CELLS, NAMED_CELL, Box, Near, SearchRequest
from tests.search.contract.corpus import document
from tests.search.contract.mills import LYON, LYON_EAST, SOFIA, mill

WORLD = Box(-90, -180, 90, 180)
EUROPE = Box(34, -12, 72, 42)
NEAR = 1e-6  # degrees: Elasticsearch keeps places in steps of a tenth of that


@pytest.fixture
def cells(mills):
    """{keys or count: cell} of the mills."""

    def cells(*, box=EUROPE, zoom=5, kinds=("mill",), **more) -> dict:
        found = mills.cells(SearchRequest(kinds=kinds, **more), box=box, zoom=zoom)
        return {tuple(key.partition(":")[2] for key in cell.keys) or cell.count: cell for cell in found}

    return cells


def test_every_thing_with_a_place_is_in_one_square(cells):
    found = cells()

    assert set(found) == {
        ("lyon", "lyoneast"), ("aarhus",), ("sofia",), ("ruse",), ("barcelona", "terrassa"), ("iasi",)
    }  # fmt: skip
    assert sum(cell.count for cell in found.values()) == 8


def test_a_thing_in_three_languages_counts_once_and_stands_where_it_is(cells):
    cell = cells()["aarhus",]

    assert cell.count == 1
    assert (cell.latitude, cell.longitude) == (pytest.approx(56.1629, abs=NEAR), pytest.approx(10.2039, abs=NEAR))


def test_a_square_stands_in_the_middle_of_its_things(cells):
    cell = cells()["lyon", "lyoneast"]

    assert cell.latitude == pytest.approx((LYON.latitude + LYON_EAST.latitude) / 2, abs=NEAR)
    assert cell.longitude == pytest.approx((LYON.longitude + LYON_EAST.longitude) / 2, abs=NEAR)
    assert cell.box.holds(LYON)
    assert cell.box.holds(LYON_EAST)


def test_squares_become_smaller_with_the_zoom(cells):
    wide, narrow = (cells(zoom=zoom, box=Box(41, 20, 45, 28))["sofia",].box for zoom in (5, 6))

    assert (wide.east - wide.west) / (narrow.east - narrow.west) == pytest.approx(2)
    assert {("lyon",), ("lyoneast",)} <= set(cells(zoom=9, box=Box(45, 4, 46, 6)))


def test_squares_keep_still_while_the_map_moves(cells):
    assert cells(box=Box(41, 20, 45, 28)) == cells(box=Box(42.1, 21.5, 44.2, 26.4))


def test_squares_at_the_rim_are_whole(cells):
    """The map ends between the two, the square does not."""
    assert ("lyon", "lyoneast") in cells(box=Box(45, 4, 46, 4.9))


def test_nothing_outside_the_map_is_counted(cells):
    assert set(cells(box=Box(41, 22, 44.5, 28))) == {("sofia",), ("ruse",)}
    assert cells(box=Box(-10, -70, 10, -60)) == {}


def test_squares_are_ordered_from_the_north_west(mills):
    found = mills.cells(SearchRequest(), box=EUROPE, zoom=4)

    assert [(-cell.box.north, cell.box.west) for cell in found] == sorted((-c.box.north, c.box.west) for c in found)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"facets": {"step": ("dye",)}}, {"lyon", "terrassa"}),
        ({"facets": {"step": ("dye",), "country": ("ES",)}}, {"terrassa"}),
        ({"without": {"step": ("sew", "knit", "weave")}}, {"lyon", "barcelona", "terrassa"}),
        ({"ranges": {"min_order": (60, None)}}, {"lyoneast", "barcelona"}),
        ({"languages": ("fr",)}, {"lyon", "aarhus"}),
        ({"text": "flax"}, {"terrassa"}),
        ({"text": "zephirium"}, {"lyoneast"}),
        ({"text": "flax", "facets": {"country": ("DK",)}}, set()),
        ({"near": Near(SOFIA, 300)}, {"sofia", "ruse"}),
        ({"box": Box(40, 1, 42, 3)}, {"barcelona", "terrassa"}),
        ({"within": (Place(50, 8), Place(60, 8), Place(60, 12))}, {"aarhus"}),
        ({"within": (Place(50, 8), Place(60, 8), Place(70, 8))}, set()),
        ({"since": date(2024, 5, 2)}, {"aarhus"}),
        ({"access": ("org:7",)}, {"secret"}),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_squares_honour_every_filter(mills, cells, asked, codes):
    found = cells(**asked)
    searched = mills.search(SearchRequest(kinds=("mill",), **({"box": WORLD} | asked)))

    assert {code for keys in found for code in keys} == codes
    assert sum(cell.count for cell in found.values()) == searched.total == len(codes)


def test_what_is_hidden_is_neither_counted_nor_named_nor_does_it_move_a_square(cells):
    public, insider = cells(), cells(access=("public", "org:7"))

    assert "secret" not in {code for keys in public for code in keys}
    assert insider["lyon", "lyoneast", "secret"].count == 3
    assert public["lyon", "lyoneast"].longitude != pytest.approx(
        insider["lyon", "lyoneast", "secret"].longitude, abs=0.01
    )
    assert cells(access=()) == {}
    assert cells(access=("org:", "ORG:7", "org:7 ", "*")) == {}


def test_hidden_values_cannot_be_found_out_by_squares(cells):
    assert cells(facets={"country": ("LI",)}) == {}
    assert set(cells(facets={"country": ("LI",)}, access=("public", "org:7"))) == {("secret",)}


def test_facets_are_counted_in_each_square(cells):
    found = cells(counted=("step", "country"))

    assert {keys: dict(cell.counts["country"]) for keys, cell in found.items()}["barcelona", "terrassa"] == {"ES": 2}
    assert dict(found["lyon", "lyoneast"].counts["step"]) == {"dye": 1, "wet": 1, "weave": 1}
    assert dict(found["ruse",].counts["step"]) == {"sew": 1, "knit": 1}
    assert cells(text="spins", counted=("step",))["aarhus",].counts["step"] == {"knit": 1}
    assert cells()["ruse",].counts == {}


def test_only_squares_with_few_things_name_them(engine):
    engine.index(one for n in range(NAMED_CELL) for one in mill(f"few{n}", SOFIA, "en", "bg", "fr", "da"))
    engine.index(one for n in range(NAMED_CELL + 1) for one in mill(f"more{n}", LYON, "en", "fr"))
    engine.refresh()
    found = engine.cells(SearchRequest(), box=EUROPE, zoom=4)

    assert [(cell.count, cell.keys) for cell in found] == [
        (NAMED_CELL + 1, ()),
        (NAMED_CELL, tuple(f"mill:few{n}" for n in range(NAMED_CELL))),
    ]


def test_many_things_in_one_square_are_counted_exactly(engine):
    engine.index(one for n in range(700) for one in mill(f"n{n}", SOFIA, *(("en", "fr") if n % 2 else ("bg",))))
    engine.refresh()

    (cell,) = engine.cells(SearchRequest(), box=EUROPE, zoom=3)
    assert cell.count == 700
    (cell,) = engine.cells(SearchRequest(text="mill"), box=EUROPE, zoom=3)
    assert cell.count == 700


def test_places_at_the_ends_of_the_map_are_in_its_last_squares(engine):
    ends = {
        "north": Place(89.9, 10.0),
        "south": Place(-90.0, 10.0),
        "east": Place(-17.0, 180.0),
        "west": Place(-17.0, -180.0),
        "zero": Place(0.0, 0.0),
        "edge": Place(0.0, 22.5),
    }
    engine.index(one for code, place in ends.items() for one in mill(code, place))
    engine.refresh()
    found = {cell.keys[0].partition(":")[2]: cell for cell in engine.cells(SearchRequest(), box=WORLD, zoom=2)}

    assert set(found) == set(ends)
    assert (found["north"].box.north, found["south"].box.south) == (90, -90)
    assert (found["east"].box.east, found["west"].box.west) == (180, -180)
    assert (found["zero"].box.north, found["zero"].box.west) == (0, 0)
    assert found["edge"].box.west == 22.5


@pytest.mark.parametrize("zoom", [-5, 0, 22, 99])
def test_any_zoom_has_squares(cells, zoom):
    found = cells(box=WORLD, zoom=zoom)

    assert sum(cell.count for cell in found.values()) == 8
    assert len(found) <= MAX_CELLS


def test_a_map_too_large_for_its_zoom_has_larger_squares():
    for box, zoom in product((WORLD, EUROPE, Box(40, 20, 45, 29)), range(23)):
        assert 1 <= grid(box, zoom).size <= MAX_CELLS
    assert grid(EUROPE, 4).precision == 6
    assert grid(WORLD, 22).precision == 5


def test_squares_follow_changes(engine):
    def found():
        engine.refresh()
        return [(cell.count, cell.keys) for cell in engine.cells(SearchRequest(), box=EUROPE, zoom=4)]

    assert found() == []
    engine.index(mill("one", SOFIA, "en", "bg", revision=1))
    assert found() == [(1, ("mill:one",))]
    engine.index(mill("two", SOFIA, revision=1) + mill("one", LYON, "en", "bg", revision=2))
    assert found() == [(1, ("mill:one",)), (1, ("mill:two",))]
    engine.remove([Removal("mill:one:bg", 3), Removal("mill:one:en", 3)])
    assert found() == [(1, ("mill:two",))]


def test_what_was_published_and_unlike_counts_once_too(engine):
    """Versions of which nothing is promised, in one square and in two."""
    engine.index([
        document("mill:same:en", "Same", place=SOFIA),
        document("mill:same:fr", "Same", place=SOFIA),
        *mill("alike", SOFIA, "en", "fr", "da"),
    ])  # fmt: skip
    engine.refresh()

    (cell,) = engine.cells(SearchRequest(), box=EUROPE, zoom=4)
    assert (cell.count, cell.keys) == (2, ("mill:alike", "mill:same"))


def test_random_maps_are_counted_as_by_hand(engine):
    """The reference is a loop over the things: each engine gives its squares, and so both give the same."""
    dice = random.Random(20)
    things = {
        f"r{n}": (Place(dice.uniform(36, 62), dice.uniform(-9, 30)), dice.choice("abc"), float(dice.randrange(500)))
        for n in range(400)
    }
    engine.index(
        one
        for code, (place, step, least) in things.items()
        for one in mill(
            code, place, *dice.choice((("en",), ("en", "fr"))), facets={"step": (step,)}, numbers={"min": least}
        )
    )
    engine.refresh()
    for _number in range(25):
        south, west = dice.uniform(34, 58), dice.uniform(-12, 25)
        box, zoom = Box(south, west, dice.uniform(south, 63), dice.uniform(west, 32)), dice.randrange(3, 9)
        steps, most = tuple(dice.sample("abc", 2)), float(dice.randrange(500))
        tiles, wanted = grid(box, zoom), {}
        for code, (place, step, least) in things.items():
            size = 1 << tiles.precision
            tile = int(across(place.longitude) * size), int(down(place.latitude) * size)
            if tiles.holds(*tile) and step in steps and least <= most:
                wanted.setdefault(tiles.box(*tile), []).append(code)
        request = SearchRequest(facets={"step": steps}, ranges={"min": (None, most)})
        found = {cell.box: cell for cell in engine.cells(request, box=box, zoom=zoom)}

        assert {box: cell.count for box, cell in found.items()} == {box: len(codes) for box, codes in wanted.items()}
        for box, codes in wanted.items():
            north, east = (mean(getattr(things[code][0], name) for code in codes) for name in ("latitude", "longitude"))
            assert found[box].latitude == pytest.approx(north, abs=NEAR)
            assert found[box].longitude == pytest.approx(east, abs=NEAR)
            keys = tuple(sorted(f"mill:{code}" for code in codes))
            assert found[box].keys == (keys if len(codes) <= NAMED_CELL else ())
