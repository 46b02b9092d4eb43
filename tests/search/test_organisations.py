"""What the index holds of an organisation, and for whom: nothing that a reader may not know can be asked for."""

import json
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from clusters.fields import RESTRICTABLE, shown
from clusters.models import Capability, Certificate, OrderTerms, Organisation, OrganisationText, Photo, Place
from clusters.search_facets import ALWAYS, HAVING, NEVER
from clusters.search_source import access_of, record_calendar_of_today
from search import service, sources
from search.access import tokens_of
from search.documents import FOR_MEMBERS, MEMBERS, SearchDocument
from search.models import IndexChange, SavedSearch
from search.requests import HiddenValuesError, SearchRequest
from tests.factories import accounts as people, clusters as places, practices
from tests.factories.search import index_everything
from tests.factories.uploads import picture
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

CONCEPTS = {
    "steps": "value-chain-step/zz-step",
    "subcontracted": "value-chain-step/zz-away",
    "products": "product/zz-product",
    "materials": "material/zz-material",
    "techniques": "technique/zz-technique",
    "machines": "machine/zz-machine",
    "strategies": "circular-strategy/zz-strategy",
    "technologies": "digital-technology/zz-technology",
    "standards": "certificate/zz-standard",
    "other_concepts": "obstacle/zz-other",
}
FACETS = ("step", "product", "material", "technique", "machine", "strategy", "technology", "certificate", "spoken")
NUMBERS = {
    "min_order": 770001.0,
    "lead_days": 770002.0,
    "sample_days": 770003.0,
    "largest_order": 770004.0,
    "free_from": float(date(2033, 3, 3).toordinal()),
    "free_until": float(date(2033, 4, 4).toordinal()),
}
SECRETS = ("zz-", "77000", "ZZ-CERT", "mt", "Zz Street", "42.123456", "zz.example", str(int(NUMBERS["free_from"])))


def mill(level: str = "public", **fields) -> Organisation:
    """A firm with a value in every field, each for the same readers."""
    made = places.organisation(
        "Open mill", visibility=dict.fromkeys(RESTRICTABLE, level), website="https://zz.example/", **fields
    )
    Place.objects.create(
        organisation=made,
        address="Zz Street 5",
        town="Sofia",
        country="BG",
        region_code="BG-22",
        latitude=42.123456,
        longitude=23.456789,
        precision="exact",
    )
    for name, key in CONCEPTS.items():
        concept = practices.concept(key)
        Capability.objects.create(organisation=made, concept=concept, subcontracted=name == "subcontracted")
        if level == "public" and name != "subcontracted":
            made.concepts.add(concept)
    OrderTerms.objects.create(
        organisation=made,
        min_order_style=770001,
        lead_days=770002,
        sample_days=770003,
        largest_order=770004,
        free_from=date(2033, 3, 3),
        free_until=date(2033, 4, 4),
        spoken={"sales": ["mt"]},
    )
    certificate(made, "certificate/zz-certificate", visibility=level)
    Photo.objects.create(organisation=made, file=picture(), description="zz-photo", visibility=level)
    OrganisationText.objects.create(organisation=made, language="en", about="Spins and dyes.")
    return made


def certificate(organisation, key: str, **fields) -> Certificate:
    values = {
        "number": "ZZ-CERT-9",
        "holder": "Zz-holder",
        "scope": "zz-scope",
        "issuer": "Zz-issuer",
        "valid_until": timezone.localdate() + timedelta(days=90),
    }
    return Certificate.objects.create(organisation=organisation, standard=practices.concept(key), **(values | fields))


def documents(*organisations) -> list[SearchDocument]:
    source = sources.get("organisation")
    return list(source.documents([each.code for each in organisations], revision=1))


def written(document: SearchDocument, *, but: str = "") -> str:
    """All of a document as text, without facets and numbers whose names begin so."""
    content = asdict(document)
    for part in ("facets", "numbers"):
        content[part] = {name: held for name, held in content[part].items() if not (but and name.startswith(but))}
    return json.dumps(content, default=str, ensure_ascii=False)


# What is there, and for whom.


def test_public_values_are_there_for_everybody_and_for_members():
    [found] = documents(mill())

    for name in (*FACETS, "has"):
        assert found.facets[name] == found.facets[f"{FOR_MEMBERS}{name}"], name
    assert found.facets["step"] == found.facets["value-chain-step"] == ("value-chain-step/zz-step",)
    assert found.facets["certificate"] == ("certificate/zz-certificate",)
    assert found.facets["spoken"] == ("mt",)
    assert set(found.facets["has"]) >= {*CONCEPTS, "website", "place", "photo", "certificate", "lead_days"}
    assert set(found.facets["has"]) <= set(HAVING)
    assert dict(found.numbers) == NUMBERS | {f"{FOR_MEMBERS}{name}": value for name, value in NUMBERS.items()}
    assert (found.place.latitude, found.place.longitude) == (42.123456, 23.456789)
    assert found.facets["region"] == ("BG-22",)
    assert "ZZ-CERT-9 Zz-issuer Zz-holder zz-scope" in found.body
    assert "value-chain-step/zz-away" not in found.concepts


