"""What each app gives the search: everything a reader may read, nothing else, in a fixed number of queries."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from clusters.actions.organisations import edit_organisation, merge_organisations
from clusters.models import ClusterText, Membership, OrganisationText, Place
from clusters.records import Record, record_of
from core.models import SiteDocument
from search import sources
from search.access import SIGNED_IN, tokens_of
from search.checks import every_public_thing_has_a_source
from search.documents import PUBLIC
from search.models import ExtractedText
from search.paths import address
from search.plain import blocks, plain
from tests.factories import accounts as people, clusters as places, home as pages, practices

pytestmark = pytest.mark.django_db


def documents(kind: str, codes=None) -> list:
    source = sources.get(kind)
    return list(sources.read(source, source.codes() if codes is None else codes, revision=7))


def document(kind: str, code: str, language: str = "en"):
    return next(each for each in documents(kind, [code]) if each.language == language)


def queries_of(kind: str) -> int:
    source = sources.get(kind)
    codes = list(source.codes())
    with CaptureQueriesContext(
        connection,
    ) as captured:
        list(source.documents(codes, revision=1))
    return len(captured)


# Practices.


def test_a_practice_is_found_by_everything_its_page_says():
    fibre = practices.concept("material/fibre")
    silk = practices.concept("material/silk", broader=fibre)
    mill = places.organisation("Tissages de l’Écluse")
    page = practices.practice(
        places.cluster("loom"),
        concepts=(silk,),
        tags=("offcuts",),
        title="Silk respun",
        answer="A third came back.",
        problem="<p>Too much &amp; too dear</p><p>Again</p>",
        not_for="<p>Felt makers</p>",
        organisation=mill,
        town="Lyon",
        country="FR",
        latitude=45.76,
        longitude=4.84,
        status="ended",
        started_on=date(2024, 3, 1),
        staff_days=20,
    )
    practices.transfer(page, lesson="Measure the yarn first.")

    found = document("practice", page.code)

    assert found.key == f"practice:{page.code}:en"
    assert (found.title, found.summary) == ("Silk respun", "A third came back.")
    assert found.address == f"/{{language}}/practices/{page.code}/{page.slug}/"
    for words in ("Too much & too dear\nAgain", "Felt makers", "offcuts", "Tissages de l’Écluse", "Lyon", "Measure"):
        assert words in found.body
    assert found.concepts == ("material/silk",)
    assert dict(found.facets) == {
        "cluster": ("loom",),
        "country": ("FR",),
        "status": ("ended",),
        "evidence": (page.best_evidence,),
        "year": ("2024",),
        "language": ("en",),
        "material": ("material/fibre", "material/silk"),
    }
    assert dict(found.numbers) == {"year": 2024.0, "staff_days": 20.0, "transfers": 1.0}
    assert (found.place.latitude, found.place.longitude) == (45.76, 4.84)
    assert found.access == (PUBLIC,)
    assert found.revision == 7
    assert found.card["facts"] == [["status", "ended"], ["evidence", page.best_evidence]]


def test_only_practices_that_everybody_may_read_are_found():
    shown = practices.practice()
    practices.practice(live=False)
    hidden = practices.practice()
    PageViewRestriction.objects.create(page=hidden, restriction_type=PageViewRestriction.LOGIN)

    assert list(sources.get("practice").codes()) == [shown.code]
    assert {each.translation_key for each in documents("practice")} == {f"practice:{shown.code}"}
    assert documents("practice", [hidden.code]) == []


def test_each_version_that_is_really_translated_is_a_document():
    page = practices.practice(title="Silk", answer="Yes.", problem="<p>Waste.</p>")
    practices.translation_of(page, "fr", title="Soie", answer="Oui.", problem="<p>Déchets.</p>")
    practices.translation_of(page, "da", title=page.title, answer=page.answer, problem=page.problem)  # a mere copy

    found = documents("practice")

    assert {each.key for each in found} == {f"practice:{page.code}:en", f"practice:{page.code}:fr"}
    assert {each.translation_key for each in found} == {f"practice:{page.code}"}
    assert {each.facets["language"] for each in found} == {("en", "fr")}


def test_the_files_of_a_practice_are_found_by_page():
    file = SiteDocument.objects.create(title="Report", file=ContentFile(b"x", name="report.pdf"))
    digest = f"{file.get_file_hash()}.pdf"
    ExtractedText.objects.create(digest=digest, document=file.pk, pages=["one", "two"])
    page = practices.practice(documents=[("document", file)])

    (attachment,) = document("practice", page.code).attachments

    assert (attachment.title, attachment.pages) == ("Report", ("one", "two"))
    assert attachment.address == file.url


def test_a_batch_of_practices_takes_the_same_queries_for_one_and_for_thirty():
    cluster = places.cluster()
    wool = practices.concept()
    practices.translation_of(practices.practice(cluster, concepts=(wool,), tags=("a",)), "fr")
    list(sources.get("practice").documents([], revision=1))  # the concepts are in memory
    one = queries_of("practice")
    for number in range(29):
        page = practices.practice(cluster, concepts=(wool,), tags=(f"tag {number}",))
        practices.transfer(page)

    assert queries_of("practice") == one
    assert one <= 8


# Organisations and clusters.


def test_an_organisation_is_found_by_its_names_places_and_what_it_took_over():
    loom = places.cluster("loom")
    manager = places.manager_of(loom)
    mill = places.organisation("Предачница", name_latin="Predachnitsa", in_cluster=loom, town="Gabrovo", size="small")
    Place.objects.filter(organisation=mill).update(latitude=42.87, longitude=25.32)
    gone = places.organisation("Spindle Ltd", in_cluster=loom)
    OrganisationText.objects.create(organisation=mill, language="bg", about="Преде вълна.")
    before = record_of(mill)
    edit_organisation(
        mill, record=Record(before.fields | {"name": "Нова"}, before.texts, before.places, []), by=manager
    )
    merge_organisations(mill, gone, by=manager)

    (found,) = documents("organisation")

    assert (found.key, found.title) == (f"organisation:{mill.code}:bg", "Нова")
    assert set(found.names) == {"Predachnitsa", "Предачница", "Spindle Ltd"}
    assert gone.code in found.body
    assert "Gabrovo" in found.body
    assert dict(found.facets) == {"cluster": ("loom",), "country": ("BG",), "type": ("sme",), "size": ("small",)}
    assert found.place.latitude == 42.87
    assert documents("organisation", [gone.code]) == []


def test_organisations_that_wait_for_their_cluster_are_not_found():
    places.organisation("Hidden", confirmed=False)

    assert documents("organisation") == []


def test_numbers_of_an_organisation_are_found_only_where_its_page_shows_them():
    shown = places.organisation(vat_number="BG1", identifiers_public=True)
    hidden = places.organisation(vat_number="BG2")

    assert "BG1" in document("organisation", shown.code).body
    assert "BG2" not in document("organisation", hidden.code).body


def test_a_membership_counts_on_the_days_it_holds():
    mill = places.organisation()
    Membership.objects.create(
        organisation=mill, cluster=places.cluster("loom"), since=date(2020, 1, 1), until=date(2021, 1, 1)
    )

    assert "cluster" not in document("organisation", mill.code).facets


def test_a_batch_of_organisations_takes_the_same_queries_for_one_and_for_thirty():
    loom = places.cluster()
    places.organisation(in_cluster=loom, town="Sofia")
    list(sources.get("organisation").documents([], revision=1))
    one = queries_of("organisation")
    for _number in range(29):
        OrganisationText.objects.create(
            organisation=places.organisation(in_cluster=loom, town="Ruse"), language="en", about="Spins."
        )

    assert queries_of("organisation") == one
    assert one <= 14


def test_a_cluster_is_found_in_each_language_it_writes():
    loom = places.cluster("loom", name="The Loom", languages=("bg", "en"))
    ClusterText.objects.create(cluster=loom, language="fr", mission="Tisser ensemble", services="Conseil")
    places.cluster("bare", languages=("bg",))

    found = {each.key: each for each in documents("cluster")}

    assert set(found) == {"cluster:loom:fr", "cluster:bare:bg"}
    assert found["cluster:loom:fr"].summary == "Tisser ensemble"


# Concepts.


def test_a_concept_is_found_in_each_language_with_a_label():
    wool = practices.concept("material/wool", da="uld")
    wool.labels.create(kind="alt", language="da", text="fåreuld")
    wool.notes.create(kind="definition", language="da", text="Hår fra får.")
    old = practices.concept("material/old")
    old.deprecated = True
    old.save()

    found = {each.key: each for each in documents("concept")}

    assert set(found) == {"concept:material/wool:en", "concept:material/wool:da"}
    danish = found["concept:material/wool:da"]
    assert (danish.title, danish.names, danish.summary) == ("uld", ("fåreuld",), "Hår fra får.")
    assert danish.address == "/{language}/words/material/wool/"


def test_a_batch_of_concepts_takes_the_same_queries_for_one_and_for_thirty():
    practices.concept()
    list(sources.get("concept").documents([], revision=1))
    one = queries_of("concept")
    for _number in range(29):
        practices.concept()
    sources.get("concept").showing("concept", [])  # the vocabulary changed: it is read once more, here

    assert queries_of("concept") == one


def test_facets_of_concepts_are_called_by_their_labels():
    practices.concept("material/wool", fr="laine")
    source = sources.get("concept")

    assert source.facet_titles("fr")["material"] == "Material"
    assert source.facet_labels("material", ["material/wool", "material/none"], "fr") == {"material/wool": "laine"}


# Pages.


def test_pages_are_found_with_their_words():
    home = pages.home_page(lead="Cloth made again", about="<p>Seven clusters</p>")
    about = pages.plain_page(
        home,
        "about",
        title="About",
        body=[("text", "<p>Who we <b>are</b></p>"), ("table", {"caption": "Figures", "rows": "a | b\nc | d"})],
    )
    pages.plain_page(about, "team", live=False)

    found = {each.title: each for each in documents("page")}

    assert set(found) == {home.title, "About"}
    assert found["About"].address == "/{language}/about/"
    assert found[home.title].address == "/{language}/"
    assert found["About"].body == "Who we are\nFigures\na b\nc d"


def test_a_closed_page_is_found_by_those_it_is_open_to():
    home = pages.home_page()
    group, other = Group.objects.create(name="weavers"), Group.objects.create(name="spinners")
    closed = {name: pages.plain_page(home, name) for name in ("login", "groups", "password", "both")}
    for name, kind in (("login", "login"), ("groups", "groups"), ("password", "password"), ("both", "groups")):
        PageViewRestriction.objects.create(page=closed[name], restriction_type=kind, password="x")
    PageViewRestriction.objects.get(page=closed["groups"]).groups.set([group])
    PageViewRestriction.objects.get(page=closed["both"]).groups.set([group])
    below = pages.plain_page(closed["both"], "below")
    PageViewRestriction.objects.create(page=below, restriction_type="groups").groups.set([other])

    found = {each.title: each.access for each in documents("page")}

    assert found == {
        home.title: (PUBLIC,),
        closed["login"].title: (SIGNED_IN,),
        closed["groups"].title: (f"group:{group.pk}",),
        closed["both"].title: (f"group:{group.pk}",),
    }


def test_pages_take_the_same_queries_for_one_and_for_thirty():
    home = pages.home_page()
    pages.plain_page(home)
    one = queries_of("page")
    for _number in range(29):
        pages.plain_page(home)

    assert queries_of("page") == one


# Readers and the check.


def test_readers_hold_what_is_theirs():
    weaver = people.coordinator()
    group = Group.objects.create(name="weavers")
    weaver.groups.add(group)

    assert tokens_of(None) == (PUBLIC,)
    assert {PUBLIC, SIGNED_IN, "role:coordinator", f"group:{group.pk}"} <= set(tokens_of(weaver))
    weaver.is_active = False
    assert tokens_of(weaver) == (PUBLIC,)


def test_nothing_public_is_forgotten(monkeypatch):
    assert every_public_thing_has_a_source(None) == []

    left = dict(sources.left_out())
    del left["practices.PracticeIndexPage"]
    monkeypatch.setattr(sources, "_left_out", left | {"practices.Nothing": "is not there"})

    assert [(each.id, each.obj and each.obj.__name__) for each in every_public_thing_has_a_source(None)] == [
        ("search.W001", "PracticeIndexPage"),
        ("search.W002", None),
    ]


# Addresses and plain text.


def test_addresses_are_below_the_language_of_the_reader():
    assert address("cluster", "loom") == "/{language}/clusters/loom/"
    assert address("organisation", "abc", "ян{а").format(language="bg") == (
        "/bg/organisations/abc/%D1%8F%D0%BD%7B%D0%B0/"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>Wool &amp; <b>silk</b></p>", "Wool & silk"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo"),
        ("a<br/>b  \n\n c", "a\nb\nc"),
        ("2 &lt; 3", "2 < 3"),
        ('<a href="/x">link</a>ed', "linked"),
    ],
)
def test_rich_text_becomes_plain(html, text):
    assert plain(html) == text


@pytest.mark.parametrize("stored", [None, "", "[]", "{}", "no json", '[1, {"value": 2}]'])
def test_a_broken_stream_has_no_blocks(stored):
    assert list(blocks(stored)) == []
