"""Addresses that belong to no room."""

import mimetypes
import posixpath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

PUBLIC_FOLDERS = ("images/",)  # renditions only: originals, documents and private files have no address here
LONGEST_NAME = 200  # longer than any rendition's, shorter than what file systems refuse


def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; for load balancers and `make run`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def media(request: HttpRequest, name: str) -> FileResponse:
    """Serve a rendition of an image; everything else below the media folder is not found.

    Renditions are made by the site itself, so their type is known; they never change under one name.
    """
    kind = mimetypes.guess_type(name)[0] or ""
    if not name.startswith(PUBLIC_FOLDERS) or not kind.startswith("image/") or kind == "image/svg+xml":
        raise Http404
    if posixpath.normpath(name) != name or len(name) > LONGEST_NAME:  # `images/../documents/…` is no rendition
        raise Http404
    try:
        file = default_storage.open(name)
    except (FileNotFoundError, SuspiciousFileOperation, IsADirectoryError, ValueError) as error:
        raise Http404 from error
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = f"public, max-age={settings.WHITENOISE_MAX_AGE}, immutable"
    return response
