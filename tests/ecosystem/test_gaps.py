"""Who makes what where, and where nobody does: from public values alone."""

import csv
import io
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from clusters.models import Membership, OrderTerms, Organisation
from core import clock
from ecosystem import gaps
from ecosystem.actions.briefs import close_brief
from ecosystem.queries import gaps as queries
from ecosystem.queries.gaps import Offer
from ecosystem.states import Outcome
from search import thesauri
from search.models import Gap
from tests.factories import clusters as places, ecosystem_briefs as briefs, ecosystem_records as records
from tests.factories.vocabulary import concept
from vocabulary.models import Scheme

pytestmark = pytest.mark.django_db

RUSE, GABROVO, HERNING = (43.85, 25.95), (42.87, 25.32), (56.14, 8.98)
STEP = "value-chain-step"


@pytest.fixture
def w():
    words = briefs.words()
    steps = Scheme.objects.get(code=STEP)
    words["making"] = concept(steps, "making", en="Making", bg="Правене")
    for code in ("cutting", "sewing"):
        words[code].broader.set([words["making"]])
    home = places.cluster("loom", country="BG", latitude=42.7, longitude=23.3)
    away = places.cluster("shuttle", country="DK", latitude=56.1, longitude=9.0)
    return SimpleNamespace(words=words, home=home, away=away)


def maker(w, *can: str, at=RUSE, region="BG-18", cluster=None, terms=None, **fields) -> Organisation:
    cluster = cluster or w.home
    made = places.organisation(in_cluster=cluster, country=cluster.country, **fields)
    briefs.put(made, at, "Somewhere", region=region)
    if terms:
        OrderTerms.objects.create(organisation=made, **terms)
    records.capability(made, *(w.words[code] for code in can))
    return made


def free(**more) -> dict:
    return {"min_order_style": 50, "free_from": clock.today(), "free_stated_on": clock.today()} | more


def offers(kind="step", by="region", **more) -> dict:
    nodes = queries.tree(kind, "en")
    return dict(queries.offers(kind, nodes, by=by, on=clock.today(), **more))


def test_a_maker_counts_once_for_a_step_and_everything_broader(w):
    maker(w, "cutting", "sewing", terms=free())
    maker(w, "sewing", at=HERNING, region="DK-82", cluster=w.away)

    both, one = Offer(1, 1, 1), Offer(1, 0, 0)
    assert offers() == {
        (f"{STEP}/cutting", "BG-18"): both, (f"{STEP}/sewing", "BG-18"): both, (f"{STEP}/making", "BG-18"): both,
        (f"{STEP}/sewing", "DK-82"): one, (f"{STEP}/making", "DK-82"): one,
    }  # fmt: skip
    assert offers(by="all")[f"{STEP}/making", "all"] == Offer(2, 1, 1)
    assert offers(by="cluster")[f"{STEP}/making", "shuttle"] == one
    assert offers(by="country")[f"{STEP}/cutting", "BG"] == both
    assert offers(folded={"BG-18": "BG-NORTH"})[f"{STEP}/cutting", "BG-NORTH"] == both


def test_what_is_not_for_everybody_or_no_longer_so_is_in_no_number(w):
    today = clock.today()
    maker(w, "sewing", visibility={"steps": "members"}, terms=free())
    maker(w, "sewing", visibility={"steps": "private"})
    maker(w, "sewing", closed_on=today)
    maker(w, "sewing", confirmed=False)
    gone = maker(w, "sewing")
    Membership.objects.filter(organisation=gone).update(until=today)
    assert offers() == {}

    maker(w, "dyeing", visibility={"min_order_style": "members", "free_from": "private"}, terms=free())
    maker(w, "dyeing", terms=free(free_stated_on=today - timedelta(days=366)))
    maker(w, "dyeing", terms=free(free_from=None, free_until=today - timedelta(days=1), lead_days=30))
    maker(w, "dyeing", terms={"unit": "metres"})

    assert offers() == {(f"{STEP}/dyeing", "BG-18"): Offer(4, 2, 0)}


