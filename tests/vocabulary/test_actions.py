"""Writes: all or nothing, one after the other, exactly what was shown."""

import threading
from dataclasses import replace

import pytest
from django.db import connection
from wagtail.models import ModelLogEntry

from tests.factories.accounts import coordinator
from tests.factories.vocabulary import BASE, concept, scheme
from tests.vocabulary import turtle as files
from vocabulary.actions import save_concept
from vocabulary.errors import VocabularyError
from vocabulary.imports import prepare
from vocabulary.models import Concept, Label
from vocabulary.plans import Options
from vocabulary.queries import matching_ids
from vocabulary.skos import ConceptData
from vocabulary.stored import stored_vocabulary

FELT = ConceptData(f"{BASE}fabric/felt", f"{BASE}fabric", labels=frozenset({("pref", "en", "felt")}))


def file(*statements: str) -> dict[str, bytes]:
    return {"x.ttl": files.turtle(*statements)}


@pytest.mark.django_db
def test_apply_writes_what_the_plan_says():
    content = file(
        files.concept("felt", more='skos:altLabel "филц"@bg ; skos:definition "Matted wool."@en ; skos:notation "F 1"'),
        files.concept("loden", more="skos:broader <fabric/felt> ; skos:closeMatch <http://x.example/1>"),
        files.concept("twill", more="skos:related <fabric/felt>"),
    )

    prepare(content, Options()).apply(by=None)

    felt, loden = Concept.objects.get(code="felt"), Concept.objects.get(code="loden")
    assert set(felt.labels.values_list("kind", "language", "text")) == {("pref", "en", "felt"), ("alt", "bg", "филц")}
    assert (felt.notation, felt.notes.get().text, loden.matches.get().uri) == (
        "F 1",
        "Matted wool.",
        "http://x.example/1",
    )
    assert (loden.broader.get(), felt.related.get().code, felt.scheme.title("en")) == (felt, "twill", "Fabrics")
    assert prepare(content, Options(whole=True)).plan.is_empty


@pytest.mark.django_db
def test_apply_moves_a_label_from_one_kind_to_another():
    prepare(file(files.concept("felt", "felt", 'skos:altLabel "loden"@en')), Options()).apply(by=None)

    prepare(file(files.concept("felt", "loden", 'skos:altLabel "felt"@en')), Options()).apply(by=None)

    assert set(Label.objects.values_list("kind", "text")) == {("pref", "loden"), ("alt", "felt")}


@pytest.mark.django_db
def test_what_a_whole_file_lacks_is_taken_out_of_use_and_stays():
    prepare(file(files.concept("felt"), files.concept("loden")), Options()).apply(by=None)

    prepare(file(files.concept("felt")), Options(whole=True)).apply(by=None)

    assert list(Concept.objects.order_by("code").values_list("code", "deprecated")) == [
        ("felt", False),
        ("loden", True),
    ]


@pytest.mark.django_db
def test_apply_refuses_a_file_with_errors_and_writes_nothing():
    prepared = prepare(file(files.concept("felt"), files.concept("loden", "felt")), Options())

    with pytest.raises(VocabularyError, match="nothing was imported"):
        prepared.apply(by=None)

    assert (Concept.objects.count(), Label.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_apply_refuses_when_the_vocabulary_changed_since_the_report():
    prepare(file(files.concept("felt")), Options()).apply(by=None)
    prepared = prepare(file(files.concept("felt", "felt cloth")), Options())
    save_concept(replace(FELT, labels=frozenset({("pref", "en", "felts")})), by=None)
    before = stored_vocabulary()

    with pytest.raises(VocabularyError, match="changed since this report"):
        prepared.apply(by=None)

    assert stored_vocabulary() == before


@pytest.mark.django_db
def test_imports_and_changes_are_logged_with_who_and_how_many():
    by = coordinator()
    prepare(file(files.concept("felt"), files.concept("loden")), Options()).apply(by=by)
    prepare(file(files.concept("felt", "felts")), Options(whole=True)).apply(by=by)

    entries = ModelLogEntry.objects.filter(action__startswith="vocabulary.").order_by("pk")
    assert [(entry.action, entry.user, entry.data) for entry in entries] == [
        ("vocabulary.scheme.import", by, {"added": 2}),
        ("vocabulary.concept.change", by, {"added": 1, "removed": 1}),
        ("vocabulary.concept.deprecate", by, {"added": 1, "removed": 0}),
        ("vocabulary.scheme.import", by, {"changed": 1, "deprecated": 1}),
    ]


@pytest.mark.django_db
def test_save_concept_refuses_what_breaks_a_rule_and_keeps_the_rest():
    fabric = scheme()
    concept(fabric, "felt")
    before = stored_vocabulary()

    with pytest.raises(VocabularyError, match="already the preferred label"):
        save_concept(replace(FELT, uri=f"{BASE}fabric/other"), by=None)

    assert stored_vocabulary() == before


@pytest.mark.django_db
def test_what_is_kept_per_process_follows_every_write():
    fabric = scheme()
    felt = concept(fabric, "felt")
    first = matching_ids("felts")

    save_concept(replace(FELT, labels=frozenset({("pref", "en", "felts")})), by=None)

    assert first == {}
    assert list(matching_ids("felts")) == [felt.pk]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_that_apply_at_once_one_is_refused():
    prepare(file(files.concept("felt")), Options()).apply(by=None)
    prepared = [prepare(file(files.concept("felt", label)), Options()) for label in ("felt one", "felt two")]
    barrier, outcomes = threading.Barrier(2), []

    def run(one):
        try:
            barrier.wait(10)
            one.apply(by=None)
            outcomes.append("applied")
        except VocabularyError as error:
            outcomes.append(error.sentence[:22])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(one,)) for one in prepared]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(outcomes) == ["The vocabulary changed", "applied"]
    assert Label.objects.filter(kind="pref").count() == 1
