"""The coordinator's rooms: who may enter, what a form refuses, how a file is imported."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.languages import CODES
from tests.factories.accounts import administrator, auditor, coordinator, person
from tests.factories.vocabulary import BASE, concept, scheme
from tests.vocabulary import turtle as files
from vocabulary import imports
from vocabulary.actions import grant_editing, keep_import_file
from vocabulary.models import Concept, ImportFile, Label
from vocabulary.plans import make_plan
from vocabulary.stored import stored_vocabulary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.SECOND_FACTOR_REQUIRED = False
    grant_editing()


@pytest.fixture
def editor(client):
    client.force_login(coordinator())
    return client


def typed(**changes) -> dict:
    """What the browser sends for an empty concept form, with changes."""
    names = ("preferred", "alternative", "hidden", "definition", "scopeNote")
    data = {f"{name}_{code}": "" for name in names for code in CODES}
    data |= {f"broader_{number}": "" for number in range(1, 4)} | {f"related_{number}": "" for number in range(1, 9)}
    return data | {"code": "", "notation": "", "matches": "", "replaced_by": "", "seen": ""} | changes


def errors_of(response) -> dict:
    assert response.status_code == 200
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


PEOPLE = {"nobody": None, "member": person, "auditor": auditor, "coordinator": coordinator, "admin": administrator}
MAY = {"coordinator", "admin"}


@pytest.mark.parametrize("who", PEOPLE)
def test_only_coordinators_and_administrators_enter(client, who):
    fabric = scheme()
    felt = concept(fabric, "felt")
    kept = keep_import_file("x.ttl", files.turtle(files.concept("loden")), {}, by=coordinator())
    if PEOPLE[who]:
        client.force_login(PEOPLE[who]())
    before = stored_vocabulary()
    addresses = [
        reverse("concepts:index"),
        reverse("concepts:add"),
        reverse("concepts:edit", args=[felt.pk]),
        reverse("schemes:index"),
        reverse("schemes:edit", args=[fabric.pk]),
        reverse("vocabulary_import:upload"),
        reverse("vocabulary_import:report", args=[kept.pk]),
    ]

    answers = [client.get(address).status_code for address in addresses]
    tried = [
        client.post(addresses[1], typed(scheme=fabric.pk, preferred_en="silk")).status_code if who not in MAY else 302,
        client.post(addresses[6], {"fingerprint": "x"}).status_code if who not in MAY else 302,
        client.post(reverse("concepts:delete", args=[felt.pk])).status_code,
    ]

    refusal = 403 if PEOPLE[who] else 302  # strangers are sent to sign in
    assert set(answers) == {200 if who in MAY else refusal}
    assert set(tried) == {302 if who in MAY else refusal}
    assert stored_vocabulary() == before


def test_a_concept_is_written_with_all_its_parts(editor):
    fabric = scheme()
    cloth, twill = concept(fabric, "cloth"), concept(fabric, "twill")
    data = typed(
        scheme=fabric.pk,
        preferred_en=" Wool  felt ",
        preferred_bg="плъст",
        alternative_en="felt\r\n\r\nfelted cloth",
        hidden_en="fetl",
        definition_en="Matted wool.",
        broader_1=cloth.pk,
        related_2=twill.pk,
        matches="exactMatch http://www.wikidata.org/entity/Q1",
    )

    response = editor.post(reverse("concepts:add"), data)

    made = Concept.objects.get(code="wool-felt")
    assert (response.status_code, made.uri) == (302, f"{BASE}fabric/wool-felt")
    assert set(made.labels.values_list("kind", "language", "text")) == {
        ("pref", "en", "Wool felt"),
        ("pref", "bg", "плъст"),
        ("alt", "en", "felt"),
        ("alt", "en", "felted cloth"),
        ("hidden", "en", "fetl"),
    }
    assert (made.broader.get(), made.related.get(), made.matches.get().kind) == (cloth, twill, "exactMatch")
    assert ModelLogEntry.objects.filter(action="wagtail.create", object_id=str(made.pk)).exists()


def test_saving_the_form_unchanged_changes_nothing(editor):
    fabric = scheme()
    felt = concept(fabric, "felt", alt={"en": ["b", "a"]}, hidden={"ro": ["c"]}, en="felt", bg="плъст")
    felt.related.add(concept(fabric, "twill"))
    before = stored_vocabulary()
    address = reverse("concepts:edit", args=[felt.pk])
    form = editor.get(address).context["form"]

    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    response = editor.post(address, sent | {"scheme": "999", "code": "other"})

    assert (response.status_code, stored_vocabulary() == before) == (302, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"preferred_en": ""}, {"preferred_en": ["This field is required."]}),
        ({"preferred_en": "x" * 201}, ["preferred_en"]),
        ({"preferred_en": "twill", "code": "other"}, ["preferred_en"]),
        ({"alternative_en": "felt two"}, ["alternative_en"]),
        ({"preferred_en": "felt\u202e"}, ["preferred_en"]),
        ({"matches": "sameAs http://x.example/"}, ["matches"]),
        ({"matches": "exactMatch javascript:alert(1)"}, ["matches"]),
        ({"matches": "exactMatch http://x.example/1\nbroadMatch http://x.example/1"}, ["matches"]),
        ({"code": "twill"}, {"code": ["This code is taken. Codes are never used twice."]}),
        ({"scheme": ""}, ["scheme"]),
        ({"broader_1": "999999"}, ["broader_1"]),
    ],
)
def test_a_wrong_form_is_refused_beside_its_field(editor, changes, expected):
    fabric = scheme()
    concept(fabric, "twill")
    before = stored_vocabulary()

    response = editor.post(
        reverse("concepts:add"), typed(**({"scheme": fabric.pk, "preferred_en": "felt two"} | changes))
    )

    found = errors_of(response)
    assert (found if isinstance(expected, dict) else list(found)) == expected
    assert stored_vocabulary() == before


@pytest.mark.parametrize("value", ["x", "1e400", "9" * 40, "\x00", "²"])
def test_a_forged_choice_is_refused_beside_its_field(editor, value):
    data = typed(scheme=scheme().pk, preferred_en="felt", broader_1=value, related_8=value, replaced_by=value)

    errors = errors_of(editor.post(reverse("concepts:add"), data))

    assert list(errors) == ["broader_1", "related_8", "replaced_by"]


def test_cycles_and_related_ancestors_are_refused_in_the_form(editor):
    fabric = scheme()
    cloth = concept(fabric, "cloth")
    felt = concept(fabric, "felt", broader=[cloth])

    circle = editor.post(reverse("concepts:edit", args=[cloth.pk]), typed(preferred_en="cloth", broader_1=felt.pk))
    both = editor.post(
        reverse("concepts:edit", args=[felt.pk]), typed(preferred_en="felt", broader_1=cloth.pk, related_1=cloth.pk)
    )

    assert errors_of(circle) == {"broader_1": ["It stands above itself: the broader concepts run in a circle."]}
    assert errors_of(both) == {"related_1": ["“cloth” is both related and broader or narrower (SKOS condition S27)."]}


def test_a_form_that_is_out_of_date_overwrites_nothing(editor):
    felt = concept(scheme(), "felt")

    response = editor.post(
        reverse("concepts:edit", args=[felt.pk]), typed(preferred_en="felt two", seen="2020-01-01T00:00:00+00:00")
    )

    assert list(errors_of(response)) == ["seen"]
    assert Label.objects.get().text == "felt"


def test_a_concept_is_taken_out_of_use_with_a_replacement_and_never_deleted(editor):
    fabric = scheme()
    felt, loden = concept(fabric, "felt"), concept(fabric, "loden")

    editor.post(
        reverse("concepts:edit", args=[felt.pk]), typed(preferred_en="felt", deprecated="on", replaced_by=loden.pk)
    )
    refused = editor.post(reverse("concepts:delete", args=[felt.pk]))

    felt.refresh_from_db()
    assert (felt.deprecated, felt.replaced_by, refused.status_code) == (True, loden, 302)


def test_a_scheme_is_written_with_titles(editor):
    data = {f"{name}_{code}": "" for name in ("title", "description") for code in CODES}

    response = editor.post(
        reverse("schemes:add"), data | {"code": "yarn", "order": 3, "title_en": "Yarns", "title_bg": "Прежди"}
    )

    made = stored_vocabulary().schemes[f"{BASE}yarn"]
    assert (response.status_code, made.texts) == (302, {("en", "Yarns", ""), ("bg", "Прежди", "")})


def upload(client, content: bytes, name="x.ttl", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("vocabulary_import:upload"), {"foreign": "matches", "file": file} | more)


def test_an_import_is_shown_first_and_applied_as_shown(editor):
    response = upload(editor, files.turtle(files.concept("felt", more='skos:altLabel "филц"@bg')))
    report = editor.get(response["Location"])
    nothing_yet = Concept.objects.count()

    applied = editor.post(response["Location"], {"fingerprint": report.context["report"].fingerprint})

    assert (nothing_yet, applied.status_code, Concept.objects.count(), ImportFile.objects.count()) == (0, 302, 1, 0)
    assert "филц" in report.content.decode()


def test_a_report_is_made_once_until_the_vocabulary_changes(editor, monkeypatch):
    made = []
    monkeypatch.setattr(imports, "make_plan", lambda *args, **options: made.append(1) or make_plan(*args, **options))
    address = upload(editor, files.turtle(files.concept("felt", "only here")))["Location"]
    first, second = editor.get(address), editor.get(address)
    concept(scheme("fabric", en="Fabrics"), "felt", en="felt")
    third = editor.get(address)

    assert len(made) == 2
    assert first.context["report"] == second.context["report"] != third.context["report"]


def test_an_import_that_would_now_do_something_else_shows_the_new_report(editor):
    fabric = scheme("fabric", en="Fabrics")
    address = upload(editor, files.turtle(files.concept("felt", "felt cloth")))["Location"]
    fingerprint = editor.get(address).context["report"].fingerprint
    concept(fabric, "felt", en="felt")
    before = stored_vocabulary()

    response = editor.post(address, {"fingerprint": fingerprint})

    assert (response.status_code, stored_vocabulary() == before) == (409, True)
    assert "The vocabulary changed since this report was made." in response.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The submitted file is empty."),
        (b"\x00\xff", "The file is not text in UTF-8."),
        (b"<a> <b> ", "The file is not valid Turtle: it cannot be read past line 1."),
    ],
)
def test_a_bad_file_gets_a_sentence_beside_its_field(editor, content, sentence):
    response = upload(editor, content)

    assert (response.status_code, response.context["form"].errors) == (422, {"file": [sentence]})
    assert ImportFile.objects.count() == 0


def test_a_file_of_fifty_megabytes_gets_a_sentence_and_is_not_kept(editor):
    response = upload(editor, io.BytesIO(b"# nothing\n" * 5_000_000).getvalue())

    assert response.status_code == 413
    assert response.context["form"].errors == {"file": ["The file is larger than 8 MB. Split it by concept scheme."]}
    assert ImportFile.objects.count() == 0


def test_a_cycle_in_a_file_is_reported_and_cannot_be_applied(editor):
    content = files.turtle(
        files.concept("felt", more="skos:broader <fabric/loden>"),
        files.concept("loden", more="skos:broader <fabric/felt>"),
    )
    address = upload(editor, content)["Location"]
    report = editor.get(address)

    applied = editor.post(address, {"fingerprint": report.context["report"].fingerprint})

    assert "the broader concepts run in a circle" in report.content.decode()
    assert (applied.status_code, Concept.objects.count()) == (409, 0)


def test_foreign_concepts_as_our_own_need_a_scheme(editor):
    response = upload(editor, files.turtle(), foreign="own")

    assert list(response.context["form"].errors) == ["scheme"]


def test_the_chooser_finds_labels_in_all_languages_and_filters_by_scheme(editor):
    fabric, machine = scheme(), scheme("machine", en="Machines")
    concept(fabric, "felt", en="felt", bg="плъст")
    concept(machine, "felter", en="felter", bg="плъстена машина")
    concept(fabric, "gone", deprecated=True, en="gone", bg="плъст стар")
    address = reverse("concept_chooser:choose_results")

    both = editor.get(address, {"q": "плъст"}).context["results"]
    one = editor.get(address, {"q": "плъст", "scheme": machine.pk}).context["results"]

    assert [[found.code for found in page] for page in (both, one)] == [["felt", "felter"], ["felter"]]


def test_the_chosen_concept_is_named_with_its_scheme(editor):
    felt = concept(scheme("fabric", en="Fabrics"), "felt")

    chosen = json.loads(editor.get(reverse("concept_chooser:chosen", args=[felt.pk])).content)

    assert chosen["result"]["title"] == "felt (Fabrics)"


def test_the_list_needs_the_same_queries_for_1_and_for_30(editor, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    fabric = scheme()
    concept(fabric, "first")
    editor.get(reverse("concepts:index"))
    with CaptureQueriesContext(connection) as one:
        editor.get(reverse("concepts:index"))
    for number in range(29):
        concept(fabric, f"c{number}")

    with django_assert_num_queries(len(one)):
        editor.get(reverse("concepts:index"))
