"""Writing the commitment: rows without scripts, nothing typed is lost, signatures are not undone unasked."""

from datetime import timedelta

from django.urls import reverse

from exchanges.actions import commitments
from exchanges.choices import Activity, SignatureRole
from exchanges.models import CommitmentVersion, Exchange
from exchanges.queries.exchanges import latest_version
from exchanges.states import ExchangeState as E
from tests.factories import exchanges as factory

FIRST, LAST = factory.FIRST, factory.LAST
AT_THE_MILL = {"day": FIRST.isoformat(), "starts": "09:00", "ends": "17:00", "title": "The mill", "place": ""}


def rows(prefix, *entries, initial=0):
    data = {f"{prefix}-TOTAL_FORMS": len(entries), f"{prefix}-INITIAL_FORMS": initial}
    for number, entry in enumerate(entries):
        data |= {f"{prefix}-{number}-{name}": value for name, value in entry.items()}
    return data


def filled(exchange, *, objectives=None, agenda=None, **changes):
    """A complete form as a browser sends it."""
    version = latest_version(exchange)
    if objectives is None:
        objectives = [{"text": "See three finishing lines.", "concept": "denim"}, {"text": "", "concept": ""}]
    data = {
        "seen": f"{version.number}-{version.hash}" if version else "",
        "activities": [Activity.KNOWLEDGE],
        "activities_text": "",
        "outcomes": "A trial order.",
        "responsibilities": "",
        "language": "en",
        "first_day": FIRST.isoformat(),
        "last_day": LAST.isoformat(),
        "arrival_on": "",
        "departure_on": "",
        **rows("objectives", *objectives),
        **rows("agenda", *([AT_THE_MILL] if agenda is None else agenda)),
    }
    return data | changes


def send(client, exchange, user, data):
    client.force_login(user)
    return client.post(reverse("exchange_commitment", args=[exchange.code]), data)


def test_the_first_version_begins_with_what_the_application_says(client, w):
    exchange = factory.matched(w)
    client.force_login(w.visitor)

    form = client.get(reverse("exchange_commitment", args=[exchange.code])).context["form"]

    assert [row.initial for row in form.objectives.initial_forms] == [
        {"text": "Learn how denim is washed without water.", "concept": "Denim"}
    ]
    assert form["activities"].value() == [Activity.KNOWLEDGE]
    client.force_login(w.host)
    form = client.get(reverse("exchange_commitment", args=[exchange.code])).context["form"]
    assert form.objectives.initial_forms == []


def test_saving_keeps_rows_and_finds_the_theme(client, w):
    exchange = factory.matched(w)

    response = send(client, exchange, w.visitor, filled(exchange))

    version = CommitmentVersion.objects.get()
    assert response.status_code == 302
    assert version.objectives == [{"text": "See three finishing lines.", "concept": w.theme.key}]
    assert version.agenda == [
        {"day": "2026-10-05", "starts": "09:00", "ends": "17:00", "title": "The mill", "place": ""}
    ]
    assert Exchange.objects.get().state == E.BUILDING


def test_a_draft_may_be_empty_and_is_kept(client, w):
    exchange = factory.matched(w)
    data = filled(exchange, outcomes="", activities=[], objectives=[], agenda=[{}], then="rows")

    assert send(client, exchange, w.visitor, data).status_code == 302
    assert CommitmentVersion.objects.get().objectives == []


def test_asking_for_signatures_shows_what_is_missing_beside_it(client, w):
    exchange = factory.matched(w)
    data = filled(exchange, outcomes="", then="sign", agenda=[])

    response = send(client, exchange, w.visitor, data)

    form = response.context["form"]
    assert response.status_code == 422
    assert (set(form.row_errors), set(form.errors)) == ({"agenda"}, {"outcomes", "__all__"})
    assert Exchange.objects.get().state == E.BUILDING
    assert "See three finishing lines." in response.content.decode()


def test_a_complete_one_goes_out_for_signing(client, w):
    exchange = factory.matched(w)

    response = send(client, exchange, w.visitor, filled(exchange, then="sign"))

    assert (response.status_code, Exchange.objects.get().state) == (302, E.SIGNING)


def test_wrong_rows_are_explained_and_nothing_is_lost(client, w):
    exchange = factory.matched(w)
    agenda = [
        {"day": "2026-10-05", "starts": "17:00", "ends": "09:00", "title": "Backwards"},
        {"day": "", "title": "Some day"},
        {"day": "2026-12-24", "title": "Too late"},
        {"day": "2026-10-06", "title": ""},
    ]
    data = filled(exchange, outcomes="A long text.", agenda=agenda)

    response = send(client, exchange, w.visitor, data)

    shown = response.context["form"].agenda
    assert response.status_code == 422
    assert [list(row.errors) for row in shown] == [["ends"], ["day"], [], ["title"]]
    assert "A long text." in response.content.decode()
    assert CommitmentVersion.objects.count() == 0
    response = send(client, exchange, w.visitor, filled(exchange, agenda=agenda[2:3]))
    assert "The stay is from 5 October 2026 to 9 October 2026." in response.content.decode()


