"""Every door that changes something visible tells the index, in the transaction of the change."""

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.models import PageViewRestriction

from clusters.actions.affiliations import accept_person, ask_with_new_organisation
from clusters.actions.organisations import add_organisation, edit_organisation, end_membership, merge_organisations
from clusters.models import Cluster, ClusterText, Organisation
from clusters.records import Record, record_of
from core.models import SiteDocument
from home.models import PlainPage
from practices.actions import tags as tag_actions, transfers
from practices.models import PracticePage, PracticeTag
from practices.states import TransferState
from search import changes
from search.models import IndexChange
from search.rebuilding import rebuild
from search.verifying import verify
from tests.factories import accounts as people, clusters as places, home as pages, practices, writing
from tests.search.drained import drain
from vocabulary.actions import save_concept
from vocabulary.models import Concept
from vocabulary.stored import stored_vocabulary

pytestmark = pytest.mark.django_db


def found(engine) -> dict[str, str]:
    """key → digest of everything in the index."""
    engine.refresh()
    return {key: digest for key, _revision, digest in engine.entries()}


def test_a_change_that_is_rolled_back_was_never_recorded():
    with transaction.atomic():
        changes.record("practice", ["abc", "abc", "def"])
        assert [str(row) for row in IndexChange.objects.all()] == ["practice:abc", "practice:def"]
        transaction.set_rollback(True)

    assert IndexChange.objects.count() == 0


def test_publishing_that_fails_records_nothing():
    loom = places.cluster("loom")
    writing.tree(loom)
    page = writing.draft(loom)
    IndexChange.objects.all().delete()

    with transaction.atomic():
        page.get_latest_revision().publish()
        assert IndexChange.objects.filter(kind="practice", code=page.code).exists()
        transaction.set_rollback(True)

    assert IndexChange.objects.count() == 0


def test_a_draft_tells_nothing():
    loom = places.cluster("loom")
    writing.tree(loom)
    IndexChange.objects.all().delete()

    page = writing.draft(loom)
    page.title = "Another"
    page.save_revision()

    assert not IndexChange.objects.filter(kind="practice").exists()


class World:
    """A small site whose index is up to date, and the things that the doors below change."""

    def __init__(self):
        self.loom, self.shuttle = places.cluster("loom", languages=("en", "fr")), places.cluster("shuttle")
        self.homes = writing.tree(self.loom, self.shuttle)
        self.manager, self.coordinator = places.manager_of(self.loom), people.coordinator()
        self.fibre = practices.concept("material/fibre")
        self.silk = practices.concept("material/silk", broader=self.fibre, da="silke")
        self.mill = places.organisation("Mill", in_cluster=self.loom, town="Sofia")
        self.twin = places.organisation("Mil", in_cluster=self.loom)
        self.file = SiteDocument.objects.create(
            title="Report", file=ContentFile(b"first", name="report.txt"), language="en"
        )
        self.page = practices.practice(
            self.loom,
            concepts=(self.silk,),
            tags=("offcuts",),
            organisation=self.mill,
            documents=[("document", self.file)],
        )
        self.french = practices.translation_of(self.page, "fr")
        self.other = practices.practice(self.loom, organisation=self.twin)
        self.closed = writing.ClusterSectionPage.objects.get(cluster=self.shuttle, locale=self.page.locale)
        PageViewRestriction.objects.create(page=self.closed, restriction_type="login")
        self.about = pages.plain_page(self.homes["en"], "about")
        self.team = pages.plain_page(self.about, "team")


def publish(world):
    page = writing.draft(world.loom, title="Brand new")
    page.get_latest_revision().publish()


def change_and_publish(world):
    world.page.title = "Another title"
    world.page.save_revision().publish()


def unpublish(world):
    world.page.unpublish()


def unpublish_a_translation(world):
    world.french.unpublish()


def delete(world):
    world.page.delete()


def delete_a_section(world):
    world.page.get_parent().delete()


def move_into_a_closed_section(world):
    world.page.move(world.closed, "last-child")


def restrict(world):
    PageViewRestriction.objects.create(page=world.page.get_parent(), restriction_type="login")


def restrict_and_open(world):
    restriction = PageViewRestriction.objects.create(page=world.page, restriction_type="login")
    restriction.delete()


def change_the_slug(world):
    world.page.slug = "another"
    world.page.save_revision().publish()


def change_the_slug_of_a_parent(world):
    world.about.slug = "us"
    world.about.save_revision().publish()


def move_a_plain_page(world):
    world.team.move(world.homes["en"], "last-child")


def delete_a_plain_page(world):
    world.about.delete()


