"""The list and the page of a practice, its PDF, and keeping it."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from practices import pdf, rules
from practices.actions.saving import forget_practice, save_practice
from practices.facets import Entry, Index
from practices.jsonld import structured_data
from practices.listing import current_index
from practices.models import PracticePage
from practices.queries.addresses import path_of
from practices.queries.cards import introduction, listing
from practices.queries.reading import Reading, page_for


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """The list with its filters. Anything in the query string that makes no sense is left out, with a sentence.

    A page beyond the end leads to the last one at its own address.
    """
    language = get_language()
    found = listing(request.GET, language)
    if found.request.page > found.page.number:
        query = found.last_query
        return redirect(f"{request.path}?{query}" if query else request.path)
    context = {"listing": found, "introduction": introduction(language)}
    return render(request, "practices/index.html", context)


def find(code: str, language: str) -> tuple[Index, Entry, PracticePage]:
    """The published practice `code` in the reader's best version, else 404."""
    index = current_index()
    entry = index.get(code)
    page = page_for(entry, language) if entry else None
    if page is None:
        raise Http404
    return index, entry, page


@require_safe
def practice(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """One practice, in the reader's language or else in its original; another slug is sent to the right one."""
    language = get_language()
    index, entry, page = find(code, language)
    if slug != page.slug:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return redirect(path_of(entry, language) + query, permanent=True)
    return render(request, "practices/practice.html", _context(request, Reading(page, index, request.user, language)))


def _context(request: HttpRequest, reading: Reading) -> dict:
    return {
        "page": reading.page,
        "reading": reading,
        "may_report": rules.may_report_transfer(request.user),
        "structured_data": partial(structured_data, reading),
    }


def preview(request: HttpRequest, page: PracticePage) -> HttpResponse:
    """The page as it would be published, for the preview of the admin."""
    found = Reading(page, current_index(), request.user, get_language(), preview=True)
    return render(request, "practices/practice.html", _context(request, found))


@require_GET
def practice_pdf(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """The practice as a tagged PDF, with headings in the reader's language."""
    language = get_language()
    index, entry, page = find(code, language)
    if slug != page.slug:
        return redirect(path_of(entry, language, "practice-pdf"), permanent=True)
    file = pdf.document(Reading(page, index, request.user, language))
    response = FileResponse(file, content_type="application/pdf", filename=f"{page.slug}.pdf")
    response["Link"] = f'<{settings.BASE_URL}{path_of(entry, page.language_code)}>; rel="canonical"'
    return response


@require_POST
def save(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Keep the practice, or with `keep=0` no longer; visitors sign in first and come back to it."""
    language = get_language()
    _index, entry, _page = find(code, language)
    path = path_of(entry, language)
    if not request.user.is_authenticated:
        return redirect_to_login(path)
    if not rules.may_save(request.user):
        raise PermissionDenied
    if request.POST.get("keep") == "0":
        forget_practice(code, by=request.user)
        messages.success(request, _("The practice is no longer on your desk."))
    else:
        save_practice(code, by=request.user)
        messages.success(request, _("The practice is on your desk now."))
    return redirect(path)
