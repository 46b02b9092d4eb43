"""Plain pages and the home page as the search finds them, for whoever may open them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from html import escape

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.db.models.signals import post_save
from django.utils.translation import gettext as _
from wagtail.models import Page, PageViewRestriction

from core.models.pages import BasePage
from home.models import HomePage, PlainPage
from search import changes, sources
from search.access import SIGNED_IN
from search.documents import PUBLIC, SearchDocument
from search.plain import blocks, joined, plain

COMMON = ("pk", "translation_key", "locale__language_code", "title", "lead", "path", "url_path", "search_description")
HOME_DEPTH = 2  # below the root of the tree


class PageSource(sources.Source):
    """One document for each live language version; a page that is closed to visitors is found by those it is open to.

    Who needs a password for a page does not find it: knowing the password is no property of a reader.
    """

    kind = "page"
    order = 50
    models = (HomePage, PlainPage)

    @property
    def title(self) -> str:
        return _("Pages")

    def code_of(self, row: BasePage) -> str | None:
        return str(row.translation_key) if row.live or row.first_published_at else None

    def codes(self) -> Iterable[str]:
        pages = Page.objects.type(HomePage, PlainPage).live().filter(alias_of=None)
        return (
            str(key) for key in pages.order_by("translation_key").values_list("translation_key", flat=True).distinct()
        )

    def documents(self, codes: Collection[str], *, revision: int) -> Iterator[SearchDocument]:
        """Four queries."""
        homes = HomePage.objects.filter(translation_key__in=codes).values(*COMMON, "headline", "about", "search_hint")
        plains = PlainPage.objects.filter(translation_key__in=codes).annotate(stream=Cast("body", TextField()))
        rows = [
            *homes.filter(live=True, alias_of=None),
            *plains.filter(live=True, alias_of=None).values(*COMMON, "stream"),
        ]
        restrictions = _restrictions()
        for row in rows:
            access = _access(row["path"], restrictions)
            if access:
                yield _document(row, access, revision)

    def showing(self, kind: str, codes: Collection[str]) -> Iterable[str]:
        if kind != "tree":
            return ()
        below = Q()
        for path in codes:
            below |= Q(path__startswith=path)
        pages = Page.objects.type(HomePage, PlainPage).filter(below)
        return [str(key) for key in pages.values_list("translation_key", flat=True).distinct()]


def _restrictions() -> list[tuple[str, str, frozenset[int]]]:
    """(path, kind, groups) of every restriction of the tree."""
    groups = defaultdict(set)
    rows = PageViewRestriction.objects.order_by("pk").values_list("pk", "page__path", "restriction_type", "groups")
    found = {}
    for pk, path, kind, group in rows:
        found[pk] = (path, kind)
        if group is not None:
            groups[pk].add(group)
    return [(path, kind, frozenset(groups[pk])) for pk, (path, kind) in found.items()]


def _access(path: str, restrictions: list[tuple[str, str, frozenset[int]]]) -> tuple[str, ...]:
    """The tokens of which one opens a page; none where no token can say it. All restrictions above it must be met."""
    allowed: set[str] | None = None
    signed_in = False
    for restricted, kind, groups in restrictions:
        if not path.startswith(restricted):
            continue
        if kind == PageViewRestriction.LOGIN:
            signed_in = True
        elif kind == PageViewRestriction.GROUPS:
            tokens = {f"group:{pk}" for pk in groups}
            if allowed is not None and allowed != tokens:
                return ()  # one would have to be in both
            allowed = tokens
        else:
            return ()
    if allowed is not None:
        return tuple(sorted(allowed))
    return (SIGNED_IN,) if signed_in else (PUBLIC,)


def _document(row: dict, access: tuple[str, ...], revision: int) -> SearchDocument:
    language, code = row["locale__language_code"], str(row["translation_key"])
    home = "headline" in row
    lead = row["lead"] or row["search_description"]
    return SearchDocument(
        key=f"page:{code}:{language}",
        kind="page",
        language=language,
        translation_key=f"page:{code}",
        title=row["title"],
        address="/{language}/" + _below_home(row["url_path"]),
        names=(row["headline"],) if home else (),
        summary=lead,
        body=plain(row["about"]) if home else joined(_body(row["stream"])),
        access=access,
        revision=revision,
        card={"summary": lead},
    )


def _below_home(url_path: str) -> str:
    """`/home-en/about/` is `about/`: below the language, which every page of the site answers in."""
    return "/".join(url_path.strip("/").split("/")[1:]) + "/" if url_path.strip("/").count("/") else ""


def _body(stored: str) -> Iterator[str]:
    """The words of a page, block by block (`core.blocks`)."""
    for kind, value in blocks(stored):
        if isinstance(value, str):
            yield plain(value)
        elif isinstance(value, dict):
            for name in ("text", "source", "caption", "rows"):
                text = value.get(name)
                if isinstance(text, str):
                    yield plain(text if kind == "callout" else escape(text.replace("|", " ")))


def _addresses_changed(instance: BasePage, raw: bool = False, **_details) -> None:
    """The addresses of the pages below follow a page’s own; saved in one transaction with it."""
    if instance.numchild and not raw and instance.depth > HOME_DEPTH:
        below = PlainPage.objects.filter(path__startswith=instance.path).exclude(pk=instance.pk)
        changes.record("page", [str(key) for key in below.values_list("translation_key", flat=True)])


def register() -> None:
    """Called when the app is ready."""
    sources.register(PageSource())
    post_save.connect(_addresses_changed, sender=PlainPage, dispatch_uid="home.search.addresses")
