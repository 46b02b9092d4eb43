"""A member’s proposal: saved as it is, sent when complete, decided by the cluster, taken over once."""

import threading

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import ModelLogEntry

from core.models import MailMessage
from practices.actions import proposals as actions
from practices.errors import NotSentError, PracticeError
from practices.models import PracticePage, Proposal
from practices.states import PROPOSAL_MOVES, ProposalState
from tests.factories.accounts import auditor, coordinator, person
from tests.factories.clusters import affiliation, cluster, manager_of, member_of, organisation
from tests.factories.uploads import PDF, picture, upload
from tests.factories.writing import answers, post_of, proposal, tree
from vocabulary.models import Concept, Label, Scheme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]


@pytest.fixture
def concept():
    scheme = Scheme.objects.create(code="material", uri="https://x.example/material")
    made = Concept.objects.create(scheme=scheme, code="wool", uri="https://x.example/material/wool")
    Label.objects.create(concept=made, language="en", text="wool")
    return made


@pytest.fixture
def place(concept):
    one, two = cluster("one"), cluster("two")
    tree(one, two)
    return {"one": one, "two": two, "author": member_of(one), "manager": manager_of(one), "concept": concept}


def complete(place, **changes):
    found = proposal(place["one"], author=place["author"], answers=answers([place["concept"].pk], **changes))
    return found


def sent(place):
    return actions.send(complete(place), by=place["author"])


def test_a_member_begins_for_an_organisation_they_work_at(place, client):
    client.force_login(place["author"])
    assert client.get(reverse("propose")).status_code == 200
    at = place["author"].affiliations.get()

    answer = client.post(reverse("propose"), {"affiliation": at.pk, "language": "bg"})

    found = Proposal.objects.get()
    assert answer["Location"] == reverse("proposal", args=[found.code])
    assert (found.author, found.organisation, found.language) == (place["author"], at.organisation, "bg")


@pytest.mark.parametrize("who", ["person", "asked", "auditor"])
def test_others_cannot_begin(place, client, who):
    user = auditor() if who == "auditor" else person()
    if who == "asked":
        affiliation(user, organisation=organisation(in_cluster=place["one"]), cluster=place["one"])
    client.force_login(user)

    shown = client.get(reverse("propose")).status_code
    answer = client.post(reverse("propose"), {"affiliation": place["author"].affiliations.get().pk, "language": "en"})

    assert (shown, answer.status_code) == (200, 403)
    assert not Proposal.objects.exists()


def test_somebody_elses_organisation_is_refused(place):
    other = organisation(in_cluster=place["one"])

    with pytest.raises(PracticeError):
        actions.start(by=place["author"], organisation=other, cluster=place["one"], language="en")


def test_at_most_so_many_open_proposals(place):
    at = place["author"].affiliations.get()
    for _number in range(actions.MOST_OPEN):
        proposal(place["one"], author=place["author"])

    with pytest.raises(PracticeError):
        actions.start(by=place["author"], organisation=at.organisation, cluster=at.cluster, language="en")


ODD = {
    "nothing": {},
    "incomplete": {"title": "Half a thought", "steps-0-text": "Only this"},
    "invalid": {"started_on": "yesterday", "staff_days": "many", "country": "ZZ", "evidence-0-before": "a lot"},
    "long": {"title": "x" * 300, "answer": "y" * 5000},
    "right to left": {"title": "ממצא חדש", "problem": "שלום עולם"},
    "emoji": {"title": "🧵 respun", "problem": "👗" * 50},
    "word": {"problem": '<p class="MsoNormal"><span style="mso-x">Too much<o:p></o:p></span></p>'},
    "foreign fields": {"state": "taken", "author": "1", "steps-99999-title": "x", "steps-0-evil": "x"},
}


