"""Exchanges of one firm each, as people live through them (issue 5): found by matching, agreed with a host outside the
alliance, online, and broken off.

The first goes through every page, its visitor on a narrow dark screen without scripts. The others begin where they
differ from it; what came before is done by `tests.browser.stays`. Firms are made for each journey.
"""

import io
import json
import re
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from playwright.sync_api import expect
from pypdf import PdfReader

from accounts.demo import DOMAIN, PASSWORD
from exchanges import demo_files
from exchanges.demo_places import all_rows
from tests.browser.accounts import MANAGER, OTHER_MANAGER
from tests.browser.exchanging import Correspondent, Firm, fresh_firms, week_of
from tests.browser.site import RunningSite, serve
from tests.browser.test_journey import link_in

SPEAKER = (f"representative.modacc@{DOMAIN}", PASSWORD)
HOST = "modacc-01"
NAMES = {key: all_rows()[key]["name"] for key in (HOST, "external-deventer")}
AIM = "We want to spin one lot of our own waste."
EVIDENCE = ("travel_ticket", "stay_invoice")
ANSWERS = {"agenda_followed": "yes", "would_recommend": "yes", "satisfaction_partner": "5"}


@dataclass(frozen=True)
class Prepared:
    """What `tests.browser.stays` made."""

    firm: Firm
    application: str
    exchange: str


def prepared(site: RunningSite, word: str, week: tuple[date, date], until: str, *where: str) -> Prepared:
    days = (day.isoformat() for day in week)
    command = [serve.PYTHON, "-m", "tests.browser.stays", word, *days, until, *where]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=site.env, check=True, capture_output=True, text=True)
    made = json.loads(done.stdout)
    return Prepared(Firm(**made["firm"]), made["application"], made["exchange"])


def is_clean(walker):
    assert walker.axe_problems() == [], walker.page.url
    assert walker.overflow() <= 0, f"{walker.page.url}: {walker.widest()}"


class Traveller:
    """The visitor without scripts, narrow and dark; `looks` shows the same page to axe, which needs scripts."""

    def __init__(self, somebody, firm: Firm):
        self.walker = somebody(width=390, scheme="dark", scripts=False).signs_in(firm.email, PASSWORD)
        self.eyes = somebody(width=390, scheme="dark").signs_in(firm.email, PASSWORD)

    def looks(self, *words):
        """Axe finds nothing on this page, narrow and dark, then wide and light."""
        self.walker.sees(*words)
        page = self.eyes.opens(self.walker.page.url).page
        is_clean(self.eyes)
        page.set_viewport_size({"width": 1280, "height": 900})
        page.emulate_media(color_scheme="light")
        is_clean(self.eyes)
        page.set_viewport_size({"width": 390, "height": 900})
        page.emulate_media(color_scheme="dark")


def applies(traveller: Traveller, firm: Firm, first: date, last: date) -> str:
    """The rules, then the form: a gap is named and nothing typed is lost. Returns the address of the application."""
    walker = traveller.walker
    walker.opens("/en/exchanges/eligibility/").fills(first_day=first.isoformat(), last_day=last.isoformat())
    walker.presses("Show the answers")
    traveller.looks("Nothing stands in the way so far", f"{firm.name} has not visited in this programme yet.")
    walker.presses("Begin the application").is_at("/applications/[2-9a-z]+/edit/")
    walker.fills(find="open-end spinning").presses("Find")
    walker.page.locator("main details[open] input[name=concepts]").first.check()
    walker.fills(earliest_on=first.isoformat(), latest_on=last.isoformat())
    walker.chooses(purposes="learn", countries="ES", languages="en", activities="knowledge")
    walker.expected_statuses.add(422)
    walker.presses("Send to the cluster").sees("Please look at this again")
    expect(walker.page.locator("main [name=earliest_on]")).to_have_value(first.isoformat())
    walker.fills(objectives=AIM).presses("Save and continue later")
    traveller.looks(AIM)
    walker.presses("Send to the cluster").sees("Sent to your cluster.")
    return urlsplit(walker.page.url).path


def accepts(manager, application: str):
    manager.opens(application).sees(AIM).presses("Accept").sees("Accepted; the person is told.")
    is_clean(manager)


