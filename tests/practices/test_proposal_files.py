"""Files of a proposal: looked into, described, removed, counted."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from core.models import SiteDocument, SiteImage
from practices.actions import proposals as actions
from practices.errors import PracticeError
from practices.models import PracticePage, Proposal, ProposalFile
from tests.factories.clusters import cluster, manager_of, member_of
from tests.factories.uploads import PDF, huge_picture, picture, svg, upload, zip_bomb
from tests.factories.writing import answers, proposal, tree
from vocabulary.models import Concept, Scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    one = cluster("one")
    return {"one": one, "author": member_of(one)}


@pytest.mark.parametrize(
    ("kind", "file", "sentence"),
    [
        ("picture", lambda: huge_picture(), "too many pixels"),
        ("picture", lambda: svg(), "SVG and HTML files"),
        ("picture", lambda: upload("report.jpg", PDF), "the file is something else"),
        ("picture", lambda: upload("run.exe", b"MZ" + bytes(50)), "Please choose a picture"),
        ("document", lambda: zip_bomb(), "far too big when unpacked"),
        ("document", lambda: upload("a.html", b"<html>"), "are not accepted"),
    ],
)
def test_bad_files_get_a_sentence_and_the_words_are_kept(place, client, kind, file, sentence):
    found = proposal(place["one"], author=place["author"])
    client.force_login(place["author"])

    answer = client.post(found.get_absolute_url(), {"title": "Kept", kind: file(), "do": "save"})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ProposalFile.objects.exists()
    assert Proposal.objects.get(pk=found.pk).answers["title"] == "Kept"


def test_files_are_described_and_removed(place, client):
    found = proposal(place["one"], author=place["author"])
    client.force_login(place["author"])
    name = f"{'ю' * 200}.png"
    client.post(found.get_absolute_url(), {"picture": picture(name), "picture_alt": "A cloth", "do": "upload"})
    file = found.files.get()
    assert (file.name, file.alt_text) == (f"{'ю' * 73}.png", "A cloth")

    client.post(found.get_absolute_url(), {f"alt-{file.code}": "A red cloth", "do": "save"})
    assert found.files.get().alt_text == "A red cloth"
    client.post(found.get_absolute_url(), {"do": f"remove:{file.code}"})
    assert not found.files.exists()


def test_at_most_so_many_files(place):
    found = proposal(place["one"], author=place["author"])
    for _number in range(actions.MOST_FILES):
        ProposalFile.objects.create(proposal=found, kind="document", name="a.pdf", file="x.pdf")

    with pytest.raises(PracticeError):
        actions.add_file(found, by=place["author"], kind="document", upload=upload("a.pdf", PDF))
    with pytest.raises(ValidationError):
        actions.add_file(found, by=place["author"], kind="document", upload=upload("a.pdf", b"no"))


def test_taking_over_leaves_no_files_behind_when_it_fails(place):
    tree(place["one"])
    scheme = Scheme.objects.create(code="material", uri="https://x.example/material")
    wool = Concept.objects.create(scheme=scheme, code="wool", uri="https://x.example/material/wool")
    found = proposal(place["one"], author=place["author"], answers=answers([wool.pk]))
    actions.add_file(found, by=place["author"], kind="picture", upload=picture(), alt_text="A loom")
    actions.add_file(found, by=place["author"], kind="document", upload=upload("one.pdf", PDF))
    lost = actions.add_file(found, by=place["author"], kind="document", upload=upload("two.pdf", PDF))
    actions.send(found, by=place["author"])
    lost.file.storage.delete(lost.file.name)
    stored = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}

    with pytest.raises(FileNotFoundError):
        actions.take_over(found, by=manager_of(place["one"]))

    assert {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()} == stored
    assert (SiteImage.objects.count(), SiteDocument.objects.count(), PracticePage.objects.count()) == (0, 0, 0)
    assert Proposal.objects.get().state == "sent"
