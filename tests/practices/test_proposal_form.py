"""Each field of the plain form has its sentence; numbers are read as people write them."""

import pytest

from practices.forms.proposals import ProposalForm
from tests.factories.writing import answers
from vocabulary.models import Concept, Label, Scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    scheme = Scheme.objects.create(code="material", uri="https://x.example/material")
    concept = Concept.objects.create(scheme=scheme, code="wool", uri="https://x.example/material/wool")
    Label.objects.create(concept=concept, language="en", text="wool")
    return {"concept": concept}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "x" * 101}, "title"),
        ({"title": "two\nlines"}, "title"),
        ({"title": "turned \u202e round"}, "title"),
        ({"country": "XX"}, "country"),
        ({"started_on": "31/31/2023"}, "started_on"),
        ({"ended_on": "2025-01-01"}, "ended_on"),
        ({"concepts": []}, "concepts"),
        ({"concepts": ["999999"]}, "concepts"),
        ({"tags": "a,b,c,d,e,f,g"}, "tags"),
        ({"staff_days": "-3"}, "staff_days"),
        ({"licence": "all mine"}, "licence"),
    ],
)
def test_each_field_is_looked_at(place, changes, field):
    form = ProposalForm(answers([place["concept"].pk]) | changes, check=True)

    assert not form.is_valid()
    assert list(form.facts.errors) == [field]


@pytest.mark.parametrize("kind", ["steps", "evidence"])
def test_a_proposal_needs_a_step_and_evidence(place, kind):
    form = ProposalForm(answers([place["concept"].pk], **{kind: []}), check=True)

    assert not form.is_valid()
    assert form.missing_rows == [kind]
    assert [target for _label, _sentence, target in form.errors()] == [f"part-{kind}"]


def test_numbers_with_comma_and_thin_spaces(place):
    rows = answers()["evidence"]
    rows[0] |= {"before": "1\u202f200,5", "after": "0.25"}
    form = ProposalForm(answers([place["concept"].pk], evidence=rows), check=True)

    assert form.is_valid()
    assert [str(form.cleaned["evidence"][0][name]) for name in ("before", "after")] == ["1200.5", "0.25"]
