"""A brand writes a brief, five makers get it, one says yes, and the brand tells what came of it (issue 6).

The brand writes once with scripts (kept and counted while it types) and goes on without them. It chooses four makers of
those that match, and looks for a fifth by its name; who represents that one answers, without scripts too.
"""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from accounts.demo import DOMAIN, PASSWORD
from clusters.demo_data import demo_code
from tests.browser.accounts import MEMBER

MAKERS = ("ea-06", "iconic-06", "ldc-06", "modacc-06")
FIFTH, ITS_NAME = "bfa-01", "Бяла къделя"
SPEAKER = (f"representative.bfa@{DOMAIN}", PASSWORD)
TITLE = "Eighty shirts for the journey"
SAVED = re.compile(r"^Saved at \d")


def is_clean(walker, *, eyes=None):
    """Axe finds nothing on this page; it needs scripts, so `eyes` looks at the page of somebody without them."""
    seen = eyes.opens(walker.page.url) if eyes else walker
    for width, scheme in ((1280, "light"), (390, "dark")):
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.emulate_media(color_scheme=scheme)
        assert seen.axe_problems() == [], seen.page.url
        assert seen.overflow() <= 0, f"{seen.page.url}: {seen.widest()}"


def ticks(walker, name: str, label: str):
    """A box among the concepts; the groups are closed until they are opened."""
    word = re.compile(rf"^\s*{label}\s*$", re.IGNORECASE)
    group = walker.page.locator(f"#choose-{name} details", has=walker.page.locator("label", has_text=word)).first
    group.locator("summary").click()
    group.locator("label", has_text=word).first.click()


def test_a_brief_goes_to_five_makers_and_comes_to_a_yes(somebody):
    brand, eyes = somebody(scripts=False).signs_in(*MEMBER), somebody().signs_in(*MEMBER)
    eyes.opens("/en/briefs/new/")
    is_clean(eyes)
    eyes.presses("Begin").is_at("/briefs/[2-9a-z]+/edit/")
    form = eyes.page.url

    # With scripts: what is typed is kept, and the makers are counted beside it.
    eyes.page.locator("[name=title]").press_sequentially(TITLE)
    ticks(eyes, "steps", "sewing")
    expect(eyes.page.locator("[data-autosave-status]")).to_have_text(SAVED)
    expect(eyes.page.locator("[data-brief-match]")).to_contain_text(re.compile(r"[1-9]\d* (maker|other)"))
    is_clean(eyes)

    # Without scripts: gone on with; half-empty it is not sent, and nothing is lost.
    brand.expected_statuses = {422}
    brand.opens(form)
    expect(brand.page.locator("[name=title]")).to_have_value(TITLE)
    brand.fills(quantity="80", colours="2", sizes="S to XL").presses("Choose makers")
    brand.sees("Please look at this again", "Please choose at least one material.")
    expect(brand.page.locator("[name=sizes]")).to_have_value("S to XL")
    is_clean(brand, eyes=eyes)
    brand.page.locator("select[name=product]").select_option(label="linen shirt")
    ticks(brand, "materials", "flax")
    brand.fills(description="An invented example: French seams, horn buttons.")
    brand.fills(wanted_by=(timezone.localdate() + timedelta(days=120)).isoformat()).chooses(budget="under_5000")
    brand.presses("Count the makers").sees("Makers that match")
    brand.presses("Choose makers").is_at("/briefs/[2-9a-z]+/makers/")
    is_clean(brand, eyes=eyes)

    for key in MAKERS:
        brand.page.locator(f"input[name=makers][value='{demo_code(key)}']").check()
    brand.fills(q=ITS_NAME).presses("Find").sees("Chosen")
    expect(brand.page.locator("input[name=makers]:checked")).to_have_count(len(MAKERS))
    brand.page.locator(f"input[name=makers][value='{demo_code(FIFTH)}']").check()
    brand.presses("Send the brief").sees("Sent to 5 makers.", "Not answered yet")
    page = brand.page.url.partition("#")[0]  # a browser keeps the mark of the form through redirects
    is_clean(brand, eyes=eyes)

    maker = somebody(scripts=False).signs_in(*SPEAKER)
    maker.opens("/en/desk/").sees("Briefs that wait for an answer").follows(TITLE)
    maker.page.locator("summary", has_text="Yes, we can").click()
    day = (timezone.localdate() + timedelta(days=100)).isoformat()
    maker.fills(price_from="14", price_to="17.50", possible_by=day, questions="Do the buttons come with the fabric?")
    maker.presses("Send the answer").sees("Your answer was sent to the brand.")
    watching = somebody().signs_in(*SPEAKER)
    is_clean(maker, eyes=watching)

    brand.opens(page).sees("14.00 to 17.50 euros a piece", "Do the buttons come with the fabric?")
    brand.page.locator("summary", has_text="Messages").first.click()
    brand.page.locator("textarea[name=text]").first.fill("Yes, in the same parcel.")
    brand.presses("Send the message").sees("Yes, in the same parcel.")
    brand.page.locator("summary", has_text="Close the brief").click()
    brand.chooses(outcome="ordered", chosen=demo_code(FIFTH)).presses("Close the brief")
    brand.sees("An order was placed")


def test_public_briefs_and_reasons_are_read_by_everybody(somebody):
    reader = somebody()
    for path in ("/en/briefs/", "/en/briefs/reasons/"):
        is_clean(reader.opens(path))
    reader.opens("/en/briefs/").follows(re.compile("80 linen shirts")).sees("A brand looks for a maker")
    is_clean(reader)
