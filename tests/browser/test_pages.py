"""Every main page in light and dark, at 390 and 1280 pixels: axe finds nothing, nothing overflows, nothing leaves."""

import re

import pytest
from django.template import loader
from django.utils import timezone

from tests.browser.accounts import COORDINATOR, MANAGER, MEMBER, REVIEWER

PUBLIC = {
    "home": "/en/",
    "home-bg": "/bg/",
    "practices": "/en/practices/",
    "practices-filtered": "/fr/practices/?status=failed&sort=title",
    "practices-none": "/en/practices/?q=zzzzzz",
    "practice": "first practice",
    "practice-bg": "first practice in Bulgarian",
    "practice-untranslated": "first foreign of /ro/practices/",
    "ask": "first practice / ask",
    "criteria": "/en/practices/criteria/",
    "clusters": "/en/clusters/",
    "cluster": "first of /en/clusters/",
    "organisations": "/en/organisations/",
    "organisation": "first of /en/organisations/",
    "words": "/en/words/",
    "scheme": "first of /en/words/",
    "concept": "/en/words/material/velvet/",
    "search": "/en/search/?q=cotton&near=Terrassa&km=100",
    "search-fr": "/fr/search/?q=déchets de soie",
    "search-bg": "/bg/search/?q=отпадъци от коприна",
    "search-none": "/en/search/?q=zzzzzz+qqqqqq",
    "search-everything": "/da/search/",
    "open-data": "/en/data/",
    "embedding": "/en/data/embed/?kind=map",
    "embedded-map": "/embed/map/?locale=bg",
    "industry": f"/en/clusters/bfa/industry/{timezone.localdate().year}/",
    "contact": "/en/contact/",
    "styleguide": "/en/styleguide/",
    "plain": "first page of the footer",
    "sign-in": "/en/accounts/login/",
    "sign-up": "/en/accounts/signup/",
    "password": "/en/accounts/password/reset/",
    "not-found": "/en/no-such-page/",
}
SIGNED_IN = {
    "desk-member": (MEMBER, "/en/desk/"),
    "desk-manager": (MANAGER, "/bg/desk/"),
    "desk-coordinator": (COORDINATOR, "/en/desk/"),
    "account": (MEMBER, "/en/account/"),
    "erase": (MEMBER, "/en/account/erase/"),
    "searches": (MEMBER, "/en/search/saved/"),
    "second-factor": (MANAGER, "/en/accounts/2fa/"),
    "join": (MEMBER, "/en/join/?cluster=modacc&q=a"),
    "people": (MANAGER, "/en/people/"),
    "roles": (COORDINATOR, "/en/roles/"),
    "organisation-edit": (MANAGER, "first organisation of bfa / edit"),
    "propose": (MEMBER, "/en/practices/propose/"),
    "proposal-form": (MEMBER, "a new proposal"),
    "review": (REVIEWER, "first review of the desk"),
    "translations": (COORDINATOR, "/en/practices/translations/"),
    "transfer": (MEMBER, "first practice / transfers/new"),
    "forbidden": (MEMBER, "/en/roles/"),
}
STATUSES = {"/en/no-such-page/": 404, "/en/roles/": 403}
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
    elif place == "first foreign of /ro/practices/":
        walker.opens("/ro/practices/").page.locator("main h3[lang] a").first.click()
    elif place == "first organisation of bfa / edit":
        code = walker.first_link_of("/en/organisations/", "?cluster=bfa").split("/")[3]
        walker.opens(f"/en/organisations/{code}/edit/")
    elif place == "first review of the desk":
        walker.opens("/en/desk/").page.locator("main a[href*='/practices/review/']").first.click()
    elif place == "a new proposal":
        walker.opens("/en/practices/propose/").submits("main form[method=post]")
    elif place == "first page of the footer":
        walker.opens("/en/")
        walker.opens(walker.page.locator(".site-footer nav a").first.get_attribute("href"))
    else:
        walker.opens(walker.first_link_of(place.removeprefix("first of ")))


def look(walker) -> None:
    """One page in both schemes and widths: axe, one h1, a title, no sideways overflow – at 320 pixels neither."""
    problems = []
    for scheme in ("light", "dark"):
        walker.page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            walker.page.set_viewport_size({"width": width, "height": 900})
            problems += [f"{scheme}, {width}: {problem}" for problem in walker.axe_problems()]
            if walker.overflow() > 0:
                problems.append(f"{width}: {walker.overflow()} px too wide ({walker.widest()})")
    walker.page.set_viewport_size({"width": 320, "height": 700})
    if walker.overflow() > 0:
        problems.append(f"320: {walker.overflow()} px too wide ({walker.widest()})")
    if walker.page.locator("h1").count() != 1:
        problems.append(f"{walker.page.locator('h1').count()} h1")
    assert not problems, "\n".join(problems)


def is_named(walker) -> None:
    assert re.search(r"\S – CLOTH$", walker.page.title()), walker.page.title()


@pytest.mark.parametrize("name", PUBLIC)
def test_public_page(somebody, name):
    visitor = somebody()
    visitor.expected_statuses = {STATUSES.get(PUBLIC[name])}

    go(visitor, PUBLIC[name])

    is_named(visitor)
    look(visitor)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_page_of_somebody_signed_in(somebody, name):
    account, place = SIGNED_IN[name]
    person = somebody().signs_in(*account)
    if place in STATUSES and name == "forbidden":
        person.expected_statuses = {STATUSES[place]}

    go(person, place)

    is_named(person)
    look(person)


def test_page_of_a_fault_of_ours(somebody):
    """No address of the site breaks, so the page stands in for another one’s answer."""
    visitor = somebody()
    visitor.expected_statuses = {500}
    broken = loader.get_template("500.html").render()
    visitor.page.route("**/en/contact/", lambda route: route.fulfill(status=500, content_type="text/html", body=broken))

    visitor.opens("/en/contact/")

    look(visitor)


ADMIN = [
    "/admin/",
    "/admin/pages/",
    "/admin/images/",
    "/admin/documents/",
    "/admin/account/",
]
ADMIN_OF_COORDINATOR = [
    "/admin/reports/workflow/",
    "/admin/reports/site-history/",
    "/admin/practices/tags/",
]


@pytest.mark.parametrize("path", ADMIN)
def test_the_admin_of_a_manager_asks_no_other_host(somebody, path):
    """Wagtail’s own pages: the watch on requests, scripts and answers is the test."""
    opens_quietly(somebody().signs_in(*MANAGER), path)


@pytest.mark.parametrize("path", ADMIN_OF_COORDINATOR)
def test_the_admin_of_a_coordinator_asks_no_other_host(somebody, path):
    opens_quietly(somebody().signs_in(*COORDINATOR), path)


def opens_quietly(editor, path: str) -> None:
    editor.opens(path)
    editor.page.wait_for_load_state("networkidle")
    assert editor.page.locator("h1").count() >= 1
