"""Steps in Wagtail’s editing rooms, told without their words: each editor sees them in a language of their own."""

import re

from playwright.sync_api import expect

MESSAGE = ".messages .success, [data-w-messages-target] .success"


def _writes(editor, field: str, text: str) -> None:
    """Type into a field of formatted text."""
    editor.page.locator(f"[data-contentpath={field}] [contenteditable=true]").first.click()
    editor.page.keyboard.insert_text(text)


def _adds_block(editor, field: str, **values: str) -> None:
    editor.page.locator(f"[data-contentpath={field}] .c-sf-add-button").last.click()
    for name, value in values.items():
        editor.page.locator(f"[name={field}-0-value-{name}]").fill(value)


def _chooses_concept(editor, *, word: str, label: str) -> None:
    """Found under a word of any language, shown with the label in the editor’s."""
    editor.page.locator("#id_practice_concepts-OPEN_MODAL").click()
    window = editor.page.locator(".modal-body")
    window.locator("[name=q]").fill(word)
    expect(window.locator("tbody tr")).to_have_count(2)
    window.locator("tr", has_text=label).locator("[data-multiple-choice-select]").check()
    window.locator("[data-multiple-choice-submit]").click()
    expect(editor.page.locator("[name=practice_concepts-0-concept]")).to_have_value(re.compile(r"^\d+$"))


def goes_to(editor, section: tuple[str, ...]) -> None:
    """Down the tree of pages, by the titles."""
    editor.opens("/admin/pages/")
    for name in section:
        here = editor.page.url
        row = editor.page.locator("main tbody tr").filter(has=editor.page.get_by_text(name, exact=True))
        row.locator("td:last-child a").click()
        expect(editor.page).not_to_have_url(here)


def submits_for_review(editor) -> None:
    editor.page.locator("footer [aria-expanded]").last.click()
    editor.page.locator("[name=action-submit]").first.click()
    expect(editor.page.locator(MESSAGE).first).to_be_visible()


def writes_practice(editor, *, section: tuple[str, ...], title: str) -> None:
    """From the tree of pages down to the cluster’s section, a new practice with all it needs, and to the reviewers."""
    goes_to(editor, section)
    editor.page.locator("a[href$='/add_subpage/']").first.click()
    editor.is_at("/admin/pages/add/practices/practicepage/")
    editor.page.locator("#id_title").fill(title)
    editor.page.locator("#id_answer").fill("Strips of velvet sell at three times the price of the waste.")
    _writes(editor, "problem", "Velvet off-cuts were burnt.")
    _adds_block(editor, "steps", title="Cut into strips")
    _writes(editor, "steps", "Along the warp, 15 millimetres wide.")
    _adds_block(editor, "evidence", indicator="Burnt off-cuts", before="120", after="15.5", unit="kg", method="Weighed")
    editor.page.locator("[name=evidence-0-value-level]").select_option("document")
    _writes(editor, "went_wrong", "The pile fell out of narrow strips.")
    editor.page.locator("#id_town").fill("Gabrovo")
    editor.page.locator("#id_country").select_option("BG")
    _chooses_concept(editor, word="velvet", label="кадифе")
    submits_for_review(editor)


def translates(editor, *, section: tuple[str, ...], title: str, language: str, texts: dict[str, str]) -> None:
    """Send the published page to translation, fill in every piece on wagtail-localize’s screen, publish."""
    goes_to(editor, section)
    editor.page.locator("main tr", has_text=title).locator("button[aria-expanded]").first.click()
    editor.page.locator("a[href*='/localize/submit/page/']:visible").first.click()
    editor.page.get_by_label(language).check()
    editor.page.locator("main form [type=submit]").last.click()
    pieces = editor.page.locator("li.incomplete")
    pieces.first.wait_for()
    left = pieces.count()
    while left:
        piece = pieces.first
        original = piece.locator("p").first.inner_text()
        piece.locator("button").last.click()
        piece.locator("textarea").fill(texts[original])
        piece.locator("button").last.click()
        left -= 1
        expect(pieces).to_have_count(left)
    editor.page.locator("footer [name=action][value=publish]").click()
    expect(editor.page.locator(MESSAGE).first).to_be_visible()
