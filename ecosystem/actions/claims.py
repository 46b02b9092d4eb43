"""Claims: a person says that an organisation is theirs, its cluster says yes or no. `_move` is the one door.

Rows are always locked in one order: the person, the organisation, the claim.
"""

from collections.abc import Callable
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from clusters.actions import affiliations
from clusters.errors import ClusterError
from clusters.models import Affiliation, Cluster, Organisation
from core import clock, files
from core.uploads import IMAGE_TYPES, check_document, check_image, clean_name, ending_of
from ecosystem import mails_claims as mails, rules
from ecosystem.errors import EcosystemError, IllegalMoveError, IncompleteError, NotAllowedError, TooManyError
from ecosystem.models import Claim
from ecosystem.queries.claims import clusters_to_ask, deciders_of, representatives_of
from ecosystem.states import CLAIM_MOVES, ClaimState

PROOF_KEPT = timedelta(days=90)  # after the decision; the form says so
MOST_A_DAY = 5  # claims of one person; a robot would make more
AT_ONCE = 200  # proofs that one round forgets
_PICTURES = {ending for endings in IMAGE_TYPES.values() for ending in endings}


def claim(
    organisation: Organisation,
    *,
    cluster: Cluster,
    relation: Claim.Relation,
    proof: Claim.Proof,
    by: User,
    file: UploadedFile | None = None,
    link: str = "",
    text: str = "",
) -> Claim:
    """Say that an organisation is one’s own, with a file or a link as proof; its cluster and its people are told.

    Claiming again while the first claim waits returns that one: a double click does no harm. Raises `IncompleteError`,
    `TooManyError`, `NotAllowedError`, and a `ValidationError` about the file.
    """
    _check_proof(file, link)
    with files.removed_on_failure() as written, transaction.atomic():
        person = User.objects.select_for_update().get(pk=by.pk)
        organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
        waiting = Claim.objects.filter(organisation=organisation, person=person, state=ClaimState.ASKED).first()
        if waiting:
            return waiting
        if organisation.merged_into_id:
            raise IllegalMoveError(_("This organisation was merged with another one. Please choose that one."))
        if not rules.may_claim(by, organisation):
            raise NotAllowedError(_("You speak for this organisation already, or you may not claim one."))
        if cluster not in clusters_to_ask(organisation):
            raise IncompleteError(
                _("Please choose the cluster."), {"cluster": _("This organisation is not in that cluster.")}
            )
        recent = Claim.objects.filter(person=person, asked_at__gt=clock.now() - timedelta(days=1)).count()
        if recent >= MOST_A_DAY:
            raise TooManyError(_("That is a lot of claims for one day. Please go on tomorrow."))
        made = Claim(
            organisation=organisation,
            cluster=cluster,
            person=person,
            relation=Claim.Relation(relation),
            proof=Claim.Proof(proof),
            proof_link=link,
            text=text,
            asked_at=clock.now(),
        )
        if file:
            made.proof_name = clean_name(file.name or "")
            made.proof_file.save(made.proof_name, file, save=False)
            written.append(made.proof_file)
        _check_words(made, "relation", "proof", "proof_file", "proof_name", "proof_link", "text")
        made.save()
        _log(made, "", by=by)
        address = ("claim", made.code)
        words = {"name": person.get_full_name() or _("Somebody"), "cluster": cluster}
        mails.tell("asked", deciders_of(made), organisation, address=address, but=by, **words)
        page = ("organisation", organisation.code, organisation.slug)
        mails.tell("rival", representatives_of(organisation), organisation, address=page, but=by, **words)
    return made


def _check_proof(file: UploadedFile | None, link: str) -> None:
    if not file and not link:
        sentence = _("Please add a file or a link that proves it.")
        raise IncompleteError(sentence, {"proof_file": sentence})
    if link and not link.lower().startswith("https://"):
        sentence = _("Please give a link that begins with https://.")
        raise IncompleteError(sentence, {"proof_link": sentence})
    if file:
        (check_image if ending_of(file.name or "") in _PICTURES else check_document)(file)


def confirm_claim(claim: Claim, *, by: User) -> Claim:
    """The cluster vouches: the person becomes a representative, the page says “claimed”, a mail tells the person."""

    def then(row: Claim) -> None:
        if row.person is None:  # erased: there is nobody to vouch for
            raise NotAllowedError(_("You may not decide this."))
        try:
            affiliations.make_representative(user=row.person, organisation=row.organisation, cluster=row.cluster, by=by)
        except ClusterError as error:
            raise EcosystemError(str(error)) from error
        _tell_person("confirmed", row, by=by)

    return _move(claim, ClaimState.CONFIRMED, by=by, allowed=rules.may_decide_claim, then=then)


