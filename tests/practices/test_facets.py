import pytest

from core.text import folded
from practices.facets import Entry, Version, Word, build

WORDS = {
    1: Word("technique", "weaving", {"en": "weaving", "bg": "тъкане"}, frozenset(), folded("weaving тъкане")),
    2: Word("technique", "jacquard", {"en": "jacquard"}, frozenset({1}), "jacquard"),
    3: Word("material", "wool", {"en": "wool", "da": "uld"}, frozenset(), "wool uld"),
}
SCHEMES = {"technique": {"en": "Techniques"}, "material": {"en": "Materials"}}


def entry(code, *concepts, languages=("en",), transfers=0, title=""):
    versions = {language: Version(1, code, title or code, "original") for language in languages}
    return Entry(code, languages[0], versions, frozenset(concepts), None, transfers)


@pytest.fixture
def index():
    """Newest first: a weaves jacquard, b weaves wool, c is wool only, d is nothing."""
    rows = [
        (entry("a", 2, languages=("da",), transfers=1, title="Ærme"), {"cluster": "x", "status": "running"}, "Æ a"),
        (entry("b", 1, 3, languages=("en", "da"), title="Zip"), {"cluster": "y", "status": "ended"}, "bobbin élan"),
        (entry("c", 3, transfers=2, title="Bobbin"), {"cluster": "x", "status": "failed"}, "bobbin"),
        (entry("d", title="Ålen"), {"cluster": "y", "status": "running"}, "катинар"),
    ]
    return build(rows, WORDS, SCHEMES)


def codes(index, bits):
    return [each.code for each in index.in_order(bits, "new", "en")]


def test_values_of_one_facet_widen(index):
    selected, _others = index.select({"cluster": {"x", "y"}})

    assert codes(index, selected) == ["a", "b", "c", "d"]


def test_facets_narrow_each_other(index):
    selected, _others = index.select({"cluster": {"x"}, "material": {"material/wool"}})

    assert codes(index, selected) == ["c"]


def test_counts_leave_the_own_choice_of_their_facet_out(index):
    _selected, others = index.select({"cluster": {"x"}, "status": {"running"}})

    assert dict(index.count_values("cluster", others["cluster"])) == {"x": 1, "y": 1}
    assert dict(index.count_values("status", others["status"])) == {"running": 1, "failed": 1}
    assert dict(index.count_values("material", others["material"])) == {}


def test_a_narrower_concept_counts_for_its_broader_one(index):
    assert dict(index.count_values("technique", index.everything)) == {"technique/weaving": 2, "technique/jacquard": 1}


def test_every_language_version_counts_for_its_language(index):
    assert dict(index.count_values("language", index.everything)) == {"da": 2, "en": 3}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("bobbin", ["b", "c"]),
        ("BOBBIN elan", ["b"]),
        ("uld", ["b", "c"]),
        ("тъкане", ["a", "b"]),
        ("weaving wool", ["b"]),
        ("катинар", ["d"]),
        ("katinar", ["d"]),
        ("nothing", []),
        ("🙂", []),
    ],
)
def test_text_is_found_in_any_language_case_and_script(index, query, found):
    selected, _others = index.select({}, query)

    assert codes(index, selected) == found


def test_titles_follow_the_alphabet_of_the_reader(index):
    danish = [each.code for each in index.in_order(index.everything, "title", "da")]
    english = [each.code for each in index.in_order(index.everything, "title", "en")]

    assert danish == ["c", "b", "a", "d"]
    assert english.index("d") < english.index("c")


def test_most_tried_first_and_newer_first_among_equals(index):
    assert [each.code for each in index.in_order(index.everything, "tried", "en")] == ["c", "a", "b", "d"]


def test_related_share_concepts_and_the_best_overlap_leads():
    rows = [
        (entry("new", 3), {}, ""),
        (entry("other", 2), {}, ""),
        (entry("self", 1, 3), {}, ""),
        (entry("both", 1, 3), {}, ""),
        (entry("old", 3), {}, ""),
        (entry("older", 3), {}, ""),
    ]
    index = build(rows, WORDS, SCHEMES)

    assert [each.code for each in index.related_to(index.get("self"))] == ["both", "new", "old"]
    assert index.related_to(index.get("other")) == []


def test_an_empty_index_answers():
    index = build([], {}, {})

    assert index.select({}, "wool") == (0, dict.fromkeys(index.bits, 0))
    assert index.in_order(0, "title", "bg") == []
    assert index.get("x") is None
