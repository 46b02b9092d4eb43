"""Pages outside the page tree: the theme switch, the contact form, the style guide, the manifest."""

from functools import lru_cache
from io import BytesIO

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from clusters import patterns
from clusters.models import Cluster
from home.queries import THEMES

YEAR = 60 * 60 * 24 * 365


@csrf_exempt  # it changes nothing but how the page looks, and readers without an account need no cookie for it
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark, or nothing (as the device has it) in a cookie and go back to where the reader was."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone needs to put the site among its apps."""
    icons = [
        {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {"src": static("icons/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
    ]
    return JsonResponse(
        {
            "name": settings.WAGTAIL_SITE_NAME,
            "short_name": settings.WAGTAIL_SITE_NAME,
            "start_url": "/",
            "display": "browser",
            "background_color": "#f7f3ea",
            "theme_color": "#f7f3ea",
            "icons": icons,
        },
        content_type="application/manifest+json",
    )


@lru_cache(maxsize=64)
def _social_png(clothes: tuple[tuple[str, str], ...]) -> bytes:
    file = BytesIO()
    picture = patterns.social_picture(list(clothes))
    picture.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def social_image(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a shared link: the cloth of one cluster, or of all of them where `code` is "site"."""
    clusters = Cluster.objects.values_list("weave", "dye")
    clothes = tuple(clusters if code == "site" else clusters.filter(code=code))
    if not clothes and code != "site":
        raise Http404
    response = HttpResponse(_social_png(clothes or (("plain", "indigo"),)), content_type="image/png")
    response["Cache-Control"] = "public, max-age=86400"
    return response
