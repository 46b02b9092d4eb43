"""Signing: what was read is what is signed, by somebody who has just proved who they are."""

import html
import json
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.urls import reverse

from exchanges.actions import commitments
from exchanges.choices import Confirmation, SignatureRole
from exchanges.models import Exchange, Signature
from exchanges.queries.exchanges import latest_version
from exchanges.states import ExchangeState as E
from tests.factories import accounts as people, clusters as places, exchanges as factory, passkey

SIGNERS = {
    SignatureRole.VISITOR: "visitor",
    SignatureRole.HOST: "host",
    SignatureRole.SENDING: "sending",
    SignatureRole.RECEIVING: "receiving",
}


def address(exchange):
    return reverse("exchange_sign", args=[exchange.code])


def sign(client, exchange, user, *, version=None, **values):
    version = version or latest_version(exchange)
    client.force_login(user)
    data = {"number": version.number, "hash": version.hash, "password": people.PASSWORD}
    return client.post(address(exchange), data | values)


def code_now() -> str:
    return format_hotp_value(hotp_value(people.TOTP_SECRET, int(time.time()) // 30))


def test_the_page_shows_the_whole_version_and_asks_who_it_is(client, w):
    exchange = factory.signing(w)
    client.force_login(w.host)

    response = client.get(address(exchange))

    text = response.content.decode()
    wanted = ["See three finishing lines.", "A trial order.", "Hall 1", "9 October 2026", "EUR 1,100", "Version 1"]
    assert [each for each in wanted if each not in text] == []
    assert list(response.context["form"].fields) == ["password"]
    assert "You sign as: host." in text


def test_four_people_sign_and_it_is_approved(client, w):
    exchange = factory.signing(w)

    for role, name in SIGNERS.items():
        response = sign(client, exchange, getattr(w, name))
        assert (response.status_code, response["Location"]) == (302, reverse("exchange", args=[exchange.code]))
        assert Signature.objects.filter(role=role, person=getattr(w, name)).count() == 1

    assert Exchange.objects.get().state == E.APPROVED
    assert set(Signature.objects.values_list("confirmed", flat=True)) == {Confirmation.PASSWORD}


@pytest.mark.parametrize(
    ("values", "status"),
    [({"password": "wrong"}, 422), ({"password": ""}, 422), ({"password": "x" * 5000}, 422)],
    ids=["wrong", "nothing", "endless"],
)
def test_without_proof_nothing_is_signed(client, w, values, status):
    exchange = factory.signing(w)

    response = sign(client, exchange, w.visitor, **values)

    assert (response.status_code, Signature.objects.count()) == (status, 0)
    assert "password" in response.context["form"].errors
    assert "wrong" not in response.content.decode().partition("confirmation")[2].partition("</form>")[0]


def test_who_guesses_is_stopped(client, w):
    exchange = factory.signing(w)

    found = [sign(client, exchange, w.visitor, password=f"guess {n}").status_code for n in range(7)]

    assert found == [422] * 5 + [429] * 2
    assert sign(client, exchange, w.visitor).status_code == 429
    assert Signature.objects.count() == 0
    cache.clear()
    assert sign(client, exchange, w.visitor).status_code == 302


def test_a_code_of_the_app_or_a_recovery_code_proves_it_too(client, w):
    exchange = factory.signing(w)

    assert sign(client, exchange, w.sending, password="", code="000000").status_code == 422
    assert sign(client, exchange, w.sending, password="", code=code_now()).status_code == 302
    codes = RecoveryCodes.activate(w.receiving).get_unused_codes()
    assert sign(client, exchange, w.receiving, password="", code=codes[0]).status_code == 302

    assert list(Signature.objects.values_list("role", "confirmed")) == [
        (SignatureRole.SENDING, Confirmation.SECOND_FACTOR),
        (SignatureRole.RECEIVING, Confirmation.SECOND_FACTOR),
    ]
    assert codes[0] not in Authenticator.objects.get(user=w.receiving, type="recovery_codes").wrap().get_unused_codes()


def test_a_code_is_not_used_up_by_an_old_version(client, w):
    exchange = factory.signing(w)
    old = latest_version(exchange)
    commitments.write_commitment(exchange, by=w.visitor, outcomes="Two trial orders.")
    commitments.open_for_signing(exchange, by=w.visitor)
    code = code_now()

    assert sign(client, exchange, w.sending, version=old, password="", code=code).status_code == 409
    assert sign(client, exchange, w.sending, password="", code=code).status_code == 302


def test_a_passkey_proves_it_and_rubbish_does_not(client, w):
    exchange = factory.signing(w)
    key = passkey.give(w.visitor)

    for rubbish in ("{}", "not json", '{"id": 3, "response": []}'):
        response = sign(client, exchange, w.visitor, password="", credential=rubbish)
        assert (response.status_code, Signature.objects.count()) == (422, 0)

    cache.clear()
    page = client.get(address(exchange)).content.decode()
    asked = json.loads(html.unescape(re.search(r'data-passkey="([^"]+)"', page)[1]))
    version = latest_version(exchange)
    data = {"number": version.number, "hash": version.hash, "password": "", "credential": key.answer(asked)}
    assert client.post(address(exchange), data).status_code == 302
    assert Signature.objects.get().confirmed == Confirmation.SECOND_FACTOR


def test_an_old_version_is_answered_with_the_new_one_and_what_changed(client, w):
    exchange = factory.sign_all(w, factory.signing(w), but={SignatureRole.RECEIVING})
    old = latest_version(exchange)
    commitments.write_commitment(exchange, by=w.host, outcomes="Two trial orders.")
    commitments.open_for_signing(exchange, by=w.host)

    response = sign(client, exchange, w.receiving, version=old)

    change = response.context["changes"][0]
    assert (response.status_code, response.context["version"].number) == (409, 2)
    assert (change.label, change.before, change.after) == (
        "expected outcomes",
        ["A trial order."],
        ["Two trial orders."],
    )
    assert Signature.objects.filter(version__number=2).count() == 0


def test_a_double_click_is_quiet(client, w):
    exchange = factory.signing(w)

    assert sign(client, exchange, w.visitor).status_code == 302
    again = sign(client, exchange, w.visitor)
    client.get(again["Location"])

    assert (again.status_code, Signature.objects.count()) == (302, 1)


def test_nobody_signs_for_somebody_else(client, w):
    exchange = factory.signing(w)

    found = {
        name: sign(client, exchange, getattr(w, name), role="visitor").status_code
        for name in ("coordinator", "auditor", "outsider", "stranger", "colleague")
    }

    assert found == {"coordinator": 403, "auditor": 403, "outsider": 404, "stranger": 404, "colleague": 403}
    assert sign(client, exchange, w.host, role="visitor").status_code == 302
    assert [row.role for row in Signature.objects.all()] == [SignatureRole.HOST]


def test_who_manages_both_clusters_chooses(client, w):
    w.away.roles.create(user=w.sending)
    exchange = factory.signing(w)
    manager = type(w.sending).objects.get(pk=w.sending.pk)
    client.force_login(manager)
    page = client.get(address(exchange))
    assert [line.role for line in page.context["mine"]] == [SignatureRole.SENDING, SignatureRole.RECEIVING]

    assert sign(client, exchange, manager).status_code == 422
    assert sign(client, exchange, manager, role="receiving").status_code == 302
    assert [row.role for row in Signature.objects.all()] == [SignatureRole.RECEIVING]


def test_the_organising_cluster_signs_for_an_external_host(client, w):
    host = places.organisation("CNA", country="IT")
    factory.put_on_map(host, (45.4642, 9.19), "Milano")
    exchange = factory.signing(w, factory.signed_up(w, factory.mission(w, country="IT", host=host)).exchange)
    client.force_login(w.sending)
    page = client.get(address(exchange))
    assert "signs on its behalf" in page.content.decode()

    assert sign(client, exchange, w.sending, role=["host", "sending", "receiving"]).status_code == 302

    assert list(Signature.objects.values_list("role", "on_behalf")) == [
        (SignatureRole.HOST, True),
        (SignatureRole.SENDING, False),
        (SignatureRole.RECEIVING, False),
    ]


def test_before_it_is_asked_for_nobody_signs(client, w):
    exchange = factory.building(w)
    client.force_login(w.visitor)
    assert client.get(address(exchange)).context["form"] is None

    assert sign(client, exchange, w.visitor).status_code == 409
    assert Signature.objects.count() == 0
