"""The directory: what is found, what is counted, who sees which values, and what stands in its address."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from clusters.models import Membership, OrderTerms, Organisation
from ecosystem import directory
from ecosystem.directory import parse
from tests.factories import clusters as factory
from tests.factories.ecosystem_open import can, certificate, concept_of
from tests.factories.search import index_everything

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()
SAME = [
    ("Русе", "Ruse"),
    ("София", "Sofia"),
    ("Щампарница", "Shtamparnitsa"),
    ("Iași", "Iaşi"),  # with the cedilla of old keyboards
    ("Târgu Mureș", "targu mures"),
    ("Århus", "Aarhus"),
    ("Cañamero", "canamero"),
]


@pytest.fixture(autouse=True)
def _engine(engine):
    """An index of its own for each test."""


def found(query="", *, user=VISITOR, language="en"):
    """The names that an address leads to, in order, and the answer."""
    index_everything()
    answer = directory.find(parse(QueryDict(query)), user=user, language=language)
    names = {each.code: each.name for each in Organisation.objects.all()}
    return [names[code] for code in answer.codes], answer


def names(query="", **more):
    return found(query, **more)[0]


def counts(answer):
    return {
        group.name: [(each.label, each.count, each.chosen, each.depth) for each in (*group.choices, *group.others)]
        for group in answer.groups
    }


def maker(name, **terms):
    made = factory.organisation(name, town="Ruse")
    OrderTerms.objects.create(organisation=made, **terms)
    return made


@pytest.mark.parametrize(("a", "b"), SAME)
def test_names_and_towns_are_found_in_either_spelling(a, b):
    factory.organisation(f"{a} mill", town="Xanten")
    factory.organisation("Elsewhere", town="Yvelines")

    assert names(f"q={b}") == [f"{a} mill"]


def test_what_waits_and_what_was_merged_away_is_hidden():
    kept = factory.organisation("Kept")
    factory.organisation("Waiting", confirmed=False)
    factory.organisation("Double", merged_into=kept)

    assert names() == ["Kept"]


def test_values_widen_and_filters_narrow():
    one, two = factory.cluster("one"), factory.cluster("two")
    factory.organisation("A", in_cluster=one, type="sme", country="BG")
    factory.organisation("B", in_cluster=two, type="sme", country="FR")
    factory.organisation("C", in_cluster=two, type="public", country="FR")

    assert names("cluster=one&cluster=two") == ["A", "B", "C"]
    assert names("cluster=one&cluster=two&type=sme") == ["A", "B"]
    assert names("cluster=two&country=BG") == []


def test_counts_stand_beside_each_value_as_the_other_filters_leave_them():
    one, two = factory.cluster("one", short_name="One"), factory.cluster("two", short_name="Two")
    factory.organisation("A", in_cluster=one, type="sme", size="small", country="BG")
    factory.organisation("B", in_cluster=two, type="sme", country="FR")
    factory.organisation("C", in_cluster=two, type="public", country="FR")

    _names, answer = found("cluster=one")
    counted = counts(answer)

    assert counted["cluster"] == [("Two", 2, False, 0), ("One", 1, True, 0)]
    assert counted["country"] == [("Bulgaria", 1, False, 0)]
    assert counted["type"] == [("Small or medium-sized enterprise", 1, False, 0)]
    assert [(chip.label, chip.query) for chip in answer.chips] == [("One", "")]


def test_only_memberships_of_today_count():
    one = factory.cluster("one")
    gone, coming = factory.organisation("Gone"), factory.organisation("Coming")
    today = timezone.localdate()
    Membership.objects.create(organisation=gone, cluster=one, since=date(2020, 1, 1), until=today)
    Membership.objects.create(organisation=coming, cluster=one, since=today + timedelta(days=1))
    factory.organisation("Here", in_cluster=one)

    assert names("cluster=one") == ["Here"]


def test_a_concept_finds_who_does_it_or_a_narrower_one_and_stands_in_a_tree():
    concept_of("technique/weaving", en="weaving", fr="tissage")
    concept_of("technique/twill", "technique/weaving", en="twill", fr="sergé")
    can(factory.organisation("Twill"), "technique/twill")
    can(factory.organisation("Weavers"), "technique/weaving")
    can(factory.organisation("Else"), "material/wool")

    assert names("technique=technique/weaving") == ["Twill", "Weavers"]
    assert names("technique=technique/twill") == ["Twill"]
    assert names("concept=technique/weaving") == ["Twill", "Weavers"]  # as addresses were before
    assert names("technique=technique/nothing") == names("")
    _names, answer = found("technique=technique/weaving", language="fr")
    assert counts(answer)["technique"] == [("Tissage", 2, True, 0), ("Sergé", 1, False, 1)]


def test_limits_find_makers_for_a_small_order_in_time():
    maker("Small", min_order_style=50, lead_days=20, free_from=date(2027, 3, 1), free_until=date(2027, 4, 30))
    maker("Colours", min_order_colour=80, lead_days=40, free_from=date(2027, 4, 1))
    maker("Large", min_order_style=500, lead_days=90)
    factory.organisation("Silent")

    assert names("min_order=80") == ["Colours", "Small"]
    assert names("min_order=79") == ["Small"]
    assert names("min_order=1.000&lead_days=40") == ["Colours", "Small"]
    assert names("free_from=2027-04-15&free_until=2027-06-01") == ["Colours", "Small"]
    assert names("free_until=2027-03-15") == ["Small"]
    assert names("free_from=2027-05-15") == ["Colours"]


def test_a_certificate_counts_while_it_is_valid():
    today = timezone.localdate()
    concept_of("certificate/gots", en="GOTS")
    certificate(factory.organisation("Valid"), "certificate/gots", "1", valid_until=today)
    certificate(factory.organisation("Over"), "certificate/gots", "2", valid_until=today - timedelta(days=1))

    assert names("certificate=certificate/gots") == ["Valid"]
    assert names("has=certificate") == ["Valid"]
    assert names("lacks=certificate") == ["Over"]


def test_a_reader_of_the_alliance_is_answered_from_what_members_may_see():
    wool = concept_of("material/wool", en="wool")
    for name, level in (("Open", "public"), ("Shy", "members"), ("Closed", "private")):
        made = maker(name, min_order_style=50)
        can(made, wool.key)
        Organisation.objects.filter(pk=made.pk).update(visibility={"min_order_style": level, "materials": level})
    member = factory.member_of(factory.cluster("one"))

    assert names("min_order=50") == names("material=material/wool") == ["Open"]
    assert names("min_order=50", user=member) == names("material=material/wool", user=member) == ["Open", "Shy"]
    assert counts(found("", user=member)[1])["material"] == [("Wool", 2, False, 0)]
    assert counts(found("")[1])["material"] == [("Wool", 1, False, 0)]


def test_near_a_town_and_inside_an_area():
    for name, latitude, longitude in (("Ruse", 43.85, 25.95), ("Byala", 43.46, 25.73), ("Lyon", 45.76, 4.84)):
        made = factory.organisation(name)
        made.places.create(town=name, country="BG", latitude=latitude, longitude=longitude)

    assert names("near=Русе&km=60&sort=distance") == ["Ruse", "Byala"]
    assert names("area=43,25;44,25;44,26;43,26") == ["Byala", "Ruse"]
    assert names("area=43,25;44,25;44,26;43,26&near=Ruse&km=10") == ["Ruse"]
    assert names("near=Nowherebad") == ["Byala", "Lyon", "Ruse"]


def test_the_order_is_by_name_or_the_newest_first():
    for days, name in enumerate(("Mill", "Zebra", "Abel")):
        made = factory.organisation(name)
        Organisation.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days))

    assert names() == ["Abel", "Mill", "Zebra"]
    assert names("sort=new") == ["Mill", "Zebra", "Abel"]
    assert names("sort=practices") == ["Abel", "Mill", "Zebra"]  # an order that there was once


def test_other_layers_stand_in_the_list_when_they_are_asked_for():
    factory.organisation("Mill")

    _names, answer = found("layer=practice&layer=organisation&layer=nothing")

    assert answer.asked.layers == ("practice", "organisation")
    assert [(layer.kind, layer.count, layer.chosen) for layer in answer.layers][:2] == [
        ("organisation", 1, True),
        ("practice", 0, True),
    ]


def test_unknown_values_do_no_harm_and_faults_are_told():
    asked = parse(
        QueryDict(
            "q=a\x00b%00%0A c&cluster=nowhere&country=XX&type=%3Cb%3E&size=&page=-3&foo=1&sort=x&concept=a%00/b"
            "&region=BG-18%27&language=klingon&has=secret&min_order=eighty&free_from=soon&area=1&near=%00&box=9"
        )
    )

    assert (asked.text, asked.chosen, asked.page, asked.order) == ("a b c", {}, 1, "relevance")
    assert set(asked.faults) == {"min_order", "free_from", "area"}
    assert asked.typed == {"min_order": "eighty", "free_from": "soon"}


def test_the_address_of_a_question_can_be_shared():
    factory.cluster("a")
    factory.cluster("b")
    asked = parse(QueryDict("q=Русе&cluster=b&cluster=a&min_order=80&free_from=1.3.2027&page=2&sort=name"))

    assert asked.query_string() == (
        "q=%D0%A0%D1%83%D1%81%D0%B5&cluster=a&cluster=b&min_order=80&free_from=2027-03-01&sort=name&page=2"
    )
    assert parse(QueryDict(asked.query_string())).pairs() == asked.pairs()
    assert asked.without("cluster", "a").without("min_order").without("free_from").query_string() == (
        "q=%D0%A0%D1%83%D1%81%D0%B5&cluster=b&sort=name"
    )


def test_codes_are_those_of_all_that_fit_however_many():
    for number in range(25):
        factory.organisation(f"Mill {number}", country="BG" if number % 5 else "FR")
    index_everything()

    codes = list(directory.codes(parse(QueryDict("country=BG")), user=VISITOR))

    assert codes == sorted(Organisation.objects.filter(country="BG").values_list("code", flat=True))
