"""Reading without scripts, without a mouse, and in a language into which nobody has translated."""

import re
from urllib.parse import quote

from playwright.sync_api import expect

FOCUS = """() => { const style = getComputedStyle(document.activeElement);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none' }"""


def tabs_to(reader, wanted, *, most: int = 60) -> list[str]:
    """Press the tabulator until `wanted` has the focus; returns the texts on the way. Each shows that it is focused."""
    way = []
    for _press in range(most):
        reader.page.keyboard.press("Tab")
        way.append(reader.page.evaluate("document.activeElement.textContent.trim()"))
        assert reader.page.evaluate(FOCUS), f"the focus cannot be seen on {way[-1]!r}"
        if wanted.evaluate("element => element === document.activeElement"):
            return way
    raise AssertionError(f"not within {most} presses: {way}")


def test_an_untranslated_page_is_shown_in_its_original_and_says_so(somebody):
    reader = somebody().opens("/ro/practices/")
    title = reader.page.locator("main h3[lang]:has(a)").first
    original = title.get_attribute("lang")
    title.locator("a").click()
    reader.is_at("/ro/practices/[2-9a-z]{6}/")
    page, path = reader.page, reader.page.url.removeprefix(reader.address)

    assert original != "ro"
    assert page.locator("html").get_attribute("lang") == "ro"
    assert page.locator("h1").get_attribute("lang") == original
    assert page.locator("main article").first.get_attribute("lang") == original
    expect(page.locator(".message-info")).to_be_visible()
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == reader.address + path.replace("/ro/", f"/{original}/")
    versions = [link.get_attribute("hreflang") for link in page.locator("link[rel=alternate][hreflang]").all()]
    assert "ro" not in versions
    assert original in versions

    page.locator("header details.menu summary").first.click()
    page.locator('header a[hreflang="fr"]').first.click()
    reader.is_at(f"/fr/practices/{path.split('/')[3]}/")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_language_switch_stays_on_the_page_and_keeps_the_filters(somebody):
    reader = somebody().opens("/en/practices/?status=failed&sort=title")

    reader.page.locator("header details.menu summary").first.click()
    reader.page.locator('header a[hreflang="fr"]').first.click()

    reader.is_at(r"/fr/practices/\?status=failed&sort=title$")
    assert reader.page.locator("html").get_attribute("lang") == "fr"
    expect(reader.page.locator("input[name=status][value=failed]")).to_be_checked()
    expect(reader.page.locator("#sort")).to_have_value("title")


def test_filters_work_without_scripts_on_a_telephone(somebody):
    reader = somebody(scripts=False, width=390).opens("/en/practices/")
    reader.page.locator(".filter-fold > summary").click()
    whole = _figure(reader.page.locator("#results"))
    group = reader.page.locator(".filter-groups details", has=reader.page.locator("input[name=status]"))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    choice = group.locator("label.choice", has=reader.page.locator("input[value=failed]"))
    beside = _figure(choice.locator(".count"))

    choice.locator("input").check()
    reader.presses("Apply the filters")

    reader.is_at(r"/en/practices/\?.*status=failed")
    assert 0 < beside < whole
    assert _figure(reader.page.locator("#results")) == beside
    expect(reader.page.locator(".entries > li")).to_have_count(beside)
    expect(reader.page.locator(".chosen")).to_contain_text("failed")
    expect(reader.page.locator("input[value=failed]")).to_be_checked()

    reader.page.locator(".chosen a").last.click()
    assert _figure(reader.page.locator("#results")) == whole


def _figure(element) -> int:
    return int(re.search(r"\d+", element.inner_text())[0])


def test_the_skip_link_leads_past_the_header(somebody):
    reader = somebody().opens("/en/practices/")

    assert tabs_to(reader, reader.page.locator("a.skip")) == ["Skip to the text"]
    expect(reader.page.locator("a.skip")).to_be_in_viewport()
    reader.page.keyboard.press("Enter")

    assert reader.page.evaluate("document.activeElement.id") == "main"
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.closest('main') !== null")


def test_the_keyboard_opens_the_menus_of_the_header(somebody):
    reader = somebody().opens("/en/practices/?status=failed")
    way = tabs_to(reader, reader.page.locator("header details.menu summary").first)

    reader.page.keyboard.press("Enter")
    tabs_to(reader, reader.page.locator("header a[hreflang=da]"))
    reader.page.keyboard.press("Enter")

    assert {"Practices", "Clusters", "Organisations"} <= set(way)
    reader.is_at(r"/da/practices/\?status=failed$")


def test_the_keyboard_opens_the_menu_of_a_telephone(somebody):
    reader = somebody(width=390).opens("/en/")
    menu = reader.page.locator("header details.nav-menu")
    tabs_to(reader, menu.locator("summary"))

    reader.page.keyboard.press("Enter")
    tabs_to(reader, menu.get_by_role("link", name="Clusters", exact=True))
    reader.page.keyboard.press("Enter")

    reader.is_at("/en/clusters/$")


def test_the_keyboard_sets_a_filter(somebody):
    reader = somebody().opens("/en/practices/")
    choice = reader.page.locator(".filters input[type=checkbox]:visible").first
    name, value = choice.get_attribute("name"), choice.get_attribute("value")
    tabs_to(reader, choice)

    reader.page.keyboard.press("Space")
    tabs_to(reader, reader.page.get_by_role("button", name="Apply the filters"))
    reader.page.keyboard.press("Enter")

    reader.is_at(rf"/en/practices/\?.*{name}={re.escape(quote(value, safe=''))}")
    expect(reader.page.locator(f"input[name={name}][value='{value}']")).to_be_checked()
