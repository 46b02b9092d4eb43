"""Where a plain page stands: its language versions, the way to it, and the pages below it."""

from dataclasses import dataclass

from wagtail.models import Page


@dataclass(frozen=True)
class Version:
    """One language version, for hreflang."""

    code: str
    href: str


def page_versions(page: Page, request) -> list[Version]:
    """The live versions of `page` with their full addresses; aliases are no versions of their own."""
    pages = page.get_translations(inclusive=True).live().filter(alias_of=None).select_related("locale")
    return [
        Version(version.locale.language_code, version.get_full_url(request))
        for version in sorted(pages, key=lambda version: version.locale.language_code)
    ]


def page_trail(page: Page, request) -> list[tuple[str, str]]:
    """Titles and addresses from below the home page down to the parent of `page`."""
    ancestors = page.get_ancestors().filter(depth__gt=2).order_by("depth").select_related("locale")
    return [(ancestor.title, ancestor.get_url(request)) for ancestor in ancestors]


def pages_below(page: Page, request) -> list[dict]:
    """The live pages directly below, in the editors' order."""
    children = page.get_children().live().select_related("locale")
    return [{"title": child.title, "url": child.get_url(request)} for child in children]
