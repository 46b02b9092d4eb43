"""Wagtail’s forms for images and documents, with the look into the file and the alternative text."""

from django.forms import CharField
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from core import uploads
from core.text import validate_line


class CheckedImageField(WagtailImageField):
    """Looks at the file before Wagtail opens it as a picture; a name too long for the file system is cut."""

    def to_python(self, data):
        if data not in self.empty_values:
            data.name = uploads.clean_name(data.name)
            uploads.check_image(data)
        return super().to_python(data)


class CheckedDocumentField(WagtailDocumentField):
    def to_python(self, data):
        if data not in self.empty_values:
            data.name = uploads.clean_name(data.name)
            uploads.check_document(data)
        return super().to_python(data)


def _exchange(form, field_class) -> None:
    """Put the checking field in the place of Wagtail’s; forms without a file are left alone."""
    if "file" in form.fields:
        old = form.fields["file"]
        form.fields["file"] = field_class(label=old.label, required=old.required, widget=old.widget)
    for field in form.fields.values():
        if type(field) is CharField:
            field.validators.append(validate_line)


class SiteImageForm(BaseImageForm):
    """The alternative text is required: who cannot see the picture reads it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _exchange(self, CheckedImageField)
        if "description" in self.fields:
            self.fields["description"].required = True
            self.fields["description"].label = _("alternative text")
            self.fields["description"].help_text = _("What the picture shows, for people who cannot see it.")


class SiteDocumentForm(BaseDocumentForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _exchange(self, CheckedDocumentField)
