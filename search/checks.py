"""A check at every start: nothing public is forgotten by the search."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db.models import Model
from wagtail.models import Page

from search import sources


def register() -> None:
    """Called when the app is ready."""
    checks.register(every_public_thing_has_a_source, "search")


def every_public_thing_has_a_source(app_configs, **_options) -> list[checks.CheckMessage]:
    """Page types and models with an address or readers of their own, without a source and without a reason."""
    covered = {model for source in sources.all_sources() for model in source.models}
    found: list[checks.CheckMessage] = [
        checks.Warning(
            f"{model._meta.label} is public, but the search has no source for it.",
            hint="Register one with search.sources.register, or give a reason with search.sources.leave_out.",
            obj=model,
            id="search.W001",
        )
        for model in public_models()
        if model not in covered and model._meta.label not in sources.left_out()
    ]
    labels = {model._meta.label for model in apps.get_models()}
    return found + [
        checks.Warning(f"search.sources.leave_out names {label}, which does not exist.", id="search.W002")
        for label in sources.left_out()
        if label not in labels
    ]


def public_models() -> Iterator[type[Model]]:
    """Models of the site’s own apps that readers meet."""
    for config in apps.get_app_configs():
        if Path(config.path).parent != Path(settings.BASE_DIR):
            continue
        for model in config.get_models():
            listed = hasattr(model._default_manager.all(), "visible_to")
            if issubclass(model, Page) or hasattr(model, "get_absolute_url") or listed:
                yield model
