"""Reports about a record, from readers with and without an account, and what those who keep it say to them."""

from datetime import timedelta

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters.actions.statements import state
from clusters.errors import ClusterError
from clusters.models import Organisation
from clusters.rules import source_of
from core import clock, locks
from ecosystem import mails_claims as mails, rules
from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError, TooManyError
from ecosystem.models import Hint
from ecosystem.queries.hints import keepers_of
from ecosystem.states import HINT_MOVES, HintKind, HintState

PER_READER_AND_HOUR = 6
PER_RECORD_AND_DAY = 20
HASH_KEPT = timedelta(days=7)


def reader_hash(*, user: User | None, address: str) -> str:
    """Who reports, as the rate limit knows them: account, else network address, keyed so that it tells nothing."""
    who = f"user:{user.pk}" if user else f"address:{address}"
    return salted_hmac("ecosystem.hint", who, algorithm="sha256").hexdigest()


def report(
    organisation: Organisation,
    *,
    kind: HintKind,
    by: User | None,
    address: str,
    text: str = "",
    other: Organisation | None = None,
) -> Hint:
    """Tell those who keep a record that it is wrong, closed down or there twice; `by` is None without an account.

    The same report again, by whomever, while the first is open, is that one. At most PER_READER_AND_HOUR of one reader
    and PER_RECORD_AND_DAY about one record.
    """
    reader, now = reader_hash(user=by, address=address), clock.now()
    with transaction.atomic():
        locks.hold(f"ecosystem.hint:{reader}")  # else two reports about two records are counted past each other
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        _check(organisation, kind, text, other, by)
        open_ones = Hint.objects.filter(organisation=organisation, kind=kind, state=HintState.OPEN)
        same = open_ones.filter(other=other) if kind == HintKind.DOUBLE else open_ones.filter(text=text.strip())
        if first := same.first():
            return first
        mine = Hint.objects.filter(client_hash=reader, at__gt=now - timedelta(hours=1)).count()
        about = Hint.objects.filter(organisation=organisation, at__gt=now - timedelta(days=1)).count()
        if mine >= PER_READER_AND_HOUR or about >= PER_RECORD_AND_DAY:
            raise TooManyError(_("That is a lot of reports in a short time. Please try again in an hour."))
        hint = Hint(
            organisation=organisation, kind=HintKind(kind), text=text.strip(), other=other, by=by, at=now,
            client_hash=reader,
        )  # fmt: skip
        _check_words(hint, "kind", "text")
        hint.save()
        log(hint, "ecosystem.hint.move", user=by, data={"from": "", "to": str(hint.state)}, timestamp=now)
        what = HintKind(kind).label
        mails.tell("hint", keepers_of(organisation), organisation, address=("hints",), but=by, kind=what)
    return hint


def _check_words(hint: Hint, *names: str) -> None:
    """What was typed, as the model wants it; a `ValidationError` says what is wrong."""
    others = [field.name for field in hint._meta.fields if field.name not in names]
    hint.full_clean(exclude=others, validate_unique=False, validate_constraints=False)


def _check(organisation, kind, text, other, by) -> None:
    if by is not None and not rules.may_act(by):
        raise NotAllowedError(_("You may not do this."))
    if organisation.merged_into_id:
        raise IllegalMoveError(_("This organisation was merged with another one. Please choose that one."))
    if kind == HintKind.WRONG and not text.strip():
        sentence = _("Please say what is wrong.")
        raise IncompleteError(sentence, {"text": sentence})
    if kind == HintKind.DOUBLE and (other is None or other == organisation or other.merged_into_id):
        sentence = _("Please choose the other organisation.")
        raise IncompleteError(sentence, {"other": sentence})


def settle_hint(hint: Hint, *, by: User, answer: str = "") -> Hint:
    """It was right and is dealt with. “Closed down” writes that day into the record, where it says none yet."""

    def then(row: Hint) -> None:
        if row.kind == HintKind.CLOSED and row.organisation.closed_on is None:
            try:
                source = source_of(by, row.organisation)
                state(row.organisation, {"closed_on": clock.today()}, source=source, by=by)
            except ClusterError as error:
                raise EcosystemError(str(error)) from error

    return _move(hint, HintState.DONE, by=by, answer=answer, then=then)


def dismiss_hint(hint: Hint, *, by: User, answer: str = "") -> Hint:
    """It is not so. Somebody with an account reads the answer in a mail."""
    return _move(hint, HintState.DISMISSED, by=by, answer=answer, then=lambda row: None)


def forget_readers() -> int:
    """The round: who reported without an account is not kept longer than the limit needs."""
    return Hint.objects.filter(at__lt=clock.now() - HASH_KEPT).exclude(client_hash="").update(client_hash="")


def _move(hint: Hint, to: HintState, *, by: User, answer: str, then) -> Hint:
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=hint.organisation_id)
        row = Hint.objects.select_for_update().get(pk=hint.pk)
        if not rules.may_answer_hints(by, organisation):
            raise NotAllowedError(_("You may not decide this."))
        before = HintState(row.state)
        if before == to:
            return row
        if to not in HINT_MOVES[before]:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        row.state, row.answer, row.decided_at, row.decided_by = to, answer.strip(), clock.now(), by
        _check_words(row, "answer")
        row.save(update_fields=["state", "answer", "decided_at", "decided_by"])
        data = {"from": before.value, "to": str(to)}
        log(row, "ecosystem.hint.move", user=by, data=data, timestamp=clock.now())
        then(row)
        page = ("organisation", organisation.code, organisation.slug)
        mails.tell("answered", [row.by], organisation, address=page, but=by, reason=row.answer)
    return row
