"""Transfers: reporting an attempt, and the cluster's word on it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy
from wagtail.log_actions import log

from clusters.models import Affiliation, Organisation
from clusters.states import AffiliationState
from practices import rules
from practices.actions.listing import touch_listing
from practices.errors import PracticeError
from practices.mails import transfers as mails
from practices.models import PracticePage, Transfer
from practices.states import TRANSFER_MOVES, TransferState

NOT_YOURS = gettext_lazy("You can record a transfer for an organisation you work at, not for its own practice.")


def report_transfer(page: PracticePage, *, organisation: Organisation, by, **answers) -> tuple[Transfer, bool]:
    """Record an attempt to use a practice; the organisation's cluster is asked to confirm it.

    Returns the transfer and whether it is new: one organisation's attempt of one day is recorded once.
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
    return transfer, made


def confirm_transfer(transfer: Transfer, *, by) -> Transfer:
    """The cluster vouches for it: it stands on the practice's page, and its reporter is told."""
    return _move(transfer, TransferState.CONFIRMED, by=by)


def decline_transfer(transfer: Transfer, *, by, reason: str) -> Transfer:
    """The cluster does not vouch for it: it leaves the practice's page, and its reporter is told why."""
    if not reason.strip():
        raise PracticeError(_("Please say why, so that the person understands."))
    return _move(transfer, TransferState.DECLINED, by=by, reason=reason.strip())


def _move(transfer: Transfer, to: TransferState, *, by, reason: str = "") -> Transfer:
    """The one door: every change of a transfer's state comes through here."""
    with transaction.atomic():
        transfer = (
            Transfer.objects.select_for_update(of=("self",))
            .select_related("cluster", "organisation")
            .get(pk=transfer.pk)
        )
        if transfer.state == to:
            return transfer
        if not rules.may_decide_transfer(by, transfer):
            raise PracticeError(_("Only the cluster of this organisation decides about this transfer."))
        if to not in TRANSFER_MOVES[TransferState(transfer.state)]:
            raise PracticeError(_("This transfer can no longer be changed in this way."))
        previous, transfer.state = transfer.state, to
        transfer.decided_by, transfer.decided_at, transfer.reason = by, timezone.now(), reason
        transfer.save(update_fields=["state", "decided_by", "decided_at", "reason"])
        data = {"transfer": transfer.code, "from": previous, "to": to}
        verb = "confirm" if to == TransferState.CONFIRMED else "decline"
        log(transfer.organisation, f"practices.transfer.{verb}", user=by, data=data)
        touch_listing()
        mails.send_decided(transfer)
    return transfer
