"""The state of the industry: what is counted, what is too few to be told, and the year before beside it."""

import re
from datetime import UTC, date, datetime

import pytest

from clusters.models import OrderTerms, Organisation
from core import clock
from ecosystem.actions.industry import count_this_year, count_year
from ecosystem.models import IndustryYear
from ecosystem.queries.industry import figures, quartiles
from tests.factories import clusters
from tests.factories.ecosystem_open import can, certificate, concept_of, marked

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _november():
    with clock.at(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        yield


@pytest.fixture
def loom():
    """A cluster with four weavers, one of whom cuts; two are free, three hold a certificate."""
    found = clusters.cluster("loom")
    concept_of("value-chain-step/weaving", "value-chain-step/making")
    concept_of("value-chain-step/cutting", "value-chain-step/making")
    concept_of("value-chain-step/wet-spinning", "value-chain-step/spinning")
    for number, minimum in enumerate((50, 80, 100, 200)):
        firm = clusters.organisation(f"Weaver {number}", in_cluster=found, size="small", last_confirmed_on=TODAY)
        can(firm, "value-chain-step/weaving")
        terms = {"free_from": TODAY, "free_quantity": 100, "free_stated_on": TODAY} if number < 2 else {}
        OrderTerms.objects.create(organisation=firm, min_order_style=minimum, **terms)
        if number:
            certificate(firm, "certificate/gots", f"G{number}")
    can(firm, "value-chain-step/cutting")
    clusters.organisation("Gone", in_cluster=found, closed_on=date(2026, 1, 1))
    clusters.organisation("Elsewhere", in_cluster=clusters.cluster("shuttle"))
    return found


def test_what_is_counted(loom):
    found = figures(loom, TODAY)

    assert found["members"] == 4
    assert found["sizes"] == {"small": 4}
    assert found["steps"] == {
        "value-chain-step/cutting": None,
        "value-chain-step/making": 4,
        "value-chain-step/weaving": 4,
    }
    assert found["missing"] == ["value-chain-step/spinning"]
    assert found["min_orders"] == {"pieces": {"firms": 4, "lower": 72.5, "median": 90.0, "upper": 125.0}}
    assert found["capacity"] == {"stated": None, "free": None, "quantities": {}}
    assert found["certificates"] == {"firms": 3, "standards": {"certificate/gots": 3}}
    assert found["confirmed"] == 4
    assert found["unmet"] == {"briefs": 0, "steps": {}}


def test_nothing_is_told_of_fewer_than_three():
    assert quartiles([1, 2]) is None
    assert quartiles([3, 1, 2]) == {"firms": 3, "lower": 1.5, "median": 2.0, "upper": 2.5}


def test_nothing_rests_on_what_is_not_public(loom):
    for level in ("members", "private"):
        for _time in range(3):
            clusters.organisation(in_cluster=loom)
        marked(level, loom)

    found = figures(loom, TODAY)

    assert found["min_orders"]["pieces"]["firms"] == 4
    assert [key for key in found["steps"] if "word" in key] == []
    assert figures(clusters.cluster("empty"), TODAY)["members"] == 0


def test_the_round_counts_the_running_year_of_every_cluster(loom):
    assert count_this_year() == 2

    kept = IndustryYear.objects.get(cluster=loom)
    assert (kept.year, kept.figures["on"]) == (2026, "2026-11-22")
    count_year(loom, on=date(2026, 12, 31))
    assert IndustryYear.objects.get(cluster=loom).figures["on"] == "2026-12-31"


def test_the_page_shows_figures_beside_the_year_before(client, loom):
    count_year(loom, on=date(2025, 12, 31))
    Organisation.objects.filter(name="Weaver 0").update(size="micro")

    html = client.get("/en/clusters/loom/industry/2026/").content.decode()

    assert "Figures on 22 November 2026" in html
    assert '<td class="number" data-label="2025">' in html
    assert "Weaver" not in html
    assert "“&lt;\u00a03” stands for one or two firms" in html
    assert re.search(r"Cutting</th><td [^>]*>&lt;\u00a03</td><td [^>]*>&lt;\u00a03</td>", html)


def test_a_year_is_counted_when_it_is_asked_for_first(client, loom):
    assert client.get("/en/clusters/loom/industry/2026/").status_code == 200
    counted = IndustryYear.objects.get().counted_at

    assert client.get("/en/clusters/loom/industry/2026/").status_code == 200
    assert IndustryYear.objects.get().counted_at == counted
    for path in ("loom/industry/2024", "none/industry/2026", "loom/industry/99999999999999999999"):
        assert client.get(f"/en/clusters/{path}/").status_code == 404


def test_an_empty_cluster_has_a_page(client):
    clusters.cluster("empty")

    html = client.get("/en/clusters/empty/industry/2026/").content.decode()

    assert "None: every step is done by somebody here." in html


def test_it_is_printed_in_the_readers_language(client, loom):
    response = client.get("/bg/clusters/loom/industry/2026/industry.pdf")

    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF")


def test_the_clusters_page_leads_there(client, loom):
    assert "/en/clusters/loom/industry/2026/" in client.get("/en/clusters/loom/").content.decode()
