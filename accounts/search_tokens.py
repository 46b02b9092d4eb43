"""What a person may find besides what everybody finds."""

from collections.abc import Iterator

from django.db.models import CharField, Value
from django.db.models.functions import Cast

from accounts.states import Role


def tokens_of(user) -> Iterator[str]:
    """The roles in the alliance, and the groups that Wagtail opens pages to. One query."""
    if user.is_superuser:
        yield f"role:{Role.ADMINISTRATOR}"
    roles = user.roles.order_by().values_list(Value("role"), "role")
    groups = user.groups.order_by().values_list(Value("group"), Cast("pk", CharField()))
    for name, value in roles.union(groups, all=True):
        yield f"{name}:{value}"
