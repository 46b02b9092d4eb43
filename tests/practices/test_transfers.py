from datetime import date, timedelta

import pytest
from django.utils import timezone

from clusters.states import AffiliationState
from core.models import MailMessage
from practices.actions.transfers import confirm_transfer, decline_transfer, report_transfer
from practices.errors import PracticeError
from practices.models import ListingRevision, Transfer
from practices.states import TRANSFER_MOVES, TransferResult, TransferState
from tests.factories import accounts, clusters, practices

pytestmark = pytest.mark.django_db

ANSWERS = {
    "tried_on": date(2026, 3, 1),
    "result": TransferResult.ADAPTED,
    "language": "da",
    "changed": "Another yarn.",
    "lesson": "Measure first.",
}


class Scene:
    """A practice of one cluster, and a mill of another with its member and manager."""

    def __init__(self):
        self.page = practices.practice()
        self.cluster = clusters.cluster()
        self.mill = clusters.organisation("Mill", in_cluster=self.cluster)
        self.member = clusters.member_of(self.cluster, at=self.mill)
        self.manager = clusters.manager_of(self.cluster)

    @property
    def new(self):
        return f"/en/practices/{self.page.code}/{self.page.slug}/transfers/new/"

    def form(self, **changes):
        return {**ANSWERS, "organisation": self.mill.pk, "tried_on": "2026-03-01"} | changes

    def reported(self):
        return report_transfer(self.page, organisation=self.mill, by=self.member, **ANSWERS)[0]


@pytest.fixture
def scene():
    return Scene()


def test_a_member_reports_and_the_cluster_is_told(client, scene):
    client.force_login(scene.member)

    response = client.post(scene.new, scene.form())

    transfer = Transfer.objects.get()
    assert response["Location"] == f"/en/transfers/{transfer.code}/"
    assert (transfer.state, transfer.cluster, transfer.organisation) == ("reported", scene.cluster, scene.mill)
    assert (transfer.reported_by, transfer.practice_code) == (scene.member, scene.page.code)
    (message,) = MailMessage.objects.all()
    assert (message.name, message.to) == ("practices/mail/transfer_reported", scene.manager.email)
    assert transfer.code in message.text


def test_a_double_click_gives_one_row_and_a_sentence(client, scene):
    client.force_login(scene.member)

    client.post(scene.new, scene.form())
    response = client.post(scene.new, scene.form(), follow=True)

    assert [transfer.lesson for transfer in Transfer.objects.all()] == ["Measure first."]
    assert "recorded already" in response.content.decode()
    assert MailMessage.objects.count() == 1


def test_a_second_report_of_the_day_is_refused_with_its_text_kept(client, scene):
    scene.reported()
    colleague = clusters.member_of(scene.cluster, at=scene.mill)

    for user in (scene.member, colleague):
        client.force_login(user)
        response = client.post(scene.new, scene.form(lesson="We learnt something else"))
        assert response.status_code == 409
        assert "recorded already" in response.content.decode()
        assert "We learnt something else" in response.content.decode()
    assert [transfer.lesson for transfer in Transfer.objects.all()] == ["Measure first."]


def test_a_decision_taken_in_the_meantime_is_told_and_not_turned(client, scene):
    transfer, other = scene.reported(), clusters.manager_of(scene.cluster)
    confirm_transfer(transfer, by=other)
    client.force_login(scene.manager)

    late = client.post(f"/en/transfers/{transfer.code}/decline/", {"seen": "reported", "reason": "No proof at all"})

    assert late.status_code == 409
    assert "This was decided in the meantime: confirmed by the cluster." in late.content.decode()
    assert "No proof at all" in late.content.decode()
    transfer.refresh_from_db()
    assert (transfer.state, transfer.decided_by, transfer.reason) == (TransferState.CONFIRMED, other, "")


def test_going_back_on_a_decision_needs_a_reason(client, scene):
    transfer = scene.reported()
    decline_transfer(transfer, by=scene.manager, reason="No proof.")
    client.force_login(scene.manager)
    address = f"/en/transfers/{transfer.code}/confirm/"

    assert client.post(address, {"seen": "declined"}).status_code == 422
    with pytest.raises(PracticeError):
        confirm_transfer(transfer, by=scene.manager, seen=TransferState.DECLINED)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.DECLINED

    assert client.post(address, {"seen": "declined", "reason": "The proof came."}).status_code == 302
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reason) == (TransferState.CONFIRMED, "The proof came.")
    assert "The proof came." in MailMessage.objects.filter(name="practices/mail/transfer_decided").latest("pk").text


