"""All that one organisation has, as plain JSON: what a merge keeps of both, so that it can be undone."""

from typing import Any

from clusters.fields import plain, terms_of
from clusters.models import OrderTerms, Organisation

COLUMNS = ("vat_number", "identifiers_public", "visibility", "confirmed", "last_confirmed_on", "closed_on")
TERMS = tuple(
    field.name for field in OrderTerms._meta.concrete_fields if field.name not in ("id", "organisation")
)  # of a row; None where there is no row


def image_of(organisation: Organisation) -> dict[str, Any]:
    """Rows of other tables by primary key where they move as they are, by value where they are joined."""
    terms = terms_of(Organisation.objects.select_related("order_terms").get(pk=organisation.pk))
    return {
        "columns": {name: plain(getattr(organisation, name)) for name in COLUMNS},
        "terms": {name: plain(getattr(terms, name)) for name in TERMS} if terms else None,
        "capabilities": [list(row) for row in organisation.capabilities.order_by("concept").values_list(*_CAPABILITY)],
        "texts": dict(organisation.texts.order_by("language").values_list("language", "about")),
        "places": [list(row) for row in organisation.places.order_by("pk").values_list("pk", "kind")],
        "certificates": list(organisation.certificates.order_by("pk").values_list("pk", flat=True)),
        "photos": list(organisation.photos.order_by("pk").values_list("pk", flat=True)),
        "statements": [list(row) for row in organisation.statements.order_by("pk").values_list("pk", "promoted")],
        "memberships": [
            [cluster, since.isoformat(), until.isoformat() if until else None]
            for cluster, since, until in organisation.memberships.order_by("cluster", "since").values_list(
                "cluster_id", "since", "until"
            )
        ],
        "affiliations": [list(row) for row in organisation.affiliations.order_by("pk").values_list(*_AFFILIATION)],
        "retired": sorted(organisation.retired_codes.values_list("code", flat=True)),
    }


_CAPABILITY = ("concept_id", "subcontracted")
_AFFILIATION = ("pk", "state", "role")
