"""Images and documents: type sniffed, size and pixels limited, alternative text required."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class SiteImage(AbstractImage):
    """An image with its credit. `description` is the alternative text and is required in the form."""

    credit = models.CharField(_("credit"), max_length=200, blank=True)
    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )


class ImageRendition(AbstractRendition):
    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition")
        ]


class SiteDocument(AbstractDocument):
    """A document; served only through the check in `core.wagtail_hooks`."""

    language = models.CharField(_("language"), max_length=12, blank=True)
    admin_form_fields = ("title", "file", "language", "collection", "tags")

    def clean(self):
        """A refused file has its sentence already; Wagtail would add another about the ending of nothing."""
        if self.file:
            super().clean()
