"""The page tree and what stands in it, for tests of the front page and of plain pages."""

from itertools import count

from wagtail.models import Locale, Page, Site

from core.states import TranslationState
from home.models import HomePage, PlainPage
from practices.models import PracticeIndexPage

_numbers = count(1)


def home_page(language: str = "en", *, original: HomePage | None = None, **fields) -> HomePage:
    """A live home page; the first one becomes the root of the site, further ones are its translations."""
    locale, _made = Locale.objects.get_or_create(language_code=language)
    values = {"title": f"Home {language}", "slug": f"home-{language}", "headline": f"Headline {language}"} | fields
    page = HomePage(locale=locale, **values)
    if original:
        page.translation_key = original.translation_key
        page.translation_state = TranslationState.HUMAN
    Page.get_first_root_node().add_child(instance=page)
    if not original:
        Site.objects.update_or_create(is_default_site=True, defaults={"hostname": "localhost", "root_page": page})
        Site.clear_site_root_paths_cache()
    return page


def plain_page(parent: Page, slug: str = "", *, original: PlainPage | None = None, **fields) -> PlainPage:
    slug = slug or f"page-{next(_numbers)}"
    page = PlainPage(locale=parent.locale, slug=slug, **({"title": f"Title {slug}"} | fields))
    if original:
        page.translation_key = original.translation_key
        page.translation_state = TranslationState.HUMAN
    parent.add_child(instance=page)
    return page


def practice_list(home: HomePage) -> PracticeIndexPage:
    """The practice list below `home`, made when it is missing."""
    found = PracticeIndexPage.objects.child_of(home).first()
    return found or home.add_child(instance=PracticeIndexPage(title="Practices", slug="practices", locale=home.locale))
