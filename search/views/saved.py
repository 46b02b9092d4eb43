"""Saved searches of a person, and the link in their mail that stops it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from search.actions.saved import change_mail, forget_search, save_search, stop_mail
from search.errors import SearchError
from search.forms import FrequencyForm
from search.models import SavedSearch
from search.results import asked_in, name_of
from search.states import Frequency


@login_required
@require_safe
def saved_searches(request: HttpRequest) -> HttpResponse:
    rows = [(each, FrequencyForm(instance=each)) for each in SavedSearch.objects.filter(user=request.user)]
    return render(request, "search/saved.html", {"rows": rows, "trail": [(_("My desk"), reverse("desk"))]})


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search of the form; visitors sign in first and come back to it."""
    language = get_language()
    asked = asked_in(request.POST, language)
    query = asked.query_string()
    back = f"{reverse('search')}?{query}" if query else reverse("search")
    if not request.user.is_authenticated:
        return redirect_to_login(back)
    try:
        _saved, is_new = save_search(asked, title=name_of(asked, language), language=language, by=request.user)
    except SearchError as error:
        messages.warning(request, str(error))
        return redirect(back)
    said = (
        _("The search is kept. What is new in it comes by mail every week.")
        if is_new
        else _("You keep this search already.")
    )
    messages.success(request, said)
    return redirect("saved-searches")


@login_required
@require_POST
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """How often there is mail about it."""
    saved = get_object_or_404(SavedSearch, pk=pk, user=request.user)
    frequency = request.POST.get("frequency", "")
    if frequency in Frequency.values:
        change_mail(saved.pk, frequency=Frequency(frequency), by=request.user)
        messages.success(request, _("Changed."))
    else:
        messages.warning(request, _("Please choose how often."))
    return redirect("saved-searches")


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    if not forget_search(pk, by=request.user):
        raise Http404
    messages.success(request, _("The search is no longer kept."))
    return redirect("saved-searches")


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail, without signing in. Opening it changes nothing: mail programs open links by themselves."""
    saved = SavedSearch.objects.filter(token=token).first()
    if saved is None:
        raise Http404
    done = request.method == "POST"
    if done:
        stop_mail(token, all_of_them=request.POST.get("all") == "1")
    return render(request, "search/stop.html", {"saved": saved, "done": done, "all": request.POST.get("all") == "1"})