@pytest.mark.parametrize("case", list(ODD))
def test_everything_typed_is_kept_however_odd(place, client, case):
    found = proposal(place["one"], author=place["author"])
    client.force_login(place["author"])

    answer = client.post(found.get_absolute_url(), {**ODD[case], "do": "save"}, follow=True)

    assert answer.status_code == 200
    kept = Proposal.objects.get(pk=found.pk)
    assert kept.state == ProposalState.DRAFT
    for name, value in ODD[case].items():
        if name in kept.answers:
            assert kept.answers[name] == value
    if case == "incomplete":
        assert kept.answers["steps"] == [{"text": "Only this"}]
    if case == "foreign fields":
        assert kept.answers["steps"] == []


def test_control_characters_go_and_line_ends_become_one_kind(place, client):
    found = proposal(place["one"], author=place["author"])
    client.force_login(place["author"])

    client.post(found.get_absolute_url(), {"problem": "a\x00b\x08c\r\nd\x1be\tf", "concepts": ["1", "x", ""]})

    kept = Proposal.objects.get(pk=found.pk).answers
    assert kept["problem"] == "abc\nde\tf"
    assert kept["concepts"] == ["1"]


def test_the_background_save_answers_in_a_sentence(place, client):
    found = proposal(place["one"], author=place["author"])
    client.force_login(place["author"])

    answer = client.post(found.get_absolute_url(), {"title": "So far"}, headers={"Accept": "application/json"})

    assert answer.json()["saved"].startswith("Saved at ")
    assert Proposal.objects.get(pk=found.pk).answers["title"] == "So far"
    actions.withdraw(found, by=place["author"])
    late = client.post(found.get_absolute_url(), {"title": "Too late"}, headers={"Accept": "application/json"})
    assert late.status_code == 409
    assert Proposal.objects.get(pk=found.pk).answers["title"] == "So far"


def test_a_row_can_be_added_without_scripts(place, client):
    found = complete(place)
    client.force_login(place["author"])

    answer = client.post(found.get_absolute_url(), {**post_of(found.answers), "do": "more:steps"})
    page = client.get(answer["Location"].partition("#")[0]).content.decode()

    assert answer["Location"].endswith("?more=steps#part-steps")
    assert 'name="steps-2-title"' in page
    assert 'name="steps-3-title"' not in page
    assert 'name="evidence-1-unit"' not in page


def test_sending_an_incomplete_one_says_what_is_missing_and_loses_nothing(place, client):
    found = proposal(place["one"], author=place["author"])
    client.force_login(place["author"])
    post = post_of(answers([place["concept"].pk], title="", ended_on="2023-01-01")) | {"do": "send"}
    post["evidence-0-before"] = "very much"

    answer = client.post(found.get_absolute_url(), post)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The end is before the start." in page
    assert "Please give a number" in page
    assert page.count('aria-invalid="true"') == 3
    assert "Half a tonne" in page
    assert Proposal.objects.get(pk=found.pk).state == ProposalState.DRAFT
    assert not MailMessage.objects.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves a temporary file open
