"""The folder of the index: what is refused, what fails, what is followed without being read anew."""

import threading

import pytest

from search.documents import Removal
from search.engines import open_engine
from search.engines.base import EngineUnavailableError
from search.engines.embedded.bits import Bits, bits_of
from search.engines.embedded.matching import at_least
from search.requests import SearchRequest, SuggestRequest
from tests.search.contract.corpus import document


@pytest.mark.parametrize(
    "url",
    ["embedded://relative/path", "embedded:relative", "embedded://", "embedded:///", "sqlite:///x", "nonsense", "/x/y"],
)
def test_another_address_is_refused_with_a_sentence(url):
    with pytest.raises(ValueError, match="embedded:///"):
        open_engine(url)


def test_opening_touches_no_file(tmp_path):
    open_engine(f"embedded://{tmp_path}/index").close()

    assert list(tmp_path.iterdir()) == []


def test_a_path_may_hold_any_character(tmp_path):
    engine = open_engine(f"embedded://{tmp_path}/sp%20ace%3F%23/индекс")
    engine.index([document("practice:1:en", "Velvet")])
    engine.close()

    assert (tmp_path / "sp ace?#" / "индекс" / "pointer").exists()


def test_the_default_is_the_settings_address(settings, tmp_path):
    settings.SEARCH_URL = f"embedded://{tmp_path}/of-the-settings"
    engine = open_engine()
    engine.search(SearchRequest())
    engine.close()

    assert (tmp_path / "of-the-settings").is_dir()


def broken_pointer(folder):
    (folder / "pointer").write_bytes(b'{"current": "none", "previous": ""}')


def broken_file(folder):
    for path in folder.glob("search-*"):
        path.write_bytes(b"this is no database" * 1000)


def garbled_pointer(folder):
    (folder / "pointer").write_bytes(b"{")


@pytest.mark.parametrize("damage", [broken_pointer, broken_file, garbled_pointer])
def test_a_damaged_index_is_unavailable_and_nothing_else(tmp_path, damage):
    address = f"embedded://{tmp_path}/index"
    engine = open_engine(address)
    engine.index([document("practice:1:en", "Velvet")])
    engine.close()
    damage(tmp_path / "index")
    engine = open_engine(address)
    calls = [
        lambda: engine.search(SearchRequest(text="velvet")),
        lambda: engine.suggest(SuggestRequest(text="vel")),
        lambda: engine.index([document("practice:2:en", "Velvet")]),
        lambda: engine.remove([Removal("practice:1:en", 2)]),
        engine.status,
        lambda: list(engine.entries()),
    ]
    for call in calls:
        with pytest.raises(EngineUnavailableError):
            call()
    engine.close()


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("in the way")
    engine = open_engine(f"embedded://{tmp_path}/file/index")

    with pytest.raises(EngineUnavailableError):
        engine.search(SearchRequest())


def test_threads_share_one_engine(tmp_path):
    engine = open_engine(f"embedded://{tmp_path}/index")
    engine.search(SearchRequest())
    failed: list[BaseException] = []

    def work(first: int) -> None:
        try:
            for number in range(first, first + 20):
                engine.index([document(f"practice:{number}:en", f"Velvet {number}")])
                assert engine.search(SearchRequest(text="velvet")).total > 0
        except BaseException as error:  # noqa: BLE001 -- reported by the test
            failed.append(error)

    threads = [threading.Thread(target=work, args=(first,)) for first in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert engine.search(SearchRequest(text="velvet")).total == 80
    engine.close()


def test_what_is_followed_equals_what_is_read_anew(tmp_path):
    """A reader that saw every change, and one that begins now, count and filter the same."""
    import random

    address = f"embedded://{tmp_path}/index"
    engine, dice = open_engine(address), random.Random(4)
    for revision in range(1, 60):
        batch = [
            document(
                f"practice:{dice.randrange(12)}:{dice.choice(('en', 'fr', 'da'))}",
                f"Velvet {dice.choice('abc')}",
                facets={"topic": tuple(dice.sample("xyz", 2))},
                access=dice.choice((("public",), ("org:7",), ("public", "org:7"))),
                revision=revision,
            )
            for _ in range(dice.randrange(1, 5))
        ]
        engine.index(batch)
        engine.remove([Removal(f"practice:{dice.randrange(12)}:{dice.choice(('en', 'fr', 'da'))}", revision)])
        request = SearchRequest(
            text="velvet",
            counted=("topic",),
            language="da",
            limit=50,
            facets={"topic": ("x",)} if dice.random() < 0.3 else {},
            access=dice.choice((("public",), ("org:7",), ("public", "org:7"))),
        )
        fresh = open_engine(address)
        seen, anew = engine.search(request), fresh.search(request)
        fresh.close()
        assert (seen.total, seen.kinds, seen.facets) == (anew.total, anew.kinds, anew.facets)
        assert [hit.key for hit in seen.hits] == [hit.key for hit in anew.hits]
        assert len({hit.translation_key for hit in seen.hits}) == len(seen.hits) == seen.total
    engine.close()


def test_a_tombstone_is_forgotten_after_a_week(tmp_path, monkeypatch):
    import search.engines.embedded.writing as writing

    engine = open_engine(f"embedded://{tmp_path}/index")
    with monkeypatch.context() as earlier:
        earlier.setattr(writing.time, "time", lambda: 1_000_000.0)
        engine.remove([Removal("practice:1:en", 9)])
    engine.remove([Removal("practice:2:en", 9)])
    with engine.rebuild() as rebuild:
        rebuild.switch()

    assert engine.index([document("practice:1:en", "Velvet", revision=8)]).indexed == 1
    assert engine.index([document("practice:2:en", "Velvet", revision=8)]).stale == 1
    engine.close()


def test_sets_of_documents():
    rows = [0, 1, 5, 70, 200, 1 << 32 | 5, 3 << 32 | 9]
    some, other = bits_of(rows), bits_of([5, 1 << 32 | 5, 1 << 32 | 6])

    assert [row in some for row in (*rows, 2, 1 << 32, 9, 7 << 32)] == [True] * 7 + [False] * 4
    assert (some.documents(), some.things()) == (7, 6)
    assert ((some & other).documents(), (some & other).things(), some.things_with(other)) == (2, 1, 1)
    assert ((some | other).documents(), (some - other).documents()) == (8, 5)
    assert (other - some).documents() == 1
    assert not Bits()
    assert bits_of(list(range(500))).things() == 500


def test_at_least_so_many():
    sets = [bits_of([1, 2, 3]), bits_of([2, 3]), bits_of([3, 4])]

    assert [at_least(sets, minimum).documents() for minimum in (0, 1, 2, 3, 9)] == [4, 4, 2, 1, 1]
