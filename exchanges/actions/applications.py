"""Applications: writing, sending, and the cluster’s answer."""

from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, gettext as _

from accounts.models import User
from clusters.models import Affiliation, Cluster, Organisation
from clusters.states import AffiliationState
from core import files
from core.uploads import check_document, clean_name
from exchanges import clock, eligibility, mails, rules
from exchanges.actions.moves import lock, move, put, record, write
from exchanges.errors import ExchangeError, IncompleteError, NotAllowedError
from exchanges.models import Application, Exchange, Mission, Programme, Proposal, SignUp
from exchanges.queries.sending import missing_in, sending_clusters
from exchanges.states import (
    OPEN_APPLICATIONS,
    WRITABLE_APPLICATIONS,
    ApplicationState as A,
    ProposalState as P,
    SignUpState as S,
)

FIELDS = (
    "purposes",
    "objectives",
    "activities",
    "activities_text",
    "countries",
    "host_types",
    "earliest_on",
    "latest_on",
    "days_wanted",
    "languages",
    "access_needs",
    "language",
)


def start_application(
    *,
    programme: Programme,
    organisation: Organisation,
    person: User,
    by: User,
    is_virtual: bool = False,
    mission: Mission | None = None,
    sending_cluster: Cluster | None = None,
    language: str = "",
) -> Application:
    """A draft. Asked for twice, the one that is open is returned; a mission given now replaces the draft’s.

    A manager of a cluster the organisation is in may write it on behalf of a person who works there.
    """
    clusters = [sending_cluster] if sending_cluster else sending_clusters(organisation)
    on_behalf = by.pk != person.pk
    if on_behalf:
        allowed = any(rules.may_fill_in_for(by, organisation, cluster) for cluster in clusters)
        works = Affiliation.objects.filter(
            user=person, organisation=organisation, state=AffiliationState.ACCEPTED
        ).exists()
        if not allowed or not works:
            raise NotAllowedError(_("You can apply for members of your cluster and the people who work there."))
    elif not rules.may_apply_for(by, organisation):
        raise NotAllowedError(_("You can apply for an organisation that you work at, once its cluster has said so."))
    if not clusters:
        raise ExchangeError(_("This organisation is in no cluster that could send it."))
    if mission and mission.programme_id != programme.pk:
        raise ExchangeError(_("This mission belongs to another programme."))
    is_virtual = mission.is_virtual if mission else is_virtual
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)  # one draft, however often it is clicked
        open_one = Application.objects.filter(
            programme=programme,
            organisation=organisation,
            person=person,
            is_virtual=is_virtual,
            state__in=OPEN_APPLICATIONS,
        ).first()
        if open_one:
            if mission and open_one.state in WRITABLE_APPLICATIONS and open_one.mission_id != mission.pk:
                open_one.mission = mission
                open_one.save(update_fields=["mission", "changed_at"])
            return open_one
        application = Application.objects.create(
            programme=programme,
            organisation=organisation,
            person=person,
            sending_cluster=clusters[0],
            filled_in_by=by if on_behalf else None,
            is_virtual=is_virtual,
            mission=mission,
            language=language or get_language() or person.language,
            created_at=clock.now(),
        )
        record(application, "", A.DRAFT, by=by)
    return application


def save_application(
    application: Application, *, by: User, concepts=None, mission=None, leave_mission=False, **values
) -> Application:
    """Keep what was typed so far (`FIELDS`); anything may be missing until it is sent.

    With `leave_mission` it becomes an application without one, unless a place on it is held.
    """
    with transaction.atomic():
        row = lock(application)
        if not rules.may_write_application(by, row):
            raise NotAllowedError(_("This application cannot be changed now."))
        changed = put(row, values, FIELDS)
        if row.earliest_on and row.latest_on and row.latest_on < row.earliest_on:
            raise IncompleteError(
                _("The dates are in the wrong order."), {"latest_on": _("This is before the first date.")}
            )
        if mission is not None and mission.pk != row.mission_id:
            row.mission = mission
            changed.append("mission")
        elif leave_mission and not row.sign_ups.live().filter(mission=row.mission).exists():
            row.mission = None
            changed.append("mission")
        row.save(update_fields=[*changed, "changed_at"])
        if concepts is not None:
            row.concepts.set(concepts)
    return row


def attach_cv(application: Application, file: UploadedFile, *, by: User) -> Application:
    """Keep the CV, private; the one before goes. A `ValidationError` says what is wrong with the file."""
    check_document(file)
    with files.removed_on_failure() as written, transaction.atomic():
        row = lock(application)
        if not rules.may_write_application(by, row):
            raise NotAllowedError(_("This application cannot be changed now."))
        _forget_file(row)
        row.cv_name, row.cv_deleted_at = clean_name(file.name or ""), None
        row.cv.save(row.cv_name, file, save=False)
        written.append(row.cv)
        row.save(update_fields=["cv", "cv_name", "cv_deleted_at", "changed_at"])
    return row


def remove_cv(application: Application, *, by: User) -> Application:
    with transaction.atomic():
        row = lock(application)
        if not rules.may_write_application(by, row):
            raise NotAllowedError(_("This application cannot be changed now."))
        forget_cv(row)
    return row