def refuse_claim(claim: Claim, *, reason: str, by: User) -> Claim:
    """The cluster says no, with the reason, which the person reads in a mail; they may claim again."""
    return _move(
        claim,
        ClaimState.REFUSED,
        by=by,
        allowed=rules.may_decide_claim,
        reason=_reason(reason),
        then=lambda row: _tell_person("refused", row, by=by),
    )


def withdraw_claim(claim: Claim, *, by: User) -> Claim:
    """The person takes it back; who would have decided hears of it."""

    def then(row: Claim) -> None:
        words = {"name": by.get_full_name() or _("Somebody")}  # `is_claimant`: it is their own
        mails.tell("withdrawn", deciders_of(row), row.organisation, address=("claims",), but=by, **words)

    return _move(claim, ClaimState.WITHDRAWN, by=by, allowed=rules.is_claimant, then=then)


def revoke_claim(claim: Claim, *, reason: str, by: User) -> Claim:
    """The cluster no longer vouches: the person’s work at the organisation ends, and a mail gives the reason."""

    def then(row: Claim) -> None:
        for affiliation in Affiliation.objects.filter(
            user=row.person, organisation=row.organisation, state__in=affiliations.LIVE
        ):
            try:
                affiliations.end_affiliation(affiliation, by=by)
            except ClusterError as error:
                raise EcosystemError(str(error)) from error
        _tell_person("revoked", row, by=by)

    return _move(claim, ClaimState.REVOKED, by=by, allowed=rules.may_decide_claim, reason=_reason(reason), then=then)


def forget_proofs() -> int:
    """The round: files, links and words of proofs go PROOF_KEPT after the decision. Returns how many went."""
    old = Claim.objects.filter(decided_at__lt=clock.now() - PROOF_KEPT).exclude(
        proof_file="", proof_name="", proof_link="", text=""
    )
    done = 0
    for pk in list(old.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]):
        with transaction.atomic():
            forget_proof(Claim.objects.select_for_update().get(pk=pk))
        done += 1
    return done


def forget_proof(claim: Claim) -> None:
    """What proved it goes, the claim and its decision stay; the caller holds the row."""
    if claim.proof_file:
        storage, name = claim.proof_file.storage, str(claim.proof_file.name)
        transaction.on_commit(lambda: storage.delete(name))
    claim.proof_file, claim.proof_name, claim.proof_link, claim.text = "", "", "", ""
    claim.save(update_fields=["proof_file", "proof_name", "proof_link", "text"])


def _check_words(row: Claim, *names: str) -> None:
    """What was typed, as the model wants it; a `ValidationError` says what is wrong."""
    others = [field.name for field in row._meta.fields if field.name not in names]
    row.full_clean(exclude=others, validate_unique=False, validate_constraints=False)


def _reason(reason: str) -> str:
    if not reason.strip():
        sentence = _("Please give a reason.")
        raise IncompleteError(sentence, {"reason": sentence})
    return reason.strip()


def _tell_person(event: str, row: Claim, *, by: User) -> None:
    address = ("organisation", row.organisation.code, row.organisation.slug)
    mails.tell(event, [row.person], row.organisation, address=address, but=by, reason=row.reason, cluster=row.cluster)


def _log(row: Claim, before: str, *, by: User | None) -> None:
    log(row, "ecosystem.claim.move", user=by, data={"from": before, "to": str(row.state)}, timestamp=clock.now())


def _move(
    claim: Claim,
    to: ClaimState,
    *,
    by: User,
    allowed: Callable[[User, Claim], bool],
    then: Callable[[Claim], object],
    reason: str = "",
) -> Claim:
    """Lock, re-read, check the right and the table, write, log, tell; all or nothing. Already there writes nothing."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=claim.organisation_id)
        row = Claim.objects.select_for_update().get(pk=claim.pk)
        before = ClaimState(row.state)
        if not allowed(by, row):
            raise NotAllowedError(_("You may not decide this."))
        if before == to:
            return row
        if to not in CLAIM_MOVES[before]:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        row.state, row.reason = to, reason
        row.decided_at, row.decided_by = clock.now(), by
        _check_words(row, "reason")
        row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        _log(row, before.value, by=by)
        then(row)
    return row
