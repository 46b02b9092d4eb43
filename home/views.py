"""Pages outside the page tree: the theme switch, the contact form, the style guide, the manifest."""

from functools import lru_cache
from io import BytesIO

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from clusters import patterns
from clusters.models import Cluster
from home import colours, samples
from home.actions import send_contact_message
from home.errors import ContactError, TooManyMessagesError
from home.forms import ContactForm
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


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """A message to the people who coordinate the alliance. What was typed stays in the form when it is refused."""
    form = ContactForm(request.POST or None)
    if request.method != "POST":
        return render(request, "home/contact.html", {"form": form})
    if not form.is_valid():
        return render(request, "home/contact.html", {"form": form}, status=422)
    if not form.is_from_a_machine:
        data = {name: form.cleaned_data[name] for name in ("name", "email", "text")}
        address = get_adapter(request).get_client_ip(request)
        try:
            send_contact_message(**data, language=get_language(), address=address)
        except ContactError as error:
            form.add_error(None, str(error))
            status = 429 if isinstance(error, TooManyMessagesError) else 409
            return render(request, "home/contact.html", {"form": form}, status=status)
    return redirect("contact_thanks")


def contact_thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "home/contact_thanks.html")


def styleguide(request: HttpRequest) -> HttpResponse:
    """The living style guide: colours, type, weaves and every component, drawn from the code in use."""
    context = {
        "colours": colours.read_colours(),
        "sizes": ["6", "5", "4", "3", "2", "1", "0", "small"],
        "weaves": samples.sample_clusters(),
        "samples": samples.samples(request),
    }
    return render(request, "home/styleguide.html", context)
