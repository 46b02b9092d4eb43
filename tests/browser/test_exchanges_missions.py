"""Missions as people live through them: a trip of fifteen firms, and a waiting list that moves up (issue 5).

The demonstration has no fifteen firms of one cluster left that have not travelled, so the firms are made for the
journey, each with a person who is signed in. One of them goes through everything at a browser, without scripts where a
form allows. The others fill in the same forms of the same pages, sent as HTTP requests.
"""

import io
import re
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import expect
from pypdf import PdfReader

from accounts.demo import DOMAIN, PASSWORD
from exchanges import demo_files
from exchanges.demo_places import all_rows
from tests.browser.accounts import MANAGER, OTHER_MANAGER
from tests.browser.exchanging import Correspondent, Firm, fresh_firms, week_of
from tests.browser.test_journey import link_in

HOST = all_rows()["modacc-01"]["name"]
SPEAKER = (f"representative.modacc@{DOMAIN}", PASSWORD)
TITLE = "Knitting without stock in Barcelona"
AIM = "We want to knit to order and keep no stock."
AGENDA = {0: "From order to piece", 2: "Yarn that waits undyed"}
EVIDENCE = ("travel_ticket", "stay_invoice")


def is_clean(walker, *, eyes=None):
    """Axe finds nothing on this page; it needs scripts, so `eyes` looks at the page of somebody without them."""
    seen = eyes.opens(walker.page.url) if eyes else walker
    assert seen.axe_problems() == [], seen.page.url
    assert seen.overflow() <= 0, f"{seen.page.url}: {seen.widest()}"


def looks_at(walker, path: str, *words: str):
    """A main page wide and light, then narrow and dark; axe finds nothing in either."""
    page = walker.page
    walker.opens(path).sees(*words)
    is_clean(walker)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 390, "height": 900})
    is_clean(walker)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def makes_mission(manager, *, title: str, first: date, last: date, places: int, until: date, looks=False) -> str:
    """The form of a new mission and its host; returns the code of the draft."""
    manager.opens("/en/exchanges/organising/").follows("A mission of BFA")
    manager.fills(title=title, summary="Five days with a mill that knits what was sold.")
    manager.chooses(language="en", country="ES", zone="Europe/Madrid", languages="en")
    manager.fills(town="Barcelona", region="Catalonia", first_day=first.isoformat(), last_day=last.isoformat())
    manager.fills(places=str(places), sign_up_until=f"{until}T18:00", expected_cost="980")
    manager.fills(find="knitting").presses("Find")
    manager.page.locator("main details[open] input[name=concepts]").first.check()
    if looks:
        is_clean(manager)
    manager.presses("Save and add the hosts")
    manager.is_at("/missions/[2-9a-z]+/hosts/")
    code = re.search("/missions/([2-9a-z]+)/", manager.page.url)[1]
    manager.fills(q=HOST).submits("main form[method=get]")
    manager.presses(re.compile(f"^Add.*{HOST}"))
    manager.sees("Remove")
    return code


def writes_texts_and_agenda(manager, code: str, first: date):
    manager.opens(f"/en/missions/{code}/texts/")
    manager.fills(description="We follow one order from the screen to the parcel.", welcome="The mill is near a tram.")
    manager.fills(accessibility="Everything is on one floor.").presses("Save")
    is_clean(manager)
    manager.opens(f"/en/missions/{code}/agenda/")
    for number, title in AGENDA.items():
        day = (first + timedelta(days=number)).isoformat()
        manager.fills(title=title, day=day, starts="09:30", ends="16:30", place="Carrer de la Llana 1")
        manager.presses("Save").sees(title)
    is_clean(manager)
    manager.opens(f"/en/missions/{code}/texts/?language=bg").fills(title="Плетене без склад в Барселона")
    manager.presses("Save").sees("Saved.")


def announces(manager, code: str):
    """Everybody sees it then; the sign-up is a step of its own."""
    manager.opens(f"/en/missions/{code}/board/").presses("Announce it").sees("Announced: everybody sees it now.")
    manager.presses("Open the sign-up").sees("The sign-up is open.")


def applies(walker, eyes, code: str, firm: Firm):
    """From the public page over the rules to the form; returns the address of the application."""
    walker.opens(f"/en/missions/{code}/").sees("May we go?", firm.name)
    walker.follows("Apply for this mission").sees("First the rules, then the form", f"{firm.name} may take part")
    is_clean(walker, eyes=eyes)
    walker.presses("Begin the application").is_at("/applications/[2-9a-z]+/edit/")
    walker.fills(objectives=AIM).chooses(languages="en", activities="knowledge")
    is_clean(walker, eyes=eyes)
    walker.presses("Send to the cluster").sees("Sent to your cluster.", "has a place")
    return walker.page.url.removeprefix(walker.address)


