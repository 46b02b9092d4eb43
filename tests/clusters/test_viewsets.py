import pytest

from clusters.models import Cluster
from tests.factories import accounts as people, clusters as factory

pytestmark = pytest.mark.django_db


def values_of(response) -> dict:
    """What a browser would send back from the form of this page."""
    form = response.context["form"]
    data = {field.html_name: field.value() for field in form if field.value() not in (None, False)}
    for name, formset in form.formsets.items():
        data[f"{name}-TOTAL_FORMS"], data[f"{name}-INITIAL_FORMS"] = len(formset.forms), formset.initial_form_count()
        for each in formset.forms:
            data |= {field.html_name: field.value() for field in each if field.value() not in (None, False)}
    return data


@pytest.mark.parametrize(
    ("maker", "clusters", "members"),
    [
        (people.coordinator, 200, 200),
        (people.administrator, 200, 302),
        (lambda: factory.manager_of(factory.cluster("other")), 302, 200),
        (people.person, 403, 403),
    ],
)
def test_who_enters_which_room(client, maker, clusters, members):
    factory.cluster("loom")
    client.force_login(maker())

    assert client.get("/admin/cluster_profiles/").status_code == clusters
    assert client.get("/admin/members/").status_code == members


def test_coordinator_changes_a_cluster_but_not_its_code(client):
    cluster = factory.cluster("loom", weave="satin", dye="weld")
    client.force_login(people.coordinator())
    path = f"/admin/cluster_profiles/edit/{cluster.pk}/"
    page = client.get(path)

    response = client.post(
        path,
        values_of(page)
        | {"code": "stolen", "short_name": "Loom", "languages": "bg, en", "weave": "waffle", "dye": "indigo"}
        | {"texts-TOTAL_FORMS": 1, "texts-0-language": "bg", "texts-0-mission": "Мисия"},
    )

    assert response.status_code == 302
    cluster = Cluster.objects.get()
    assert (cluster.code, cluster.short_name, cluster.languages) == ("loom", "Loom", ["bg", "en"])
    assert (cluster.weave, cluster.dye, cluster.text("bg").mission) == ("waffle", "indigo", "Мисия")


def test_same_cloth_as_another_cluster_gets_a_warning(client):
    factory.cluster("one", weave="satin", dye="indigo")
    two = factory.cluster("two", weave="plain", dye="indigo")
    client.force_login(people.coordinator())
    path = f"/admin/cluster_profiles/edit/{two.pk}/"

    response = client.post(path, values_of(client.get(path)) | {"weave": "satin"})

    assert response.status_code == 302, response.context["form"].errors
    assert "One has the same weave and the same dye" in client.get(response["Location"]).content.decode()
    assert Cluster.objects.get(pk=two.pk).weave == "satin"


@pytest.mark.parametrize("languages", ["", "xx", "bg en"])
def test_unknown_languages_are_refused(client, languages):
    cluster = factory.cluster("loom")
    client.force_login(people.coordinator())
    path = f"/admin/cluster_profiles/edit/{cluster.pk}/"

    response = client.post(path, values_of(client.get(path)) | {"languages": languages})

    assert list(response.context["form"].errors) == ["languages"]


def test_manager_sees_the_members_of_their_cluster_and_the_coordinator_all(client):
    own, other = factory.cluster("own"), factory.cluster("other")
    factory.organisation("Mine", in_cluster=own)
    factory.organisation("Theirs", in_cluster=other)

    client.force_login(factory.manager_of(own))
    seen_by_manager = client.get("/admin/members/").content.decode()
    client.force_login(people.coordinator())
    seen_by_coordinator = client.get("/admin/members/").content.decode()

    assert ("Mine" in seen_by_manager, "Theirs" in seen_by_manager) == (True, False)
    assert ("Mine" in seen_by_coordinator, "Theirs" in seen_by_coordinator) == (True, True)


def test_nobody_adds_or_deletes_organisations_in_the_admin(client):
    mill = factory.organisation("Mill", in_cluster=factory.cluster("loom"))
    client.force_login(people.coordinator())

    for path in ("/admin/members/new/", f"/admin/members/edit/{mill.pk}/", f"/admin/members/delete/{mill.pk}/"):
        assert client.post(path).status_code == 302

    assert mill.__class__.objects.get().name == "Mill"
