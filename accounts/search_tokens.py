"""What a person may find besides what everybody finds."""

from collections.abc import Iterator


def tokens_of(user) -> Iterator[str]:
    """The roles in the alliance, and the groups that Wagtail opens pages to. Two queries."""
    for role in user.role_names:
        yield f"role:{role}"
    for pk in user.groups.values_list("pk", flat=True):
        yield f"group:{pk}"
