"""Demo data of the clusters' room: the five clusters from public facts, and fictional organisations that say so.

What is there already is left alone, so a second run changes nothing and keeps what people edited since.
"""

import hashlib
import tomllib
from pathlib import Path

from django.db import transaction

from clusters import gazetteer
from clusters.models import (
    Capability,
    Cluster,
    ClusterText,
    LabelAward,
    Membership,
    Organisation,
    OrganisationText,
    Place,
    TeamMember,
)
from core.codes import ALPHABET
from vocabulary.models import Concept

FOLDER = Path(__file__).parent / "demo"


def demo_code(key: str, length: int = 6) -> str:
    """The permanent code of a row of demo data: always the same for one key, so that a second run finds it again."""
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8])
    digits = []
    for _position in range(length):
        number, rest = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[rest])
    return "".join(digits)


def concepts_by_key() -> dict[str, int]:
    """Primary keys of all concepts by `scheme/code`."""
    return {f"{scheme}/{code}": pk for scheme, code, pk in Concept.objects.values_list("scheme__code", "code", "pk")}


def organisation_rows(folder: Path = FOLDER) -> list[dict]:
    """The rows of every cluster's file; the file's name is the cluster's code."""
    return [
        row | {"cluster": path.stem}
        for path in sorted(folder.glob("*.toml"))
        for row in tomllib.loads(path.read_text()).get("organisation", [])
    ]


@transaction.atomic
def load_clusters() -> int:
    """Add the clusters that are missing, with texts, label history and team; returns how many."""
    known = set(Cluster.objects.values_list("code", flat=True))
    rows = tomllib.loads((FOLDER / "clusters.toml").read_text())["cluster"]
    missing = [row for row in rows if row["code"] not in known]
    for row in missing:
        texts, awards, team = row.pop("text"), row.pop("award", []), row.pop("team")
        cluster = Cluster.objects.create(**row | {"sources": row["sources"].strip()})
        ClusterText.objects.bulk_create(
            ClusterText(cluster=cluster, language=language, **text) for language, text in texts.items()
        )
        LabelAward.objects.bulk_create(LabelAward(cluster=cluster, **award) for award in awards)
        TeamMember.objects.bulk_create(
            TeamMember(cluster=cluster, position=position, order=order) for order, position in enumerate(team)
        )
    return len(missing)


@transaction.atomic
def load_organisations(rows: list[dict] | None = None) -> int:
    """Add the fictional organisations that are missing; returns how many. Clusters and vocabulary come first.

    `rows` of other rooms replace those of this one; who has no `member_since` is in no cluster.
    """
    known = set(Organisation.objects.values_list("code", flat=True))
    rows = organisation_rows() if rows is None else rows
    rows = [row for row in rows if demo_code(row["key"]) not in known]
    if not rows:
        return 0
    clusters, concepts = Cluster.objects.in_bulk(field_name="code"), concepts_by_key()
    made = Organisation.objects.bulk_create(
        Organisation(
            code=demo_code(row["key"]),
            name=row["name"],
            name_latin=row.get("name_latin", ""),
            type=row["type"],
            size=row["size"],
            country=row["country"],
            website=row["website"],
            languages=row["languages"],
            is_demo=True,
        )
        for row in rows
    )
    both = list(zip(made, rows, strict=True))
    OrganisationText.objects.bulk_create(
        OrganisationText(organisation=organisation, language=language, about=about)
        for organisation, row in both
        for language, about in row["about"].items()
    )
    Place.objects.bulk_create(
        Place(
            organisation=organisation,
            town=row["town"],
            region=row["region"],
            region_code=gazetteer.region_of(row["town"], row["country"], point=(row["lat"], row["lon"])),
            country=row["country"],
            latitude=row["lat"],
            longitude=row["lon"],
            precision=row["precision"],
        )
        for organisation, row in both
    )
    Membership.objects.bulk_create(
        Membership(organisation=organisation, cluster=clusters[row["cluster"]], since=row["member_since"])
        for organisation, row in both
        if "member_since" in row
    )
    Organisation.concepts.through.objects.bulk_create(
        Organisation.concepts.through(organisation_id=organisation.pk, concept_id=concepts[key])
        for organisation, row in both
        for key in row["concepts"]
    )
    Capability.objects.bulk_create(
        Capability(organisation=organisation, concept_id=concepts[key])
        for organisation, row in both
        for key in row["concepts"]
    )
    return len(rows)