def proposes(traveller: Traveller, application: str, first: date, last: date):
    """Ranked hosts with reasons; days, working days and the sum before it is sent."""
    walker = traveller.walker
    walker.opens(application).follows("Find a host")
    traveller.looks(re.compile("fits? and may be asked"), "Spinning recycled cotton")
    walker.follows(re.compile(f"Propose an exchange.*{NAMES[HOST]}"))
    walker.fills(first_day=first.isoformat(), last_day=last.isoformat(), text="We bring our own waste.")
    walker.presses("Show working days and lump sum")
    traveller.looks("5 working days", "EUR 830")
    walker.presses("Send the proposal").sees("Sent. You are told when the other side has answered.")
    traveller.looks("not confirmed yet")


def writes_the_commitment(walker, first: date, *, text: str = ""):
    """From the page of the exchange, until it waits for the signatures."""
    walker.follows("Write the commitment")
    if text:
        walker.fills(**{"objectives-0-text": text})
    walker.fills(**{"agenda-0-day": first.isoformat(), "agenda-0-starts": "09:00", "agenda-0-ends": "15:30"})
    walker.fills(**{"agenda-0-title": "Opening and blending"}, outcomes="A recipe for a yarn of our own waste.")
    walker.chooses(activities="knowledge")


def signs(walker, exchange: str, *, version: int = 1, seen=None):
    """With the code of the second factor where the person has one, else with the password."""
    walker.opens(f"/en/exchanges/{exchange}/").follows("Read and sign").sees("A recipe for a yarn of our own waste.")
    if seen:
        seen()
    code = walker.page.locator("main [name=code]")
    if code.count():
        code.fill(re.search(r"the code now is (\d{6})", walker.page.locator("main").inner_text())[1])
    else:
        walker.fills(password=PASSWORD)
    walker.presses(f"Sign version {version}").sees("Thank you.")


def fills_the_report(walker, *, objectives: int):
    walker.fills(contacts="4", meetings="3", story="We span our own waste on the second day.")
    walker.chooses(**ANSWERS, **{f"objective-{number}": "yes" for number in range(objectives)})
    walker.chooses(activities="knowledge", outcomes="skills")


def hands_in_with_evidence(traveller: Traveller, exchange: str):
    walker = traveller.walker
    walker.opens(f"/en/exchanges/{exchange}/").follows("Write the visitor’s report")
    for kind in EVIDENCE:
        walker.opens(f"/en/exchanges/{exchange}/evidence/").chooses(kind=kind)
        file = {"name": f"{kind}.pdf", "mimeType": "application/pdf", "buffer": demo_files.pdf(kind)}
        walker.page.locator("main input[type=file]").set_input_files(file)
        walker.presses("Add").sees("1 file is kept.")
    traveller.looks("travel_ticket.pdf", "stay_invoice.pdf")
    walker.follows("To the report")
    traveller.looks("Read by both sides, both clusters and the coordinator.")
    objectives = walker.page.locator("main fieldset:has(input[name^=objective-])").count()
    fills_the_report(walker, objectives=objectives)
    walker.presses("Hand in").sees("Handed in.")


def validates_and_pays(manager, exchange: str, *, amount: str, reference: str):
    manager.opens(f"/en/exchanges/{exchange}/").follows("Read and validate the report").sees(amount)
    is_clean(manager)
    manager.presses("Validate").sees("Validated. The visitor is told.", amount)
    is_clean(manager)
    manager.fills(reference=reference).presses("Enter the payment").sees("Paid. The visitor is told.", reference)


def takes_the_certificate(traveller: Traveller, firm: Firm, exchange: str) -> str:
    """A PDF with the person’s name; returns its code."""
    walker = traveller.walker
    walker.opens(f"/en/exchanges/{exchange}/")
    link = walker.page.get_by_role("link", name="Certificate (PDF)").get_attribute("href")
    answer = walker.page.request.get(walker.address + link)
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    text = PdfReader(io.BytesIO(answer.body())).pages[0].extract_text()
    assert firm.person in " ".join(text.split())
    return re.search(r"Code ([2-9a-z]{10})", text)[1]


def answers_the_survey(stranger, link: str):
    """By the link of the mail, without signing in and without scripts."""
    stranger.expected_statuses.add(422)
    stranger.opens(link).sees("What came of it?").presses("Send").sees("Please look at this again")
    stranger.chooses(outcomes="agreement", still_in_contact="yes", would_go_again="yes", language="en")
    stranger.fills(text="They spin for us now.").presses("Send").sees("Thank you")
    stranger.opens(link).sees("Your answer is with us.")


