"""Pages of clusters and organisations, as everybody reads them."""

from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext as _

from clusters import fields, profiles, record_page, rules
from clusters.models import Cluster, GoneCode, Organisation, RetiredCode
from core.languages import name_in

MEMBERS_PER_PAGE = 12


class Gone(Exception):  # noqa: N818 -- no error: an answer
    """The code was taken back with the list that had made its organisation."""


def answers_gone(view):
    """A code that was taken back answers 410, for good; people and search engines need not come again."""

    @wraps(view)
    def answering(request: HttpRequest, code: str, **kwargs) -> HttpResponse:
        try:
            return view(request, code, **kwargs)
        except Gone:
            return render(request, "clusters/gone.html", status=410)

    return answering


def clusters(request: HttpRequest) -> HttpResponse:
    """The clusters of the alliance."""
    found = list(Cluster.objects.prefetch_related("texts", "awards"))
    facts = profiles.facts_of_clusters(request.user)
    entries = [(cluster, *_text(cluster), facts.get(cluster.pk, [])) for cluster in found]
    return render(request, "clusters/clusters.html", {"entries": entries})


def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """One cluster: who it is, its public facts with their sources, its members, and what other rooms add."""
    found = get_object_or_404(Cluster.objects.prefetch_related("texts", "awards", "team"), code=code)
    language = get_language()
    members = Paginator(profiles.members_of(found, user=request.user, language=language), MEMBERS_PER_PAGE)
    page = members.get_page(request.GET.get("page"))
    text, text_language = _text(found)
    return render(
        request,
        "clusters/cluster.html",
        {
            "trail": [(_("Clusters"), reverse("clusters"))],
            "cluster": found,
            "text": text,
            "text_language": text_language,
            "terms": profiles.cluster_terms(found, language),
            "figures": profiles.member_figures(found),
            "awards": found.awards.all(),
            "sources_disagree": profiles.sources_disagree(found.awards.all()),
            "sources": [profiles.source(line) for line in found.sources.splitlines() if line.strip()],
            "team": [member for member in found.team.all() if member.name],
            "organisations": profiles.lines(page.object_list),
            "page_of_members": page,
            "pages": members.get_elided_page_range(page.number),
            "sections": profiles.sections_of(found, user=request.user, language=language),
        },
    )


@answers_gone
def organisation(request: HttpRequest, code: str, slug: str = "") -> HttpResponse:
    """One organisation at its permanent address. Another slug, or a code from before a merge, is sent there."""
    found = _organisation(code, request.user)
    if found.code != code or found.slug != slug:
        query = f"?{urlencode(request.GET, doseq=True)}" if request.GET else ""
        return HttpResponsePermanentRedirect(found.get_absolute_url() + query)
    language = get_language()
    text = found.text()
    known = request.user.is_authenticated
    return render(
        request,
        "clusters/organisation.html",
        {
            "trail": [(_("Organisations"), reverse("organisations"))],
            "organisation": found,
            "text": text,
            "text_language": text.language if text and text.language != language else "",
            "languages": [name_in(code, language) for code in found.languages],
            "memberships": [
                (membership, membership.until is None and rules.may_end_membership(request.user, membership))
                for membership in found.memberships.select_related("cluster").order_by("-since")
            ],
            "record": record_page.page_of(found, rules.audience(request.user, found)),
            "sections": profiles.sections_of(found, user=request.user, language=language),
            "may_edit": known and rules.may_edit_organisation(request.user, found),
            "may_merge": known and rules.may_merge_somewhere(request.user, found),
            "data": profiles.organisation_data(
                found, address=settings.BASE_URL + found.get_absolute_url(), language=language
            ),
        },
    )


@answers_gone
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """`/o/<code>`: the permanent address without a language; answers in that of the reader."""
    response = redirect(_organisation(code, request.user))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def _organisation(code: str, user) -> Organisation:
    """The organisation that has or had this code, followed through merges; 404 where this person may not see it.

    Raises Gone for a code that was taken back.
    """
    found = _whole(code=code)
    if found is None and GoneCode.objects.filter(code=code).exists():
        raise Gone
    if found is None:
        retired = get_object_or_404(RetiredCode.objects.select_related("organisation"), code=code)
        found = _whole(pk=retired.organisation_id)
    while found.merged_into_id:
        found = _whole(pk=found.merged_into_id)
    if not rules.may_see_organisation(user, found):
        raise Http404
    return found


def _whole(**key) -> Organisation | None:
    """With all that its page shows: seven queries."""
    return fields.with_record(profiles.with_present_memberships(Organisation.objects.filter(**key))).first()


def _text(cluster: Cluster):
    """The cluster's text, and its language where that is not the reader's."""
    text = cluster.text()
    return text, text.language if text and text.language != get_language() else ""
