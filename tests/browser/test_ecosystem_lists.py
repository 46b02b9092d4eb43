"""A manager loads a messy list of 300 members, 40 with an error and 25 known already, to a clean result (issue 6).

She works without scripts; a colleague of hers looks at the main pages with them, so that axe sees what she sees.
"""

import re

from tests.browser.accounts import MANAGER, OTHER_MANAGER
from tests.ecosystem.messy import HEADINGS, NAME, messy
from tests.factories.ecosystem_lists import text_of

PATIENCE = 240  # times that she looks again while the worker is at it


def uploads(walker, rows, *, encoding: str, name: str) -> str:
    """The form of a new list; returns its code."""
    walker.opens("/en/lists/")
    file = {"name": name, "mimeType": "text/csv", "buffer": text_of(rows).encode(encoding)}
    walker.page.locator("main input[name=file]").set_input_files(file)
    walker.presses("Read this file").is_at("/lists/[2-9a-z]+/columns/")
    return re.search("/lists/([2-9a-z]+)/", walker.page.url)[1]


def waits(walker, code: str):
    """Until the worker is done; the page refreshes by itself, she looks again all the same."""
    for _time in range(PATIENCE):
        walker.opens(f"/en/lists/{code}/?state=all")
        if not walker.page.locator("[data-progress]").count():
            return
        walker.page.wait_for_timeout(500)
    raise AssertionError(f"the worker never finished: {walker.page.inner_text('main')}")


def figure(walker, label: str) -> int:
    shown = walker.page.locator(".list-numbers > div", has_text=label).locator("dd")
    return int(shown.inner_text())


def is_clean(eyes, path: str):
    """Wide and light, then narrow and dark: axe finds nothing, nothing runs over."""
    page = eyes.opens(path).page
    assert eyes.axe_problems() == [], path
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    assert eyes.axe_problems() == [], path
    assert eyes.overflow() <= 0, f"{path}: {eyes.widest()}"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def repairs(walker, code: str, made) -> int:
    """Every line with an error, one after the other, with its like where the page offers it; returns how many forms."""
    forms = 0
    walker.opens(f"/en/lists/{code}/").follows("Repair line by line")
    while found := re.search(r"/lines/(\d+)/", walker.page.url):
        column, right = made.right[int(found[1])]
        walker.page.locator(f"[name=cell-{column}]").fill(right)
        like = walker.page.locator(f"[name=alike-{column}]")
        if column != NAME and like.count():
            like.check()
        walker.presses(re.compile("^Save"))
        forms += 1
    return forms


def answers(walker, code: str):
    """Yes to everything that is asked, a page at a time."""
    walker.opens(f"/en/lists/{code}/doubles/")
    while walker.page.locator(".list-pair").count():
        for pair in walker.page.locator(".list-pair").all():
            pair.get_by_label(re.compile("^Yes, the same")).check()
        walker.presses("Save these answers")


def loads(walker, code: str):
    walker.opens(f"/en/lists/{code}/preview/").presses(re.compile("^Load"))
    waits(walker, code)


def test_a_messy_list_is_loaded_to_a_clean_result_and_undone(somebody):
    made, manager, eyes = messy(), somebody(scripts=False), somebody()
    manager.signs_in(*MANAGER)
    eyes.signs_in(*MANAGER)
    known = uploads(manager, [HEADINGS[:2], *made.known], encoding="utf-8-sig", name="before.csv")
    manager.presses("Read the lines")
    waits(manager, known)
    loads(manager, known)
    assert figure(manager, "loaded") == len(made.known)

    code = uploads(manager, made.rows, encoding="cp1251", name="Членове.csv")
    is_clean(eyes, f"/en/lists/{code}/columns/")
    manager.sees("Мин. поръчка (бр.)", "as last time").presses("Read the lines")
    waits(manager, code)
    assert figure(manager, "to be repaired") == len(made.right)
    first = min(made.right)
    for path in ("", f"lines/{first}/", "doubles/", "preview/"):
        is_clean(eyes, f"/en/lists/{code}/{path}")
    is_clean(eyes, "/en/lists/messages/")
    assert repairs(manager, code, made) < len(made.right)
    answers(manager, code)
    manager.opens(f"/en/lists/{code}/?state=all")
    assert [figure(manager, label) for label in ("to be repaired", "perhaps known", "left out")] == [
        0,
        0,
        len(made.twins),
    ]
    manager.opens("/en/desk/").sees("Look at what will happen, then load it.")
    manager.opens(f"/en/lists/{code}/preview/")
    assert figure(manager, "new organisations") == len(made.rows) - 1 - len(made.known) - len(made.twins)
    assert figure(manager, "known, with changes") + figure(manager, "known, nothing new") == len(made.known)
    loads(manager, code)
    assert figure(manager, "loaded") == len(made.rows) - 1 - len(made.twins)

    again = uploads(manager, made.rows, encoding="utf-16", name="Членове.txt")
    manager.presses("Read the lines")
    waits(manager, again)
    counts = [figure(manager, label) for label in ("to be repaired", "perhaps known", "ready to load", "left out")]
    assert counts == [0, 0, len(made.rows) - 1 - len(made.twins), len(made.twins)]
    manager.opens(f"/en/lists/{again}/preview/").sees("Nothing changes.")

    stranger = somebody()
    stranger.signs_in(*OTHER_MANAGER)
    stranger.expected_statuses.add(404)
    stranger.opens(f"/en/lists/{code}/")
    assert "Членове" not in stranger.page.inner_text("body")

    for each in (code, known):
        manager.opens(f"/en/lists/{each}/").presses("Undo this load")
        waits(manager, each)
        manager.sees("Undone.")
    is_clean(eyes, f"/en/lists/{code}/?state=all")
    is_clean(eyes, "/en/lists/")
