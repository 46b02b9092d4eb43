"""Reports about a record: from anybody, to those who keep it, once, and not from machines."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import export
from accounts.actions.erasure import erase_person
from clusters.models import Organisation
from core.models import MailMessage
from ecosystem.actions import hints as actions
from ecosystem.errors import IllegalMoveError, NotAllowedError
from ecosystem.models import Hint
from tests.factories import accounts as people, clusters as places, ecosystem_claims as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return places.cluster("loom")


@pytest.fixture
def mill(loom):
    return places.organisation("Mill", in_cluster=loom, town="Ruse")


def signed_in(user) -> Visitor:
    client = Visitor()
    client.force_login(user)
    return client


def send(mill, client=None, **values):
    address = reverse("organisation_report", args=[mill.code])
    return (client or Visitor()).post(address, {"kind": "wrong", "text": "It moved to Varna."} | values)


def told():
    return sorted(MailMessage.objects.values_list("to", flat=True))


def test_a_reader_without_an_account_reports_and_those_who_keep_it_hear(loom, mill):
    manager, speaker = places.manager_of(loom), places.representative_of(mill, in_cluster=loom)
    places.member_of(loom, at=mill)
    page = Visitor().get(mill.get_absolute_url()).text
    for kind in ("wrong", "closed", "double"):
        assert f"{reverse('organisation_report', args=[mill.code])}?kind={kind}" in page

    answer = send(mill)

    assert (answer.status_code, answer["Location"]) == (302, mill.get_absolute_url())
    hint = Hint.objects.get()
    assert (hint.kind, hint.text, hint.by, len(hint.client_hash)) == ("wrong", "It moved to Varna.", None, 64)
    assert told() == sorted([manager.email, speaker.email])
    for person in (manager, speaker):
        assert "It moved to Varna." in signed_in(person).get(reverse("hints")).text
        assert reverse("hints") in signed_in(person).get(reverse("desk")).text


def test_where_nobody_keeps_it_the_coordinator_hears():
    coordinator, external = people.coordinator(), places.organisation("External")

    send(external)

    assert told() == [coordinator.email]


def test_the_same_report_twice_is_one_and_after_the_answer_it_is_new(loom, mill):
    manager = places.manager_of(loom)
    for text in ("It moved.", " It moved. ", "Its name is wrong."):
        assert send(mill, text=text).status_code == 302
    send(mill, kind="closed", text="")
    send(mill, kind="closed", text="")
    assert Hint.objects.count() == 3

    actions.dismiss_hint(Hint.objects.get(kind="closed"), by=manager)
    send(mill, kind="closed", text="")

    assert Hint.objects.filter(kind="closed").count() == 2


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"kind": "double"},
        {"kind": "double", "other": "nothing"},
        {"kind": "rubbish"},
        {"text": "\x00"},
        {"text": "x" * 2001},
    ],
)
def test_what_says_nothing_is_asked_again(mill, values):
    answer = send(mill, **values)

    assert (answer.status_code, Hint.objects.count(), MailMessage.objects.count()) == (422, 0, 0)


def test_an_organisation_is_no_double_of_itself_or_of_what_is_gone(mill):
    gone = places.organisation("Gone", merged_into=mill)
    hidden = places.organisation("Hidden", confirmed=False)

    for other in (mill.code, mill.get_absolute_url(), gone.code, hidden.code):
        assert send(mill, kind="double", other=other).status_code == 422
    assert send(gone).status_code == 404
    assert send(hidden).status_code == 404

    assert Hint.objects.count() == 0


def test_a_robot_is_thanked_and_a_flood_is_stopped(loom, mill):
    assert send(mill, website="https://spam.example").status_code == 302
    assert Hint.objects.count() == 0

    for number in range(actions.PER_READER_AND_HOUR):
        assert send(mill, text=f"Wrong {number}").status_code == 302
    refused = send(mill, text="One more")

    assert (refused.status_code, Hint.objects.count()) == (429, actions.PER_READER_AND_HOUR)
    assert "One more" in refused.text
    assert send(mill, signed_in(people.person()), text="Somebody else").status_code == 302


def test_closed_down_writes_the_day_into_the_record(loom, mill):
    speaker = places.representative_of(mill, in_cluster=loom)
    reader = people.person()
    send(mill, signed_in(reader), kind="closed", text="")
    hint = Hint.objects.get()

    answer = signed_in(speaker).post(reverse("hint_move", args=[hint.pk, "done"]), {"answer": "Yes, in May."})

    assert answer.status_code == 302
    mill = Organisation.objects.get(pk=mill.pk)
    assert mill.closed_on == timezone.localdate()
    statement = mill.statements.get(field="closed_on", promoted=True)
    assert (statement.source, statement.by) == ("own", speaker)
    assert "closed down on" in Visitor().get(mill.get_absolute_url()).text
    assert "Yes, in May." in MailMessage.objects.get(to=reader.email).text
    signed_in(speaker).post(reverse("hint_move", args=[hint.pk, "done"]))
    assert MailMessage.objects.filter(to=reader.email).count() == 1


def test_a_double_leads_to_where_two_become_one(loom, mill):
    other, manager = places.organisation("Mill Ltd", in_cluster=loom, town="Ruse"), places.manager_of(loom)
    send(mill, kind="double", text="", other=f"http://testserver{other.get_absolute_url()}")

    answer = signed_in(manager).post(reverse("hint_move", args=[Hint.objects.get().pk, "done"]))

    assert answer["Location"] == reverse("double", args=[mill.code, other.code])
    assert signed_in(manager).get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("move", [actions.settle_hint, actions.dismiss_hint])
def test_every_move_by_every_role(loom, mill, move):
    who = {
        "manager": places.manager_of(loom),
        "representative": places.representative_of(mill, in_cluster=loom),
        "coordinator": people.coordinator(),
        "member": places.member_of(loom, at=mill),
        "other manager": places.manager_of(places.cluster()),
        "auditor": people.auditor(),
        "stranger": people.person(),
    }
    hint, allowed = factory.hint(mill), set()

    for role, person in who.items():
        Hint.objects.update(state="open")
        try:
            move(hint, by=person)
        except NotAllowedError:
            assert Hint.objects.get().state == "open"
        else:
            allowed.add(role)

    assert allowed == {"manager", "representative", "coordinator"}
    other = actions.dismiss_hint if move == actions.settle_hint else actions.settle_hint
    Hint.objects.update(state="done" if move == actions.settle_hint else "dismissed")
    with pytest.raises(IllegalMoveError):
        other(hint, by=who["manager"])


def test_nobody_sees_reports_about_records_of_others(loom, mill):
    factory.hint(mill, text="A secret")
    factory.hint(places.organisation("Other", in_cluster=places.cluster()), text="Another one")

    seen = signed_in(places.manager_of(loom)).get(reverse("hints")).text
    both = signed_in(people.coordinator()).get(reverse("hints")).text

    assert ("A secret" in seen, "Another one" in seen) == (True, False)
    assert ("A secret" in both, "Another one" in both) == (True, True)
    assert "A secret" not in signed_in(people.person()).get(reverse("hints")).text


def test_who_reported_is_forgotten_and_reports_go_with_a_person(mill):
    person = people.person()
    send(mill, signed_in(person), text="My words")
    assert [row["text"] for row in export._exporters["reports-about-records"](person).rows] == ["My words"]
    Hint.objects.update(at=timezone.now() - actions.HASH_KEPT - timedelta(days=1))

    assert (actions.forget_readers(), actions.forget_readers()) == (1, 0)
    erase_person(person)

    hint = Hint.objects.get()
    assert (hint.by, hint.client_hash, hint.text) == (None, "", "My words")


def test_the_list_takes_the_same_queries_for_one_and_thirty(loom, django_assert_max_num_queries):
    client = signed_in(places.manager_of(loom))
    factory.hint(places.organisation(in_cluster=loom))
    client.get(reverse("hints"))

    with django_assert_max_num_queries(40) as one:
        client.get(reverse("hints"))
    for number in range(29):
        factory.hint(places.organisation(in_cluster=loom), text=f"Wrong {number}")
    with django_assert_max_num_queries(len(one) + 1):  # the number of pages is asked for where there are several
        client.get(reverse("hints"))
