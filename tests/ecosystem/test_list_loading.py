"""Loading a list, loading it again, undoing it; two managers at once; a worker that is killed."""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clusters import fields
from clusters.actions.statements import state
from clusters.errors import ClusterError
from clusters.models import Membership, Organisation, Statement
from clusters.states import ValueSource
from ecosystem import tasks
from ecosystem.actions import list_lines, list_loading, lists as actions
from ecosystem.errors import IllegalMoveError
from ecosystem.models import ListLine, MemberList, SameOrNot
from ecosystem.states import LineState as S, ListState as L
from tests.ecosystem.messy import ERRORS, KNOWN, LINES, TWINS, messy
from tests.factories import accounts as people, clusters as places, ecosystem_lists as factory
from tests.racing import at_once

ROWS = [
    ["Фирма", "Град", "Мин. поръчка", "Член от", "Дейности"],
    ["Тъкачница Ирина ООД", "Русе", "100", "2019", "тъкане"],
    ["Памук АД", "Ямбол", "", "", "багрене, шиене"],
    ["Шивачница Елена", "Пловдив", "30", "", ""],
]


@pytest.fixture
def loom(db):
    factory.words()
    return places.cluster("loom", languages=("bg",))


@pytest.fixture
def manager(loom):
    return places.manager_of(loom)


def record(name: str) -> dict:
    return fields.values_of(fields.with_values(Organisation.objects.all()).get(name=name))


def states(members) -> list:
    return list(members.lines.values_list("state", flat=True))


def test_new_members_have_a_record_a_membership_and_a_source(loom, manager):
    members = factory.loaded(factory.checked(loom, ROWS, by=manager), by=manager)

    assert (members.state, states(members)) == (L.LOADED, [S.LOADED] * 3)
    irina = record("Тъкачница Ирина ООД")
    assert (irina["min_order_style"], irina["steps"]) == (100, ["value-chain-step/weaving"])
    assert (irina["place"]["town"], irina["place"]["region_code"]) == ("Русе", "BG-18")
    since = Membership.objects.filter(cluster=loom).order_by("since").values_list("since", flat=True)
    assert list(since) == [date(2019, 1, 1), timezone.localdate(), timezone.localdate()]
    said = Statement.objects.order_by().values_list("source", "origin", "promoted", "by").distinct()
    assert list(said) == [(ValueSource.IMPORT, f"list:{members.code}", True, manager.pk)]


def test_the_same_file_again_asks_nothing_and_changes_nothing(loom, manager):
    rows = [*ROWS, ["Прежда ЕТ", "Сливен", "много", "", ""], ["", "София", "", "", ""]]
    first = factory.checked(loom, rows, by=manager)
    repaired = first.lines.get(number=5)
    list_lines.repair_line(first, 5, {2: "40"}, by=manager)
    list_lines.leave_out(first, 6, by=manager)
    factory.loaded(first, by=manager)
    before = (Organisation.objects.count(), Statement.objects.count(), Membership.objects.count())

    again = factory.checked(loom, rows, by=manager)
    assert states(again) == [S.SAME] * 4 + [S.LEFT_OUT]
    assert again.lines.get(number=5).repaired == {"2": "40"}
    factory.loaded(again, by=manager)

    assert (Organisation.objects.count(), Statement.objects.count(), Membership.objects.count()) == before
    assert repaired.members_id == first.pk


def test_a_known_member_gets_what_is_new_and_keeps_its_name(loom, manager):
    known = places.organisation("Тъкачница „Ирина“ ООД", in_cluster=loom, town="Ruse")
    state(known, {"min_order_style": 50, "lead_days": 10}, source=ValueSource.OWN, by=None)
    headings = ["Фирма", "Град", "Мин. поръчка", "Срок", "Сайт"]
    rows = [headings, ["Тъкачница Ирина ООД", "Русе", "100", "10", "irina.example"]]

    members = factory.checked(loom, rows, by=manager)
    line = members.lines.get()
    assert (line.state, line.organisation) == (S.CHANGES, known)
    factory.loaded(members, by=manager)

    after = record("Тъкачница „Ирина“ ООД")
    assert (after["min_order_style"], after["website"], after["place"]["town"]) == (50, "https://irina.example", "Ruse")
    behind = Statement.objects.filter(organisation=known, field="min_order_style").values_list("value", "promoted")
    assert sorted(behind) == [(50, True), (100, False)]
    assert states(factory.checked(loom, rows, by=manager)) == [S.SAME]


