"""The page of an organisation: what each reader finds of its record, older values, old statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clusters import fields
from clusters.actions.statements import set_visibility
from clusters.models import Organisation, Place
from tests.factories import accounts as people, clusters as factory, practices as practice_factory
from tests.factories.ecosystem_records import capability, certificate, photo, told
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
TODAY = date.today()


@pytest.fixture
def loom(db):
    return factory.cluster("loom")


@pytest.fixture
def mill(loom):
    return factory.organisation("Mill", in_cluster=loom, town="Sofia")


def page(organisation, user=None) -> str:
    client = Visitor()
    if user:
        client.force_login(user)
    address = Organisation.objects.get(pk=organisation.pk).get_absolute_url()
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_what_is_there_is_shown_with_its_source_and_the_older_behind_it(mill):
    spinning, dyeing = (practice_factory.concept(f"value-chain-step/{code}") for code in ("spinning", "dyeing"))
    told(mill, source="import", days_ago=40, min_order_style=200)
    told(
        mill,
        steps=[spinning.key],
        subcontracted=[dyeing.key],
        min_order_style=80,
        min_order_fabric=1,
        largest_order=1500,
        small_run_percent=22,
        sampling=True,
        sample_price="45.50",
        currency="BGN",
        sample_days=7,
        lead_days=1,
        client_fabric=True,
        deadstock=False,
        spoken={"sales": ["bg"], "technical": ["de"]},
    )

    html = page(mill)

    for words in (
        "80 pieces",
        "200 pieces",
        "1 metre",
        "1,500 pieces",
        "22 per cent more a piece at the minimum order",
        "BGN 45.50",
        "7 days",
        "1 day<",
        "orders and prices: Bulgarian",
        "technical questions: German",
        '<a href="/en/words/value-chain-step/spinning/">spinning</a>',
        '<a href="/en/words/value-chain-step/dyeing/">dyeing</a>',
        "the organisation itself",
        "a list of members",
    ):
        assert words in html, words
    assert html.index("80 pieces") < html.index("200 pieces")


def _readers(loom, mill):
    other = factory.organisation(in_cluster=loom)
    return {
        "visitor": None,
        "auditor": people.auditor(),
        "member": factory.member_of(loom, at=other),
        "its own": factory.member_of(loom, at=mill),
        "manager": factory.manager_of(loom),
        "other manager": factory.manager_of(factory.cluster()),
        "coordinator": people.coordinator(),
    }


def test_each_reader_finds_what_is_for_them_and_nothing_else(loom, mill):
    gots = practice_factory.concept("certificate/gots")
    told(mill, min_order_style=11, largest_order=22, lead_days=33)
    Organisation.objects.filter(pk=mill.pk).update(visibility={"largest_order": "members", "lead_days": "private"})
    Place.objects.filter(organisation=mill).update(address="Loom street 5")
    Organisation.objects.filter(pk=mill.pk).update(
        visibility={"largest_order": "members", "lead_days": "private", "place": "members"}
    )
    for level in ("public", "members", "private"):
        certificate(mill, gots, number=f"CERT-{level}", visibility=level)
        photo(mill, description=f"Photo {level}", visibility=level)
    marks = {
        "public": ("11 pieces", "CERT-public", "Photo public"),
        "members": ("22 pieces", "CERT-members", "Photo members", "Loom street 5"),
        "private": ("33 days", "CERT-private", "Photo private"),
    }

    found = {}
    for who, user in _readers(loom, mill).items():
        html = page(mill, user)
        found[who] = {level for level, words in marks.items() if all(word in html for word in words)}
        seen = {level for level, words in marks.items() if any(word in html for word in words)}
        assert seen == found[who], who

    everything = {"public", "members", "private"}
    assert found == {
        "visitor": {"public"},
        "auditor": {"public"},
        "member": {"public", "members"},
        "its own": everything,
        "manager": everything,
        "other manager": {"public", "members"},
        "coordinator": everything,
    }
    assert "Members of the alliance see more of this record." in page(mill)


def test_what_was_said_while_it_was_private_stays_private_when_the_field_is_opened(loom, mill):
    speaker = factory.representative_of(mill, in_cluster=loom)
    set_visibility(mill, {"min_order_style": "private"}, by=speaker)
    told(mill, min_order_style=777)
    told(mill, min_order_style=80)
    set_visibility(mill, {"min_order_style": "public"}, by=speaker)

    assert "80 pieces" in page(mill)
    assert "777" not in page(mill)
    assert "777 pieces" in page(mill, speaker)
    told(mill, min_order_style=90)
    told(mill, min_order_style=95)
    assert "90 pieces" in page(mill)


def test_free_capacity_says_when_it_was_stated_and_when_that_is_long_ago(mill):
    span = {"free_from": TODAY, "free_until": TODAY + timedelta(days=200), "free_quantity": 400}
    told(mill, days_ago=130, **span)

    assert "Not stated again for 4 months." in page(mill)

    told(mill, **span)
    html = page(mill)
    assert "400 pieces a month" in html
    assert "Not stated again" not in html

    told(mill, free_from=TODAY - timedelta(days=9), free_until=TODAY - timedelta(days=2))
    assert "This time is over." in page(mill)


def test_certificates_say_what_they_say_and_never_that_they_are_verified(mill):
    gots, lwg = (practice_factory.concept(f"certificate/{code}") for code in ("gots", "lwg"))
    certificate(mill, gots, number="CU 1", register_link="https://issuer.example/1", days_left=-1)
    certificate(mill, lwg, number="CU 2", days_left=0)

    html = page(mill)

    assert html.count('<span class="readers expired">expired</span>') == 1
    assert html.index("CU 2") < html.index("expired</span>")
    assert '<a href="https://issuer.example/1" rel="external nofollow">' in html
    assert "Only the issuer can say whether a certificate holds." in html
    assert "verified" not in html.casefold()


def test_a_closed_organisation_says_so_and_a_record_says_when_it_was_confirmed(mill):
    assert "Nobody has confirmed this record yet." in page(mill)

    Organisation.objects.filter(pk=mill.pk).update(closed_on=date(2026, 3, 5), last_confirmed_on=date(2025, 1, 2))
    html = page(mill)

    assert "This organisation closed down on 5 March 2026." in html
    assert '<p class="small record-note">Last confirmed on 2 January 2025</p>' in html


def test_the_page_takes_the_same_queries_with_one_and_with_thirty_values(client, mill):
    def fill(number):
        concepts = [practice_factory.concept(f"machine/m-{mill.statements.count()}-{each}") for each in range(number)]
        capability(mill, *concepts)
        standard = practice_factory.concept(f"certificate/c-{mill.statements.count()}-{number}")
        for each in range(number):
            told(mill, min_order_style=100 * number + each, lead_days=10 * number + each)
            certificate(mill, standard)
            photo(mill)

    def count():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(mill.get_absolute_url()).status_code == 200
        return len(captured)

    fill(1)
    count()  # the header and the kinds of content are kept from here on
    few = count()
    fill(30)

    count()  # the vocabulary is read anew after a new concept
    assert count() == few


def test_the_shown_place_of_linked_data_is_what_the_public_reads(mill):
    Organisation.objects.filter(pk=mill.pk).update(website="https://mill.example", visibility={"website": "members"})

    assert "https://mill.example" not in page(mill)
    assert fields.level_of(Organisation.objects.get(pk=mill.pk), "website") == "members"
