"""The words of the trade: pages for people, permanent addresses for everybody."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from vocabulary import exports, queries
from vocabulary.files import FORMATS, Format
from vocabulary.models import Concept, Scheme
from vocabulary.negotiation import wanted_format
from vocabulary.reading import concept_page
from vocabulary.uses import uses_of

MAX_QUERY = 100


@require_safe
def vocabulary(request):
    """All schemes, and the search over all labels in all languages."""
    query = " ".join(request.GET.get("q", "")[:MAX_QUERY].split())
    context = {
        "schemes": list(queries.schemes_with_counts()),
        "query": query,
        "hits": queries.search_labels(query) if query else [],
        "formats": FORMATS.values(),
    }
    return render(request, "vocabulary/schemes.html", context)


@require_safe
def scheme(request, scheme):
    """The concepts of a scheme as a tree, or with `?view=a-z` as an alphabet with references."""
    found = get_object_or_404(queries.schemes_with_counts(), code=scheme)
    by_letter = request.GET.get("view") == "a-z"
    context = {
        "scheme": found,
        "by_letter": by_letter,
        "tree": [] if by_letter else queries.tree(found),
        "alphabet": queries.alphabet(found) if by_letter else [],
        "formats": FORMATS.values(),
        "trail": [(_("Words of the trade"), reverse("vocabulary"))],
        "permanent_path": exports.permanent_path(found.uri),
    }
    return render(request, "vocabulary/scheme.html", context)


@require_safe
def concept(request, scheme, code):
    """One concept. One that is no longer used still answers, says so and names what took its place."""
    try:
        page = concept_page(scheme, code)
    except Concept.DoesNotExist as error:
        raise Http404 from error
    trail = [
        (_("Words of the trade"), reverse("vocabulary")),
        (page.scheme.title(), reverse("scheme", args=[scheme])),
        *[(step.label(), reverse("concept", args=[scheme, step.code])) for step in page.trail],
    ]
    context = {
        "shown": page,
        "concept": page.concept,
        "trail": trail,
        "uses": uses_of(page.concept, user=request.user),
        "formats": FORMATS.values(),
        "permanent_path": exports.permanent_path(page.concept.uri),
    }
    return render(request, "vocabulary/concept.html", context)


@require_safe
def identify(request, scheme="", code="", suffix=""):
    """A permanent address: see other (303) the page in the reader's language, or the data that Accept asks for."""
    found_scheme = get_object_or_404(Scheme, code=scheme) if scheme else None
    found = (
        get_object_or_404(Concept.objects.select_related("scheme"), scheme=found_scheme, code=code) if code else None
    )
    kind = FORMATS[suffix] if suffix else wanted_format(request.headers.get("Accept", ""))
    if kind is None:
        names = ("concept", [scheme, code]) if code else ("scheme", [scheme]) if scheme else ("vocabulary", [])
        response = HttpResponseRedirect(reverse(names[0], args=names[1]))
        response.status_code = 303
        patch_vary_headers(response, ["Accept", "Accept-Language", "Cookie"])
        return response
    response = _data(request, kind, found_scheme, found)
    if not suffix:
        response["Content-Location"] = (
            f"{request.path.rstrip('/')}.{kind.suffix}" if scheme else f"/id/all.{kind.suffix}"
        )
        patch_vary_headers(response, ["Accept"])
    return response


def _data(request, kind: Format, scheme: Scheme | None, concept: Concept | None) -> HttpResponse:
    etag = f'"{exports.state()}-{kind.suffix}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content = exports.concept_file(kind, concept) if concept else exports.vocabulary_file(kind, scheme=scheme)
        response = HttpResponse(content, content_type=f"{kind.media_type}; charset=utf-8")
        name = "-".join(part for part in ("vocabulary", scheme and scheme.code, concept and concept.code) if part)
        response["Content-Disposition"] = f'inline; filename="{name}.{kind.suffix}"'
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    return response
