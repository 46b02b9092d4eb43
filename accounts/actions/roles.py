"""Giving and taking the roles of the whole alliance, and the groups of the editing rooms that follow them."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts import rules
from accounts.errors import AccountError
from accounts.models import RoleGrant, User
from accounts.states import Role


def group_with_admin(name: str) -> Group:
    """The Wagtail group of that name, made when missing; its people may enter the editing rooms."""
    group, _made = Group.objects.get_or_create(name=name)
    group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    return group


def coordinators_group() -> Group:
    """The Wagtail group of the coordinators; what its people may edit is set by the rooms that own the pages."""
    return group_with_admin("Coordinators")


def grant_role(user: User, role: Role, *, by: User | None) -> None:
    """Give a role; quietly nothing where the person has it. `by=None` is the machine itself (set-up, demo data).

    An auditor holds no other role: reading without a hand in anything is what the role means.
    """
    role = Role(role)
    if by is not None and not rules.may_grant(by, role):
        raise AccountError(_("You may not give this role."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise AccountError(_("This account is closed."))
        others = set(user.roles.values_list("role", flat=True)) - {role}
        if others and (role == Role.AUDITOR or Role.AUDITOR in others):
            raise AccountError(_("An auditor cannot hold another role. Take the other role away first."))
        if role == Role.AUDITOR and user.groups.exists():
            raise AccountError(_("An auditor cannot hold another role. Take the other role away first."))
        _grant, made = RoleGrant.objects.get_or_create(user=user, role=role, defaults={"granted_by": by})
        _follow(user)
        if made:
            log(user, "accounts.role.grant", user=by, data={"role": role.value})


def revoke_role(user: User, role: Role, *, by: User | None) -> None:
    """Take a role away; quietly nothing where the person does not have it. The last administrator stays one."""
    role = Role(role)
    if by is not None and not rules.may_grant(by, role):
        raise AccountError(_("You may not take this role away."))
    with transaction.atomic():
        # All administrators are locked in one order, so that the last two cannot remove each other at once.
        administrators = list(
            User.objects.select_for_update().filter(roles__role=Role.ADMINISTRATOR, is_active=True).order_by("pk")
        )
        user = User.objects.select_for_update().get(pk=user.pk)
        if role == Role.ADMINISTRATOR and administrators == [user]:
            raise AccountError(_("This is the last administrator. Appoint another one first."))
        gone, _details = user.roles.filter(role=role).delete()
        _follow(user)
        if gone:
            log(user, "accounts.role.revoke", user=by, data={"role": role.value})


def _follow(user: User) -> None:
    """Bring the flags and groups that Django and Wagtail read in line with the roles."""
    held = set(user.roles.values_list("role", flat=True))
    is_administrator = Role.ADMINISTRATOR in held
    if (user.is_superuser, user.is_staff) != (is_administrator, is_administrator):
        user.is_superuser = user.is_staff = is_administrator
        user.save(update_fields=["is_superuser", "is_staff"])
    if Role.COORDINATOR in held:
        user.groups.add(coordinators_group())
    else:
        user.groups.remove(*Group.objects.filter(name="Coordinators"))
