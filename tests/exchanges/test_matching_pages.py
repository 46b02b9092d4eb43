"""Ranked hosts for a visitor, ranked visitors for a host: what each sees, and what a host does not see."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exchanges.actions import applications
from exchanges.models import Application
from tests.factories import clusters as places, exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST


def matches_of(application):
    return reverse("exchange_matches", args=[application.code])


def visitors_of(offer):
    return reverse("exchange_visitors", args=[offer.code])


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def other_host(w, country="DK"):
    made = places.organisation(in_cluster=w.away, country=country, type="sme")
    factory.put_on_map(made, factory.COPENHAGEN, "Copenhagen")
    return made


def queries_for(client, address) -> int:
    client.get(address)  # what the header keeps a minute
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_a_visitor_sees_hosts_with_reasons_and_asks(w, client):
    offer = factory.offer(w)
    application = factory.accepted(w)
    client.force_login(w.visitor)

    answer = client.get(matches_of(application))

    text = text_of(answer)
    assert answer.status_code == 200
    assert "1 fits and may be asked" in text
    assert "Same themes: Denim." in text
    assert "Shared languages: English" in text
    assert "5 working days" in text
    assert 'fill="url(#cloth-' in text
    assert reverse("exchange_propose", args=[application.code, offer.code]) in text


def test_what_is_forbidden_is_below_with_its_rule(w, client):
    factory.offer(w, organisation=other_host(w, country="BG"))
    client.force_login(w.visitor)

    text = text_of(client.get(matches_of(factory.accepted(w))))

    assert "0 fit and may be asked" in text
    assert "Not possible, and why" in text
    assert "Visitor and host are both in Bulgaria. Choose a host in another country." in text
    assert "Propose an exchange" not in text


def test_an_application_that_was_not_accepted_sees_hosts_but_asks_nobody(w, client):
    factory.offer(w)
    client.force_login(w.visitor)

    text = text_of(client.get(matches_of(factory.submitted(w))))

    assert "The application is: with the cluster." in text
    assert "1 fits and may be asked" in text
    assert "Propose an exchange" not in text


def test_who_waits_is_shown_and_five_are_enough(w, client):
    application = factory.accepted(w)
    waiting = [factory.offer(w, organisation=other_host(w)) for _n in range(5)]
    factory.offer(w)
    for offer in waiting:
        factory.proposed(w, application=application, with_offer=offer)
    client.force_login(w.visitor)

    text = text_of(client.get(matches_of(application)))

    assert "(5 of at most 5)" in text
    assert "Propose an exchange" not in text


def test_after_the_match_the_page_leads_to_the_exchange(w, client):
    exchange = factory.matched(w)
    client.force_login(w.visitor)

    text = text_of(client.get(matches_of(exchange.application)))

    assert reverse("exchange", args=[exchange.code]) in text
    assert "Propose an exchange" not in text


def test_hosts_or_missions_only(w, client):
    factory.offer(w)
    mission = factory.mission(w)
    client.force_login(w.visitor)
    address = matches_of(factory.accepted(w))

    everything, hosts, missions, nonsense = (
        text_of(client.get(address, {"show": show})) for show in ("", "offers", "missions", "\x00")
    )

    assert [text.count("A week at the looms") > 0 for text in (everything, hosts, missions)] == [True, True, False]
    assert [mission.title() in text for text in (everything, hosts, missions)] == [True, False, True]
    assert "2 fit and may be asked" in nonsense


@pytest.mark.parametrize("name", ["host", "receiving", "outsider", "stranger", "auditor", "administrator"])
def test_strangers_see_no_application(w, client, name):
    application = factory.accepted(w)
    client.force_login(getattr(w, name))

    assert client.get(matches_of(application)).status_code == 404


def test_a_colleague_looks_and_the_manager_asks(w, client):
    factory.offer(w)
    address = matches_of(factory.accepted(w))
    client.force_login(w.colleague)
    seen = text_of(client.get(address))
    client.force_login(w.sending)
    asked = text_of(client.get(address))

    assert ("Propose an exchange" in seen, "Propose an exchange" in asked) == (False, True)


def test_pages_of_twenty(w, client):
    for _n in range(22):
        factory.offer(w, organisation=other_host(w))
    client.force_login(w.visitor)
    address = matches_of(factory.accepted(w))

    assert client.get(address).content.decode().count('class="match"') == 20
    assert client.get(address, {"page": "2"}).content.decode().count('class="match"') == 2
    assert client.get(address, {"page": "x"}).status_code == 200


def test_the_queries_do_not_grow_with_the_offers(w, client):
    factory.offer(w, organisation=other_host(w))
    factory.mission(w)
    application = factory.accepted(w)
    client.force_login(w.visitor)
    one = queries_for(client, matches_of(application))
    for _n in range(29):
        factory.offer(w, organisation=other_host(w), periods=[(FIRST, LAST + timedelta(days=1), True)])

    assert queries_for(client, matches_of(application)) <= one
    assert one <= 40


# The mirror.


def test_a_host_sees_organisations_and_nothing_private(w, client):
    offer = factory.offer(w)
    application = factory.accepted(w)
    Application.objects.update(access_needs="A ramp at the door.", cv="exchanges/cv/x.pdf", cv_name="my-life.pdf")
    client.force_login(w.host)

    text = text_of(client.get(visitors_of(offer)))

    assert "1 organisation fits" in text
    assert "Mill" in text
    assert "Learn how denim is washed without water." in text
    assert "Same themes: Denim." in text
    assert reverse("exchange_propose", args=[application.code, offer.code]) in text
    for private in (str(w.visitor), w.visitor.email, "A ramp at the door.", "my-life.pdf"):
        assert private not in text
    assert client.get(reverse("exchange_application", args=[application.code])).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("host", 200),
        ("receiving", 200),
        ("coordinator", 200),
        ("visitor", 403),
        ("sending", 403),
        ("outsider", 403),
        ("auditor", 403),
        ("administrator", 403),
    ],
)
def test_who_looks_for_visitors(w, client, name, status):
    offer = factory.offer(w)
    client.force_login(getattr(w, name))

    assert client.get(visitors_of(offer)).status_code == status


def test_a_closed_invitation_finds_nobody(w, client):
    offer = factory.offer(w)
    factory.accepted(w)
    factory.offers.pause_offer(offer, by=w.host)
    client.force_login(w.host)

    text = text_of(client.get(visitors_of(offer)))

    assert "The invitation is: paused." in text
    assert "Mill" not in text


def test_a_paused_application_is_gone(w, client):
    offer = factory.offer(w)
    applications.pause_application(factory.accepted(w), by=w.visitor)
    client.force_login(w.host)

    assert "Nobody who fits waits for a host at present." in text_of(client.get(visitors_of(offer)))


def test_the_queries_do_not_grow_with_the_visitors(w, client):
    offer = factory.offer(w, periods=[(date(2026, 9, 1), date(2027, 6, 1), True)])
    factory.accepted(w)
    client.force_login(w.host)
    one = queries_for(client, visitors_of(offer))
    for _n in range(10):
        firm, person = factory.visitor_of(w)
        factory.accepted(w, organisation=firm, person=person)

    assert queries_for(client, visitors_of(offer)) <= one
    assert one <= 40
