"""Transfers: reporting an attempt, and the cluster's word on it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.log_actions import log

from clusters.models import Affiliation, Organisation
from clusters.states import AffiliationState
from practices import rules
from practices.actions.listing import touch_listing
from practices.errors import AlreadyDecidedError, PracticeError
from practices.mails import transfers as mails
from practices.models import PracticePage, Transfer
from practices.states import TRANSFER_MOVES, TransferState
from search import changes

NOT_YOURS = gettext_lazy("You can record a transfer for an organisation you work at, not for its own practice.")


def report_transfer(page: PracticePage, *, organisation: Organisation, by, **answers) -> tuple[Transfer, bool]:
    """Record an attempt to use a practice; the organisation's cluster is asked to confirm it.

    Returns the transfer and whether it is new: one organisation's attempt of one day is recorded once. The same again
    is a double click; with other words it is refused, so that nobody believes them kept.
    `answers`: tried_on, result, language, changed, lesson.
    """
    if not rules.may_report_transfer_for(by, organisation, page):
        raise PracticeError(NOT_YOURS)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        affiliation = Affiliation.objects.filter(
            user=by, organisation=organisation, state=AffiliationState.ACCEPTED
        ).first()
        if affiliation is None:
            raise PracticeError(NOT_YOURS)
        transfer, made = Transfer.objects.get_or_create(
            practice_code=page.code,
            organisation=organisation,
            tried_on=answers.pop("tried_on"),
            defaults={**answers, "cluster": affiliation.cluster, "reported_by": by},
        )
        if made:
            log(organisation, "practices.transfer.report", user=by, data={"transfer": transfer.code})
            mails.send_reported(transfer)
        elif transfer.reported_by_id != by.pk or any(getattr(transfer, name) != answers[name] for name in answers):
            raise AlreadyDecidedError(_("This attempt of your organisation has been recorded already."))
    return transfer, made


def confirm_transfer(transfer: Transfer, *, by, seen: str = TransferState.REPORTED, reason: str = "") -> Transfer:
    """The cluster vouches for it: it stands on the practice's page, and its reporter is told.

    `seen` is the state the person had before them; to go back on a refusal needs a reason.
    """
    return _move(transfer, TransferState.CONFIRMED, by=by, seen=seen, reason=reason.strip())


def decline_transfer(transfer: Transfer, *, by, reason: str, seen: str = TransferState.REPORTED) -> Transfer:
    """The cluster does not vouch for it: it leaves the practice's page, and its reporter is told why."""
    return _move(transfer, TransferState.DECLINED, by=by, seen=seen, reason=reason.strip())


def _move(transfer: Transfer, to: TransferState, *, by, seen: str, reason: str) -> Transfer:
    """The one door: every change of a transfer's state comes through here.

    The same decision again writes nothing; another than the person saw was made in the meantime, and they are told.
    """
    with transaction.atomic():
        transfer = (
            Transfer.objects.select_for_update(of=("self",))
            .select_related("cluster", "organisation")
            .get(pk=transfer.pk)
        )
        if transfer.state == to and transfer.reason == reason:
            return transfer
        if not rules.may_decide_transfer(by, transfer):
            raise PracticeError(_("Only the cluster of this organisation decides about this transfer."))
        if transfer.state == to or transfer.state != seen:
            raise AlreadyDecidedError(
                _("This was decided in the meantime: {state}.").format(state=transfer.get_state_display())
            )
        if to not in TRANSFER_MOVES[TransferState(transfer.state)]:
            raise PracticeError(_("This transfer can no longer be changed in this way."))
        if not reason and (to == TransferState.DECLINED or transfer.state != TransferState.REPORTED):
            raise PracticeError(_("Please say why, so that the person understands."))
        previous, transfer.state = transfer.state, to
        transfer.decided_by, transfer.decided_at, transfer.reason = by, timezone.now(), reason
        transfer.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        data = {"transfer": transfer.code, "from": previous, "to": to}
        verb = "confirm" if to == TransferState.CONFIRMED else "decline"
        log(transfer.organisation, f"practices.transfer.{verb}", user=by, data=data)
        touch_listing()
        changes.record("practice", transfer.practice_code)
        mails.send_decided(transfer)
    return transfer
