"""A draft page made of a proposal that a cluster has taken over."""

import json
import uuid
from pathlib import PurePath

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Locale

from core.models import SiteDocument, SiteImage
from practices import prose
from practices.actions.sections import collection_of
from practices.errors import PracticeError
from practices.models import ClusterSectionPage, PracticeConcept, PracticePage, Proposal, ProposalFile

PLAIN = (
    "town", "country", "status", "started_on", "ended_on", "organisation_size", "cost_band", "staff_days", "licence",
)  # fmt: skip
RICH = ("problem", "went_wrong", "preconditions", "not_for")


def make_draft(proposal: Proposal, answers: dict, *, by, written: list[FieldFile]) -> PracticePage:
    """An unpublished page in the section of the cluster and language, with its first revision; the author owns it.

    Copies of the pictures and documents are added to `written` (`core.files.removed_on_failure`).
    """
    section = ClusterSectionPage.objects.filter(
        cluster=proposal.cluster, locale__language_code=proposal.language
    ).first()
    if section is None:
        raise PracticeError(_("Your cluster has no section in this language yet. Please ask the coordinator."))
    page = PracticePage(
        title=prose.line(answers["title"]),
        answer=prose.line(answers["answer"]),
        organisation=proposal.organisation,
        owner=proposal.author,
        locale=Locale.objects.get(language_code=proposal.language),
        live=False,
        has_unpublished_changes=True,
        steps=_stream("step", _steps(answers["steps"])),
        evidence=_stream("evidence", _evidence(answers["evidence"])),
        pictures=_stream("picture", _pictures(proposal, written)),
        documents=_stream("document", _documents(proposal, written)),
        **{name: prose.rich(answers[name]) for name in RICH},
        **{name: answers[name] for name in PLAIN},
        **_coordinates(proposal, answers["town"]),
    )
    page.practice_concepts.set(
        [PracticeConcept(concept_id=pk, sort_order=number) for number, pk in enumerate(answers["concepts"])]
    )
    section.add_child(instance=page)
    page.tags.set(answers["tags"])
    page.save(clean=False)
    page.save_revision(user=by, clean=False)
    log(page, "wagtail.create", user=by)
    return page


def _stream(kind: str, values) -> str:
    return json.dumps([{"type": kind, "value": value, "id": str(uuid.uuid4())} for value in values], ensure_ascii=False)


def _steps(rows):
    return [{"title": prose.line(row["title"]), "text": prose.rich(row["text"])} for row in rows]


def _evidence(rows):
    words = ("indicator", "unit", "method", "source")
    return [
        {
            **{name: prose.line(row[name]) for name in words},
            **{name: None if row[name] is None else str(row[name]) for name in ("before", "after")},
            "level": row["level"],
        }
        for row in rows
    ]


def _coordinates(proposal: Proposal, town: str) -> dict:
    """Those of the organisation’s place in that town, where there is one."""
    for place in proposal.organisation.places.all():
        if place.town.casefold() == town.casefold() and place.latitude is not None:
            return {"latitude": place.latitude, "longitude": place.longitude}
    return {}


def _pictures(proposal: Proposal, written: list[FieldFile]):
    for file in proposal.files.filter(kind=ProposalFile.Kind.PICTURE):
        image = SiteImage(
            title=file.alt_text[:100],
            description=file.alt_text,
            collection=collection_of(proposal.cluster),
            uploaded_by_user=proposal.author,
        )
        with file.file.open() as content:
            image.file.save(PurePath(str(file.file)).name, File(content), save=False)
            written.append(image.file)
            image.save()
        yield {"image": {"image": image.pk, "decorative": False, "alt_text": file.alt_text}, "caption": ""}


def _documents(proposal: Proposal, written: list[FieldFile]):
    for file in proposal.files.filter(kind=ProposalFile.Kind.DOCUMENT):
        document = SiteDocument(
            title=file.name,
            language=proposal.language,
            collection=collection_of(proposal.cluster),
            uploaded_by_user=proposal.author,
        )
        with file.file.open() as content:
            document.file.save(PurePath(str(file.file)).name, File(content), save=False)
            written.append(document.file)
            document.save()
        yield document.pk
