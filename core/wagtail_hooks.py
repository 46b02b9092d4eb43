"""Wagtail’s editing rooms: the look of the site, and who may fetch a document."""

from django.http import Http404
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.documents.permissions import permission_policy
from wagtail.models import Page, ReferenceIndex

SEES = ["add", "change", "delete", "choose"]


@hooks.register("insert_global_admin_css")
def admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("insert_editor_js")
def editor_js():
    return format_html('<script type="module" src="{}"></script>', static("js/editor.js"))


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("core.mail.retry", _("Send a mail again"), _("Mail put back in the queue"))


@hooks.register("before_serve_document")
def only_what_is_published(document, request):
    """A document is public while a published page that anybody may read uses it; else only its editors get it."""
    if is_public(document):
        return
    if request.user.is_authenticated and permission_policy.user_has_any_permission_for_instance(
        request.user, SEES, document
    ):
        return
    raise Http404


def is_public(document) -> bool:
    """Wagtail’s index of references follows what is stored of a page, which is its published text while it is live."""
    users = ReferenceIndex.get_references_to(document).filter(base_content_type__model="page")
    keys = [int(key) for key in users.values_list("object_id", flat=True)]
    return Page.objects.live().public().filter(pk__in=keys).exists()
