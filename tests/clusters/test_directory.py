from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone

from clusters.directory import DirectoryRequest, parse, search, search_key
from clusters.models import Membership, Organisation
from clusters.profiles import Tally
from tests.factories import clusters as factory
from tests.factories.practices import concept, practice

pytestmark = pytest.mark.django_db
SAME = [
    ("Русе", "Ruse"),
    ("Русе", "РУСЕ"),
    ("София", "Sofia"),
    ("София", "Sofiya"),
    ("Щампарница", "Shtamparnitsa"),
    ("Ямбол", "Yambol"),
    ("Iași", "Iasi"),
    ("Iași", "Iaşi"),  # with the cedilla of old keyboards
    ("Târgu Mureș", "targu mures"),
    ("Århus", "Aarhus"),
    ("Århus", "Arhus"),
    ("København", "Koebenhavn"),
    ("Gé Clair", "ge clair"),
    ("L’Hospitalet", "l’hospitalet"),
    ("Cañamero", "canamero"),
]


def found(query="", *, language="en", sort="name", **chosen):
    asked = DirectoryRequest(query, {facet: frozenset(values) for facet, values in chosen.items()}, sort=sort)
    result = search(asked, user=AnonymousUser(), language=language)
    names = Organisation.objects.in_bulk(result.pks)
    return [names[pk].name for pk in result.pks]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_search_key_makes_spellings_and_scripts_equal(a, b):
    assert search_key(a) == search_key(b)


@pytest.mark.parametrize(("a", "b"), SAME)
def test_search_finds_a_town_in_either_spelling(a, b):
    factory.organisation("First", town=a)
    factory.organisation("Second", town=b)
    factory.organisation("Elsewhere", town="Xanten")

    assert found(a) == found(b) == ["First", "Second"]


def test_search_wants_every_word_in_names_or_towns():
    factory.organisation("Тъкачница „Совалка“", name_latin="Takachnitsa Sovalka", town="Сливен")
    factory.organisation("Sovalka", town="Ruse")

    assert found("sovalka sliven") == ["Тъкачница „Совалка“"]
    assert found("совалка") == ["Sovalka", "Тъкачница „Совалка“"]
    assert found("sovalka nowhere") == []


def test_search_hides_what_waits_and_what_was_merged_away():
    kept = factory.organisation("Kept")
    factory.organisation("Waiting", confirmed=False)
    factory.organisation("Double", merged_into=kept)

    assert found() == ["Kept"]


def test_values_widen_and_filters_narrow():
    one, two = factory.cluster("one"), factory.cluster("two")
    factory.organisation("A", in_cluster=one, type="sme", country="BG")
    factory.organisation("B", in_cluster=two, type="sme", country="FR")
    factory.organisation("C", in_cluster=two, type="public", country="FR")

    assert found(cluster={"one", "two"}) == ["A", "B", "C"]
    assert found(cluster={"one", "two"}, type={"sme"}) == ["A", "B"]
    assert found(cluster={"two"}, country={"BG"}) == []


def test_counts_stand_beside_each_value_as_the_other_filters_leave_them():
    one, two = factory.cluster("one", short_name="One"), factory.cluster("two", short_name="Two")
    factory.organisation("A", in_cluster=one, type="sme", size="small", country="BG")
    factory.organisation("B", in_cluster=two, type="sme", country="FR")
    factory.organisation("C", in_cluster=two, type="public", country="FR")

    result = search(DirectoryRequest("", {"cluster": frozenset({"one"})}), user=AnonymousUser(), language="en")
    counts = {
        group.facet: [(each.label, each.count, each.checked) for each in group.choices] for group in result.groups
    }

    assert counts == {
        "cluster": [("One", 1, True), ("Two", 2, False)],
        "country": [("Bulgaria", 1, False)],
        "type": [("small or medium-sized enterprise", 1, False)],
        "size": [("small (10 to 49 people)", 1, False)],
    }
    assert result.chips == [("One", "")]


def test_only_memberships_of_today_count():
    one = factory.cluster("one")
    gone, coming = factory.organisation("Gone"), factory.organisation("Coming")
    today = timezone.localdate()
    Membership.objects.create(organisation=gone, cluster=one, since=date(2020, 1, 1), until=today)
    Membership.objects.create(organisation=coming, cluster=one, since=today + timedelta(days=1))
    factory.organisation("Here", in_cluster=one)

    assert found(cluster={"one"}) == ["Here"]


def test_order_follows_the_alphabet_of_the_reader():
    for name in ("Åben", "Zebra", "Abel", "Ædel"):
        factory.organisation(name)

    assert found(language="da") == ["Abel", "Zebra", "Ædel", "Åben"]
    assert found(language="en") == ["Abel", "Åben", "Ædel", "Zebra"]


def test_order_can_be_the_newest_or_those_with_most_practices_first():
    for name in ("Abel", "Mill", "Zebra"):
        for _each in range(len(factory.organisation(name).name) - 4):
            practice(organisation=Organisation.objects.get(name=name))

    assert found(sort="new") == ["Zebra", "Mill", "Abel"]
    assert found(sort="practices") == ["Zebra", "Abel", "Mill"]


def test_tallies_say_what_other_rooms_count():
    mill = factory.organisation("Mill")
    practice(organisation=mill)
    practice(organisation=mill, live=False)

    result = search(DirectoryRequest(), user=AnonymousUser(), language="en")

    assert result.tallies == {mill.pk: Tally(1, "1 practice")}


def test_a_concept_finds_who_carries_it_or_a_narrower_one():
    weaving = concept("technique/weaving", fr="tissage")
    twill = concept("technique/twill", broader=weaving)
    factory.organisation("Twill").concepts.add(twill)
    factory.organisation("Weavers").concepts.add(weaving, twill)
    factory.organisation("Else").concepts.add(concept("material/wool"))

    assert found(concept={"technique/weaving"}) == ["Twill", "Weavers"]
    assert found(concept={"technique/twill"}) == ["Twill", "Weavers"]
    assert found(concept={"technique/nothing"}) == []
    asked = DirectoryRequest("", {"concept": frozenset({"technique/weaving"})}, sort="new")
    result = search(asked, user=AnonymousUser(), language="fr")
    assert result.chips == [("tissage", "sort=new")]
    (group,) = [group for group in result.groups if group.facet == "concept"]
    assert [(each.value, each.count, each.checked) for each in group.choices] == [("technique/weaving", 2, True)]


def test_parse_keeps_unknown_values_from_doing_harm():
    data = QueryDict(
        "q=a\x00b%00%0A  c&cluster=nowhere&country=XX&type=%3Cb%3E&size=&page=-3&foo=1&sort=x&concept=a%00/b&q="
        + "x" * 999
    )
    asked = parse(data)

    assert len(asked.query) == 200
    assert search(asked, user=AnonymousUser(), language="bg").pks == []


def test_address_of_the_filters_can_be_shared():
    asked = parse(QueryDict("q=Русе&cluster=b&cluster=a&page=2&sort=name"))

    assert parse(QueryDict(asked.query_string())) == DirectoryRequest("Русе", {"cluster": frozenset({"a", "b"})}, "1")
    assert asked.query_string(without=("cluster", "a")) == "q=%D0%A0%D1%83%D1%81%D0%B5&cluster=b"
    assert parse(QueryDict("sort=new")).query_string() == "sort=new"
