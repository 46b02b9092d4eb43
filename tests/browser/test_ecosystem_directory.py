"""Finding a maker by minimum order and free capacity: in the list, on the map, by keyboard, and without scripts."""

import re

from playwright.sync_api import expect


def names(walker):
    return walker.page.locator(".organisation-line :is(h2, h3) a, .map-list tbody th a").all_inner_texts()


def asks_for_small_orders(walker):
    """At most 200 pieces, in two months, with something free before the year 2099."""
    page = walker.page
    for fold in page.locator("summary", has_text=re.compile("^(Filters|Quantity and time)")).all():
        if fold.is_visible() and not fold.evaluate("node => node.parentElement.open"):
            fold.click()
    walker.fills(min_order="200", lead_days="60", free_until="2099-01-01")
    page.get_by_role("button", name="Apply filters").click()


def check_found(walker, everybody):
    walker.is_at(r"/en/organisations/\?.*min_order=200&lead_days=60&.*free_until=2099-01-01")
    found = names(walker)
    assert 0 < len(found) < everybody
    chips = walker.page.locator(".filter-chips a")
    expect(chips).to_have_count(3)
    for terms in walker.page.locator(".order-terms").all():
        said = terms.inner_text()
        assert "inimum order" in said
        assert "ree capacity" in said
    return found


def total_of(walker):
    return int(re.sub(r"\D", "", walker.page.locator("h2", has_text="organisation").first.inner_text()))


def test_a_maker_is_found_by_minimum_order_and_free_capacity(somebody):
    brand = somebody().opens("/en/organisations/")
    everybody = total_of(brand)
    assert brand.axe_problems() == []

    asks_for_small_orders(brand)
    found = check_found(brand, everybody)
    here = total_of(brand)
    assert brand.axe_problems() == []

    brand.page.get_by_role("link", name="Map", exact=True).first.click()
    brand.is_at(r"/en/map/\?.*min_order=200")
    assert total_of(brand) == here
    page = brand.page
    expect(page.locator("[data-map][data-ready]")).to_be_visible()
    expect(page.locator("[data-map-said]")).to_have_text(re.compile(r"^\d+ in view$"))
    assert names(brand)[: len(found)] == found[: len(names(brand))]
    assert brand.axe_problems() == []

    # By keyboard: the map is reached, moved and made larger; marks have names; the list follows.
    room = page.get_by_role("region", name=re.compile("^Map"))
    room.focus()
    before = page.url
    page.keyboard.press("+")
    expect(page).not_to_have_url(before)
    mark = page.locator(".map-mark").first
    expect(mark).to_have_attribute("aria-label", re.compile("zoom in|marked on maps"))
    expect(mark).to_have_attribute("tabindex", "0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("-")
    page.keyboard.press("-")

    # An area, corner by corner from the middle of the map.
    page.get_by_role("button", name="Draw an area").press("Enter")
    corner = page.get_by_role("button", name="Add a corner here")
    expect(corner).to_be_focused()
    corner.press("Enter")
    for key in ("ArrowRight", "ArrowDown"):
        for _step in range(3):
            room.press(key)
        page.wait_for_timeout(400)
        corner.press("Enter")
    expect(page.locator("[data-map-said]")).to_have_text("Corners: 3")
    use = page.get_by_role("button", name="Search in this area")
    expect(use).to_be_enabled()
    use.press("Enter")
    brand.is_at(r"area=")
    brand.sees("in the area drawn")
    assert total_of(brand) <= here


def test_the_same_without_scripts(somebody):
    brand = somebody(scripts=False).opens("/en/organisations/")
    everybody = total_of(brand)

    asks_for_small_orders(brand)
    found = check_found(brand, everybody)

    brand.page.get_by_role("link", name="Map", exact=True).first.click()
    marks = brand.page.locator(".map-drawing a")
    assert marks.count() > 0
    assert names(brand)[: len(found)] == found[: len(names(brand))]
    brand.page.get_by_role("link", name="Zoom in", exact=True).click()
    brand.is_at(r"box=")
    brand.page.get_by_role("link", name="Show everything").click()
    first = marks.first.get_attribute("href")
    brand.opens(first)
    expect(brand.page.locator("h1")).to_be_visible()


def test_the_map_on_a_phone_in_bulgarian_and_in_the_dark(somebody):
    reader = somebody(width=390, scheme="dark", language="bg").opens(
        "/bg/map/?country=BG&layer=organisation&layer=practice"
    )
    expect(reader.page.locator("[data-map][data-ready]")).to_be_visible()
    expect(reader.page.locator(".map-name span").first).to_be_attached()
    expect(reader.page.locator(".map-name", has_text=re.compile("[а-я]")).first).to_be_attached()
    assert reader.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert reader.axe_problems() == []
