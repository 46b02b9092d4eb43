"""The yearly question: asked once, repeated once, answered once, and the answer shown."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import MailMessage
from practices.actions import confirmations as actions
from practices.desk import questions_of_the_year
from practices.errors import AlreadyDecidedError
from practices.models import Confirmation, PracticePage
from tests.factories.accounts import person
from tests.factories.clusters import cluster, manager_of, member_of
from tests.factories.writing import draft, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    one = cluster("one")
    tree(one)
    return {"one": one, "manager": manager_of(one), "owner": member_of(one)}


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def old(place, *, days=400, **fields):
    page = draft(place["one"], owner=fields.pop("owner", place["owner"]), live=True)
    PracticePage.objects.filter(pk=page.pk).update(reviewed_on=days_ago(days), **fields)
    return PracticePage.objects.get(pk=page.pk)


def test_asked_once_and_not_again_the_same_day(place):
    page = old(place)

    assert [actions.ask_due(), actions.ask_due()] == [1, 0]

    question = Confirmation.objects.get()
    mail = MailMessage.objects.get()
    assert (question.practice_code, mail.to) == (page.code, place["owner"].email)
    assert reverse("confirm", args=[question.token]) in mail.text
    assert questions_of_the_year(place["owner"]).items[0].href == reverse("confirm", args=[question.token])
    assert questions_of_the_year(place["manager"]).count == 1
    assert questions_of_the_year(person()) is None


@pytest.mark.parametrize(
    ("days", "fields", "due"),
    [
        (366, {}, 1),
        (364, {}, 0),
        (800, {"last_confirmed_on": days_ago(366)}, 1),
        (800, {"last_confirmed_on": days_ago(300)}, 0),
        (800, {"live": False}, 0),
        (800, {"is_original": False}, 0),
    ],
)
def test_who_is_due(place, days, fields, due):
    old(place, days=days, **fields)

    assert actions.ask_due() == due


def test_without_an_owner_the_managers_are_asked(place):
    old(place, owner=None)
    gone = member_of(place["one"])
    old(place, owner=gone)
    gone.is_active = False
    gone.save()

    assert actions.ask_due() == 2
    assert {mail.to for mail in MailMessage.objects.all()} == {place["manager"].email}


def test_reminded_once_after_a_month(place):
    old(place)
    actions.ask_due()
    Confirmation.objects.update(asked_at=timezone.now() - timedelta(days=31))

    actions.ask_due()
    actions.ask_due()

    assert MailMessage.objects.count() == 2
    assert Confirmation.objects.count() == 1


@pytest.mark.parametrize(
    ("answer", "note", "confirmed"),
    [("still_true", "", True), ("changed", "We press twice now.", True), ("no_longer", "The mill closed.", False)],
)
def test_the_link_opens_the_answer_page_without_signing_in(place, client, answer, note, confirmed):
    page = old(place)
    actions.ask_due()
    href = reverse("confirm", args=[Confirmation.objects.get().token])
    assert client.get(href).status_code == 200

    done = client.post(href, {"answer": answer, "note": note, "note_language": "bg"}, follow=True)

    latest = Confirmation.objects.get(practice_code=page.code)
    assert done.status_code == 200
    assert (latest.answer, latest.note, latest.note_language) == (answer, note, "bg" if note else "")
    page.refresh_from_db()
    assert page.last_confirmed_on == (timezone.localdate() if confirmed else None)
    assert actions.ask_due() == 0


@pytest.mark.parametrize(
    "post",
    [{}, {"answer": "perhaps", "note_language": "en"}, {"answer": "changed", "note": " ", "note_language": "en"}],
)
def test_bad_answers_are_kept_and_explained(place, client, post):
    old(place)
    actions.ask_due()

    answer = client.post(reverse("confirm", args=[Confirmation.objects.get().token]), post)

    assert answer.status_code == 422
    assert Confirmation.objects.get().answered_at is None


def test_a_question_is_answered_once(place, client):
    old(place)
    actions.ask_due()
    question = Confirmation.objects.get()
    actions.answer(question, answer="still_true", note="", note_language="en", by=place["owner"])

    with pytest.raises(AlreadyDecidedError):
        actions.answer(question, answer="no_longer", note="", note_language="en")
    shown = client.post(reverse("confirm", args=[question.token]), {"answer": "no_longer", "note_language": "en"})

    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("still_true", place["owner"])
    assert b"still true" in shown.content


def test_an_unknown_link_is_not_found(place, client):
    assert client.get(reverse("confirm", args=["x" * 43])).status_code == 404


def test_an_old_draft_does_not_bring_back_the_old_date(place):
    page = old(place)
    page.save_revision()
    actions.ask_due()
    actions.answer(Confirmation.objects.get(), answer="still_true", note="", note_language="en")

    PracticePage.objects.get(pk=page.pk).get_latest_revision().publish()

    assert PracticePage.objects.get(pk=page.pk).last_confirmed_on == timezone.localdate()
