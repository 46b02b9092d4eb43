"""The vocabulary as the search uses it, kept per process."""

from threading import Thread

import pytest
from django.db import connection

from search import thesauri
from tests.factories import vocabulary
from vocabulary.models import Concept, Label

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    monkeypatch.setattr(thesauri, "_kept", (float("-inf"), thesauri.Thesaurus((), token=object())))


def test_concepts_in_use_with_their_labels_and_links():
    scheme = vocabulary.scheme("material")
    fibre = vocabulary.concept(scheme, "fibre", en="fibre")
    silk = vocabulary.concept(scheme, "silk", en="silk", bg="коприна", alt={"en": ["mulberry silk"]}, broader=[fibre])
    silk.related.add(vocabulary.concept(scheme, "silk-waste", en="silk waste"))

    entry = thesauri.current().entries["material/silk"]

    assert sorted(entry.labels) == [
        ("bg", "pref", "коприна"),
        ("en", "alt", "mulberry silk"),
        ("en", "pref", "silk"),
    ]
    assert (entry.broader, entry.related) == (("material/fibre",), ("material/silk-waste",))


def test_a_replaced_concept_leads_to_its_heir_and_a_ring_to_nothing():
    scheme = vocabulary.scheme("material")
    heir = vocabulary.concept(scheme, "silk", en="silk")
    middle = vocabulary.concept(scheme, "silks", en="silk cloth", deprecated=True)
    old = vocabulary.concept(scheme, "silke", en="old silk", deprecated=True)
    one = vocabulary.concept(scheme, "one", en="ring one", deprecated=True)
    other = vocabulary.concept(scheme, "other", en="ring other", deprecated=True)
    for concept, replacement in ((middle, heir), (old, middle), (one, other), (other, one)):
        Concept.objects.filter(pk=concept.pk).update(replaced_by=replacement)

    found = thesauri.current()

    assert list(found.entries) == ["material/silk"]
    assert sorted(found.entries["material/silk"].labels) == [
        ("en", "hidden", "old silk"),
        ("en", "hidden", "silk cloth"),
        ("en", "pref", "silk"),
    ]
    assert found.identifier("material/silke") == "material/silk"
    assert found.identifier("material/one") == ""


def test_it_asks_once_a_second_and_reads_only_what_changed(django_assert_num_queries, monkeypatch):
    scheme = vocabulary.scheme("material")
    concept = vocabulary.concept(scheme, "silk", en="silk")
    now = [1000.0]
    monkeypatch.setattr(thesauri.time, "monotonic", lambda: now[0])

    with django_assert_num_queries(5):
        first = thesauri.current()
    with django_assert_num_queries(0):
        assert thesauri.current() is first
    now[0] += 1.5
    with django_assert_num_queries(1):
        assert thesauri.current() is first
    Label.objects.filter(concept=concept).update(text="silks")
    concept.save()
    with django_assert_num_queries(0):
        assert thesauri.current() is first
    now[0] += 1.5
    with django_assert_num_queries(5):
        assert thesauri.current().label("material/silk", "en") == "silks"


def test_those_who_changed_the_vocabulary_need_not_wait():
    scheme = vocabulary.scheme("material")
    assert thesauri.current().entries == {}
    vocabulary.concept(scheme, "silk", en="silk")

    assert list(thesauri.renew().entries) == ["material/silk"]
    assert list(thesauri.current().entries) == ["material/silk"]


def test_an_empty_vocabulary_is_no_error(django_assert_num_queries):
    assert thesauri.current().entries == {}
    with django_assert_num_queries(0):
        assert thesauri.current().match("silk", "en") == ()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_threads_that_come_first_wait_for_it_and_share_it():
    vocabulary.concept(vocabulary.scheme("material"), "silk", en="silk")
    found = []

    def ask():
        try:
            found.append(thesauri.current())
        finally:
            connection.close()

    threads = [Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [list(each.entries) for each in found] == [["material/silk"]] * 4
    assert len(set(map(id, found))) == 1
