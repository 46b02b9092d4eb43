"""From signing up to a PDF: the way of two practices through six people and three countries (issue 3)."""

import io
import re

from django.utils import translation
from playwright.sync_api import expect
from pypdf import PdfReader

from core.states import TranslationState
from tests.browser.accounts import MANAGER, MEMBER, OTHER_MANAGER, REVIEWER
from tests.browser.editing import submits_for_review, translates, writes_practice

NEWCOMER = "petya.ivanova@people.example"
PASSWORD = "seven looms and a shuttle"
TITLE = "One cutting plan for three workshops"
SECTION = ("Home", "Practices", "BFA")
RIBBONS = "Velvet off-cuts become ribbons"
OPINION = "The scales’ printouts were shown; the price of the strips was not."
BULGARIAN = {
    RIBBONS: "От изрезки кадифе стават панделки",
    "Strips of velvet sell at three times the price of the waste.": "Лентите от кадифе носят три пъти повече.",
    "Velvet off-cuts were burnt.": "Изрезките от кадифе се изгаряха.",
    "Cut into strips": "Рязане на ленти",
    "Along the warp, 15 millimetres wide.": "По основата, широки 15 милиметра.",
    "Burnt off-cuts": "Изгорени изрезки",
    "kg": "кг",
    "Weighed": "Претеглено",
    "The pile fell out of narrow strips.": "От тесните ленти мъхът опада.",
    OPINION: "Разпечатките от кантара бяха показани, цената на лентите – не.",
}


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
    submits_for_review(manager)


def approves(reviewer, *, title, opinion):
    """A manager of another cluster gives a verdict on each criterion and the public opinion."""
    reviewer.opens("/en/desk/").page.locator("main a[href*='/practices/review/']", has_text=title).first.click()
    for verdict in reviewer.page.locator("main input[type=radio][value=yes]").all():
        verdict.check()
    reviewer.fills(opinion=opinion)
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
    approves(somebody().signs_in(*REVIEWER), title=TITLE, opinion="The orders before and after were shown.")

    somebody().opens("/en/practices/?q=cutting+plan").follows(TITLE).sees("The orders before and after were shown.")


def reads_in_bulgarian(visitor) -> str:
    """Finds the practice in the Bulgarian list; its page is Bulgarian throughout and says how its text came to be."""
    visitor.opens("/bg/practices/").fills(q="панделки").submits("main form.practice-list")
    visitor.follows(BULGARIAN[RIBBONS])
    visitor.is_at("/bg/practices/[2-9a-z]{6}/")
    page = visitor.page
    assert page.locator("html").get_attribute("lang") == "bg"
    assert page.locator("main article").first.get_attribute("lang") == "bg"
    visitor.sees(*BULGARIAN.values())
    with translation.override("bg"):
        made_by = str(TranslationState.HUMAN.label)
    expect(page.locator("main dl li", has=page.locator("a[hreflang=bg]"))).to_contain_text(made_by)
    canonical = page.locator("link[rel=canonical]").get_attribute("href")
    assert canonical == page.url
    return page.url.removeprefix(visitor.address)


def tries_it(member, *, practice) -> str:
    """Saves it, records a transfer; returns the transfer’s address."""
    member.opens(practice).submits("main form[action$='/save/']")
    expect(member.page.locator("[role=status]").first).to_be_visible()
    member.opens(practice + "transfers/new/").chooses(result="adapted")
    member.fills(tried_on="2026-05-04", changed="We cut across the warp.", lesson="Hem the strips first.")
    member.submits()
    member.is_at("/transfers/[2-9a-z]{6}/")
    return member.page.url.removeprefix(member.address)


def takes_the_pdf(reader, *, practice) -> str:
    """The text of the PDF that the page of the practice offers."""
    address = reader.opens(practice).page.locator("main a[type='application/pdf']").get_attribute("href")
    answer = reader.page.request.get(reader.address + address)
    assert answer.headers["content-type"] == "application/pdf"
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.body())).pages)


def test_a_practice_is_written_reviewed_translated_read_in_bulgarian_tried_saved_and_printed(somebody):
    """A manager writes in the editing rooms, a reviewer from another cluster publishes, a member abroad tries it."""
    manager = somebody().signs_in(*MANAGER)
    writes_practice(manager, section=SECTION, title=RIBBONS)
    approves(somebody().signs_in(*REVIEWER), title=RIBBONS, opinion=OPINION)
    translates(manager, section=SECTION, title=RIBBONS, language="Български", texts=BULGARIAN)

    visitor = somebody(language="bg")
    practice = reads_in_bulgarian(visitor)

    member = somebody().signs_in(*MEMBER)
    transfer = tries_it(member, practice=practice)
    expect(visitor.opens(practice).page.locator("body")).not_to_contain_text("Hem the strips first.")
    somebody().signs_in(*OTHER_MANAGER).opens(transfer).submits("main form[action$='/confirm/']")
    visitor.opens(practice).sees("Hem the strips first.")
    expect(member.opens("/bg/desk/").page.locator("main")).to_contain_text(BULGARIAN[RIBBONS])
    assert BULGARIAN["Velvet off-cuts were burnt."] in takes_the_pdf(visitor, practice=practice)
