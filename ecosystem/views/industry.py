"""The state of a cluster’s industry in one year: a page to read and to print, and the same as a PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clusters.models import Cluster
from core import clock
from ecosystem import industry
from ecosystem.actions.industry import count_year
from ecosystem.models import IndustryYear


def _found(code: str, year: int) -> tuple[Cluster, IndustryYear]:
    """The running year is counted when somebody asks for it first; of other years there is what was kept."""
    cluster = get_object_or_404(Cluster, code=code)
    kept = IndustryYear.objects.filter(cluster=cluster, year=year).first() if year < 10_000 else None
    if kept is None and year == clock.today().year:
        kept = count_year(cluster, on=clock.today())
    if kept is None:
        raise Http404
    return cluster, kept


@require_safe
def industry_year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    cluster, kept = _found(code, year)
    context = {
        "trail": [(_("Clusters"), reverse("clusters")), (cluster.short_name, cluster.get_absolute_url())],
        "cluster": cluster,
        "year": year,
        "before": year - 1,
        "report": industry.report(cluster, kept),
        "years": [each for each in industry.years_of(cluster) if each != year],
    }
    return render(request, "ecosystem/industry/industry.html", context)


@require_safe
def document(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """The same as a tagged PDF, in the reader’s language."""
    cluster, kept = _found(code, year)
    response = HttpResponse(industry.document(cluster, kept), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{cluster.code}-{year}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
