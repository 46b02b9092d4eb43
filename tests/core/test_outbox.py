"""The outbox against a real mail server on this machine: delivered, refused, retried, recovered, never twice."""

import asyncio
import socket
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from smtplib import SMTPAuthenticationError

import pytest
from aiosmtpd.controller import Controller
from django.core.mail.backends import smtp
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from core import outbox
from core.models import MailMessage
from core.states import MailState
from tests.factories.accounts import person


@dataclass
class Inbox:
    """What the server took, and what it answers."""

    answer: str = "250 taken"
    recipient: str = "250 OK"
    delay: float = 0
    messages: list = field(default_factory=list)

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):  # noqa: N802 -- aiosmtpd’s name
        if self.recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.recipient

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 -- aiosmtpd’s name
        await asyncio.sleep(self.delay)
        if self.answer.startswith("250"):
            self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer


@pytest.fixture
def inbox(settings):
    """A mail server on a free port of this machine, and Django told to use it."""
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = f"{smtp.__name__}.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_TIMEOUT = 5
    yield inbox
    controller.stop(no_assert=True)


@pytest.fixture
def mail_templates(settings, tmp_path):
    """One mail that greets somebody by name."""
    folder = tmp_path / "tests" / "mail"
    folder.mkdir(parents=True)
    (folder / "hello.subject.txt").write_text("Hello\n {{ name }}", encoding="utf-8")
    (folder / "hello.txt").write_text("{% load i18n %}{% get_current_language as l %}{{ l }}: {{ name|safe }}")
    (folder / "hello.html").write_text("<p>{{ name }}</p>")
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [engine | {"DIRS": [*engine["DIRS"], Path(tmp_path)]}]


@pytest.fixture
def row():
    """Write a queued message without a template."""

    def write(**fields):
        values = {"name": "tests/mail/hello", "to": "reader@people.example", "language": "bg"}
        return MailMessage.objects.create(**(values | {"subject": "Здравей", "text": "Текст", "html": ""} | fields))

    return write


def _wait_is_over(message):
    MailMessage.objects.filter(pk=message.pk).update(next_attempt_at=timezone.now())


@pytest.mark.django_db
def test_a_message_is_delivered_with_text_and_html(inbox, row):
    message = row(html="<p>Текст</p>", reply_to="desk@cluster.example")

    assert outbox.deliver(message.pk) == MailState.SENT

    (taken,) = inbox.messages
    message.refresh_from_db()
    assert (taken["subject"], taken["to"], taken["reply-to"]) == (
        "Здравей",
        "reader@people.example",
        "desk@cluster.example",
    )
    assert taken.get_body(("plain",)).get_content().strip() == "Текст"
    assert taken.get_body(("html",)).get_content().strip() == "<p>Текст</p>"
    assert (message.attempts, message.error) == (1, "")
    assert message.sent_at is not None


@pytest.mark.django_db
def test_a_sent_message_is_never_sent_again(inbox, row):
    message = row()

    for _time in range(3):
        outbox.deliver(message.pk)
        _wait_is_over(message)

    assert len(inbox.messages) == 1


@pytest.mark.django_db
def test_a_refusal_is_kept_and_tried_again_later_and_later(inbox, row):
    inbox.answer = "451 try later"
    message = row()
    waits = []
    assert _run_until_failed(message, waits, most=10) == MailState.QUEUED
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    assert "451" in message.error

    MailMessage.objects.filter(pk=message.pk).update(attempts=outbox.MOST_ATTEMPTS - 1)
    assert _run_until_failed(message, waits, most=1) == MailState.FAILED
    assert inbox.messages == []


def _run_until_failed(message, waits, *, most):
    for _attempt in range(most):
        _wait_is_over(message)
        before = timezone.now()
        outbox.deliver(message.pk)
        message.refresh_from_db()
        waits.append(round((message.next_attempt_at - before) / timedelta(minutes=1)))
    return message.state


def test_a_mail_server_may_be_away_for_five_days():
    waits = [outbox._delay_after(attempt) for attempt in range(1, outbox.MOST_ATTEMPTS)]

    assert sum(waits, timedelta()) >= timedelta(days=5)
    assert max(waits) == timedelta(hours=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "state"), [("550 no such person", MailState.FAILED), ("450 mailbox busy", MailState.QUEUED)]
)
def test_only_a_recipient_refused_for_good_ends_it_at_once(inbox, row, answer, state):
    inbox.recipient = answer
    message = row()

    assert outbox.deliver(message.pk) == state

    message.refresh_from_db()
    assert "SMTPRecipientsRefused" in message.error


def test_a_refused_sign_in_at_the_mail_server_is_no_refusal_of_the_recipient():
    assert not outbox._is_refused_for_good(SMTPAuthenticationError(535, b"wrong password"))


@pytest.mark.django_db
def test_a_refused_message_waits_for_its_time(inbox, row):
    inbox.answer = "451 try later"
    message = row()
    outbox.deliver(message.pk)
    inbox.answer = "250 taken"

    assert outbox.deliver_due() == 0
    assert outbox.deliver(message.pk) == MailState.QUEUED

    assert inbox.messages == []


