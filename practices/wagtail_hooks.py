"""The editing rooms of practices: what each role sees, and where Wagtail asks before something goes live."""

from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from accounts import rules as account_rules
from core.states import TranslationState
from practices import rules
from practices.actions.translations import why_not_ready
from practices.models import PracticePage
from practices.queries.sections import own_sections
from practices.views import tags
from practices.views.syncing import SyncView
from practices.viewsets import register_viewsets

# Wagtail would write its own mails past our outbox; ours are in practices/mails.
task_submitted.disconnect(sender=TaskState, dispatch_uid="group_approval_task_submitted_email_notification")
for signal, event in (
    (workflow_submitted, "submitted"),
    (workflow_rejected, "rejected"),
    (workflow_approved, "approved"),
):
    signal.disconnect(sender=WorkflowState, dispatch_uid=f"workflow_state_{event}_email_notification")

register_viewsets()

EVERYBODY = {"explorer", "members", "images", "documents", "desk", "translations"}


@hooks.register("register_log_actions")
def register_log_actions(actions):
    actions.register_action("practices.practice.approve", _("Approve a practice"), _("Practice approved"))
    actions.register_action("practices.practice.return", _("Return a practice"), _("Practice returned with reasons"))
    actions.register_action("practices.practice.confirm", _("Confirm a practice"), _("Yearly question answered"))
    actions.register_action("practices.translation.check", _("Check a translation"), _("Translation checked"))
    actions.register_action("practices.tag.label", _("Make a tag a label"), _("Tag made a label of a concept"))
    actions.register_action("practices.tag.merge", _("Merge tags"), _("Tag merged into another"))
    actions.register_action("practices.proposal.sent", _("Send a proposal"), _("Proposal sent"))
    actions.register_action("practices.proposal.returned", _("Return a proposal"), _("Proposal returned"))
    actions.register_action("practices.proposal.taken", _("Take over a proposal"), _("Proposal taken over"))
    actions.register_action("practices.proposal.declined", _("Decline a proposal"), _("Proposal declined"))
    actions.register_action("practices.proposal.withdrawn", _("Withdraw a proposal"), _("Proposal withdrawn"))
    actions.register_action("practices.question.answer", _("Answer a question"), _("Question answered"))
    actions.register_action("practices.transfer.report", _("Report a transfer"), _("Transfer reported"))
    actions.register_action("practices.transfer.confirm", _("Confirm a transfer"), _("Transfer confirmed"))
    actions.register_action("practices.transfer.decline", _("Decline a transfer"), _("Transfer declined"))


@hooks.register("before_edit_page", order=-10)
def refuse_to_publish_half_a_translation(request, page):
    """Before wagtail-localize publishes: an incomplete version stays a draft, with a sentence."""
    if request.method == "POST" and request.POST.get("action") == "publish":
        return _refusal(request, page)
    return None


@hooks.register("before_publish_page")
def refuse_to_publish_elsewhere(request, page):
    """The same for the ordinary editor and for bulk actions."""
    return _refusal(request, page)


def _refusal(request, page):
    page = page.specific
    if not isinstance(page, PracticePage) or page.is_original:
        return None
    reason = why_not_ready(page, page.latest_revision)
    if not reason:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("register_admin_urls", order=-10)
def register_admin_urls():
    return [
        path("localize/update/<int:translation_source_id>/", SyncView.as_view()),
        path("practices/tags/", tags.tags, name="practice_tags"),
        path("practices/tags/<int:pk>/", tags.tag, name="practice_tag"),
    ]


@hooks.register("register_admin_menu_item")
def desk_menu_item():
    return MenuItem(_("My desk"), reverse("desk"), name="desk", icon_name="home", order=1)


class _RestrictedItem(MenuItem):
    """Shown to whom the rule allows it."""

    def __init__(self, *args, rule, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule = rule

    def is_shown(self, request):
        return self.rule(request.user)


@hooks.register("register_admin_menu_item")
def translations_menu_item():
    return _RestrictedItem(
        _("Translations"),
        reverse("practice_translations"),
        rule=rules.may_see_translations,
        name="translations",
        icon_name="globe",
        order=450,
    )


@hooks.register("register_admin_menu_item")
def tags_menu_item():
    return _RestrictedItem(
        _("Free tags"), reverse("practice_tags"), rule=rules.may_sort_tags, name="tags", icon_name="tag", order=460
    )


@hooks.register("construct_main_menu")
def only_what_the_role_needs(request, items):
    """Managers write, translate and keep their files; reports, settings and help are for who runs the site."""
    if account_rules.is_coordinator(request.user) or account_rules.is_administrator(request.user):
        return
    items[:] = [item for item in items if item.name in EVERYBODY]
    items += [
        MenuItem(
            _("Practices of %(cluster)s") % {"cluster": section.cluster},
            reverse("wagtailadmin_explore", args=[section.pk]),
            name=f"section-{section.cluster.code}",
            icon_name="doc-full-inverse",
            order=50,
        )
        for section in own_sections(request.user)
    ]


@hooks.register("register_page_header_buttons")
def checked_button(page, user, view_name, next_url=None):
    """“I have checked it” on a language version that a machine translated."""
    page = page.specific
    if (
        isinstance(page, PracticePage)
        and page.live
        and page.translation_state == TranslationState.MACHINE
        and rules.may_translate(user, page)
    ):
        yield Button(
            _("I have checked it"),
            reverse("translation_checked", args=[page.code, page.language_code]),
            icon_name="check",
            priority=10,
        )
