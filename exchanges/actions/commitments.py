"""The commitment: writing versions, opening them for signing, four signatures on exactly one version."""

from datetime import date

from django.db import transaction
from django.utils.translation import get_language, gettext as _

from accounts.models import User
from exchanges import clock, eligibility, mails, rules
from exchanges.actions.moves import lock, move, write
from exchanges.actions.stays import calculate, corrections_of, count_days, place_days
from exchanges.choices import Confirmation, Party, SignatureRole
from exchanges.errors import (
    ExchangeError,
    IllegalMoveError,
    IncompleteError,
    MissingRateError,
    NotAllowedError,
    OldVersionError,
    UnknownDistanceError,
)
from exchanges.models import (
    SIGNED_FIELDS,
    CommitmentVersion,
    DayCorrection,
    Exchange,
    ExchangeSession,
    Mission,
    Signature,
)
from exchanges.states import BEFORE_START, ExchangeState as E

TEXT_FIELDS = ("objectives", "activities", "activities_text", "agenda", "responsibilities", "outcomes")
DATE_FIELDS = ("arrival_on", "first_day", "last_day", "departure_on")


def current_version(exchange: Exchange) -> CommitmentVersion | None:
    return exchange.versions.order_by("-number").first()


def write_commitment(exchange: Exchange, *, by: User, language: str = "", **values) -> CommitmentVersion:
    """Save the plan: TEXT_FIELDS and DATE_FIELDS, as far as given. Opens the building of a new match.

    A version that somebody signed never changes: a difference makes a new version, names what changed, takes the
    exchange back to building, and tells everybody that it has to be signed again.
    """
    with transaction.atomic():
        row = _locked(exchange)
        if not rules.may_write_commitment(by, row):
            raise NotAllowedError(_("The commitment cannot be changed now."))
        dates = {name: values.pop(name) for name in DATE_FIELDS if name in values}
        if any(getattr(row, name) != value for name, value in dates.items()):
            if not rules.may_set_dates(by, row):
                raise NotAllowedError(_("The days follow the mission; only the coordinator can set others."))
            _set_dates(row, dates)
        return _write_version(row, values, by=by, language=language)


def set_dates(
    exchange: Exchange,
    *,
    by: User,
    first_day: date,
    last_day: date,
    arrival_on: date | None = None,
    departure_on: date | None = None,
) -> Exchange:
    """Settle the days. Where a commitment is being written already, it follows (and is signed again)."""
    dates = {"first_day": first_day, "last_day": last_day, "arrival_on": arrival_on, "departure_on": departure_on}
    with transaction.atomic():
        row = _locked(exchange)
        if not rules.may_set_dates(by, row):
            raise NotAllowedError(_("You may not do this."))
        _set_dates(row, dates)
        if current_version(row):
            _write_version(row, {}, by=by)
    return row


def move_mission_days(mission: Mission, *, by: User) -> None:
    """A mission got other days: so do its exchanges that have not begun. The mission is locked by the caller."""
    dates = {name: getattr(mission, name) for name in DATE_FIELDS}
    for exchange in mission.exchanges.filter(state__in=BEFORE_START).order_by("pk"):
        row = _locked(exchange)
        _set_dates(row, dates)
        if current_version(row):
            _write_version(row, {}, by=by)


def _locked(exchange: Exchange) -> Exchange:
    if exchange.offer_id:
        lock(exchange.offer)
    return lock(exchange)


def _set_dates(row: Exchange, dates: dict) -> None:
    for name, value in dates.items():
        setattr(row, name, value)
    if row.first_day and row.last_day:
        _demand_dates(row, row.first_day, row.last_day)
    row.save(update_fields=[*dates, "changed_at"])
    place_days(row)


def _demand_dates(row: Exchange, first: date, last: date) -> None:
    if last < first:
        raise IncompleteError(_("The last day is before the first."), {"last_day": _("This is before the first day.")})
    if row.arrival_on and row.arrival_on > first:
        raise IncompleteError(
            _("The arrival is after the first working day."), {"arrival_on": _("This is after the first working day.")}
        )
    if row.departure_on and row.departure_on < last:
        raise IncompleteError(
            _("The departure is before the last working day."),
            {"departure_on": _("This is before the last working day.")},
        )
    check_stay(row).demand(ignore=SETTLED)


SETTLED = ("mission_places", "mission_open", "person", "visit_once", "offer_open")


