"""Claims, reports and pairs of possible doubles, for tests."""

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from clusters.models import Organisation
from ecosystem.doubles import reasons
from ecosystem.models import Claim, Hint, PossibleDouble
from ecosystem.states import HintKind
from tests.factories.accounts import person

PDF = b"%PDF-1.4 proof"


def pdf(name: str = "extract.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF, content_type="application/pdf")


def claim(organisation: Organisation, cluster, *, by: User | None = None, **fields) -> Claim:
    """A waiting claim with a link as proof, without mails and log."""
    values = {
        "relation": Claim.Relation.OWNER,
        "proof": Claim.Proof.WEBSITE,
        "proof_link": "https://mill.example/team",
    }
    return Claim.objects.create(organisation=organisation, cluster=cluster, person=by or person(), **(values | fields))


def hint(organisation: Organisation, *, kind=HintKind.WRONG, text="The town is wrong.", **fields) -> Hint:
    return Hint.objects.create(organisation=organisation, kind=kind, text=text, **fields)


def pair(one: Organisation, other: Organisation, **fields) -> PossibleDouble:
    """As the round finds them: the lower code is on the left."""
    left, right = sorted((one, other), key=lambda each: each.code)
    values = {"score": 0.9, "reasons": [reasons.SIMILAR, reasons.SAME_TOWN]}
    return PossibleDouble.objects.create(left=left, right=right, **(values | fields))


def address_rows(world, *, asked: Organisation, away) -> dict[str, object]:
    """A claim and a report that wait for the manager of the home cluster."""
    pair(world.organisation, asked)
    return {
        "claim": claim(world.organisation, world.home).code,
        "hint": hint(world.organisation).pk,
    }
