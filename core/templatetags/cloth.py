"""Template tags available everywhere without `{% load %}`."""

from django import template
from django.utils.translation import get_language

from core.languages import country_name, name_in, native_name

register = template.Library()


@register.filter
def language_name(code: str) -> str:
    """The name of a language in the reader's language."""
    return name_in(code, get_language())


@register.filter
def own_name(code: str) -> str:
    """The name of a language in itself."""
    return native_name(code)


@register.filter
def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return country_name(code, get_language())
