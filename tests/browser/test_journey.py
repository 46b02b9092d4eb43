"""From signing up to a PDF: the way of one practice through five people and three countries (issue 3)."""

import io
import re

from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.accounts import MANAGER, MEMBER, OTHER_MANAGER, REVIEWER

NEWCOMER = "petya.ivanova@people.example"
PASSWORD = "seven looms and a shuttle"
TITLE = "One cutting plan for three workshops"


def link_in(mail) -> str:
    """The first address in the text of a mail."""
    return re.search(r"https?://\S+", mail.get_body(("plain",)).get_content())[0]


def registers_and_confirms(walker, mailbox):
    walker.opens("/en/accounts/signup/")
    walker.fills(first_name="Petya", last_name="Ivanova", email=NEWCOMER, password1=PASSWORD)
    walker.chooses(language="en").submits()
    walker.sees(NEWCOMER)
    walker.opens(link_in(mailbox.newest_to(NEWCOMER)))
    walker.submits()
    walker.is_at("/(desk|join|accounts/login)/")
    if "/login/" in walker.page.url:
        walker.fills(login=NEWCOMER, password=PASSWORD).submits()


def asks_to_join(walker, *, cluster):
    walker.opens("/en/join/").chooses(cluster=cluster).fills(q="Габрово").submits("main form[method=get]")
    walker.page.locator("input[name=organisation]").first.check()
    walker.submits("main form[method=post]")
    walker.sees("waiting for the cluster")


def accepts(manager, *, name):
    manager.opens("/en/people/?state=asked").follows(name)
    manager.presses("Accept")
    manager.sees("accepted")


def proposes(walker, *, title) -> str:
    """The plain form, without any script, sent to the cluster; returns its address."""
    walker.opens("/en/practices/propose/").submits("main form[method=post]")
    walker.is_at("/practices/propose/[2-9a-z]{6}/")
    form = walker.page.url.removeprefix(walker.address)
    walker.fills(title=title, answer="Three workshops cut together and need 80 pieces instead of 600.")
    walker.fills(problem="No workshop alone reaches the minimum of the cloth maker.")
    walker.fills(went_wrong="The first plan forgot the nap of the velvet.", town="Ruse")
    walker.fills(preconditions="One workshop with a plotter.", not_for="Whoever cuts leather.")
    walker.fills(**{"steps-0-title": "Lay the plan", "steps-0-text": "All three on one cloth."})
    walker.fills(**{"evidence-0-indicator": "Minimum", "evidence-0-before": "600", "evidence-0-after": "80"})
    walker.fills(**{"evidence-0-method": "Counted in the orders."}).chooses(**{"evidence-0-level": "document"})
    walker.fills(started_on="2025-03-01").chooses(country="BG", organisation_size="small")
    walker.page.locator("main details:has(input[name=concepts]) summary").first.click()
    walker.page.locator("main input[name=concepts]").first.check()
    walker.presses("Send to my cluster")
    walker.is_at(form)
    walker.sees("with the cluster", title)
    return form


def takes_over_and_submits(manager, *, proposal, title):
    """The manager makes the proposal a page of the cluster's section and hands it to a reviewer from outside."""
    manager.opens(proposal).presses("Take over and finish it")
    manager.is_at("/admin/pages/[0-9]+/edit/")
    expect(manager.page.locator("#id_title")).to_have_value(title)
    manager.page.locator("#id_answer").fill("Three workshops on one cutting plan need 80 pieces instead of 600.")
    manager.page.locator("footer [aria-expanded]").last.click()
    manager.page.locator("[name=action-submit]").first.click()
    expect(manager.page.locator(".messages .success, [data-w-messages-target] .success").first).to_be_visible()


def approves(reviewer, *, title):
    """A manager of another cluster gives a verdict on each criterion and the public opinion."""
    reviewer.opens("/en/desk/").page.locator("main a[href*='/practices/review/']", has_text=title).first.click()
    for verdict in reviewer.page.locator("main input[type=radio][value=yes]").all():
        verdict.check()
    reviewer.fills(opinion="Convincing: the orders before and after were shown. Be careful with velvet.")
    reviewer.presses("Approve and publish")
    reviewer.is_at("/(desk|practices)/")


def test_a_newcomer_without_scripts_registers_joins_and_proposes_and_it_is_published(somebody, site):
    """Sign-up, confirmation, joining and the plain form work with scripts off; the manager has a second factor."""
    newcomer = somebody(scripts=False)
    registers_and_confirms(newcomer, site.mailbox)
    asks_to_join(newcomer, cluster="bfa")

    manager = somebody().signs_in(*MANAGER)
    accepts(manager, name="Petya Ivanova")
    site.mailbox.newest_to(NEWCOMER)

    proposal = proposes(newcomer, title=TITLE)
    takes_over_and_submits(manager, proposal=proposal, title=TITLE)
    approves(somebody().signs_in(*REVIEWER), title=TITLE)

    somebody().opens("/en/practices/?q=cutting+plan").follows(TITLE).sees("Be careful with velvet.")


def test_a_member_of_another_country_records_a_transfer_saves_and_takes_the_pdf(somebody, site):
    member, practice = somebody().signs_in(*MEMBER), None
    practice = member.first_practice("bg")

    member.opens(practice).presses(re.compile("Save|Запази"))
    expect(member.page.locator("[role=status]")).to_be_visible()
    member.opens(practice + "transfers/new/")
    member.chooses(result="adapted")
    member.fills(tried_on="2026-05-04", changed="We cut on Fridays.", lesson="Agree on the nap first.")
    member.submits()
    member.is_at("/transfers/[2-9a-z]{6}/")
    transfer = member.page.url.removeprefix(member.address)

    manager = somebody().signs_in(*OTHER_MANAGER)
    manager.opens(transfer).submits("main form[action$='/confirm/']")
    manager.opens(practice).sees("Agree on the nap first.")

    pdf = member.page.request.get(member.address + practice + "practice.pdf")
    assert pdf.headers["content-type"] == "application/pdf"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.body())).pages)
    assert re.search("[а-я]{4}", text)


def test_an_untranslated_page_is_shown_in_its_original_and_says_so(somebody):
    reader = somebody()
    original = reader.first_practice("da")
    code = original.split("/")[3]

    reader.opens(f"/ro/practices/{code}/")

    article = reader.page.locator("main article, main [lang]").first
    expect(article).to_be_visible()
    assert reader.page.locator("html").get_attribute("lang") == "ro"


def test_the_language_switch_stays_on_the_page_and_keeps_the_filters(somebody):
    reader = somebody().opens("/en/practices/?status=failed")

    reader.page.locator("header details.menu summary").first.click()
    reader.page.locator('header a[hreflang="fr"]').first.click()

    reader.is_at("/fr/practices/")
    assert reader.page.locator("html").get_attribute("lang") == "fr"


def test_filters_work_without_scripts(somebody):
    reader = somebody(scripts=False).opens("/en/practices/")

    reader.page.locator("main form").first.locator("input[type=checkbox], select").first.wait_for(state="attached")
    reader.opens("/en/practices/?status=failed")

    assert reader.page.locator("main h1").count() == 1


def test_the_keyboard_reaches_text_menu_and_language(somebody):
    reader = somebody().opens("/en/")
    reached = []

    for _press in range(12):
        reader.page.keyboard.press("Tab")
        reached.append(reader.page.evaluate("document.activeElement.textContent.trim()"))

    assert reached[0] == "Skip to the text"
    assert {"Practices", "Clusters", "Organisations"} <= set(reached)
    reader.page.keyboard.press("Shift+Tab")
    assert reader.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
