"""Nobody learns of a document without one of its tokens: not by results, counts, suggestions, corrections or errors."""

import pytest

from search.requests import SearchRequest, SuggestRequest
from tests.search.contract.corpus import AARHUS, document

OUTSIDERS = [(), ("public",), ("public", "member", "org:77", "org"), ("ORG:7",), ("org:7 ",), ("org:*",), ("",)]


@pytest.mark.parametrize("access", OUTSIDERS, ids=str)
@pytest.mark.parametrize(
    "text", ["zephyrium", "quixotine", "umbrella mills", '"zephyrium laminate"', "title:zephyrium"]
)
def test_an_outsider_finds_nothing(find, text, access):
    found = find(text, access=access, counted=("country", "topic"))

    assert (found.total, found.hits, dict(found.kinds)) == (0, (), {})
    assert all(count.count == 0 for counts in found.facets.values() for count in counts)
    assert found.understood.corrected == ""


@pytest.mark.parametrize("access", [("org:7",), ("role:reviewer",), ("public", "org:7")], ids=str)
def test_whoever_holds_a_token_finds_it(find, access):
    found = find("zephyrium laminate", access=access)

    assert found.hits[0].key == "practice:secret:en"


def test_a_document_may_be_for_some_and_for_all(keys):
    assert "note:members:en" in keys("minutes")
    assert "note:members:en" in keys("minutes", access=("member",))


def test_facets_and_kinds_do_not_count_what_is_hidden(find):
    public = find(counted=("country", "topic", "year"))
    insider = find(counted=("country", "topic", "year"), access=("public", "org:7"))

    assert "LI" not in {count.value for count in public.facets["country"]}
    assert "classified" not in {count.value for count in public.facets["topic"]}
    assert dict(insider.kinds)["practice"] == dict(public.kinds)["practice"] + 2
    assert "LI" in {count.value for count in insider.facets["country"]}


def test_a_hidden_value_asked_for_is_as_unknown_as_any_other(find):
    hidden = find(facets={"topic": ("classified",)}, counted=("topic",))
    unknown = find(facets={"topic": ("nonsense",)}, counted=("topic",))

    assert [(c.count, c.chosen) for c in hidden.facets["topic"]] == [
        (c.count, c.chosen) for c in unknown.facets["topic"]
    ]
    assert (hidden.total, hidden.hits) == (unknown.total, unknown.hits) == (0, ())


@pytest.mark.parametrize("name", ["access", ".access", "facet:access", "kind", "key"])
def test_the_index_s_own_fields_are_no_facets(find, name):
    assert find(counted=(name,)).facets == {name: ()}
    assert find(facets={name: ("org:7",)}).total == 0


@pytest.mark.parametrize("text", ["zeph", "zephyrium", "quix", "umbr", "membrane"])
def test_suggestions_keep_it_to_themselves(library, text):
    assert library.suggest(SuggestRequest(text=text)) == ()
    assert library.suggest(SuggestRequest(text=text, access=("member",))) == ()


def test_suggestions_for_whoever_may(library):
    assert [one.key for one in library.suggest(SuggestRequest(text="zeph", access=("org:7",)))][:1] != []


@pytest.mark.parametrize("text", ["zephyrum", "zephirium", "quixotin", "membrene", "laminat"])
def test_a_correction_does_not_tell_hidden_words(find, text):
    assert find(text).understood.corrected == ""


def test_a_correction_for_whoever_may(find):
    found = find("zephirium", access=("org:7",))

    assert found.understood.corrected == "zephyrium"
    assert {hit.key for hit in found.hits} == {"practice:secret:en", "practice:hidden:fr"}


def test_a_hidden_word_is_corrected_like_one_that_nobody_has(engine):
    """That it is not would tell that it stands somewhere."""
    engine.index([
        document("practice:1:en", "Weaving of linen cloth"),
        document("practice:2:en", "Weawing of secrets", access=("org:7",)),
    ])  # fmt: skip
    engine.refresh()

    assert engine.search(SearchRequest(text="weawing")).understood.corrected == "weaving"


def test_a_hidden_form_of_a_visible_word_is_not_offered(engine):
    """Both words have one stem; only one of them may be known."""
    engine.index([
        document("practice:1:en", "Connections everywhere"),
        document("practice:2:en", "Connectional secrets", access=("org:7",)),
        *(document(f"practice:f{n}:en", f"Plain thing {n}") for n in range(5)),
    ])  # fmt: skip
    engine.refresh()

    assert engine.search(SearchRequest(text="connectionel")).understood.corrected != "connectional"


def test_places_do_not_tell_either(find):
    from search.requests import Near

    found = find(near=Near(AARHUS, 30), sort="distance")

    assert [hit.key for hit in found.hits] == ["practice:garn:da"]


def test_a_version_that_may_not_be_seen_is_not_shown_for_one_that_may(engine):
    engine.index([
        document("practice:1:en", "Felted slippers"),
        document("practice:1:fr", "Chaussons feutrés", "Felted slippers", access=("org:7",)),
    ])  # fmt: skip
    engine.refresh()
    found = engine.search(SearchRequest(text="slippers", language="fr"))

    assert [hit.key for hit in found.hits] == ["practice:1:en"]
    assert found.hits[0].title.parts != ()


def test_a_change_of_access_counts_at_once(engine):
    engine.index([document("practice:1:en", "Felted slippers", revision=1)])
    engine.index([document("practice:1:en", "Felted slippers", revision=2, access=("org:7",))])
    engine.refresh()

    assert engine.search(SearchRequest(text="slippers")).total == 0
    assert engine.search(SearchRequest(text="slippers", access=("org:7",))).total == 1
