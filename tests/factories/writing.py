"""The tree of practices, drafts in it, and the steps of their way, for tests."""

from itertools import count

from django.conf import settings
from wagtail.models import Locale, Page, Site

from clusters.models import Cluster
from home.models import HomePage
from practices.actions.review import ensure_workflow, load_criteria
from practices.actions.sections import make_sections
from practices.models import ClusterSectionPage, PracticePage, Proposal
from practices.states import Verdict
from tests.factories.clusters import member_of

_numbers = count(1)
VERDICTS = ("really-done", "measured", "failures-named", "transferable", "no-advertising", "sources-and-rights")
OPINION = "Well measured, and honest about what failed in the second winter."
STEP = {"type": "step", "value": {"title": "Sorted", "text": "<p>By colour and by fibre.</p>"}, "id": "s1"}
EVIDENCE = {
    "type": "evidence",
    "value": {
        "indicator": "Waste",
        "before": "12.5",
        "after": "4",
        "unit": "kg",
        "method": "Weighed each week",
        "source": "Own records",
        "level": "document",
    },
    "id": "e1",
}


def tree(*clusters: Cluster, languages=("en", "fr", "bg")) -> dict[str, Page]:
    """Home pages, lists and sections in these languages, with the rights, the criteria and the workflow."""
    root, homes = Page.get_first_root_node(), {}
    for language in languages:
        locale, _made = Locale.objects.get_or_create(language_code=language)
        home = HomePage(title="Home", slug=f"home-{language}", headline="Cloth", locale=locale)
        if homes:
            home.translation_key = next(iter(homes.values())).translation_key
        homes[language] = root.add_child(instance=home)
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "testserver", "port": 80, "root_page": homes[languages[0]]}
    )
    make_sections(homes)
    load_criteria()
    ensure_workflow()
    return homes


def draft(cluster: Cluster, *, owner=None, language="en", title="", **fields) -> PracticePage:
    """An unpublished practice in the section of the cluster."""
    section = ClusterSectionPage.objects.get(cluster=cluster, locale__language_code=language)
    values = {
        "title": title or f"Practice {next(_numbers)}",
        "answer": "Less waste.",
        "problem": "<p>Too much waste.</p>",
        "steps": [STEP],
        "evidence": [EVIDENCE],
        "went_wrong": "<p>The first press broke.</p>",
        "preconditions": "<p>A press.</p>",
        "not_for": "<p>Felt makers.</p>",
        "country": "BG",
        "town": "Sofia",
        "owner": owner,
        "locale": section.locale,
        "live": False,
    }
    page = PracticePage(**(values | fields))
    section.add_child(instance=page)
    page.save_revision(user=owner)
    return PracticePage.objects.get(pk=page.pk)


def submitted(cluster: Cluster, *, by, owner=None, **fields):
    """A practice in review: the page and its open task."""
    page = draft(cluster, owner=owner, **fields)
    state = page.get_workflow().start(page, by)
    return PracticePage.objects.get(pk=page.pk), state.current_task_state


def decision(verdict=Verdict.YES, opinion=OPINION, language="en") -> dict:
    """What `review.approve` takes."""
    return {"verdicts": dict.fromkeys(VERDICTS, verdict.value), "opinion": opinion, "opinion_language": language}


def approval_post(**changes) -> dict:
    """What the approval form posts."""
    post = {f"verdict_{code}": "yes" for code in VERDICTS}
    return {**post, "opinion": OPINION, "opinion_language": "en", "decision": "approve", **changes}


def answers(concepts=(), **changes) -> dict:
    """A complete proposal."""
    return {
        "title": "Off-cuts respun",
        "answer": "A third of the off-cuts became yarn again.",
        "problem": "Half a tonne of off-cuts went to the tip each month.",
        "went_wrong": "The first yarn broke on the loom.",
        "preconditions": "A tearing line within 50 km.",
        "not_for": "Workshops with mixed fibres.",
        "town": "Sofia",
        "country": "BG",
        "status": "running",
        "started_on": "2024-03-01",
        "ended_on": "",
        "organisation_size": "small",
        "cost_band": "5k_20k",
        "staff_days": "20",
        "tags": "off-cuts, respinning",
        "licence": "CC BY 4.0",
        "concepts": [str(pk) for pk in concepts],
        "steps": [{"title": "Sorted", "text": "By colour."}, {"title": "Torn", "text": "On the old line."}],
        "evidence": [
            {
                "indicator": "Off-cuts respun",
                "before": "0",
                "after": "38,5",
                "unit": "%",
                "method": "Weighed",
                "source": "Own records",
                "level": "own_word",
            }
        ],
        **changes,
    }


def post_of(given: dict) -> dict:
    """The same as a browser would post it."""
    post = {name: value for name, value in given.items() if name not in ("steps", "evidence")}
    for kind in ("steps", "evidence"):
        for number, row in enumerate(given[kind]):
            post |= {f"{kind}-{number}-{name}": value for name, value in row.items()}
    return post


def proposal(cluster: Cluster, *, author=None, state="draft", **fields) -> Proposal:
    author = author or member_of(cluster)
    at = author.affiliations.get(cluster=cluster)
    values = {"organisation": at.organisation, "cluster": cluster, "language": settings.LANGUAGE_CODE, "state": state}
    return Proposal.objects.create(author=author, **(values | fields))
