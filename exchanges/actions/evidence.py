"""Evidence files: private, looked into before they are kept."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts.models import User
from core import files
from core.uploads import IMAGE_TYPES, check_document, check_image, clean_name, ending_of
from exchanges import clock, rules
from exchanges.actions.moves import lock
from exchanges.choices import EvidenceKind
from exchanges.errors import ExchangeError, NotAllowedError
from exchanges.models import EvidenceFile, Exchange

MOST_FILES = 40
_PICTURES = {ending for endings in IMAGE_TYPES.values() for ending in endings}


def add_evidence(exchange: Exchange, *, kind: EvidenceKind, file: UploadedFile, by: User) -> EvidenceFile:
    """Keep a picture or document. The same file again, as the same kind, is no error.

    A `ValidationError` says what is wrong with it.
    """
    if ending_of(file.name or "") in _PICTURES:
        check_image(file)
    else:
        check_document(file)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    with files.removed_on_failure() as written, transaction.atomic():
        row = lock(exchange)
        if not rules.may_add_evidence(by, row):
            raise NotAllowedError(_("Files can be added from the stay until the report is handed in."))
        same = row.evidence.filter(kind=kind, hash=digest.hexdigest()).first()
        if same:
            return same
        if row.evidence.count() >= MOST_FILES:
            raise ExchangeError(_("There are very many files already. Please put several pages into one document."))
        evidence = EvidenceFile(
            exchange=row,
            kind=EvidenceKind(kind),
            name=clean_name(file.name or ""),
            size=file.size or 0,
            hash=digest.hexdigest(),
            uploaded_by=by,
            uploaded_at=clock.now(),
        )
        evidence.file.save(evidence.name, file, save=False)
        written.append(evidence.file)
        evidence.save()
        data = {"kind": evidence.kind, "exchange": row.code}
        log(evidence, "exchanges.evidence.add", user=by, data=data, timestamp=clock.now())
    return evidence


def remove_evidence(evidence: EvidenceFile, *, by: User) -> None:
    """Take a file back, for as long as the report is not handed in."""
    with transaction.atomic():
        row = lock(evidence.exchange)
        if not rules.may_add_evidence(by, row):
            raise NotAllowedError(_("Files cannot be removed any more."))
        kept = EvidenceFile.objects.select_for_update().filter(pk=evidence.pk).first()
        if kept is None:
            return
        forget_file(kept)
        log(kept, "exchanges.evidence.remove", user=by, data={"kind": kept.kind, "exchange": row.code})
        kept.delete()


def forget_file(evidence: EvidenceFile) -> None:
    """The file goes once the transaction has ended; the row stays with its caller."""
    if evidence.file:
        storage, name = evidence.file.storage, str(evidence.file.name)
        transaction.on_commit(lambda: storage.delete(name))


def missing_evidence(exchange: Exchange) -> list[EvidenceKind]:
    """Kinds the programme asks for that are not there; nobody travels to an online exchange."""
    if exchange.is_virtual:
        return []
    there = set(exchange.evidence.values_list("kind", flat=True))
    return [kind for kind in exchange.programme.needed_evidence if kind not in there]
