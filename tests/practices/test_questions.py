from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone, translation

from core.models import MailMessage
from practices.actions.questions import PER_PERSON_AND_HOUR, PER_PRACTICE_AND_DAY, answer, ask
from practices.errors import PracticeError
from practices.models import Question
from practices.queries.answering import people_who_answer
from tests.factories import accounts, clusters, practices
from tests.racing import at_once

pytestmark = pytest.mark.django_db

VISITOR = {"by": None, "address": "192.0.2.7", "language": "en", "name": "Ada", "email": "ada@asker.example"}


@pytest.fixture
def page():
    cluster = clusters.cluster()
    clusters.manager_of(cluster, email="manager@people.example", language="bg")
    return practices.practice(cluster)


def form(**changes):
    return {"name": "Ada", "email": "ada@asker.example", "text": "Which yarn count?", "website": ""} | changes


def path(page, language="en"):
    return f"/{language}/practices/{page.code}/{page.slug}/ask/"


def test_a_question_reaches_the_manager_without_the_askers_address(client, page, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(path(page, "fr"), form(text="Quel titrage ?"))

    assert response["Location"] == f"/fr/practices/{page.code}/{page.slug}/"
    question = Question.objects.get()
    (sent,) = mail.outbox
    assert sent.to == ["manager@people.example"]
    assert f"/bg/answers/{question.token}/" in sent.body
    everything = sent.body + sent.alternatives[0][0] + str(sent.message())
    assert "Quel titrage ?" in sent.body
    assert "ada@asker.example" not in everything
    assert sent.reply_to == []
    assert (question.language, question.asker_name, question.practice_code) == ("fr", "Ada", page.code)


def test_the_answer_reaches_the_asker_without_the_answerers_address(client, page, django_capture_on_commit_callbacks):
    client.post(path(page, "fr"), form())
    question = Question.objects.get()

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/bg/answers/{question.token}/", {"text": "Nm 28.\n<b>Two-ply</b>."})

    assert response.status_code == 302
    (sent,) = mail.outbox
    assert sent.to == ["ada@asker.example"]
    assert "Nm 28." in sent.body
    assert "&lt;b&gt;Two-ply" in sent.alternatives[0][0]
    assert "manager@people.example" not in sent.body + sent.alternatives[0][0] + str(sent.message())
    assert MailMessage.objects.get(name="practices/mail/answer").language == "fr"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_last_question_of_the_hour_is_one_even_about_two_practices_at_once():
    cluster = clusters.cluster()
    clusters.manager_of(cluster)
    for _round in range(3):
        Question.objects.all().delete()
        pages = [practices.practice(cluster) for _page in range(PER_PERSON_AND_HOUR + 1)]
        for each in pages[:-2]:
            ask(each, text="?", **VISITOR)

        answers = at_once(*(partial(ask, each, text="?", **VISITOR) for each in pages[-2:]), refusal=PracticeError)

        assert sorted(type(each).__name__ for each in answers) == ["Question", "TooManyQuestionsError"]
        assert Question.objects.count() == PER_PERSON_AND_HOUR


def test_a_question_is_answered_once(client, page):
    client.post(path(page), form())
    question = Question.objects.get()
    answer(question, by=None, text="First.")

    response = client.post(f"/en/answers/{question.token}/", {"text": "Second."})

    question.refresh_from_db()
    assert response.status_code == 409
    assert "answered already" in response.content.decode()
    assert question.answer == "First."
    assert MailMessage.objects.filter(name="practices/mail/answer").count() == 1


def test_the_answer_page_needs_its_token_and_is_not_kept_by_caches(client, page):
    client.post(path(page), form())
    token = Question.objects.get().token

    response = client.get(f"/en/answers/{token}/")

    assert "Which yarn count?" in response.content.decode()
    assert "ada@asker.example" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"/en/answers/{token[:-1]}/").status_code == 404


def test_signed_in_people_are_asked_for_the_text_only(client, page):
    user = accounts.person(first_name="Bo", last_name="Hansen")
    client.force_login(user)

    assert 'name="email"' not in client.get(path(page)).content.decode()
    client.post(path(page), {"text": "Why?"})

    question = Question.objects.get()
    assert (question.asker, question.asker_name, question.asker_email) == (user, "Bo Hansen", "")


@pytest.mark.parametrize(
    "changes",
    [
        {"text": ""},
        {"text": "x" * 4001},
        {"text": "a\x00b"},
        {"email": "no address"},
        {"email": ""},
        {"name": "Ada\u202egnp.exe"},
        {"name": "x" * 300},
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost_or_written(client, page, changes):
    response = client.post(path(page), form(**changes))

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    if "text" not in changes:
        assert "Which yarn count?" in response.content.decode()
    assert not Question.objects.exists()
    assert not MailMessage.objects.exists()


def test_an_empty_post_says_what_is_missing(client, page):
    response = client.post(path(page), {})

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_a_machine_falls_into_the_trap_and_nothing_is_sent(client, page):
    response = client.post(path(page), form(website="https://spam.example"))

    assert response.status_code == 302
    assert not Question.objects.exists()
    assert not MailMessage.objects.exists()


def test_the_sixth_question_of_an_hour_waits(client, page):
    for _each in range(PER_PERSON_AND_HOUR):
        assert client.post(path(page), form()).status_code == 302

    response = client.post(path(page), form(text="One too many"))

    assert response.status_code == 429
    assert "One too many" in response.content.decode()
    assert Question.objects.count() == PER_PERSON_AND_HOUR

    Question.objects.update(asked_at=timezone.now() - timedelta(minutes=61))
    assert client.post(path(page), form()).status_code == 302


def test_one_practice_gets_so_many_questions_a_day_and_no_more(page):
    for each in range(PER_PRACTICE_AND_DAY):
        ask(page, **VISITOR | {"address": f"192.0.2.{each}"}, text="Why?")

    with pytest.raises(PracticeError):
        ask(page, **VISITOR | {"address": "198.51.100.1"}, text="Why?")
    assert Question.objects.count() == PER_PRACTICE_AND_DAY
    ask(practices.practice(page.cluster), **VISITOR | {"address": "198.51.100.1"}, text="Another practice")


def test_the_network_address_is_not_stored(page):
    question = ask(page, **VISITOR, text="Why?")

    assert "192.0.2.7" not in str(vars(question))
    assert len(question.client_hash) == 64


def test_the_owner_answers_unless_they_left_or_want_no_mail(page):
    owner = accounts.person()
    manager = people_who_answer(page)
    page.owner = owner
    page.save()
    translated = practices.translation_of(page, "da")

    assert people_who_answer(page) == people_who_answer(translated) == [owner]
    for change in ({"is_active": False}, {"is_active": True, "mails_about_my_work": False}):
        type(owner).objects.filter(pk=owner.pk).update(**change)
        assert people_who_answer(page) == manager


def test_without_anybody_the_question_is_refused_with_a_sentence(client):
    page = practices.practice()

    response = client.post(path(page), form())

    assert response.status_code == 409
    assert "Nobody can answer" in response.content.decode()
    assert not Question.objects.exists()


def test_the_coordinator_answers_where_a_cluster_has_no_manager():
    coordinator = accounts.coordinator()

    assert people_who_answer(practices.practice()) == [coordinator]


def test_somebody_who_left_gets_no_answer_mail(page):
    user = accounts.person()
    question = ask(page, **VISITOR | {"by": user}, text="Why?")
    type(user).objects.filter(pk=user.pk).update(is_active=False)

    with translation.override("en"):
        answer(question, by=None, text="Because.")

    assert not MailMessage.objects.filter(name="practices/mail/answer").exists()
