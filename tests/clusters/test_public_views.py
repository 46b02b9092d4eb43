from datetime import date
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clusters.models import ClusterText, LabelAward, OrganisationText, RetiredCode, TeamMember
from tests.factories import accounts as people, clusters as factory, practices as practice_factory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return response.content.decode()


def full_cluster(code="loom"):
    cluster = factory.cluster(
        code,
        languages=("bg", "en"),
        sectors="Fashion",
        members_total=136,
        members_sme=114,
        members_year=2024,
        sources="Members: example.org, 2024",
        has_strategy=True,
    )
    ClusterText.objects.create(cluster=cluster, language="bg", mission="Мисия", services="Услуги")
    TeamMember.objects.create(cluster=cluster, position="Управление", name="Ива Станева")
    return cluster


def test_list_shows_every_cluster_with_its_cloth(client):
    full_cluster("loom")
    factory.organisation("Mill", in_cluster=full_cluster("shuttle"))

    page = text_of(client.get("/en/clusters/"))

    assert page.count('class="cluster-entry"') == 2
    assert "url(#cloth-loom)" in page
    assert page.count("1 member here") == 1


def test_cluster_says_in_which_language_a_text_is_that_was_not_translated(client):
    full_cluster()

    page = text_of(client.get("/fr/clusters/loom/"))

    assert '<section class="section" aria-labelledby="mission" lang="bg">' in page
    assert "Мисия" in page


def test_cluster_gives_figures_with_their_year_and_sources(client):
    full_cluster()

    page = text_of(client.get("/en/clusters/loom/"))

    for fact in ("136", "114", "Figures of 2024.", ">example.org</a>, 2024", "Управление", "has a strategy"):
        assert fact in page
    assert "members_research" not in page


def test_cluster_shows_sources_that_contradict_each_other(client):
    cluster = full_cluster()
    LabelAward.objects.create(cluster=cluster, level="bronze", source="a profile")
    LabelAward.objects.create(cluster=cluster, level="gold", source="a newspaper")

    page = text_of(client.get("/en/clusters/loom/"))

    assert "The sources contradict each other" in page
    assert "a profile" in page
    assert "a newspaper" in page


def test_cluster_does_not_call_a_history_a_contradiction(client):
    cluster = full_cluster()
    LabelAward.objects.create(cluster=cluster, level="bronze", valid_until=date(2020, 1, 1), source="a register")
    LabelAward.objects.create(cluster=cluster, level="gold", source="a register")

    page = text_of(client.get("/en/clusters/loom/"))

    assert "The sources contradict each other" not in page
    assert "expired" in page


def test_members_of_a_cluster_are_those_of_today_in_pages(client):
    cluster = full_cluster()
    for number in range(14):
        factory.organisation(f"Mill {number:02d}", in_cluster=cluster)
    past = factory.organisation("Past")
    past.memberships.create(cluster=cluster, since=date(2019, 1, 1), until=date(2020, 1, 1))
    factory.organisation("Waiting", in_cluster=cluster, confirmed=False)

    first, second = (text_of(client.get(f"/en/clusters/loom/?page={number}")) for number in (1, 2))

    assert first.count('class="organisation-line"') == 12
    assert second.count('class="organisation-line"') == 2
    assert "Past" not in first + second
    assert "Waiting" not in first + second


def test_unknown_cluster_is_not_found(client):
    assert client.get("/en/clusters/nowhere/").status_code == 404


def test_pages_stand_with_nothing_in_them(client):
    factory.cluster("bare")

    for path in ("/en/clusters/", "/en/clusters/bare/", "/en/organisations/", "/en/organisations/?q=x&cluster=bare"):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/en/clusters/loom/",
        "/en/clusters/",
    ],
)
def test_number_of_queries_does_not_grow(client, django_assert_num_queries, path):
    cluster = full_cluster()
    concept = practice_factory.concept("material/wool", bg="вълна")

    def one_more():
        made = factory.organisation(in_cluster=cluster, town="Ruse")
        made.concepts.add(concept)
        OrganisationText.objects.create(organisation=made, language="bg", about="Предачница")
        practice_factory.practice(organisation=made, cluster=cluster)

    one_more()
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    few = len(queries)
    for _number in range(29):
        one_more()

    client.get(path)
    with django_assert_num_queries(few):
        client.get(path)

    assert few <= 20