def forget_cv(row: Application) -> None:
    """Delete the file for good, once the transaction has ended."""
    if row.cv:
        _forget_file(row)
        row.cv, row.cv_name, row.cv_deleted_at = "", "", clock.now()
        row.save(update_fields=["cv", "cv_name", "cv_deleted_at"])


def _forget_file(row: Application) -> None:
    if row.cv:
        storage, name = row.cv.storage, str(row.cv.name)
        transaction.on_commit(lambda: storage.delete(name))


def submit_application(application: Application, *, by: User) -> Application:
    """Send it to the cluster, which has the programme’s days to answer. With a mission, this signs up for it."""
    from exchanges.actions.sign_ups import sign_up  # noqa: PLC0415 -- both end in a stay

    def check(row: Application) -> None:
        missing = missing_in(row)
        if missing:
            raise IncompleteError(_("Something is still missing."), missing)
        found = eligibility.check(
            row.programme,
            row.organisation,
            person=row.person,
            mission=row.mission,
            is_virtual=row.is_virtual,
        )
        has_place = row.sign_ups.live().filter(mission=row.mission).exists()  # it was returned after the sign-up
        found.demand(ignore=("mission_places", "mission_open") if has_place else ("mission_places",))

    def tell(row: Application) -> None:
        mails.tell(row, A.SUBMITTED, mails.managers_of(row.sending_cluster), but=by)

    with transaction.atomic():
        mission = lock(application.mission) if application.mission_id else None
        row = move(
            application,
            A.SUBMITTED,
            by=by,
            demand=check,
            then=tell,
            submitted_at=clock.now(),
            answer_due_on=clock.today() + timedelta(days=application.programme.answer_days),
        )
        if mission and not row.sign_ups.live().filter(mission=mission).exists():
            sign_up(mission, application=row, by=by)
    return row


def accept_application(application: Application, *, by: User) -> Application:
    """The cluster sends this visitor. Whoever holds a place on a mission has an exchange from now on."""
    from exchanges.actions.stays import stay_on_mission  # noqa: PLC0415 -- stays end in applications

    with transaction.atomic():
        _lock_missions(application)

        def then(row: Application) -> None:
            mails.tell(row, A.ACCEPTED, [row.person])
            for each in row.sign_ups.filter(state=S.HELD, exchange=None).order_by("pk"):
                stay_on_mission(each, by=by)

        return move(application, A.ACCEPTED, by=by, then=then, **_decided(by))


def return_application(application: Application, *, reason: str, by: User) -> Application:
    """Back to the person, with what is missing; a place on a mission stays held."""
    return move(application, A.RETURNED, by=by, reason=reason, then=_tell(A.RETURNED, reason), **_decided(by))


def refuse_application(application: Application, *, reason: str, by: User) -> Application:
    """No, with the reason. Places go to the next in line, open proposals end."""
    with transaction.atomic():
        _lock_missions(application)

        def then(row: Application) -> None:
            _tell(A.REFUSED, reason)(row)
            _let_go(row, by=by)

        return move(application, A.REFUSED, by=by, reason=reason, then=then, **_decided(by))


def withdraw_application(application: Application, *, by: User, reason: str = "") -> Application:
    """The visitor no longer wants to go. A stay that is prepared has to be cancelled first."""

    def demand(row: Application) -> None:
        if Exchange.objects.live().filter(application=row, state__in=_PREPARED).exists():
            raise ExchangeError(_("An exchange is prepared with this application. Please cancel the exchange first."))

    with transaction.atomic():
        _lock_missions(application)
        return move(
            application,
            A.WITHDRAWN,
            by=by,
            reason=reason,
            demand=demand,
            then=lambda row: _let_go(row, by=by),
        )


def pause_application(application: Application, *, by: User) -> Application:
    """Not to be matched for now."""
    return move(application, A.PAUSED, by=by)


def resume_application(application: Application, *, by: User) -> Application:
    """To be matched again: the cluster accepts anew."""
    return move(application, A.ACCEPTED, by=by)


_PREPARED = ("matched", "building", "signing", "approved", "under_way")


def _decided(by: User) -> dict:
    return {"decided_by": by, "decided_at": clock.now()}


def _tell(state: str, reason: str):
    return lambda row: mails.tell(row, state, [row.person], reason=reason)


def _lock_missions(application: Application) -> None:
    """In the one order: missions before applications."""
    missions = SignUp.objects.filter(application=application).live().values("mission")
    list(Mission.objects.select_for_update().filter(pk__in=missions).order_by("pk"))


def _let_go(row: Application, *, by: User) -> None:
    """End what hangs on an application that ends."""
    from exchanges.actions.sign_ups import release  # noqa: PLC0415 -- both end in a stay

    for each in (
        Proposal.objects.select_for_update().filter(application=row, state__in=(P.DRAFT, P.SENT)).order_by("pk")
    ):
        write(each, P.WITHDRAWN, by=by)
    for each in row.sign_ups.live().order_by("pk"):
        release(each, by=by)