def test_values_for_members_are_there_for_members_only():
    [found] = documents(mill("members"))

    open_part = written(found, but=FOR_MEMBERS)
    assert [secret for secret in SECRETS if secret in open_part] == []
    for name in FACETS:
        assert found.facets[f"{FOR_MEMBERS}{name}"], name
        assert name not in found.facets
    assert dict(found.numbers) == {f"{FOR_MEMBERS}{name}": value for name, value in NUMBERS.items()}
    assert "photo" in found.facets["members_has"]
    assert "has" not in found.facets
    assert (found.place.latitude, found.place.longitude) == (42.1, 23.5)


def test_private_values_are_in_no_document():
    [found] = documents(mill("private", vat_number="BG770001"))

    assert [secret for secret in SECRETS if secret in written(found)] == []
    assert dict(found.numbers) == {}
    assert {name for name in found.facets if name.startswith(FOR_MEMBERS)} == set()


def test_a_value_that_was_shown_once_and_is_not_any_more_is_gone():
    """Also where the older list of concepts still has it."""
    firm = mill()
    firm.visibility = {"steps": "private"}
    firm.save()

    [found] = documents(firm)

    assert "zz-step" not in written(found)
    assert "product/zz-product" in found.facets["product"]


@pytest.mark.parametrize("level", ["public", "members", "private"])
def test_the_index_has_what_the_record_shows(level):
    firm = mill(level)
    [found] = documents(firm)

    for audience, prefix in (("public", ""), ("members", FOR_MEMBERS)):
        seen = {name for name in shown(firm, audience) if name in RESTRICTABLE and name != "place"}
        stated = {name for name in found.facets.get(f"{prefix}has", ()) if name in RESTRICTABLE and name != "place"}
        assert stated == seen, audience


def test_concepts_hold_the_broader_ones():
    firm = places.organisation()
    sewing = practices.concept("value-chain-step/sew", broader=practices.concept("value-chain-step/make"))
    Capability.objects.create(organisation=firm, concept=sewing)

    [found] = documents(firm)

    assert found.facets["step"] == ("value-chain-step/make", "value-chain-step/sew")
    assert found.facets["has"] == ("steps",)


def test_the_minimum_per_colour_counts_where_none_is_stated_per_style():
    firm = places.organisation(visibility={"min_order_style": "members"})
    OrderTerms.objects.create(organisation=firm, min_order_style=50, min_order_colour=20, free_from=date(2030, 1, 1))

    [found] = documents(firm)

    assert (found.numbers["min_order"], found.numbers["members_min_order"]) == (20, 50)
    assert (found.numbers["free_from"], found.numbers["free_until"]) == (date(2030, 1, 1).toordinal(), NEVER)
    OrderTerms.objects.update(free_from=None, free_until=date(2030, 1, 1))
    [found] = documents(firm)
    assert (found.numbers["free_from"], found.numbers["free_until"]) == (ALWAYS, date(2030, 1, 1).toordinal())


def test_a_claimed_organisation_says_so():
    loom = places.cluster()
    firm = places.organisation(in_cluster=loom)
    places.affiliation(organisation=firm, cluster=loom, role="representative")

    assert "has" not in documents(firm)[0].facets
    places.representative_of(firm, in_cluster=loom)
    assert documents(firm)[0].facets["has"] == ("claimed",)


def test_versions_are_numbered_and_alike_in_all_but_their_texts():
    firm = mill()
    OrganisationText.objects.create(organisation=firm, language="bg", about="Преде.")

    found = documents(firm)

    assert [(each.language, each.version) for each in found] == [("bg", 0), ("en", 1)]
    texts = {"key", "language", "version", "title", "names", "summary", "body", "attachments", "card"}
    first, second = ({name: held for name, held in asdict(each).items() if name not in texts} for each in found)
    assert first == second


# Certificates by the calendar.


def test_only_a_certificate_valid_today_is_a_facet():
    today = timezone.localdate()
    firm = places.organisation()
    certificate(firm, "certificate/last-day", number="1", valid_until=today)
    certificate(firm, "certificate/over", number="2", valid_until=today - timedelta(days=1))
    certificate(firm, "certificate/to-come", number="3", valid_from=today + timedelta(days=1))

    [found] = documents(firm)

    assert found.facets["certificate"] == ("certificate/last-day",)
    assert "2 Zz-issuer" in found.body


def test_a_certificate_that_began_or_ended_is_indexed_anew():
    today = timezone.localdate()
    over, begun, running = (places.organisation() for _number in range(3))
    certificate(over, "certificate/a", valid_until=today - timedelta(days=1))
    certificate(begun, "certificate/b", valid_from=today)
    certificate(running, "certificate/c", valid_from=today - timedelta(days=30))
    IndexChange.objects.all().delete()

    assert record_calendar_of_today() == 2
    assert set(IndexChange.objects.values_list("code", flat=True)) == {over.code, begun.code}


