"""Values of records, certificates and photos, for tests."""

from datetime import date, timedelta
from itertools import count

from django.core.files.base import ContentFile
from django.utils import timezone

from clusters.actions.statements import state
from clusters.models import Capability, Certificate, Organisation, Photo, Statement
from clusters.states import ValueSource
from clusters.writing import keep_public_concepts
from tests.factories import practices, uploads
from vocabulary.models import Concept

_numbers = count(1)


def capability(organisation: Organisation, *concepts: Concept, subcontracted=False) -> None:
    """It can do these, or has them done; without statements."""
    Capability.objects.bulk_create(
        Capability(organisation=organisation, concept=each, subcontracted=subcontracted) for each in concepts
    )
    keep_public_concepts([organisation])


def told(organisation: Organisation, *, source=ValueSource.OWN, days_ago=0, origin="", **values) -> Organisation:
    """The organisation anew, after somebody stated these values."""
    state(organisation, values, source=source, by=None, origin=origin, on=date.today() - timedelta(days=days_ago))
    return Organisation.objects.get(pk=organisation.pk)


def certificate(organisation: Organisation, standard: Concept, *, days_left=100, **fields) -> Certificate:
    number = next(_numbers)
    values = {
        "number": f"N-{number}",
        "holder": organisation.name,
        "scope": "Yarn",
        "issuer": "Issuer Ltd",
        "valid_until": timezone.localdate() + timedelta(days=days_left),
    }
    return Certificate.objects.create(organisation=organisation, standard=standard, **(values | fields))


def photo(organisation: Organisation, **fields) -> Photo:
    file = ContentFile(uploads.picture("loom.jpg", kind="JPEG").read(), name="photo.jpg")
    values = {"description": f"Loom {next(_numbers)}", "file": file}
    return Photo.objects.create(organisation=organisation, **(values | fields))


def address_rows(world, *, asked, away) -> dict[str, object]:
    """A certificate, a photo for members, and a value of a list that stands behind another."""
    standard = practices.concept("certificate/of-a-record")
    told(world.organisation, min_order_style=80)
    told(world.organisation, source=ValueSource.IMPORT, min_order_style=200)
    return {
        "held_certificate": certificate(world.organisation, standard).code,
        "photo": photo(world.organisation, visibility="members").code,
        "lost_statement": Statement.objects.get(organisation=world.organisation, value=200).pk,
    }
