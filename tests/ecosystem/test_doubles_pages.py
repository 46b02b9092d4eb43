"""The round that finds doubles, its pages, yes and no for ever, several at once, undo and split."""

import pytest
from django.urls import reverse

from clusters.models import Organisation
from ecosystem.actions import doubles as actions
from ecosystem.errors import EcosystemError, NotAllowedError
from ecosystem.models import Claim, Hint, PossibleDouble, SameOrNot
from search.models import IndexChange
from tests import racing
from tests.factories import accounts as people, clusters as places, ecosystem_claims as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return places.cluster("loom")


@pytest.fixture
def two(loom):
    """One firm under two names, and one that is another."""
    first = places.organisation("Текстил Янтра ЕООД", in_cluster=loom, town="Русе", vat_number="BG123456789")
    second = places.organisation("Tekstil Yantra Ltd", in_cluster=loom, town="Ruse")
    places.organisation("Kolev Knits", in_cluster=loom, town="Ruse")
    return first, second


def signed_in(user) -> Visitor:
    client = Visitor()
    client.force_login(user)
    return client


def pairs():
    return [{row.left.code, row.right.code} for row in PossibleDouble.objects.select_related("left", "right")]


def test_the_round_finds_what_nobody_answered(two):
    first, second = two

    assert (actions.find_doubles(), pairs()) == (1, [{first.code, second.code}])
    row = PossibleDouble.objects.get()
    assert (row.sure, row.left.code < row.right.code) == (True, True)
    found_at = row.found_at
    actions.find_doubles()
    assert PossibleDouble.objects.get().found_at == found_at
    actions.keep_apart(first, second, by=people.coordinator())
    assert (actions.find_doubles(), pairs()) == (0, [])


def test_the_round_forgets_what_is_no_double_any_more(two):
    first, second = two
    actions.find_doubles()
    Organisation.objects.filter(pk=second.pk).update(name="Quite another firm")

    assert (actions.find_doubles(), pairs()) == (0, [])


def test_a_no_is_remembered_for_ever(loom, two):
    first, second = two
    manager = places.manager_of(loom)
    actions.find_doubles()
    client = signed_in(manager)
    page = client.get(reverse("doubles")).text
    assert ("very likely one" in page, first.name in page, second.name in page) == (True, True, True)
    assert reverse("doubles") in client.get(reverse("desk")).text

    answer = client.post(reverse("double_apart", args=[first.code, second.code]))

    assert (answer.status_code, answer["Location"]) == (302, reverse("doubles"))
    said = SameOrNot.objects.get()
    assert (said.same, said.by, {said.subject, said.organisation.code}) == (
        False,
        manager,
        {f"organisation:{min(first.code, second.code)}", max(first.code, second.code)},
    )
    actions.find_doubles()
    assert "No doubles wait" in client.get(reverse("doubles")).text
    assert "said before that they are two" in client.get(reverse("double", args=[first.code, second.code])).text


def test_side_by_side_then_one_then_two_again(loom, two):
    first, second = two
    client = signed_in(places.manager_of(loom))
    actions.find_doubles()
    page = client.get(reverse("double", args=[first.code, second.code]))
    assert ("BG123456789" in page.text, "The same name, spelt another way" in page.text) == (True, False)
    assert "The same name" in page.text

    refused = client.post(reverse("double_merge", args=[first.code, second.code]), {"winner": "nobody"})
    assert (refused.status_code, Organisation.objects.exclude(merged_into=None).count()) == (422, 0)
    merged = client.post(reverse("double_merge", args=[first.code, second.code]), {"winner": second.code})

    first.refresh_from_db()
    assert (merged["Location"], first.merged_into) == (second.get_absolute_url(), second)
    assert Visitor().get(reverse("organisation", args=[first.code, "x"]))["Location"] == second.get_absolute_url()
    assert (SameOrNot.objects.get().same, PossibleDouble.objects.count()) == (True, 0)
    assert IndexChange.objects.filter(kind="organisation", code=first.code).exists()
    assert first.name in client.get(reverse("doubles_merged")).text

    undone = client.post(reverse("double_undo", args=[first.code]))

    first.refresh_from_db()
    assert (undone["Location"], first.merged_into) == (first.get_absolute_url(), None)
    assert Visitor().get(first.get_absolute_url()).status_code == 200
    assert (SameOrNot.objects.count(), actions.find_doubles()) == (0, 1)


