"""Appointing and dismissing the managers of a cluster, and the Wagtail groups that follow."""

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from accounts import rules as account_rules
from accounts.actions.roles import coordinators_group, group_with_admin
from accounts.models import User
from clusters import rules
from clusters.errors import ClusterError
from clusters.models import Cluster, ClusterRole

__all__ = ["appoint_manager", "coordinators_group", "dismiss_manager", "managers_group"]


def managers_group(cluster: Cluster) -> Group:
    """The Wagtail group of a cluster's managers; what it may edit is set by the rooms that own the pages."""
    return group_with_admin(f"Managers: {cluster.code}")


def appoint_manager(user: User, *, cluster: Cluster, by: User | None) -> None:
    """Make a person manager of a cluster, with entry to its section; quietly nothing where they are already.

    `by=None` is the machine itself (set-up, demo data).
    """
    if by is not None and not rules.may_appoint_managers(by):
        raise ClusterError(_("You may not appoint managers."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        if not user.is_active:
            raise ClusterError(_("This account is closed."))
        if account_rules.is_auditor(user):
            raise ClusterError(_("An auditor cannot hold another role. Take the other role away first."))
        _role, made = ClusterRole.objects.get_or_create(user=user, cluster=cluster, defaults={"granted_by": by})
        user.groups.add(managers_group(cluster))
        if made:
            log(user, "clusters.manager.appoint", user=by, data={"cluster": cluster.code})


def dismiss_manager(user: User, *, cluster: Cluster, by: User | None) -> None:
    """Take the management of a cluster away; quietly nothing where the person does not have it."""
    if by is not None and not rules.may_appoint_managers(by):
        raise ClusterError(_("You may not dismiss managers."))
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user.pk)
        gone, _details = ClusterRole.objects.filter(user=user, cluster=cluster).delete()
        user.groups.remove(managers_group(cluster))
        if gone:
            log(user, "clusters.manager.dismiss", user=by, data={"cluster": cluster.code})
