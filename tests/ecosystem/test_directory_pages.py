"""The pages of directory and map: lines with what decides an order, what is private, bad input, a silent engine."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clusters.models import OrderTerms
from search.models import Gap
from tests.factories import clusters as factory
from tests.factories.ecosystem_open import can, certificate, concept_of
from tests.factories.search import index_everything

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _engine(engine):
    """An index of its own for each test."""


def maker(name="Mill", **fields):
    terms = {name: fields.pop(name) for name in list(fields) if name in {each.name for each in OrderTerms._meta.fields}}
    made = factory.organisation(name, **fields)
    made.places.create(town="Ruse", country="BG", latitude=43.85, longitude=25.95)
    OrderTerms.objects.create(organisation=made, **terms)
    return made


def text(answer):
    page = answer.content.decode()
    page = re.sub(r"<svg.*?</svg>", " ", page[max(0, page.find("<main")) :], flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("path", ["/en/organisations/", "/en/map/"])
def test_a_line_has_minimum_order_lead_time_free_capacity_and_valid_certificates(client, path):
    today = timezone.localdate()
    made = maker(
        min_order_style=80,
        lead_days=30,
        free_from=today,
        free_until=today + timedelta(days=30),
        free_stated_on=date(2026, 11, 3),
    )
    concept_of("certificate/gots", en="GOTS")
    certificate(made, "certificate/gots", "1")
    index_everything()

    page = text(client.get(path))

    assert "minimum order per style 80 pieces lead time 30 days free capacity" in page
    assert "(said on 3 November 2026)" in page
    assert "valid certificates GOTS" in page


@pytest.mark.parametrize("path", ["/en/organisations/", "/en/map/", "/en/map/cells/?box=35,-11,60,31&zoom=5"])
def test_members_read_what_visitors_do_not_and_nobody_what_is_private(client, path):
    levels = {"min_order_style": "members", "lead_days": "private"}
    made = maker(min_order_style=123, lead_days=456, visibility=levels)
    concept_of("certificate/gots", en="GOTS")
    certificate(made, "certificate/gots", "1", visibility="private")
    index_everything()
    member = factory.member_of(factory.cluster("one"))

    public = text(client.get(path))
    client.force_login(member)
    known = text(client.get(path))

    assert [word in public for word in ("Mill", "123", "456", "GOTS")] == [True, False, False, False]
    assert [word in known for word in ("Mill", "123", "456", "GOTS")] == [True, True, False, False]


def test_filters_fold_what_is_rare_and_stand_in_trees(client):
    concept_of("material/fibre", en="fibre")
    for number in range(12):
        concept_of(f"material/m{number}", "material/fibre", en=f"fibre {number}")
        can(factory.organisation(), f"material/m{number}")
    index_everything()

    page = client.get("/en/organisations/").content.decode()

    assert re.findall(r"(\d+) more<span class=\"visually-hidden\">: Material", page) == ["5"]
    assert page.count('class="choice depth-1"') == 7
    assert '<span>Fibre</span><span class="count">12</span>' in page


@pytest.mark.parametrize("path", ["/en/organisations/", "/en/map/", "/en/map/drawing.svg"])
@pytest.mark.parametrize(
    "query",
    [
        "min_order=eighty&lead_days=-1&free_from=soon&free_until=2027-02-30&area=1,2&near=Nowherebad&km=x",
        "q=%00%F0%9F%A7%B5&page=999999&sort=distance&layer=nothing&box=1,2&has=x&lacks=y&region=%27",
        "cluster=" + "&cluster=".join(map(str, range(200))),
        "area=" + "1,2;" * 500,
        "q=%22%28&material=material%2F&free_from=0001-01-01&free_until=9999-12-31&min_order=99999999999999999999",
    ],
)
def test_what_makes_no_sense_is_left_out(client, path, query):
    maker()
    index_everything()

    answer = client.get(f"{path}?{query}", follow=True)

    assert answer.status_code == 200


def test_a_fault_stands_beside_its_field_and_the_rest_still_works(client):
    maker("Small", min_order_style=50)
    maker("Large", min_order_style=500)
    index_everything()

    page = client.get("/en/organisations/?min_order=80&lead_days=soon").content.decode()

    assert re.findall(r"<h3><a[^>]*>(\w+)</a>", page) == ["Small"]
    assert re.findall(r'id="filter-lead_days-error">([^<]+)<', page) == [
        "Please write a whole number, such as 80. This was left out."
    ]
    assert 'value="soon" aria-invalid="true" aria-describedby="filter-lead_days-error"' in page


@pytest.mark.parametrize("path", ["/en/organisations/", "/en/map/", "/en/map/cells/?box=35,-11,60,31&zoom=5"])
def test_as_many_queries_for_thirty_as_for_one(client, path):
    concept_of("certificate/gots", en="GOTS")
    cluster = factory.cluster("one")
    wool = concept_of("material/wool", en="wool")

    def one_more():
        made = maker(f"Mill {OrderTerms.objects.count()}", in_cluster=cluster, min_order_style=80)
        can(made, wool.key)
        certificate(made, "certificate/gots", "1")

    one_more()
    index_everything()
    client.get(path)
    with CaptureQueriesContext(connection) as with_one:
        client.get(path)
    for _number in range(29):
        one_more()
    index_everything()
    client.get(path)
    with CaptureQueriesContext(connection) as with_thirty:
        client.get(path)

    assert _asked(with_thirty) == _asked(with_one)


def _asked(queries):
    """How many, without the look once a second whether the vocabulary has changed."""
    return sum("vocabulary_edition" not in each["sql"] for each in queries)


def test_a_page_beyond_the_end_leads_to_the_last_one(client):
    for number in range(21):
        maker(f"Mill {number:02}")
    index_everything()

    answer = client.get("/en/organisations/?page=9&type=sme")

    assert (answer.status_code, answer["Location"]) == (302, "/en/organisations/?type=sme&page=2")
    assert re.findall(r"<h3><a[^>]*>(.*?)</a>", client.get(answer["Location"]).content.decode()) == ["Mill 20"]
    assert client.get("/en/organisations/?view=map&type=sme")["Location"] == "/en/map/?type=sme"


def test_things_without_a_place_are_counted_beside_the_map(client):
    maker()
    factory.organisation("Nowhere")
    index_everything()

    page = text(client.get("/en/map/"))

    assert "2 organisations" in page
    assert "1 of them has no place on the map." in page
    assert "1 in view" in page


@pytest.mark.parametrize("path", ["/en/organisations/", "/en/map/"])
def test_while_the_engine_is_away_there_is_a_plain_list(client, outage, path):
    maker()
    factory.organisation("Waiting", confirmed=False)

    with outage.off():
        answer = client.get(f"{path}?material=material/wool")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert re.findall(r"<h2><a[^>]*>(\w+)</a>", answer.content.decode()) == ["Mill"]
    assert "The search does not answer at the moment." in text(answer)


def test_while_the_engine_is_away_the_script_is_told(client, outage):
    with outage.off():
        answer = client.get("/en/map/cells/?box=35,-11,60,31&zoom=5")

    assert (answer.status_code, answer.json()) == (503, {"said": "The map does not answer at the moment."})


def test_an_organisation_s_page_has_a_drawn_map_of_its_sites(client):
    made = maker(in_cluster=factory.cluster("bfa"))
    made.places.create(
        town="Sofia", country="BG", latitude=42.69751, longitude=23.32415, precision="exact", kind="site"
    )

    page = client.get(made.get_absolute_url()).content.decode()

    assert (
        'aria-label="Ruse, Bulgaria, marked on maps at its town; Sofia, Bulgaria, marked on maps at its address"'
        in page
    )
    assert page.count('fill="url(#weave-bfa)"') >= 2
    assert "On the map" not in client.get(factory.organisation("Nowhere").get_absolute_url()).content.decode()


def test_the_list_works_in_every_language_of_the_site(client):
    maker()
    index_everything()

    for language in ("fr", "es", "ca", "bg", "ro", "da"):
        assert client.get(f"/{language}/organisations/").status_code == 200
        assert client.get(f"/{language}/map/").status_code == 200


def test_who_finds_nothing_may_tell_the_clusters(client):
    maker()
    index_everything()
    page = client.get("/en/organisations/?q=zephyrium").content.decode()

    assert 'form="missing-form"' in page
    assert 'form="missing-form"' not in client.get("/en/organisations/?q=mill").content.decode()
    client.post("/en/search/missing/", {"q": "zephyrium", "kind": "organisation"})
    assert list(Gap.objects.values_list("text", "kind")) == [("zephyrium", "organisation")]