def test_an_unknown_theme_is_said(client, w):
    exchange = factory.matched(w)
    data = filled(exchange, objectives=[{"text": "Something", "concept": "No such theme"}])

    response = send(client, exchange, w.visitor, data)

    assert response.status_code == 422
    assert list(response.context["form"].objectives[0].errors) == ["concept"]


def test_dates_in_the_wrong_order_stand_beside_the_field(client, w):
    exchange = factory.matched(w)
    data = filled(exchange, first_day=LAST.isoformat(), last_day=FIRST.isoformat())

    response = send(client, exchange, w.visitor, data)

    assert (response.status_code, list(response.context["form"].errors)) == (422, ["last_day"])
    assert Exchange.objects.get().last_day == LAST


def test_days_the_rules_refuse_change_nothing(client, w):
    exchange = factory.matched(w)
    data = filled(exchange, first_day="2026-10-09", last_day="2026-10-12", agenda=[])

    response = send(client, exchange, w.visitor, data)

    assert response.status_code == 422
    assert "only 2 working days" in response.content.decode()
    assert (Exchange.objects.get().last_day, CommitmentVersion.objects.count()) == (LAST, 0)


def test_signatures_are_not_undone_unasked(client, w):
    exchange = factory.sign_all(w, factory.signing(w), but={SignatureRole.HOST})
    data = filled(exchange, outcomes="Two trial orders.")
    client.force_login(w.host)
    page = client.get(reverse("exchange_commitment", args=[exchange.code])).content.decode()
    assert "visitor, sending cluster, receiving cluster" in page

    refused = send(client, exchange, w.host, data)

    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reopen"])
    assert "Two trial orders." in refused.content.decode()
    assert CommitmentVersion.objects.count() == 1
    assert send(client, exchange, w.host, data | {"reopen": "on"}).status_code == 302
    assert Exchange.objects.get().state == E.BUILDING
    newest = latest_version(exchange)
    assert (newest.number, newest.outcomes) == (2, "Two trial orders.")


def test_who_was_slower_is_told_and_keeps_the_text(client, w):
    exchange = factory.building(w)
    data = filled(exchange, outcomes="Mine.")
    commitments.write_commitment(exchange, by=w.host, outcomes="Theirs.")

    response = send(client, exchange, w.visitor, data)

    assert response.status_code == 409
    assert "Mine." in response.content.decode()
    assert latest_version(exchange).outcomes == "Theirs."


def test_a_double_click_is_quiet(client, w):
    exchange = factory.matched(w)
    data = filled(exchange, then="sign")

    assert [send(client, exchange, w.visitor, data).status_code for _ in range(2)] == [302, 302]
    assert (CommitmentVersion.objects.count(), Exchange.objects.get().state) == (1, E.SIGNING)


def test_versions_show_what_changed(client, w):
    exchange = factory.approved(w)
    commitments.write_commitment(exchange, by=w.host, outcomes="Two trial orders.")
    client.force_login(w.receiving)

    response = client.get(reverse("exchange_versions", args=[exchange.code]))

    newest, oldest = response.context["rows"]
    change = newest["changes"][0]
    assert (change.before, change.after, oldest["changes"]) == (["A trial order."], ["Two trial orders."], [])
    assert response.content.decode().count("Signed: ") == 4


def test_nobody_writes_after_the_start(client, w):
    exchange = factory.under_way(w)
    client.force_login(w.visitor)

    assert client.get(reverse("exchange_commitment", args=[exchange.code])).status_code == 403


def test_the_agenda_of_a_mission_begins_with_its_programme(client, w):
    start = factory.NOW.replace(month=10, day=5, hour=9, minute=0)
    mission = factory.mission(
        w,
        sessions=[
            {
                "starts_at": start,
                "ends_at": start + timedelta(hours=2),
                "zone": "Europe/Copenhagen",
                "place": "Hall 1",
                "texts": {"en": {"title": "The fair"}},
            }
        ],
    )
    signed_up = factory.signed_up(w, mission)
    client.force_login(w.visitor)

    form = client.get(reverse("exchange_commitment", args=[signed_up.exchange.code])).context["form"]

    assert [row.initial for row in form.agenda.initial_forms] == [
        {"day": "2026-10-05", "starts": "09:00", "ends": "11:00", "title": "The fair", "place": "Hall 1"}
    ]
    assert form.dates == []
