import pytest
from django.http import QueryDict

from practices.facets import Index, build
from practices.filters import SHOWN_VALUES, Labels, chips, groups, parse
from tests.practices.test_facets import SCHEMES, WORDS, entry


@pytest.fixture
def index():
    rows = [
        (entry("a", 2, languages=("da",)), {"cluster": "x", "country": "DK", "status": "running"}, "a"),
        (entry("b", 1, 3), {"cluster": "y", "country": "BG", "status": "ended", "evidence": "document"}, "b"),
    ]
    return build(rows, WORDS, SCHEMES)


def read(index, query):
    return parse(QueryDict(query), index)


def test_a_request_keeps_what_exists(index):
    request = read(index, "q=+wool++yarn&cluster=x&cluster=y&concept=technique/weaving&language=da&sort=title&page=3")

    assert request.query == "wool yarn"
    assert request.chosen == {"cluster": {"x", "y"}, "technique": {"technique/weaving"}, "language": {"da"}}
    assert (request.sort, request.page, request.refused) == ("title", 3, 0)


@pytest.mark.parametrize(
    "rubbish",
    [
        "cluster=nowhere",
        "concept=technique/x",
        "concept=cluster/x",
        "concept=/",
        "cluster=technique/weaving",
        "language=%00",
        "status=running'--",
        "sort=random",
        "evidence=" + "x" * 5000,
        "country=DK%F0%9F%99%82",
    ],
)
def test_rubbish_is_left_out_and_counted(index, rubbish):
    request = read(index, rubbish)

    assert (request.chosen, request.sort, request.refused) == ({}, "new", 1)


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e9", "٣", "²", "99999999999999999999", ""])
def test_a_page_that_is_no_number_is_the_first(index, page):
    assert read(index, f"page={page}").page == 1


def test_thousands_of_values_are_cut(index):
    request = read(index, "&".join(["cluster=x"] * 4000))

    assert request.chosen == {"cluster": {"x"}}
    assert request.refused == 3940


def test_control_characters_and_length_of_the_words_are_tamed(index):
    assert read(index, "q=a%00b%E2%80%AEc").query == "a b c"
    assert len(read(index, "q=" + "x" * 9000).query) == 200


def test_the_query_string_is_stable_and_can_lose_one_value(index):
    request = read(index, "concept=technique/weaving&cluster=y&cluster=x&q=ф&sort=tried&page=9")

    assert request.query_string() == "q=%D1%84&cluster=x&cluster=y&concept=technique%2Fweaving&sort=tried"
    assert request.query_string(without=("cluster", "x"), sort="") == ("q=%D1%84&cluster=y&concept=technique%2Fweaving")


def test_groups_show_counts_names_and_the_chosen_first(index):
    request = read(index, "cluster=y&status=running")
    _selected, others = index.select(request.chosen)

    found = {group.facet: group for group in groups(index, request, others, Labels(index, "fr", {"x": "X", "y": "Y"}))}

    assert [(c.label, c.count, c.checked) for c in found["cluster"].choices] == [("Y", 0, True), ("X", 1, False)]
    assert [c.value for c in found["status"].choices] == ["running", "ended"]
    assert "technique" not in found


def test_names_are_in_the_readers_language_or_say_which(index):
    labels = Labels(index, "bg", {})

    assert labels.of("technique", "technique/weaving") == ("тъкане", "")
    assert labels.of("technique", "technique/jacquard") == ("jacquard", "en")
    assert labels.of("country", "DK") == ("Дания", "")
    assert labels.of("language", "da") == ("датски", "")


def test_many_values_hide_behind_a_link_until_asked_for():
    words = {n: type(WORDS[1])("material", f"m{n:02}", {"en": f"M {n:02}"}, frozenset(), "") for n in range(40)}
    index = build([(entry(f"p{n}", n), {}, "") for n in range(40)], words, {"material": {"en": "Materials"}})

    for query, shown, hidden in (("", SHOWN_VALUES, 34), ("more=material", 40, 0)):
        request = read(index, query)
        _selected, others = index.select(request.chosen)
        group = next(g for g in groups(index, request, others, Labels(index, "en", {})) if g.facet == "material")
        assert (len(group.choices), group.hidden) == (shown, hidden)


def test_chips_name_what_is_in_use(index):
    request = read(index, "cluster=x&concept=material/wool")

    found = chips(request, Labels(index, "da", {"x": "LDC"}))

    assert [(chip.label, chip.query) for chip in found] == [("LDC", "concept=material%2Fwool"), ("uld", "cluster=x")]


def test_an_empty_index_knows_nothing():
    assert parse(QueryDict("cluster=x"), Index()).refused == 1
