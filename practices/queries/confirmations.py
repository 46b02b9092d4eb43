"""Which practices are due to be asked about, which questions wait, and who is asked."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts import rules as account_rules
from accounts.models import User
from practices.models import Confirmation, PracticePage

YEAR = timedelta(days=365)
PATIENCE = timedelta(days=30)


def due_practices(today: date | None = None):
    """Live originals whose last word is over a year old, and about which nothing was asked within the year."""
    last_year = (today or timezone.localdate()) - YEAR
    asked = Confirmation.objects.filter(practice_code=OuterRef("code")).filter(
        Q(answered_at=None) | Q(asked_at__date__gt=last_year)
    )
    return (
        PracticePage.objects.live()
        .filter(is_original=True)
        .filter(Q(last_confirmed_on=None) | Q(last_confirmed_on__lt=last_year))
        .filter(Q(reviewed_on__lt=last_year) | Q(reviewed_on=None, first_published_at__date__lt=last_year))
        .exclude(Exists(asked))
        .select_related("cluster", "owner", "locale")
        .order_by("pk")
    )


def open_to_remind():
    """Questions that nobody answered for a month and that were not repeated yet."""
    return Confirmation.objects.filter(
        answered_at=None, reminded_at=None, asked_at__lt=timezone.now() - PATIENCE
    ).order_by("pk")


def original(code: str) -> PracticePage | None:
    return PracticePage.objects.filter(code=code, is_original=True).select_related("cluster", "owner").first()


def people_asked(page: PracticePage) -> list[User]:
    """The owner where there is one with an open account, else the cluster’s managers."""
    if page.owner and account_rules.is_known(page.owner):
        return [page.owner]
    return list(User.objects.filter(is_active=True, cluster_roles__cluster=page.cluster_id).order_by("pk"))
