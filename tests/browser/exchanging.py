"""Steps of the journeys through the exchanges’ room that more than one of them takes.

`Correspondent` sends the site’s own forms without drawing the pages: it reads a page, fills in the form that has a
button of these words, and sends it as a browser would. A field that the form does not have fails the journey.
"""

import json
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from urllib.parse import urlencode, urljoin

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import BrowserContext

from accounts.demo import PASSWORD
from exchanges import demo_files, workdays
from tests.browser.site import RunningSite, serve

COOKIE = settings.SESSION_COOKIE_NAME


@dataclass(frozen=True)
class Firm:
    """A firm that the journey made, with the one person who speaks for it."""

    name: str
    person: str
    email: str
    session: str


def fresh_firms(site: RunningSite, cluster: str, word: str, number: int) -> list[Firm]:
    """So many new Bulgarian members of a cluster, each signed in; see `tests.browser.firms`."""
    command = [serve.PYTHON, "-m", "tests.browser.firms", cluster, word, str(number)]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=site.env, check=True, capture_output=True, text=True)
    return [Firm(**row) for row in json.loads(done.stdout)]


def week_of(weeks: int, country: str, subdivision: str = "") -> tuple[date, date]:
    """Monday and Friday of the first week with five working days there, at least so many weeks from today."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)
    while workdays.count(monday, monday + timedelta(days=4), country=country, subdivision=subdivision) < 5:
        monday += timedelta(weeks=1)
    return monday, monday + timedelta(days=4)


@dataclass(frozen=True)
class Letter:
    """What came back."""

    url: str
    status: int
    text: str

    @cached_property
    def soup(self) -> BeautifulSoup:
        return BeautifulSoup(self.text, "lxml")


class Correspondent:
    """Somebody who is signed in and sends forms."""

    def __init__(self, context: BrowserContext, address: str, session: str = ""):
        self.context, self.address = context, address
        if session:
            context.add_cookies([{"name": COOKIE, "value": session, "url": address}])

    def reads(self, path: str) -> Letter:
        response = self.context.request.get(urljoin(self.address, path))
        assert response.status == 200, f"{response.status} {path}"
        return Letter(response.url, response.status, response.text())

    def sends(self, page: str | Letter, press: str, *, follows: bool = True, file: str = "", **fields) -> Letter:
        """Fill the form that has a button `press`; `file` names a field that gets a small PDF with the `fields` in it.

        Lists are for boxes and repeated fields. Without `follows` the answer has to be a redirection, which is not
        followed: its address is that of the letter.
        """
        page = self.reads(page) if isinstance(page, str) else page
        button = _button(page, press)
        form = button.find_parent("form")
        pairs = _filled(form, fields)
        if button.get("name"):
            pairs.append((button["name"], button.get("value", "")))
        address = urljoin(page.url, button.get("formaction") or form.get("action") or "")
        how: dict = {} if follows else {"max_redirects": 0}
        if file:
            content = demo_files.pdf(*map(str, fields.values()))
            attached = {"name": f"{file}.pdf", "mimeType": "application/pdf", "buffer": content}
            response = self.context.request.post(address, multipart={**dict(pairs), file: attached}, **how)
        elif form.get("method", "get").lower() == "get":
            response = self.context.request.get(f"{address.partition('?')[0]}?{urlencode(pairs)}", **how)
        else:
            how["headers"] = {"Content-Type": "application/x-www-form-urlencoded"}
            response = self.context.request.post(address, data=urlencode(pairs).encode(), **how)
        url = response.url if follows else urljoin(address, response.headers.get("location", ""))
        answer = Letter(url, response.status, response.text())
        assert answer.status == (200 if follows else 302), f"{answer.status} {press} {address}: {_complaints(answer)}"
        return answer

    def signs(self, exchange: str, *, password: str = PASSWORD) -> None:
        """Give every signature that this person may give to the newest version of an exchange’s commitment."""
        self.sends(f"/en/exchanges/{exchange}/sign/", "Sign version", follows=False, password=password)


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text().split()).replace(" :", ":")


def _button(page: Letter, words: str) -> Tag:
    found = [button for button in page.soup.select("main form button") if _words(button).startswith(words)]
    seen = [button for button in found if not button.get("aria-hidden")]
    assert seen, f"no button “{words}” on {page.url}: {_complaints(page)}"
    return seen[0]


def _complaints(page: Letter) -> str:
    """What a page says is wrong, for the message of a failing test."""
    tags = page.soup.select(".error, .error-summary li, .message, .notice h1, main h1")
    return " | ".join(dict.fromkeys(_words(tag) for tag in tags))[:800]


def _filled(form: Tag, fields: dict) -> list[tuple[str, str]]:
    """The controls of a form as a browser sends them, with `fields` in the place of what stood there."""
    controls = [each for each in form.select("input[name], select[name], textarea[name]") if each["name"]]
    names = {each["name"] for each in controls}
    assert not fields.keys() - names, f"the form has no {sorted(fields.keys() - names)}, but {sorted(names)}"
    pairs = [pair for each in controls if each["name"] not in fields for pair in _standing(each)]
    for name, value in fields.items():
        values = value if isinstance(value, list) else [value]
        offered = {each.get("value") for each in controls if each["name"] == name and _is_tick(each)}
        assert not offered or offered.issuperset(values), f"{name} offers {sorted(offered)}"
        pairs += [(name, each) for each in values]
    return pairs


def _is_tick(control: Tag) -> bool:
    return control.get("type") in ("checkbox", "radio")


def _standing(control: Tag):
    """What a control sends as it stands."""
    name = control["name"]
    if control.name == "textarea":
        yield name, control.get_text().removeprefix("\n")
    elif control.name == "select":
        options = control.select("option[selected]") or control.select("option")[:1]
        yield from ((name, option.get("value", "")) for option in options)
    elif control.get("type") == "file" or (_is_tick(control) and not control.has_attr("checked")):
        return
    else:
        yield name, control.get("value", "on" if _is_tick(control) else "")