def close_a_plain_page(world):
    PageViewRestriction.objects.create(page=world.about, restriction_type="login")


def check_a_translation(world):
    PracticePage.objects.get(pk=world.french.pk).save()


def decide_a_transfer(world):
    report = practices.transfer(world.page, state=TransferState.REPORTED)
    transfers.confirm_transfer(report, by=world.coordinator)


def make_a_tag_a_label(world):
    tag = PracticeTag.objects.get(name="offcuts")
    tag_actions.make_label(tag, concept=world.fibre, language="en", by=world.coordinator)


def merge_tags(world):
    into = PracticeTag.objects.create(name="scraps", slug="scraps")
    tag_actions.merge(PracticeTag.objects.get(name="offcuts"), into=into, by=world.coordinator)


def rename_an_organisation(world):
    before = record_of(world.mill)
    record = Record(before.fields | {"name": "Another mill"}, {"fr": "Filature"}, before.places, [world.silk.pk])
    edit_organisation(world.mill, record=record, by=world.manager)


def merge_two_organisations(world):
    merge_organisations(world.mill, world.twin, by=world.manager)


def add_a_member(world):
    fields = record_of(world.mill).fields | {"name": "New member"}
    add_organisation(world.loom, record=Record(fields), since=world.mill.memberships.get().since, by=world.manager)


def end_a_membership(world):
    membership = world.mill.memberships.get()
    end_membership(membership, on=membership.since.replace(year=2021), by=world.manager)


def accept_a_new_organisation(world):
    new = Organisation(name="New one", country="BG")
    asked = ask_with_new_organisation(
        organisation=new, town="Ruse", cluster=world.loom, role="member", by=people.person()
    )
    accept_person(asked, by=world.manager)


def rename_a_cluster(world):
    cluster = Cluster.objects.get(pk=world.loom.pk)
    cluster.name = "Another loom"
    cluster.save()
    ClusterText.objects.create(cluster=cluster, language="fr", mission="Tisser")


def change_a_concept(world):
    data = stored_vocabulary().concepts[world.silk.uri]
    labels = frozenset({*data.labels, ("alt", "da", "natursilke")})
    save_concept(type(data)(**{**vars_of(data), "labels": labels}), by=world.coordinator)


def move_a_concept(world):
    data = stored_vocabulary().concepts[world.silk.uri]
    save_concept(type(data)(**{**vars_of(data), "broader": frozenset()}), by=world.coordinator)


def take_a_concept_out_of_use(world):
    Concept.objects.get(pk=world.fibre.pk)
    data = stored_vocabulary().concepts[world.fibre.uri]
    save_concept(type(data)(**{**vars_of(data), "deprecated": True}), by=world.coordinator)


def vars_of(data) -> dict:
    return {name: getattr(data, name) for name in data.__dataclass_fields__}


def replace_a_file(world):
    world.file.file = ContentFile(b"second", name="report.txt")
    world.file.file_hash = ""
    world.file.title = "Second report"
    world.file.save()


def delete_a_file(world):
    world.file.delete()


DOORS = [
    publish, change_and_publish, unpublish, unpublish_a_translation, delete, delete_a_section,
    move_into_a_closed_section, restrict, change_the_slug, change_the_slug_of_a_parent, move_a_plain_page,
    delete_a_plain_page, close_a_plain_page, decide_a_transfer, make_a_tag_a_label, merge_tags,
    rename_an_organisation, merge_two_organisations, add_a_member, end_a_membership, accept_a_new_organisation,
    rename_a_cluster, change_a_concept, move_a_concept, take_a_concept_out_of_use, replace_a_file, delete_a_file,
]  # fmt: skip
CHANGE_NOTHING = [restrict_and_open, check_a_translation]


@pytest.mark.parametrize("engine_url", ["embedded"], indirect=True)  # which engine it is makes no difference here
@pytest.mark.parametrize("door", [*DOORS, *CHANGE_NOTHING], ids=lambda door: door.__name__)
def test_what_changes_through_a_door_reaches_the_index(door, engine):
    world = World()
    rebuild(engine)
    IndexChange.objects.all().delete()
    before = found(engine)

    door(world)
    drain(engine)

    assert (found(engine) != before) == (door in DOORS)
    outcome = verify(engine)
    assert (outcome.wrong, outcome.waiting) == ([], 0)


def test_a_page_below_a_closed_one_is_closed(engine):
    world = World()
    rebuild(engine)
    closed = PlainPage.objects.get(pk=world.team.pk)

    PageViewRestriction.objects.create(page=world.about, restriction_type="password", password="x")
    drain(engine)

    assert f"page:{closed.translation_key}:en" not in found(engine)
