"""The way of a practice: written, submitted, returned, submitted again, approved, published with its opinion."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from wagtail import hooks
from wagtail.models import PageLogEntry, Task, TaskState, Workflow, WorkflowState

from accounts.states import Role
from core.models import MailMessage
from practices import rules
from practices.actions import review
from practices.errors import AlreadyDecidedError, PracticeError
from practices.models import PracticePage, ReviewCriterion, ReviewCriterionText
from practices.queries.review import progress_of, waiting_for
from tests.factories.accounts import administrator, auditor, coordinator, person
from tests.factories.clusters import cluster, manager_of, member_of
from tests.factories.writing import OPINION, VERDICTS, approval_post, decision, draft, submitted, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """Two clusters with a manager each, and the tree."""
    one, two = cluster("one"), cluster("two")
    tree(one, two)
    return {"one": one, "two": two, "writer": manager_of(one), "reviewer": manager_of(two)}


def test_criteria_are_loaded_once_in_all_languages(place, settings):
    ReviewCriterionText.objects.filter(language="en", criterion__code="measured").update(text="Edited since")

    assert review.load_criteria() == 0
    assert list(ReviewCriterion.objects.values_list("code", flat=True)) == list(VERDICTS)
    assert ReviewCriterionText.objects.count() == len(VERDICTS) * len(settings.LANGUAGES)
    assert ReviewCriterion.objects.get(code="measured").text("en") == "Edited since"


def test_the_whole_way(place):
    author = member_of(place["one"])
    page, task = submitted(place["one"], by=place["writer"], owner=author)
    assert [each.page for each in waiting_for(place["reviewer"])] == [page]
    assert progress_of([page])[page.pk].state == "in_review"
    assert set(MailMessage.objects.values_list("to", flat=True)) == {place["reviewer"].email}

    review.return_to_author(task, by=place["reviewer"], reason="  Say how the waste was weighed.  ")

    progress = progress_of([page])[page.pk]
    assert (progress.state, progress.reason) == ("returned", "Say how the waste was weighed.")
    told = MailMessage.objects.filter(name="practices/mail/returned")
    assert {mail.to for mail in told} == {author.email, place["writer"].email}
    assert all("Say how the waste was weighed." in mail.text for mail in told)

    again = PracticePage.objects.get(pk=page.pk)
    again.answer = "Less waste, weighed each week."
    again.save_revision(user=place["writer"])
    PracticePage.objects.get(pk=page.pk).current_workflow_state.resume(user=place["writer"])
    task = PracticePage.objects.get(pk=page.pk).current_workflow_task_state
    review.approve(task, by=place["reviewer"], **decision())

    live = PracticePage.objects.get(pk=page.pk)
    assert live.live
    assert live.answer == "Less waste, weighed each week."
    assert (live.opinion, live.opinion_language, live.reviewer) == (OPINION, "en", place["reviewer"])
    assert live.verdicts == dict.fromkeys(VERDICTS, "yes")
    assert live.reviewed_on is not None
    assert progress_of([live])[live.pk].state == "published"
    assert {mail.to for mail in MailMessage.objects.filter(name="practices/mail/approved")} == {
        author.email,
        place["writer"].email,
    }
    actions = set(PageLogEntry.objects.filter(page=live.page_ptr_id).values_list("action", flat=True))
    assert {"practices.practice.return", "practices.practice.approve", "wagtail.publish"} <= actions


def test_a_later_draft_and_its_publication_keep_the_verdict(place):
    page, task = submitted(place["one"], by=place["writer"])
    review.approve(task, by=place["reviewer"], **decision())

    later = PracticePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    later.answer = "Changed."
    later.save_revision(user=place["writer"]).publish(user=coordinator())

    assert PracticePage.objects.get(pk=page.pk).opinion == OPINION


def test_nobody_reviews_their_own(place):
    owner = manager_of(place["two"])
    page, task = submitted(place["one"], by=place["writer"], owner=owner)
    refused = [place["writer"], owner, person(), member_of(place["two"]), auditor(), manager_of(place["one"])]

    for user in refused:
        with pytest.raises(PracticeError):
            review.approve(task, by=user, **decision())
    task.refresh_from_db()

    assert task.status == TaskState.STATUS_IN_PROGRESS
    assert not PracticePage.objects.get(pk=page.pk).live


def test_a_coordinator_reviews_everything_but_their_own(place):
    someone, writer = coordinator(), coordinator()
    page, _task = submitted(place["one"], by=writer)

    assert rules.may_review(someone, page, submitted_by=writer)
    assert not rules.may_review(writer, page, submitted_by=writer)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("visitor", []),
        ("member", []),
        ("auditor", []),
        ("own manager", []),
        ("other manager", ["reject", "approve"]),
        ("coordinator", ["reject", "approve"]),
        ("administrator", ["reject", "approve"]),
    ],
)
def test_actions_in_the_editing_rooms(place, who, expected):
    page, task = submitted(place["one"], by=place["writer"])
    people = {
        "visitor": person,
        "member": lambda: member_of(place["two"]),
        "auditor": auditor,
        "own manager": lambda: manager_of(place["one"]),
        "other manager": lambda: place["reviewer"],
        "coordinator": coordinator,
        "administrator": administrator,
    }
    user = people[who]()

    actions = task.task.specific.get_actions(page, user)

    assert [name for name, _label, _modal in actions] == expected
    assert all(modal for _name, _label, modal in actions)
    assert list(TaskState.objects.reviewable_by(user)) == ([task] if expected else [])


def test_a_text_in_review_is_locked_for_everybody(place):
    page, _task = submitted(place["one"], by=place["writer"])

    assert all(page.get_lock().for_user(user) for user in (place["writer"], place["reviewer"], coordinator()))


def test_reasons_are_needed_to_return(place):
    _page, task = submitted(place["one"], by=place["writer"])

    with pytest.raises(PracticeError):
        review.return_to_author(task, by=place["reviewer"], reason="   ")
    task.refresh_from_db()

    assert task.status == TaskState.STATUS_IN_PROGRESS


def test_the_second_of_two_reviewers_is_told(place):
    page, task = submitted(place["one"], by=place["writer"])
    review.approve(task, by=place["reviewer"], **decision())

    with pytest.raises(AlreadyDecidedError):
        review.approve(task, by=coordinator(), **decision(opinion="Another opinion, long enough to be one."))
    with pytest.raises(AlreadyDecidedError):
        review.return_to_author(task, by=coordinator(), reason="Too late for this.")

    assert PracticePage.objects.get(pk=page.pk).opinion == OPINION


def test_wagtails_own_mails_are_silent(place, mailoutbox):
    hooks.search_for_hooks()

    _page, task = submitted(place["one"], by=place["writer"])
    review.return_to_author(task, by=place["reviewer"], reason="Please weigh it.")

    assert mailoutbox == []


def test_on_action_refuses_what_the_form_would_refuse(place):
    page, task = submitted(place["one"], by=place["writer"])

    with pytest.raises(PermissionDenied):
        task.task.specific.on_action(task, place["reviewer"], "approve", opinion="short")

    assert not PracticePage.objects.get(pk=page.pk).live


def test_wagtails_modal_keeps_what_was_chosen_and_then_decides(place, client):
    page, task = submitted(place["one"], by=place["writer"])
    client.force_login(place["reviewer"])
    href = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", task.pk])
    post = approval_post(opinion="too short")

    answer = client.post(href, post, headers={"x-requested-with": "XMLHttpRequest"})

    assert answer.status_code == 200
    assert "too short" in answer.json()["html"]
    assert answer.json()["html"].count("checked") == len(VERDICTS)
    task.refresh_from_db()
    assert task.status == TaskState.STATUS_IN_PROGRESS

    answer = client.post(href, approval_post(), headers={"x-requested-with": "XMLHttpRequest"})

    assert answer.json()["step"] == "success"
    assert PracticePage.objects.get(pk=page.pk).opinion == OPINION


def test_reviewers_page_keeps_what_was_typed(place, client):
    page, task = submitted(place["one"], by=place["writer"])
    client.force_login(place["reviewer"])
    href = reverse("practice_review", args=[task.pk])
    assert client.get(href).status_code == 200

    answer = client.post(href, approval_post(opinion="too short"))

    assert answer.status_code == 422
    assert b"too short" in answer.content
    assert answer.content.count(b"checked") == len(VERDICTS)

    answer = client.post(href, approval_post())

    assert (answer.status_code, answer["Location"]) == (302, reverse("desk"))
    assert PracticePage.objects.get(pk=page.pk).live
    late = client.get(href, follow=True)
    assert late.redirect_chain == [(reverse("practice_review_late", args=[task.pk]), 302)]
    assert late.status_code == 200


def test_reviewers_page_is_closed_to_the_author(place, client):
    _page, task = submitted(place["one"], by=place["writer"])

    statuses = []
    for user in (place["writer"], member_of(place["two"]), auditor()):
        client.force_login(user)
        statuses.append(client.post(reverse("practice_review", args=[task.pk]), approval_post()).status_code)

    assert statuses == [403, 403, 403]
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_criteria_page_in_two_languages(place, client):
    assert "measured" in client.get("/en/practices/criteria/").content.decode()
    assert "Резултатът е измерен" in client.get("/bg/practices/criteria/").content.decode()


def test_waiting_takes_the_same_queries_for_one_and_thirty(place, django_assert_num_queries):
    for number in range(30):
        submitted(place["one"], by=place["writer"])
        if number in (0, 29):
            user = type(place["reviewer"]).objects.get(pk=place["reviewer"].pk)
            with django_assert_num_queries(4):
                assert len(waiting_for(user)) == number + 1


def test_slug_is_made_of_the_title(place):
    page = draft(place["one"], title="Един кроялен план за три цеха", language="bg")

    assert page.slug == "edin-kroyalen-plan-za-tri-tseha"
    assert page.cluster == place["one"]
    assert page.best_evidence == "document"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_reviewers_at_once_give_one_result():
    one, two = cluster("one"), cluster("two")
    tree(one, two)
    page, task = submitted(one, by=manager_of(one))
    people, results, barrier = [manager_of(two), coordinator()], [], threading.Barrier(2)

    def decide(user):
        try:
            barrier.wait()
            review.approve(task, by=user, **decision(opinion=f"The opinion of {user.pk}, which is long enough."))
            results.append("approved")
        except AlreadyDecidedError:
            results.append("late")
        finally:
            connection.close()

    threads = [threading.Thread(target=decide, args=(user,)) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results) == ["approved", "late"]
    live = PracticePage.objects.get(pk=page.pk)
    assert live.opinion == f"The opinion of {live.reviewer_id}, which is long enough."


def test_a_coordinator_who_manages_the_cluster_does_not_review_it(place):
    page, _task = submitted(place["one"], by=place["writer"])
    both, other = manager_of(place["one"]), manager_of(place["two"])
    for user in (both, other):
        user.roles.create(role=Role.COORDINATOR)

    assert not rules.may_review(both, page)
    assert rules.may_review(other, page)


def test_only_our_workflow_is_left(place):
    assert list(Workflow.objects.values_list("name", flat=True)) == [review.WORKFLOW]
    assert list(Task.objects.values_list("name", flat=True)) == [review.TASK]