@pytest.mark.parametrize(
    "changes",
    [
        {"tried_on": "2999-01-01"},
        {"tried_on": "yesterday"},
        {"result": "magic"},
        {"language": "xx"},
        {"changed": ""},
        {"lesson": "x" * 2001},
        {"lesson": "a\x07b"},
        {"organisation": "0"},
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_written(client, scene, changes):
    client.force_login(scene.member)

    response = client.post(scene.new, scene.form(**changes))

    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not Transfer.objects.exists()


def test_somebody_elses_organisation_and_the_practices_own_are_refused(client, scene):
    stranger = clusters.organisation(in_cluster=scene.cluster)
    scene.page.organisation = scene.mill
    scene.page.save()
    client.force_login(scene.member)

    for organisation in (stranger, scene.mill):
        assert client.post(scene.new, scene.form(organisation=organisation.pk)).status_code == 422
        with pytest.raises(PracticeError):
            report_transfer(scene.page, organisation=organisation, by=scene.member, **ANSWERS)
    assert not Transfer.objects.exists()


def test_only_accepted_members_see_the_form(client, scene):
    asked = clusters.affiliation(organisation=scene.mill, cluster=scene.cluster, state=AffiliationState.ASKED).user

    assert client.get(scene.new)["Location"].startswith("/en/accounts/login/")
    for user in (asked, accounts.person(), accounts.auditor()):
        client.force_login(user)
        assert client.get(scene.new).status_code == 403
        assert client.post(scene.new, scene.form()).status_code == 403
    assert not Transfer.objects.exists()


@pytest.mark.parametrize("start", list(TransferState))
@pytest.mark.parametrize("move", ["confirm", "decline"])
def test_every_move_follows_the_table(scene, start, move):
    transfer = scene.reported()
    Transfer.objects.update(state=start)
    to = TransferState.CONFIRMED if move == "confirm" else TransferState.DECLINED
    legal = to in TRANSFER_MOVES[start]

    def act():
        action = confirm_transfer if move == "confirm" else decline_transfer
        return action(transfer, by=scene.manager, seen=start, reason="Looked at again.")

    if legal:
        act()
    else:
        with pytest.raises(PracticeError):
            act()
    transfer.refresh_from_db()
    assert transfer.state == (to if legal else start)


def test_a_decision_is_written_told_and_shown(client, scene):
    transfer = scene.reported()
    before = ListingRevision.objects.get().token
    client.force_login(scene.manager)

    client.post(f"/en/transfers/{transfer.code}/confirm/")

    transfer.refresh_from_db()
    assert (transfer.state, transfer.decided_by) == (TransferState.CONFIRMED, scene.manager)
    assert MailMessage.objects.get(name="practices/mail/transfer_decided").to == scene.member.email
    assert ListingRevision.objects.get().token != before
    client.logout()
    assert "Measure first." in client.get(f"/en/practices/{scene.page.code}/{scene.page.slug}/").content.decode()


def test_confirming_twice_tells_once(scene):
    transfer = scene.reported()

    confirm_transfer(transfer, by=scene.manager)
    confirm_transfer(transfer, by=scene.manager)

    assert MailMessage.objects.filter(name="practices/mail/transfer_decided").count() == 1


def test_declining_needs_a_reason_and_the_reporter_reads_it(client, scene):
    transfer = scene.reported()
    client.force_login(scene.manager)

    assert client.post(f"/en/transfers/{transfer.code}/decline/", {"reason": " "}).status_code == 422
    transfer.refresh_from_db()
    assert transfer.state == TransferState.REPORTED

    client.post(f"/en/transfers/{transfer.code}/decline/", {"reason": "No <b>proof</b>"})
    transfer.refresh_from_db()
    assert (transfer.state, transfer.reason) == (TransferState.DECLINED, "No <b>proof</b>")
    message = MailMessage.objects.get(name="practices/mail/transfer_decided")
    assert "No <b>proof</b>" in message.text
    assert "No &lt;b&gt;proof&lt;/b&gt;" in message.html
    client.force_login(scene.member)
    assert "No &lt;b&gt;proof&lt;/b&gt;" in client.get(f"/en/transfers/{transfer.code}/").content.decode()


@pytest.mark.parametrize("role", ["member", "other_manager", "stranger", "auditor", "reporting_manager"])
def test_only_the_cluster_or_the_coordinator_decides(client, scene, role):
    transfer = scene.reported()
    users = {
        "member": scene.member,
        "other_manager": clusters.manager_of(clusters.cluster()),
        "stranger": accounts.person(),
        "auditor": accounts.auditor(),
        "reporting_manager": scene.manager,
    }
    if role == "reporting_manager":
        Transfer.objects.update(reported_by=scene.manager)
        transfer.refresh_from_db()
    client.force_login(users[role])

    with pytest.raises(PracticeError):
        confirm_transfer(transfer, by=users[role])
    sees = role in ("member", "reporting_manager")
    assert client.get(f"/en/transfers/{transfer.code}/").status_code == (200 if sees else 404)
    for verb in ("confirm", "decline"):
        assert client.post(f"/en/transfers/{transfer.code}/{verb}/", {"reason": "x"}).status_code in (403, 404)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.REPORTED


def test_the_coordinator_may_decide(client, scene):
    transfer = scene.reported()
    client.force_login(accounts.coordinator())

    client.post(f"/en/transfers/{transfer.code}/confirm/")

    transfer.refresh_from_db()
    assert transfer.state == TransferState.CONFIRMED


def test_today_is_possible_and_the_rest_of_the_text_is_kept_on_errors(client, scene):
    client.force_login(scene.member)

    response = client.post(scene.new, scene.form(tried_on="", lesson="Kept words"))
    assert "Kept words" in response.content.decode()

    client.post(scene.new, scene.form(tried_on=timezone.localdate().isoformat()))
    assert Transfer.objects.get().tried_on - timezone.localdate() == timedelta(0)
