"""Where Wagtail tells that a part of the tree or a file has changed, and the vocabulary that a concept has."""

from django.core.exceptions import ObjectDoesNotExist
from django.db.models.signals import m2m_changed, post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from core.models import SiteDocument
from search import changes
from vocabulary import changes as vocabulary_changes


def connect() -> None:
    """Called when the app is ready."""
    post_save.connect(_tree_changed, sender=Page, dispatch_uid="search.tree")  # as Wagtail does inside a move
    post_page_move.connect(_moved, dispatch_uid="search.moved")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search.restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search.opened")
    m2m_changed.connect(_restricted, sender=PageViewRestriction.groups.through, dispatch_uid="search.restricted_groups")
    post_save.connect(_file_changed, sender=SiteDocument, dispatch_uid="search.file")
    post_delete.connect(_file_changed, sender=SiteDocument, dispatch_uid="search.file_deleted")
    vocabulary_changes.register(lambda keys: changes.record("concept", keys))


def _tree_changed(instance: Page, raw: bool = False, **_details) -> None:
    if not raw:
        changes.record("tree", instance.path)


def _moved(instance: Page, **_details) -> None:
    """Once more after the move: the rows below it have their new paths only at its end."""
    changes.record("tree", instance.path)


def _restricted(instance: PageViewRestriction, raw: bool = False, **_details) -> None:
    if raw:
        return
    try:
        changes.record("tree", instance.page.path)
    except ObjectDoesNotExist:  # deleted with its page, which is recorded itself
        return


def _file_changed(instance: SiteDocument, raw: bool = False, **_details) -> None:
    if not raw:
        changes.record("document", str(instance.pk))
