"""The page of an application: its state, what hangs on it, and what each may do with it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import MailMessage
from exchanges import desk_applying as desk
from exchanges.actions import applications as actions, sign_ups
from exchanges.models import Exchange, SignUp
from exchanges.states import ApplicationState as A, SignUpState as S
from tests.factories import clusters as places, exchanges as factory

LIST = "/en/exchanges/applications/"


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def path_of(application, end="") -> str:
    return f"{LIST}{application.code}/{end}"


def do(client, application, verb, **data):
    return client.post(path_of(application, f"move/{verb}/"), data)


def test_it_shows_state_deadline_words_and_what_happened(w, client):
    sent = factory.submitted(w)
    client.force_login(w.visitor)
    text = text_of(client.get(path_of(sent)))

    assert '<li aria-current="step">with the cluster<br>' in text
    assert "The cluster answers by 15 September 2026." in text
    assert "Learn how denim is washed without water." in text
    assert "<li>Denim</li>" in text
    assert "draft → <b>with the cluster</b>" in text
    assert "Two countries: not yet known" in text
    assert "Withdraw this application" in text
    assert "Accept" not in text


def test_a_late_answer_is_called_late(w, client):
    sent = factory.submitted(w)
    client.force_login(w.sending)
    with factory.on(factory.FIRST):
        assert "The answer was due on 15 September 2026." in text_of(client.get(path_of(sent)))


@pytest.mark.parametrize(
    ("verb", "data", "state"),
    [
        ("accept", {}, A.ACCEPTED),
        ("return", {"reason": "Say more."}, A.RETURNED),
        ("refuse", {"reason": "Not now."}, A.REFUSED),
    ],
)
def test_the_cluster_answers_and_a_second_click_is_quiet(w, client, verb, data, state):
    sent = factory.submitted(w)
    MailMessage.objects.all().delete()
    client.force_login(w.sending)
    for _click in range(2):
        answer = do(client, sent, verb, **data)
        assert (answer.status_code, answer["Location"]) == (302, path_of(sent))
    sent.refresh_from_db()
    assert (sent.state, sent.decided_by, sent.reason) == (state, w.sending, data.get("reason", ""))
    assert [mail.user for mail in MailMessage.objects.all()] == [w.visitor]

    client.force_login(w.visitor)
    assert data.get("reason", "") in text_of(client.get(path_of(sent)))


@pytest.mark.parametrize("verb", ["return", "refuse"])
def test_a_reason_is_needed_and_what_was_typed_stays(w, client, verb):
    sent = factory.submitted(w)
    client.force_login(w.sending)
    answer = do(client, sent, verb, reason="  ")
    assert answer.status_code == 422
    assert "This field is required." in text_of(answer)
    answer = do(client, sent, verb, reason="No\u202ebody")
    assert answer.status_code == 422
    assert "No\u202ebody" in text_of(answer)
    sent.refresh_from_db()
    assert sent.state == A.SUBMITTED


def test_who_may_not_is_refused_and_nothing_changes(w, client):
    sent = factory.submitted(w)
    refused = {}
    for name in ("visitor", "colleague", "receiving", "outsider", "auditor"):
        client.force_login(getattr(w, name))
        refused[name] = [do(client, sent, verb, reason="So.").status_code for verb in ("accept", "return", "refuse")]
    assert refused == {
        "visitor": [403] * 3,
        "colleague": [403] * 3,
        "receiving": [404] * 3,
        "outsider": [404] * 3,
        "auditor": [403] * 3,
    }
    sent.refresh_from_db()
    assert sent.state == A.SUBMITTED


def test_a_manager_does_not_decide_about_their_own(w, client):
    places.affiliation(w.sending, organisation=w.visiting, cluster=w.home, state="accepted")
    own = factory.submitted(w, person=w.sending)
    client.force_login(w.sending)
    assert "Accept" not in text_of(client.get(path_of(own)))
    assert do(client, own, "accept").status_code == 403


def test_what_is_not_possible_now_is_said(w, client):
    done = factory.accepted(w)
    client.force_login(w.sending)
    answer = do(client, done, "refuse", reason="Too late.")
    assert answer.status_code == 409
    assert "This is not possible now; the state is: accepted." in text_of(answer)
    assert do(client, done, "nonsense").status_code == 404
    done.refresh_from_db()
    assert (done.state, done.reason) == (A.ACCEPTED, "")


def test_paused_resumed_withdrawn(w, client):
    sent = factory.accepted(w)
    client.force_login(w.visitor)
    do(client, sent, "pause")
    assert do(client, sent, "resume").status_code == 403
    client.force_login(w.sending)
    assert "Resume" in text_of(client.get(path_of(sent)))
    do(client, sent, "resume")
    sent.refresh_from_db()
    assert sent.state == A.ACCEPTED

    answer = do(client, sent, "withdraw")
    assert answer["Location"] == LIST  # a manager does not see it any more
    client.force_login(w.visitor)
    assert "withdrawn" in text_of(client.get(path_of(sent)))


def test_an_application_with_a_prepared_stay_is_not_withdrawn(w, client):
    exchange = factory.matched(w)
    client.force_login(w.visitor)
    answer = do(client, exchange.application, "withdraw")
    assert answer.status_code == 422
    assert "Please cancel the exchange first." in text_of(answer)


def test_a_whole_draft_is_sent_from_its_page_and_one_with_gaps_is_not(w, client):
    client.force_login(w.visitor)
    made = actions.start_application(programme=w.programme, organisation=w.visiting, person=w.visitor, by=w.visitor)
    assert "Send to the cluster" not in text_of(client.get(path_of(made)))
    answer = do(client, made, "submit")
    assert answer.status_code == 422
    assert "Something is still missing." in text_of(answer)

    factory.draft(w)
    assert "Send to the cluster" in text_of(client.get(path_of(made)))
    do(client, made, "submit")
    made.refresh_from_db()
    assert made.state == A.SUBMITTED


def test_it_leads_to_hosts_proposals_and_the_exchange(w, client):
    sent = factory.accepted(w)
    client.force_login(w.visitor)
    assert f"{LIST}{sent.code}/matches/" in text_of(client.get(path_of(sent)))

    exchange = factory.matched(w, application=sent)
    text = text_of(client.get(path_of(sent)))
    assert f"/en/exchanges/{exchange.code}/" in text
    assert f"/en/exchanges/proposals/{exchange.proposal.code}/" in text
    assert '<li aria-current="step">matched<br>' in text


# Places on missions


def test_a_place_and_the_exchange_that_comes_of_it(w, client):
    mission = factory.mission(w)
    sent = factory.submitted(w, mission=mission)
    client.force_login(w.visitor)
    text = text_of(client.get(path_of(sent)))
    assert "Has a place" in text
    assert "Places on the mission" not in text  # settled by the place
    assert "Give up the place" in text

    client.force_login(w.sending)
    do(client, sent, "accept")
    exchange = Exchange.objects.get()
    text = text_of(client.get(path_of(sent)))
    assert f"/en/exchanges/{exchange.code}/" in text
    assert "Give up the place" not in text


def _waiting_list(w):
    """A mission with one place, held by the visitor, and two who wait, in order."""
    mission = factory.mission(w, places=1)
    held = factory.submitted(w, mission=mission)
    rows = [factory.visitor_of(w) for _number in range(2)]
    waiting = [factory.submitted(w, organisation=firm, person=person, mission=mission) for firm, person in rows]
    return mission, held, waiting


def test_the_number_in_the_waiting_list_and_a_place_that_is_offered_and_taken(w, client):
    mission, held, waiting = _waiting_list(w)
    client.force_login(waiting[1].person)
    assert "On the waiting list: number 2 of 2" in text_of(client.get(path_of(waiting[1])))

    client.force_login(w.visitor)
    sign_up = held.sign_ups.get()
    client.post(f"/en/exchanges/sign-ups/{sign_up.code}/give-up/")
    offered = waiting[0].sign_ups.get()
    assert offered.state == S.OFFERED

    client.force_login(waiting[0].person)
    text = text_of(client.get(path_of(waiting[0])))
    assert "The place is kept for you until 4 September 2026" in text
    for _click in range(2):
        answer = client.post(f"/en/exchanges/sign-ups/{offered.code}/take/")
        assert answer["Location"] == path_of(waiting[0])
    assert [row.state for row in mission.sign_ups.order_by("pk")] == [S.RELEASED, S.HELD, S.WAITING]


def test_a_place_is_taken_too_late(w, client):
    _mission, held, waiting = _waiting_list(w)
    sign_ups.give_up_place(held.sign_ups.get(), by=w.visitor)
    offered = waiting[0].sign_ups.get()
    client.force_login(waiting[0].person)
    with factory.on(factory.NOW.date().replace(day=8)):
        answer = client.post(f"/en/exchanges/sign-ups/{offered.code}/take/")
        assert answer.status_code == 409
        assert "The time to take this place is over." in text_of(answer)
    assert SignUp.objects.get(pk=offered.pk).state == S.OFFERED


def test_others_do_not_take_or_give_up_a_place(w, client):
    _mission, held, _waiting = _waiting_list(w)
    row = held.sign_ups.get()
    for person in (w.stranger, w.receiving, w.colleague):
        client.force_login(person)
        assert client.post(f"/en/exchanges/sign-ups/{row.code}/give-up/").status_code == 404
    assert SignUp.objects.get(pk=row.pk).state == S.HELD


def test_the_organising_cluster_gives_a_place_up_without_seeing_the_application(w, client):
    mission = factory.mission(w)
    sent = factory.submitted(w, mission=mission)
    mission.organising_cluster = w.third
    mission.save()
    row = sent.sign_ups.get()
    client.force_login(w.outsider)
    answer = client.post(f"/en/exchanges/sign-ups/{row.code}/give-up/")
    assert answer["Location"] == reverse("mission", args=[mission.code])
    assert SignUp.objects.get(pk=row.pk).state == S.RELEASED


def test_an_accepted_application_signs_up_once(w, client):
    sent, mission = factory.accepted(w), factory.mission(w)
    client.force_login(w.visitor)
    for _click in range(2):
        answer = client.post(path_of(sent, "sign-up/"), {"mission": mission.code}, follow=True)
        assert "You have the place." in text_of(answer)
    assert (mission.sign_ups.count(), Exchange.objects.count()) == (1, 1)


def test_a_full_mission_is_said(w, client):
    mission, _held, _waiting = _waiting_list(w)
    mission.waiting_list = False
    mission.save()
    firm, person = factory.visitor_of(w)
    late = factory.accepted(w, organisation=firm, person=person)
    client.force_login(person)
    answer = client.post(path_of(late, "sign-up/"), {"mission": mission.code})
    assert answer.status_code == 409
    assert "All places are taken." in text_of(answer)
    assert not late.sign_ups.exists()


# The list


def test_each_sees_their_own_and_managers_those_of_their_cluster(w, client):
    mine = factory.draft(w)
    firm, person = factory.visitor_of(w)
    sent = factory.submitted(w, organisation=firm, person=person)

    seen = {}
    for name in ("visitor", "sending", "coordinator", "receiving"):
        client.force_login(getattr(w, name))
        text = text_of(client.get(LIST))
        seen[name] = [row.code in text for row in (mine, sent)]
    assert seen == {
        "visitor": [True, False],
        "sending": [False, True],
        "coordinator": [False, True],
        "receiving": [False, False],
    }
    client.force_login(w.auditor)
    assert client.get(LIST).status_code == 403


def test_filters(w, client):
    mission = factory.mission(w)
    on_mission = factory.submitted(w, mission=mission)
    firm, person = factory.visitor_of(w)
    free = factory.accepted(w, organisation=firm, person=person)
    client.force_login(w.sending)

    def found(**query):
        text = text_of(client.get(LIST, query))
        return [row.code in text for row in (on_mission, free)]

    assert found() == [True, True]
    assert found(state="accepted") == [False, True]
    assert found(state="nonsense") == [True, True]
    assert found(mission=mission.code) == [True, False]
    assert found(programme=w.programme.code) == [True, True]
    assert found(late="on") == [False, False]
    assert found(mine="1") == [False, False]
    with factory.on(factory.FIRST):
        assert found(late="on") == [True, False]
        assert "late" in text_of(client.get(LIST))
    assert "No application fits these filters." in text_of(client.get(LIST, {"state": "paused"}))
    assert client.get(LIST, {"page": "none"}).status_code == 200


def _queries(client, path):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def _desk_queries(w):
    with CaptureQueriesContext(connection) as queries:
        for person in (w.sending, w.visitor, w.coordinator):
            for function in (desk.offered_places, desk.applications_to_answer, desk.my_applications):
                function(person)
    return len(queries)


def test_as_many_queries_with_one_as_with_thirty(w, client):
    mission = factory.mission(w, places=40)
    factory.submitted(w, mission=mission)
    client.force_login(w.sending)
    client.get(LIST)
    _desk_queries(w)  # a person’s roles are read once
    one, waiting = _queries(client, LIST), _desk_queries(w)
    for _number in range(24):
        firm, person = factory.visitor_of(w)
        factory.submitted(w, organisation=firm, person=person, mission=mission)
    assert (_queries(client, LIST), _desk_queries(w)) == (one, waiting)
    assert one <= 15


# The desk


def test_a_draft_a_returned_one_and_a_place_wait_on_the_desk(w, client):
    client.force_login(w.visitor)
    assert "You have not applied for an exchange." in text_of(client.get("/en/desk/"))
    made = factory.draft(w)
    text = text_of(client.get("/en/desk/"))
    assert path_of(made, "edit/") in text
    assert "Go on writing, and send it." in text

    actions.submit_application(made, by=w.visitor)
    actions.return_application(made, reason="Say more.", by=w.sending)
    text = text_of(client.get("/en/desk/"))
    assert "1 thing waits for you." in text
    assert "Say more." in text


def test_an_offered_place_is_taken_on_the_desk(w, client):
    _mission, held, waiting = _waiting_list(w)
    sign_ups.give_up_place(held.sign_ups.get(), by=w.visitor)
    client.force_login(waiting[0].person)
    text = text_of(client.get("/en/desk/"))
    assert "A place is free for you" in text
    assert "Take it until 4 September 2026" in text
    assert f"/en/exchanges/sign-ups/{waiting[0].sign_ups.get().code}/take/" in text


def test_managers_find_what_waits_for_their_answer_and_the_coordinator_what_is_late(w, client):
    sent = factory.submitted(w)
    client.force_login(w.sending)
    text = text_of(client.get("/en/desk/"))
    assert path_of(sent) in text
    assert "Answer by 15 September 2026." in text
    client.force_login(w.coordinator)
    assert "Applications for an exchange" not in text_of(client.get("/en/desk/"))
    with factory.on(factory.FIRST):
        assert "The answer was due on 15 September 2026." in text_of(client.get("/en/desk/"))
    client.force_login(w.outsider)
    assert path_of(sent) not in text_of(client.get("/en/desk/"))
