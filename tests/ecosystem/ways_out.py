"""The ways out of the site, and what of a record can be told from an answer: for `test_nothing_leaks`.

Three organisations (`factories.ecosystem_open.marked`) have every field once for everybody, once for members, once for
nobody but themselves; each value names its level, so that one look at an answer tells what got out.
"""

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from html import unescape

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tests.factories.ecosystem_open import LEVELS, called

# Who reads what, by the roles of `tests.world`; a keeper speaks for the organisation with private values.
AUDIENCES = {
    "visitor": "public",
    "newcomer": "public",
    "auditor": "public",
    "member": "members",
    "representative": "members",
    "other_manager": "members",
    "administrator": "members",
    "manager": "own",
    "coordinator": "own",
}
READ = {"nobody": set(), "public": {"public"}, "members": {"public", "members"}, "own": set(LEVELS)}
_ORDER = ("nobody", "public", "members", "own")

_WORDS = re.compile(r"mark(public|members|private)(?=[a-z])")
_CONCEPTS = re.compile(r"word(public|members|private)(?=[a-z])")
_BETWEEN = re.compile(r"(?<=\d)[\s.,'’\u00a0\u202f](?=\d{3})")  # what languages write between thousands
_DIGITS = (
    re.compile(r"(?<!\d)([123])70000[1-9](?!\d)"),
    re.compile(r"([123])77777777"),
    re.compile(r"(?<!\d)([123])0909(?!\d)"),
    re.compile(r"(?:42\.8|25\.3)([123])777"),
)
_YEARS = re.compile(r"(?<!\d)209([1-6])(?!\d)")
_SPOKEN = re.compile(r"\bzz([bcd])\b")


def values_in(text: str) -> set[str]:
    """The levels of the values that stand in an answer, however a language writes numbers and dates."""
    text = unescape(text)
    plain = _BETWEEN.sub("", text)
    found = set(_WORDS.findall(text))
    found |= {LEVELS[int(digit) - 1] for pattern in _DIGITS for digit in pattern.findall(plain) + pattern.findall(text)}
    found |= {LEVELS[(int(digit) - 1) % 3] for digit in _YEARS.findall(text)}
    return found | {LEVELS["bcd".index(letter)] for letter in _SPOKEN.findall(text)}


def told_in(text: str) -> set[str]:
    """As `values_in`, and the levels of the concepts: not for pages that show the vocabulary itself."""
    return values_in(text) | set(_CONCEPTS.findall(text))


def text_of(response) -> str:
    """What a reader can get out of the answer: workbooks, archives and documents are unpacked."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode(errors="replace") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        with suppress(PyPdfError, ValueError):  # tests upload what only begins as one
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers + "\n" + content.decode(errors="replace")


@dataclass(frozen=True)
class Way:
    """One way out. `paths` gives its addresses; `most` is the widest audience that it is for.

    With `exact` all that the reader may see must be there, too; without, only what they may not see must not. An answer
    may show the `vocabulary` itself, whose words tell nothing then; `open_to_all` are those that nobody is refused.
    """

    name: str
    paths: Callable[[dict], list[str]]
    most: str = "own"
    exact: bool = True
    method: str = "GET"
    vocabulary: bool = False
    open_to_all: bool = True

    def told(self, text: str) -> set[str]:
        return values_in(text) if self.vocabulary else told_in(text)

    def expected(self, role: str) -> set[str]:
        return READ[min(self.most, AUDIENCES[role], key=_ORDER.index)]


STEPS = [called(level, "steps") for level in LEVELS]


def _each(pattern: str) -> Callable[[dict], list[str]]:
    """The address once for each of the three organisations."""
    return lambda names: [pattern.format(code=code, slug=slug, **names) for code, slug in names["three"]]


def _one(*patterns: str) -> Callable[[dict], list[str]]:
    return lambda names: [pattern.format(**names) for pattern in patterns]


WAYS = [
    *(Way(f"page ({language})", _each(f"/{language}/organisations/{{code}}/{{slug}}/")) for language in ("en", "bg")),
    Way("list", _one("/en/organisations/?q=Threefold"), "members"),
    Way("list with every value of the filters", _one("/bg/organisations/"), "members"),
    Way("map", _one("/en/map/?q=Threefold"), "members", exact=False),
    Way("map cells", _one("/en/map/cells/?q=Threefold&box=41,22,44,29&zoom=9"), "members"),
    Way("map drawing", _one("/en/map/drawing.svg?q=Threefold"), "nobody"),
    Way("CSV", _one("/en/organisations/export.csv"), "members"),
    Way("XLSX", _one("/bg/organisations/export.xlsx"), "members"),
    Way("GeoJSON", _one("/en/organisations/export.geojson"), "public"),
    Way("JSON-LD", _one("/en/organisations/export.jsonld"), "public"),
    Way("files of the day", lambda names: names["downloads"], "public"),
    Way("API list", _one("/api/v1/organisations/?fields=*&limit=100"), "public"),
    Way("API record", _each("/api/v1/organisations/{code}/"), "public"),
    Way("API description", _one("/api/v1/openapi.json"), "nobody"),
    Way("embedded list", _one("/embed/list/?q=Threefold"), "public"),
    Way("embedded map", _one("/embed/map/?q=Threefold"), "nobody"),
    Way("search", _one("/en/search/?q=Threefold", "/fr/search/?q=Gabrovo"), "public", exact=False),
    Way("suggestions", _one("/en/search/suggest/?q=Threefold", "/en/search/suggest/browser/?q=Three"), "nobody"),
    Way("feeds", _one("/en/search/feed.atom?q=Threefold", "/en/search/feed.rss?q=Threefold"), "public", exact=False),
    Way("sitemap", _one("/sitemap/clusters-1.xml"), "nobody"),
    Way("cluster", _one("/en/clusters/{cluster}/"), "public", exact=False),
    Way("state of the industry", _one("/en/clusters/{cluster}/industry/2026/"), "nobody"),
    Way("its print", _one("/en/clusters/{cluster}/industry/2026/industry.pdf"), "nobody"),
    Way("export of one’s own data", _one("/en/account/export/"), "nobody", method="POST", open_to_all=False),
    Way("gaps", _one("/en/gaps/", "/en/gaps/?kind=certificate&country=BG"), "nobody", vocabulary=True),
    Way(
        "gaps of a step",
        lambda names: [f"/en/gaps/step/{code}/?country=BG" for code in STEPS],
        "nobody",
        vocabulary=True,
    ),
    Way("gaps as a table", _one("/en/gaps/export.csv", "/bg/gaps/export.xlsx"), "nobody", vocabulary=True),
    Way(
        "makers of a brief",
        _one("/en/briefs/{draft_brief}/match/", "/en/briefs/{brief}/makers/", "/en/briefs/{brief}/"),
        "members",
        exact=False,
        vocabulary=True,
        open_to_all=False,
    ),
]
