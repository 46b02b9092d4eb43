"""Facets count things; a facet's own choice does not narrow its own counts."""

from datetime import date

from search.documents import Place
from search.requests import Count, Near
from tests.search.contract.corpus import BARCELONA, LYON


def counted(found, name: str) -> dict[str, int]:
    return {count.value: count.count for count in found.facets[name]}


def test_values_are_counted_the_most_frequent_first(find):
    found = find(counted=("topic",))

    assert found.facets["topic"][:2] == (Count("design", 3, False), Count("repair", 3, False))
    assert counted(found, "topic") == {"repair": 3, "design": 3, "recycling": 2, "dyeing": 1, "leasing": 1, "yarn": 1}
    assert [count.count for count in found.facets["topic"]] == [3, 3, 2, 1, 1, 1]


def test_only_what_matches_is_counted(find):
    assert counted(find("jackets", counted=("country",)), "country") == {"DK": 1}


def test_a_thing_in_two_languages_is_counted_once(find):
    assert counted(find("silk", counted=("country",)), "country")["FR"] == 1


def test_values_of_one_facet_widen(keys):
    assert set(keys(facets={"country": ("ES", "RO")})) == {
        "practice:llana:ca",
        "practice:lana:es",
        "practice:plante:ro",
    }


def test_facets_narrow(keys):
    assert keys(facets={"country": ("ES",), "topic": ("recycling",)}) == ["practice:llana:ca"]


def test_a_choice_does_not_narrow_its_own_counts(find):
    found = find(facets={"country": ("ES",)}, counted=("country", "topic"))

    assert found.total == 2
    assert counted(found, "country") == {"BG": 1, "DK": 3, "ES": 2, "FR": 1, "RO": 1}
    assert {count.value for count in found.facets["country"] if count.chosen} == {"ES"}
    assert counted(found, "topic") == {"design": 2, "recycling": 1}


def test_two_choices_narrow_each_other(find):
    found = find(facets={"country": ("ES",), "topic": ("repair",)}, counted=("country", "topic"))

    assert found.total == 0
    assert counted(found, "country") == {"BG": 1, "DK": 1, "FR": 1, "ES": 0}
    assert counted(found, "topic") == {"design": 2, "recycling": 1, "repair": 0}


def test_a_choice_that_nothing_has_is_still_shown(find):
    found = find(facets={"country": ("XX",)}, counted=("country",))

    assert Count("XX", 0, True) in found.facets["country"]


def test_a_facet_that_is_not_asked_for_is_not_counted(find):
    assert set(find(facets={"country": ("ES",)}, counted=("topic",)).facets) == {"topic"}


def test_more_than_ten_values_are_all_counted(engine):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    engine.index(document(f"practice:{n}:en", f"Thing {n}", facets={"town": (f"town{n}",)}) for n in range(40))
    engine.refresh()

    assert len(engine.search(SearchRequest(counted=("town",))).facets["town"]) == 40


def test_kinds_are_counted_whichever_is_asked_for(find):
    everything = {"guide": 1, "note": 1, "organisation": 1, "practice": 7}

    assert dict(find().kinds) == everything
    found = find(kinds=("guide",))
    assert dict(found.kinds) == everything
    assert (found.total, [hit.key for hit in found.hits]) == (1, ["guide:care:en"])


def test_kinds_follow_the_other_choices(find):
    assert dict(find(facets={"country": ("DK",)}).kinds) == {"organisation": 1, "practice": 2}


def test_several_kinds_widen(find):
    assert find(kinds=("guide", "note")).total == 2


def test_ranges_include_both_ends(keys):
    assert set(keys(ranges={"year": (2023, 2024)})) == {
        "practice:garn:da",
        "practice:kop:bg",
        "practice:plante:ro",
        "practice:soie:en",
    }
    assert set(keys(ranges={"staff": (30, None)})) == {"organisation:loom:en", "practice:llana:ca"}
    assert set(keys(ranges={"staff": (None, 4)})) == {"practice:soie:en"}
    assert keys(ranges={"year": (None, None), "staff": (55, 55)}) == []


def test_since_includes_the_day(keys):
    assert set(keys(since=date(2024, 2, 20))) == {"practice:garn:da", "practice:kop:bg"}
    assert set(keys(since=date(2024, 2, 21))) == {"practice:garn:da"}


def test_near_keeps_what_lies_within(find):
    found = find(near=Near(LYON, 600), sort="distance")

    assert [hit.key for hit in found.hits] == ["practice:soie:en", "practice:lana:es", "practice:llana:ca"] or [
        hit.key for hit in found.hits
    ] == ["practice:soie:en", "practice:llana:ca", "practice:lana:es"]
    assert found.hits[0].distance == 0
    assert 525 < found.hits[1].distance < 540


def test_near_knows_no_edge_of_the_map(engine):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    engine.index([
        document("practice:1:en", "West of the date line", place=Place(-17.0, 179.9)),
        document("practice:2:en", "East of the date line", place=Place(-17.0, -179.9)),
        document("practice:3:en", "Near the pole", place=Place(89.9, 10.0)),
        document("practice:4:en", "Across the pole", place=Place(89.9, -170.0)),
        document("practice:5:en", "Nowhere"),
    ])  # fmt: skip
    engine.refresh()

    def near(latitude, longitude):
        request = SearchRequest(near=Near(Place(latitude, longitude), 30), sort="distance")
        return [hit.key for hit in engine.search(request).hits]

    assert near(-17.0, 179.9) == ["practice:1:en", "practice:2:en"]
    assert near(89.9, 10.0) == ["practice:3:en", "practice:4:en"]


def test_a_search_without_a_place_measures_no_distance(find):
    assert {hit.distance for hit in find().hits} == {None}


def test_languages_narrow(find):
    found = find(languages=("ca", "es"))

    assert {hit.language for hit in found.hits} == {"ca", "es"}
    assert found.total == 2


def test_near_counts_facets_too(find):
    found = find(near=Near(BARCELONA, 50), counted=("country",))

    assert counted(found, "country") == {"ES": 2}
