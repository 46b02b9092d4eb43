"""Messages between the parties, and the contact sheet."""

from django.urls import reverse

from core.models import MailMessage
from exchanges.actions.messages import send_message
from exchanges.models import Application, Message
from tests.factories import exchanges as factory


def write(client, exchange, user, **data):
    client.force_login(user)
    return client.post(reverse("exchange_message", args=[exchange.code]), {"text": "Hello", "language": "da"} | data)


def contacts(client, exchange, user):
    client.force_login(user)
    return client.get(reverse("exchange_contacts", args=[exchange.code]))


def test_a_message_keeps_paragraphs_and_language(client, w):
    exchange = factory.matched(w)

    response = write(client, exchange, w.host, text="Kære gæst!\n\nVi ses <b>mandag</b>.")

    message = Message.objects.get()
    assert (response.status_code, response["Location"].partition("#")[2]) == (302, f"message-{message.code}")
    client.force_login(w.visitor)
    text = client.get(reverse("exchange", args=[exchange.code])).content.decode()
    assert '<div class="prose" lang="da"><p>Kære gæst!</p>\n\n<p>Vi ses &lt;b&gt;mandag&lt;/b&gt;.</p></div>' in text


def test_the_mail_says_that_there_is_one_without_its_text(client, w):
    exchange = factory.matched(w)
    MailMessage.objects.all().delete()

    write(client, exchange, w.host, text="The code of the door is 1234.")

    mails = MailMessage.objects.all()
    assert {mail.to for mail in mails} == {w.visitor.email, w.sending.email, w.receiving.email}
    assert [mail for mail in mails if "1234" in mail.text] == []
    assert reverse("exchange", args=[exchange.code]) in mails[0].text


def test_a_double_click_sends_once(client, w):
    exchange = factory.matched(w)

    for _ in range(2):
        assert write(client, exchange, w.host).status_code == 302

    assert Message.objects.count() == 1


def test_an_empty_or_endless_message_is_refused_and_kept(client, w):
    exchange = factory.matched(w)

    for text in ("  ", "x" * 4001, "bell\x07"):
        response = write(client, exchange, w.host, text=text)
        assert (response.status_code, list(response.context["message_form"].errors)) == (422, ["text"])

    assert "bell" in response.content.decode()
    assert Message.objects.count() == 0


def test_only_parties_write_and_read(client, w):
    exchange = factory.matched(w)
    send_message(exchange, text="Between us.", by=w.visitor)

    found = {
        name: write(client, exchange, getattr(w, name)).status_code for name in ("auditor", "outsider", "colleague")
    }

    assert found == {"auditor": 403, "outsider": 404, "colleague": 403}
    assert Message.objects.count() == 1


def test_the_contact_sheet_is_for_the_parties(client, w):
    exchange = factory.matched(w)
    Application.objects.update(access_needs="A ramp.")
    w.hosting.places.update(address="Vesterbrogade 1", postcode="1620")

    text = contacts(client, exchange, w.visitor).content.decode()

    wanted = [w.host.email, w.visitor.email, w.sending.email, w.receiving.email, "Vesterbrogade 1", "1620", "A ramp."]
    assert [each for each in wanted if each not in text] == []
    assert "A ramp." not in contacts(client, exchange, w.host).content.decode()
    found = {
        name: contacts(client, exchange, getattr(w, name)).status_code for name in ("auditor", "colleague", "stranger")
    }
    assert found == {"auditor": 403, "colleague": 403, "stranger": 404}
