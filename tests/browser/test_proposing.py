"""The plain form in which a member proposes: saved while they write, and without any script."""

import re

from playwright.sync_api import expect

from tests.browser.accounts import MEMBER

SAVED = re.compile(r"^Saved at \d")


def begins(member) -> str:
    """A new proposal; returns its address."""
    member.opens("/en/practices/propose/").submits("main form[method=post]")
    member.is_at("/practices/propose/[2-9a-z]{6}/")
    return member.page.url.removeprefix(member.address)


def test_what_somebody_writes_is_saved_as_they_go_also_after_the_connection_was_gone(somebody):
    member = somebody().signs_in(*MEMBER)
    form = begins(member)
    status = member.page.locator("[data-autosave-status]")

    member.page.locator("[name=title]").press_sequentially("Hemp in the ring spinning mill")
    expect(status).to_have_text(SAVED)

    member.page.context.set_offline(True)
    member.fills(answer="A third of hemp runs, at half the speed.")
    expect(status).to_contain_text("Not saved: no connection")
    member.page.context.set_offline(False)
    expect(status).to_have_text(SAVED)

    member.opens(form)
    expect(member.page.locator("[name=title]")).to_have_value("Hemp in the ring spinning mill")
    expect(member.page.locator("[name=answer]")).to_have_value("A third of hemp runs, at half the speed.")


def test_without_scripts_a_step_is_added_and_nothing_typed_is_lost(somebody):
    member = somebody(scripts=False).signs_in(*MEMBER)
    form = begins(member)
    member.fills(title="Waste heat dries the wool", **{"steps-0-title": "Measure", "steps-0-text": "For a week."})

    member.presses("Add a step")

    expect(member.page.locator("[name=title]")).to_have_value("Waste heat dries the wool")
    expect(member.page.locator("[name=steps-0-text]")).to_have_value("For a week.")
    member.fills(**{"steps-1-title": "Lay the pipe", "steps-1-text": "Eleven metres."})
    member.presses("Save and continue later")
    member.opens(form)
    titles = [field.input_value() for field in member.page.locator("[name^=steps-][name$=-title]").all()]
    assert titles == ["Measure", "Lay the pipe"]


def test_a_proposal_with_gaps_is_not_sent_and_every_gap_is_named(somebody):
    member = somebody(width=390, scheme="dark").signs_in(*MEMBER)
    begins(member)
    member.expected_statuses = {422}
    member.fills(title="Only a title")

    member.presses("Send to my cluster")

    expect(member.page.locator("[name=title]")).to_have_value("Only a title")
    target = member.page.locator(".error-summary a").first.get_attribute("href")
    assert target.startswith("#")
    expect(member.page.locator(f"[id='{target[1:]}']")).to_have_count(1)
    assert member.axe_problems() == []
    assert member.overflow() == 0