def test_certificates_count_while_they_are_valid_and_public(w):
    gots = w.words["gots"]
    for days_left, more in ((1, {}), (-1, {}), (9, {"visibility": "members"}), (9, {"valid_from": date(2099, 1, 1)})):
        if "valid_from" in more:
            more = {"valid_from": clock.today() + timedelta(days=1)}
        records.certificate(maker(w), gots, days_left=days_left, **more)

    assert offers("certificate") == {("certificate/gots", "BG-18"): Offer(1, 0, 0)}


def test_the_overview_has_a_column_for_each_cluster(w, client):
    maker(w, "sewing", terms=free())

    response = client.get("/en/gaps/")

    assert response.status_code == 200
    rows = {
        row.name: (row.depth, row.here, [number for _cluster, number in row.cells]) for row in response.context["rows"]
    }
    assert rows == {
        "Cutting": (1, Offer(), [0, 0]), "Dyeing": (0, Offer(), [0, 0]),
        "Making": (0, Offer(1, 1, 1), [1, 0]), "Sewing": (1, Offer(1, 1, 1), [1, 0]),
    }  # fmt: skip
    assert response.context["nobody"] == 2
    assert response.context["basis"][0] == "1 of 1 member says something about this."


@pytest.mark.parametrize(
    ("query", "place", "near"),
    [
        ("region=BG-07", "Gabrovo", ("Ruse", 114)),
        ("country=DK", "Denmark", ("Bulgaria", 1786)),
        ("cluster=shuttle", "Shuttle", ("Loom", 1806)),
        ("region=BG-18", "Ruse", None),
    ],
)
def test_in_one_place_the_nearest_alternative_is_named(w, client, query, place, near):
    maker(w, "dyeing")

    response = client.get(f"/en/gaps/?{query}")

    [row] = [row for row in response.context["rows"] if row.name == "Dyeing"]
    assert response.context["place"] == place
    assert (row.near and row.near.name) == (near and near[0])
    if near:
        assert row.near.kilometres == pytest.approx(near[1], rel=0.03)
    [cutting] = [row for row in response.context["rows"] if row.name == "Cutting"]
    assert (cutting.here, cutting.near) == (Offer(), None)


@pytest.mark.parametrize(
    "query",
    ["kind=nothing", "region=XX-1", "region=RO-IS", "country=XX", "cluster=nothing", "kind=%00", "region=' OR 1"],
)
def test_values_that_mean_nothing_are_dropped(w, client, query):
    response = client.get(f"/en/gaps/?{query}")

    assert response.status_code == 200
    assert response.context["asked"] == gaps.Asked()


def test_another_country_takes_the_region_away(w, client):
    assert client.get("/en/gaps/?region=BG-07&country=DK").context["asked"] == gaps.Asked(country="DK")
    assert client.get("/en/gaps/?region=BG-07&country=BG").context["asked"].region == "BG-07"


def test_one_step_region_by_region_with_the_nearest_makers(w, client):
    near = maker(w, "dyeing", name="Багрилня", terms=free())
    far = maker(w, "dyeing", name="Farveri", at=HERNING, region="DK-82", cluster=w.away)
    maker(w, "dyeing", name="Nobody’s", visibility={"steps": "private"})

    response = client.get("/en/gaps/step/dyeing/?region=BG-07")

    rows = {row.code: row for row in response.context["rows"]}
    assert len(rows) == 28
    assert (rows["BG-18"].here, rows["BG-18"].near) == (Offer(1, 1, 1), None)
    assert (rows["BG-07"].here, rows["BG-07"].near.code) == (Offer(), "BG-18")
    assert [(each.organisation, each.free) for each in response.context["makers"]] == [(near, True), (far, False)]
    assert client.get("/en/gaps/step/dyeing/").context["makers"] == []
    assert len(client.get("/en/gaps/step/dyeing/").context["rows"]) == 28 + 5


