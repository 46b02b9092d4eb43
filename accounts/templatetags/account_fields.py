"""The forms of the installed account pages, in our look."""

from django import template
from django.forms import BaseForm

register = template.Library()


@register.filter
def without_placeholders(form: BaseForm) -> BaseForm:
    """The library repeats each label inside its field; here the label above is enough."""
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)
    return form
