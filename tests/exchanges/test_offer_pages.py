"""Making, changing and moving an offer, as its host and the receiving cluster see it."""

from datetime import date

import pytest

from clusters.models import Membership
from exchanges.models import Offer, OfferPeriod
from exchanges.states import OfferState as O
from tests.factories import exchanges as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(w):
    made = Visitor()
    made.force_login(w.host)
    return made


def facts(w, **changes) -> dict:
    fields = {
        "programme": w.programme.pk,
        "receiving_cluster": w.away.code,
        "language": "en",
        "title": "A week at the looms",
        "learn": "Weaving in small lots.",
        "languages": ["en", "da"],
        "place": "",
        "region": "",
        "virtual": "on",
        "step_free": "true",
        "capacity": "2",
        "min_days": "3",
        "max_days": "5",
        "concepts": [w.theme.pk],
    }
    return fields | changes


def test_a_representative_writes_an_offer_says_when_and_opens_it(client, w):
    answer = client.post(f"/en/offers/new/{w.hosting.code}/", facts(w))
    offer = Offer.objects.get()
    client.post(
        f"/en/offers/{offer.code}/periods/",
        {"do": "add", "is_open": "closed", "first_day": "2026-12-20", "last_day": "2027-01-03"},
    )
    opened = client.post(f"/en/offers/{offer.code}/move/open/")

    offer = Offer.objects.get()
    assert answer.status_code == 302
    assert opened.status_code == 302
    assert (offer.state, offer.receiving_cluster, offer.capacity, offer.step_free) == (O.OPEN, w.away, 2, True)
    assert (offer.virtual, offer.min_days, offer.max_days, offer.languages) == (True, 3, 5, ["en", "da"])
    assert (offer.title("en"), offer.seats.count()) == ("A week at the looms", 2)
    assert not offer.is_open_on(date(2027, 1, 3), date(2027, 1, 4))
    assert offer.is_open_on(date(2027, 1, 4), date(2027, 1, 8))


def test_a_double_click_makes_one_offer(client, w):
    code = client.get(f"/en/offers/new/{w.hosting.code}/").context["form"]["code"].value()

    answers = [client.post(f"/en/offers/new/{w.hosting.code}/", facts(w, code=code)) for _ in range(2)]

    assert {answer["Location"] for answer in answers} == {f"/en/offers/{code}/periods/"}
    assert Offer.objects.get().code == code


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"title": ""}, "title", "required"),
        ({"max_days": "2"}, "max_days", "less than the fewest"),
        ({"min_days": "", "max_days": "2"}, "max_days", "at least 3 working days"),
        ({"capacity": "0"}, "capacity", "greater than or equal to 1"),
        ({"capacity": "many"}, "capacity", "whole number"),
        ({"region": "Atlantis"}, "region", "region"),
        ({"concepts": ["x"]}, "concepts", "not a valid"),
    ],
)
def test_what_is_wrong_has_a_sentence_and_nothing_is_made(client, w, changes, field, words):
    answer = client.post(f"/en/offers/new/{w.hosting.code}/", facts(w, **changes))

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert "Weaving in small lots." in answer.content.decode()
    assert not Offer.objects.exists()


def test_the_receiving_cluster_may_too_but_no_other(w):
    statuses = []
    for user in (w.receiving, w.coordinator, w.sending, w.visitor, w.auditor):
        made = Visitor()
        made.force_login(user)
        statuses.append(made.get(f"/en/offers/new/{w.hosting.code}/").status_code)

    assert statuses == [200, 200, 403, 403, 403]


def test_for_a_host_in_no_cluster_a_manager_signs(w):
    Membership.objects.filter(organisation=w.hosting).delete()
    made = Visitor()
    made.force_login(w.outsider)

    answer = made.post(f"/en/offers/new/{w.hosting.code}/", facts(w, receiving_cluster=w.third.code))

    assert answer.status_code == 302
    assert Offer.objects.get().receiving_cluster == w.third


def test_editing_changes_capacity_only_as_far_as_days_are_free(client, w):
    offer = factory.offer(w, capacity=2)
    for _ in range(2):
        firm, person = factory.visitor_of(w)
        factory.matched(w, application=factory.accepted(w, organisation=firm, person=person), with_offer=offer)

    fewer = client.post(f"/en/offers/{offer.code}/edit/", facts(w, capacity="1"))
    more = client.post(f"/en/offers/{offer.code}/edit/", facts(w, capacity="3"))

    assert fewer.status_code == 409
    assert "More visits than that" in fewer.context["form"].errors["capacity"][0]
    assert more.status_code == 302
    assert Offer.objects.get().capacity == 3


def period(**changes) -> dict:
    return {"do": "add", "is_open": "open", "first_day": "2026-10-01", "last_day": "2026-10-31"} | changes


def test_periods_are_added_once_and_removed(client, w):
    offer = factory.offer(w)
    address = f"/en/offers/{offer.code}/periods/"

    for _ in range(2):
        assert client.post(address, period()).status_code == 302
    row = OfferPeriod.objects.get()
    html = client.get(address).content.decode()

    assert (row.starts_on, row.ends_on, row.is_open) == (date(2026, 10, 1), date(2026, 11, 1), True)
    assert "31 October 2026" in html
    for _ in range(2):
        client.post(address, {"do": f"remove:{row.pk}"})
    assert not OfferPeriod.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"first_day": "2026-10-20", "last_day": "2026-11-10"}, "first_day", "from 1 October 2026 to 31 October 2026"),
        ({"last_day": "2026-09-20"}, "last_day", "This is before the first day."),
        ({"first_day": "2026-08-01", "last_day": "2026-08-10"}, "last_day", "is in the past"),
        ({"first_day": ""}, "first_day", "required"),
        ({"is_open": "perhaps"}, "is_open", "not one of the available choices"),
    ],
)
def test_periods_that_overlap_are_reversed_or_over_are_refused(client, w, changes, field, words):
    offer = factory.offer(w)
    client.post(f"/en/offers/{offer.code}/periods/", period())

    answer = client.post(f"/en/offers/{offer.code}/periods/", period(**changes))

    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    assert OfferPeriod.objects.count() == 1


def test_closed_days_may_lie_in_an_open_period(client, w):
    offer = factory.offer(w)
    client.post(f"/en/offers/{offer.code}/periods/", period())

    answer = client.post(
        f"/en/offers/{offer.code}/periods/",
        period(is_open="closed", first_day="2026-10-12", last_day="2026-10-16"),
    )

    assert answer.status_code == 302
    assert OfferPeriod.objects.count() == 2


def test_texts_in_another_language(client, w):
    offer = factory.offer(w)

    client.post(
        f"/en/offers/{offer.code}/texts/?language=da",
        {"title": "En uge ved vævene", "learn": "Vævning", "translation_state": "human"},
    )

    assert Offer.objects.get().title("da") == "En uge ved vævene"


def test_moves_are_those_that_are_possible_and_a_double_click_is_quiet(client, w):
    offer = factory.offer(w)
    address = f"/en/offers/{offer.code}/"

    def verbs():
        return [verb.name for verb in client.get(f"{address}edit/").context["head"].verbs]

    assert verbs() == ["pause", "withdraw"]
    assert [client.post(f"{address}move/pause/").status_code for _ in range(2)] == [302, 302]
    assert verbs() == ["open", "withdraw"]
    assert client.post(f"{address}move/withdraw/").status_code == 302
    assert client.post(f"{address}move/open/").status_code == 409
    assert client.get(f"{address}edit/").status_code == 403
    assert Offer.objects.get().state == O.WITHDRAWN
