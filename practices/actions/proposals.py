"""A member’s proposal: written with the plain form, sent to the cluster, and taken over by it as a draft page."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters.models import Cluster, Organisation
from core import files, uploads
from practices import rules
from practices.actions.drafts import make_draft
from practices.errors import NotSentError, PracticeError
from practices.mails import proposals as mails
from practices.models import PracticePage, Proposal, ProposalFile
from practices.states import PROPOSAL_MOVES, WRITABLE, ProposalState

MOST_OPEN = 20
MOST_FILES = 8


def start(*, by: User, organisation: Organisation, cluster: Cluster, language: str) -> Proposal:
    """A new, empty draft of a person who works at the organisation."""
    at = by.affiliations.filter(organisation=organisation, cluster=cluster, state="accepted")
    if not rules.may_propose(by) or not at.exists():
        raise PracticeError(_("You can propose a practice for an organisation you work at."))
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        if by.proposals.filter(state__in=WRITABLE).count() >= MOST_OPEN:
            raise PracticeError(_("You have many unfinished proposals. Finish or withdraw one first."))
        return Proposal.objects.create(author=by, organisation=organisation, cluster=cluster, language=language)


def save_answers(proposal: Proposal, *, by: User, answers: dict) -> Proposal:
    """Keep what was typed, complete or not. Refused once the proposal is with the cluster."""
    with transaction.atomic():
        proposal = _writable(proposal, by)
        proposal.answers = answers
        proposal.save(update_fields=["answers", "changed_at"])
    return proposal


def add_file(proposal: Proposal, *, by: User, kind: str, upload: UploadedFile, alt_text: str = "") -> ProposalFile:
    """Keep a picture or document that passed the look into it, else ValidationError with a sentence."""
    check = uploads.check_image if kind == ProposalFile.Kind.PICTURE else uploads.check_document
    check(upload)
    with transaction.atomic():
        proposal = _writable(proposal, by)
        if proposal.files.count() >= MOST_FILES:
            raise PracticeError(_("A proposal can have at most %(most)s files.") % {"most": MOST_FILES})
        return ProposalFile.objects.create(
            proposal=proposal, kind=kind, file=upload, name=uploads.clean_name(upload.name or ""), alt_text=alt_text
        )


def describe_file(file: ProposalFile, *, by: User, alt_text: str) -> None:
    with transaction.atomic():
        _writable(file.proposal, by)
        ProposalFile.objects.filter(pk=file.pk).update(alt_text=alt_text[:250])


def remove_file(file: ProposalFile, *, by: User) -> None:
    with transaction.atomic():
        _writable(file.proposal, by)
        file.delete()
        transaction.on_commit(lambda: file.file.delete(save=False))


def send(proposal: Proposal, *, by: User) -> Proposal:
    """Hand it to the cluster: its managers are told. An incomplete one raises NotSentError with the looked-at form."""
    with transaction.atomic():
        proposal = _locked(proposal)
        form = checked_form(proposal)
        undescribed = proposal.files.filter(kind=ProposalFile.Kind.PICTURE, alt_text="").exists()
        if proposal.state != ProposalState.SENT and (not form.is_valid() or undescribed):
            raise NotSentError(_("Not sent yet: some parts need another look. Everything you typed is saved."), form)
        return _move(proposal, ProposalState.SENT, by=by, rule=rules.may_write_proposal)


def withdraw(proposal: Proposal, *, by: User) -> Proposal:
    """The author changes their mind; the cluster no longer sees it as waiting."""
    return _move(proposal, ProposalState.WITHDRAWN, by=by, rule=rules.may_write_proposal)


def return_to_author(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """Give it back with a question; the author can write and send again."""
    return _move(proposal, ProposalState.RETURNED, by=by, rule=rules.may_decide_proposal, reason=_needed(reason))


def decline(proposal: Proposal, *, by: User, reason: str) -> Proposal:
    """The cluster will not publish it; the author reads why."""
    return _move(proposal, ProposalState.DECLINED, by=by, rule=rules.may_decide_proposal, reason=_needed(reason))


def take_over(proposal: Proposal, *, by: User) -> PracticePage:
    """Make it a draft page in the cluster’s section, owned by the author. Two managers at once get the same page."""
    with files.removed_on_failure() as written, transaction.atomic():
        proposal = _locked(proposal)
        if proposal.state == ProposalState.TAKEN and proposal.page and rules.may_decide_proposal(by, proposal):
            return proposal.page
        _check(proposal, ProposalState.TAKEN, by=by, rule=rules.may_decide_proposal)
        form = checked_form(proposal)
        if not form.is_valid():  # such as a concept that is no longer used
            raise PracticeError(_("This proposal is no longer complete. Return it to the author with a question."))
        page = proposal.page = make_draft(proposal, form.cleaned, by=by, written=written)
        proposal.save(update_fields=["page"])
        _move(proposal, ProposalState.TAKEN, by=by, rule=rules.may_decide_proposal)
        return page


def checked_form(proposal: Proposal):
    """The form over the answers, every field looked at."""
    from practices.forms.proposals import ProposalForm  # noqa: PLC0415 -- the form says what is complete

    return ProposalForm(proposal.answers, check=True, language=proposal.language)


def _needed(reason: str) -> str:
    if not reason.strip():
        raise PracticeError(_("Please say why, so that the author can act on it."))
    return reason.strip()


def _locked(proposal: Proposal) -> Proposal:
    return Proposal.objects.select_for_update(of=("self",)).select_related("cluster", "author").get(pk=proposal.pk)


def _writable(proposal: Proposal, by: User) -> Proposal:
    proposal = _locked(proposal)
    if not rules.may_write_proposal(by, proposal):
        raise PracticeError(_("Only the author writes in a proposal."))
    if proposal.state not in WRITABLE:
        raise PracticeError(_("This proposal is with your cluster and cannot be changed now."))
    return proposal


def _check(proposal: Proposal, to: ProposalState, *, by: User, rule) -> None:
    if not rule(by, proposal):
        raise PracticeError(_("You may not decide about this proposal."))
    if to not in PROPOSAL_MOVES[ProposalState(proposal.state)]:
        raise PracticeError(
            _("This is no longer possible: the proposal is %(state)s.") % {"state": proposal.get_state_display()}
        )


def _move(proposal: Proposal, to: ProposalState, *, by: User, rule, reason: str = "") -> Proposal:
    """The one door: every change of a proposal’s state comes through here."""
    with transaction.atomic():
        proposal = _locked(proposal)
        if proposal.state == to:
            return proposal
        _check(proposal, to, by=by, rule=rule)
        previous, proposal.state = proposal.state, to
        proposal.reason = reason
        if to == ProposalState.SENT:
            proposal.sent_at, proposal.sent_answers = timezone.now(), proposal.answers
        else:
            proposal.decided_by, proposal.decided_at = by, timezone.now()
        written = ["state", "reason", "sent_at", "sent_answers", "decided_by", "decided_at", "changed_at"]
        proposal.save(update_fields=written)
        log(proposal, f"practices.proposal.{to.value}", user=by, data={"from": previous, "code": proposal.code})
        mails.tell_moved(proposal, by=by)
    return proposal
