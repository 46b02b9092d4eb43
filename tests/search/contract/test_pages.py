"""Order, pages and versions: each thing once, in the reader's language where it can be."""

import pytest

from search.documents import Place
from search.requests import MAX_WINDOW, Near, SearchRequest
from tests.search.contract.corpus import AARHUS, document


def test_a_thing_is_shown_once_in_the_reader_s_language(find):
    for language in ("fr", "en"):
        found = find("Lyon", language=language)
        assert [hit.key for hit in found.hits] == [f"practice:soie:{language}"]
        assert found.total == 1


def test_a_thing_without_the_reader_s_language_is_shown_in_the_one_found(find):
    assert [hit.language for hit in find("étoffes", language="da").hits] == ["fr"]


def test_versions_may_come_and_go(engine):
    def shown(language):
        engine.refresh()
        return [hit.key for hit in engine.search(SearchRequest(text="indigo", language=language)).hits]

    engine.index([document("practice:1:en", "Indigo")])
    assert shown("fr") == ["practice:1:en"]
    engine.index([document("practice:1:fr", "Indigo"), document("practice:1:da", "Indigo")])
    assert (shown("fr"), shown("da"), shown("en")) == (["practice:1:fr"], ["practice:1:da"], ["practice:1:en"])
    from search.documents import Removal

    engine.remove([Removal("practice:1:fr", 5), Removal("practice:1:en", 5)])
    assert shown("fr") == ["practice:1:da"]


def test_pages_follow_on_each_other(engine):
    engine.index(
        document(f"practice:{n}:{language}", f"Ribbon number {n}", "ribbon " * (n % 5))
        for n in range(60)
        for language in (("en", "fr") if n % 3 else ("en",))
    )
    engine.refresh()
    for more in ({"text": "ribbon"}, {}, {"sort": "title"}, {"text": "ribbon", "sort": "newest"}):
        whole = [hit.translation_key for hit in engine.search(SearchRequest(limit=100, **more)).hits]
        pages = [
            hit.translation_key
            for offset in range(0, 70, 7)
            for hit in engine.search(SearchRequest(offset=offset, limit=7, **more)).hits
        ]
        assert len(whole) == len(set(whole)) == 60, more
        assert pages == whole, more


def test_the_total_does_not_depend_on_the_page(find):
    assert find(limit=1).total == find(limit=3, offset=6).total == find(offset=500).total == 10


def test_nobody_pages_deeper_than_the_window(engine):
    engine.index(document(f"practice:{n}:en", f"Thing {n}") for n in range(MAX_WINDOW + 30))
    engine.refresh()
    found = engine.search(SearchRequest(offset=MAX_WINDOW - 5, limit=20))

    assert (len(found.hits), found.total) == (5, MAX_WINDOW + 30)


def test_the_newest_first_and_those_without_a_date_last(find):
    dates = [hit.date for hit in find(sort="newest", limit=20).hits]
    known = [day for day in dates if day]

    assert known == sorted(known, reverse=True)
    assert dates[len(known) :] == [None] * (len(dates) - len(known))


def test_by_title_as_its_readers_sort(engine):
    titles = ["Zebra", "århus", "Ærø", "øl", "apple", "Éclair", "echo", "Banana"]
    engine.index(document(f"practice:{n}:da", title) for n, title in enumerate(titles))
    engine.refresh()
    found = engine.search(SearchRequest(sort="title", language="da"))

    assert ["".join(text for text, _ in hit.title.parts) for hit in found.hits] == [
        "apple", "Banana", "echo", "Éclair", "Zebra", "Ærø", "øl", "århus",
    ]  # fmt: skip


def test_by_distance(engine):
    towns = {"aarhus": AARHUS, "odense": Place(55.40, 10.39), "sofia": Place(42.70, 23.32), "oslo": Place(59.91, 10.75)}
    engine.index(document(f"practice:{name}:en", name, place=place) for name, place in towns.items())
    engine.refresh()
    found = engine.search(SearchRequest(near=Near(AARHUS, 5000), sort="distance"))

    assert [hit.translation_key.split(":")[1] for hit in found.hits] == ["aarhus", "odense", "oslo", "sofia"]
    assert [round(hit.distance) for hit in found.hits] == [pytest.approx(km, abs=2) for km in (0, 85, 418, 1765)]


def test_a_hit_carries_what_was_stored(find):
    (hit,) = find("étoffes", language="fr").hits

    assert (hit.kind, hit.translation_key, hit.address) == ("practice", "practice:soie", "/{language}/practices/soie/")
    assert dict(hit.card) == {"summary": "Réparer", "facts": [["topic", "repair"]]}
    assert str(hit.date) == "2023-03-01"
    assert (hit.place.latitude, hit.place.longitude) == pytest.approx((45.76, 4.84))


def test_scores_fall(find):
    scores = [hit.score for hit in find("silk jackets").hits]

    assert scores == sorted(scores, reverse=True)
