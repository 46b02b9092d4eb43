"""The language versions of a cluster’s practices at a glance."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import restricted_to
from practices import rules
from practices.actions import translations as actions
from practices.errors import PracticeError
from practices.forms.translations import TranslationFilterForm
from practices.models import PracticePage
from practices.queries import translations as queries

ON_A_PAGE = 25


@never_cache
@require_GET
@restricted_to(rules.may_see_translations)
def translations(request):
    form = TranslationFilterForm(request.GET, clusters=queries.clusters_of(request.user))
    wanted = form.wanted
    paginator = Paginator(queries.matching(request.user, **wanted), ON_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    chosen = urlencode({name: value for name, value in wanted.items() if value})
    context = {
        "form": form,
        "filtered": bool(chosen),
        "query": f"{chosen}&" if chosen else "",
        "rows": queries.rows_of(page.object_list, language=wanted["language"]),
        "page": page,
        "pages": paginator.get_elided_page_range(page.number),
    }
    return render(request, "practices/translations.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@restricted_to(rules.may_see_translations)
def checked(request, code, language):
    """A person says that they have read the machine’s translation against the original."""
    page = get_object_or_404(
        PracticePage.objects.live().filter(is_original=False).select_related("cluster", "locale"),
        code=code,
        locale__language_code=language,
    )
    if request.method == "POST":
        try:
            actions.mark_checked(page, by=request.user)
        except PracticeError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Readers see now that a person has checked this translation."))
        return redirect("practice_translations")
    return render(request, "practices/translation_checked.html", {"page": page})
