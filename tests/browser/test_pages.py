"""Every main page in light and dark, at 390 and 1280 pixels: axe finds nothing, nothing overflows, nothing leaves."""

import re

import pytest

from tests.browser.accounts import COORDINATOR, MANAGER, MEMBER

PUBLIC = {
    "home": "/en/",
    "home-bg": "/bg/",
    "practices": "/en/practices/",
    "practices-filtered": "/fr/practices/?status=failed&sort=title",
    "practices-none": "/en/practices/?q=zzzzzz",
    "practice": "first practice",
    "practice-bg": "first practice in Bulgarian",
    "ask": "first practice / ask",
    "clusters": "/en/clusters/",
    "cluster": "first of /en/clusters/",
    "organisations": "/en/organisations/",
    "organisation": "first of /en/organisations/",
    "words": "/en/words/",
    "scheme": "first of /en/words/",
    "concept": "/en/words/material/",
    "contact": "/en/contact/",
    "styleguide": "/en/styleguide/",
    "plain": "first page of the footer",
    "criteria": "/en/practices/criteria/",
    "sign-in": "/en/accounts/login/",
    "sign-up": "/en/accounts/signup/",
    "password": "/en/accounts/password/reset/",
    "not-found": "/en/no-such-page/",
}
SIGNED_IN = {
    "desk-member": (MEMBER, "/en/desk/"),
    "desk-manager": (MANAGER, "/en/desk/"),
    "desk-coordinator": (COORDINATOR, "/en/desk/"),
    "account": (MEMBER, "/en/account/"),
    "second-factor": (MANAGER, "/en/accounts/2fa/"),
    "people": (MANAGER, "/en/people/"),
    "join": (MEMBER, "/en/join/?cluster=modacc&q=a"),
    "roles": (COORDINATOR, "/en/roles/"),
    "erase": (MEMBER, "/en/account/erase/"),
    "proposal": (MEMBER, "/en/practices/propose/"),
    "transfer": (MEMBER, "first practice / transfers/new"),
}
WIDTHS = (390, 1280)


def go(walker, place: str) -> None:
    """Open a place of the tables above."""
    if place.startswith("/"):
        walker.opens(place)
    elif place.startswith("first practice"):
        language = "bg" if "Bulgarian" in place else "en"
        walker.opens(walker.first_practice(language))
        if " / " in place:
            walker.opens(walker.page.url.removeprefix(walker.address) + place.partition(" / ")[2] + "/")
    elif place == "first page of the footer":
        walker.opens("/en/")
        walker.opens(walker.page.locator(".site-footer nav a").first.get_attribute("href"))
    else:
        walker.opens(walker.first_link_of(place.removeprefix("first of ")))


def look(walker, place: str) -> None:
    """Both widths of one page: axe, one h1, a title, no sideways overflow – at 320 pixels neither."""
    walker.expected_statuses = {404} if "no-such-page" in place else set()
    go(walker, place)
    problems = []
    for width in WIDTHS:
        walker.page.set_viewport_size({"width": width, "height": 900})
        problems += [f"{width}: {problem}" for problem in walker.axe_problems()]
        if walker.overflow() > 0:
            problems.append(f"{width}: {walker.overflow()} px too wide")
    walker.page.set_viewport_size({"width": 320, "height": 700})
    if walker.overflow() > 0:
        problems.append(f"320: {walker.overflow()} px too wide ({walker.widest()})")
    if walker.page.locator("h1").count() != 1:
        problems.append(f"{walker.page.locator('h1').count()} h1")
    if not re.search(r"\S – CLOTH$", walker.page.title()):
        problems.append(f"title {walker.page.title()!r}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PUBLIC)
def test_public_page(somebody, name, scheme):
    look(somebody(scheme=scheme), PUBLIC[name])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_of_somebody_signed_in(somebody, name, scheme):
    account, place = SIGNED_IN[name]

    look(somebody(scheme=scheme).signs_in(*account), place)


ADMIN = [
    "/admin/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/reports/workflow/",
    "/admin/account/",
]


@pytest.mark.parametrize("path", ADMIN)
def test_the_admin_asks_no_other_host(somebody, path):
    """Wagtail's own pages: the watch on requests and policies is the test."""
    manager = somebody().signs_in(*MANAGER)

    manager.opens(path)

    manager.page.wait_for_load_state("networkidle")
    assert manager.page.locator("h1").count() >= 1
