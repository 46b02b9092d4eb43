"""A person at a browser, as the journeys tell it; and the watch that no request leaves the site."""

import hashlib
import hmac
import re
import struct
import time
from base64 import b32decode
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, expect

REPORT_VIOLATIONS = """addEventListener('securitypolicyviolation', event =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""


def totp(secret: str, *, at: float | None = None) -> str:
    """The six figures an authenticator app shows (RFC 6238)."""
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


_sessions: dict[str, list] = {}


class Walker:
    """Somebody walking through the site. Console errors, broken policies and foreign requests are kept as faults."""

    def __init__(self, context: BrowserContext, address: str):
        self.address = address
        self.faults: list[str] = []
        self.expected_statuses: set[int] = set()
        context.add_init_script(REPORT_VIOLATIONS)
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        self.page: Page = context.new_page()

    # The watch.

    def _request(self, request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and f"{parts.scheme}://{parts.netloc}" != self.address:
            self.faults.append(f"a request left the site: {request.url}")

    def _response(self, response) -> None:
        if response.status >= 400 and response.status not in self.expected_statuses:
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def _console(self, message) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text} ({self.page.url})")

    # Walking.

    def opens(self, path: str) -> "Walker":
        self.page.goto(self.address + path if path.startswith("/") else path)
        return self

    def follows(self, words: str | re.Pattern) -> "Walker":
        self.page.get_by_role("link", name=words).first.click()
        return self

    def presses(self, words: str | re.Pattern) -> "Walker":
        self.page.get_by_role("button", name=words).first.click()
        return self

    def fills(self, **by_name: str) -> "Walker":
        """Type into fields by their `name`."""
        for name, text in by_name.items():
            self.page.locator(f'main [name="{name}"]:not([type="hidden"])').first.fill(text)
        return self

    def chooses(self, **by_name: str) -> "Walker":
        """Pick an option of a list, a radio button or a box, by the value."""
        for name, value in by_name.items():
            field = self.page.locator(f'main select[name="{name}"]')
            if field.count():
                field.select_option(value)
            else:
                self.page.locator(f'input[name="{name}"][value="{value}"]').check()
        return self

    def submits(self, form: str = "main form") -> "Walker":
        """Press the first button of a form."""
        self.page.locator(f"{form} button:not([type='button'])").first.click()
        return self

    def signs_in(self, email: str, password: str, secret: str = "") -> "Walker":
        """Sign in, or come back with the session of an earlier test: each code of a second factor is good once."""
        if email in _sessions:
            self.page.context.add_cookies(_sessions[email])
            return self
        self.opens("/en/accounts/login/").fills(login=email, password=password).submits()
        if secret:
            self.page.locator("[name=code]").wait_for()
            self.fills(code=totp(secret)).submits()
        self.is_at("/(desk|join|account|en)/")
        _sessions[email] = self.page.context.cookies()
        return self

    # Looking.

    def sees(self, *texts: str | re.Pattern) -> "Walker":
        for text in texts:
            expect(self.page.locator("body")).to_contain_text(text)
        return self

    def is_at(self, pattern: str) -> "Walker":
        expect(self.page).to_have_url(re.compile(pattern))
        return self

    def axe_problems(self) -> list[str]:
        """What axe finds, one line per rule and element; nothing is ignored. Its script is loaded once per page."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)")
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def widest(self) -> str:
        """The first element that sticks out on the right, for the message of a failing test."""
        return self.page.evaluate(
            """() => { const wide = [...document.querySelectorAll('body *')].find(element =>
                element.getBoundingClientRect().right > document.documentElement.clientWidth + 1);
                return wide ? wide.outerHTML.slice(0, 160) : 'none' }"""
        )

    # Finding the way, whatever the data is.

    def first_practice(self, language: str = "en") -> str:
        """The address of the newest practice that exists in `language`."""
        feed = self.page.request.get(f"{self.address}/{language}/practices/?language={language}").text()
        return re.search(rf'href="(/{language}/practices/[2-9a-z]{{6}}/[^"/?]+/)"', feed)[1]

    def first_link_of(self, path: str, query: str = "") -> str:
        """The first address below `path` that its page links to."""
        text = self.page.request.get(self.address + path + query).text()
        return re.search(rf'href="({re.escape(path)}[^"?#]+/)"', text)[1]
