"""Asking and answering on pages: what is shown before it is sent, every answer, every refusal."""

from datetime import timedelta

import pytest
from django.urls import reverse

from exchanges.choices import ProposedBy
from exchanges.models import Application, Exchange, Proposal
from exchanges.states import ProposalState as P
from tests.factories import clusters as places, exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST
STAMP = f"{FIRST}/{LAST}"
DAYS = {"first_day": FIRST.isoformat(), "last_day": LAST.isoformat()}
SEND = DAYS | {"seen": STAMP, "do": "send"}


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def propose_address(application, offer):
    return reverse("exchange_propose", args=[application.code, offer.code])


def page_of(proposal, verb=""):
    return reverse(f"exchange_proposal{verb and '_'}{verb}", args=[proposal.code])


def waiting(w, **options):
    return factory.proposed(w, application=factory.accepted(w), with_offer=factory.offer(w), **options)


# Asking.


def test_days_and_sum_are_shown_before_anything_is_sent(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.visitor)

    text = text_of(client.get(propose_address(application, offer)))

    assert 'value="2026-09-21"' in text
    assert "5 working days" in text
    assert "EUR 1,100" in text
    assert "Rate of the host country (Denmark)" in text
    assert "Of this application 0 of at most 5 proposals wait for an answer." in text
    assert Proposal.objects.count() == 0


def test_a_visitor_asks_and_confirms_their_side(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.visitor)

    answer = client.post(propose_address(application, offer), SEND | {"text": "May we come?"})

    made = Proposal.objects.get()
    assert answer.url == page_of(made)
    assert (made.state, made.proposed_by, made.first_day, made.last_day, made.text) == (
        P.SENT,
        ProposedBy.VISITOR,
        FIRST,
        LAST,
        "May we come?",
    )
    assert (made.visitor_confirmed_by, made.host_confirmed_at) == (w.visitor, None)


def test_a_host_asks_without_knowing_who_would_come(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.host)

    shown = text_of(client.get(propose_address(application, offer)))
    client.post(propose_address(application, offer), SEND)
    made = Proposal.objects.get()
    page = text_of(client.get(page_of(made)))

    assert (made.proposed_by, made.host_confirmed_by, made.visitor_confirmed_at) == (ProposedBy.HOST, w.host, None)
    assert str(w.visitor) not in shown + page
    assert "Who would come is shown once the visitor agrees." in page
    assert "Learn how denim is washed without water." in page
    client.force_login(w.visitor)
    client.post(page_of(made, "confirm"))
    client.force_login(w.host)
    assert str(w.visitor) in text_of(client.get(page_of(made)))


def test_the_coordinator_asks_both(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.coordinator)

    client.post(propose_address(application, offer), SEND)

    made = Proposal.objects.get()
    assert (made.proposed_by, made.visitor_confirmed_at, made.host_confirmed_at) == (ProposedBy.PLANNER, None, None)


def test_other_days_than_were_shown_are_shown_first(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.visitor)

    answer = client.post(
        propose_address(application, offer), SEND | {"last_day": (LAST - timedelta(days=2)).isoformat()}
    )

    text = text_of(answer)
    assert answer.status_code == 200
    assert "please look at what follows from them" in text
    assert "3 working days" in text
    assert "EUR 550" in text
    assert Proposal.objects.count() == 0


def test_days_that_cannot_be_send_nothing_and_keep_what_was_typed(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.visitor)
    address = propose_address(application, offer)
    reversed_days = {"first_day": DAYS["last_day"], "last_day": DAYS["first_day"], "seen": f"{LAST}/{FIRST}"}
    weekend = {"first_day": "2026-10-08", "last_day": "2026-10-11", "seen": "2026-10-08/2026-10-11"}
    past = {"first_day": "2026-08-03", "last_day": "2026-08-07", "seen": "2026-08-03/2026-08-07"}
    cases = [
        (reversed_days, "The last day (5 October 2026) is before the first (9 October 2026)."),
        (weekend, "These days have only 2 working days"),
        (past, "3 August 2026 is in the past."),
        ({"last_day": ""}, "Please name both days, or none."),
        ({"first_day": "0001-01-01"}, "Please check the year."),
        ({"last_day": "9999-12-31"}, "Please check the year."),
        ({"first_day": "soon"}, "Enter a valid date."),
        ({"text": "a\u202eb"}, "invisible control characters"),
        ({"text": "x" * 2001}, "at most 2000 characters"),
    ]
    for changed, sentence in cases:
        answer = client.post(address, SEND | {"text": "Kept."} | changed)
        assert (answer.status_code, sentence in text_of(answer)) == (422, True), (changed, text_of(answer))
        if "text" not in changed:
            assert "Kept." in text_of(answer)
    assert Proposal.objects.count() == 0


