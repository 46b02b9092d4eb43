"""One thing for several firms of a trip at once, each by itself, with a report of every one."""

from datetime import timedelta

import pytest

from exchanges.actions import commitments, mission_parts, payments
from exchanges.models import CommitmentVersion, Exchange, Payment, Signature
from exchanges.states import ExchangeState as E, PaymentState
from tests.factories import accounts as people, clusters as places, exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(w):
    made = Visitor()
    made.force_login(w.sending)
    return made


@pytest.fixture
def trip(w):
    """A mission of four firms to an external host, with an agenda: its organiser signs three times for each."""
    host = places.organisation("Fabric Fair", country="DK", type="sme")
    factory.put_on_map(host, factory.COPENHAGEN, "Copenhagen")
    mission = factory.mission(w, host=host)
    mission_parts.save_session(
        mission,
        by=w.sending,
        starts_at=factory.NOW.replace(month=10, day=5, hour=9),
        ends_at=factory.NOW.replace(month=10, day=5, hour=12),
        zone="Europe/Copenhagen",
        language="en",
        title="The fair",
        place="Hall 3",
    )
    for number in range(4):
        firm, person = factory.visitor_of(w, name=f"Firm {number}")
        factory.signed_up(w, mission, organisation=firm, person=person)
    return mission


TEMPLATE = {
    "do": "write",
    "language": "en",
    "objectives": "See three halls.\n\nMeet two suppliers.",
    "own_objectives": "on",
    "activities": ["knowledge", "networking"],
    "activities_text": "",
    "with_agenda": "on",
    "responsibilities": "Everybody travels on their own.",
    "outcomes": "A list of suppliers.",
}


def address(mission) -> str:
    return f"/en/missions/{mission.code}/board/together/"


def signs_up_codes(mission) -> list[str]:
    return list(mission.sign_ups.order_by("queued_at", "pk").values_list("code", flat=True))


def all_versions(client, mission) -> dict:
    """The hidden fields of the page that is signed."""
    rows = client.get(f"{address(mission)}?do=sign").context["rows"]
    return {f"version_{row.exchange.code}": f"{row.version.number}:{row.version.hash}" for row in rows}


def ready(client, trip) -> None:
    client.post(address(trip), TEMPLATE)
    client.post(address(trip), {"do": "open"})


def test_one_template_writes_the_commitment_of_all(client, w, trip):
    answer = client.post(address(trip), TEMPLATE)

    assert answer.status_code == 200
    assert "4 of 4 are done." in answer.content.decode()
    versions = CommitmentVersion.objects.all()
    assert [len(versions), {v.exchange.state for v in versions}] == [4, {E.BUILDING}]
    assert versions[0].objectives == [
        {"text": "Learn how denim is washed without water.", "concept": ""},
        {"text": "See three halls.", "concept": ""},
        {"text": "Meet two suppliers.", "concept": ""},
    ]
    assert versions[0].agenda == [
        {"day": "2026-10-05", "starts": "09:00", "ends": "12:00", "title": "The fair", "place": "Hall 3"}
    ]
    assert (versions[0].activities, versions[0].outcomes) == (["knowledge", "networking"], "A list of suppliers.")


def test_only_those_ticked_and_what_is_written_stays_unless_it_is_replaced(client, w, trip):
    first, second = signs_up_codes(trip)[:2]
    exchange = Exchange.objects.get(sign_up__code=first)
    factory.building(w, exchange)

    client.post(address(trip), TEMPLATE | {"rows": [first, second]})
    kept = CommitmentVersion.objects.get(exchange=exchange)
    written = CommitmentVersion.objects.count()
    client.post(address(trip), TEMPLATE | {"rows": [first], "replaces": "on"})

    assert written == 2
    assert (kept.outcomes, kept.responsibilities) == ("A trial order.", "Everybody travels on their own.")
    assert CommitmentVersion.objects.get(exchange=exchange).outcomes == "A list of suppliers."


def test_an_empty_template_is_refused(client, trip):
    answer = client.post(address(trip), {"do": "write", "language": "en"})

    assert answer.status_code == 422
    assert "Nothing is filled in yet." in answer.content.decode()
    assert not CommitmentVersion.objects.exists()


def test_all_are_opened_for_signing_and_one_that_is_refused_stops_no_other(client, w, trip):
    client.post(address(trip), TEMPLATE)
    spoilt = Exchange.objects.order_by("pk").first()
    spoilt.visitor_organisation.memberships.all().delete()

    html = client.post(address(trip), {"do": "open"}).content.decode()

    assert "3 of 4 are done." in html
    assert "is in no cluster of the alliance" in html
    assert Exchange.objects.filter(state=E.SIGNING).count() == 3
    assert Exchange.objects.get(pk=spoilt.pk).state == E.BUILDING
    assert "There was nothing to do" not in html