def check_stay(row: Exchange) -> eligibility.Eligibility:
    """Every rule for the stay as it is planned; those of `SETTLED` were asked when both sides confirmed."""
    return eligibility.check(
        row.programme,
        row.visitor_organisation,
        person=row.visitor,
        host=row.host_organisation,
        offer=row.offer,
        mission=row.mission,
        first_day=row.first_day,
        last_day=row.last_day,
        is_virtual=row.is_virtual,
        corrections=corrections_of(row, row.mission),
        leave_out=row,
    )


def set_sessions(exchange: Exchange, sessions: list[dict], *, by: User) -> Exchange:
    """The online sessions of a virtual exchange: dictionaries with starts_at, ends_at, zone, title."""
    with transaction.atomic():
        row = _locked(exchange)
        if not rules.may_set_dates(by, row) or not row.is_virtual:
            raise NotAllowedError(_("You may not do this."))
        made = [ExchangeSession(exchange=row, **session) for session in sessions]
        for session in made:
            session.full_clean(exclude=["exchange"])
        row.sessions.all().delete()
        ExchangeSession.objects.bulk_create(made)
        days = sorted({session.starts_at.date() for session in made})
        row.first_day, row.last_day = (days[0], days[-1]) if days else (None, None)
        row.save(update_fields=["first_day", "last_day", "changed_at"])
        place_days(row)
        if current_version(row):
            _write_version(row, {}, by=by)
    return row


def correct_days(subject: Exchange | Mission, corrections: dict[date, tuple[bool, str] | None], *, by: User) -> None:
    """The coordinator adds or removes working days: day → (works, reason), or None to take a correction back.

    A plan that is not under way follows, and is signed again where that changes it.
    """
    with transaction.atomic():
        row = lock(subject) if isinstance(subject, Mission) else _locked(subject)
        if not rules.may_run(by, row.programme):
            raise NotAllowedError(_("Only the coordinator can add or remove working days."))
        owner: dict = {"mission" if isinstance(row, Mission) else "exchange": row}
        for day, correction in corrections.items():
            if correction is None:
                DayCorrection.objects.filter(day=day, **owner).delete()
                continue
            works, reason = correction
            if not reason.strip():
                raise ExchangeError(_("Please give a reason."))
            DayCorrection.objects.update_or_create(
                day=day, **owner, defaults={"works": works, "reason": reason, "made_by": by, "made_at": clock.now()}
            )
        exchanges = row.exchanges.order_by("pk") if isinstance(row, Mission) else [row]
        for exchange in exchanges:
            each = _locked(exchange)
            if each.state in BEFORE_START and current_version(each):
                _write_version(each, {}, by=by)


def _write_version(row: Exchange, values: dict, *, by: User | None, language: str = "") -> CommitmentVersion:
    """Take over what changed; a signed version is followed by a new one. The exchange is locked."""
    unknown = set(values) - set(TEXT_FIELDS)
    if unknown:
        raise ValueError(f"not fields of this form: {sorted(unknown)}")
    last = current_version(row)
    new = CommitmentVersion(
        exchange=row,
        number=last.number if last else 1,
        language=language or (last.language if last else "") or get_language() or "en",
        written_by=by,
        written_at=clock.now(),
        currency=row.currency,
    )
    for name in TEXT_FIELDS:
        setattr(new, name, values.get(name, getattr(last, name) if last else getattr(new, name)))
    for name in DATE_FIELDS:
        setattr(new, name, getattr(row, name))
    new.working_days = count_days(row)
    try:
        lump_sum = calculate(row)
        new.amount, new.steps = lump_sum.amount, lump_sum.as_data()
    except (MissingRateError, UnknownDistanceError, IncompleteError):
        new.amount, new.steps = None, []  # the draft is kept; signing says what is missing
    typed = {"language", "activities_text", "responsibilities", "outcomes"}
    new.clean_fields(exclude=[field.name for field in new._meta.fields if field.name not in typed])
    changes = _differences(last, new)
    if last is not None and not changes and new.language == last.language:
        return last
    signed = False
    if last is not None and last.signatures.exists():
        signed, new.number, new.changes = True, last.number + 1, changes
    elif last is not None:
        new.pk, new.changes = last.pk, _differences(row.versions.filter(number=last.number - 1).first(), new)
    new.hash = new.fingerprint()
    new.save(force_update=new.pk is not None)
    row.working_days = new.working_days
    row.agreed_amount, row.agreed_steps, row.approved_at = None, [], None
    row.save(update_fields=["working_days", "agreed_amount", "agreed_steps", "approved_at", "changed_at"])
    if row.state != E.BUILDING:
        write(row, E.BUILDING, by=by, reason=", ".join(changes))
    if signed:
        mails.tell(row, E.BUILDING, mails.parties_of(row), but=by)
    return new


