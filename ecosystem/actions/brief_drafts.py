"""Writing a sourcing brief: begun, kept as often as one likes, with its private files, until it is sent."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import get_language, gettext as _, ngettext

from accounts.models import User
from clusters.models import Organisation
from core import clock, files
from core.uploads import IMAGE_TYPES, check_document, check_image, clean_name, ending_of
from ecosystem import rules
from ecosystem.actions.briefs import lock, record
from ecosystem.errors import NotAllowedError, TooManyError
from ecosystem.models import Brief, BriefFile
from ecosystem.states import BriefState

MOST_FILES = 5
MOST_DRAFTS_A_DAY = 20
DAY = timedelta(days=1)
FIELDS = (
    "title", "description", "product", "quantity", "colours", "sizes", "wanted_by", "budget", "own_fabric", "public",
    "language", "broker",
)  # fmt: skip
SETS = ("steps", "materials", "certificates")
PICTURES = {ending for endings in IMAGE_TYPES.values() for ending in endings}


def start_brief(*, brand: Organisation, by: User, language: str = "") -> Brief:
    """An empty draft. One that this person left empty is taken up again, so that two clicks begin one."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=brand.pk)
        if not rules.may_write_brief_for(by, brand):
            raise NotAllowedError(_("You can write a brief for an organisation that you work at."))
        drafts = Brief.objects.filter(brand=brand, person=by)
        empty = drafts.filter(
            state=BriefState.DRAFT, title="", description="", product=None, quantity=None, steps=None
        ).first()
        if empty:
            return empty
        if Brief.objects.filter(brand=brand, created_at__gt=clock.now() - DAY).count() >= MOST_DRAFTS_A_DAY:
            raise TooManyError(_("Your organisation has begun many briefs today. Please finish one of them first."))
        draft = Brief.objects.create(
            brand=brand, person=by, language=language or get_language() or by.language, created_at=clock.now()
        )
        record(draft, "", BriefState.DRAFT, by=by)
    return draft


def save_brief(brief: Brief, *, by: User, **values) -> Brief:
    """Keep what was typed so far (`FIELDS`, and the concepts of `SETS`); anything may be missing until it is sent."""
    unknown = set(values) - set(FIELDS) - set(SETS)
    if unknown:
        raise ValueError(f"not fields of a brief: {sorted(unknown)}")
    with transaction.atomic():
        row = _writable(brief, by)
        changed = [name for name in FIELDS if name in values and getattr(row, name) != values[name]]
        for name in changed:
            setattr(row, name, values[name])
        row.full_clean(
            exclude=[field.name for field in row._meta.fields if field.name not in changed],
            validate_unique=False,
            validate_constraints=False,
        )
        row.save(update_fields=[*changed, "changed_at"])
        for name in SETS:
            if name in values:
                getattr(row, name).set(values[name])
    return row


def _writable(brief: Brief, by: User) -> Brief:
    row = lock(brief)
    if not rules.may_edit_brief(by, row):
        raise NotAllowedError(_("This brief cannot be changed now."))
    return row


def add_file(brief: Brief, file: UploadedFile, *, by: User) -> BriefFile:
    """Keep one private file. A `ValidationError` says what is wrong with it; MOST_FILES are kept at most."""
    name = clean_name(file.name or "")
    if ending_of(name) in PICTURES:
        check_image(file)
    else:
        check_document(file)
    with files.removed_on_failure() as written, transaction.atomic():
        row = _writable(brief, by)
        if row.files.count() >= MOST_FILES:
            raise ValidationError(
                ngettext("A brief has at most {count} file.", "A brief has at most {count} files.", MOST_FILES).format(
                    count=MOST_FILES
                )
            )
        kept = BriefFile(brief=row, name=name, size=file.size or 0, uploaded_at=clock.now())
        kept.file.save(name, file, save=False)
        written.append(kept.file)
        kept.save()
    return kept


def remove_file(brief: Brief, code: str, *, by: User) -> None:
    """One that is gone already is no error."""
    with transaction.atomic():
        row = _writable(brief, by)
        for kept in row.files.filter(code=code):
            _forget(kept)


def forget_files(brief: Brief) -> None:
    """Delete every file for good, once the transaction has ended."""
    for kept in brief.files.all():
        _forget(kept)


def _forget(kept: BriefFile) -> None:
    storage, name = kept.file.storage, str(kept.file.name)
    kept.delete()
    transaction.on_commit(lambda: storage.delete(name))
