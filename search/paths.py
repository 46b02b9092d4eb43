"""Addresses of things in the reader’s language, without a call of `reverse` for each."""

from functools import cache
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def address(name: str, *arguments: str) -> str:
    """The address of `name` below the reader’s language: `address("cluster", "loom")` is `/{language}/clusters/loom/`.

    Arguments may be in any script; what addresses do not have is quoted.
    """
    return _pattern(name, len(arguments)).format(
        *(quote(argument, safe="") for argument in arguments), language="{language}"
    )


@cache
def _pattern(name: str, count: int) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse(name, args=[f"argument-{number}" for number in range(count)])
    for number in reversed(range(count)):
        path = path.replace(f"argument-{number}", f"{{{number}}}")
    return path.replace(f"/{settings.LANGUAGE_CODE}/", "/{language}/", 1)
