"""What a query may say: several words, phrases, exclusions, fields, codes – and what nobody means."""

import time

import pytest

from search.requests import MAX_WINDOW


def test_a_document_with_all_words_comes_first(keys):
    assert keys("jacket washing certificate")[0] == "practice:lease:en"


def test_a_word_of_the_title_counts_more_than_one_of_the_text(engine):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    filler = [document(f"practice:f{n}:en", f"Plain thing {n}", "Nothing to see here.") for n in range(10)]
    engine.index([
        document("practice:body:en", "Something else", "A long text that mentions velvet among other words."),
        document("practice:title:en", "Velvet curtains", "A long text that mentions many other words."),
        *filler,
    ])  # fmt: skip
    engine.refresh()

    assert [hit.key for hit in engine.search(SearchRequest(text="velvet")).hits] == [
        "practice:title:en",
        "practice:body:en",
    ]


def test_the_exact_form_comes_before_another_form(engine):
    from search.requests import SearchRequest
    from tests.search.contract.corpus import document

    filler = [document(f"practice:f{n}:en", f"Plain thing {n}", "Nothing to see here.") for n in range(10)]
    engine.index([
        document("practice:1:en", "Weaving in the north"),
        document("practice:2:en", "Weaves in the north"),
        document("practice:3:en", "Weaved in the north"),
        *filler,
    ])  # fmt: skip
    engine.refresh()
    for text, key in (("weaves", "practice:2:en"), ("weaving", "practice:1:en"), ("weaved", "practice:3:en")):
        assert engine.search(SearchRequest(text=text)).hits[0].key == key


def test_other_names_are_found(keys):
    assert keys("nordic weavers")[0] == "organisation:loom:en"
    assert keys("parka") == ["practice:lease:en"]


def test_text_of_an_attachment_is_found(keys):
    assert keys("lavender") == ["guide:care:en"]


def test_a_phrase_stands_side_by_side(keys):
    assert keys('"rain jackets"') == ["practice:lease:en"]
    assert keys('"jackets rain"') == []


def test_a_phrase_with_stop_words_is_taken_by_the_letter(keys):
    assert keys('"life of a fabric"') == ["practice:soie:en"]
    assert keys('"life in a fabric"') == []


def test_a_phrase_does_not_reach_from_one_field_into_the_next(keys):
    assert keys('"hikers a mountain"') == []


def test_a_phrase_is_found_in_an_attachment(keys):
    assert keys('"hate lavender"') == ["guide:care:en"]


def test_a_phrase_may_stand_in_any_language(keys):
    assert keys('"étoffes de soie"', language="da") == ["practice:soie:fr"]


def test_an_excluded_word_must_not_occur(keys):
    assert set(keys("jackets")) == {"practice:lease:en", "note:members:en"}
    assert keys("jackets -discussed") == ["practice:lease:en"]


def test_an_excluded_word_counts_in_every_form(keys):
    assert keys("jackets -hiker") == ["note:members:en"]


def test_an_excluded_phrase(keys):
    assert keys('jackets -"rain jackets"') == ["note:members:en"]


def test_the_field_title(keys):
    assert keys("title:jackets") == ["practice:lease:en"]
    assert keys("title:parka") == ["practice:lease:en"]
    assert keys("title:certificate") == []


def test_the_field_kind(keys):
    assert keys("kind:organisation") == ["organisation:loom:en"]
    assert keys("weavers kind:organisation") == ["organisation:loom:en"]


def test_the_field_language(keys):
    assert keys("language:ro") == ["practice:plante:ro"]


def test_the_field_country(keys):
    assert set(keys("country:ES")) == {"practice:llana:ca", "practice:lana:es"}


def test_the_field_organisation(keys):
    assert keys("organisation:loom") == ["organisation:loom:en"]


@pytest.mark.parametrize("text", ["ISO-14001", "iso 14001", "ISO14001"])
def test_a_code_is_found_however_it_is_written(keys, text):
    assert keys(text)[:1] == ["practice:lease:en"]


def test_nothing_asked_shows_everything_the_newest_first(find):
    found = find(limit=20)

    assert found.total == 10  # eleven public documents, two of them versions of one thing
    assert [hit.key for hit in found.hits][:2] == ["practice:garn:da", "practice:kop:bg"]


def test_a_query_of_stop_words_only_is_answered(find):
    assert find("of the").total >= 1


def test_a_word_that_nobody_has_finds_nothing(find):
    found = find("wxyzzywx")

    assert (found.total, found.hits, dict(found.kinds)) == (0, (), {})


BAD = [
    "", " ", "\t\n", "😀😀😀", '"', '""', '"unbalanced', 'silk "unbalanced', "-", "--", "- silk", '-"', "field:*", "*",
    "s*lk", "???", "AND OR NOT", "silk AND NOT (", "NEAR(silk, 3", "../../etc/passwd", "\\u0000", "a\x00b", "\ud800",
    "' OR 1=1 --", "{title}: x", "^silk", "silk~2", "title:", "title:title:", "kind:nonsense", "country:",
    "<script>alert(1)</script>",
    "%s %d {0}", "a" * 10_000, "silk " * 2_000, "*" * 300, '"' * 300, "-" * 300, "(" * 300,
    " ".join(f"w{n}" for n in range(60)),
    "\u202eklis", "ﬀ ŉ ǅ",
]  # fmt: skip


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_bad_input_is_answered_in_time(library, find, text):
    from search.requests import SuggestRequest

    started = time.monotonic()
    found = find(text, counted=("country",))
    library.suggest(SuggestRequest(text=text))

    assert not {hit.key for hit in found.hits} & {"practice:secret:en", "practice:hidden:fr"}
    assert time.monotonic() - started < 2


def test_ten_thousand_characters_are_said_to_be_shortened(find):
    assert find("silk " * 2_000).understood.shortened


@pytest.mark.parametrize(
    "more",
    [
        {"offset": 10_000},
        {"offset": MAX_WINDOW},
        {"limit": 0},
        {"facets": {"topic": ("no such value",)}},
        {"facets": {"no such facet": ("x",)}},
        {"kinds": ("nonsense",)},
        {"languages": ("xx",)},
        {"access": ()},
        {"access": ("no such token",)},
        {"ranges": {"no such number": (1, 2)}},
        {"ranges": {"year": (2024, 2020)}},
    ],
    ids=lambda more: "-".join(f"{name}={value}" for name, value in more.items()),
)
def test_a_request_beyond_what_there_is_finds_nothing(find, more):
    assert find(**more).hits == ()


def test_two_hundred_facets_are_answered(find):
    names = tuple(f"facet{n}" for n in range(200))

    assert set(find("silk", counted=names).facets) == set(names)


def test_the_query_is_explained(find):
    understood = find('silk "light machines" -cotton country:FR').understood

    assert understood.words[0] == "silk"
    assert understood.phrases == ("light machines",)
    assert understood.excluded == ("cotton",)
    assert "country" in understood.fields
