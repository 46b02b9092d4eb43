"""The results page: what is shown, to whom, at what cost, and whatever stands in the address."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import service
from search.documents import Attachment, Place
from tests.factories import accounts, clusters, practices
from tests.factories.search import document, index_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engine")]
MOST_QUERIES = 6


def titles(response) -> list[str]:
    return ["".join(text for text, _found in hit.title) for hit in response.context["results"].hits]


def search(client, query="", language="en", **data):
    return client.get(f"/{language}/search/", {"q": query, **data})


@pytest.fixture
def silk():
    """A Danish practice and the concept that leads to it from other languages."""
    concept = practices.concept("material/silk-waste", en="silk waste", fr="déchets de soie", da="silkeaffald")
    page = practices.practice(
        language="da", title="Silkeaffald bliver til garn", answer="Det virker.", concepts=(concept,)
    )
    index_everything()
    return page


# What is found.


def test_a_french_question_finds_a_danish_practice_and_says_why(client, silk):
    response = search(client, "déchets de soie", "fr", kind="practice")

    [hit] = response.context["results"].hits
    assert (hit.language, hit.href) == ("da", f"/fr/practices/{silk.code}/{silk.slug}/")
    assert [(word.text, word.language) for word in hit.words] == [("silkeaffald", "da")]
    html = response.content.decode()
    assert re.search(r'<h3 lang="da"><a [^>]*hreflang="da"><mark>Silkeaffald</mark> bliver til garn</a>', html)
    assert '<i lang="da">silkeaffald</i>' in html
    assert 'lang="da">Det virker.' in html


def test_without_other_languages_it_is_not_found(client, silk):
    response = search(client, "déchets de soie", "fr", kind="practice", across="0")

    assert titles(response) == []
    assert "across=0" not in response.context["results"].across_query


def test_what_is_not_public_is_shown_to_nobody_without_the_token(client):
    document("Secret silk", access=("role:coordinator",), facets={"cluster": ("velvet-cellar",)})
    document("Open silk")

    visitor = search(client, "silk")
    client.force_login(accounts.coordinator())
    coordinator = search(client, "silk")

    assert titles(visitor) == ["Open silk"]
    assert "velvet-cellar" not in visitor.content.decode()
    assert sorted(titles(coordinator)) == ["Open silk", "Secret silk"]
    assert "velvet-cellar" in coordinator.content.decode()


def test_kinds_are_tabs_with_counts(client):
    document("Silk practice")
    for _each in range(2):
        document("Silk mill", kind="organisation")

    response = search(client, "silk", kind="organisation")

    tabs = [(tab.title, tab.count, tab.current) for tab in response.context["results"].tabs]
    assert tabs == [("Everything", 3, False), ("Practices", 1, False), ("Organisations", 2, True)]
    assert re.search(
        r'<a href="\?q=silk&amp;kind=organisation" aria-current="page">Organisations', response.content.decode()
    )


def test_facets_count_widen_and_narrow(client):
    cluster, other = clusters.cluster("loom"), clusters.cluster("shuttle")
    document("Silk one", facets={"cluster": ("loom",), "status": ("running",)})
    document("Silk two", facets={"cluster": ("shuttle",), "status": ("running",)})
    document("Silk three", facets={"cluster": ("shuttle",), "status": ("failed",)})

    response = search(client, "silk", cluster=["loom", "shuttle"], status="running")

    assert sorted(titles(response)) == ["Silk one", "Silk two"]
    groups = {group.name: group for group in response.context["results"].groups}
    assert [(c.label, c.count, c.chosen) for c in groups["cluster"].choices] == [
        (cluster.short_name, 1, True),
        (other.short_name, 1, True),
    ]
    assert [(c.value, c.count, c.chosen) for c in groups["status"].choices] == [
        ("running", 2, True),
        ("failed", 1, False),
    ]
    chips = {chip.label: chip.query for chip in response.context["results"].chips}
    assert chips["Loom"] == "q=silk&cluster=shuttle&status=running"


def test_the_language_of_the_text_is_a_filter(client):
    document("Silk", language="en")
    document("Silk", language="da")

    response = search(client, "silk", **{"in": "da"})

    assert [hit.language for hit in response.context["results"].hits] == ["da"]
    assert [chip.label for chip in response.context["results"].chips] == ["Danish"]


def test_a_place_by_name_in_any_script(client):
    organisation = clusters.organisation(in_cluster=clusters.cluster(), town="Русе")
    organisation.places.update(latitude=43.85, longitude=25.95)
    document("Silk at Ruse", place=Place(43.84, 25.96))
    document("Silk at Lyon", place=Place(45.76, 4.83))

    response = search(client, "silk", near="ruse", km="25", sort="distance")

    assert titles(response) == ["Silk at Ruse"]
    assert response.context["results"].hits[0].distance < 3
    assert [chip.label for chip in response.context["results"].chips] == ["within 25 km of Русе"]


def test_an_unknown_place_is_told_with_those_that_look_like_it(client):
    organisation = clusters.organisation(in_cluster=clusters.cluster(), town="Terrassa")
    organisation.places.update(latitude=41.56, longitude=2.01)
    document("Silk")

    response = search(client, "silk", near="Terrasssa")

    assert titles(response) == ["Silk"]
    assert "No town called “Terrasssa” is known here" in response.content.decode()
    assert 'href="?q=silk&amp;near=Terrassa%2C+BG">Terrassa</a>' in response.content.decode()


@pytest.mark.parametrize(("sort", "expected"), [("newest", ["B", "A"]), ("title", ["A", "B"]), ("", ["B", "A"])])
def test_orders(client, sort, expected):
    document("B", date=date(2026, 2, 1))
    document("A", date=date(2026, 1, 1))

    assert titles(search(client, "", sort=sort)) == expected


def test_a_file_is_named_with_its_page(client):
    pages = ("Nothing here.", "We washed the samples with saponin three times.")
    document("Wash", attachments=(Attachment(title="Report <1>", address="/documents/7/report.pdf", pages=pages),))

    html = search(client, "saponin").content.decode()

    assert '<a href="/documents/7/report.pdf#page=2">Report &lt;1&gt;</a>, <span>page 2</span>' in html
    assert "<mark>saponin</mark>" in html


def test_markup_in_a_document_is_text(client):
    document("<script>alert(1)</script> silk", summary="<b>silk</b>", card={"summary": "<b>silk</b>"})

    html = search(client, "silk").content.decode()

    assert "<script>alert(1)" not in html
    assert "<b>silk" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; <mark>silk</mark>" in html


def test_a_typing_error_is_told_and_may_be_meant(client):
    for _each in range(3):
        document("Herringbone weave")

    forgiven = search(client, "herringbnoe")
    literal = search(client, "herringbnoe", correct="0")

    assert len(titles(forgiven)) == 3
    assert forgiven.context["results"].corrected == "herringbone"
    assert "Did you mean" in forgiven.content.decode()
    assert titles(literal) == []


def test_related_words_lead_to_their_searches(client):
    silk = practices.concept("material/silk", en="silk", fr="soie")
    practices.concept("material/silk-waste", broader=silk, en="silk waste", fr="déchets de soie")
    index_everything()

    response = search(client, "soie", "fr")

    assert response.context["results"].related == [("déchets de soie", "q=d%C3%A9chets+de+soie")]


# What it costs.


@pytest.mark.parametrize("number", [1, 30])
@pytest.mark.parametrize("role", ["visitor", "member", "manager", "administrator"])
def test_queries_do_not_grow_with_the_hits(client, number, role):
    cluster = clusters.cluster()
    concept = practices.concept("material/silk-waste", en="silk waste")
    for _each in range(number):
        practices.practice(cluster, title="Silk waste", concepts=(concept,))
    index_everything()
    make = {"member": clusters.member_of, "manager": clusters.manager_of}
    if role != "visitor":
        client.force_login(make[role](cluster) if role in make else accounts.administrator())
    address = "/en/search/?q=silk+waste&kind=practice&cluster=" + cluster.code
    client.get(address)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)

    assert response.context["results"].total == number
    assert len(response.context["results"].hits) == min(number, 10)
    assert len(queries) <= MOST_QUERIES, "\n".join(query["sql"][:120] for query in queries)


def test_queries_do_not_grow_with_the_values_of_facets(client):
    for number in range(60):
        practices.concept(f"material/m{number}")
    index_everything()
    client.get("/en/search/")

    for address in ("/en/search/", "/en/search/?more=material"):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        [group] = [group for group in response.context["results"].groups if group.name == "material"]
        assert len(queries) <= MOST_QUERIES
    assert (len(group.choices), group.hidden) == (60, 0)


# Whatever stands in the address.


@pytest.mark.parametrize(
    "query",
    ["", " ", "x" * 10_000, "🧵" * 40, '"unbalanced', "“„»", "field:* AND OR NOT", "../../etc/passwd",
     "\\u0000", "a\x00b", "* ? ~ ^ " * 50, "(((((", "-", "-silk", "%", "'; DROP TABLE--", "silk " * 500,
     "\u202e\u200f", "ﬁ ﬂ ½"],
    ids=lambda value: repr(value[:12]),
)  # fmt: skip
def test_any_text_has_an_answer(client, query):
    document("Silk")

    response = search(client, query)

    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1


@pytest.mark.parametrize(
    "query",
    [
        "kind=none&sort=random&in=xx&in=&near=%00&km=-5&page=0&across=2&more=none",
        "cluster=none&country=&status=%00&material=material/none&year=9999999999",
        "&".join(f"cluster=x{number}" for number in range(200)),
        "&".join(f"year={number}" for number in range(200)),
        "q=%ff&%ff=1&near=" + "x" * 5000,
        "sort=distance",
        "km=" + "9" * 5000 + "&page=" + "9" * 5000,
    ],
)
def test_any_filter_has_an_answer(client, query):
    document("Silk", facets={"year": ("2024",)})

    response = client.get(f"/en/search/?{query}")

    assert response.status_code == 200


def test_what_is_unknown_is_left_out_and_told(client):
    document("Silk")

    response = search(client, "silk", kind="none", status="none")

    assert titles(response) == ["Silk"]
    assert "was left out" in response.content.decode()


def test_a_long_text_is_cut_and_told(client):
    response = search(client, "silk " * 500)

    assert len(response.context["asked"].text) <= 300
    assert "Only the beginning of this long text was read." in response.content.decode()


@pytest.mark.parametrize(
    ("page", "address"), [("10000", "/en/search/?q=silk&page=2"), ("3", "/en/search/?q=silk&page=2")]
)
def test_a_page_beyond_the_end_leads_to_the_last_one(client, page, address):
    service.engine().index([document(f"Silk {number}", index=False) for number in range(13)])
    service.engine().refresh()

    response = search(client, "silk", page=page)

    assert (response.status_code, response["Location"]) == (302, address)
    assert len(titles(client.get(address))) == 3


def test_an_address_says_all_there_is_to_say(client):
    clusters.cluster("loom")
    document("Silk", facets={"cluster": ("loom",)})
    address = "/en/search/?q=silk&kind=practice&in=en&cluster=loom&sort=title&across=0&correct=0"

    asked = client.get(address).context["asked"]

    assert f"/en/search/?{asked.query_string()}" == address


def test_the_page_is_the_readers_own(client):
    response = search(client, "silk")

    assert "private" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()


# When there is nothing, or no engine.


def test_nothing_found_offers_to_tell_the_clusters(client):
    document("Silk")
    clusters.cluster("loom")

    html = search(client, "cashmere goats", kind="practice").content.decode()

    assert 'form="missing-form"' in html
    assert '<input type="hidden" name="q" value="cashmere goats">' in html
    assert 'form="missing-form"' not in search(client, "silk").content.decode()


def test_while_the_engine_is_down_the_newest_things_are_shown(client, outage):
    page = practices.practice(title="The newest practice")
    practices.practice(title="A draft that nobody sees", live=False)
    mill = clusters.organisation("Confirmed mill", in_cluster=page.cluster)
    clusters.organisation("Waiting mill", in_cluster=page.cluster, confirmed=False)

    with outage.off():
        response = search(client, "silk")

    html = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "The search does not answer at the moment." in html
    assert {thing.title for thing in response.context["newest"]} == {page.title, mill.name}
    assert 'value="silk"' in html


# The description for browsers.


def test_browsers_are_told_how_to_search_here(client):
    head = client.get("/bg/search/").content.decode()
    response = client.get("/bg/search/opensearch.xml")

    assert 'rel="search" type="application/opensearchdescription+xml"' in head
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    body = response.content.decode()
    assert body.startswith("<?xml")
    assert "/bg/search/?q={searchTerms}" in body
