"""Where other rooms hear of sourcing briefs: search, sitemap, desk, personal data, rounds, concepts, the log."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from wagtail import hooks

from accounts import desk
from core import rounds, sitemaps
from ecosystem import desk_briefs, personal_data_briefs, search_source_briefs, sitemap_briefs
from ecosystem.actions.brief_rounds import run_briefs
from ecosystem.models import Brief
from search.concepts import words
from vocabulary import uses
from vocabulary.models import Concept
from vocabulary.uses import Use


def briefs_about(concept: Concept, *, user) -> Iterable[Use]:
    """Public briefs with the concept or a narrower one, for the page of the concept."""
    pks = words().at_or_below([concept.key])
    found = {
        pk
        for name in ("steps", "materials", "product")
        for pk in Brief.objects.public().filter(**{f"{name}__in": pks}).values_list("pk", flat=True)
    }
    query = urlencode({"kind": "brief", concept.scheme.code: concept.key})
    yield Use(_("Sourcing briefs"), len(found), f"{reverse('search')}?{query}")


def log_actions(actions) -> None:
    for name, label in (
        ("ecosystem.brief.move", gettext_lazy("Move a brief")),
        ("ecosystem.brief_answer.move", gettext_lazy("Move an answer to a brief")),
        ("ecosystem.brief.hand_over", gettext_lazy("Hand a brief over")),
    ):
        actions.register_action(name, label, label)


def register() -> None:
    """Called when the app is ready."""
    search_source_briefs.register()
    sitemaps.register("briefs", sitemap_briefs.entries)
    personal_data_briefs.register()
    for function, order in desk_briefs.SECTIONS:
        desk.register(function, order=order)
    rounds.register("ecosystem.briefs", run_briefs, every=timedelta(hours=1))
    uses.register(briefs_about)
    hooks.register("register_log_actions", log_actions)
