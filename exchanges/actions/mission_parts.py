"""Parts of a mission that change one at a time: its sessions, the welcome pack, a host from outside the alliance."""

import zoneinfo
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from accounts.models import User
from clusters.models import Organisation, Place
from core import files
from core.dates import long_date
from core.models import SiteDocument
from core.uploads import check_document, clean_name
from exchanges import rules
from exchanges.actions.commitments import move_mission_days
from exchanges.actions.moves import lock, put
from exchanges.errors import ExchangeError, IncompleteError, NotAllowedError
from exchanges.models import Mission, MissionHost, MissionSession, MissionSessionText


def _locked(mission: Mission, by: User) -> Mission:
    row = lock(mission)
    if not rules.may_edit_mission(by, row):
        raise NotAllowedError(_("You may not do this."))
    return row


def save_session(
    mission: Mission,
    *,
    by: User,
    starts_at: datetime,
    ends_at: datetime,
    zone: str,
    language: str,
    title: str,
    note: str = "",
    place: str = "",
    code: str = "",
) -> MissionSession:
    """Add a session, or with `code` change one. The same again is no error and adds nothing.

    The commitments of an online mission follow, and are signed again where that changes their days.
    """
    with transaction.atomic():
        row = _locked(mission, by)
        _demand_times(row, starts_at, ends_at, zone)
        session = row.sessions.filter(code=code).first() if code else _same(row, starts_at, ends_at, language, title)
        if session is None and code:
            raise ExchangeError(_("This session was removed meanwhile."))
        session = session or MissionSession(mission=row)
        put(session, {"starts_at": starts_at, "ends_at": ends_at, "zone": zone, "place": place}, _SESSION_FIELDS)
        session.save()
        text = session.texts.filter(language=language).first() if session.pk else None
        text = text or MissionSessionText(session=session, language=language)
        put(text, {"title": title, "note": note}, ("title", "note"))
        text.save()
        _follow(row, by)
    return session


_SESSION_FIELDS = ("starts_at", "ends_at", "zone", "place")


def _demand_times(mission: Mission, starts_at: datetime, ends_at: datetime, zone: str) -> None:
    if ends_at <= starts_at:
        raise IncompleteError(_("A session ends before it starts."), {"ends": _("This is before the start.")})
    day = starts_at.astimezone(zoneinfo.ZoneInfo(zone)).date()
    first, last = mission.arrival_on or mission.first_day, mission.departure_on or mission.last_day
    if not first <= day <= last:
        sentence = _("The mission is from {first} to {last}.").format(first=long_date(first), last=long_date(last))
        raise IncompleteError(sentence, {"day": sentence})


def _same(mission: Mission, starts_at: datetime, ends_at: datetime, language: str, title: str) -> MissionSession | None:
    texts = {"texts__language": language, "texts__title": title}
    return mission.sessions.filter(starts_at=starts_at, ends_at=ends_at, **texts).first()


def translate_sessions(mission: Mission, language: str, texts: dict[str, tuple[str, str]], *, by: User) -> None:
    """Titles and notes in one language, by the session’s code; an empty title takes the translation away."""
    with transaction.atomic():
        row = _locked(mission, by)
        sessions = {session.code: session for session in row.sessions.filter(code__in=texts)}
        for code, (title, note) in texts.items():
            session = sessions.get(code)
            if session is None:
                continue
            text = session.texts.filter(language=language).first()
            if not title:
                if text and session.texts.exclude(pk=text.pk).exists():
                    text.delete()
                continue
            text = text or MissionSessionText(session=session, language=language)
            put(text, {"title": title, "note": note}, ("title", "note"))
            text.save()


def remove_session(mission: Mission, *, code: str, by: User) -> None:
    """Gone already is no error. An online mission’s commitments follow."""
    with transaction.atomic():
        row = _locked(mission, by)
        if row.sessions.filter(code=code).delete()[0]:
            _follow(row, by)


def _follow(mission: Mission, by: User) -> None:
    if mission.is_virtual:
        move_mission_days(mission, by=by)


def attach_welcome_pack(mission: Mission, file: UploadedFile, *, by: User) -> Mission:
    """Keep the file as the mission’s welcome pack; the one before goes. A `ValidationError` says what is wrong."""
    check_document(file)
    name = clean_name(file.name or "")
    with files.removed_on_failure() as written, transaction.atomic():
        row = _locked(mission, by)
        before, row.welcome_pack = row.welcome_pack, None
        document = SiteDocument(title=name, uploaded_by_user=by, language=row.language)
        document.file.save(name, file, save=False)
        written.append(document.file)
        document.file_size = file.size
        document.save()
        row.welcome_pack = document
        row.save(update_fields=["welcome_pack", "changed_at"])
        _forget(before, row)
    return row


def remove_welcome_pack(mission: Mission, *, by: User) -> Mission:
    with transaction.atomic():
        row = _locked(mission, by)
        before, row.welcome_pack = row.welcome_pack, None
        row.save(update_fields=["welcome_pack", "changed_at"])
        _forget(before, row)
    return row


def _forget(document: SiteDocument | None, mission: Mission) -> None:
    """Delete a document that nothing else uses: an editor may have put it on a page too."""
    if document is None or Mission.objects.filter(welcome_pack=document).exists():
        return
    kind = ContentType.objects.get_for_model(Mission)
    references = ReferenceIndex.get_references_to(document).exclude(content_type=kind, object_id=str(mission.pk))
    if not references.exists():
        document.delete()


def add_external_host(
    mission: Mission, *, by: User, name: str, kind: str, country: str, town: str, website: str = "", **place
) -> Organisation:
    """Enter an organisation outside the alliance, with its place, as the mission’s last host.

    It has no membership. `place` may hold region, latitude and longitude: without coordinates the distance is not
    known, and a stay of full length has no lump sum.
    """
    with transaction.atomic():
        row = _locked(mission, by)
        same = Organisation.objects.filter(
            name=name, country=country, merged_into=None, missions_hosted__mission=row
        ).first()
        if same:
            return same
        organisation = Organisation(name=name, type=kind, country=country, website=website)
        organisation.full_clean(exclude=["languages"])  # not known yet
        organisation.save()
        where = Place(organisation=organisation, town=town, country=country, **place)
        where.full_clean()
        where.save()
        log(organisation, "clusters.organisation.add", user=by, data={"mission": row.code})
        MissionHost.objects.create(mission=row, organisation=organisation, order=row.hosts.count() * 10)
    return organisation
