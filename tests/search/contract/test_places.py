"""Parts of the map, drawn areas and values that are not wanted narrow a search, its counts and its keys."""

from datetime import date
from math import cos, nan, pi, sin

import pytest

from search.documents import FOR_MEMBERS, Place, Removal
from search.requests import MAX_CORNERS, MAX_WINDOW, Box, HiddenValuesError, Near, SearchRequest
from tests.search.contract.corpus import document
from tests.search.contract.mills import LYON, OWN, PUBLIC_PLACED, SOFIA, mill

WORLD = Box(-90, -180, 90, 180)
BULGARIA = Box(41, 22, 44.5, 29)
CATALONIA = tuple(Place(*corner) for corner in ((40.5, 0.2), (42.9, 0.6), (42.5, 3.4), (41.2, 2.4)))


@pytest.fixture
def found(mills):
    """The codes of the mills found, sorted; `keys` and `search` must agree on them."""

    def found(text: str = "", *, kinds=("mill",), **more) -> list[str]:
        request = SearchRequest(text=text, kinds=kinds, limit=100, highlight=False, **more)
        answer, keys = mills.search(request), list(mills.keys(request))
        assert sorted(hit.translation_key for hit in answer.hits) == keys
        assert answer.total == len(keys)
        return [key.partition(":")[2] for key in keys]

    return found


def test_a_box_keeps_what_lies_in_it(found):
    assert found(box=BULGARIA) == ["ruse", "sofia"]


def test_the_edges_of_a_box_belong_to_it(found):
    assert found(box=Box(SOFIA.latitude, SOFIA.longitude, SOFIA.latitude, SOFIA.longitude)) == ["sofia"]


def test_the_whole_world_has_everything_with_a_place(found):
    assert set(found(box=WORLD)) == PUBLIC_PLACED
    assert set(found()) == PUBLIC_PLACED | {"nowhere"}


def test_a_box_narrows_counts_and_kinds(mills):
    answer = mills.search(SearchRequest(box=Box(45, 4, 46, 6), counted=("country", "step")))

    assert dict(answer.kinds) == {"guide": 1, "mill": 2}
    assert {each.value: each.count for each in answer.facets["step"]} == {"dye": 1, "weave": 1, "wet": 1}
    assert {each.value: each.count for each in answer.facets["country"]} == {"FR": 2}


@pytest.mark.parametrize("edges", [(10, 0, 5, 1), (0, 10, 1, 5), (-91, 0, 1, 1), (0, 0, 1, 181), (nan, 0, 1, 1)])
def test_a_box_that_is_none_is_refused(edges):
    with pytest.raises(ValueError, match="A box"):
        Box(*edges)


def test_an_area_keeps_what_lies_in_it(found):
    assert found(within=CATALONIA) == ["barcelona", "terrassa"]


def test_an_area_may_be_drawn_either_way_round_and_closed_or_not(found):
    for corners in (CATALONIA[::-1], (*CATALONIA, CATALONIA[0]), (*CATALONIA[2:], *CATALONIA[:2], CATALONIA[2])):
        assert found(within=corners) == ["barcelona", "terrassa"]


def test_a_notch_of_an_area_is_outside(found):
    """A horseshoe around Barcelona that leaves it out."""
    around = ((40, 0), (43, 0), (43, 4), (40, 4), (40, 2.3), (41.45, 2.3), (41.45, 2.05), (40, 2.05))

    assert found(within=tuple(Place(*corner) for corner in around)) == ["terrassa"]


@pytest.mark.parametrize(
    "corners",
    [
        [(45.764, 4.8357)] * 3,
        [(40, 0), (45, 5), (50, 10)],
        [(45.764, 4), (45.764, 5), (45.764, 6)],
        [(40, 4.8357), (50, 4.8357), (45, 4.8357), (40, 4.8357)],
        [(40, 0), (50, 10), (40, 0)],
    ],
    ids=["point", "slope", "parallel", "meridian", "there-and-back"],
)
def test_an_area_without_breadth_has_nothing(found, corners):
    assert found(within=tuple(Place(*corner) for corner in corners)) == []