def test_all_that_wait_for_my_signatures_are_signed_with_one_confirmation(client, w, trip):
    ready(client, trip)
    data = {"do": "sign", **all_versions(client, trip)}

    wrong = client.post(address(trip), data | {"password": "wrong"})
    before = Signature.objects.count()
    done = client.post(address(trip), data | {"password": people.PASSWORD})
    again = client.post(address(trip), data | {"password": people.PASSWORD})

    assert (wrong.status_code, before) == (422, 0)
    assert "4 of 4 are done." in done.content.decode()
    assert sorted(Signature.objects.filter(version__exchange=Exchange.objects.first()).values_list("role")) == [
        ("host",),
        ("receiving",),
        ("sending",),
    ]
    assert Signature.objects.count() == 12
    assert again.status_code == 200
    assert "nothing to do here" in again.content.decode()


def test_a_version_that_changed_since_the_page_is_not_signed(client, w, trip):
    ready(client, trip)
    data = {"do": "sign", "password": people.PASSWORD, **all_versions(client, trip)}
    changed = Exchange.objects.order_by("pk").first()
    commitments.write_commitment(changed, by=changed.visitor, outcomes="Something else.")
    commitments.open_for_signing(changed, by=changed.visitor)

    html = client.post(address(trip), data).content.decode()

    assert "3 of 4 are done." in html
    assert "was changed since you read it" in html
    assert not Signature.objects.filter(version__exchange=changed).exists()


def test_what_was_not_on_the_page_is_not_signed(client, trip):
    ready(client, trip)

    html = client.post(address(trip), {"do": "sign", "password": people.PASSWORD}).content.decode()

    assert "This one was not on the page that you signed." in html
    assert not Signature.objects.exists()


def paid_fields(**changes) -> dict:
    fields = {"do": "pay"}
    for number, payment in enumerate(Payment.objects.order_by("pk")):
        fields[f"paid_on_{payment.code}"] = (factory.LAST + timedelta(days=8)).isoformat()
        fields[f"reference_{payment.code}"] = f"SEPA {number}"
    return fields | changes


def test_several_are_paid_with_dates_and_references(client, w, trip):
    for exchange in Exchange.objects.order_by("pk")[:3]:
        factory.validated(w, exchange)

    with factory.on(factory.LAST + timedelta(days=9)):
        first, second, third = Payment.objects.order_by("pk")
        wrong = client.post(address(trip), paid_fields(**{f"paid_on_{first.code}": "soon"}))
        unpaid = Payment.objects.filter(state=PaymentState.PAID).count()
        done = client.post(
            address(trip),
            paid_fields(**{f"reference_{second.code}": "", f"paid_on_{third.code}": factory.LAST.isoformat()}),
        )

    assert (wrong.status_code, unpaid) == (422, 0)
    assert "SEPA 0" in wrong.content.decode()
    assert "Enter a valid date." in wrong.content.decode()
    html = done.content.decode()
    assert "1 of 2 are done." in html
    assert "This is before the validation." in html
    assert [p.state for p in Payment.objects.order_by("pk")] == ["paid", "requested", "requested"]
    assert Exchange.objects.filter(state=E.PAID).count() == 1


def test_nothing_filled_in_is_said(client, w, trip):
    factory.validated(w, Exchange.objects.first())
    payment = Payment.objects.get()

    answer = client.post(address(trip), paid_fields(**{f"reference_{payment.code}": " "}))

    assert answer.status_code == 422
    assert "at least one reference" in answer.content.decode()
    assert Payment.objects.get().state == PaymentState.REQUESTED


def test_what_is_held_or_paid_is_not_offered(client, w, trip):
    held, paid = Exchange.objects.order_by("pk")[:2]
    payments.hold_payment(factory.validated(w, held).payment, reason="Wrong account.", by=w.sending)
    factory.paid(w, paid)

    assert client.get(f"{address(trip)}?do=pay").context["rows"] == []


def test_buttons_stand_only_where_there_is_something_to_do(client, w, trip):
    board = f"/en/missions/{trip.code}/board/"

    def buttons():
        return [(kind.name, kind.number) for kind in client.get(board).context["kinds"]]

    assert buttons() == [("write", 4)]
    client.post(address(trip), TEMPLATE)
    assert buttons() == [("write", 4), ("open", 4)]
    client.post(address(trip), {"do": "open"})
    assert buttons() == [("write", 4), ("sign", 4)]


def test_another_manager_does_nothing_here(w, trip):
    other = Visitor()
    other.force_login(w.outsider)

    assert other.post(address(trip), TEMPLATE).status_code == 403
    assert not CommitmentVersion.objects.exists()
