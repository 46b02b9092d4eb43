"""Once a year: who is asked whether a record is still true, and how often."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import desk
from accounts.models import User
from clusters import reminders
from clusters.models import Organisation
from core.models import MailMessage
from tests.factories import clusters as factory

pytestmark = pytest.mark.django_db
LONG_AGO = date.today() - timedelta(days=400)


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


def old(loom, name, **fields):
    return factory.organisation(name, in_cluster=loom, **({"last_confirmed_on": LONG_AGO} | fields))


def mails():
    return sorted(MailMessage.objects.values_list("name", "to"))


def test_representatives_are_asked_else_the_managers_and_each_once(loom):
    manager = factory.manager_of(loom)
    mill = old(loom, "Mill")
    speaker = factory.representative_of(mill, in_cluster=loom)
    old(loom, "Alone"), old(loom, "Also alone")
    old(loom, "Fresh", last_confirmed_on=date.today() - timedelta(days=100))
    old(loom, "Closed", closed_on=LONG_AGO)
    factory.organisation("External", last_confirmed_on=LONG_AGO)

    assert [reminders.remind(), reminders.remind()] == [3, 0]

    assert mails() == [
        ("clusters/mail/confirm_record", speaker.email),
        ("clusters/mail/confirm_records", manager.email),
    ]
    letter = MailMessage.objects.get(to=manager.email)
    assert "Alone: http" in letter.text
    assert "Mill" not in letter.text
    assert letter.subject == "2 records to confirm"


def test_one_never_confirmed_counts_from_the_day_it_was_entered(loom):
    factory.manager_of(loom)
    mill, new = old(loom, "Mill", last_confirmed_on=None), old(loom, "New", last_confirmed_on=None)
    Organisation.objects.filter(pk=mill.pk).update(created_at=timezone.now() - timedelta(days=400))

    assert reminders.remind() == 1

    assert list(reminders.due(date.today())) == [mill]
    assert new not in reminders.due(date.today())


def test_who_was_asked_a_year_ago_is_asked_again(loom):
    factory.manager_of(loom)
    old(loom, "Mill")
    reminders.remind()
    ModelLogEntry.objects.filter(action=reminders.REMIND).update(timestamp=timezone.now() - timedelta(days=366))

    assert reminders.remind() == 1


def test_nobody_to_ask_is_tried_again_later(loom):
    old(loom, "Mill")

    assert reminders.remind() == 0

    factory.manager_of(loom)
    assert reminders.remind() == 1


def test_the_desk_shows_what_waits_to_be_confirmed(loom):
    mill = old(loom, "Mill")
    old(factory.cluster(), "Elsewhere")
    speaker, manager = factory.representative_of(mill, in_cluster=loom), factory.manager_of(loom)
    colleague = factory.member_of(loom, at=mill)

    def waiting(user):
        sections = desk.sections_for(User.objects.get(pk=user.pk))
        return [item.title for section in sections if section.code == "records" for item in section.items]

    assert [waiting(user) for user in (speaker, manager, colleague)] == [["Mill"], ["Mill"], []]
    Organisation.objects.filter(pk=mill.pk).update(last_confirmed_on=date.today())
    assert waiting(speaker) == []