def test_a_position_that_is_not_for_everybody_is_not_told_by_its_distance(w):
    hidden = maker(w, "dyeing", at=(43.8123, 25.9456), visibility={"place": "private"})
    hidden.places.update(precision="exact")
    [node] = [node for node in queries.tree("step", "en") if node.code == "dyeing"]

    [found] = queries.nearest_makers("step", node, (43.8123, 25.9456), on=clock.today(), most=5)

    assert found.kilometres == 4  # to 43.8, 25.9


def test_briefs_without_a_yes_are_told_from_three_on(w, client):
    world = briefs.SimpleNamespace(**vars(w), brand=places.organisation(in_cluster=w.home))
    world.designer = places.member_of(w.home, at=world.brand)
    for number in range(3):
        steps = [w.words["sewing"]] if number else [w.words["sewing"], w.words["dyeing"]]
        brief = briefs.sent(world, briefs.maker(world, can=("cutting", "sewing", "shirt", "linen", "dyeing")),
                            title=f"Brief {number}", steps=steps)  # fmt: skip
        close_brief(brief, outcome=Outcome.NOTHING, by=world.designer)

    rows = {row.name: row.briefs for row in client.get("/en/gaps/").context["rows"]}

    assert rows == {"Cutting": "–", "Dyeing": "fewer than 3", "Making": "3", "Sewing": "3"}


def test_searches_that_found_nothing_count_for_the_concepts_they_name(w, client):
    thesauri.renew()
    for text, language in (("sewing near Sofia", "en"), ("Sewing", "en"), ("правене", "bg"), ("something", "en")):
        Gap.objects.create(text=text, language=language)
    Gap.objects.create(text="sewing", language="en", told_at=timezone.now() - timedelta(days=400))

    rows = {row.name: row.searches for row in client.get("/en/gaps/").context["rows"]}

    assert rows == {"Cutting": "–", "Dyeing": "–", "Making": "3", "Sewing": "fewer than 3"}


def test_every_region_is_taken_away_as_a_file(w, client):
    maker(w, "dyeing", terms=free())

    response = client.get("/en/gaps/export.csv?country=BG")
    lines = list(csv.DictReader(io.StringIO(response.getvalue().decode("utf-8-sig"))))

    dyeing = {line["Region: code"]: line for line in lines if line["Concept"] == f"{STEP}/dyeing"}
    assert len(dyeing) == 28
    assert dyeing["BG-18"] == {
        "Concept": f"{STEP}/dyeing", "Name": "Dyeing", "Region: code": "BG-18", "Region": "Ruse", "Country": "Bulgaria",
        "Makers": "1", "State quantities": "1", "Free capacity": "1", "Nearest alternative": "", "Distance in km": "",
    }  # fmt: skip
    assert dyeing["BG-07"]["Nearest alternative"] == "Ruse"
    workbook = client.get("/en/gaps/export.xlsx")
    assert (workbook.status_code, workbook.getvalue()[:2]) == (200, b"PK")
    assert client.get("/en/gaps/export.pdf").status_code == 404


def test_what_there_is_not_is_no_page(w, client):
    assert [client.get(path).status_code for path in ("/en/gaps/step/nothing/", "/en/gaps/machine/loom/")] == [404, 404]


@pytest.mark.parametrize("path", ["/en/gaps/", "/en/gaps/?region=BG-07", "/en/gaps/step/dyeing/?region=BG-07"])
def test_more_makers_take_no_more_queries(w, client, path, django_assert_max_num_queries):
    maker(w, "dyeing", "sewing", terms=free())
    thesauri.renew()
    client.get(path)
    with django_assert_max_num_queries(40) as before:
        client.get(path)
    for _number in range(30):
        maker(w, "dyeing", "sewing", terms=free())

    with django_assert_max_num_queries(len(before) + 1):  # the thesaurus asks once a second whether it is current
        client.get(path)
