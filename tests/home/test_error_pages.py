"""Refusals that help, in every language, without secrets."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.test import Client, RequestFactory
from django.utils import translation

from home import error_pages
from tests.factories.clusters import cluster
from tests.factories.home import home_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_a_visitor():
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/en/somewhere/")
    request.user = AnonymousUser()
    return request


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_not_found_in_every_language(client, code):
    home_page()
    cluster()

    response = client.get(f"/{code}/there-is-no-such-page/")

    text = response.content.decode()
    assert response.status_code == 404
    assert f'<html lang="{code}"' in text
    assert f'action="/{code}/search/"' in text
    assert f'href="/{code}/"' in text


def test_not_found_without_a_site_and_outside_languages(client):
    assert client.get("/en/nothing/").status_code == 404
    assert client.get("/media/images/nothing.jpg").status_code == 404


@pytest.mark.parametrize(
    ("view", "exception", "status"),
    [
        (error_pages.bad_request, SuspiciousOperation("a secret"), 400),
        (error_pages.bad_request, RequestDataTooBig("a secret"), 413),
        (error_pages.permission_denied, PermissionDenied("a secret"), 403),
        (error_pages.page_not_found, Exception("a secret"), 404),
        (error_pages.too_many_requests, None, 429),
    ],
)
def test_refusals_have_their_status_and_tell_no_details(request_of_a_visitor, view, exception, status):
    response = view(request_of_a_visitor, exception)

    text = response.content.decode()
    assert response.status_code == status
    assert text.count("<h1>") == 1
    assert 'role="search"' in text
    assert "a secret" not in text


def test_forbidden_offers_to_sign_in(request_of_a_visitor):
    text = error_pages.permission_denied(request_of_a_visitor, PermissionDenied()).content.decode()

    assert "?next=/en/somewhere/" in text


def test_form_from_somewhere_else_is_explained():
    strict = Client(enforce_csrf_checks=True)

    response = strict.post("/en/contact/", {"name": "x"})

    assert response.status_code == 403
    assert "We could not be sure that this came from you" in response.content.decode()


@pytest.mark.parametrize("code", ["en", "bg"])
def test_broken_server_answers_without_database(request_of_a_visitor, django_assert_num_queries, code):
    with translation.override(code), django_assert_num_queries(0):
        response = error_pages.server_error(request_of_a_visitor)

    assert response.status_code == 500
    assert f'<html lang="{code}"' in response.content.decode()


def test_view_that_breaks_shows_the_static_page(settings):
    settings.ROOT_URLCONF = "tests.home.broken_urls"

    response = Client(raise_request_exception=False).get("/broken/")

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
