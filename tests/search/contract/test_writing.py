"""What is written stays: the higher revision wins in any order, and what is removed stays removed."""

from itertools import permutations

import pytest

from search.digests import digest
from search.documents import Attachment, Place, Removal
from search.engines import open_engine
from search.requests import SearchRequest
from tests.search.contract.corpus import DOCUMENTS, THESAURUS, document


def titles(engine) -> dict[str, str]:
    engine.refresh()
    found = engine.search(SearchRequest(limit=100)).hits
    return {hit.key: "".join(text for text, _ in hit.title.parts) for hit in found}


def entries(engine) -> list[tuple[str, int, str]]:
    engine.refresh()
    return list(engine.entries())


def test_an_empty_index_answers(engine):
    engine.refresh()

    assert engine.search(SearchRequest(text="silk")).total == 0
    assert entries(engine) == []
    assert engine.status().documents == 0


def test_a_document_replaces_its_older_self(engine):
    assert engine.index([document("practice:1:en", "Old", revision=1)]).indexed == 1
    assert engine.index([document("practice:1:en", "New", revision=2)]).indexed == 1

    assert titles(engine) == {"practice:1:en": "New"}
    assert engine.search(SearchRequest(text="old", correct=False)).total == 0


def test_an_older_write_is_stale(engine):
    engine.index([document("practice:1:en", "New", revision=7)])
    written = engine.index([document("practice:1:en", "Old", revision=3)])

    assert (written.indexed, written.stale) == (0, 1)
    assert titles(engine) == {"practice:1:en": "New"}


def test_the_same_write_twice_changes_nothing(engine):
    engine.index([document("practice:1:en", "Title", revision=7)])
    before = entries(engine)
    engine.index([document("practice:1:en", "Title", revision=7)])

    assert entries(engine) == before


def test_a_removed_document_is_found_no_more(engine):
    engine.index([document("practice:1:en", "Velvet", revision=1)])
    written = engine.remove([Removal("practice:1:en", 2)])

    assert (written.removed, written.stale) == (1, 0)
    assert (titles(engine), entries(engine), engine.status().documents) == ({}, [], 0)


def test_an_older_removal_is_stale(engine):
    engine.index([document("practice:1:en", "Velvet", revision=5)])
    written = engine.remove([Removal("practice:1:en", 4)])

    assert (written.removed, written.stale) == (0, 1)
    assert titles(engine) == {"practice:1:en": "Velvet"}


def test_a_late_write_does_not_bring_a_removed_document_back(engine):
    engine.index([document("practice:1:en", "Velvet", revision=1)])
    engine.remove([Removal("practice:1:en", 3)])
    written = engine.index([document("practice:1:en", "Velvet", revision=2)])

    assert written.stale == 1
    assert titles(engine) == {}


def test_a_document_removed_before_it_came_does_not_come(engine):
    assert engine.remove([Removal("practice:1:en", 3)]).stale == 0
    engine.index([document("practice:1:en", "Velvet", revision=2)])

    assert titles(engine) == {}


def test_a_later_write_brings_it_back(engine):
    engine.index([document("practice:1:en", "Velvet", revision=1)])
    engine.remove([Removal("practice:1:en", 2)])
    engine.index([document("practice:1:en", "Velvet again", revision=3)])

    assert titles(engine) == {"practice:1:en": "Velvet again"}


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=lambda order: "".join(map(str, order)))
def test_writes_in_any_order_end_the_same(engine, order):
    writes = [
        lambda: engine.index([document("practice:1:en", "First", revision=1)]),
        lambda: engine.remove([Removal("practice:1:en", 2)]),
        lambda: engine.index([document("practice:1:en", "Third", revision=3)]),
        lambda: engine.index([document("practice:1:en", "Fourth", revision=4)]),
    ]
    for number in order:
        writes[number]()

    assert titles(engine) == {"practice:1:en": "Fourth"}


def test_one_batch_may_hold_a_document_twice(engine):
    engine.index([
        document("practice:1:en", "Second", revision=2),
        document("practice:1:en", "First", revision=1),
        document("practice:1:en", "Third", revision=3),
    ])  # fmt: skip

    assert titles(engine) == {"practice:1:en": "Third"}


