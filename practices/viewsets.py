"""What coordinators keep in order besides pages: the criteria; and transfers, to look at."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from practices.models import ReviewCriterion, Transfer


class CriterionViewSet(SnippetViewSet):
    """The published criteria; one that is no longer used stays for the verdicts given by it."""

    model = ReviewCriterion
    icon = "tick"
    menu_label = _("Review criteria")
    menu_order = 470
    add_to_admin_menu = True
    list_display = ["__str__", "code", "order", "in_use"]
    panels = [
        FieldPanel("code"),
        FieldPanel("order"),
        FieldPanel("in_use"),
        InlinePanel("texts", heading=_("texts"), label=_("text")),
    ]


class TransferViewSet(SnippetViewSet):
    """Reported and decided on the site itself; here to read."""

    model = Transfer
    icon = "redirect"
    menu_label = _("Transfers")
    menu_order = 480
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["organisation", "practice_code", "tried_on", "result", "state"]
    list_filter = ["state", "result"]
    inspect_view_fields = [
        "practice_code",
        "organisation",
        "tried_on",
        "result",
        "language",
        "changed",
        "lesson",
        "state",
    ]
    panels = [FieldPanel("state", read_only=True)]


def register_viewsets() -> None:
    register_snippet(CriterionViewSet)
    register_snippet(TransferViewSet)
