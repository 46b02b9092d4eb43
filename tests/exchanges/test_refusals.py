"""Every kind of refusal has its status, and its sentences stand where they belong."""

import pytest
from django import forms
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import RequestFactory

from exchanges.errors import (
    ExchangeError,
    FullError,
    IllegalMoveError,
    IncompleteError,
    MissingRateError,
    NotAllowedError,
    NotEligibleError,
    OldVersionError,
    UnknownDistanceError,
)
from exchanges.findings import no
from exchanges.views import refusals


class OneForm(forms.Form):
    name = forms.CharField(required=False)


@pytest.fixture
def request_(db):
    request = RequestFactory().post("/en/")
    request.session = {}
    request.user = None
    request._messages = FallbackStorage(request)
    return request


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowedError("No."), 403),
        (IllegalMoveError("No."), 409),
        (FullError("No."), 409),
        (OldVersionError("No."), 409),
        (IncompleteError("No."), 422),
        (NotEligibleError("No."), 422),
        (MissingRateError("No."), 422),
        (UnknownDistanceError("No."), 422),
        (ExchangeError("No."), 422),
        (ValidationError("No."), 422),
    ],
)
def test_every_kind_has_its_status(error, status):
    assert refusals.status_of(error) == status
    assert refusals.sentences(error) == ["No."]


def test_obstacles_come_with_their_ways_out():
    error = NotEligibleError("No.", [no("a", "Both are in Denmark.", "Choose another host."), no("b", "Full.", "")])
    assert refusals.sentences(error) == ["Both are in Denmark. Choose another host.", "Full."]


def test_sentences_stand_beside_their_fields():
    form = OneForm({})
    refusals.add_to(form, IncompleteError("Something is missing.", {"name": "Fill this in.", "other": "And this."}))
    assert form.errors == {"name": ["Fill this in."], "__all__": ["And this."]}

    form = OneForm({})
    refusals.add_to(form, ValidationError({"name": ["Too long."], "__all__": ["Not together."]}))
    assert form.errors == {"name": ["Too long."], "__all__": ["Not together."]}

    form = OneForm({})
    refusals.add_to(form, NotAllowedError("You may not."))
    assert form.errors == {"__all__": ["You may not."]}


def test_a_move_that_is_refused_shows_the_page_again_with_the_sentence(request_):
    def act():
        raise FullError("All places are taken.")

    answer = refusals.moved(request_, act, to="/done/", done="Done.", page=lambda: HttpResponse("the page"))

    assert (answer.status_code, answer.content) == (409, b"the page")
    assert [str(message) for message in request_._messages] == ["All places are taken."]


def test_a_move_that_is_done_says_so_and_goes_on(request_):
    answer = refusals.moved(request_, lambda: "/there/", to=lambda result: result, done="Done.")

    assert (answer.status_code, answer["Location"]) == (302, "/there/")
    assert [str(message) for message in request_._messages] == ["Done."]


def test_a_form_is_asked_first(request_):
    class Needed(forms.Form):
        reason = forms.CharField()

    form = Needed({})
    done = []
    answer = refusals.moved(request_, lambda: done.append(1), to="/", page=lambda: HttpResponse(""), form=form)

    assert (answer.status_code, done) == (422, [])
    assert form.errors == {"reason": ["This field is required."]}