def test_several_are_answered_at_once_and_one_refusal_stops_no_other(loom):
    away, manager = places.cluster("away"), places.manager_of(loom)
    mine = [places.organisation(f"Firm {number}", in_cluster=loom) for number in range(6)]
    theirs = places.organisation("Theirs", in_cluster=away)
    rows = [factory.pair(mine[0], mine[1]), factory.pair(mine[2], mine[3]), factory.pair(mine[4], theirs)]
    client = signed_in(manager)
    page = client.get(reverse("doubles")).text
    assert page.count('value="left"') == 2  # of the third only the coordinator can make one

    answer = client.post(
        reverse("doubles"), {f"pair_{rows[0].pk}": "right", f"pair_{rows[1].pk}": "no", f"pair_{rows[2].pk}": ""}
    )

    assert answer.status_code == 302
    left, right = rows[0].left, rows[0].right
    left.refresh_from_db()
    assert left.merged_into == right
    assert [{row.left_id, row.right_id} for row in PossibleDouble.objects.all()] == [{mine[4].pk, theirs.pk}]
    assert client.post(reverse("doubles"), {f"pair_{rows[2].pk}": "left"}).status_code == 422
    done = actions.answer_all([(rows[2], "left"), (factory.pair(mine[4], mine[5]), "no")], by=manager)
    assert (done.merged, done.apart, len(done.refused)) == ([], 1, 1)
    assert Organisation.objects.get(pk=theirs.pk).merged_into is None


def test_who_may_say_what(loom):
    away = places.cluster("away")
    one, other = places.organisation("One", in_cluster=loom), places.organisation("Other", in_cluster=away)
    factory.pair(one, other)
    manager, stranger = places.manager_of(loom), places.manager_of(places.cluster())

    for user in (stranger, people.auditor(), places.representative_of(one, in_cluster=loom)):
        with pytest.raises(NotAllowedError):
            actions.keep_apart(one, other, by=user)
        with pytest.raises(NotAllowedError):
            actions.merge_pair(one, other, by=user)
    with pytest.raises(EcosystemError):
        actions.merge_pair(one, other, by=manager)
    assert (SameOrNot.objects.count(), PossibleDouble.objects.count()) == (0, 1)
    assert signed_in(stranger).get(reverse("double", args=[one.code, other.code])).status_code == 403
    assert one.name not in signed_in(stranger).get(reverse("doubles")).text

    actions.merge_pair(one, other, by=people.coordinator())
    assert Organisation.objects.get(pk=other.pk).merged_into == one


def test_private_values_of_the_other_firm_stay_private(loom):
    mine = places.organisation("One", in_cluster=loom, vat_number="BG111111111")
    theirs = places.organisation("Other", in_cluster=places.cluster(), vat_number="BG222222222")

    page = signed_in(places.manager_of(loom)).get(reverse("double", args=[mine.code, theirs.code])).text

    assert ("BG111111111" in page, "BG222222222" in page) == (True, False)


def test_claims_reports_and_answers_follow_a_merge_and_its_undo(loom):
    winner, loser, third = (places.organisation(name, in_cluster=loom) for name in ("Winner", "Loser", "Third"))
    coordinator, person = people.coordinator(), people.person()
    kept = factory.claim(winner, loom, by=person)
    stays, moves = factory.claim(loser, loom, by=person), factory.claim(loser, loom)
    hint = factory.hint(loser)
    actions.keep_apart(loser, third, by=coordinator)
    factory.pair(loser, third)
    before = sorted(SameOrNot.objects.values_list("subject", "organisation", "same"))

    actions.merge_pair(winner, loser, by=coordinator)

    at = dict(Claim.objects.values_list("pk", "organisation__name"))
    assert at == {kept.pk: "Winner", stays.pk: "Loser", moves.pk: "Winner"}
    assert Hint.objects.get(pk=hint.pk).organisation == winner
    low, high = sorted((winner, third), key=lambda each: each.code)
    assert SameOrNot.objects.get(same=False).subject == f"organisation:{low.code}"
    assert SameOrNot.objects.get(same=False).organisation == high
    assert PossibleDouble.objects.count() == 0

    actions.undo_merge(loser, by=coordinator)

    assert dict(Claim.objects.values_list("pk", "organisation__name")) == at | {moves.pk: "Loser"}
    assert Hint.objects.get(pk=hint.pk).organisation == loser
    assert sorted(SameOrNot.objects.values_list("subject", "organisation", "same")) == before