def _differences(before: CommitmentVersion | None, after: CommitmentVersion) -> list[str]:
    """Names of what differs between two versions; nothing where there is none before."""
    if before is None:
        return []
    old, new = before.content(), after.content()
    return [name for name in SIGNED_FIELDS if old[name] != new[name]]


def missing_in(exchange: Exchange) -> dict[str, str]:
    """What has to be there before anybody signs: field → sentence."""
    version = current_version(exchange)
    needed = _("Please fill this in.")
    if version is None:
        return {"objectives": needed}
    missing = {
        name: needed for name in ("objectives", "activities", "agenda", "outcomes") if not getattr(version, name)
    }
    if exchange.is_virtual:
        if not version.working_days:
            missing["sessions"] = _("Please add the online sessions.")
    else:
        missing |= {
            name: _("Please choose the days.") for name in ("first_day", "last_day") if getattr(version, name) is None
        }
    return missing


def open_for_signing(exchange: Exchange, *, by: User) -> Exchange:
    """The plan is complete and eligible, and its lump sum is known: the four are asked to sign."""

    def demand(row: Exchange) -> None:
        missing = missing_in(row)
        if missing:
            raise IncompleteError(_("Something is still missing."), missing)
        check_stay(row).demand(ignore=SETTLED)
        calculate(row)  # says what is missing
        if row.is_virtual and count_days(row) < row.programme.min_days:
            raise IncompleteError(
                _("The online sessions make fewer working days than the programme asks for."),
                {"sessions": _("Please add sessions.")},
            )

    with transaction.atomic():
        row = _locked(exchange)
        if rules.may_move(by, row, E.SIGNING) and row.state == E.BUILDING and current_version(row):
            _write_version(row, {}, by=by)  # with the rate and the days as they are now
        return move(
            exchange,
            E.SIGNING,
            by=by,
            demand=demand,
            then=lambda done: mails.tell(done, E.SIGNING, mails.parties_of(done), but=by),
        )


def sign(
    exchange: Exchange,
    *,
    role: SignatureRole,
    number: int,
    hash: str,  # noqa: A002 -- the version’s hash as it was shown
    confirmed: Confirmation,
    by: User,
) -> Signature:
    """One signature on the version that was shown (its number and hash). The fourth approves the exchange.

    `confirmed` records how the person proved who they are; asking for it is the view’s part. Signing twice is no error.
    """
    with transaction.atomic():
        row = _locked(exchange)
        if role not in rules.signature_roles(by, row):
            raise NotAllowedError(_("This signature is not yours to give."))
        version = current_version(row)
        if version is None or version.number != number or version.hash != hash:
            raise OldVersionError(_("The commitment was changed since you read it. Please read the new version."))
        given = version.signatures.filter(role=role).first()
        if given and given.person_id == by.pk:
            return given
        if row.state != E.SIGNING:
            raise IllegalMoveError(
                _("This is not possible now; the state is: {state}.").format(state=row.get_state_display())
            )
        if given:
            raise IllegalMoveError(_("This signature was given already."))
        if version.fingerprint() != version.hash:
            raise OldVersionError(_("The commitment is damaged. Please tell the coordinator."))
        signature = Signature.objects.create(
            version=version,
            role=role,
            person=by,
            on_behalf=role == SignatureRole.HOST and Party.HOST not in rules.parties(by, row),
            confirmed=Confirmation(confirmed),
            hash=version.hash,
            signed_at=clock.now(),
        )
        if version.signatures.count() == len(SignatureRole):
            _approve(row, version, by=by)
    return signature


def _approve(row: Exchange, version: CommitmentVersion, *, by: User) -> None:
    """All four: the lump sum of the signed version is frozen."""
    move(
        row,
        E.APPROVED,
        by=by,
        agreed_amount=version.amount,
        agreed_steps=version.steps,
        working_days=version.working_days,
        then=lambda done: mails.tell(done, E.APPROVED, mails.parties_of(done)),
    )
