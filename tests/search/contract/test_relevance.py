"""Floors for what an engine makes of the judged set (`tests/search/judged/README.md`); `make bench` has the figures."""

from collections.abc import Callable, Iterator

import pytest

from search.engines import open_engine
from search.requests import SearchRequest
from tests.search.judged import Query, documents, queries
from tests.search.judged.vocabulary import thesaurus
from tests.search.metrics import Score, evaluate, leaks, losses, means


@pytest.fixture(scope="module")
def search(new_address) -> Iterator[Callable[[Query], tuple[str, ...]]]:
    """Translation keys of the first 50 hits."""
    engine = open_engine(new_address(), thesaurus=thesaurus())
    engine.index(documents())
    engine.refresh()

    def search(query: Query) -> tuple[str, ...]:
        request = SearchRequest(
            text=query.text, language=query.language, access=query.access, limit=50, highlight=False
        )
        return tuple(hit.translation_key for hit in engine.search(request).hits)

    yield search
    engine.close()


@pytest.fixture(scope="module")
def scores(search) -> tuple[Score, ...]:
    return evaluate(queries(), search)


def test_what_answers_stands_first(scores) -> None:
    by_language = means(scores, by=lambda score: score.query.language)

    assert means(scores, by=lambda _: "all")["all"]["ndcg10"] >= 0.80
    assert {language: one["ndcg10"] for language, one in by_language.items() if one["ndcg10"] < 0.70} == {}


def test_spelling_costs_little(scores) -> None:
    lost = losses(scores)

    assert lost["typo"] <= 0.08
    assert lost["unaccented"] <= 0.05
    assert lost["inflected"] <= 0.05


def test_what_is_in_another_language_only_is_among_the_first_ten(scores) -> None:
    assert means(scores, by=lambda score: score.query.kind)["cross_language"]["recall10"] >= 0.85


def test_nothing_leaks(search) -> None:
    assert leaks(queries(), search) == []
