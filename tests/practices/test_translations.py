"""Language versions: when they go live, what they say of themselves, and the overview of a cluster."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.operations import translate_object
from wagtail_localize.strings import StringValue
from wagtail_localize.views.edit_translation import apply_machine_translation

from core.states import TranslationState
from practices.actions import review, translations
from practices.errors import NotReadyError, PracticeError
from practices.machine import HttpTranslator
from practices.models import PracticePage
from practices.queries.translations import matching, overview, published_by
from tests.factories.accounts import coordinator
from tests.factories.clusters import cluster, manager_of, member_of
from tests.factories.writing import decision, draft, submitted, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


@pytest.fixture
def place():
    one, two = cluster("one"), cluster("two")
    tree(one, two)
    return {"one": one, "two": two, "writer": manager_of(one), "reviewer": manager_of(two)}


def published(place, **fields):
    page, task = submitted(place["one"], by=place["writer"], **fields)
    review.approve(task, by=place["reviewer"], **decision())
    return PracticePage.objects.get(pk=page.pk)


def version(page, place, language="bg"):
    translate_object(page, [Locale.objects.get(language_code=language)], user=place["writer"])
    return PracticePage.objects.get(translation_key=page.translation_key, locale__language_code=language)


def translate(page, *, kind="manual", leave=0, mark="§"):
    """Translate every string of the language version but the last few."""
    record = Translation.objects.get(source__object_id=page.translation_key, target_locale=page.locale)
    segments = list(StringSegment.objects.filter(source=record.source).order_by("order"))
    for segment in segments[: len(segments) - leave]:
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            context=segment.context,
            locale=page.locale,
            defaults={"data": f"{mark} {segment.string.data}", "translation_type": kind},
        )
    return record


def publish(page, place, client):
    client.force_login(place["writer"])
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}, follow=True)


def test_a_copy_is_a_language_version_and_not_an_original(place):
    page = published(place)

    copy = version(page, place)

    assert (copy.code, copy.is_original, copy.live, copy.alias_of) == (page.code, False, False, None)
    assert (copy.translation_state, copy.cluster, copy.slug) == (TranslationState.HUMAN, page.cluster, page.slug)
    assert copy.get_workflow() is None


def test_an_ordinary_copy_is_a_new_practice_without_a_review(place):
    page = published(place)

    copy = page.copy(update_attrs={"slug": "again"}, keep_live=False)

    assert copy.is_original
    assert copy.code != page.code
    assert (copy.opinion, copy.verdicts, copy.reviewed_on, copy.reviewer) == ("", {}, None, None)


def test_a_complete_translation_is_published_by_its_cluster(place, client, django_capture_on_commit_callbacks):
    page = published(place)
    copy = version(page, place)
    translate(copy)

    with django_capture_on_commit_callbacks(execute=True):
        answer = publish(copy, place, client)

    live = PracticePage.objects.get(pk=copy.pk)
    assert answer.status_code == 200
    assert live.live
    assert live.title == f"§ {page.title}"
    assert live.opinion.startswith("§ ")
    assert live.opinion_language == "bg"
    assert live.translation_state == TranslationState.HUMAN
    assert (live.reviewer, live.reviewed_on, live.verdicts) == (page.reviewer, page.reviewed_on, page.verdicts)


def test_an_incomplete_translation_stays_a_draft_with_a_sentence(place, client, django_capture_on_commit_callbacks):
    copy = version(published(place), place)
    translate(copy, leave=2)

    with django_capture_on_commit_callbacks(execute=True):
        answer = publish(copy, place, client)

    assert "2 pieces of text are not translated yet" in answer.content.decode()
    assert not PracticePage.objects.get(pk=copy.pk).live


def test_every_other_way_to_publish_is_refused_too(place):
    copy = version(published(place), place)
    translate(copy, leave=1)

    with pytest.raises(NotReadyError):
        copy.get_latest_revision().publish()

    assert not PracticePage.objects.get(pk=copy.pk).live


def test_a_translation_waits_for_its_original(place):
    page = draft(place["one"], owner=place["writer"])
    copy = version(page, place)
    translate(copy)

    with pytest.raises(NotReadyError, match="original is not published"):
        copy.get_latest_revision().publish()


def test_a_translation_that_was_stopped_is_compared_with_its_original(place):
    page = published(place)
    copy = version(page, place)
    Translation.objects.update(enabled=False)

    with pytest.raises(NotReadyError):
        PracticePage.objects.get(pk=copy.pk).get_latest_revision().publish()

    edited = PracticePage.objects.get(pk=copy.pk).get_latest_revision_as_object()
    for name in translations.PLAIN_FIELDS:
        setattr(edited, name, f"Друго: {getattr(edited, name)}")
    edited.save_revision().publish()
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.HUMAN


@pytest.mark.parametrize(("who", "may"), [("own", True), ("coordinator", True), ("other", False), ("member", False)])
def test_who_publishes_translations(place, who, may):
    copy = version(published(place), place)
    people = {
        "own": lambda: place["writer"],
        "other": lambda: place["reviewer"],
        "coordinator": coordinator,
        "member": lambda: member_of(place["one"]),
    }

    assert copy.permissions_for_user(people[who]()).can_publish() is may


def test_machine_then_checked_then_changed_by_the_machine(place):
    copy = version(published(place), place)
    translate(copy, kind="machine")
    PracticePage.objects.get(pk=copy.pk).get_latest_revision().publish()
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE

    translations.mark_checked(copy, by=place["writer"])
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE_CHECKED
    PracticePage.objects.get(pk=copy.pk).save_revision().publish()
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE_CHECKED

    StringTranslation.objects.first().save()
    PracticePage.objects.get(pk=copy.pk).save_revision().publish()
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE

    translate(copy, kind="manual")
    PracticePage.objects.get(pk=copy.pk).save_revision().publish()
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.HUMAN


def test_only_its_cluster_marks_a_translation_checked(place, client):
    copy = version(published(place), place)
    translate(copy, kind="machine")
    PracticePage.objects.get(pk=copy.pk).get_latest_revision().publish()
    href = reverse("translation_checked", args=[copy.code, "bg"])

    with pytest.raises(PracticeError):
        translations.mark_checked(copy, by=place["reviewer"])
    client.force_login(place["reviewer"])
    client.post(href)
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE

    client.force_login(place["writer"])
    assert client.get(href).status_code == 200
    assert client.post(href)["Location"] == reverse("practice_translations")
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE_CHECKED


def test_overview_says_what_is_missing_and_what_is_behind(place):
    page = published(place)
    bulgarian, french = version(page, place), version(page, place, "fr")
    translate(bulgarian)
    translate(french, leave=3)
    PracticePage.objects.get(pk=bulgarian.pk).get_latest_revision().publish()
    alone = published(place)

    rows = {row.page: {cell.language: cell.label for cell in row.cells} for row in overview([page, alone])}
    assert rows[page] == {"en": "original", "bg": "translated by a person", "fr": "draft, 3 pieces of text left"}
    assert rows[alone] == {"en": "original", "bg": "not translated", "fr": "not translated"}

    PracticePage.objects.get(pk=page.pk).save_revision().publish()
    (row,) = overview([PracticePage.objects.get(pk=page.pk)])
    assert {cell.language: cell.label for cell in row.cells}["bg"] == "translated by a person, out of date"


def test_overview_takes_the_same_queries_for_one_and_thirty(place, django_assert_num_queries):
    published_by(place["writer"])
    for number in range(30):
        draft(place["one"], live=True)
        if number in (0, 29):
            with django_assert_num_queries(5):
                assert len(overview(list(published_by(place["writer"])))) == number + 1


def test_overview_page_shows_own_clusters_only(place, client):
    mine, theirs = published(place), draft(place["two"], live=True, title="Not mine")

    client.force_login(place["writer"])
    text = client.get(reverse("practice_translations")).content.decode()

    assert mine.title in text
    assert theirs.title not in text


def test_overview_finds_practices_by_cluster_language_and_state(place):
    page, alone, theirs = published(place, title="A"), published(place, title="B"), draft(place["two"], live=True)
    bulgarian, french = version(page, place), version(page, place, "fr")
    translate(bulgarian)
    translate(french, leave=3)
    PracticePage.objects.get(pk=bulgarian.pk).get_latest_revision().publish()
    everybody = coordinator()

    def found(by=everybody, **wanted):
        return matching(by, **wanted)

    assert found() == [page.pk, alone.pk, theirs.pk]
    assert found(cluster="two") == [theirs.pk]
    assert found(place["writer"], cluster="two") == []
    assert found(state="work") == found(state="draft") == found(language="fr", state="draft") == [page.pk]
    assert found(language="bg", state="work") == []
    assert found(language="bg", state="human") == [page.pk]
    assert found(language="bg", state="missing") == [alone.pk, theirs.pk]
    assert found(state="machine") == []


def test_overview_page_filters_and_leaves_out_what_it_does_not_know(place, client):
    published(place, title="Sorted wool")
    client.force_login(place["writer"])
    href = reverse("practice_translations")

    def cells(query):
        return client.get(f"{href}?{query}").content.decode().count("data-label=")

    assert (cells(""), cells("language=bg"), cells("language=bg&state=missing"), cells("state=draft")) == (3, 1, 1, 0)
    assert cells("cluster=two&language=xx&state=%00&page=-9") == 3
    assert "Nothing fits these filters." in client.get(f"{href}?state=draft").content.decode()


def test_filtering_takes_the_same_queries_for_one_and_thirty(place, client, django_assert_max_num_queries):
    client.force_login(place["writer"])
    href = f"{reverse('practice_translations')}?language=bg&state=missing"
    counts = []
    for number in range(30):
        draft(place["one"], live=True)
        if number in (0, 29):
            client.get(href)
            with django_assert_max_num_queries(40) as captured:
                client.get(href)
            counts.append(len(captured))
    assert counts[0] == counts[1]


def test_syncing_never_publishes(place, client, django_capture_on_commit_callbacks):
    page = published(place)
    copy = version(page, place)
    source = Translation.objects.get().source
    client.force_login(place["writer"])

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"/admin/localize/update/{source.pk}/", {"publish_translations": "on"})

    assert answer.status_code == 302
    assert not PracticePage.objects.get(pk=copy.pk).live
    client.force_login(place["reviewer"])
    assert client.post(f"/admin/localize/update/{source.pk}/").status_code in (302, 403)


class Service(BaseHTTPRequestHandler):
    """A translation service that puts brackets around everything; `answers` overrides it."""

    answers = None
    asked: list = []

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append((self.headers["Authorization"], asked))
        texts = [f"[{text}]" for text in asked["texts"]]
        body = self.answers if self.answers is not None else json.dumps({"texts": texts}).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def service():
    Service.answers, Service.asked = None, []
    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/translate"
    server.shutdown()
    thread.join()
    server.server_close()


def test_machine_translation_over_http_is_marked_as_such(place, service):
    copy = version(published(place), place)
    record = Translation.objects.get()
    machine = HttpTranslator({"URL": service, "KEY": "a-key"})

    assert apply_machine_translation(record.pk, place["writer"], machine)

    assert record.get_progress()[0] == record.get_progress()[1]
    assert set(StringTranslation.objects.values_list("translation_type", "tool_name")) == {("machine", "HTTP")}
    key, asked = Service.asked[0]
    assert (key, asked["source"], asked["target"], asked["format"]) == ("Bearer a-key", "en", "bg", "html")
    PracticePage.objects.get(pk=copy.pk).get_latest_revision()
    record.save_target(publish=False)
    PracticePage.objects.get(pk=copy.pk).get_latest_revision().publish()
    assert PracticePage.objects.get(pk=copy.pk).translation_state == TranslationState.MACHINE


@pytest.mark.parametrize("answers", [b"no json", b'{"texts": []}', b'{"texts": [1]}', b"[]", b'{"texts": "all"}'])
def test_a_confused_service_stores_nothing(place, service, answers):
    Service.answers = answers
    english, french = Locale.objects.get(language_code="en"), Locale.objects.get(language_code="fr")

    assert HttpTranslator({"URL": service}).translate(english, french, [StringValue("Waste")]) == {}


def test_a_dead_service_stores_nothing_and_odd_addresses_are_refused(place):
    english, french = Locale.objects.get(language_code="en"), Locale.objects.get(language_code="fr")

    assert HttpTranslator({"URL": "http://127.0.0.1:9/"}).translate(english, french, [StringValue("Waste")]) == {}
    with pytest.raises(ValueError, match="https://"):
        HttpTranslator({"URL": "file:///etc/hosts"}).translate(english, french, [StringValue("Waste")])
    assert not HttpTranslator({}).can_translate(english, french)
    assert not HttpTranslator({"URL": "https://x.example"}).can_translate(english, english)


def test_machine_translation_is_off_by_default(settings):
    assert settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR is None
