"""Keeping practices on one's desk."""

from django.utils.translation import gettext as _

from practices import rules
from practices.errors import PracticeError
from practices.models import SavedPractice


def save_practice(code: str, *, by) -> None:
    """Keep a practice, with all its language versions; quietly nothing where it is kept already."""
    if not rules.may_save(by):
        raise PracticeError(_("You cannot save practices with this account."))
    SavedPractice.objects.get_or_create(user=by, practice_code=code)


def forget_practice(code: str, *, by) -> None:
    """Take a practice off one's desk; quietly nothing where it is not there."""
    SavedPractice.objects.filter(user=by, practice_code=code).delete()