def test_a_firm_finds_its_host_travels_and_tells_half_a_year_later_what_came_of_it(somebody, site):
    """Rules, application, ranked hosts, proposal, commitment, four signatures, report, payment, certificate, survey."""
    first, last = week_of(7, "ES", "CT")
    [firm] = fresh_firms(site, "bfa", "shuttle", 1)
    traveller = Traveller(somebody, firm)
    manager, receiving = (somebody().signs_in(*who) for who in (MANAGER, OTHER_MANAGER))
    host = somebody().signs_in(*SPEAKER)

    application = applies(traveller, firm, first, last)
    accepts(manager, application)
    before = len(site.mailbox.messages)
    proposes(traveller, application, first, last)

    mailed = link_in(site.mailbox.newest_to(SPEAKER[0], after=before))
    host.opens(mailed.replace("/ca/", "/en/")).sees(firm.name, AIM)
    is_clean(host)
    host.presses("Confirm for the host").sees("Confirmed.").is_at("/exchanges/[2-9a-z]{6,}/$")
    is_clean(host)
    exchange = host.page.url.rstrip("/").rpartition("/")[2]

    visitor = traveller.walker.opens(f"/en/exchanges/{exchange}/").sees("It is your turn.")
    writes_the_commitment(visitor, first)
    traveller.looks("Write the commitment")
    visitor.presses("Save and ask for the signatures")
    traveller.looks("The commitment waits for these signatures")
    signs(visitor, exchange, seen=traveller.looks)
    signs(host, exchange)
    signs(manager, exchange)
    signs(receiving, exchange)
    visitor.opens(f"/en/exchanges/{exchange}/").sees("All four have signed.", "password", "second factor")

    with site.calendar() as on:
        on(first)
        visitor.opens(f"/en/exchanges/{exchange}/")
        traveller.looks("It is under way until")
        on(last + timedelta(days=3))
        hands_in_with_evidence(traveller, exchange)
        validates_and_pays(manager, exchange, amount="EUR 830", reference="SEPA 2027/7")
        code = takes_the_certificate(traveller, firm, exchange)
        stranger = somebody(scripts=False).opens("/en/certificates/").fills(code=code)
        stranger.presses("Check").sees("This certificate is real.", firm.name)

        before = len(site.mailbox.messages)
        on(last + timedelta(days=186))
        answers_the_survey(stranger, link_in(site.mailbox.newest_to(firm.email, after=before)))
        visitor.opens(f"/en/exchanges/{exchange}/").sees("Everything is done.")


def test_the_cluster_signs_for_a_host_that_is_in_none(somebody, by_post, site):
    """Agreed beforehand with a laboratory in the Netherlands; where the programme has no rate, that is said first."""
    first, last = week_of(7, "NL")
    made = prepared(site, "heddle", (first, last), "accepted")
    manager = somebody().signs_in(*MANAGER)
    manager.opens(f"/en/exchanges/applications/{made.application}/matches/").follows("Already agreed with a host?")
    is_clean(manager)
    manager.fills(q="Spoelhaspel").submits("main form[method=get]").follows(NAMES["external-deventer"])
    manager.sees("This host is in no cluster of the alliance: one of the alliance’s clusters signs for it.")
    manager.chooses(signing_cluster="bfa").fills(first_day=first.isoformat(), last_day=last.isoformat())
    manager.presses("Show working days and lump sum").sees("5 working days", "EUR 830")
    is_clean(manager)
    manager.presses("Enter the match").sees("Entered. The commitment can be written now.")
    manager.is_at("/exchanges/[2-9a-z]{6,}/$").sees("cluster that signs for the receiving side")
    exchange = manager.page.url.rstrip("/").rpartition("/")[2]
    writes_the_commitment(manager, first)
    manager.presses("Save and ask for the signatures").sees("The commitment waits for these signatures")

    visitor = by_post(made.firm.session)
    visitor.signs(exchange)

    def reads():
        manager.sees("You sign as", "The host has no account here, so your cluster signs on its behalf.")
        is_clean(manager)

    signs(manager, exchange, seen=reads)
    manager.opens(f"/en/exchanges/{exchange}/").sees("All four have signed.", "on behalf of the host")
    is_clean(manager)

    traveller = Traveller(somebody, made.firm)
    with site.calendar() as on:
        on(last + timedelta(days=3))
        hands_in_with_evidence(traveller, exchange)
        validates_and_pays(manager, exchange, amount="EUR 830", reference="SEPA 2027/8")
        takes_the_certificate(traveller, made.firm, exchange)
        traveller.walker.opens(f"/en/exchanges/{exchange}/").sees("The lump sum was paid.")


