"""The two content-security policies, and forms that came without their counters."""

import pytest

from practices.models import PracticePage
from tests.factories.clusters import cluster, manager_of
from tests.factories.writing import draft, tree

pytestmark = pytest.mark.django_db


def _policy(response) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, _space, sources in parts}


def test_the_public_policy_allows_nothing_inline_and_no_other_host(client):
    policy = _policy(client.get("/en/clusters/"))

    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }


def test_the_admin_allows_inline_code_but_no_other_host(client):
    policy = _policy(client.get("/admin/", follow=False))

    assert policy["script-src"] == "'self' 'unsafe-inline'"
    assert policy["default-src"] == "'self'"
    assert not any("//" in sources or "*" in sources or "unsafe-eval" in sources for sources in policy.values())


def test_an_address_that_only_looks_like_the_admin_is_strict(client):
    assert "unsafe-inline" not in client.get("/en/admin/")["Content-Security-Policy"]


@pytest.mark.parametrize("data", [{}, {"title": "New"}, {"title": "New", "steps-count": "1"}])
def test_an_editors_form_without_its_counters_is_a_bad_request(client, settings, data):
    settings.SECOND_FACTOR_REQUIRED = False
    one = cluster("one")
    tree(one)
    page = draft(one)
    client.force_login(manager_of(one))
    section = page.get_parent()

    for path in (f"/admin/pages/{page.pk}/edit/", f"/admin/pages/add/practices/practicepage/{section.pk}/"):
        response = client.post(path, data)
        assert (response.status_code, "go back" in response.content.decode().lower()) == (400, True)

    assert [(each.title, each.revisions.count()) for each in PracticePage.objects.all()] == [(page.title, 1)]
