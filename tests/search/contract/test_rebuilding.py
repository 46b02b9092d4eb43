"""A rebuild goes on beside the index in use, takes its place at once, and can be undone."""

import pytest

from search.documents import Removal
from search.engines import open_engine
from search.engines.base import NothingToRollBackError, RebuildRunningError
from search.requests import SearchRequest
from tests.search.contract.corpus import THESAURUS, document


def keys(engine) -> list[str]:
    engine.refresh()
    return sorted(hit.key for hit in engine.search(SearchRequest(limit=100)).hits)


@pytest.fixture
def old(engine):
    engine.index([document("practice:old:en", "Velvet", revision=1), document("practice:both:en", "Linen", revision=1)])
    engine.refresh()
    return engine


def test_nobody_sees_it_before_the_switch(old):
    with old.rebuild() as rebuild:
        rebuild.index([document("practice:new:en", "Silk")])
        assert keys(old) == ["practice:both:en", "practice:old:en"]
        rebuild.switch()

        assert keys(old) == ["practice:new:en"]


def test_its_own_search_and_count_see_it(old):
    with old.rebuild() as rebuild:
        rebuild.index([document(f"practice:{n}:en", "Silk") for n in range(3)])
        rebuild.remove([Removal("practice:1:en", 9)])

        assert rebuild.count() == 2
        assert rebuild.search(SearchRequest(text="silk")).total == 2


def test_leaving_without_a_switch_changes_nothing(old):
    before = old.status()
    with old.rebuild() as rebuild:
        rebuild.index([document("practice:new:en", "Silk")])
    after = old.status()

    assert keys(old) == ["practice:both:en", "practice:old:en"]
    assert (after.generation, after.previous, after.building) == (before.generation, "", "")


def test_an_error_inside_changes_nothing(old):
    def interrupted():
        with old.rebuild() as rebuild:
            rebuild.index([document("practice:new:en", "Silk")])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()

    assert keys(old) == ["practice:both:en", "practice:old:en"]
    with old.rebuild() as rebuild:
        rebuild.switch()


def test_writes_meanwhile_go_to_both(old):
    with old.rebuild() as rebuild:
        old.index([document("practice:meanwhile:en", "Wool", revision=5)])
        old.remove([Removal("practice:both:en", 5)])
        rebuild.index(
            [document("practice:both:en", "Linen", revision=1), document("practice:meanwhile:en", "?", revision=2)]
        )
        assert keys(old) == ["practice:meanwhile:en", "practice:old:en"]
        rebuild.switch()

    assert keys(old) == ["practice:meanwhile:en"]
    assert old.search(SearchRequest(text="wool")).total == 1


def test_writes_of_another_process_meanwhile_go_to_both(old, address):
    other = open_engine(address, thesaurus=THESAURUS)
    other.search(SearchRequest())
    with old.rebuild() as rebuild:
        other.index([document("practice:meanwhile:en", "Wool")])
        rebuild.switch()

    assert keys(other) == keys(old) == ["practice:meanwhile:en"]
    other.close()


def test_a_removal_before_it_began_is_not_undone_by_a_late_write(old):
    old.remove([Removal("practice:old:en", 10)])
    with old.rebuild() as rebuild:
        rebuild.switch()
    old.index([document("practice:old:en", "Velvet", revision=9)])

    assert keys(old) == []


def test_only_one_at_a_time(old, address):
    other = open_engine(address, thesaurus=THESAURUS)
    with old.rebuild() as rebuild:
        with pytest.raises(RebuildRunningError):
            other.rebuild()
        with pytest.raises(RebuildRunningError):
            old.rebuild()
        assert other.status().building == rebuild.generation
    with other.rebuild():
        pass
    other.close()


def test_the_status_names_the_generations(old):
    first = old.status().generation
    with old.rebuild() as rebuild:
        assert old.status().building == rebuild.generation
        rebuild.switch()
    status = old.status()

    assert (status.generation, status.previous, status.building) == (rebuild.generation, first, "")


def test_back_to_the_generation_before(old):
    first = old.status().generation
    with old.rebuild() as rebuild:
        rebuild.index([document("practice:new:en", "Silk")])
        rebuild.switch()

    assert old.rollback() == first
    assert keys(old) == ["practice:both:en", "practice:old:en"]
    assert old.status().generation == first
    old.index([document("practice:later:en", "Wool")])
    assert "practice:later:en" in keys(old)


def test_nothing_to_go_back_to(old):
    with pytest.raises(NothingToRollBackError):
        old.rollback()


def test_only_the_last_generation_is_kept(old):
    for n in range(3):
        with old.rebuild() as rebuild:
            rebuild.index([document(f"practice:{n}:en", "Silk")])
            rebuild.switch()
    old.rollback()

    assert keys(old) == ["practice:1:en"]


def test_a_rebuild_of_an_index_that_nobody_used(engine):
    with engine.rebuild() as rebuild:
        rebuild.index([document("practice:1:en", "Silk")])
        rebuild.switch()

    assert keys(engine) == ["practice:1:en"]


def test_suggestions_follow_the_switch(old):
    from search.requests import SuggestRequest

    with old.rebuild() as rebuild:
        rebuild.index([document("practice:new:en", "Silk")])
        rebuild.switch()
    old.refresh()

    assert old.suggest(SuggestRequest(text="velv")) == ()
    assert [one.key for one in old.suggest(SuggestRequest(text="sil"))] == ["practice:new:en"]