def test_lines_that_cross_enclose_both_sides(found):
    """A bow tie: Catalonia at its left, Sofia at its right; Ruse is above it."""
    bow = tuple(Place(*corner) for corner in ((40, 0), (44, 30), (40, 30), (44, 0)))

    assert found(within=bow) == ["barcelona", "sofia", "terrassa"]


def test_an_area_may_have_many_corners(found):
    ring = tuple(
        Place(
            LYON.latitude + 0.03 * sin(2 * pi * n / MAX_CORNERS), LYON.longitude + 0.03 * cos(2 * pi * n / MAX_CORNERS)
        )
        for n in range(MAX_CORNERS)
    )

    assert found(within=ring) == ["lyon"]


def test_half_the_world_is_an_area(found):
    half = tuple(Place(*corner) for corner in ((-90, -90), (90, -90), (90, 90), (-90, 90)))

    assert set(found(within=half)) == PUBLIC_PLACED


@pytest.mark.parametrize(
    "corners",
    [
        [],
        [(0, 0), (1, 1)],
        [(n / 10, n % 2) for n in range(MAX_CORNERS + 1)],
        [(0, 0), (91, 0), (0, 1)],
        [(0, 0), (1, 181), (0, 1)],
        [(0, 0), (nan, 0), (0, 1)],
        [(-20, 175), (-10, -175), (-15, 170)],
    ],
    ids=["none", "two", "too-many", "off", "round", "nan", "across-the-date-line"],
)
def test_an_area_that_is_none_is_refused(corners):
    with pytest.raises(ValueError, match="area"):
        SearchRequest(within=tuple(Place(*corner) for corner in corners))


def test_circle_box_and_area_all_narrow(found):
    lyon = tuple(Place(*corner) for corner in ((45, 4), (46, 4), (46, 5.5), (45, 5.5)))

    assert found(near=Near(LYON, 50)) == ["lyon", "lyoneast"]
    assert found(near=Near(LYON, 50), box=Box(45.65, 4.9, 45.75, 5)) == ["lyoneast"]
    assert found(near=Near(LYON, 5), within=lyon) == ["lyon"]
    assert found(near=Near(LYON, 50), within=CATALONIA) == []
    assert found(box=Box(45.65, 4.9, 45.75, 5), within=lyon) == ["lyoneast"]


def test_the_nearest_come_first_among_those_in_the_area(mills):
    def sorted_by_distance(**more):
        request = SearchRequest(kinds=("mill",), near=Near(SOFIA, 5000), sort="distance", limit=20, **more)
        return [hit.translation_key.partition(":")[2] for hit in mills.search(request).hits]

    assert sorted_by_distance() == ["sofia", "ruse", "iasi", "lyoneast", "lyon", "barcelona", "terrassa", "aarhus"]
    assert sorted_by_distance(box=Box(41, 2, 46, 24)) == ["sofia", "lyoneast", "lyon", "barcelona", "terrassa"]
    assert sorted_by_distance(within=CATALONIA) == ["barcelona", "terrassa"]


def test_what_is_not_wanted_is_left_out(found):
    assert found(without={"step": ("sew",)}) == ["aarhus", "barcelona", "iasi", "lyon", "lyoneast", "terrassa"]
    assert found(without={"step": ("sew", "weave"), "country": ("ES",)}) == ["aarhus", "lyon"]
    assert found(facets={"country": ("FR", "BG")}, without={"step": ("weave", "sew")}) == ["lyon"]


@pytest.mark.parametrize("unwanted", [{"step": ("none",)}, {"none": ("sew",)}, {"": ("sew",)}, {"step": ()}, {}])
def test_what_nothing_has_leaves_everything(found, unwanted):
    assert set(found(without=unwanted)) == PUBLIC_PLACED | {"nowhere"}


def test_what_is_not_wanted_is_not_counted(mills):
    answer = mills.search(SearchRequest(kinds=("mill",), without={"country": ("BG",)}, counted=("step",)))

    assert {each.value: each.count for each in answer.facets["step"]} == {"dye": 2, "knit": 1, "weave": 2, "wet": 1}
    assert answer.total == 6


