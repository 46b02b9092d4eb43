"""One site and one browser for all browser tests; a fresh context per person."""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.exchanging import Correspondent
from tests.browser.site import run_site
from tests.browser.walk import Walker

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "chromium")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
         "--disable-sync", "--no-first-run", "--disable-default-apps"]  # fmt: skip
PATIENCE = 30_000  # milliseconds for a click or a page, on a busy machine
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker("browser")


@pytest.fixture(scope="package")
def site(tmp_path_factory, django_db_setup):
    """The running site. At the end its log must hold no fault."""
    running = run_site(tmp_path_factory.mktemp("site"))
    here = next(running)
    yield here
    complaints = here.complaints()
    running.close()
    assert complaints == []


@pytest.fixture(scope="package")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture
def somebody(site, browser):
    """Call it for a person with a browser of their own; at the end of the test none of them may have met a fault."""
    met = []

    def arrive(*, width=1280, scheme="light", language="en", scripts=True) -> Walker:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            locale=language,
            java_script_enabled=scripts,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        walker = Walker(context, site.address)
        met.append((context, walker))
        return walker

    yield arrive
    faults = [fault for _context, walker in met for fault in walker.faults]
    for context, _walker in met:
        context.close()
    assert faults == []


@pytest.fixture
def by_post(site, browser):
    """Call it with the key of a session for somebody who sends the site’s forms without looking at its pages."""
    contexts = []

    def arrive(session: str) -> Correspondent:
        contexts.append(browser.new_context(locale="en"))
        return Correspondent(contexts[-1], site.address, session)

    yield arrive
    for context in contexts:
        context.close()
