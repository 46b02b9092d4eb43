"""Finding an organisation by what people type, and those that may be the same."""

import pytest

from clusters.matching import find_organisations, likely_doubles
from clusters.models import Organisation
from tests.factories import clusters

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisations():
    return {
        "loom": clusters.organisation("Тъкачница „Совалка“", name_latin="Takachnitsa Sovalka", town="Габрово"),
        "mill": clusters.organisation("Filature de l’Élan", country="FR", town="Roubaix"),
        "knit": clusters.organisation("Țesătoria Mureș", country="RO", town="Târgu Mureș"),
        "other": clusters.organisation("Ærø Strik", country="DK", town="Ærøskøbing"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("совалка", ["loom"]),
        ("SOVALKA", ["loom"]),
        ("sovalka gabrovo", ["loom"]),
        ("габрово", ["loom"]),
        ("elan", ["mill"]),
        ("ÉLAN roubaix", ["mill"]),
        ("tesatoria", ["knit"]),
        ("targu mures", ["knit"]),
        ("aero", ["other"]),
        ("elan gabrovo", []),
        ("x", []),
        ("", []),
        ("%", []),
        ("' OR 1=1 --", []),
    ],
)
def test_any_spelling_finds(organisations, typed, found):
    assert find_organisations(typed, user=None) == [organisations[name] for name in found]


def test_unseen_organisations_are_not_found():
    winner = clusters.organisation("Winner mill")
    clusters.organisation("Hidden mill", confirmed=False)
    clusters.organisation("Merged mill", merged_into=winner)

    assert find_organisations("mill", user=None) == [winner]


def test_names_that_begin_with_the_word_come_first_and_twenty_are_enough():
    late = clusters.organisation("The weavers")
    first = [clusters.organisation(f"Weavers {number:02}") for number in range(25)]

    assert find_organisations("weavers", user=None) == first[:20]
    assert late not in find_organisations("weavers", user=None)


@pytest.mark.parametrize("number", [1, 30])
def test_searching_takes_the_same_queries(django_assert_num_queries, number):
    for each in range(number):
        clusters.organisation(f"Mill {each}", in_cluster=clusters.cluster(), town="Sofia")

    with django_assert_num_queries(5):
        find_organisations("mill", user=None)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Tkachnitsa", "vat_number": "BG123456789"},
        {"name": "Something else", "website": "https://loom.example/contact"},
        {"name": "LOOM AND SONS"},
        {"name": "Loom and Sons Ltd"},
        {"name": "Лоом анд Сонс"},
    ],
)
def test_likely_doubles_are_seen(fields):
    known = clusters.organisation("Loom and Sons", vat_number="BG123456789", website="http://www.loom.example")
    clusters.organisation("Unrelated")

    assert likely_doubles(Organisation(**fields), user=None) == [known]


@pytest.mark.parametrize("name", ["Heirloom", "Son", "Loo", ""])
def test_others_are_no_doubles(name):
    clusters.organisation("Loom and Sons", website="")

    assert likely_doubles(Organisation(name=name, website=""), user=None) == []
