"""Who answers for a practice, and who decides about a transfer."""

from accounts.models import User
from accounts.states import Role
from clusters.models import Cluster
from practices.models import PracticePage


def managers_of(cluster: Cluster) -> list[User]:
    """The active managers of a cluster, else the coordinators of the alliance."""
    return list(User.objects.filter(cluster_roles__cluster=cluster, is_active=True).order_by("pk")) or list(
        User.objects.with_role(Role.COORDINATOR).order_by("pk")
    )


def people_who_answer(page: PracticePage) -> list[User]:
    """The owner of the original page, unless they left or want no such mail; else who manages its cluster."""
    original = PracticePage.objects.filter(code=page.code, is_original=True).select_related("owner", "cluster").first()
    page = original or page
    owner = page.owner
    if owner and owner.is_active and owner.mails_about_my_work:
        return [owner]
    return managers_of(page.cluster)
