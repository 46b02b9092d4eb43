"""The examples of the description, each with the request that it answers. A test makes this world and compares."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from ecosystem.open import terms

CODE = "k7m2xq"


@dataclass(frozen=True)
class Example:
    """`path` is below the API’s own address, with its query string; `operation` is what it is an example of."""

    operation: str
    path: str
    body: dict[str, Any]
    status: int = 200


def _uri(key: str) -> str:
    return settings.VOCABULARY_BASE_URI + key


def _meta(kind: str, detail: str, page: str) -> dict[str, str]:
    return {
        "type": kind,
        "detail_url": f"{settings.BASE_URL}/api/v1/{detail}",
        "html_url": f"{settings.BASE_URL}/en/{page}",
    }


def _listed(*items: dict[str, Any]) -> dict[str, Any]:
    meta = {"total_count": len(items), "license": terms.LICENCE, "attribution": terms.attribution()}
    return {"meta": meta, "items": list(items)}


def _coded(key: str, label: str) -> dict[str, str]:
    return {"id": key, "uri": _uri(key), "label": label}


def organisation() -> dict[str, Any]:
    """A record with every field; the numbers are those of a small weaver."""
    bulgaria = {"id": "BG", "label": "Bulgaria"}
    return {
        "meta": _meta("clusters.Organisation", f"organisations/{CODE}/", f"organisations/{CODE}/yantra-weavers/"),
        "code": CODE,
        "uri": f"{settings.BASE_URL}/o/{CODE}/",
        "name": "Yantra weavers",
        "name_latin": None,
        "type": {"id": "sme", "label": "small or medium-sized enterprise"},
        "size": {"id": "small", "label": "small (10 to 49 people)"},
        "country": bulgaria,
        "clusters": [{"id": "weavers", "label": "Weavers"}],
        "website": "https://yantra.example/",
        "languages": ["bg", "en"],
        "vat_number": None,
        "registration_number": None,
        "about": {"en": "Shirting in small lots."},
        "place": {
            "address": "",
            "postcode": "5300",
            "town": "Gabrovo",
            "region": {"id": "BG-07", "label": "Gabrovo"},
            "country": bulgaria,
            "latitude": 42.87472,
            "longitude": 25.33417,
            "precision": "town",
        },
        "sites": [],
        "steps": [_coded("value-chain-step/weaving", "weaving")],
        "subcontracted": [_coded("value-chain-step/dyeing", "dyeing")],
        "products": [],
        "materials": [_coded("material/flax", "flax")],
        "techniques": [],
        "machines": [_coded("machine/rapier-loom", "rapier loom")],
        "strategies": [],
        "technologies": [],
        "standards": [],
        "other_concepts": [],
        "certificates": [
            {
                "standard": _coded("certificate/gots", "Global Organic Textile Standard (GOTS)"),
                "number": "CU 1234567",
                "holder": "Yantra weavers",
                "scope": "weaving of flax and cotton",
                "issuer": "Control Example",
                "register_link": "https://register.example/1234567",
                "valid_from": "2026-01-01",
                "valid_until": "2099-12-31",
            }
        ],
        "unit": {"id": "metres", "label": "metres"},
        "min_order_style": 80,
        "min_order_colour": 40,
        "min_order_fabric": None,
        "largest_order": 5000,
        "small_run_percent": 15,
        "sampling": True,
        "sample_price": {"amount": "60.00", "currency": "EUR"},
        "sample_days": 10,
        "lead_days": 45,
        "client_fabric": False,
        "deadstock": True,
        "free_from": "2027-01-11",
        "free_until": "2027-02-26",
        "free_quantity": 600,
        "free_stated_on": "2026-11-02",
        "spoken": {"sales": ["bg", "en"], "technical": ["bg"]},
        "closed_on": None,
        "is_example": True,
        "last_confirmed_on": "2026-11-02",
        "changed_at": "2026-11-02T09:30:00+00:00",
    }


def examples() -> list[Example]:
    whole = organisation()
    brief = {name: whole[name] for name in ("meta", "code", "name", "type", "country", "steps", "min_order_style")}
    concept = {
        "meta": _meta("vocabulary.Concept", "concepts/value-chain-step/weaving/", "words/value-chain-step/weaving/"),
        "id": "value-chain-step/weaving",
        "uri": _uri("value-chain-step/weaving"),
        "scheme": "value-chain-step",
        "notation": "",
        "label": "weaving",
        "labels": {"bg": "тъкане", "en": "weaving"},
        "broader": ["value-chain-step/fabric-production"],
        "narrower": [],
        "is_deprecated": False,
        "replaced_by": None,
    }
    cluster = {
        "meta": _meta("clusters.Cluster", "clusters/weavers/", "clusters/weavers/"),
        "code": "weavers",
        "short_name": "Weavers",
        "name": "Association of weavers",
        "country": {"id": "BG", "label": "Bulgaria"},
        "region": "",
        "town": "Gabrovo",
        "latitude": None,
        "longitude": None,
        "languages": ["bg"],
        "website": "",
        "founded_year": 1998,
        "members_total": 24,
        "members_year": 2026,
        "texts": {"en": {"mission": "Cloth made near.", "services": ""}},
    }
    return [
        Example(
            "listOrganisations",
            "organisations/?step=value-chain-step/weaving&min_order=100&fields=steps,min_order_style&limit=1",
            _listed(brief),
        ),
        Example(
            "listOrganisations",
            "organisations/?colour=red",
            {"message": "These query parameters are not known here: colour"},
            400,
        ),
        Example("getOrganisation", f"organisations/{CODE}/", whole),
        Example(
            "getOrganisation",
            "organisations/aaaaaa/",
            {"message": "There is no organisation with the code aaaaaa."},
            404,
        ),
        Example(
            "listConcepts",
            "concepts/?scheme=value-chain-step&search=weav",
            _listed({name: concept[name] for name in ("meta", "id", "uri", "scheme", "label")}),
        ),
        Example("getConcept", "concepts/value-chain-step/weaving/", concept),
        Example(
            "listClusters",
            "clusters/",
            _listed({name: cluster[name] for name in ("meta", "code", "short_name", "name", "country")}),
        ),
        Example("getCluster", "clusters/weavers/", cluster),
    ]