def test_days_may_stay_open(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.visitor)

    client.post(propose_address(application, offer), {"seen": "/", "do": "send"})

    assert Proposal.objects.get().first_day is None


def test_a_double_click_sends_once(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    client.force_login(w.visitor)

    answers = [client.post(propose_address(application, offer), SEND) for _n in range(2)]

    assert answers[0].url == answers[1].url
    assert Proposal.objects.count() == 1
    assert "The two already have a proposal" in text_of(client.get(propose_address(application, offer)))


def test_the_sixth_is_refused(w, client):
    application = factory.accepted(w)
    for _n in range(5):
        firm = places.organisation(in_cluster=w.away, country="DK", type="sme")
        factory.proposed(w, application=application, with_offer=factory.offer(w, organisation=firm))
    client.force_login(w.visitor)

    answer = client.post(propose_address(application, factory.offer(w)), SEND)

    assert answer.status_code == 422
    assert "At most 5 proposals may wait for an answer at the same time." in text_of(answer)
    assert Proposal.objects.count() == 5


def test_an_application_with_the_cluster_cannot_ask(w, client):
    client.force_login(w.visitor)

    answer = client.post(propose_address(factory.submitted(w), factory.offer(w)), SEND)

    assert answer.status_code == 409
    assert "The application has not been accepted, or it is paused." in text_of(answer)


def test_who_speaks_for_neither_side_asks_nobody(w, client):
    application, offer = factory.accepted(w), factory.offer(w)
    for name, status in (("colleague", 403), ("outsider", 404), ("stranger", 404), ("auditor", 403)):
        client.force_login(getattr(w, name))
        assert client.post(propose_address(application, offer), SEND).status_code == status, name
    client.force_login(w.host)
    Application.objects.update(state="submitted")
    assert client.get(propose_address(application, offer)).status_code == 404
    assert Proposal.objects.count() == 0


def test_online_there_are_no_days(w, client):
    application, offer = factory.accepted(w, is_virtual=True), factory.offer(w, virtual=True)
    client.force_login(w.visitor)

    text = text_of(client.get(propose_address(application, offer)))
    client.post(propose_address(application, offer), {"seen": "/", "do": "send"})

    assert "An online exchange has no lump sum: nobody travels." in text
    assert "First working day" not in text
    assert Proposal.objects.get().is_virtual


# Answering.


def test_the_page_says_who_what_when_and_how_much(w, client):
    made = waiting(w)
    client.force_login(w.host)

    text = text_of(client.get(page_of(made)))

    for part in (
        "Mill → Væveri",
        str(w.visitor),
        "5 October 2026",
        "9 October 2026",
        "5 working days",
        "EUR 1,100",
        "Waits for an answer until 15 September 2026",
        "confirmed on 1 September 2026",
        "not confirmed yet",
        "Confirm for the host",
        "waiting for an answer",
    ):
        assert part in text, part
    assert "Withdraw this proposal" not in text


def test_the_second_yes_leads_to_the_exchange(w, client):
    made = waiting(w)
    client.force_login(w.host)

    answer = client.post(page_of(made, "confirm"))

    exchange = Exchange.objects.get()
    assert answer.url == reverse("exchange", args=[exchange.code])
    assert client.post(page_of(made, "confirm")).url == answer.url
    assert "Both sides agree: go to the exchange" in text_of(client.get(page_of(made)))
    assert Exchange.objects.count() == 1


def test_no_with_a_reason(w, client):
    made = waiting(w)
    client.force_login(w.host)
    refused = client.post(page_of(made, "decline"), {"reason": "a\u202eb"})
    answer = client.post(page_of(made, "decline"), {"reason": "No room this autumn."})

    made.refresh_from_db()
    assert refused.status_code == 422
    assert answer.url == page_of(made)
    assert (made.state, made.reason) == (P.DECLINED, "No room this autumn.")
    client.force_login(w.visitor)
    assert "No room this autumn." in text_of(client.get(page_of(made)))


def test_who_asked_takes_it_back_and_a_late_yes_is_told(w, client):
    made = waiting(w)
    client.force_login(w.visitor)
    assert client.post(page_of(made, "withdraw")).status_code == 302
    client.force_login(w.host)

    answer = client.post(page_of(made, "confirm"))

    assert answer.status_code == 409
    assert "the state is: withdrawn" in text_of(answer)
    assert Exchange.objects.count() == 0


def test_what_became_impossible_is_said_on_the_page(w, client):
    made = waiting(w)
    factory.offers.pause_offer(made.offer, by=w.host)
    client.force_login(w.host)

    shown = text_of(client.get(page_of(made)))
    answer = client.post(page_of(made, "confirm"))

    assert "The host does not receive visitors at present." in shown
    assert answer.status_code == 422
    assert Proposal.objects.get().state == P.SENT


def test_after_the_time_nobody_confirms(w, client):
    made = waiting(w)
    client.force_login(w.host)
    with factory.on(factory.NOW.date() + timedelta(days=15)):
        answer = client.post(page_of(made, "confirm"))

    assert answer.status_code == 409
    assert Exchange.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "seen", "confirms", "declines", "withdraws"),
    [
        ("visitor", 200, 302, 302, 302),
        ("sending", 200, 302, 302, 403),
        ("host", 200, 302, 302, 403),
        ("receiving", 200, 302, 302, 403),
        ("coordinator", 200, 403, 403, 302),
        ("colleague", 404, 404, 404, 404),
        ("outsider", 404, 404, 404, 404),
        ("auditor", 404, 403, 403, 403),
    ],
)
def test_every_role_and_every_answer(w, client, name, seen, confirms, declines, withdraws):
    made = waiting(w)
    client.force_login(getattr(w, name))

    assert client.get(page_of(made)).status_code == seen
    for verb, status in (("confirm", confirms), ("decline", declines), ("withdraw", withdraws)):
        Exchange.objects.all().delete()
        Proposal.objects.update(state=P.SENT, host_confirmed_at=None)
        assert client.post(page_of(made, verb)).status_code == status, verb