def test_organisation_shows_what_is_public(client):
    cluster = full_cluster()
    mill = factory.organisation(
        "Предачница",
        name_latin="Predachnitsa",
        in_cluster=cluster,
        town="Русе",
        languages=["bg"],
        vat_number="BG123456789",
        is_demo=True,
    )
    OrganisationText.objects.create(organisation=mill, language="bg", about="Преде </script> вълна")

    page = text_of(client.get(mill.get_absolute_url()))

    assert '<h1 lang="bg">Предачница</h1>' in page
    assert "fictional example" in page
    assert "since January 2020" in page
    assert "BG123456789" not in page
    assert page.count("</script>") == page.count("<script")
    mill.identifiers_public = True
    mill.save()
    assert page != (page := text_of(client.get(mill.get_absolute_url())))
    assert page.count("BG123456789") == 2


def test_address_of_an_organisation_is_its_code(client):
    mill = factory.organisation("Шивашки цех „Прав тегел“")
    right = f"/en/organisations/{mill.code}/{quote('шивашки-цех-прав-тегел')}/"

    assert mill.get_absolute_url() == right
    for wrong in (f"/en/organisations/{mill.code}/", f"/en/organisations/{mill.code}/old-name/?page=2"):
        response = client.get(wrong)
        assert response.status_code == 301
        assert response["Location"] == right + ("?page=2" if "page" in wrong else "")
    assert client.get(right).status_code == 200


@pytest.mark.parametrize("name", ["Edit", "Merge", "…", "🧵🧵", "مصنع الخيوط", "x" * 200])
def test_any_name_has_a_page(client, name):
    mill = factory.organisation(name)

    response = client.get(mill.get_absolute_url())

    assert response.status_code == 200
    assert f"<h1>{name}</h1>" in text_of(response)


def test_old_codes_lead_to_the_organisation_for_good(client):
    kept = factory.organisation("Kept")
    middle = factory.organisation("Middle", merged_into=kept)
    first = factory.organisation("First", merged_into=middle)
    RetiredCode.objects.create(code="retired", organisation=middle)

    for code in (first.code, middle.code, "retired"):
        response = client.get(f"/en/organisations/{code}/whatever/")
        assert (response.status_code, response["Location"]) == (301, kept.get_absolute_url())
        assert client.get(f"/o/{code}/")["Location"] == kept.get_absolute_url()


def test_short_address_answers_in_the_readers_language():
    mill = factory.organisation("Mill")

    response = Client(headers={"Accept-Language": "da"}).get(reverse("organisation_short", args=[mill.code]))

    assert (response.status_code, response["Location"]) == (302, f"/da/organisations/{mill.code}/mill/")
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in response["Vary"].split(",")}


def test_what_no_cluster_confirmed_is_seen_by_its_people_only(client):
    cluster = factory.cluster("loom")
    waiting = factory.organisation("Waiting", confirmed=False)
    asking, stranger = people.person(), people.person()
    factory.affiliation(asking, organisation=waiting, cluster=cluster)
    statuses = {}

    for name, user in {
        "visitor": None,
        "stranger": stranger,
        "asking": asking,
        "manager": factory.manager_of(cluster),
        "other": factory.manager_of(factory.cluster("other")),
    }.items():
        client.logout()
        if user:
            client.force_login(user)
        statuses[name] = client.get(waiting.get_absolute_url(), follow=False).status_code

    assert statuses == {"visitor": 404, "stranger": 404, "asking": 200, "manager": 200, "other": 404}


def test_organisation_shows_its_practices_and_what_it_tried(client):
    cluster, other = factory.cluster("loom"), factory.cluster("shuttle")
    mill = factory.organisation("Mill", in_cluster=cluster)
    own = practice_factory.practice(cluster, organisation=mill, title="Own practice")
    foreign = practice_factory.practice(other, title="Foreign practice")
    practice_factory.transfer(foreign, organisation=mill, lesson="It worked with wool")
    practice_factory.transfer(own, organisation=mill, state="reported", lesson="Nobody confirmed this")

    page = text_of(client.get(mill.get_absolute_url()))

    for words in ("Own practice", "Foreign practice", "It worked with wool"):
        assert words in page
    assert "Nobody confirmed this" not in page
