"""A small alliance with one of everything and somebody in every role, for tests that look at all addresses."""

from dataclasses import dataclass, field
from datetime import date

from wagtail.models import Locale, Page, Site

from accounts.models import User
from clusters.models import Cluster, Organisation
from core.models import MailMessage
from core.states import MailState
from home.models import HomePage, PlainPage
from practices.actions import review, sections
from practices.models import ClusterSectionPage, Confirmation, PracticePage, PracticeTag, Proposal, Question, Transfer
from practices.states import TransferResult
from search.models import SavedSearch
from tests.ecosystem import address_rows as ecosystem_rows
from tests.exchanges import address_rows as exchange_rows
from tests.factories import accounts as people, clusters as places
from vocabulary.actions import grant_editing, keep_import_file
from vocabulary.models import Concept, Label, Scheme, SchemeText

# Their order is the order of the columns in tests/address_table.py.
ROLES = (
    "visitor",
    "newcomer",
    "member",
    "representative",
    "manager",
    "other_manager",
    "coordinator",
    "auditor",
    "administrator",
)
# A file that says what the vocabulary of this world says already.
WORDS = b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://cloth.example/id/material> a skos:ConceptScheme ; skos:prefLabel "Material"@en .
<https://cloth.example/id/material/wool> a skos:Concept ; skos:prefLabel "Wool"@en ;
    skos:inScheme <https://cloth.example/id/material> ."""


@dataclass
class World:
    """What the addresses of the table are filled with, and who asks."""

    people: dict[str, User | None]
    home: Cluster
    organisation: Organisation
    names: dict[str, object] = field(default_factory=dict)

    def path(self, pattern: str) -> str:
        return pattern.format(**self.names)


def site_tree() -> HomePage:
    """The English home page as the root of the default site, with a plain page below it."""
    locale, _made = Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="CLOTH", slug="home-en", headline="CLOTH", locale=locale))
    home.add_child(instance=PlainPage(title="About", slug="about", locale=locale))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    return home


def concept(scheme: str = "material", code: str = "wool") -> Concept:
    base = "https://cloth.example/id"
    made, _new = Scheme.objects.get_or_create(code=scheme, defaults={"uri": f"{base}/{scheme}"})
    SchemeText.objects.get_or_create(scheme=made, language="en", defaults={"title": scheme.title()})
    found = Concept.objects.create(scheme=made, code=code, uri=f"{base}/{scheme}/{code}")
    Label.objects.create(concept=found, language="en", text=code.title())
    return found


def practice(cluster: Cluster, organisation: Organisation, *, title="Shared cutting plan", live=True) -> PracticePage:
    """A practice in the English section of the cluster."""
    section = ClusterSectionPage.objects.get(cluster=cluster, locale__language_code="en")
    page = PracticePage(
        title=title,
        slug=title.lower().replace(" ", "-"),
        answer="It works.",
        problem="<p>Minimums.</p>",
        went_wrong="<p>Much.</p>",
        country="BG",
        organisation=organisation,
        cluster=cluster,
        locale=section.locale,
        live=False,
        steps=[("step", {"title": "Cut", "text": "<p>Cut.</p>"})],
        evidence=[("evidence", {"indicator": "Minimum", "method": "Counted", "level": "document"})],
    )
    section.add_child(instance=page)
    revision = page.save_revision()
    if live:
        revision.publish()
        page.refresh_from_db()
    return page


def make_world() -> World:
    home_cluster, other = places.cluster("loom"), places.cluster("shuttle")
    review.load_criteria()
    site_tree()
    sections.make_sections()
    workflow = review.ensure_workflow()
    grant_editing()
    mill = places.organisation("Mill", in_cluster=home_cluster, town="Sofia")
    asked = places.organisation("Other mill", in_cluster=other, country="DK")
    member = places.member_of(home_cluster, at=mill)
    manager = places.manager_of(home_cluster)
    newcomer = people.person()
    asking = places.affiliation(newcomer, organisation=mill, cluster=home_cluster)
    published = practice(home_cluster, mill)
    draft = practice(home_cluster, mill, title="Waiting for review", live=False)
    workflow.start(draft, manager)
    transfer = Transfer.objects.create(
        practice_code=published.code,
        organisation=mill,
        cluster=home_cluster,
        reported_by=member,
        tried_on=date(2026, 3, 1),
        result=TransferResult.WORKED,
        language="en",
        changed="The order.",
        lesson="Ask first.",
    )
    proposal = Proposal.objects.create(author=member, organisation=mill, cluster=home_cluster, language="en")
    question = Question.objects.create(
        practice_code=published.code, asker=newcomer, asker_name="A", language="en", text="Why?", token="q" * 43
    )
    confirmation = Confirmation.objects.create(practice_code=published.code, token="c" * 43)
    failed = MailMessage.objects.create(
        name="x", to="x@people.example", language="en", subject="x", text="x", state=MailState.FAILED
    )
    kept = SavedSearch.objects.create(user=member, title="Wool", query="q=wool", language="en")
    somebody, coordinator = people.person(), people.coordinator()
    wool = concept()
    world = World(
        people={
            "visitor": None,
            "newcomer": newcomer,
            "member": member,
            "representative": places.representative_of(mill, in_cluster=home_cluster),
            "manager": manager,
            "other_manager": places.manager_of(other),
            "coordinator": coordinator,
            "auditor": people.auditor(),
            "administrator": people.administrator(),
        },
        home=home_cluster,
        organisation=mill,
    )
    world.names = {
        "cluster": home_cluster.code,
        "cluster_pk": home_cluster.pk,
        "organisation": mill.code,
        "organisation_slug": mill.slug,
        "other_organisation": asked.code,
        "membership": mill.memberships.get().pk,
        "affiliation": asking.pk,
        "person": somebody.pk,
        "practice": published.code,
        "practice_slug": published.slug,
        "practice_page": published.pk,
        "draft_page": draft.pk,
        "section_page": published.get_parent().pk,
        "task_state": draft.current_workflow_task_state.pk,
        "transfer": transfer.code,
        "proposal": proposal.code,
        "question": question.token,
        "confirmation": confirmation.token,
        "mail": failed.pk,
        "saved_search": kept.pk,
        "saved_search_token": kept.token,
        "scheme": wool.scheme.code,
        "concept": wool.code,
        "tag": PracticeTag.objects.create(name="offcuts", slug="offcuts").pk,
        "import_file": keep_import_file("words.ttl", WORDS, {}, by=coordinator).pk,
        "concept_pk": wool.pk,
        "scheme_pk": wool.scheme_id,
    }
    world.names |= exchange_rows.make_rows(world, asked=asked, away=other)
    world.names |= ecosystem_rows.make_rows(world, asked=asked, away=other)
    return world
