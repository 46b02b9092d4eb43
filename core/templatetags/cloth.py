"""Template tags available everywhere without `{% load %}`."""

import json
import re

from django import template
from django.template.defaultfilters import date as django_date
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from core import dates
from core.languages import country_name, name_in, native_name
from core.slugs import town_for

register = template.Library()
_CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)/?$")


@register.filter(expects_localtime=True)
def date(value, style: str = "DATE_FORMAT") -> str:
    """Django's `date`, but its named formats and `F Y` are written as the reader's language writes dates."""
    if value in (None, ""):
        return ""
    write = dates.STYLES.get(style)
    return write(value) if write else django_date(value, style)


@register.filter
def name_of_language(code: str) -> str:
    """The name of a language in the reader's language. Django's own `language_name` gives the English one."""
    return name_in(code, get_language())


@register.filter
def own_name(code: str) -> str:
    """The name of a language in itself."""
    return native_name(code)


@register.filter
def country(code: str) -> str:
    """The name of a country in the reader's language."""
    return country_name(code, get_language())


@register.filter
def town(name: str) -> str:
    """A town in letters that the reader knows."""
    return town_for(name, get_language())


@register.filter
def town_language(language: str, name: str) -> str:
    """The tag of a town's name as `town` writes it: `bg-Latn` where Bulgarian stands in Latin letters."""
    return language if town(name) == name else f"{language}-Latn"


@register.filter
def licence_name(address: str) -> str:
    """`CC BY 4.0` for the address of a Creative Commons licence; any other address stays."""
    found = _CREATIVE_COMMONS.search(address)
    return f"CC {found[1].upper()} {found[2]}" if found else address


@register.filter
def json_ld(data: dict) -> SafeString:
    """Linked data in the page, for search engines; a block of data, which no policy takes for a script."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&":  # nothing in it may end the element
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')
