"""Suggestions while somebody types, and the description that lets browsers search here."""

from dataclasses import replace

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext as _, ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from search import access, facets, service
from search.addresses import clean
from search.engines.base import EngineUnavailableError
from search.language.transliteration import cyrillic_candidates
from search.requests import Suggestion, SuggestRequest

SHORTEST = 2
LONGEST = 100
PER_MINUTE = 240  # of one network address: a quick typist in each room of an office
SPELLINGS = 3  # in Bulgarian letters of what was typed in Latin ones
KEPT_FOR = 30  # seconds, in the reader's own browser


def _suggestions(request: HttpRequest) -> tuple[str, tuple[Suggestion, ...]]:
    """What was typed, and what begins so among the things the reader may see; nothing while the engine is down."""
    text = clean(request.GET.get("q", ""), LONGEST)
    if len(text) < SHORTEST:
        return text, ()
    asked = SuggestRequest(text=text, language=get_language(), access=access.tokens_of(request.user))
    found: dict[str, Suggestion] = {}
    try:
        for spelling in (text, *_in_cyrillic(text, asked.language)):
            for each in service.engine().suggest(replace(asked, text=spelling)):
                found.setdefault(each.address, each)
            if len(found) >= asked.limit:
                break
    except EngineUnavailableError:
        return text, ()
    return text, tuple(found.values())[: asked.limit]


def _in_cyrillic(text: str, language: str) -> tuple[str, ...]:
    """What a Bulgarian may mean who types in Latin letters: kopri is копри. Asked while the text itself finds few."""
    words = [cyrillic_candidates(word, SPELLINGS) for word in text.lower().split()] if language == "bg" else []
    if not words or not all(words):
        return ()
    begun = [spellings[0] for spellings in words[:-1]]
    return tuple(" ".join((*begun, last)) for last in words[-1])


def _is_too_much(request: HttpRequest) -> bool:
    """Counts one more question of this network address, which is kept as a keyed hash and for a minute.

    Each process counts for itself: a limit that all share would cost a write for every key that somebody presses.
    """
    cache = caches["template_fragments"]
    address = get_adapter(request).get_client_ip(request)
    key = "suggest:" + salted_hmac("search.suggest", address, algorithm="sha256").hexdigest()
    cache.add(key, 0, 60)
    try:
        return cache.incr(key) > PER_MINUTE
    except ValueError:  # the minute ended in between
        return False


@require_safe
@cache_control(private=True, max_age=KEPT_FOR)
def suggest(request: HttpRequest) -> JsonResponse:
    """For js/suggest.js: the suggestions, and a sentence for screen readers. 429 asks for some quiet."""
    if _is_too_much(request):
        return JsonResponse({"suggestions": [], "said": ""}, status=429, headers={"Retry-After": "30"})
    _text, found = _suggestions(request)
    language, kinds = get_language(), facets.kinds()
    rows = [
        {
            "text": each.text,
            "kind": kinds.get(each.kind, ""),
            "language": each.language if each.language != language else "",
            "address": each.address.replace("{language}", language),
        }
        for each in found
    ]
    return JsonResponse({"suggestions": rows, "said": _said(len(rows))})


def _said(number: int) -> str:
    if not number:
        return _("No suggestions.")
    return ngettext(
        "%(number)s suggestion; the arrow keys lead to it.",
        "%(number)s suggestions; the arrow keys lead to them.",
        number,
    ) % {"number": number}


@require_safe
@cache_control(private=True, max_age=KEPT_FOR)
def browser_suggestions(request: HttpRequest) -> JsonResponse:
    """The same for the search boxes of browsers (OpenSearch Suggestions extension 1.1)."""
    if _is_too_much(request):
        return JsonResponse(["", []], safe=False, status=429, headers={"Retry-After": "30"})
    text, found = _suggestions(request)
    addresses = [settings.BASE_URL + each.address.replace("{language}", get_language()) for each in found]
    answer = [text, [each.text for each in found], [""] * len(found), addresses]
    return JsonResponse(answer, safe=False, content_type="application/x-suggestions+json")


@require_safe
def description(request: HttpRequest) -> HttpResponse:
    """The OpenSearch description (1.1) of this language."""
    context = {"base_url": settings.BASE_URL, "name": settings.WAGTAIL_SITE_NAME}
    response = render(
        request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml; charset=utf-8"
    )
    response["Cache-Control"] = "public, max-age=86400"
    return response
