"""Who holds which role; giving and taking them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts import rules as account_rules
from accounts.access import restricted_to
from accounts.actions.roles import grant_role, revoke_role
from accounts.errors import AccountError
from accounts.forms import PeopleSearchForm, RoleForm
from accounts.models import User
from accounts.states import Role
from clusters.actions.roles import appoint_manager, dismiss_manager
from clusters.errors import ClusterError
from clusters.forms_people import AppointForm
from clusters.rosters import people_with_roles

PER_PAGE = 25


@never_cache
@require_GET
@restricted_to(account_rules.may_see_roles)
def roles(request):
    """People with roles; with a search, everybody who fits."""
    form = PeopleSearchForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    page = Paginator(people_with_roles(text), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "text": text,
        "people": page,
        "pages": page.paginator.get_elided_page_range(page.number),
        "query": f"{urlencode({'q': text})}&" if text else "",
    }
    return render(request, "clusters/roles.html", context)


def _person(pk) -> User:
    return get_object_or_404(User.objects.filter(erased_at=None), pk=pk)


@never_cache
@require_GET
@restricted_to(account_rules.may_see_roles)
def person(request, pk):
    """One person's roles, each with a button to take it away, and forms to give another."""
    found = _person(pk)
    held = list(found.roles.select_related("granted_by"))
    holds = {grant.role for grant in held}
    form = RoleForm()
    form.fields["role"].choices = [
        (role.value, role.label) for role in Role if role not in holds and account_rules.may_grant(request.user, role)
    ]
    appoint_form = AppointForm()
    cluster_roles = list(found.cluster_roles.select_related("cluster", "granted_by"))
    appoint_form.fields["cluster"].queryset = appoint_form.fields["cluster"].queryset.exclude(
        pk__in=[role.cluster_id for role in cluster_roles]
    )
    context = {
        "person": found,
        "held": [(grant, account_rules.may_grant(request.user, grant.role)) for grant in held],
        "cluster_roles": cluster_roles,
        "form": form,
        "appoint_form": appoint_form,
    }
    return render(request, "clusters/roles_of.html", context)


@require_POST
@restricted_to(account_rules.may_see_roles)
def grant(request, pk):
    return _with_role(request, pk, grant_role, _("Role given."))


@require_POST
@restricted_to(account_rules.may_see_roles)
def revoke(request, pk):
    return _with_role(request, pk, revoke_role, _("Role taken away."))


@require_POST
@restricted_to(account_rules.may_see_roles)
def appoint(request, pk):
    return _with_cluster(request, pk, appoint_manager, _("Manager appointed."))


@require_POST
@restricted_to(account_rules.may_see_roles)
def dismiss(request, pk):
    return _with_cluster(request, pk, dismiss_manager, _("Manager dismissed."))


def _with_role(request, pk, action, done: str):
    found, form = _person(pk), RoleForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, _("There is no such role."))
    try:
        action(found, Role(form.cleaned_data["role"]), by=request.user)
    except AccountError as error:
        return _answer(request, found, str(error))
    return _answer(request, found, "", done)


def _with_cluster(request, pk, action, done: str):
    found, form = _person(pk), AppointForm(request.POST)
    if not form.is_valid():
        return _answer(request, found, _("There is no such cluster."))
    try:
        action(found, cluster=form.cleaned_data["cluster"], by=request.user)
    except ClusterError as error:
        return _answer(request, found, str(error))
    return _answer(request, found, "", done)


def _answer(request, found: User, error: str, done: str = ""):
    if error:
        messages.error(request, error)
    else:
        messages.success(request, done)
    return redirect("roles_of", pk=found.pk)
