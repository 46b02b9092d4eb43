"""Free tags become labels or one another, on what is live and in the drafts."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import ModelLogEntry

from practices.actions import tags as actions
from practices.errors import PracticeError
from practices.models import PracticePage, PracticeTag
from practices.queries.concepts import find_concepts, tags_in_use
from tests.factories.accounts import administrator, auditor, coordinator
from tests.factories.clusters import cluster, manager_of
from tests.factories.writing import draft, tree
from vocabulary.models import Concept, Label, LabelKind, Scheme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


@pytest.fixture
def place():
    one = cluster("one")
    tree(one)
    scheme = Scheme.objects.create(code="technique", uri="https://x.example/technique")
    concept = Concept.objects.create(scheme=scheme, code="respinning", uri="https://x.example/technique/respinning")
    Label.objects.create(concept=concept, language="en", text="respinning", kind=LabelKind.PREFERRED)
    page = draft(one, live=True)
    page.tags.add("shoddy", "waste")
    page.save()
    page.save_revision().publish()
    return {"one": one, "concept": concept, "page": page, "tag": PracticeTag.objects.get(name="shoddy")}


def concepts_of(page):
    return [row.concept for row in page.practice_concepts.all()]


def test_a_tag_becomes_a_label_and_its_practices_get_the_concept(place):
    by = coordinator()

    actions.make_label(place["tag"], concept=place["concept"], language="en", by=by)
    actions.make_label(place["tag"], concept=place["concept"], language="en", by=by)

    label = Label.objects.get(text="shoddy")
    assert (label.concept, label.kind, label.language) == (place["concept"], LabelKind.ALTERNATIVE, "en")
    page = PracticePage.objects.get(pk=place["page"].pk)
    assert concepts_of(page) == [place["concept"]]
    assert concepts_of(page.get_latest_revision_as_object()) == [place["concept"]]
    assert not page.has_unpublished_changes
    page.get_latest_revision().publish()
    assert concepts_of(PracticePage.objects.get(pk=page.pk)) == [place["concept"]]
    assert PracticeTag.objects.get(name="shoddy").concept == place["concept"]
    assert ModelLogEntry.objects.filter(action="practices.tag.label", user=by).count() == 2


def test_one_tag_is_merged_into_another(place):
    other = draft(place["one"])
    other.tags.add("Shoddy wool")
    other.save()
    other.save_revision()
    source = PracticeTag.objects.get(name="Shoddy wool")

    actions.merge(source, into=place["tag"], by=coordinator())

    assert not PracticeTag.objects.filter(name="Shoddy wool").exists()
    page = PracticePage.objects.get(pk=other.pk)
    assert [tag.name for tag in page.tags.all()] == ["shoddy"]
    assert [tag.name for tag in page.get_latest_revision_as_object().tags.all()] == ["shoddy"]
    assert [(tag.name, tag.uses) for tag in tags_in_use()] == [("shoddy", 2), ("waste", 1)]
    with pytest.raises(PracticeError):
        actions.merge(place["tag"], into=place["tag"], by=coordinator())


@pytest.mark.parametrize(
    ("who", "status"), [("manager", 302), ("auditor", 403), ("coordinator", 302), ("administrator", 302)]
)
def test_who_sorts_tags(place, client, who, status):
    people = {
        "manager": lambda: manager_of(place["one"]),
        "auditor": auditor,
        "coordinator": coordinator,
        "administrator": administrator,
    }
    client.force_login(people[who]())
    href = reverse("practice_tag", args=[place["tag"].pk])
    post = {"do": "label", "q": "respin", "concept": place["concept"].pk, "language": "en"}

    answer = client.post(href, post)

    assert answer.status_code == status
    assert Label.objects.filter(text="shoddy").exists() is (who in ("coordinator", "administrator"))


def test_the_screens_of_the_coordinator(place, client):
    client.force_login(coordinator())
    href = reverse("practice_tag", args=[place["tag"].pk])

    assert "shoddy" in client.get(reverse("practice_tags")).content.decode()
    assert "No concept has a label like this." in client.get(href).content.decode()
    assert "respinning (technique)" in client.get(href, {"q": "respin"}).content.decode()
    assert client.post(href, {"do": "label", "q": "respin", "language": "en"}).status_code == 422
    assert client.post(href, {"do": "merge", "into": "0"}).status_code == 422
    waste = PracticeTag.objects.get(name="waste")
    assert client.post(href, {"do": "merge", "into": waste.pk}).status_code == 302
    assert [tag.name for tag in tags_in_use()] == ["waste"]


def test_concepts_are_found_by_a_label_in_any_language(place):
    Label.objects.create(concept=place["concept"], language="bg", text="повторно предене", kind=LabelKind.PREFERRED)

    assert find_concepts("предене") == [place["concept"]]
    assert find_concepts(" ") == []


def test_a_concept_taken_out_of_use_in_the_meantime_gets_no_label(place):
    Concept.objects.update(deprecated=True)

    with pytest.raises(PracticeError):
        actions.make_label(place["tag"], concept=place["concept"], language="en", by=coordinator())
    assert list(Label.objects.values_list("text", flat=True)) == ["respinning"]


def test_tags_are_locked_in_one_order(place):
    other = PracticeTag.objects.get(name="waste")

    with CaptureQueriesContext(connection) as queries:
        actions.merge(place["tag"], into=other, by=coordinator())

    (locking,) = [
        query["sql"]
        for query in queries
        if f'"practices_practicetag"."id" IN ({place["tag"].pk}, {other.pk}) ORDER BY' in query["sql"]
    ]
    assert 'FROM "practices_practicetag"' in locking