def test_the_whole_way_to_a_draft_page(place, client):
    found = complete(place, problem='<p class="MsoNormal">Waste &amp; <b>more</b><o:p></o:p></p><script>x()</script>')
    actions.add_file(found, by=place["author"], kind="picture", upload=picture(), alt_text="A red cloth")
    actions.add_file(found, by=place["author"], kind="document", upload=upload("Отчет.pdf", PDF))
    client.force_login(place["author"])
    client.post(found.get_absolute_url(), {**post_of(found.answers), "do": "send"})
    assert Proposal.objects.get(pk=found.pk).state == ProposalState.SENT
    assert [mail.to for mail in MailMessage.objects.all()] == [place["manager"].email]

    client.force_login(place["manager"])
    assert client.get(found.get_absolute_url()).status_code == 200
    answer = client.post(reverse("proposal_take", args=[found.code]))

    page = PracticePage.objects.get()
    assert answer["Location"] == reverse("wagtailadmin_pages:edit", args=[page.pk])
    taken = Proposal.objects.get(pk=found.pk)
    assert (taken.state, taken.page, taken.decided_by) == (ProposalState.TAKEN, page, place["manager"])
    draft = page.get_latest_revision_as_object()
    for each in (page, draft):
        assert (each.live, each.owner, each.cluster) == (False, place["author"], place["one"])
        assert each.problem == "<p>Waste &amp; <b>more</b></p>"
        assert [block.value["title"] for block in each.steps] == ["Sorted", "Torn"]
        assert str(each.evidence[0].value["after"]) == "38.5"
        assert [row.concept for row in each.practice_concepts.all()] == [place["concept"]]
        assert sorted(tag.name for tag in each.tags.all()) == ["off-cuts", "respinning"]
        image = each.pictures[0].value["image"]
        assert image.contextual_alt_text == "A red cloth"
        assert each.documents[0].value.title == "Отчет.pdf"
    assert image.description == "A red cloth"
    assert image.collection.name.endswith("(one)")
    assert client.get(answer["Location"]).status_code == 200
    assert [mail.to for mail in MailMessage.objects.filter(name="practices/mail/proposal_taken")] == [
        place["author"].email
    ]
    logged = ModelLogEntry.objects.filter(action__startswith="practices.proposal")
    assert sorted(logged.values_list("action", flat=True)) == ["practices.proposal.sent", "practices.proposal.taken"]


def test_a_picture_without_words_is_not_sent(place):
    found = complete(place)
    actions.add_file(found, by=place["author"], kind="picture", upload=picture())

    with pytest.raises(NotSentError):
        actions.send(found, by=place["author"])

    assert Proposal.objects.get(pk=found.pk).state == ProposalState.DRAFT


def test_returned_with_a_question_and_sent_again(place, client):
    found = sent(place)
    client.force_login(place["manager"])
    href = reverse("proposal_give_back", args=[found.code])
    assert client.post(href, {"reason": " ", "do": "return"}).status_code == 422

    client.post(href, {"reason": "How was it weighed?", "do": "return"})

    found.refresh_from_db()
    assert (found.state, found.reason) == (ProposalState.RETURNED, "How was it weighed?")
    assert "How was it weighed?" in MailMessage.objects.get(name="practices/mail/proposal_returned").text
    client.force_login(place["author"])
    assert b"How was it weighed?" in client.get(found.get_absolute_url()).content
    actions.send(found, by=place["author"])
    found.refresh_from_db()
    assert (found.state, found.reason) == (ProposalState.SENT, "")


ROLES = ["author", "other member", "manager", "other manager", "coordinator", "auditor", "person"]


def somebody(place, who):
    return {
        "author": lambda: place["author"],
        "other member": lambda: member_of(place["one"]),
        "manager": lambda: place["manager"],
        "other manager": lambda: manager_of(place["two"]),
        "coordinator": coordinator,
        "auditor": auditor,
        "person": person,
    }[who]()


MOVES = {
    ProposalState.SENT: lambda found, user: actions.send(found, by=user),
    ProposalState.WITHDRAWN: lambda found, user: actions.withdraw(found, by=user),
    ProposalState.RETURNED: lambda found, user: actions.return_to_author(found, by=user, reason="Why?"),
    ProposalState.DECLINED: lambda found, user: actions.decline(found, by=user, reason="No."),
    ProposalState.TAKEN: lambda found, user: actions.take_over(found, by=user),
}
MAY = {
    ProposalState.SENT: {"author"},
    ProposalState.WITHDRAWN: {"author"},
    ProposalState.RETURNED: {"manager", "coordinator"},
    ProposalState.DECLINED: {"manager", "coordinator"},
    ProposalState.TAKEN: {"manager", "coordinator"},
}


@pytest.mark.parametrize("who", ROLES)
def test_every_role_and_every_move(place, who):
    user = somebody(place, who)
    for state in ProposalState:
        for to, move in MOVES.items():
            if to == state:
                continue
            found = proposal(place["one"], author=place["author"], state=state, answers=answers([place["concept"].pk]))
            allowed = who in MAY[to] and to in PROPOSAL_MOVES[state]
            if allowed:
                move(found, user)
            else:
                with pytest.raises(PracticeError):
                    move(found, user)
            found.refresh_from_db()
            assert found.state == (to if allowed else state), (state, to)


