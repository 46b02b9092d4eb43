"""The tree and the rights in it, as a table: every role × what it may do where."""

import pytest
from django.core.exceptions import ValidationError
from wagtail.documents.permissions import permission_policy as documents_policy
from wagtail.images.permissions import permission_policy as images_policy
from wagtail.models import GroupCollectionPermission, GroupPagePermission, Page, WorkflowPage

from practices.actions.review import ensure_workflow
from practices.actions.sections import collection_of, make_sections
from practices.models import ClusterSectionPage, PracticeIndexPage
from practices.queries.sections import own_sections
from tests.factories.accounts import administrator, auditor, coordinator, person
from tests.factories.clusters import cluster, manager_of, member_of
from tests.factories.writing import draft, tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    one, two = cluster("one", languages=("bg", "en")), cluster("two")
    homes = tree(one, two)
    return {"one": one, "two": two, "homes": homes}


def test_the_tree_is_made_once(place):
    before = (Page.objects.count(), GroupPagePermission.objects.count(), GroupCollectionPermission.objects.count())

    assert make_sections(place["homes"]) == 0
    assert make_sections() == 0
    assert (
        Page.objects.count(),
        GroupPagePermission.objects.count(),
        GroupCollectionPermission.objects.count(),
    ) == before
    assert PracticeIndexPage.objects.count() == 3
    assert ClusterSectionPage.objects.count() == 6
    assert PracticeIndexPage.objects.values("translation_key").distinct().count() == 1
    assert ClusterSectionPage.objects.values("translation_key").distinct().count() == 2
    assert not Page.objects.exclude(alias_of=None).exists()


def test_a_new_cluster_is_added_to_the_tree_and_the_review(place):
    cluster("three")

    assert make_sections(place["homes"]) == 3
    workflow = ensure_workflow()

    assert WorkflowPage.objects.filter(workflow=workflow).count() == 3
    groups = workflow.tasks.get().specific.groups.order_by("name").values_list("name", flat=True)
    assert list(groups) == ["Coordinators", "Managers: one", "Managers: three", "Managers: two"]


WRITE = {"add", "edit"}
EVERYTHING = {"add", "edit", "publish"}


@pytest.mark.parametrize(
    ("who", "own", "other", "index"),
    [
        ("person", set(), set(), set()),
        ("member", set(), set(), set()),
        ("auditor", set(), set(), set()),
        ("manager", WRITE, set(), set()),
        ("manager of both", WRITE, WRITE, set()),
        ("coordinator", EVERYTHING, EVERYTHING, EVERYTHING),
        ("administrator", EVERYTHING, EVERYTHING, EVERYTHING),
    ],
)
def test_rights_in_the_tree(place, who, own, other, index):
    people = {
        "person": person,
        "member": lambda: member_of(place["one"]),
        "auditor": auditor,
        "manager": lambda: manager_of(place["one"]),
        "manager of both": lambda: manager_of(place["one"], place["two"]),
        "coordinator": coordinator,
        "administrator": administrator,
    }
    user = people[who]()

    def rights(section, page):
        above, here = section.permissions_for_user(user), page.permissions_for_user(user)
        found = {"add"} if above.can_add_subpage() else set()
        found |= {"edit"} if here.can_edit() else set()
        return found | ({"publish"} if here.can_publish() else set())

    for language in ("en", "fr", "bg"):
        for code, expected in (("one", own), ("two", other)):
            section = ClusterSectionPage.objects.get(cluster=place[code], locale__language_code=language)
            assert rights(section, draft(place[code], language=language)) == expected, (language, code)
    top = PracticeIndexPage.objects.get(locale__language_code="en")
    assert rights(top, top) == index


@pytest.mark.parametrize(
    ("who", "own", "other"),
    [("member", False, False), ("manager", True, False), ("coordinator", True, True)],
)
def test_rights_to_files(place, who, own, other):
    people = {
        "member": lambda: member_of(place["one"]),
        "manager": lambda: manager_of(place["one"]),
        "coordinator": coordinator,
    }
    user = people[who]()

    for policy in (images_policy, documents_policy):
        collections = set(policy.collections_user_has_permission_for(user, "add"))
        assert (collection_of(place["one"]) in collections) is own
        assert (collection_of(place["two"]) in collections) is other
    assert user.has_perm("wagtail_localize.submit_translation") is (who != "member")


def test_managers_manage_no_workflows_and_coordinators_do(place):
    assert not manager_of(place["one"]).has_perm("wagtailcore.change_workflow")
    assert coordinator().has_perms(
        ["wagtailcore.change_workflow", "practices.change_reviewcriterion", "practices.view_transfer"]
    )
    assert not coordinator().has_perm("practices.change_transfer")


@pytest.mark.parametrize("who", ["member", "manager", "coordinator"])
def test_the_admin_opens_for_who_may_enter(place, who, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    user = {"member": member_of, "manager": manager_of, "coordinator": lambda _one: coordinator()}[who](place["one"])
    client.force_login(user)

    answer = client.get("/admin/")

    assert answer.status_code == (403 if who == "member" else 200)
    assert ("admin-brand" in answer.content.decode()) is (who != "member")
    if who != "member":
        text = answer.content.decode()
        assert ("Workflow" in text) is (who == "coordinator")
        assert ("/admin/practices/tags/" in text) is (who == "coordinator")
        assert "/practices/translations/" in text


def test_the_menu_leads_managers_to_their_own_sections(place, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    user = manager_of(place["one"], language="fr")
    own = ClusterSectionPage.objects.get(cluster=place["one"], locale__language_code="fr")
    client.force_login(user)

    text = client.get("/admin/").content.decode()

    assert f"/admin/pages/{own.pk}/" in text
    assert [section.cluster.code for section in own_sections(manager_of(place["one"], place["two"]))] == ["one", "two"]
    assert own_sections(coordinator()) == []


def test_the_editor_offers_countries_and_takes_no_others(place, client, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    page = draft(place["one"])
    client.force_login(manager_of(place["one"]))

    text = client.get(f"/admin/pages/{page.pk}/edit/").content.decode()

    assert '<option value="BG" selected>Bulgaria</option>' in text
    for code, wrong in (("DK", []), ("ZZ", ["country"]), ("dk", ["country"])):
        page.country = code
        assert _wrong(page) == wrong


def _wrong(page) -> list[str]:
    try:
        page.full_clean()
    except ValidationError as error:
        return list(error.error_dict)
    return []
