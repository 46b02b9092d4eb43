"""Models look at the text that any form gives them, those of Wagtail’s admin too."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from clusters.models import Cluster
from tests.clusters.test_viewsets import values_of
from tests.factories import accounts as people, clusters as factory
from tests.factories.writing import draft, tree

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("without_second_factor")]
BAD_NAMES = ["A\u202enn", "A\x07nn", "two\nlines", "x" * 300, "https://evil.example"]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_the_admins_form_of_people_refuses_names_as_sign_up_does(client, name):
    user = people.person()
    client.force_login(people.administrator(is_superuser=True))

    data = {"email": user.email, "first_name": name, "last_name": "Name", "is_active": "on"}
    response = client.post(f"/admin/users/edit/{user.pk}/", data)

    assert list(response.context["form"].errors) == ["first_name"]
    assert User.objects.get(pk=user.pk).first_name == user.first_name
    client.post(f"/admin/users/edit/{user.pk}/", data | {"first_name": "Ирина"})
    assert User.objects.get(pk=user.pk).first_name == "Ирина"


@pytest.mark.parametrize("name", BAD_NAMES[:-1])
def test_the_admins_form_of_clusters_refuses_them_too(client, name):
    cluster = factory.cluster("loom")
    client.force_login(people.coordinator())
    path = f"/admin/cluster_profiles/edit/{cluster.pk}/"

    response = client.post(path, values_of(client.get(path)) | {"name": name, "languages": "bg"})

    assert list(response.context["form"].errors) == ["name"]
    assert Cluster.objects.get().name == cluster.name


def test_a_page_refuses_them_and_longer_texts_keep_their_lines():
    cluster = factory.cluster("loom")
    tree(cluster)
    page = draft(cluster)
    page.title, page.town, page.problem = "A\u202enn", "two\nlines", "<p>two</p>\n<p>lines</p>"

    with pytest.raises(ValidationError) as refusal:
        page.full_clean()

    assert set(refusal.value.error_dict) == {"title", "town"}