# Agreed beforehand.


def test_a_manager_enters_a_match_with_an_external_host(w, client):
    application = factory.accepted(w)
    external = places.organisation("Tessitura Nova", country="IT", type="sme")
    factory.put_on_map(external, (45.46, 9.19), "Milano")
    address = reverse("exchange_agreed", args=[application.code])
    client.force_login(w.sending)

    found = text_of(client.get(address, {"q": "tessit"}))
    form = text_of(client.get(address, {"host": external.code}))
    answer = client.post(address, SEND | {"host": external.code, "signing_cluster": w.home.code})

    exchange = Exchange.objects.get()
    assert f"?host={external.code}" in found
    assert "in no cluster of the alliance" in form
    assert answer.url == reverse("exchange", args=[exchange.code])
    assert (exchange.signing_cluster, exchange.receiving_cluster, exchange.proposal.proposed_by) == (
        w.home,
        None,
        ProposedBy.AGREED,
    )


def test_a_visitor_enters_one_and_the_host_is_asked(w, client):
    application = factory.accepted(w)
    address = reverse("exchange_agreed", args=[application.code])
    client.force_login(w.visitor)

    client.post(address, SEND | {"host": w.hosting.code, "signing_cluster": w.away.code})

    made = Proposal.objects.get()
    assert (made.state, made.visitor_confirmed_by, made.host_confirmed_at) == (P.SENT, w.visitor, None)


def test_only_the_hosts_own_cluster_signs_for_a_member(w, client):
    application = factory.accepted(w)
    address = reverse("exchange_agreed", args=[application.code])
    client.force_login(w.visitor)

    answer = client.post(address, SEND | {"host": w.hosting.code, "signing_cluster": w.home.code})

    assert answer.status_code == 422
    assert Proposal.objects.count() == 0


def test_a_match_that_rules_forbid_is_refused_with_the_sentence(w, client):
    application = factory.accepted(w)
    neighbour = places.organisation("Neighbour", in_cluster=w.home, country="BG", type="sme")
    address = reverse("exchange_agreed", args=[application.code])
    client.force_login(w.sending)

    answer = client.post(address, SEND | {"host": neighbour.code, "signing_cluster": w.home.code})

    assert answer.status_code == 422
    assert "Visitor and host are both in Bulgaria." in text_of(answer)
    assert (Proposal.objects.count(), Exchange.objects.count()) == (0, 0)


@pytest.mark.parametrize("query", ["", "x", "\x00", "nobody of this name", "x" * 300])
def test_strange_words_find_nothing_and_break_nothing(w, client, query):
    client.force_login(w.visitor)
    address = reverse("exchange_agreed", args=[factory.accepted(w).code])

    assert client.get(address, {"q": query}).status_code in (200, 422)
    assert client.get(address, {"host": query}).status_code == 200
    assert client.post(address, {"host": query, "signing_cluster": query}).status_code == 200
    assert client.post(address, SEND | {"host": w.hosting.code, "signing_cluster": query or "-"}).status_code == 422
