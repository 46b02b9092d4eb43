"""What Wagtail’s editor does around ours."""

import time

from playwright.sync_api import expect

from tests.browser.accounts import MANAGER
from tests.browser.editing import MESSAGE, goes_to

TITLE = "Felt from carding waste"
# Wagtail looks for changes from a few seconds after the page is there.
WATCHED = "addEventListener('w-unsaved:watch-edits', () => { document.documentElement.dataset.watched = '' })"


def test_a_button_pressed_while_a_new_page_is_first_saved_by_itself_makes_no_second_page(somebody):
    """The first save takes as long as on a slow connection; the editor presses “Save” meanwhile."""
    manager = somebody().signs_in(*MANAGER)
    goes_to(manager, ("Home", "Practices", "BFA"))
    section = manager.page.url
    manager.page.add_init_script(WATCHED)
    manager.page.locator("a[href$='/add_subpage/']").first.click()
    manager.page.locator("html[data-watched]").wait_for(state="attached")
    under_way = []

    def slowly(route):
        if route.request.method == "POST" and not under_way:
            under_way.append(route.request.url)
            time.sleep(1.5)
        route.continue_()

    manager.page.route("**/admin/pages/**", slowly)
    with manager.page.expect_request(lambda request: request.method == "POST"):
        manager.page.locator("#id_title").press_sequentially(TITLE)

    manager.page.keyboard.press("Control+s")

    manager.is_at("/admin/pages/[0-9]+/edit/")
    expect(manager.page.locator(MESSAGE).first).to_be_visible()
    manager.opens(section)
    expect(manager.page.locator("main tbody tr", has_text=TITLE)).to_have_count(1)
