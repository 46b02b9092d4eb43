"""What the style guide shows: each component with nothing, one and many. A component without a sample fails a test."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from accounts.desk import Step
from clusters.models import Cluster, Organisation
from clusters.states import Dye, Weave
from core.models import SiteImage
from home.front_page import Figures, TriedCard, ribbon_of
from home.queries import MenuEntry, furniture
from practices.models import PracticePage, Transfer
from practices.queries.cards import Card


@dataclass(frozen=True)
class Case:
    """One state of a component, rendered."""

    name: str
    html: SafeString


@dataclass(frozen=True)
class Sample:
    """A component with its cases; one that stands around every page is not shown a second time on it."""

    component: str
    cases: list[Case]
    is_shown: bool


def sample_clusters() -> list[Cluster]:
    """Every weave in a dye of its own; no rows of the database. The names are samples, so they stay untranslated."""
    return [
        Cluster(
            code=f"sample-{weave}",
            short_name=weave.title(),
            name=weave,
            town="Ruse",
            country="BG",
            weave=weave,
            dye=dye,
        )
        for weave, dye in zip(Weave.values, Dye.values, strict=True)
    ]


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Title", help_text="At most 100 characters.", max_length=100)
    text = forms.CharField(label="What was done", widget=forms.Textarea, required=False)
    size = forms.ChoiceField(label="Size", choices=[("", "–"), ("micro", "micro"), ("small", "small")])
    level = forms.ChoiceField(
        label="Level of evidence", choices=[("own", "own word"), ("document", "document")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I have read the criteria")


@dataclass(frozen=True)
class _Message:
    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def _card(clusters: list[Cluster], language: str, *, foreign: bool) -> Card:
    page = PracticePage(
        title="From 600 to 80 pieces per run",
        answer="A shared cutting plan cut the minimum order to a third.",
        town="Ruse",
        status="running",
        best_evidence="document",
        cluster=clusters[1],
    )
    return Card("sample", "#", page, language, foreign, 4 if foreign else 0, None)


def _tried(clusters: list[Cluster]) -> TriedCard:
    transfer = Transfer(
        organisation=Organisation(name="Tissages de l’Écluse Ronde", country="FR"),
        cluster=clusters[2],
        tried_on=date(2025, 3, 1),
        result="adapted",
        language="fr",
        lesson="Mesurer la longueur des fibres avant de couper : nous avons perdu deux mois à comprendre pourquoi.",
    )
    return TriedCard(transfer, "From 600 to 80 pieces per run", "en", "#")


def _form(name: str, data: dict | None = None) -> SampleForm:
    """A sample form whose fields have ids of their own; with data it has been checked."""
    return SampleForm(data, auto_id=f"sample-{name}-%s")


def _pages(number: int) -> dict:
    paginator = Paginator(range(190), 10)
    page = paginator.page(number)
    return {"page": page, "pages": list(paginator.get_elided_page_range(number)), "query": "q=silk&"}


def _contexts(request: HttpRequest) -> dict[str, dict[str, dict]]:
    """Inputs for every component: component → name of the case → context."""
    clusters = sample_clusters()
    site = furniture(request)
    language = get_language()
    other = "da" if language != "da" else "fr"
    page_context = {"site": site, "request": request, "user": request.user, "LANGUAGE_CODE": language}
    several = [(cluster, number) for cluster, number in zip(clusters, (9, 8, 12, 7, 4, 0, 0, 0), strict=True)][:5]
    links = [MenuEntry("One", "#", ""), MenuEntry("Two, where you are", "#", "page"), MenuEntry("Three", "#", "")]
    image = SiteImage.objects.order_by("pk").first()
    block = {"text": "Quarter turns", "source": "A weaver in Ruse", "caption": "Threads per centimetre"}
    headings = ["Cloth", "Warp", "Weft"]
    cells = [
        [{"heading": heading, "text": text} for heading, text in zip(headings, ("Twill", "32", "24"), strict=True)]
    ]
    return {
        "breadcrumbs": {
            "": {"trail": [("Practices", "#"), ("Dyeing", "#")], "here": "Woad", "LANGUAGE_CODE": language}
        },
        "cluster_chip": {
            "plain": {"cluster": clusters[0]},
            "link": {"cluster": (site.clusters or clusters)[0], "link": True},
        },
        "demo_note": {"": {}},
        "dropped_thread": {"": {"clusters": clusters}},
        "field": {"empty": {"field": _form("a")["title"]}, "wrong": {"field": _form("b", {"title": ""})["title"]}},
        "figures": {"nothing": {"figures": Figures(0, 0, 0, 0, 0)}, "many": {"figures": Figures(1240, 7, 311, 560, 5)}},
        "footer": {"": page_context},
        "form": {"empty": {"form": _form("c")}, "with errors": {"form": _form("d", {"title": "Woad", "level": "own"})}},
        "header": {"signed out": {**page_context, "hide_header_search": True}},
        "honeypot": {"hidden from people": {}},
        "menu_items": {"": {"menu": links}},
        "messages": {
            "": {
                "messages": [
                    _Message("success", "The practice is published."),
                    _Message("info", "The worker sends your mail in a minute."),
                    _Message("warning", "Two fields are still empty."),
                    _Message("error", "The file is larger than 12 MB."),
                ]
            }
        },
        "meta": {"in the head": {"canonical": site.canonical, "alternates": site.alternates}},
        "pagination": {"": _pages(9)},
        "practice_card": {
            "your language": {"card": _card(clusters, language, foreign=False)},
            "another language": {"card": _card(clusters, other, foreign=True)},
        },
        "ribbon": {
            "nothing": {"ribbon": ribbon_of([(cluster, 0) for cluster in clusters[:5]])},
            "one": {"ribbon": ribbon_of([(clusters[2], 1)])},
            "towards a target": {"ribbon": ribbon_of(several, target=100)},
            "all of it": {"ribbon": ribbon_of([(cluster, 5) for cluster in clusters])},
        },
        "search_line": {
            "": {"id": "sample-search", "hint": "silk waste, small runs…", "help": "Search in your own language."},
            "in the header": {"id": "sample-search-2", "compact": True},
        },
        "selvedge": {"": {"clusters": clusters}},
        "social": {"in the head": {"title": "Woad", "language": language, "site": site, "image": "site"}},
        "thread": {
            "one knot": {"steps": [Step("Draft", is_present=True)]},
            "on its way": {"steps": [Step("Draft", when=timezone.now()), Step("Sent", is_present=True), Step("Done")]},
        },
        "tried_card": {"": {"card": _tried(clusters), "language": language}},
        "untranslated": {"": {"language": other}},
        "weave": {
            "chip": {"cluster": clusters[2]},
            "square": {"cluster": clusters[2], "kind": "square"},
            "wide": {"cluster": clusters[2], "kind": "wide"},
        },
        "weave_patterns": {"": {"clusters": clusters}},
        "blocks/heading": {"": {"self": block}},
        "blocks/figure": {"": {"self": {"image": image, "caption": "Twill, 32 ends"}}} if image else {},
        "blocks/quote": {"": {"self": block}},
        "blocks/callout": {"": {"self": block}},
        "blocks/table": {"": {"self": block, "headings": headings, "body": cells}},
    }


# They stand around the samples already, or in the head of the page.
AROUND_THE_PAGE = frozenset(
    {"breadcrumbs", "demo_note", "footer", "header", "honeypot", "meta", "selvedge", "social", "weave_patterns"}
)


def samples(request: HttpRequest) -> list[Sample]:
    """Every component with its cases, rendered, in the order of the alphabet."""
    found = []
    for component, cases in sorted(_contexts(request).items()):
        rendered = [
            Case(name, mark_safe(render_to_string(f"components/{component}.html", context)))
            for name, context in cases.items()
        ]
        found.append(Sample(component, rendered, component not in AROUND_THE_PAGE))
    return found