def applies_by_post(person: Correspondent, code: str) -> str:
    """As `applies`; returns the address of the application."""
    form = person.sends(f"/en/exchanges/apply/?mission={code}", "Begin the application")
    wishes = {"objectives": AIM, "languages": ["en"], "activities": ["knowledge"]}
    return person.sends(form, "Send to the cluster", follows=False, **wishes).url


def exchanges_of(manager, code: str) -> dict[str, str]:
    """The code of each firm’s exchange, from the board."""
    board = Correspondent(manager.page.context, manager.address).reads(f"/en/missions/{code}/board/")
    links = board.soup.select(".board-table th[scope=row] a")
    return {link.get_text(): re.search("/exchanges/([2-9a-z]+)/", link["href"])[1] for link in links}


def paid_and_counted(walker) -> tuple[int, int]:
    """What the boards say: exchanges in person whose money is paid (the calendar closes old ones), and what counts."""
    walker.opens("/en/exchanges/boards/")
    states = walker.page.locator("section[aria-labelledby=states] tbody tr")
    paid = [states.filter(has=walker.page.get_by_role("rowheader", name=name)) for name in ("Paid", "Closed")]
    counted = walker.page.locator("section[aria-labelledby=types] .figure").inner_text()
    return sum(int(row.locator("td").first.inner_text()) for row in paid), int(counted.split("/")[0])


def takes_the_papers(manager, code: str):
    """The commitment for all at once, then the signing is opened for all at once."""
    manager.opens(f"/en/missions/{code}/board/").presses("Close the sign-up").sees("The sign-up is closed.")
    manager.presses("Write the commitments (15)").sees("One commitment for all")
    manager.fills(objectives="Price one style made to order", outcomes="A price that both can use.")
    manager.fills(responsibilities="The mill gives a place at the machine.").chooses(activities="knowledge")
    is_clean(manager)
    manager.presses("Write the commitments (15)").sees("15 of 15 are done.")
    is_clean(manager)
    manager.follows("Back to the trip").presses("Open for signing (15)")
    is_clean(manager)
    manager.presses("Open for signing (15)").sees("15 of 15 are done.")


def signs(visitor, eyes, exchange: str):
    """A wrong password signs nothing; the right one does."""
    visitor.opens(f"/en/exchanges/{exchange}/").sees("It is your turn.")
    is_clean(visitor, eyes=eyes)
    visitor.follows("Read and sign").sees(AIM, "Price one style made to order", AGENDA[0])
    is_clean(visitor, eyes=eyes)
    visitor.expected_statuses.add(422)
    visitor.fills(password="not this one").presses("Sign version 1").sees("Incorrect password")
    visitor.fills(password=PASSWORD).presses("Sign version 1").sees("Thank you. Your signature is on version 1.")


def signs_for_all(manager, code: str):
    manager.opens(f"/en/missions/{code}/board/").presses("Sign (15)").sees("You confirm once who you are")
    is_clean(manager)
    manager.fills(password=PASSWORD).presses("Sign (15)").sees("15 of 15 are done.")


def reports(visitor, eyes, exchange: str):
    """Both files, then the form; what is missing is said first, and nothing typed is lost."""
    visitor.opens(f"/en/exchanges/{exchange}/").follows("Write the visitor’s report")
    visitor.expected_statuses.add(422)
    visitor.fills(contacts="4", meetings="3", story="We knitted our own order on the second day.")
    visitor.chooses(agenda_followed="yes", would_recommend="yes", outcomes="skills")
    visitor.presses("Hand in").sees("Please look at this again", "Please add:")
    for kind in EVIDENCE:
        visitor.opens(f"/en/exchanges/{exchange}/evidence/").chooses(kind=kind)
        file = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": demo_files.pdf(kind)}
        visitor.page.locator("main input[type=file]").set_input_files(file)
        visitor.presses("Add").sees("1 file is kept.", f"{kind}.pdf")
    is_clean(visitor, eyes=eyes)
    visitor.follows("To the report")
    expect(visitor.page.locator("main [name=story]")).to_have_value(re.compile("our own order"))
    visitor.chooses(**{"objective-0": "yes", "objective-1": "partly"})
    visitor.chooses(activities="knowledge", satisfaction_partner="5").presses("Hand in").sees("Handed in.")
    is_clean(visitor, eyes=eyes)


