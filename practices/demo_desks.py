"""What waits on the desks of the demonstration: proposals in every state, reviews, a question, things kept.

Everything goes through the actions that people use, so mails are queued and the log is written as in earnest.
"""

import tomllib

from django.db import transaction

from accounts import demo
from accounts.models import User
from clusters.actions.affiliations import ask_to_join
from clusters.demo_data import concepts_by_key, demo_code
from clusters.models import Cluster, Organisation
from practices.actions import confirmations, proposals, questions, review, saving
from practices.demo_data import FOLDER
from practices.models import Confirmation, PracticePage, Proposal, Question

TAKEN_OVER = ("in_review", "returned_by_review")


def load_desks() -> int:
    """Add what is missing; returns how many rows. Practices, criteria, workflow and people come first."""
    rows = tomllib.loads((FOLDER / "waiting.toml").read_text())
    made = sum(_propose(row) for row in rows["proposal"])
    made += sum(_ask(row) for row in rows["question"])
    made += sum(_save(row) for row in rows["saved"])
    made += sum(_join(row) for row in rows["joining"])
    if not Confirmation.objects.exists():
        made += confirmations.ask_due()
    return made


def _person(local: str) -> User:
    return User.objects.get(email=f"{local}@{demo.DOMAIN}")


def _page(key: str) -> PracticePage:
    return PracticePage.objects.get(code=demo_code(key), is_original=True)


@transaction.atomic
def _propose(row: dict) -> bool:
    """A proposal, and on the way to its state whatever the cluster and a reviewer did with it."""
    code, state = demo_code(row["key"]), row["state"]
    if Proposal.objects.filter(code=code).exists():
        return False
    author = _person(row["author"])
    at = author.affiliations.select_related("organisation", "cluster").get(state="accepted")
    proposal = proposals.start(by=author, organisation=at.organisation, cluster=at.cluster, language=row["language"])
    proposal.code = code
    proposal.save(update_fields=["code"])
    concepts = concepts_by_key()
    answers = {"steps": [], "evidence": [], **row["answers"]}
    answers["concepts"] = [str(concepts[key]) for key in answers.get("concepts", [])]
    proposals.save_answers(proposal, by=author, answers=answers)
    if state != "draft":
        proposals.send(proposal, by=author)
    if state == "returned":
        proposals.return_to_author(proposal, by=_person(row["by"]), reason=row["reason"])
    if state in TAKEN_OVER:
        _submit(proposal, row)
    return True


def _submit(proposal: Proposal, row: dict) -> None:
    """The cluster takes the proposal over and hands it in; somebody from outside may have returned it."""
    manager = _person(row["by"])
    page = proposals.take_over(proposal, by=manager)
    PracticePage.objects.filter(pk=page.pk).update(is_demo=True)
    workflow_state = page.get_workflow().start(page, manager)
    if row["state"] == "returned_by_review":
        review.return_to_author(workflow_state.current_task_state, by=_person(row["reviewer"]), reason=row["reason"])


@transaction.atomic
def _ask(row: dict) -> bool:
    """A question to the owner of a practice, answered where the file has an answer."""
    page, asker = _page(row["key"]), _person(row["asker"])
    if Question.objects.filter(practice_code=page.code, asker=asker).exists():
        return False
    question = questions.ask(page, by=asker, address="", language=row["language"], text=row["text"])
    if "answer" in row:
        questions.answer(question, by=page.owner, text=row["answer"])
    return True


@transaction.atomic
def _save(row: dict) -> int:
    person = _person(row["person"])
    known = set(person.saved_practices.values_list("practice_code", flat=True))
    codes = [code for code in map(demo_code, row["practices"]) if code not in known]
    for code in codes:
        saving.save_practice(code, by=person)
    return len(codes)


@transaction.atomic
def _join(row: dict) -> bool:
    """Somebody has just said where they work, and waits for the cluster."""
    account = demo.DemoAccount(row["person"], "waits for a cluster", row["last_name"], row["language"])
    person = demo.make_account(account)
    if person.affiliations.exists():
        return False
    ask_to_join(
        organisation=Organisation.objects.get(code=demo_code(row["organisation"])),
        cluster=Cluster.objects.get(code=row["cluster"]),
        role=row["role"],
        by=person,
    )
    return True
