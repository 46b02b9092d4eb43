"""Doubles: the list, two side by side, yes and no, merges that can be undone, and splitting one into two."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import rules as account_rules
from accounts.access import restricted_to
from clusters import rules as cluster_rules
from clusters.actions.splitting import split_organisation
from clusters.errors import ClusterError
from clusters.models import Organisation
from ecosystem import rules
from ecosystem.actions import doubles as actions
from ecosystem.forms.doubles import AnswersForm, SplitForm, WinnerForm
from ecosystem.queries import doubles as queries
from ecosystem.views.refusals import moved

PER_PAGE = 10
MERGES_PER_PAGE = 25


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def doubles(request: HttpRequest) -> HttpResponse:
    """Pairs that nobody answered yet, the surest first; several may be answered at once."""
    if not rules.may_judge_doubles(request.user):
        raise PermissionDenied
    rows = queries.visible_to(request.user)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    asked = page.object_list
    if request.method == "POST":  # what was shown, wherever it stands in the list by now
        keys = [name.removeprefix("pair_") for name in request.POST if name.startswith("pair_")]
        asked = rows.filter(pk__in=[int(key) for key in keys if key.isdecimal() and len(key) < 16])
    pairs = queries.pairs_of(list(asked[: actions.MOST_AT_ONCE]), request.user)
    form = AnswersForm(request.POST if request.method == "POST" else None, pairs=pairs)
    if request.method == "POST":
        if form.is_valid() and form.answers():
            _say(request, actions.answer_all(form.answers(), by=request.user))
            return redirect("doubles")
        if form.is_valid():
            messages.info(request, _("Nothing was answered."))
            return redirect("doubles")
    context = {
        "form": form,
        "lines": form.lines(),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "ecosystem/doubles/doubles.html", context, status=422 if form.errors else 200)


def _say(request: HttpRequest, done: actions.Answered) -> None:
    if done.merged:
        said = ngettext("%(count)s pair is one now.", "%(count)s pairs are one now.", len(done.merged))
        messages.success(request, said % {"count": len(done.merged)})
    if done.apart:
        said = ngettext("%(count)s pair stays two.", "%(count)s pairs stay two.", done.apart)
        messages.success(request, said % {"count": done.apart})
    for sentence in done.refused:
        messages.error(request, sentence)


def _two(request: HttpRequest, left: str, right: str) -> tuple[Organisation, Organisation]:
    if not rules.may_judge_doubles(request.user):
        raise PermissionDenied
    found = {each.code: each for each in Organisation.objects.filter(code__in=[left, right])}
    if len(found) < 2:
        raise Http404
    one, other = found[left], found[right]
    if not all(cluster_rules.may_see_organisation(request.user, each) for each in (one, other)):
        raise Http404
    if not rules.may_judge_pair(request.user, one, other):
        raise PermissionDenied
    return one, other


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def double(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """Two side by side, field by field, with the reasons."""
    one, other = _two(request, left, right)
    if one.merged_into_id or other.merged_into_id:
        return redirect("doubles_merged")
    return _page(request, one, other)


def _page(request: HttpRequest, one: Organisation, other: Organisation, form: WinnerForm | None = None) -> HttpResponse:
    context = {
        "pair": queries.side_by_side(one, other, request.user),
        "form": form or WinnerForm(left=one, right=other, initial={"winner": one.code}),
    }
    return render(request, "ecosystem/doubles/double.html", context)


@require_POST
@restricted_to(account_rules.is_known)
def merge(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """Yes: one of the two stays."""
    one, other = _two(request, left, right)
    form = WinnerForm(request.POST, left=one, right=other)
    return moved(
        request,
        lambda: actions.merge_pair(*form.both[form.cleaned_data["winner"]], by=request.user),
        to=lambda winner: winner.get_absolute_url(),
        done=_("The two are one now."),
        page=lambda: _page(request, one, other, form),
        form=form,
    )


@require_POST
@restricted_to(account_rules.is_known)
def apart(request: HttpRequest, left: str, right: str) -> HttpResponse:
    """No, for ever."""
    one, other = _two(request, left, right)
    return moved(
        request,
        lambda: actions.keep_apart(one, other, by=request.user),
        to="doubles",
        done=_("Noted: two different organisations. Nobody is asked about them again."),
        page=lambda: _page(request, one, other),
    )


@never_cache
@require_safe
@restricted_to(account_rules.is_known)
def merges(request: HttpRequest) -> HttpResponse:
    """Merges that stand, to be undone."""
    if not rules.may_judge_doubles(request.user):
        raise PermissionDenied
    page = Paginator(queries.merges_for(request.user), MERGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "merges": queries.undoable(list(page), request.user),
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number),
    }
    return render(request, "ecosystem/doubles/merges.html", context)


@require_POST
@restricted_to(account_rules.is_known)
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Two again, with a word about what could not be put back."""
    if not rules.may_judge_doubles(request.user):
        raise PermissionDenied
    loser = get_object_or_404(Organisation, code=code)
    if not loser.merged_into_id:
        return redirect(loser)
    if not rules.may_judge_pair(request.user, loser, loser.merged_into):
        raise PermissionDenied

    def act() -> Organisation:
        undone = actions.undo_merge(loser, by=request.user)
        for sentence in undone.left:
            messages.warning(request, sentence)
        return undone.organisation

    return moved(request, act, to=lambda back: back.get_absolute_url(), done=_("They are two again."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@restricted_to(account_rules.is_known)
def split(request: HttpRequest, code: str) -> HttpResponse:
    """Two firms in one record: what goes along to the second."""
    organisation = get_object_or_404(Organisation, code=code, merged_into=None)
    if not cluster_rules.may_see_organisation(request.user, organisation):
        raise Http404
    if not rules.may_act(request.user) or not cluster_rules.may_split(request.user, organisation):
        raise PermissionDenied
    form = SplitForm(request.POST if request.method == "POST" else None, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        try:
            made = split_organisation(organisation, part=form.part(), by=request.user)
        except ClusterError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("They are two now. Please look at both."))
            return redirect(made)
    context = {"organisation": organisation, "form": form}
    return render(request, "ecosystem/doubles/split.html", context, status=422 if form.errors else 200)