def test_the_preview_says_field_by_field_what_will_happen(client, loom, manager):
    places.organisation("Тъкачница Ирина ООД", in_cluster=loom, town="Русе")
    members = factory.checked(loom, ROWS, by=manager)
    client.force_login(manager)

    answer = client.get(reverse("list_preview", args=[members.code]))

    told = answer.content.decode()
    assert "Load 3 lines" in told
    told = {each.line.number: each.changes for each in answer.context["previews"]}
    assert {number: [(each.label, each.old, each.new) for each in changes] for number, changes in told.items()} == {
        2: [
            ("value-chain steps", "–", "weaving"),
            ("minimum order per style", "–", "100"),
            ("place", "Русе, Bulgaria", "Русе, (43.8487, 25.9534), Bulgaria"),
        ],
        3: [],
        4: [],
    }
    assert Organisation.objects.count() == 1


def test_a_yes_and_a_no_are_remembered_for_ever(client, loom, manager):
    one = places.organisation("Памук Ямбол", in_cluster=loom, town="Ямбол")
    two = places.organisation("Елена Шивачница и син", in_cluster=loom, town="Пловдив")
    members = factory.checked(loom, ROWS, by=manager)
    client.force_login(manager)
    asked = {line.number: [each["code"] for each in line.suspects] for line in members.lines.filter(state=S.DOUBLE)}

    answers = {
        f"pair:{number}:{code}": "yes" if code == one.code else "no" for number in asked for code in asked[number]
    }
    client.post(reverse("list_doubles", args=[members.code]), answers)
    factory.loaded(members, by=manager)

    assert not members.lines.exclude(state=S.LOADED).exists()
    again = factory.checked(loom, ROWS, by=manager)
    assert states(again) == [S.SAME] * 3
    if two.code in sum(asked.values(), []):
        assert SameOrNot.objects.filter(organisation=two, same=False).exists()


def test_a_load_is_undone_and_codes_of_what_it_made_are_gone(client, loom, manager):
    known = places.organisation("Тъкачница Ирина ООД", in_cluster=loom, town="Русе")
    before = record(known.name)
    members = factory.loaded(factory.checked(loom, ROWS, by=manager), by=manager)
    made = Organisation.objects.exclude(pk=known.pk).get(name="Памук АД")

    members = factory.undone(members, by=manager)

    assert (members.state, list(Organisation.objects.all())) == (L.UNDONE, [known])
    after = record(known.name)
    assert {name: after[name] for name in before} == before
    assert after.keys() - before.keys() <= {"unit", "currency"}  # of terms that are empty
    assert not Statement.objects.filter(origin=members.origin).exists()
    assert client.get(f"/en/organisations/{made.code}/{made.slug}/").status_code == 410
    assert states(members) == [S.CHANGES, S.NEW, S.NEW]
    actions.read_again(members, by=manager)
    tasks.read_list.enqueue(members.pk)
    assert factory.loaded(members, by=manager).state == L.LOADED
    assert Organisation.objects.count() == 3


def test_a_number_that_another_firm_has_by_now_does_not_stop_the_undo(loom, manager):
    known = places.organisation("Тъкачница Ирина ООД", in_cluster=loom, town="Русе")
    members = factory.loaded(factory.checked(loom, ROWS, by=manager), by=manager)
    values = {"organisation": known, "field": "vat_number", "source": ValueSource.IMPORT}
    Statement.objects.create(**values, value="BG131129282", origin="list:older", promoted=False)
    Statement.objects.create(**values, value="BG831641791", origin=members.origin)
    Organisation.objects.filter(pk=known.pk).update(vat_number="BG831641791")
    places.organisation("Друга", vat_number="BG131129282")

    members = factory.undone(members, by=manager)

    assert members.state == L.UNDONE
    assert dict(members.lines.values_list("number", "before"))[2]["stays"] == "changed"
    assert record(known.name)["vat_number"] == "BG831641791"
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Друга", known.name]


def test_what_somebody_changed_since_stays(client, loom, manager):
    known = places.organisation("Тъкачница Ирина ООД", in_cluster=loom, town="Русе")
    members = factory.loaded(factory.checked(loom, ROWS, by=manager), by=manager)
    cotton = Organisation.objects.get(name="Памук АД")
    state(known, {"min_order_style": 70}, source=ValueSource.OWN, by=None)
    state(cotton, {"lead_days": 9}, source=ValueSource.OWN, by=None)
    places.member_of(loom, at=Organisation.objects.get(name="Шивачница Елена"))

    members = factory.undone(members, by=manager)

    assert record(known.name)["min_order_style"] == 70
    assert "steps" not in record(known.name)
    assert Organisation.objects.count() == 3
    why = dict(members.lines.values_list("number", "before"))
    assert why[2]["kept"] == ["min_order_style"]
    assert (why[3]["stays"], why[4]["stays"]) == ("changed", "needed")
    client.force_login(manager)
    told = client.get(reverse("list_lines", args=[members.code]) + "?state=all").content.decode()
    assert "2 organisations stay" in told
    assert "Some values were changed since and stay." in told


