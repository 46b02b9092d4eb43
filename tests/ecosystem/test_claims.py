"""Claims: every move by every role, proofs, mails, what an organisation’s page says, and what goes with a person."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from accounts import export
from accounts.actions.erasure import erase_person
from clusters.models import Affiliation, Membership
from clusters.states import AffiliationRole, AffiliationState
from core.models import MailMessage
from ecosystem.actions import claims as actions
from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError, TooManyError
from ecosystem.models import Claim
from ecosystem.queries.claims import vouch_for
from tests.factories import accounts as people, clusters as places, ecosystem_claims as factory
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db


@pytest.fixture
def loom(db):
    return places.cluster("loom")


@pytest.fixture
def mill(loom):
    return places.organisation("Mill", in_cluster=loom, town="Ruse")


@pytest.fixture(autouse=True)
def media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def signed_in(user) -> Visitor:
    client = Visitor()
    client.force_login(user)
    return client


def subjects(to=None):
    rows = MailMessage.objects.filter(to=to.email) if to else MailMessage.objects.all()
    return list(rows.order_by("pk").values_list("subject", flat=True))


def form(**values):
    return {"relation": "owner", "proof": "register", "proof_link": "https://register.example/1"} | values


def test_claim_and_confirm(loom, mill):
    owner, manager = people.person(first_name="Ana", last_name="Koleva"), places.manager_of(loom)

    page = signed_in(owner).get(reverse("organisation", args=[mill.code, mill.slug]))
    assert reverse("organisation_claim", args=[mill.code]) in page.text
    answer = signed_in(owner).post(
        reverse("organisation_claim", args=[mill.code]), form(proof_link="", proof_file=factory.pdf(), text="I am she.")
    )

    claim = Claim.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("claim", args=[claim.code]))
    assert (claim.person, claim.cluster, claim.proof_name, claim.state) == (owner, loom, "extract.pdf", "asked")
    assert subjects(manager) == ["Somebody claims an organisation of your cluster"]
    assert "Ana Koleva" not in signed_in(people.person()).get(mill.get_absolute_url()).text
    desk = signed_in(manager).get(reverse("desk")).text
    assert reverse("claim", args=[claim.code]) in desk
    seen = signed_in(manager).get(reverse("claim", args=[claim.code]))
    assert ("Ana Koleva" in seen.text, "I am she." in seen.text) == (True, True)
    proof = signed_in(manager).get(reverse("claim_proof", args=[claim.code]))
    assert b"".join(proof.streaming_content) == factory.PDF
    assert proof["Content-Disposition"].startswith("attachment")

    confirmed = signed_in(manager).post(reverse("claim_move", args=[claim.code, "confirm"]))

    assert confirmed.status_code == 302
    row = owner.affiliations.get()
    assert (row.role, row.state, row.organisation) == (AffiliationRole.REPRESENTATIVE, AffiliationState.ACCEPTED, mill)
    assert subjects(owner) == ["Your claim is confirmed"]
    vouch = vouch_for(mill)
    assert (vouch.cluster, vouch.on, vouch.is_member) == (loom, timezone.localdate(), True)
    public = Visitor().get(mill.get_absolute_url()).text
    assert "says: this is our member" in public
    assert "Koleva" not in public
    assert reverse("claim_meaning") in public
    assert [entry.data for entry in ModelLogEntry.objects.filter(action="ecosystem.claim.move").order_by("pk")] == [
        {"from": "", "to": "asked"},
        {"from": "asked", "to": "confirmed"},
    ]


ROLES = ("claimant", "manager", "other manager", "coordinator", "auditor", "representative", "stranger")
MOVES = {
    "confirm": lambda claim, by: actions.confirm_claim(claim, by=by),
    "refuse": lambda claim, by: actions.refuse_claim(claim, reason="No.", by=by),
    "withdraw": lambda claim, by: actions.withdraw_claim(claim, by=by),
    "revoke": lambda claim, by: actions.revoke_claim(claim, reason="Left.", by=by),
}
MAY = {"confirm": {"manager"}, "refuse": {"manager"}, "withdraw": {"claimant"}, "revoke": {"manager"}}
FROM = {"confirm": "asked", "refuse": "asked", "withdraw": "asked", "revoke": "confirmed"}
TO = {"confirm": "confirmed", "refuse": "refused", "withdraw": "withdrawn", "revoke": "revoked"}


def everybody(loom, mill, claim):
    return {
        "claimant": claim.person,
        "manager": places.manager_of(loom),
        "other manager": places.manager_of(places.cluster()),
        "coordinator": people.coordinator(),
        "auditor": people.auditor(),
        "representative": places.representative_of(mill, in_cluster=loom),
        "stranger": people.person(),
    }


@pytest.mark.parametrize("move", MOVES)
def test_every_move_by_every_role(loom, mill, move):
    claim = factory.claim(mill, loom, state=FROM[move])
    who = everybody(loom, mill, claim)
    allowed = set()

    for role in ROLES:
        Claim.objects.filter(pk=claim.pk).update(state=FROM[move])
        try:
            MOVES[move](claim, who[role])
        except NotAllowedError:
            claim.refresh_from_db()
            assert claim.state == FROM[move]
        else:
            allowed.add(role)
            assert Claim.objects.get(pk=claim.pk).state == TO[move]

    assert allowed == MAY[move]


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", ["asked", "confirmed", "refused", "withdrawn", "revoked"])
def test_only_legal_moves_and_a_second_click_is_quiet(loom, mill, move, state):
    claim = factory.claim(mill, loom, state=state)
    by = claim.person if move == "withdraw" else places.manager_of(loom)

    if state == TO[move]:
        MOVES[move](claim, by)
    elif state != FROM[move]:
        with pytest.raises(IllegalMoveError):
            MOVES[move](claim, by)
    else:
        return

    assert (Claim.objects.get().state, subjects(), Affiliation.objects.count()) == (state, [], 0)


def test_nobody_decides_about_oneself_and_the_coordinator_stands_in(loom, mill):
    only = places.manager_of(loom)
    claim = factory.claim(mill, loom, by=only)

    with pytest.raises(NotAllowedError):
        actions.confirm_claim(claim, by=only)
    actions.confirm_claim(claim, by=people.coordinator())

    assert Claim.objects.get().state == "confirmed"
    assert only.affiliations.get().role == AffiliationRole.REPRESENTATIVE


@pytest.mark.parametrize(
    ("role", "state"), [("member", "accepted"), ("member", "asked"), ("representative", "ended"), ("member", "refused")]
)
def test_who_asked_to_join_before_becomes_a_representative_once(loom, mill, role, state):
    person = people.person()
    places.affiliation(
        person, organisation=mill, cluster=loom, role=AffiliationRole(role), state=AffiliationState(state)
    )

    actions.confirm_claim(factory.claim(mill, loom, by=person), by=places.manager_of(loom))

    row = person.affiliations.get()
    assert (row.role, row.state) == (AffiliationRole.REPRESENTATIVE, AffiliationState.ACCEPTED)


def test_an_organisation_of_no_cluster_is_vouched_for_by_the_one_chosen(loom):
    mill, other = places.organisation("External"), places.cluster("other")
    client = signed_in(people.person())

    without = client.post(reverse("organisation_claim", args=[mill.code]), form())
    assert (without.status_code, Claim.objects.count()) == (422, 0)
    client.post(reverse("organisation_claim", args=[mill.code]), form(cluster=other.pk))
    actions.confirm_claim(Claim.objects.get(), by=places.manager_of(other))

    assert Membership.objects.get().cluster == other


def test_a_claimed_firm_can_be_claimed_and_those_who_speak_for_it_hear(loom, mill):
    speaker, manager, rival = places.representative_of(mill, in_cluster=loom), places.manager_of(loom), people.person()

    page = signed_in(rival).get(reverse("organisation_claim", args=[mill.code]))
    assert "Somebody speaks for this organisation already" in page.text
    signed_in(rival).post(reverse("organisation_claim", args=[mill.code]), form())

    assert subjects(speaker) == ["Somebody else claims your organisation"]
    mail = MailMessage.objects.get(to=speaker.email)
    assert rival.get_full_name() not in mail.text
    assert subjects(manager) == ["Somebody claims an organisation of your cluster"]
    assert signed_in(speaker).get(reverse("claim", args=[Claim.objects.get().code])).status_code == 404
    assert signed_in(speaker).get(reverse("organisation_claim", args=[mill.code])).status_code == 302


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"proof_link": ""}, "Please add a file or a link"),
        ({"proof_link": "http://mill.example"}, "https://"),
        ({"proof_link": "javascript:alert(1)"}, ""),
        ({"relation": "king"}, ""),
        ({"text": "x\x00"}, ""),
        ({"text": "x" * 2001}, ""),
    ],
)
def test_a_claim_without_right_words_keeps_what_was_typed(loom, mill, values, field):
    answer = signed_in(people.person()).post(
        reverse("organisation_claim", args=[mill.code]), form(text="My grandmother’s") | values
    )

    assert (answer.status_code, Claim.objects.count(), MailMessage.objects.count()) == (422, 0, 0)
    assert field in answer.text
    if "text" not in values:
        assert "My grandmother’s" in answer.text


@pytest.mark.parametrize(
    ("name", "data"), [("run.exe", b"MZ"), ("page.pdf", b"<html>"), ("empty.pdf", b""), ("a.svg", b"<svg/>")]
)
def test_a_proof_that_is_no_document_is_refused(loom, mill, tmp_path, name, data):
    answer = signed_in(people.person()).post(
        reverse("organisation_claim", args=[mill.code]), form(proof_file=SimpleUploadedFile(name, data))
    )

    assert (answer.status_code, Claim.objects.count()) == (422, 0)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_claiming_twice_is_one_and_a_robot_meets_a_limit(loom, mill):
    person = people.person()
    send = partial(actions.claim, cluster=loom, relation="owner", proof="other", link="https://x.example", by=person)

    assert send(mill) == send(mill)
    for _number in range(actions.MOST_A_DAY - 1):
        send(places.organisation(in_cluster=loom))
    with pytest.raises(TooManyError):
        send(places.organisation(in_cluster=loom))

    assert Claim.objects.count() == actions.MOST_A_DAY


def test_what_was_merged_away_or_is_not_of_that_cluster_is_not_claimed(loom, mill):
    gone, person = places.organisation("Gone", merged_into=mill), people.person()
    send = partial(actions.claim, relation="owner", proof="other", link="https://x.example", by=person)

    with pytest.raises(EcosystemError):
        send(gone, cluster=loom)
    with pytest.raises(IncompleteError):
        send(mill, cluster=places.cluster())
    assert signed_in(person).get(reverse("organisation_claim", args=[gone.code])).status_code == 404
    assert Claim.objects.count() == 0


def test_refusing_needs_a_reason_which_the_person_reads(loom, mill):
    claim, manager = factory.claim(mill, loom), places.manager_of(loom)
    client, address = signed_in(manager), reverse("claim_move", args=[claim.code, "refuse"])

    assert client.post(address, {"reason": " "}).status_code == 422
    assert client.post(address, {"reason": "We do not know you."}).status_code == 302

    claim.refresh_from_db()
    assert (claim.state, claim.reason, claim.decided_by) == ("refused", "We do not know you.", manager)
    assert "We do not know you." in MailMessage.objects.get(to=claim.person.email).text
    assert signed_in(claim.person).post(reverse("organisation_claim", args=[mill.code]), form()).status_code == 302


def test_revoking_ends_what_the_claim_gave(loom, mill):
    manager = places.manager_of(loom)
    claim = actions.confirm_claim(factory.claim(mill, loom), by=manager)

    actions.revoke_claim(claim, reason="Sold.", by=manager)

    assert claim.person.affiliations.get().state == AffiliationState.ENDED
    assert vouch_for(mill) is None
    assert "Nobody has claimed this organisation yet" in Visitor().get(mill.get_absolute_url()).text
    assert subjects(claim.person)[-1] == "Your claim was revoked"


def test_proofs_go_some_time_after_the_decision(loom, mill, tmp_path):
    manager = places.manager_of(loom)
    old = actions.claim(
        mill, cluster=loom, relation="owner", proof="letter", file=factory.pdf(), text="Me", by=people.person()
    )
    actions.refuse_claim(old, reason="No.", by=manager)
    young = factory.claim(mill, loom)
    actions.refuse_claim(young, reason="No.", by=manager)
    assert actions.forget_proofs() == 0
    Claim.objects.filter(pk=old.pk).update(decided_at=timezone.now() - actions.PROOF_KEPT - timedelta(days=1))

    assert (actions.forget_proofs(), actions.forget_proofs()) == (1, 0)

    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, old.proof_file.name, old.proof_name, old.text) == ("refused", "", "", "")
    assert young.proof_link
    assert signed_in(old.person).get(reverse("claim_proof", args=[old.code])).status_code == 404


def test_a_person_takes_claims_along_and_away(loom, mill):
    person, manager = people.person(first_name="Ana", last_name="Koleva"), places.manager_of(loom)
    waiting = actions.claim(
        mill, cluster=loom, relation="owner", proof="letter", file=factory.pdf(), text="Me, Ana", by=person
    )
    taken = export._exporters["claims"](person)
    assert [(row["organisation__name"], row["text"]) for row in taken.rows] == [("Mill", "Me, Ana")]
    assert [name for name, _file in taken.files] == [f"{waiting.code}-extract.pdf"]

    erase_person(person)

    row = Claim.objects.get()
    assert (row.person, row.state, row.text, row.proof_name) == (None, "withdrawn", "", "")
    page = signed_in(manager).get(reverse("claim", args=[row.code]))
    assert (page.status_code, "Koleva" in page.text) == (200, False)


def test_lists_take_the_same_queries_for_one_and_thirty(loom, django_assert_max_num_queries):
    manager = places.manager_of(loom)
    client = signed_in(manager)
    factory.claim(places.organisation(in_cluster=loom), loom)
    client.get(reverse("claims"))

    with django_assert_max_num_queries(40) as one:
        client.get(reverse("claims"))
    for _number in range(24):
        factory.claim(places.organisation(in_cluster=loom), loom)
    with django_assert_max_num_queries(len(one)):
        page = client.get(reverse("claims"))

    assert page.text.count('scope="row"') == 25


def test_meaning_is_told_to_everybody():
    assert "What it does not prove" in Visitor().get(reverse("claim_meaning")).text