def test_things_are_counted_once_whether_or_not_their_versions_are_alike(mills):
    answer = mills.search(SearchRequest(counted=("country", "step")))

    assert answer.total == 10
    assert {each.value: each.count for each in answer.facets["country"]} == {
        "FR": 2,
        "BG": 3,
        "ES": 2,
        "DK": 1,
        "RO": 1,
    }
    assert {each.value: each.count for each in answer.facets["step"]}["sew"] == 3
    with_words = mills.search(SearchRequest(text="mill", kinds=("mill",), counted=("country",)))
    assert (with_words.total, {each.value: each.count for each in with_words.facets["country"]}["BG"]) == (9, 3)


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"text": "flax"}, ["terrassa"]),
        ({"text": "zephirium"}, ["lyoneast"]),
        ({"languages": ("fr",)}, ["aarhus", "lyon"]),
        ({"ranges": {"min_order": (None, 80)}}, ["barcelona", "lyon"]),
        ({"facets": {"step": ("dye",)}, "box": Box(40, 0, 43, 5)}, ["terrassa"]),
        ({"since": date(2024, 1, 1)}, ["aarhus"]),
        ({"kinds": ("guide",)}, ["lyon"]),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_keys_honour_every_filter(found, asked, codes):
    assert found(**asked) == codes


def test_keys_know_no_window_and_name_each_thing_once(engine):
    engine.index(
        one for n in range(MAX_WINDOW + 20) for one in mill(f"n{n:04}", None, "en", *(["fr"] if n % 9 else []))
    )
    engine.refresh()

    assert list(engine.keys(SearchRequest())) == [f"mill:n{n:04}" for n in range(MAX_WINDOW + 20)]
    assert len(list(engine.keys(SearchRequest(text="mill", language="fr")))) == MAX_WINDOW + 20


def test_keys_of_an_empty_index(engine):
    assert list(engine.keys(SearchRequest())) == []


def test_keys_keep_to_what_the_reader_may_know(mills):
    public = set(mills.keys(SearchRequest(facets={"country": ("LI",)})))
    insider = set(mills.keys(SearchRequest(facets={"country": ("LI",)}, access=("public", "org:7"))))

    assert (public, insider) == (set(), {"mill:secret"})
    assert list(mills.keys(SearchRequest(access=()))) == []


@pytest.mark.parametrize("part", ["facets", "without", "ranges", "counted"])
def test_what_is_for_members_cannot_be_asked_for_by_others(part):
    name = f"{FOR_MEMBERS}step"
    asked = {"facets": {name: ("sew",)}, "without": {name: ("sew",)}, "ranges": {name: (1, 2)}, "counted": (name,)}[
        part
    ]

    for access in ((), ("public",), ("public", "signed-in", "member", "Members")):
        with pytest.raises(HiddenValuesError):
            SearchRequest(access=access, **{part: asked})
    assert SearchRequest(access=OWN, **{part: asked})


def test_members_find_by_what_is_for_them(found):
    assert found(facets={"members_step": ("dye",)}, access=OWN) == ["sofia"]
    assert found(facets={"step": ("dye",)}, access=OWN) == ["lyon", "terrassa"]


def test_places_follow_changes(engine):
    def here() -> list[str]:
        engine.refresh()
        request = SearchRequest(box=BULGARIA)
        assert engine.search(request).total == len(list(engine.keys(request)))
        return list(engine.keys(request))

    engine.index(mill("one", SOFIA, revision=1) + mill("two", LYON, revision=1))
    assert here() == ["mill:one"]
    engine.index(mill("one", LYON, revision=2) + mill("two", SOFIA, "en", "fr", revision=2))
    assert here() == ["mill:two"]
    engine.index(mill("two", None, "en", "fr", revision=3) + [document("mill:new:da", "New", place=SOFIA)])
    assert here() == ["mill:new"]
    engine.remove([Removal("mill:new:da", 9)])
    assert here() == []