def test_an_online_exchange_has_sessions_and_no_money_and_leaves_the_visit_free(somebody, site):
    first, last = week_of(8, "ES", "CT")
    made = prepared(site, "reed", (first, last), "matched", HOST, "online")
    exchange = made.exchange
    traveller = Traveller(somebody, made.firm)
    visitor = traveller.walker.opens(f"/en/exchanges/{exchange}/").sees("No sessions are planned yet.")
    visitor.follows("Plan the online sessions")
    for number in range(3):
        row = {"day": (first + timedelta(days=number)).isoformat(), "starts": "09:00", "ends": "15:00"}
        visitor.fills(**{f"sessions-{number}-{name}": value for name, value in row.items()})
        visitor.fills(**{f"sessions-{number}-title": f"Lesson {number + 1}"})
    traveller.looks("Plan the online sessions")
    visitor.presses("Save").sees("The sessions are planned.", "3 working days")
    writes_the_commitment(visitor, first)
    visitor.presses("Save and ask for the signatures").sees("The commitment waits for these signatures")
    signs(visitor, exchange)
    manager = somebody().signs_in(*MANAGER)
    for person in (manager, somebody().signs_in(*SPEAKER), somebody().signs_in(*OTHER_MANAGER)):
        Correspondent(person.page.context, site.address).signs(exchange)

    with site.calendar() as on:
        on(first)
        visitor.opens(f"/en/exchanges/{exchange}/")
        traveller.looks("It is under way until", "Lesson 3")
        on(last + timedelta(days=3))
        visitor.opens(f"/en/exchanges/{exchange}/report/visitor/")
        fills_the_report(visitor, objectives=1)
        visitor.presses("Hand in").sees("Handed in.")
        manager.opens(f"/en/exchanges/{exchange}/validation/")
        manager.sees("they count for no target and have no lump sum")
        is_clean(manager)
        manager.presses("Validate").sees("Validated. The visitor is told.")
        manager.opens(f"/en/exchanges/{exchange}/payment/").sees("An online exchange has no lump sum: nobody travels.")
        takes_the_certificate(traveller, made.firm, exchange)
        visitor.opens("/en/exchanges/eligibility/")
        traveller.looks("Nothing stands in the way so far", f"{made.firm.name} has not visited in this programme yet.")


def test_a_stay_that_is_broken_off_is_paid_for_the_days_that_took_place(somebody, site):
    """Three of five days: half of the sum, and no evidence is demanded."""
    first, last = week_of(9, "ES", "CT")
    made = prepared(site, "bobbinet", (first, last), "approved", HOST)
    exchange = made.exchange
    traveller, manager = Traveller(somebody, made.firm), somebody().signs_in(*MANAGER)
    visitor = traveller.walker
    third = first + timedelta(days=2)

    with site.calendar() as on:
        on(third)
        visitor.opens(f"/en/exchanges/{exchange}/").sees("It is under way until").follows("It was broken off")
        traveller.looks("Evidence helps, and is not demanded.")
        visitor.expected_statuses.add(422)
        visitor.fills(last_day=last.isoformat(), reason="The spinning frame burnt down.")
        visitor.presses("Yes, it was broken off").sees("This day is still to come.")
        visitor.fills(last_day=third.isoformat()).presses("Yes, it was broken off").sees("This is recorded.")
        traveller.looks("The spinning frame burnt down.", "3 working days")
        visitor.follows("Write the visitor’s report")
        fills_the_report(visitor, objectives=1)
        visitor.chooses(agenda_followed="no").presses("Hand in").sees("Handed in.")

        on(third + timedelta(days=5))
        manager.opens(f"/en/exchanges/{exchange}/validation/").sees("EUR 830", "EUR 415")
        validates_and_pays(manager, exchange, amount="EUR 415", reference="SEPA 2027/9")
        visitor.opens(f"/en/exchanges/{exchange}/")
        traveller.looks("EUR 415", "The lump sum was paid.")