@pytest.mark.django_db
def test_mail_goes_out_when_the_server_comes_back(inbox, row, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 9  # nobody listens on the discard port
    messages = [row(), row()]
    assert outbox.deliver_due() == 2
    errors = set(MailMessage.objects.values_list("state", "error"))
    assert errors == {(MailState.QUEUED, "ConnectionRefusedError: [Errno 111] Connection refused")}

    settings.EMAIL_PORT = port
    for message in messages:
        _wait_is_over(message)
    outbox.deliver_due()

    assert len(inbox.messages) == 2
    assert set(MailMessage.objects.values_list("state", "error")) == {(MailState.SENT, "")}


@pytest.mark.django_db
def test_a_failed_message_can_be_put_back(inbox, row, django_capture_on_commit_callbacks):
    message, by = row(state=MailState.FAILED, attempts=outbox.MOST_ATTEMPTS, error="no"), person()

    with django_capture_on_commit_callbacks(execute=True):
        outbox.retry(message, by=by)

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MailState.SENT, 1)
    assert len(inbox.messages) == 1
    logged = ModelLogEntry.objects.filter(action="core.mail.retry").values_list("user", "object_id", "label")
    assert list(logged) == [(by.pk, str(message.pk), "tests/mail/hello")]


@pytest.mark.django_db
def test_all_failed_messages_can_be_put_back(inbox, row, django_capture_on_commit_callbacks):
    for state in (MailState.FAILED, MailState.FAILED, MailState.SENT):
        row(state=state)

    with django_capture_on_commit_callbacks(execute=True):
        assert outbox.retry_all(by=person()) == 2

    assert len(inbox.messages) == 2
    assert set(MailMessage.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.django_db
def test_only_a_failed_message_is_put_back(row, django_capture_on_commit_callbacks):
    message = row(state=MailState.SENT, attempts=3)

    with django_capture_on_commit_callbacks(execute=True):
        outbox.retry(message, by=person())

    message.refresh_from_db()
    assert (message.state, message.attempts) == (MailState.SENT, 3)


@pytest.mark.django_db
def test_a_message_that_is_gone_is_no_error():
    assert outbox.deliver(0) == MailState.FAILED


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_send_one_message_once(inbox, row):
    inbox.delay = 0.3
    message, barrier = row(), threading.Barrier(2)

    def work():
        barrier.wait()
        try:
            outbox.deliver(message.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    message.refresh_from_db()
    assert len(inbox.messages) == 1
    assert (message.state, message.attempts) == (MailState.SENT, 1)


@pytest.mark.django_db
def test_mail_is_rendered_in_the_language_of_its_reader(mail_templates):
    reader = person(language="ro")

    message = outbox.queue_mail("tests/mail/hello", to=reader, context={"name": "<b>Ș & Ț</b>"})

    assert (message.to, message.user, message.language) == (reader.email, reader, "ro")
    assert message.subject == "Hello <b>Ș & Ț</b>"
    assert message.text == "ro: <b>Ș & Ț</b>"
    assert message.html == "<p>&lt;b&gt;Ș &amp; Ț&lt;/b&gt;</p>"


@pytest.mark.django_db
def test_mail_of_a_fact_that_was_rolled_back_is_not_sent(inbox, mail_templates, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        outbox.queue_mail("tests/mail/hello", to="reader@people.example", context={"name": "x"}, language="en")
        transaction.set_rollback(True)

    assert MailMessage.objects.count() == 0
    assert inbox.messages == []


@pytest.mark.django_db
def test_mail_is_sent_after_the_commit(inbox, mail_templates, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        message = outbox.queue_mail(
            "tests/mail/hello",
            to="reader@people.example",
            context={"name": "x\r\nBcc: all@people.example"},
            language="en",
        )

    message.refresh_from_db()
    (taken,) = inbox.messages
    assert message.state == MailState.SENT
    assert taken["subject"] == "Hello x Bcc: all@people.example"
    assert taken["bcc"] is None


@pytest.mark.django_db
def test_texts_of_sent_mail_are_forgotten_after_ninety_days(row):
    long_ago, lately = timezone.now() - timedelta(days=91), timezone.now() - timedelta(days=89)
    old, new = row(state=MailState.SENT, sent_at=long_ago), row(state=MailState.SENT, sent_at=lately)
    waiting = row(queued_at=long_ago)

    assert outbox.forget_old_texts() == 1

    texts = {message.pk: message.text for message in MailMessage.objects.all()}
    assert texts == {old.pk: "", new.pk: "Текст", waiting.pk: "Текст"}


@pytest.mark.django_db
def test_an_address_to_be_forgotten_goes_when_the_mail_is_sent(inbox, row):
    message = row(forget_address=True)

    outbox.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, message.to) == (MailState.SENT, "")
    assert inbox.messages[0]["to"] == "reader@people.example"
