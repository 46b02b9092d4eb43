"""A person claims an organisation, its cluster says no, then yes, and the page tells what that proves (issue 6).

Every firm of the demonstration has somebody who speaks for it, so the manager first adds a member. The person claims it
once with scripts and once without them; the manager decides both ways, and in the end revokes what the journey gave.
"""

import re

from tests.browser.accounts import MANAGER, MEMBER

NAME = "Mill of the journey"
PROOF = {"name": "extract.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 An extract of the register."}
REASON = "The extract names somebody else."


def is_clean(walker, *, eyes=None):
    """Axe finds nothing on this page; it needs scripts, so `eyes` looks at the page of somebody without them."""
    seen = eyes.opens(walker.page.url) if eyes else walker
    for width, scheme in ((1280, "light"), (390, "dark")):
        seen.page.set_viewport_size({"width": width, "height": 900})
        seen.page.emulate_media(color_scheme=scheme)
        assert seen.axe_problems() == [], seen.page.url
        assert seen.overflow() <= 0, f"{seen.page.url}: {seen.widest()}"
    seen.page.set_viewport_size({"width": 1280, "height": 900})


def decides(manager):
    """From the desk to the claim that waits."""
    manager.opens("/en/desk/").sees("Claims to decide").follows(NAME).is_at("/claims/[2-9a-z]{6}/")
    manager.sees("Does this person speak for the organisation?")


def test_claim_and_confirm(somebody):
    reader, owner, manager = somebody(scripts=False), somebody(), somebody(scripts=False)
    manager.signs_in(*MANAGER).expected_statuses = {422}
    manager.opens("/en/organisations/new/bfa/").fills(name=NAME, **{"places-0-town": "Русе"})
    manager.chooses(**{"places-0-country": "BG"}).presses("Save")
    page = manager.is_at("/organisations/[2-9a-z]{6}/mill-").page.url
    reader.opens(page).sees("Nobody has claimed this organisation yet", "This is my organisation")
    is_clean(reader, eyes=somebody())

    # With scripts, a file as proof, and a first try that says nothing.
    owner.signs_in(*MEMBER).expected_statuses = {422}
    owner.opens(page).follows("This is my organisation")
    owner.chooses(relation="owner", proof="register").fills(text="I founded it.").presses("Send the claim")
    owner.sees("Please add a file or a link that proves it.", "I founded it.")
    is_clean(owner)
    owner.page.locator("input[type=file]").set_input_files(PROOF)
    owner.presses("Send the claim").sees("Your claim is on its way to the cluster.", "looks at it")
    is_clean(owner)

    # No, with a reason; without scripts.
    eyes = somebody().signs_in(*MANAGER)
    decides(manager)
    is_clean(manager, eyes=eyes)
    with manager.page.expect_download() as download:
        manager.follows("extract.pdf")
    assert download.value.suggested_filename == "extract.pdf"
    manager.presses("No, refuse").sees("Please look at this again")
    manager.fills(reason=REASON).presses("No, refuse").sees("Not confirmed. The person gets your reason.")

    # Once more without scripts, with a link; and yes with scripts.
    again = somebody(scripts=False).signs_in(*MEMBER)
    again.opens(page).follows("This is my organisation")
    again.chooses(relation="director", proof="website").fills(proof_link="https://example.org/team")
    again.presses("Send the claim").sees("You get a mail with the answer.")
    claim = again.page.url
    decides(eyes)
    eyes.presses("Yes, confirm").sees("Confirmed. The person can keep the record now.")
    is_clean(eyes)

    # The page says who vouches, and for what; nobody’s name.
    reader.opens(page).sees("this is our member, and who keeps this record speaks for it", "claimed")
    assert "Demo Member" not in reader.page.locator("main").inner_text()
    is_clean(reader, eyes=somebody())
    reader.follows("What “claimed” means").sees("What it does not prove")
    is_clean(reader, eyes=somebody())
    again.opens(page).sees("Edit")

    # A reader without an account reports something; whoever keeps the record answers.
    reader.opens(page).follows("Something is wrong").fills(text="The telephone rings in another firm.")
    is_clean(reader, eyes=somebody())
    reader.presses("Report it").sees("Those who keep this record look at it.")
    again.opens("/en/desk/").sees("Reports about records").opens("/en/claims/reports/")
    again.sees("The telephone rings in another firm.")
    is_clean(again, eyes=somebody().signs_in(*MEMBER))
    again.presses("It is not so").sees("Noted that it is not so.", "Nothing is reported.")

    manager.opens(claim).fills(reason="The journey is over.").presses("Revoke").sees("Revoked.")
    reader.opens(page).sees(re.compile("Nobody has claimed this organisation yet"))
