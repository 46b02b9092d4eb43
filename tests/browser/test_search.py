"""The search as people use it: by keyboard, without scripts, in their own language, and with news by mail."""

import re

from playwright.sync_api import expect

from tests.browser.accounts import MEMBER

DANISH = "Silkeaffald"  # a practice of the demonstration that exists in Danish only


def line(walker):
    return walker.page.get_by_role("combobox", name=re.compile("Search everything"))


def options(walker):
    return walker.page.get_by_role("listbox").get_by_role("option")


def test_the_line_by_keyboard(somebody):
    reader = somebody().opens("/en/practices/")
    box = line(reader)
    box.focus()
    expect(box).to_have_attribute("aria-expanded", "false")

    reader.page.keyboard.type("cott")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(reader.page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    number = options(reader).count()
    assert 1 <= number <= 8
    expect(reader.page.locator("[role=status]").filter(has_text=re.compile(rf"^{number} suggestion"))).to_have_count(1)
    assert box.get_attribute("aria-controls") == reader.page.get_by_role("listbox").get_attribute("id")
    assert box.get_attribute("aria-activedescendant") is None
    assert reader.axe_problems() == []

    reader.page.keyboard.press("ArrowDown")
    first = options(reader).first
    expect(first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == first.get_attribute("id")
    expect(box).to_have_value("cott")
    expect(box).to_be_focused()

    reader.page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None
    reader.page.keyboard.press("ArrowUp")
    expect(options(reader).last).to_have_attribute("aria-selected", "true")

    reader.page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("cott")
    expect(box).to_be_focused()

    reader.page.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-expanded", "true")
    reader.page.keyboard.press("ArrowDown")
    chosen = options(reader).first.locator("span").first.text_content()
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator("h1")).to_have_text(re.compile(re.escape(chosen), re.IGNORECASE))


def test_enter_without_a_choice_searches(somebody):
    reader = somebody(language="bg").opens("/bg/")
    box = reader.page.locator("main [role=combobox]")
    box.fill("памук")
    expect(options(reader).first).to_be_visible()

    box.press("Enter")

    reader.is_at(r"/bg/search/\?q=")
    expect(reader.page.locator("main mark").first).to_have_text(re.compile("пам", re.IGNORECASE))
    expect(reader.page.locator("main [role=combobox]")).to_have_value("памук")


def test_leaving_the_line_closes_the_list_and_a_click_chooses(somebody):
    reader = somebody(width=390).opens("/en/clusters/")
    box = line(reader)
    box.fill("mod")
    expect(options(reader).first).to_be_visible()
    box.press("Tab")
    expect(box).to_have_attribute("aria-expanded", "false")

    box.fill("moda")
    expect(options(reader).first).to_be_visible()
    options(reader).first.click()

    reader.is_at(r"/en/(clusters|words|organisations|practices)/.+/")


def test_without_scripts_the_line_is_a_form(somebody):
    reader = somebody(scripts=False).opens("/en/practices/")

    reader.page.locator("#header-search").fill("cotton")
    reader.page.locator("header [role=search] button").click()

    reader.is_at(r"/en/search/\?q=cotton$")
    assert reader.page.locator(".found").count() > 1
    before = reader.page.locator("#results").text_content()
    reader.page.locator(".filter-groups details[open] input").first.check()
    reader.page.get_by_role("button", name="Apply the filters").click()
    reader.is_at("q=cotton&.+=")
    assert reader.page.locator("#results").text_content() != before
    reader.page.locator(".chosen a").first.click()
    expect(reader.page.locator("#results")).to_have_text(before)


def test_a_french_question_finds_a_danish_practice_through_a_concept(somebody):
    reader = somebody(language="fr").opens("/fr/search/?q=déchets de soie&kind=practice")
    danish = reader.page.locator(".found").filter(has_text=DANISH)

    expect(danish.locator("h3")).to_have_attribute("lang", "da")
    expect(danish.locator(".found-why i[lang=da]")).to_have_text("silkeaffald")
    expect(danish.locator(".found-why")).to_contain_text("déchets de soie")
    expect(reader.page.locator(".understood i[lang=da]")).to_have_text("silkeaffald")

    reader.page.locator(".understood a").click()

    reader.is_at("across=0")
    expect(danish).to_have_count(0)
    reader.page.locator(".understood a").click()
    expect(danish).to_have_count(1)


def test_what_is_missing_is_told_to_the_clusters(somebody):
    reader = somebody().opens("/en/search/?q=narwhal qqqqq")

    reader.presses("Tell the clusters").sees("The clusters now see that this is missing.")


def test_a_search_is_kept_and_its_mail_is_changed(somebody):
    member = somebody().signs_in(*MEMBER).opens("/en/search/?q=wool&kind=practice")

    member.presses("Keep this search").is_at("/en/search/saved/").sees("wool · Practices")
    member.page.get_by_label("mail about new results").first.select_option("daily")
    member.presses("Change").sees("Changed.")
    member.opens("/en/desk/").sees("wool · Practices")
