"""Pages of the lists of members: who sees them, what they say, what they refuse."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ecosystem.lists import reading
from ecosystem.models import ListLine, MemberList, RememberedHeading
from ecosystem.queries.list_columns import columns_of
from ecosystem.states import LineState as S, ListState as L
from tests.factories import accounts as people, clusters as places, ecosystem_lists as factory

pytestmark = pytest.mark.django_db
ROWS = [
    ["Фирма", "Град", "Мин. поръчка", "Бележка"],
    ["Тъкачница Ирина ООД", "Русе", "100", "x"],
    ["Памук АД", "Ямбол", "около сто", ""],
    ["Шивачница Елена", "Plovdiv", "около сто", ""],
    ["", "София", "=A1", ""],
]


@pytest.fixture
def loom(db):
    return places.cluster("loom", languages=("bg",))


@pytest.fixture
def manager(loom):
    return places.manager_of(loom)


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def states(members):
    return list(members.lines.values_list("number", "state"))


def page(client, name, members, *more, **query):
    return client.get(reverse(name, args=[members.code, *more]), query)


def test_a_file_becomes_a_list_and_its_columns_are_suggested(signed_in, loom):
    answer = signed_in.post(reverse("lists"), {"cluster": loom.pk, "file": factory.csv_file(ROWS, encoding="cp1251")})

    members = MemberList.objects.get()
    assert answer.url == reverse("list_columns", args=[members.code])
    assert (members.encoding, members.separator, members.lines_total, members.state) == ("cp1251", ";", 4, L.UPLOADED)
    form = signed_in.get(answer.url).context["form"]
    assert [form[f"column-{number}"].value() for number in range(4)] == ["name", "town", "min_order_style", ""]
    assert "Тъкачница Ирина ООД" in signed_in.get(answer.url).content.decode()


@pytest.mark.parametrize("name", ["members.xls", "members.pdf"])
def test_what_is_no_table_is_refused_beside_the_field(signed_in, loom, name):
    answer = signed_in.post(reverse("lists"), {"cluster": loom.pk, "file": factory.csv_file(ROWS, name=name)})

    assert answer.status_code == 422
    assert "Please save the table as CSV or XLSX" in answer.content.decode()
    assert MemberList.objects.count() == 0


def test_too_many_lines_are_refused_and_nothing_is_kept(signed_in, loom, monkeypatch):
    monkeypatch.setattr(reading, "MOST_LINES", 3)

    answer = signed_in.post(reverse("lists"), {"cluster": loom.pk, "file": factory.csv_file(ROWS)})

    assert answer.status_code == 422
    assert "more than 3 lines" in answer.content.decode()
    assert MemberList.objects.count() == 0


def test_a_book_with_too_many_lines_goes_back_with_a_sentence(signed_in, manager, loom, monkeypatch):
    members = factory.uploaded(loom, ROWS, by=manager, file=factory.xlsx_file({"Members": ROWS}))
    monkeypatch.setattr(reading, "MOST_LINES", 3)

    signed_in.post(reverse("list_columns", args=[members.code]), {"column-0": "name"})

    members = factory.fresh(members)
    assert (members.state, ListLine.objects.count()) == (L.UPLOADED, 0)
    assert "more than 3 lines" in page(signed_in, "list_columns", members).content.decode()


def test_two_columns_of_one_field_and_none_of_names_are_refused(signed_in, manager, loom):
    members = factory.uploaded(loom, ROWS, by=manager)
    address = reverse("list_columns", args=[members.code])

    twice = signed_in.post(address, {"column-0": "name", "column-1": "name"})
    none = signed_in.post(address, {"column-1": "town"})

    assert (twice.status_code, none.status_code) == (422, 422)
    assert "The column “Фирма” is this already." in twice.content.decode()
    assert "which column has the names" in none.content.decode()
    assert (factory.fresh(members).state, RememberedHeading.objects.count()) == (L.UPLOADED, 0)


def test_columns_are_remembered_and_offered_to_other_clusters(manager, loom):
    factory.checked(loom, ROWS, by=manager, columns={0: "name", 1: "town", 2: "largest_order", 3: ""})
    other = places.cluster("shuttle", languages=("da",))
    theirs = factory.uploaded(other, ROWS, by=places.manager_of(other))
    ours = factory.uploaded(loom, [*ROWS, ["Нова", "Русе", "", ""]], by=manager)

    assert [(each.field, each.why) for each in columns_of(ours)] == [
        ("name", "remembered"), ("town", "remembered"), ("largest_order", "remembered"), ("", "remembered"),
    ]  # fmt: skip
    assert [(each.field, each.why) for each in columns_of(theirs)] == [
        ("name", "others"), ("town", "others"), ("largest_order", "others"), ("", ""),
    ]  # fmt: skip


def test_another_sheet_can_be_chosen(signed_in, manager, loom):
    book = factory.xlsx_file({"Notes": [["Read me"]], "Members": ROWS})
    members = factory.uploaded(loom, ROWS, by=manager, file=book)

    signed_in.post(reverse("list_otherwise", args=[members.code]), {"sheet": "Members"})

    assert factory.fresh(members).headings == ROWS[0]


def test_letters_can_be_chosen(signed_in, manager, loom):
    members = factory.uploaded(loom, ROWS, by=manager)

    signed_in.post(reverse("list_otherwise", args=[members.code]), {"encoding": "cp1252", "separator": ";"})

    assert factory.fresh(members).headings[0].startswith("Ð¤")


def test_a_line_is_repaired_with_its_like_and_the_next_one_follows(signed_in, manager, loom):
    members = factory.checked(loom, ROWS, by=manager)
    assert states(members) == [
        (2, S.NEW),
        (3, S.FAULTY),
        (4, S.FAULTY),
        (5, S.FAULTY),
    ]
    shown = page(signed_in, "list_lines", members).content.decode()
    assert "“около сто” is no whole number." in shown

    address = reverse("list_line", args=[members.code, 3])
    form = signed_in.get(address)
    assert "Write the same in 1 other line with this text" in form.content.decode()
    typed = {"cell-0": "Памук АД", "cell-1": "Ямбол", "cell-2": "100", "alike-2": "on", "seen": form.context["version"]}
    answer = signed_in.post(address, typed)

    assert answer.url == reverse("list_line", args=[members.code, 5])
    assert states(members) == [(2, S.NEW), (3, S.NEW), (4, S.NEW), (5, S.FAULTY)]
    assert members.lines.get(number=4).repaired == {"2": "100"}


def test_a_line_somebody_else_repaired_is_not_overwritten(signed_in, manager, loom):
    members = factory.checked(loom, ROWS, by=manager)
    address = reverse("list_line", args=[members.code, 3])
    seen = signed_in.get(address).context["version"]
    signed_in.post(address, {"cell-0": "Памук АД", "cell-1": "Ямбол", "cell-2": "50", "seen": seen})

    answer = signed_in.post(address, {"cell-0": "Памук АД", "cell-1": "Ямбол", "cell-2": "70", "seen": seen})

    assert answer.status_code == 409
    assert 'value="70"' in answer.content.decode()
    assert members.lines.get(number=3).repaired == {"2": "50"}


def test_a_line_is_left_out_and_counts_again(signed_in, manager, loom):
    members = factory.checked(loom, ROWS, by=manager)

    signed_in.post(reverse("list_line_leave_out", args=[members.code, 5]))
    signed_in.post(reverse("list_line_leave_out", args=[members.code, 5]))
    assert members.lines.get(number=5).state == S.LEFT_OUT
    signed_in.post(reverse("list_line_take_back", args=[members.code, 5]))
    assert members.lines.get(number=5).state == S.FAULTY


def test_the_same_line_twice_waits_until_one_is_left_out(signed_in, manager, loom):
    rows = [ROWS[0], ["Ирина ООД", "Русе", "", ""], ["ИРИНА ООД", "Ruse", "5", ""], ["Елена", "Русе", "", ""]]
    members = factory.checked(loom, rows, by=manager)
    assert states(members) == [(2, S.NEW), (3, S.DOUBLE), (4, S.NEW)]
    assert "Are line 3 and line 2 the same?" in page(signed_in, "list_doubles", members).content.decode()
    signed_in.post(reverse("list_doubles", args=[members.code]), {"pair:3:line:2": "no"})
    assert "Line 2 is the same organisation." in page(signed_in, "list_lines", members).content.decode()

    signed_in.post(reverse("list_line_leave_out", args=[members.code, 2]))

    assert states(members) == [(2, S.LEFT_OUT), (3, S.NEW), (4, S.NEW)]


def test_a_vat_number_of_another_firm_is_told(signed_in, manager, loom):
    places.organisation("Съвсем друго АД", in_cluster=loom, vat_number="BG123456789", town="Самоков")
    rows = [["Фирма", "ДДС №"], ["Тъкачница Ирина ООД", "BG123456789"]]
    members = factory.checked(loom, rows, by=manager)
    line = members.lines.get()
    assert line.state == S.DOUBLE

    answer = {f"pair:2:{line.suspects[0]['code']}": "no"}
    signed_in.post(reverse("list_doubles", args=[members.code]), answer)

    assert members.lines.get().state == S.FAULTY
    told = page(signed_in, "list_lines", members).content.decode()
    assert "This VAT number belongs to Съвсем друго АД (Самоков)." in told


ADDRESSES = ("list_lines", "list_columns", "list_doubles", "list_preview", "list_file")


def test_other_clusters_managers_find_nothing_of_it(client, manager, loom):
    members = factory.checked(loom, ROWS, by=manager)
    client.force_login(places.manager_of(places.cluster("shuttle")))

    assert [page(client, name, members).status_code for name in ADDRESSES] == [404] * len(ADDRESSES)
    assert page(client, "list_line", members, 3).status_code == 404
    assert client.post(reverse("list_move", args=[members.code, "load"])).status_code == 404
    assert client.post(reverse("list_line_leave_out", args=[members.code, 3])).status_code == 404
    assert members.name not in client.get(reverse("lists")).content.decode()
    assert client.post(reverse("lists"), {"cluster": loom.pk, "file": factory.csv_file(ROWS)}).status_code == 422
    assert (factory.fresh(members).state, MemberList.objects.count()) == (L.CHECKED, 1)


def test_members_auditors_and_visitors_have_no_lists(client, loom, manager):
    members = factory.checked(loom, ROWS, by=manager)
    assert page(client, "list_lines", members).status_code == 302
    for person in (places.member_of(loom), people.auditor(), people.administrator()):
        client.force_login(person)
        assert page(client, "list_lines", members).status_code == 403
    client.force_login(people.coordinator())
    assert page(client, "list_lines", members).status_code == 200


def test_the_catalogue_is_for_everybody(client):
    told = client.get(reverse("list_faults")).content.decode()

    assert "This cell holds a formula." in told
    assert "These coordinates are in Türkiye, not in Bulgaria." in told


def test_the_lists_page_needs_as_many_queries_for_many(signed_in, manager, loom, django_assert_num_queries):
    factory.uploaded(loom, ROWS, by=manager)
    signed_in.get(reverse("lists"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        signed_in.get(reverse("lists"))
    rows = MemberList.objects.values("cluster_id", "name", "file", "digest", "headings").get()
    MemberList.objects.bulk_create([MemberList(**rows) for _number in range(29)])

    with django_assert_num_queries(len(one)):
        signed_in.get(reverse("lists"))


def test_the_lines_page_needs_as_many_queries_for_many(signed_in, manager, loom, django_assert_num_queries):
    members = factory.checked(loom, ROWS[:2], by=manager)
    page(signed_in, "list_lines", members)
    with CaptureQueriesContext(connection) as one:
        page(signed_in, "list_lines", members)
    line = members.lines.get()
    ListLine.objects.bulk_create(
        [
            ListLine(members=members, number=number, cells=line.cells, values=line.values, state=S.NEW)
            for number in range(3, 32)
        ]
    )

    with django_assert_num_queries(len(one)):
        page(signed_in, "list_lines", members)


def test_a_list_is_thrown_away_with_its_file(signed_in, manager, loom, django_capture_on_commit_callbacks):
    members = factory.checked(loom, ROWS, by=manager)
    storage, name = members.file.storage, members.file.name

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(reverse("list_move", args=[members.code, "discard"]))

    assert (factory.fresh(members).state, ListLine.objects.count(), storage.exists(name)) == (L.DISCARDED, 0, False)
    assert page(signed_in, "list_lines", members).status_code == 404


def test_the_desk_says_what_waits(signed_in, manager, loom):
    members = factory.checked(loom, ROWS, by=manager)

    told = signed_in.get(reverse("desk")).content.decode()

    assert members.name in told
    assert "3 lines wait for you." in told
