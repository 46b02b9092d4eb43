"""The pages a new site begins with, in every language, from `home/demo/<language>.toml`.

Editors' content: after the first load it belongs to them, so a page that somebody has changed since is left as it is.
"""

import tomllib
from html import escape
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from core.languages import CODES
from core.states import TranslationState
from home.models import HomePage, PlainPage
from practices.models import PracticeIndexPage

FOLDER = Path(__file__).parent / "demo"


def read_texts() -> dict[str, dict]:
    """The texts by language, as the files have them."""
    return {code: tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8")) for code in CODES}


def body_blocks(text: str) -> list[tuple[str, object]]:
    """Plain paragraphs as body blocks. A blank line ends a paragraph; `## ` begins a heading, `- ` an item, `! ` a
    notice; lines with `|` are a table whose first line is its caption; `[words](address)` is a link.
    """
    blocks: list[tuple[str, object]] = []
    html: list[str] = []

    def end_text() -> None:
        if html:
            blocks.append(("text", "".join(html)))
            html.clear()

    for part in text.strip().split("\n\n"):
        lines = part.strip().splitlines()
        if part.startswith("## "):
            end_text()
            blocks.append(("heading", {"text": part[3:].strip()}))
        elif part.startswith("! "):
            end_text()
            blocks.append(("callout", {"text": f"<p>{_inline(part[2:])}</p>"}))
        elif len(lines) > 2 and "|" in lines[1]:
            end_text()
            blocks.append(("table", {"caption": lines[0], "rows": "\n".join(lines[1:])}))
        elif part.startswith("- "):
            html.append("<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>")
        else:
            html.append(f"<p>{_inline(' '.join(lines))}</p>")
    end_text()
    return blocks


def _inline(text: str) -> str:
    """Escaped text with its links as rich text."""
    done, rest = "", text.strip()
    while "](" in rest:
        before, _open, rest = rest.partition("[")
        words, _middle, rest = rest.partition("](")
        address, _close, rest = rest.partition(")")
        done += f'{escape(before, quote=False)}<a href="{escape(address)}">{escape(words, quote=False)}</a>'
    return done + escape(rest, quote=False)


def _is_untouched(page: Page) -> bool:
    """Nobody but this loader has written the page: it has at most the loader's own revision, which names no person."""
    return not page.revisions.exclude(user=None).exists()


def _put(parent: Page, model, slug: str, locale: Locale, original: Page | None, fields: dict) -> Page:
    """The page `slug` below `parent` with these fields, live; linked to `original` as its translation."""
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is None:
        page = model(slug=slug, locale=locale, **fields)
        if original is not None:
            page.translation_key = original.translation_key
            page.translation_state = TranslationState.HUMAN
        parent.add_child(instance=page)
    elif not _is_untouched(page):
        return page
    else:
        changed = {name for name, value in fields.items() if _stored(getattr(page, name)) != _stored(value)}
        if page.live and not changed:
            return page
        for name, value in fields.items():
            setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def _stored(value: object) -> object:
    """A stream as plain data without its random ids, so that two of them can be compared."""
    if not isinstance(value, str | bool | None):
        items = value.get_prep_value() if hasattr(value, "get_prep_value") else []
        return [(item["type"], item["value"]) for item in items]
    return value


def _home(root: Page, locale: Locale, texts: dict, original: HomePage | None) -> HomePage:
    fields = {
        name: texts["home"][name]
        for name in ("title", "headline", "lead", "search_hint", "about", "search_description")
    }
    fields["about"] = "".join(f"<p>{_inline(part)}</p>" for part in fields["about"].strip().split("\n\n"))
    return _put(root, HomePage, f"home-{locale.language_code}", locale, original, fields)


@transaction.atomic
def load_pages() -> dict[str, HomePage]:
    """Make or bring up to date: locales, the site, and in each language the home page, the practice list and the plain
    pages. Returns the home pages by language. Run twice, it changes nothing the second time.
    """
    texts = read_texts()
    root = Page.get_first_root_node()
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in CODES}
    homes: dict[str, HomePage] = {}
    originals: dict[str, Page] = {}
    for code in sorted(CODES, key=lambda code: code != settings.LANGUAGE_CODE):
        locale = locales[code]
        home = homes[code] = _home(root, locale, texts[code], homes.get(settings.LANGUAGE_CODE))
        fields = {
            "title": texts[code]["practices"]["title"],
            "intro": f"<p>{_inline(texts[code]['practices']['intro'])}</p>",
        }
        index = _put(home, PracticeIndexPage, "practices", locale, originals.get("practices"), fields)
        originals.setdefault("practices", index)
        for entry in texts[code]["page"]:
            _plain_page(home, locale, entry, originals)
    _point_site_at(homes[settings.LANGUAGE_CODE])
    return homes


def _plain_page(home: HomePage, locale: Locale, entry: dict, originals: dict[str, Page]) -> None:
    parent = home
    if "parent" in entry:
        parent = PlainPage.objects.child_of(home).get(slug=entry["parent"])
    body = PlainPage._meta.get_field("body").stream_block
    fields = {
        "title": entry["title"],
        "lead": entry["lead"],
        "search_description": entry["lead"][:250],
        "in_footer": entry.get("in_footer", True),
        "show_in_menus": entry.get("in_menu", False),
        "body": body.to_python([{"type": kind, "value": value} for kind, value in body_blocks(entry["body"])]),
    }
    page = _put(parent, PlainPage, entry["slug"], locale, originals.get(entry["slug"]), fields)
    originals.setdefault(entry["slug"], page)


def _point_site_at(home: HomePage) -> None:
    """The default site begins at `home`; Wagtail's own welcome page goes when nothing stands below it."""
    site = Site.objects.filter(is_default_site=True).first()
    former = site.root_page if site else None
    if site is None:
        Site.objects.create(
            hostname="localhost", port=80, is_default_site=True, root_page=home, site_name=settings.WAGTAIL_SITE_NAME
        )
    elif site.root_page_id != home.pk:
        site.root_page = home
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()
    if former and former.specific_class is Page and former.is_leaf():
        former.delete()
