"""Searches that people keep, and the mail about what is new in them."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from core.models import MailMessage
from search import service
from search.actions.digests import send_digests
from search.actions.saved import MOST_SAVED
from search.documents import Removal
from search.models import SavedSearch
from search.states import Frequency
from tests.factories import accounts, clusters
from tests.factories.search import document
from tests.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]


@pytest.fixture
def reader():
    return accounts.person("reader@people.example", language="fr")


@pytest.fixture
def client(client, reader):
    client.force_login(reader)
    return client


def keep(client, language="en", **data) -> SavedSearch:
    client.post(f"/{language}/search/saved/new/", {"q": "silk", **data})
    return SavedSearch.objects.latest("pk")


def days_later(days: float) -> None:
    """The searches were looked at so many days ago."""
    SavedSearch.objects.update(checked_at=timezone.now() - timedelta(days=days))


def told() -> list[tuple[str, str]]:
    return [(message.to, message.subject) for message in MailMessage.objects.order_by("pk")]


# Keeping.


def test_a_search_is_kept_as_its_address_says(client, reader):
    clusters.cluster("loom")

    response = client.post(
        "/fr/search/saved/new/", {"q": "silk", "kind": "practice", "cluster": "loom", "sort": "title", "page": "3"}
    )

    [saved] = SavedSearch.objects.all()
    assert (saved.user, saved.query, saved.language) == (reader, "q=silk&kind=practice&cluster=loom", "fr")
    assert (saved.title, saved.frequency) == ("silk · Pratiques · Loom", Frequency.WEEKLY)
    assert response["Location"] == "/fr/search/saved/"


def test_the_same_search_is_kept_once(client):
    keep(client)
    keep(client, page="2")

    assert SavedSearch.objects.count() == 1


def test_a_visitor_signs_in_first_and_comes_back(client):
    response = Visitor().post("/en/search/saved/new/", {"q": "silk", "kind": "practice"})

    assert response["Location"] == "/en/accounts/login/?next=/en/search/%3Fq%3Dsilk%26kind%3Dpractice"
    assert SavedSearch.objects.count() == 0


def test_fifty_are_enough(client, reader):
    rows = [SavedSearch(user=reader, title=f"{n}", query=f"q={n}", language="en") for n in range(MOST_SAVED)]
    SavedSearch.objects.bulk_create(rows)

    response = client.post("/en/search/saved/new/", {"q": "silk"}, follow=True)

    assert "You keep fifty searches already." in response.content.decode()
    assert SavedSearch.objects.count() == MOST_SAVED


def test_a_search_too_long_to_be_kept_says_so(client):
    response = client.post("/en/search/saved/new/", {"q": "ж" * 300}, follow=True)

    assert "too many filters" in response.content.decode()
    assert SavedSearch.objects.count() == 0


def test_another_persons_searches_are_not_there(client):
    other = SavedSearch.objects.create(user=accounts.person(), title="theirs", query="q=theirs", language="en")

    page = client.get("/en/search/saved/").content.decode()
    changed = client.post(f"/en/search/saved/{other.pk}/", {"frequency": "never"})
    forgotten = client.post(f"/en/search/saved/{other.pk}/forget/")

    assert "theirs" not in page
    assert (changed.status_code, forgotten.status_code) == (404, 404)
    other.refresh_from_db()
    assert other.frequency == Frequency.WEEKLY


def test_the_list_changes_and_removes(client):
    saved = keep(client)

    client.post(f"/en/search/saved/{saved.pk}/", {"frequency": "daily"})
    saved.refresh_from_db()
    assert saved.frequency == Frequency.DAILY

    refused = client.post(f"/en/search/saved/{saved.pk}/", {"frequency": "hourly"}, follow=True)
    assert "Please choose how often." in refused.content.decode()
    saved.refresh_from_db()
    assert saved.frequency == Frequency.DAILY

    client.post(f"/en/search/saved/{saved.pk}/forget/")
    assert SavedSearch.objects.count() == 0


def test_the_desk_leads_to_what_is_kept(client):
    keep(client, kind="practice")

    html = client.get("/en/desk/").content.decode()

    assert '<a href="/en/search/?q=silk&amp;kind=practice">silk · Practices</a>' in html
    assert 'href="/en/search/saved/"' in html


# The mail.


def test_only_what_is_new_since_the_last_look_is_told(client, reader):
    document("Old silk")
    keep(client)
    document("New silk", code="new")
    document("New wool")
    days_later(8)

    assert send_digests() == 1
    days_later(8)
    assert send_digests() == 0

    [message] = MailMessage.objects.all()
    assert (message.to, message.language) == (reader.email, "fr")
    assert "New silk" in message.text
    assert "/fr/practices/new/" in message.text
    assert "Old silk" not in message.text
    assert "wool" not in message.text


def test_what_went_and_came_back_is_no_news(client):
    known = document("Old silk")
    keep(client)
    service.engine().remove([Removal(known.key, known.revision + 100_000)])
    days_later(8)
    send_digests()
    document("Old silk", code=known.translation_key.partition(":")[2], revision=known.revision + 200_000)
    days_later(8)

    assert send_digests() == 0


@pytest.mark.parametrize(
    ("frequency", "days", "sent"),
    [("daily", 0.5, 0), ("daily", 1, 1), ("weekly", 6, 0), ("weekly", 7, 1), ("never", 30, 0)],
)
def test_mail_comes_as_often_as_was_chosen(client, frequency, days, sent):
    saved = keep(client)
    client.post(f"/en/search/saved/{saved.pk}/", {"frequency": frequency})
    document("New silk")
    days_later(days)

    assert send_digests() == sent


def test_several_searches_are_one_mail(client):
    keep(client)
    keep(client, q="wool")
    document("New silk and wool")
    days_later(8)

    assert send_digests() == 1
    [message] = MailMessage.objects.all()
    assert message.text.count("New silk and wool") == 2


def test_what_one_may_see_is_asked_when_the_mail_is_made(client, reader):
    coordinator = accounts.coordinator("boss@people.example")
    boss = Visitor()
    boss.force_login(coordinator)
    keep(boss)
    keep(client)
    document("Secret silk", access=("role:coordinator",))
    days_later(8)

    send_digests()

    assert [address for address, _subject in told()] == ["boss@people.example"]

    coordinator.roles.all().delete()
    document("Another secret silk", access=("role:coordinator",))
    days_later(8)
    assert send_digests() == 0


def test_closed_accounts_get_no_mail(client, reader):
    keep(client)
    document("New silk")
    days_later(8)
    reader.is_active = False
    reader.save()

    assert send_digests() == 0


def test_while_the_engine_is_down_nothing_is_sent_and_nothing_forgotten(client, outage):
    document("Old silk")
    keep(client)
    document("New silk")
    days_later(8)

    with outage.off():
        assert send_digests() == 0

    assert send_digests() == 1
    assert "New silk" in MailMessage.objects.get().text


def test_a_search_kept_while_the_engine_is_down_begins_with_its_first_look(client, outage):
    document("Old silk")
    with outage.off():
        keep(client)
    days_later(8)
    assert send_digests() == 0

    document("New silk")
    days_later(8)

    assert send_digests() == 1
    assert "Old silk" not in MailMessage.objects.get().text


def test_an_old_thing_that_moves_into_view_is_no_news(client):
    """More is found than is looked at: what is removed above lets something old come up."""
    many = [document(f"Silk {n:03}", index=False, date=timezone.localdate() - timedelta(days=n)) for n in range(230)]
    service.engine().index(many)
    service.engine().refresh()
    keep(client)
    service.engine().remove([Removal(each.key, each.revision + 100_000) for each in many[:10]])
    days_later(8)

    assert send_digests() == 0


def test_the_mail_is_sent_and_says_how_many(client, reader, django_capture_on_commit_callbacks):
    keep(client)
    for number in range(12):
        document(f"New silk {number}")
    days_later(8)

    send_digests()
    from core.outbox import deliver_due

    deliver_due()

    [sent] = mail.outbox
    assert "12" in sent.subject
    assert sent.body.count("- New silk") == 10
    html = sent.alternatives[0][0]
    assert html.count("<li") == 11


# Stopping it.


def stop_address(text: str) -> str:
    return re.search(r"https?://[^/]+(/[a-z]{2}/search/saved/stop/\S+/)", text)[1]


def test_the_link_of_the_mail_stops_it_without_signing_in(client):
    saved = keep(client)
    document("New silk")
    days_later(8)
    send_digests()
    address = stop_address(MailMessage.objects.get().text)
    anybody = Visitor()

    looked = anybody.get(address)
    saved.refresh_from_db()
    assert (looked.status_code, saved.frequency) == (200, Frequency.WEEKLY)

    done = anybody.post(address)
    saved.refresh_from_db()
    assert (done.status_code, saved.frequency) == (200, Frequency.NEVER)
    assert anybody.post(address).status_code == 200


def test_one_click_stops_all_of_them(client):
    first, second = keep(client), keep(client, q="wool")
    other = SavedSearch.objects.create(user=accounts.person(), title="theirs", query="q=x", language="en")

    Visitor().post(f"/en/search/saved/stop/{first.token}/", {"all": "1"})

    for saved, frequency in ((first, "never"), (second, "never"), (other, "weekly")):
        saved.refresh_from_db()
        assert saved.frequency == frequency


def test_an_unknown_link_is_not_found():
    assert Visitor().get("/en/search/saved/stop/none/").status_code == 404
    assert Visitor().post("/en/search/saved/stop/none/").status_code == 404


def test_after_a_pause_mail_begins_anew(client):
    saved = keep(client)
    client.post(f"/en/search/saved/{saved.pk}/", {"frequency": "never"})
    document("Silk of the time between")
    client.post(f"/en/search/saved/{saved.pk}/", {"frequency": "daily"})
    days_later(2)
    assert send_digests() == 0

    document("New silk")
    days_later(2)

    assert send_digests() == 1


# The person's own data.


def test_searches_are_in_the_export_and_go_with_the_person(client, reader):
    from accounts.actions.erasure import erase_person
    from accounts.personal_data import saved_searches

    keep(client)
    accounts.administrator()

    [row] = saved_searches(reader).rows
    assert (row["query"], row["frequency"]) == ("q=silk", "weekly")

    erase_person(reader)
    assert SavedSearch.objects.count() == 0
