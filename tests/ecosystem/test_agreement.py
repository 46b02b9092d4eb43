"""List and map agree, whatever is asked: one question, seen twice. Runs on each engine."""

import random
from collections import Counter
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from ecosystem import directory, maps
from ecosystem.addresses import DirectoryRequest
from search import service
from search.documents import FOR_MEMBERS, MEMBERS, PUBLIC, Place
from search.places import Town
from tests.factories import clusters, search as index
from tests.factories.vocabulary import concept, scheme

pytestmark = pytest.mark.django_db
COMBINATIONS = 200
THINGS = 150
STEPS = ("value-chain-step/making", "value-chain-step/weaving", "value-chain-step/dyeing")
MATERIALS = ("material/wool", "material/silk", "material/hemp")
WORDS = ("loom", "thread", "silk mill", "")
DAY = date(2027, 3, 1).toordinal()
TOWNS = (Town("Ruse", "BG", 43.85, 25.95), Town("Lyon", "FR", 45.76, 4.84), Town("Herning", "DK", 56.14, 8.97))
AREA = (Place(36, -10), Place(60, -8), Place(58, 20), Place(40, 16))


def made(dice: random.Random) -> list:
    """Things of three kinds: public and members’ values differ, some have no place, some share one."""
    documents = []
    for number in range(THINGS):
        kind = dice.choices(("organisation", "practice", "offer"), (8, 2, 1))[0]
        town = dice.choice(TOWNS)
        spread = dice.choice((0, 0.3, 4))
        place = Place(town.latitude + dice.uniform(-spread, spread), town.longitude + dice.uniform(-spread, spread))
        steps, materials = (tuple(dice.sample(of, dice.randrange(3))) for of in (STEPS, MATERIALS))
        order, free = dice.choice((None, 30, 80, 300)), dice.choice((None, DAY, DAY + 60))
        public, known = dice.random() < 0.7, {}
        facets = {"cluster": (dice.choice(("one", "two")),), "country": (town.country,), "type": (dice.choice("ab"),)}
        having = tuple(name for name, has in (("photo", number % 2), ("min_order_style", order)) if has)
        numbers = {"min_order": order, "free_from": free, "free_until": free and free + 40}
        for prefix in ("", FOR_MEMBERS) if public else (FOR_MEMBERS,):
            own = {"step": steps, "material": materials, "has": having}
            facets |= {f"{prefix}{name}": values for name, values in own.items()}
            known |= {f"{prefix}{name}": float(value) for name, value in numbers.items() if value}
        documents.append(
            index.document(
                f"{dice.choice(WORDS)} {number}",
                kind=kind,
                code=f"t{number}",
                index=False,
                facets={name: values for name, values in facets.items() if values},
                numbers=known,
                place=place if number % 9 else None,
                access=(PUBLIC,) if number % 11 else (MEMBERS,),
            )
        )
    return documents


def asked(dice: random.Random) -> DirectoryRequest:
    """Any combination of filters, each asked for in one of three questions or so."""

    def maybe(value, chance=0.3):
        return value if dice.random() < chance else None

    chosen = {
        "cluster": maybe(("one",)),
        "country": maybe(dice.choice((("BG",), ("FR", "DK")))),
        "type": maybe(("a",), 0.2),
        "step": maybe(tuple(dice.sample(STEPS, dice.randint(1, 2)))),
        "material": maybe((dice.choice(MATERIALS),), 0.2),
        "has": maybe(("photo",), 0.2),
        "lacks": maybe(("min_order_style",), 0.15),
    }
    numbers = {"min_order": maybe(dice.choice((50, 100)))}
    dates = {"free_from": maybe(date.fromordinal(DAY + 45), 0.2), "free_until": maybe(date.fromordinal(DAY + 70), 0.2)}
    town = maybe(dice.choice(TOWNS), 0.25)
    layers = dice.choices((("organisation",), ("practice",), ("organisation", "practice", "offer")), (6, 1, 3))[0]
    return DirectoryRequest(
        text=dice.choices(WORDS, (1, 1, 1, 5))[0],
        chosen={name: values for name, values in chosen.items() if values},
        numbers={name: value for name, value in numbers.items() if value},
        dates={name: value for name, value in dates.items() if value},
        near=town.name if town else "",
        town=town,
        kilometres=dice.choice((50, 400)),
        area=maybe(AREA, 0.2) or (),
        layers=layers,
        sort=dice.choice(("", "name", "new")),
    )


def test_list_and_map_hold_the_same_things_for_200_questions(engine):
    dice = random.Random(6)
    clusters.cluster("one")
    clusters.cluster("two")
    chain, materials = scheme("value-chain-step"), scheme("material")
    for key in (*STEPS, *MATERIALS):
        concept(chain if key in STEPS else materials, key.partition("/")[2])
    engine.index(made(dice))
    engine.refresh()
    member = clusters.member_of(clusters.cluster())
    answered = 0
    for _number in range(COMBINATIONS):
        question, user = asked(dice), dice.choice((AnonymousUser(), member))
        found = directory.find(question, user=user, language="en")
        whole = directory.search_request(question, user=user, language="en", limit=THINGS)
        hits = service.engine().search(whole).hits
        cells = directory.cells(question, user=user, box=maps.WORLD, zoom=5, language="en")

        assert found.total == len(hits), question
        assert [hit.key for hit in found.hits] == [hit.key for hit in hits][: len(found.hits)], question
        if question.of_organisations:
            named = [hit.translation_key.partition(":")[2] for hit in hits]
            assert list(directory.codes(question, user=user, language="en")) == sorted(named), question
        placed = Counter(hit.kind for hit in hits if hit.place)
        assert {layer: sum(cell.count for cell in own) for layer, own in cells.items()} == {
            layer: placed[layer] for layer in question.layers
        }, question
        for layer, own in cells.items():
            for cell in own:
                inside = [hit for hit in hits if hit.kind == layer and hit.place and cell.box.holds(hit.place)]
                assert {hit.translation_key for hit in inside} >= set(cell.keys), question
        answered += bool(hits)

    assert answered > COMBINATIONS / 3