def reports_by_post(person: Correspondent, exchange: str):
    for kind in EVIDENCE:
        person.sends(f"/en/exchanges/{exchange}/evidence/", "Add", follows=False, file="file", kind=kind)
    person.sends(
        f"/en/exchanges/{exchange}/report/visitor/",
        "Hand in",
        follows=False,
        **{"objective-0": "yes", "objective-1": "yes"},
        **{"agenda_followed": "yes", "would_recommend": "yes", "satisfaction_partner": "4"},
        **{"contacts": "2", "meetings": "1", "activities": ["knowledge"], "outcomes": ["contacts"]},
    )


def validates(manager, exchange: str):
    manager.opens(f"/en/exchanges/{exchange}/").follows("Read and validate the report")
    manager.sees("What was agreed and what was real", "One exchange of")
    is_clean(manager)
    manager.presses("Validate").sees("Validated. The visitor is told.")
    is_clean(manager)


def pays_for_all(manager, code: str):
    """A reference for each line; none without."""
    manager.opens(f"/en/missions/{code}/board/").presses("Record payments (15)")
    is_clean(manager)
    references = manager.page.locator("main input[name^=reference_]")
    expect(references).to_have_count(15)
    for number, reference in enumerate(references.all(), 1):
        reference.fill(f"SEPA 2027/{number:02d}")
    manager.presses("Record payments (15)").sees("15 of 15 are done.")
    is_clean(manager)


def shows(walker, **figures: str):
    """The figures above a board, by their labels."""
    for label, figure in figures.items():
        found = walker.page.locator(".board-numbers > div", has_text=label.replace("_", " ")).locator("dd")
        expect(found.first).to_have_text(figure)


def the_certificate_is_real(visitor, stranger, exchange: str, firm: Firm):
    """A PDF with the person’s name, whose code anybody can check."""
    answer = visitor.page.request.get(f"{visitor.address}/en/exchanges/{exchange}/certificate.pdf")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    text = PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    assert firm.person in " ".join(text.split())
    code = re.search(r"Code ([2-9a-z]{10})", text)[1]
    stranger.opens("/en/certificates/").fills(code=code).presses("Check").sees("This certificate is real.", firm.name)
    is_clean(stranger)


def cancels(visitor, eyes, exchange: str, *, waiting: int):
    """The page says what follows; without a reason nothing is cancelled."""
    visitor.opens(f"/en/exchanges/{exchange}/").follows("Cancel the exchange")
    visitor.sees(f"{waiting} organisations wait.", "The organisation may still visit once in this programme.")
    is_clean(visitor, eyes=eyes)
    visitor.expected_statuses.add(422)
    visitor.presses("Cancel it for good").sees("This field is required.")
    visitor.fills(reason="Our only knitter is ill.").presses("Cancel it for good").sees("The exchange is cancelled.")
    visitor.sees("Our only knitter is ill.", "Nothing more is to be done.")
    is_clean(visitor, eyes=eyes)


def takes_the_place(visitor, eyes, mail):
    """From the mail to the place."""
    assert mail["subject"].startswith("A place is free for you")
    visitor.opens(link_in(mail)).sees("The place is kept for you until")
    is_clean(visitor, eyes=eyes)
    visitor.presses("Take the place").sees("You have the place.", "Has a place")