def test_split_from_the_page(loom):
    mill = places.organisation("Mill and dyehouse", in_cluster=loom, town="Ruse")
    varna = mill.places.create(town="Varna", country="BG", kind="site")
    client = signed_in(places.manager_of(loom))
    assert reverse("organisation_split", args=[mill.code]) in client.get(mill.get_absolute_url()).text

    every = {"name": "Dyehouse", "places": [place.pk for place in mill.places.all()]}
    assert client.post(reverse("organisation_split", args=[mill.code]), every).status_code == 422
    assert client.post(reverse("organisation_split", args=[mill.code]), {"name": "", "places": "x"}).status_code == 422
    answer = client.post(
        reverse("organisation_split", args=[mill.code]),
        {"name": "Dyehouse", "places": [varna.pk], "clusters": [loom.pk]},
    )

    made = Organisation.objects.get(name="Dyehouse")
    assert answer["Location"] == made.get_absolute_url()
    assert (list(made.places.all()), made.memberships.get().cluster) == ([varna], loom)


def test_the_list_takes_the_same_queries_for_one_and_thirty(loom, django_assert_max_num_queries):
    client = signed_in(places.manager_of(loom))
    many = [places.organisation(in_cluster=loom, town="Ruse") for _number in range(60)]
    factory.pair(many[0], many[1])
    client.get(reverse("doubles"))

    with django_assert_max_num_queries(40) as one:
        client.get(reverse("doubles"))
    for number in range(2, 60, 2):
        factory.pair(many[number], many[number + 1])
    with django_assert_max_num_queries(len(one)):
        page = client.get(reverse("doubles"))

    assert page.text.count('value="no"') == 10


@pytest.mark.parametrize("rubbish", ["pair_x", "pair_", "pair_99999999999999999999", "pair_1"])
def test_rubbish_in_the_form_answers_nothing(loom, rubbish):
    client = signed_in(places.manager_of(loom))

    assert client.post(reverse("doubles"), {rubbish: "left"}).status_code == 302


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_yes_and_no_at_the_same_moment_leave_one_answer():
    loom = places.cluster("loom")
    managers = places.manager_of(loom), places.manager_of(loom)
    one, other = (places.organisation(name, in_cluster=loom) for name in ("One", "Other"))
    factory.pair(one, other)

    racing.at_once(
        lambda: actions.merge_pair(one, other, by=managers[0]),
        lambda: actions.keep_apart(one, other, by=managers[1]),
        refusal=EcosystemError,
    )

    assert (SameOrNot.objects.count(), PossibleDouble.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_merges_and_an_undo_at_once_leave_whole_organisations():
    loom = places.cluster("loom")
    managers = [places.manager_of(loom) for _number in range(3)]
    one, other, third = (places.organisation(name, in_cluster=loom) for name in ("One", "Other", "Third"))
    actions.merge_pair(one, other, by=managers[0])

    racing.at_once(
        lambda: actions.undo_merge(Organisation.objects.get(pk=other.pk), by=managers[0]),
        lambda: actions.merge_pair(third, one, by=managers[1]),
        lambda: actions.undo_merge(Organisation.objects.get(pk=other.pk), by=managers[2]),
        refusal=EcosystemError,
    )

    stands = [each for each in Organisation.objects.all() if each.merged_into_id is None]
    assert all(each.memberships.count() == 1 for each in stands)
    assert all(each.memberships.count() == 0 for each in Organisation.objects.exclude(merged_into=None))
