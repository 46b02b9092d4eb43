"""The reader's language, and the second factor where the role demands it."""

from django.middleware.locale import LocaleMiddleware


class LanguageMiddleware(LocaleMiddleware):
    """Django's choice of language: address, cookie, browser."""


def second_factor(get_response):
    """Placeholder until the account room is built."""

    def middleware(request):
        return get_response(request)

    return middleware