def test_a_document_may_change_in_every_way(engine):
    engine.index([
        document(
            "practice:1:en", "Before", "velvet", names=("Alias",), facets={"a": ("1",)}, numbers={"n": 1},
            place=Place(1, 1),
        ),
    ])  # fmt: skip
    changed = document("practice:1:en", "After", "linen", facets={"b": ("2",)}, numbers={"m": 2}, revision=2)
    engine.index([changed])
    engine.refresh()

    def total(**more):
        return engine.search(SearchRequest(correct=False, **more)).total

    assert [total(text=text) for text in ("velvet", "alias", "linen", "after")] == [0, 0, 1, 1]
    assert [total(facets={name: (value,)}) for name, value in (("a", "1"), ("b", "2"))] == [0, 1]
    assert [total(ranges={name: (0, 9)}) for name in ("n", "m")] == [0, 1]
    assert engine.search(SearchRequest(counted=("a",))).facets == {"a": ()}
    assert engine.search(SearchRequest()).hits[0].place is None


def test_a_version_may_move_to_another_thing(engine):
    from dataclasses import replace

    engine.index([document("practice:1:en", "Velvet"), document("practice:1:fr", "Velours")])
    moved = replace(document("practice:1:fr", "Velours", revision=2), translation_key="practice:2")
    engine.index([moved])
    engine.refresh()
    found = engine.search(SearchRequest())

    assert (found.total, {hit.translation_key for hit in found.hits}) == (2, {"practice:1", "practice:2"})


def test_a_thousand_documents_at_once(engine):
    written = engine.index(document(f"practice:{n}:en", f"Thing {n}") for n in range(1000))
    engine.refresh()

    assert written.indexed == 1000
    assert engine.search(SearchRequest()).total == engine.status().documents == 1000


def test_entries_are_every_document_by_key_with_its_digest(engine):
    engine.index(DOCUMENTS)

    assert entries(engine) == sorted((one.key, one.revision, digest(one)) for one in DOCUMENTS)


def test_many_entries_come_in_order(engine):
    engine.index(document(f"practice:{n}:en", f"Thing {n}", revision=n + 1) for n in range(2500))
    found = entries(engine)

    assert [key for key, _, _ in found] == sorted(f"practice:{n}:en" for n in range(2500))
    assert all(revision == int(key.split(":")[1]) + 1 for key, revision, _ in found)


def test_the_status_tells_what_there_is(engine):
    engine.index(DOCUMENTS)
    engine.refresh()
    status = engine.status()

    assert status.engine == engine.name
    assert status.documents == len(DOCUMENTS)
    assert dict(status.kinds) == {"practice": 10, "organisation": 1, "guide": 1, "note": 1}
    assert status.generation
    assert status.version
    assert (status.previous, status.building) == ("", "")
    assert status.bytes > 0
    assert status.written_at is not None


def test_texts_of_any_script_and_size_are_kept(engine):
    pages = (*[""] * 300, "needle")
    odd = [
        document("practice:1:en", "\x00 NUL", "\x1f \x0b"),
        document("practice:2:en", "", ""),
        document("practice:3:xx", "ภาษาไทย 日本語 עברית", "한국어 ქართული"),
        document("practice:4:en", "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 ﬁligree", "e\u0301 combining"),
        document("practice:5:en", "Long", "word " * 200_000),
        document("practice:6:en", "x" * 5_000, "y" * 100_000),
        document("practice:7:en", "Pages", attachments=(Attachment(title="t", address="/a", pages=pages),)),
        document("organisation:" + "k" * 180 + ":en", "Long key"),
    ]  # fmt: skip
    assert engine.index(odd).indexed == len(odd)
    engine.refresh()

    assert engine.search(SearchRequest(limit=20)).total == len(odd)
    assert engine.search(SearchRequest(text="日本語")).hits[0].key == "practice:3:xx"
    assert engine.search(SearchRequest(text="needle")).hits[0].fragments[0].page == 301


def test_another_process_sees_what_was_written(engine, address):
    other = open_engine(address, thesaurus=THESAURUS)
    assert other.search(SearchRequest()).total == 0
    engine.index([document("practice:1:en", "Velvet")])
    engine.refresh()

    assert other.search(SearchRequest(text="velvet")).total == 1
    other.remove([Removal("practice:1:en", 2)])
    other.refresh()
    assert engine.search(SearchRequest(text="velvet")).total == 0
    other.close()


def test_what_was_written_outlives_the_engine(engine, address):
    engine.index([document("practice:1:en", "Velvet")])
    engine.close()
    again = open_engine(address, thesaurus=THESAURUS)
    again.refresh()

    assert again.search(SearchRequest(text="velvet")).total == 1
    again.close()
