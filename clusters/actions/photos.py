"""Photos of an organisation: looked into, made smaller, without what a camera writes into a file."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageOps
from wagtail.log_actions import log

from accounts.models import User
from clusters import rules
from clusters.errors import ClusterError
from clusters.models import Organisation, Photo
from core import files
from core.uploads import check_image
from search import changes

MOST_PHOTOS = 24
LONGEST_SIDE = 1600  # pixels
QUALITY = 82
WORDS = ("description", "credit", "visibility", "order")


def add_photo(organisation: Organisation, file: UploadedFile, words: dict[str, Any], *, by: User) -> Photo:
    """Keep a picture with its alternative text; `words` by the names in WORDS.

    It is turned upright, made at most LONGEST_SIDE long and written anew, so that no place or name of its maker stays
    in it. Raises ValidationError for a file that is no picture or too big, ClusterError for everything else.
    """
    check_image(file)
    picture = ContentFile(_reduced(file), name="photo.jpg")
    if not words.get("description"):
        raise ClusterError(_("Say what is to be seen, for those who do not see it."))
    with files.removed_on_failure() as written, transaction.atomic():
        organisation = _locked(organisation, by)
        if organisation.photos.count() >= MOST_PHOTOS:
            raise ClusterError(_("There are very many photos already. Please remove one first."))
        photo = Photo(organisation=organisation, uploaded_by=by, **words)
        photo.file.save("photo.jpg", picture, save=False)
        written.append(photo.file)
        photo.save()
        log(organisation, "clusters.photo.add", user=by, data={"photo": photo.code})
        changes.record("organisation", organisation.code)
    return photo


def edit_photo(photo: Photo, words: dict[str, Any], *, by: User) -> Photo:
    """Another text, credit, order or circle of readers."""
    with transaction.atomic():
        organisation = _locked(photo.organisation, by)
        row = organisation.photos.filter(pk=photo.pk).first()
        if row is None:
            raise ClusterError(_("This photo was removed meanwhile."))
        changed = [name for name in WORDS if name in words and words[name] != getattr(row, name)]
        for name in changed:
            setattr(row, name, words[name])
        if changed:
            row.save(update_fields=changed)
            log(organisation, "clusters.photo.edit", user=by, data={"photo": row.code, "changed": changed})
            changes.record("organisation", organisation.code)
    return row


def remove_photo(photo: Photo, *, by: User) -> None:
    """The row now, the file once the transaction has ended. One that is gone already is no error."""
    with transaction.atomic():
        organisation = _locked(photo.organisation, by)
        row = organisation.photos.filter(pk=photo.pk).first()
        if row is None:
            return
        storage, name = row.file.storage, str(row.file.name)
        transaction.on_commit(lambda: storage.delete(name))
        row.delete()
        log(organisation, "clusters.photo.remove", user=by, data={"photo": row.code})
        changes.record("organisation", organisation.code)


def _locked(organisation: Organisation, by: User) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not rules.may_edit_organisation(by, organisation):
        raise ClusterError(_("You may not edit this organisation."))
    return organisation


def _reduced(file: UploadedFile) -> bytes:
    with Image.open(file) as image:
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        if upright.mode in ("RGBA", "LA", "P", "PA"):
            upright = upright.convert("RGBA")
            flat = Image.new("RGB", upright.size, "white")
            flat.paste(upright, mask=upright.getchannel("A"))
            upright = flat
        written = io.BytesIO()
        upright.convert("RGB").save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue()