def test_two_lists_of_a_cluster_are_not_loaded_at_once(loom, manager):
    one, two = (factory.checked(loom, ROWS, by=manager) for _number in range(2))
    actions.start_loading(one, by=manager)
    actions.start_loading(one, by=manager)

    with pytest.raises(IllegalMoveError, match="members.csv.* of your cluster is at work just now: being loaded"):
        actions.start_loading(two, by=places.manager_of(loom))
    assert factory.fresh(two).state == L.CHECKED


def test_members_of_a_list_loaded_meanwhile_are_not_made_twice(loom, manager):
    one, two = (factory.checked(loom, ROWS, by=manager) for _number in range(2))
    factory.loaded(one, by=manager)

    two = factory.loaded(two, by=places.manager_of(loom))

    assert states(two) == [S.DOUBLE] * 3
    assert Organisation.objects.count() == 3


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_managers_click_at_the_same_moment(loom, manager):
    other = places.manager_of(loom)
    lists = [factory.checked(loom, ROWS, by=manager), factory.checked(loom, ROWS, by=other)]

    answers = at_once(
        lambda: actions.start_loading(lists[0], by=manager),
        lambda: actions.start_loading(lists[1], by=other),
        refusal=IllegalMoveError,
    )

    assert sum(isinstance(answer, IllegalMoveError) for answer in answers) == 1
    assert sorted(factory.fresh(each).state for each in lists) == [L.CHECKED, L.LOADING]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_worker_killed_in_the_middle_doubles_nothing(loom, manager, monkeypatch):
    rows = [ROWS[0], *([f"{name} ООД", "Русе", str(number), "", "шиене"] for number, name in enumerate(_names(60)))]
    members = factory.checked(loom, rows, by=manager)
    actions.start_loading(members, by=manager)
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.ecosystem.slow_loading", str(members.pk)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"CLOTH_TEST_DATABASE": str(connection.settings_dict["NAME"])},
    )
    until = time.monotonic() + 60
    while members.lines.filter(state=S.LOADED).count() < 20 and time.monotonic() < until:
        time.sleep(0.05)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    half = members.lines.filter(state=S.LOADED).count()
    assert 20 <= half < 60
    assert Organisation.objects.count() == half

    MemberList.objects.update(worked_at=timezone.now() - timedelta(minutes=10))
    assert tasks.follow_silent_lists() == 1

    assert factory.fresh(members).state == L.LOADED
    assert (Organisation.objects.count(), Membership.objects.count()) == (60, 60)
    assert states(members) == [S.LOADED] * 60
    assert tasks.follow_silent_lists() == 0


def _names(number: int) -> list[str]:
    return [row[0].partition(" ")[0] for row in messy().rows[1:] if row[0] and row[0].isprintable()][:number]


def test_a_batch_that_the_records_refuse_is_loaded_line_by_line(loom, manager, monkeypatch):
    members = factory.checked(loom, ROWS, by=manager)
    real = list_loading.state_many

    def refusing(pairs, **options):
        if any(values.get("name") == "Памук АД" for _organisation, values in pairs):
            raise ClusterError("Not this one.")
        return real(pairs, **options)

    monkeypatch.setattr(list_loading, "state_many", refusing)
    members = factory.loaded(members, by=manager)

    assert states(members) == [S.LOADED, S.FAULTY, S.LOADED]
    assert members.lines.get(number=3).faults == [{"field": "", "code": "refused", "params": {"text": "Not this one."}}]
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["Тъкачница Ирина ООД", "Шивачница Елена"]


def test_the_messy_list_has_its_errors_and_its_doubles(loom, manager):
    made = messy()
    for name, town in made.known:
        places.organisation(name, in_cluster=loom, town=town)

    members = factory.checked(loom, made.rows, by=manager)

    faulty = set(members.lines.filter(state=S.FAULTY).values_list("number", flat=True))
    asked = members.lines.filter(state__in=(S.DOUBLE, S.CHANGES, S.SAME))
    found = {line.number for line in asked if line.suspects}
    assert (members.lines.count(), len(made.right), len(made.doubles), len(made.twins)) == (LINES, ERRORS, KNOWN, TWINS)
    assert {line.number: line.faults for line in members.lines.filter(number__in=faulty - set(made.right))} == {}
    assert found == set(made.doubles) | {second for second, _first in made.twins}


def test_only_who_may_load_may_load(client, loom, manager):
    members = factory.checked(loom, ROWS, by=manager)
    client.force_login(people.auditor())

    assert client.post(reverse("list_move", args=[members.code, "load"])).status_code == 403
    assert (factory.fresh(members).state, Organisation.objects.count()) == (L.CHECKED, 0)
    assert ListLine.objects.filter(state=S.LOADED).count() == 0
