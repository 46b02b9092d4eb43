"""What other sites show in a frame: allowed there and nowhere else, without cookies, with the directory’s filters."""

import re
from html import unescape

import pytest

from tests.factories import accounts, clusters
from tests.factories.ecosystem_open import can, example
from tests.factories.search import index_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
BOTH = pytest.mark.parametrize("kind", ["list", "map"])


def ancestors(response) -> str:
    return re.search(r"frame-ancestors ([^;]+)", response["Content-Security-Policy"])[1]


@pytest.fixture
def weaver():
    made = example()
    other = clusters.organisation("Cutter", town="Ruse")
    can(other, "value-chain-step/cutting")
    index_everything()
    return made


@BOTH
def test_only_embeds_may_be_framed(client, weaver, kind):
    framed = client.get(f"/embed/{kind}/")
    others = [client.get(path) for path in ("/en/data/", "/en/data/embed/", "/en/organisations/")]

    assert (framed.status_code, ancestors(framed), framed.get("X-Frame-Options")) == (200, "*", None)
    assert {(ancestors(each), each["X-Frame-Options"]) for each in others} == {("'none'", "DENY")}
    assert "script-src 'self'" in framed["Content-Security-Policy"]


@BOTH
def test_no_cookie_is_set_and_no_script_needed(client, weaver, kind):
    client.force_login(accounts.person(language="bg"))

    response = client.get(f"/embed/{kind}/")

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    html = response.content.decode()
    assert '<html lang="en"' in html
    assert "<script" not in html


def test_the_list_takes_the_filters_of_the_directory(client, weaver):
    html = client.get("/embed/list/?step=value-chain-step/weaving&locale=bg").content.decode()

    assert '<html lang="bg"' in html
    assert ("Yantra weavers" in html, "Cutter" in html) == (True, False)
    assert "тъкане" in html
    assert "/bg/organisations/k7m2xq/yantra-weavers/" in html
    assert "/bg/organisations/?step=value-chain-step%2Fweaving" in html


def test_the_list_is_paged_with_its_look(client, weaver):
    for number in range(25):
        clusters.organisation(f"Firm {number}")
    index_everything()

    html = unescape(client.get("/embed/list/?country=BG&page=2&dye=madder&theme=dark").content.decode())

    assert "Page 2 of 2" in html
    assert 'href="?country=BG&locale=en&dye=madder&theme=dark"' in html
    assert 'class="embed embed-madder embed-usual"' in html
    assert 'data-theme="dark"' in html


def test_the_map_is_a_drawing_with_a_table(client, weaver):
    html = client.get("/embed/map/?step=value-chain-step/weaving").content.decode()

    assert re.search(r'<svg [^>]*role="group" aria-label="Map"', html)
    assert html.count('<g class="mark ') == 1
    assert re.search(r"<th scope=\"row\">Bulgaria</th><td>1</td>", html)


@BOTH
@pytest.mark.parametrize("query", ["dye=red&theme=x&scale=&locale=xx", "q=nothingcalledso", "page=99999"])
def test_rubbish_becomes_the_usual(client, weaver, kind, query):
    response = client.get(f"/embed/{kind}/?{query}")

    assert response.status_code == 200
    assert 'class="embed embed-indigo embed-usual"' in response.content.decode()


@BOTH
def test_while_the_engine_is_down_it_says_so(client, weaver, kind, outage):
    with outage.off():
        response = client.get(f"/embed/{kind}/")

    assert (response.status_code, response["Cache-Control"], ancestors(response)) == (503, "no-store", "*")
    assert "The search does not answer at the moment." in response.content.decode()


def test_the_lines_to_paste_keep_the_selection_and_name_the_frame(client, weaver):
    path = "/en/data/embed/?kind=map&cluster=weavers&material=material/flax&locale=da&dye=woad&height=800"

    response = client.get(path)

    html = response.content.decode()
    pasted = unescape(re.search(r"<textarea[^>]*>(.*)</textarea>", html)[1])
    address = unescape(re.search(r'src="([^"]+)"', pasted)[1])
    assert "/embed/map/?cluster=weavers&material=material%2Fflax&locale=da&dye=woad" in address
    assert 'height="800"' in pasted
    assert "title=" in pasted
    assert "frame-src 'self'" in response["Content-Security-Policy"]
    assert '<iframe class="embed-preview" src="/embed/map/' in html
    assert client.get(address.partition("//")[2].partition("/")[1] + address.split("/", 3)[3]).status_code == 200
