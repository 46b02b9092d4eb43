"""Uploads that stay small: what is beyond the limit is read from the wire and thrown away, never stored."""

from functools import wraps

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from vocabulary.files import MAX_BYTES


class BoundedUploadHandler(FileUploadHandler):
    """Stops at MAX_BYTES and leaves a mark on the request; the browser still gets its answer."""

    def __init__(self, request):
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > MAX_BYTES:
            self.request.upload_was_too_large = True
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size):
        return None


def bounded_upload(view):
    """Put the bounded handler first, before the check against forged requests reads the form."""
    protected = csrf_protect(view)

    @wraps(view)
    def bounded(request, *args, **kwargs):
        request.upload_was_too_large = False
        if request.method == "POST":
            request.upload_handlers.insert(0, BoundedUploadHandler(request))
        return protected(request, *args, **kwargs)

    return csrf_exempt(bounded)