@pytest.mark.parametrize("part", ["capability", "terms", "certificate", "photo"])
def test_a_change_of_any_part_is_recorded(part):
    firm = places.organisation()
    IndexChange.objects.all().delete()
    if part == "capability":
        Capability.objects.create(organisation=firm, concept=practices.concept())
    elif part == "terms":
        OrderTerms.objects.create(organisation=firm)
    elif part == "certificate":
        certificate(firm, "certificate/a")
    else:
        Photo.objects.create(organisation=firm, file=picture(), description="x")

    assert ("organisation", firm.code) in set(IndexChange.objects.values_list("kind", "code"))


# Readers.


def test_members_hold_their_token_where_records_are_asked_for_and_others_do_not():
    loom = places.cluster()
    waiting = places.affiliation(organisation=places.organisation(), cluster=loom).user

    for user in (None, AnonymousUser(), people.person(), people.auditor(), waiting):
        assert access_of(user) == tokens_of(user)
    for user in (places.member_of(loom), places.manager_of(loom), people.coordinator(), people.administrator()):
        assert set(access_of(user)) == {MEMBERS, *tokens_of(user)}


def test_nobody_but_members_can_ask_for_what_is_for_members():
    for user in (None, people.person()):
        with pytest.raises(HiddenValuesError):
            SearchRequest(access=access_of(user), facets={"members_step": ("value-chain-step/zz-step",)})
    assert not any(name.startswith(FOR_MEMBERS) for name in sources.facet_titles("en"))
    for each in sources.all_sources():
        assert not any(name.startswith(FOR_MEMBERS) for name in each.facet_titles("en"))


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("level", ["members", "private"])
def test_a_visitor_learns_nothing_by_search_feed_or_suggestion(client, level):
    mill(level)
    places.organisation("Other mill")
    index_everything()
    asked = {"kind": "organisation", "members_step": "value-chain-step/zz-step", "members_has": "photo"}

    page = client.get("/en/search/", asked)
    assert page.status_code == 200
    assert page.context["results"].total == 2
    assert {group.name for group in page.context["results"].groups}.isdisjoint({"step", "spoken", "certificate"})
    answers = [page, client.get("/en/search/feed.atom", asked), client.get("/en/search/", {"kind": "organisation"})]
    for words in ("ZZ-CERT-9", "zz-step", "zz step", "Zz-holder", "Zz Street", "770001"):
        found = client.get("/en/search/", {"q": words, "kind": "organisation", "correct": "0"})
        assert found.context["results"].total == 0, words
        answers.append(client.get("/en/search/suggest/", {"q": words}))
    for answer in answers:
        html = answer.content.decode()
        assert 'name="members_' not in html
        for name in asked:  # the address is repeated in links, as the one to sign in
            html = html.replace(name, "")
        assert not any(secret in html for secret in SECRETS if secret not in {"mt", "zz-"})
        assert "members_" not in html


@pytest.mark.usefixtures("engine")
def test_a_kept_search_holds_nothing_for_members():
    visitor = Visitor()
    visitor.force_login(people.person())
    visitor.post("/en/search/saved/new/", {"q": "mill", "kind": "organisation", "members_step": "value-chain-step/sew"})

    assert list(SavedSearch.objects.values_list("query", flat=True)) == ["q=mill&kind=organisation"]


@pytest.mark.usefixtures("engine")
def test_a_member_finds_by_what_is_for_members():
    mill("members")
    index_everything()
    tokens = access_of(places.member_of(places.cluster()))
    asked = {
        "facets": {
            "members_step": ("value-chain-step/zz-step",),
            "members_certificate": ("certificate/zz-certificate",),
        },
        "ranges": {"members_min_order": (None, 770001)},
        "counted": ("members_machine",),
    }

    found = service.engine().search(SearchRequest(access=tokens, **asked))

    assert found.total == 1
    assert [each.value for each in found.facets["members_machine"]] == ["machine/zz-machine"]
    assert service.engine().search(SearchRequest(facets={"step": ("value-chain-step/zz-step",)})).total == 0


@pytest.mark.usefixtures("engine")
def test_everybody_finds_a_firm_by_the_number_of_its_certificate(client):
    mill()
    index_everything()

    page = client.get("/en/search/", {"q": "ZZ-CERT-9"})

    assert page.context["results"].total == 1
    narrowed = client.get("/en/search/", {"kind": "organisation", "certificate": "certificate/zz-certificate"})
    assert narrowed.context["results"].total == 1


def test_the_filters_of_organisations_have_names():
    practices.concept("value-chain-step/sew")
    source = sources.get("organisation")

    assert {"cluster", "country", "region", "value-chain-step", "type", "size", "spoken"} <= set(
        source.facet_titles("en")
    )
    assert source.facet_labels("region", ["BG-22", "XX-1"], "en").keys() == {"BG-22"}
    assert source.facet_labels("spoken", ["mt", "zz"], "fr") == {"mt": "maltais"}