@pytest.mark.parametrize(
    ("who", "draft", "with_cluster"),
    [
        ("author", 200, 200),
        ("other member", 404, 404),
        ("manager", 404, 200),
        ("other manager", 404, 404),
        ("coordinator", 404, 200),
        ("auditor", 404, 404),
        ("person", 404, 404),
    ],
)
def test_who_sees_a_proposal_and_its_files(place, client, who, draft, with_cluster):
    found = complete(place)
    file = actions.add_file(found, by=place["author"], kind="document", upload=upload("Отчет.pdf", PDF))
    href = reverse("proposal_file", args=[found.code, file.code])
    client.force_login(somebody(place, who))

    def statuses():
        served = [client.get(each) for each in (found.get_absolute_url(), href)]
        for each in served:
            b"".join(each)  # a file is closed when it was read to its end
        return [each.status_code for each in served]

    assert statuses() == [draft, draft]
    actions.send(found, by=place["author"])
    assert statuses() == [with_cluster, with_cluster]
    if who == "author":
        answer = client.get(href)
        assert answer["Content-Disposition"].startswith("attachment")
        assert b"".join(answer) == PDF
    client.logout()
    assert client.get(href).status_code == 302
    assert client.get(f"/media/{file.file.name}").status_code == 404


def test_nothing_is_written_after_it_was_sent(place, client):
    found = sent(place)
    client.force_login(place["author"])

    answer = client.post(found.get_absolute_url(), {"title": "Changed"}, follow=True)

    assert "cannot be changed now" in answer.content.decode()
    assert Proposal.objects.get(pk=found.pk).answers["title"] == "Off-cuts respun"


def test_the_form_takes_the_same_queries_for_few_and_many_concepts(place, client, django_assert_max_num_queries):
    found = complete(place)
    client.force_login(place["author"])
    for number in range(30):
        made = Concept.objects.create(
            scheme=place["concept"].scheme, code=f"c{number}", uri=f"https://x.example/{number}"
        )
        Label.objects.create(concept=made, language="en", text=f"concept {number}")

    with django_assert_max_num_queries(20):
        assert client.get(found.get_absolute_url()).status_code == 200


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_managers_at_once_make_one_page(concept):
    one = cluster("one")
    tree(one)
    author = member_of(one)
    found = actions.send(proposal(one, author=author, answers=answers([concept.pk])), by=author)
    pages, barrier = [], threading.Barrier(2)

    def take(user):
        try:
            barrier.wait()
            pages.append(actions.take_over(found, by=user).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(manager_of(one),)) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert pages == [PracticePage.objects.get().pk] * 2


def test_what_is_written_after_a_return_is_the_authors_alone(place, client):
    found = complete(place)
    shown = actions.add_file(found, by=place["author"], kind="document", upload=upload("shown.pdf", PDF))
    actions.send(found, by=place["author"])
    actions.return_to_author(found, by=place["manager"], reason="Why?")
    actions.save_answers(found, by=place["author"], answers=answers(title="Half a thought"))
    private = actions.add_file(found, by=place["author"], kind="document", upload=upload("private.pdf", PDF))
    client.force_login(place["manager"])

    read = client.get(found.get_absolute_url()).content.decode()

    assert ("Off-cuts respun" in read, "Half a thought" in read) == (True, False)
    assert ("shown.pdf" in read, "private.pdf" in read) == (True, False)
    assert client.get(reverse("proposal_file", args=[found.code, private.code])).status_code == 404
    assert b"".join(client.get(reverse("proposal_file", args=[found.code, shown.code]))) == PDF

    actions.withdraw(found, by=place["author"])
    assert client.get(found.get_absolute_url()).status_code == 404
    client.force_login(place["author"])
    assert b"Half a thought" in client.get(found.get_absolute_url()).content