def test_fifteen_firms_travel_from_an_announcement_to_fifteen_payments(somebody, by_post, site):
    """Once the firms are there everything goes through the pages, day by day, to the figures of the programme."""
    first_day, last_day = week_of(10, "ES", "CT")
    firms = fresh_firms(site, "bfa", "spindle", 15)
    manager = somebody().signs_in(*MANAGER)
    paid, counted = paid_and_counted(manager)
    sign_up_ends = first_day - timedelta(days=30)
    code = makes_mission(
        manager, title=TITLE, first=first_day, last=last_day, places=15, until=sign_up_ends, looks=True
    )
    writes_texts_and_agenda(manager, code, first_day)
    announces(manager, code)

    visitor = somebody(width=390, scheme="dark", scripts=False).signs_in(firms[0].email, PASSWORD)
    eyes = somebody(width=390, scheme="dark").signs_in(firms[0].email, PASSWORD)
    applies(visitor, eyes, code, firms[0])
    others = {firm.name: by_post(firm.session) for firm in firms[1:]}
    for person in others.values():
        applies_by_post(person, code)

    looks_at(manager, f"/en/missions/{code}/board/", firms[14].name)
    shows(manager, places_taken="15 / 15", waiting="0")
    manager.presses(re.compile(f"^Accept.*{firms[0].name}")).sees("Accepted.")
    accepting = Correspondent(manager.page.context, site.address)
    board = accepting.reads(f"/en/missions/{code}/board/")
    for name in others:
        accepting.sends(board, f"Accept: {name}", follows=False)
    exchanges = exchanges_of(manager, code)
    takes_the_papers(manager, code)

    signs(visitor, eyes, exchanges[firms[0].name])
    for name, person in others.items():
        person.signs(exchanges[name])
    host, receiving = (somebody().signs_in(*who).page.context for who in (SPEAKER, OTHER_MANAGER))
    for exchange in exchanges.values():
        Correspondent(host, site.address).signs(exchange)
        Correspondent(receiving, site.address).signs(exchange)
    signs_for_all(manager, code)
    looks_at(manager, f"/en/missions/{code}/board/", "approved")
    shows(manager, signed_by_all_four="15 / 15")

    with site.calendar() as on:
        on(first_day)
        visitor.opens(f"/en/exchanges/{exchanges[firms[0].name]}/").sees("It is under way until")
        on(last_day + timedelta(days=3))
        reports(visitor, eyes, exchanges[firms[0].name])
        for name, person in others.items():
            reports_by_post(person, exchanges[name])
        validates(manager, exchanges[firms[0].name])
        for name in others:
            accepting.sends(f"/en/exchanges/{exchanges[name]}/validation/", "Validate", follows=False)
        pays_for_all(manager, code)
        looks_at(manager, f"/en/missions/{code}/board/", "Nothing is missing.")
        shows(manager, validated="15 / 15", paid="15 / 15")
        assert paid_and_counted(manager) == (paid + 15, counted + 15)
        looks_at(manager, "/en/exchanges/boards/", "By type")
        the_certificate_is_real(visitor, somebody(), exchanges[firms[0].name], firms[0])


def test_a_cancellation_moves_the_waiting_list_up_and_an_offer_not_taken_in_time_lapses(somebody, by_post, site):
    """Two places, five firms: one cancels, the first in line lets the time pass, the second takes the place."""
    first_day, last_day = week_of(14, "ES", "CT")
    firms = fresh_firms(site, "bfa", "bobbin", 5)
    manager = somebody().signs_in(*MANAGER)
    sign_up_ends = first_day - timedelta(days=40)
    code = makes_mission(manager, title="Two at the mill", first=first_day, last=last_day, places=2, until=sign_up_ends)
    announces(manager, code)
    goer, second, *waiting = (by_post(firm.session) for firm in firms)
    asked = [applies_by_post(person, code) for person in (goer, second, *waiting)]
    manager.opens(f"/en/missions/{code}/board/").sees(firms[4].name)
    shows(manager, places_taken="2 / 2", waiting="3")
    manager.presses(re.compile(f"^Accept.*{firms[0].name}")).sees("Accepted.")
    exchange = exchanges_of(manager, code)[firms[0].name]

    gone = somebody(width=390, scheme="dark", scripts=False).signs_in(firms[0].email, PASSWORD)
    for firm in firms[2:4]:
        site.mailbox.newest_to(firm.email)
    so_far = len(site.mailbox.messages)
    cancels(gone, somebody().signs_in(firms[0].email, PASSWORD), exchange, waiting=3)
    assert "The place is kept for you until" in waiting[0].reads(asked[2]).text
    with site.calendar() as on:
        on(timezone.localdate() + timedelta(days=5))
        assert "Take the place" not in waiting[0].reads(asked[2]).text
        taker = somebody(scripts=False).signs_in(firms[3].email, PASSWORD)
        mail = site.mailbox.newest_to(firms[3].email, after=so_far)
        takes_the_place(taker, somebody().signs_in(firms[3].email, PASSWORD), mail)
        second.sends(asked[1], "Give up the place")
        assert "The place is kept for you until" in waiting[2].reads(asked[4]).text
        looks_at(manager, f"/en/missions/{code}/board/", "No longer on the trip")
        shows(manager, places_taken="2 / 2", waiting="0")
        left = manager.page.locator("section[aria-labelledby=gone]")
        for firm, state in ((firms[0], "given up"), (firms[1], "given up"), (firms[2], "not taken in time")):
            expect(left).to_contain_text(f"{firm.name}: {state}")
