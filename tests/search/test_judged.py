"""The judged set is consistent with itself; what engines make of it is tested beside them."""

import re
import unicodedata
from collections import Counter
from functools import cache

import pytest

from search.documents import PUBLIC
from search.requests import MAX_TEXT
from tests.search.judged import KINDS, LANGUAGES, documents, queries, topics, translation_keys, written

OTHER_SCRIPT = {"bg": re.compile(r"[ыэё]", re.IGNORECASE), "ro": re.compile(r"[şţŞŢ]")}
TELLTALE = {"fr": "éèà", "es": "ñóá", "ca": "·òç", "bg": "ъщя", "ro": "șță", "da": "æøå"}


@cache
def visible(access: tuple[str, ...]) -> frozenset[str]:
    return frozenset(document.translation_key for document in documents() if set(document.access) & set(access))


def test_there_are_three_hundred_documents_in_even_parts_and_sixty_queries_in_each_language() -> None:
    counts = {language: len(written(language)) for language in LANGUAGES}

    assert sum(counts.values()) >= 300
    assert min(counts.values()) >= 43
    assert min(len(queries(language)) for language in LANGUAGES) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_query_is_asked_in_every_language(language: str) -> None:
    assert {query.kind for query in queries(language)} == set(KINDS)


def test_keys_and_identifiers_are_unique() -> None:
    keys = Counter(document.key for document in documents())
    codes = Counter(key.partition(":")[2] for key in {document.translation_key for document in documents()})
    ids = Counter(query.id for query in queries())

    assert [name for counted in (keys, codes, ids) for name, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_are_short_and_whole(language: str) -> None:
    lengths = {one.key: len(f"{one.title} {one.summary} {one.body}".split()) for one in written(language)}

    assert {key: count for key, count in lengths.items() if not 60 <= count <= 150} == {}
    assert [one.key for one in written(language) if not (one.title and one.summary and one.concepts)] == []
    assert {one.kind for one in written(language)} == {"practice", "organisation", "mission", "document"}
    assert len([one for one in written(language) if one.attachments]) >= 1
    assert len([one for one in written(language) if one.place]) >= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_in_the_script_of_their_language(language: str) -> None:
    text = "".join(f"{one.title}{one.summary}{one.body}" for one in written(language))
    letters = [letter for letter in text if letter.isalpha()]
    cyrillic = sum("CYRILLIC" in unicodedata.name(letter) for letter in letters) / len(letters)

    assert text == unicodedata.normalize("NFC", text)
    assert cyrillic > 0.97 if language == "bg" else cyrillic == 0
    assert [letter for letter in TELLTALE.get(language, "") if letter not in text] == []
    assert OTHER_SCRIPT[language].search(text) is None if language in OTHER_SCRIPT else True


def test_a_query_reads_differently_than_the_one_it_is_paired_with_and_has_its_judgements() -> None:
    by_id = {query.id: query for query in queries()}

    for query in queries():
        assert 0 < len(query.text) <= MAX_TEXT
        if query.of:
            original = by_id[query.of]
            assert (original.of, original.language, original.access) == ("", query.language, query.access)
            assert original.text != query.text
            assert original.grades == query.grades


def test_every_query_has_an_answer_its_reader_may_see_unless_it_is_to_have_none() -> None:
    for query in queries():
        if query.kind in ("no_answer", "must_not_leak"):
            assert query.grades == {}, query.id
        else:
            assert max(query.grades.values()) == 3, query.id
            assert query.grades.keys() <= visible(query.access), query.id


def test_what_must_not_leak_is_hidden_from_its_reader_and_there_to_be_found_by_another() -> None:
    for query in queries():
        assert bool(query.forbidden) == (query.kind == "must_not_leak"), query.id
        assert not visible(query.access).intersection(query.forbidden), query.id

    hidden = {document.translation_key for document in documents() if PUBLIC not in document.access}
    assert {key for query in queries() for key in query.forbidden} == hidden


def test_a_query_across_languages_has_no_exact_answer_in_its_own() -> None:
    own = {language: set[str]() for language in LANGUAGES}
    for document in documents():
        own[document.language].add(document.translation_key)

    for query in queries():
        exact = {key for key, grade in query.grades.items() if grade == 3}
        if query.kind == "cross_language":
            assert not exact & own[query.language], query.id


def test_topics_name_documents_that_are_there_once() -> None:
    assert [code for codes in topics().values() for code in codes if code not in translation_keys()] == []
    assert [name for name, codes in topics().items() if len(codes) != len(set(codes))] == []
