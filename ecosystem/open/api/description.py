"""The API described in OpenAPI 3.1, in English: for programs that read it, and for the people who write those."""

from typing import Any

from django.conf import settings

from clusters.states import OrganisationSize, OrganisationType
from core.languages import CODES
from ecosystem.addresses import HAVING, SCHEMES
from ecosystem.open import terms
from ecosystem.open.api.clusters import Clusters
from ecosystem.open.api.concepts import Concepts
from ecosystem.open.api.examples import examples
from ecosystem.open.api.organisations import ORDERS, Organisations
from ecosystem.open.api.schemas import schemas

VERSION = "1.0.0"
_WHAT = (
    "Everything that the public may read of the alliance’s organisations, the vocabulary that describes them, and the"
    " clusters. GET only, no key, no account, no cookies. The manners are those of Wagtail’s API v2. Codes and"
    " identifiers are permanent; labels follow `locale`. Unknown parameters and values are refused with a sentence"
    " (400). Please keep the ETag and send it back."
)


def _parameter(name: str, description: str, schema: dict[str, Any], example: Any = None, place="query") -> dict:
    found: dict[str, Any] = {"name": name, "in": place, "description": description, "schema": schema}
    if place == "path":
        found["required"] = True
    if schema["type"] == "array":
        found |= {"style": "form", "explode": True}
    return found if example is None else found | {"example": example}


def _values(name: str, description: str, example: str, values=None) -> dict:
    """A filter that may stand several times; its values widen it."""
    items = {"type": "string"} | ({"enum": list(values)} if values else {})
    return _parameter(name, description, {"type": "array", "items": items}, [example])


def _text(name: str, description: str, example: str | None = None, **schema) -> dict:
    return _parameter(name, description, {"type": "string", **schema}, example)


def _number(name: str, description: str, example: int | None = None, **schema) -> dict:
    return _parameter(name, description, {"type": "integer", **schema}, example)


def _shared(viewset) -> list[dict]:
    names = ", ".join(viewset.fields)
    return [
        _text("locale", "The language of labels.", enum=CODES, default=settings.LANGUAGE_CODE),
        _text(
            "fields",
            "Names, separated by commas, to add to the usual ones; `-name` takes one away, `*` first asks for all,"
            f" `_` first for none but those named. Names: {names}.",
        ),
    ]


_PAGE = [
    _number("limit", "How many items, at most.", 20, minimum=0, maximum=settings.WAGTAILAPI_LIMIT_MAX, default=20),
    _number("offset", "How many items to skip.", 0, minimum=0, default=0),
]
_STEP_EXAMPLES = {
    "step": "value-chain-step/weaving",
    "material": "material/flax",
    "machine": "machine/rapier-loom",
    "certificate": "certificate/gots",
}


def _filters() -> list[dict]:
    concepts = [
        _values(name, f"A concept of the scheme {scheme}, or any narrower one.", _STEP_EXAMPLES[name])
        if name in _STEP_EXAMPLES
        else _parameter(
            name,
            f"A concept of the scheme {scheme}, or any narrower one.",
            {"type": "array", "items": {"type": "string"}},
        )
        for name, scheme in SCHEMES.items()
    ]
    return [
        _text("search", "Words, in any of the site’s languages, as typed into the directory. `q` means the same."),
        _text("q", "As `search`."),
        _values("cluster", "Code of a cluster that it is a member of.", "weavers"),
        _values("country", "ISO 3166-1 code.", "BG"),
        _values("region", "ISO 3166-2 code.", "BG-07"),
        *concepts,
        _values("language", "A language that is spoken there (ISO 639-1).", "en"),
        _values("type", "Type of organisation.", "sme", OrganisationType.values),
        _values("size", "Headcount class.", "small", OrganisationSize.values),
        _values("has", "Says something about this.", "lead_days", HAVING),
        _values("lacks", "Says nothing about this.", "sample_days", HAVING),
        _number("min_order", "Takes orders of so many or fewer.", 100, minimum=0),
        _number("lead_days", "Delivers within so many days.", 60, minimum=0),
        _text("free_from", "Has free capacity from this day …", "2027-01-15", format="date"),
        _text("free_until", "… until this day.", "2027-02-15", format="date"),
        _text("near", "A town, in any script; needs `km` or takes the usual radius."),
        _number("km", "Radius around `near`.", minimum=1),
        _text("area", "Corners of an area, as degrees: `lat,lon;lat,lon;lat,lon`.", "42,24;44,24;44,27;42,27"),
        _text(
            "order",
            "`code` goes as deep as there are items, the others through the first thousand; `distance` needs `near`.",
            "name",
            enum=list(ORDERS),
            default="code",
        ),
    ]


def _operation(identifier: str, summary: str, schema: str, parameters: list[dict], refusals: dict[int, str]) -> dict:
    found = {each.status: each.body for each in examples() if each.operation == identifier}

    def content(name: str, status: int) -> dict:
        media: dict[str, Any] = {"schema": {"$ref": f"#/components/schemas/{name}"}}
        return {"application/json": media | ({"example": found[status]} if status in found else {})}

    refusals = {400: "Something in the address is not known.", **refusals, 429: "Too many requests from one address."}
    return {
        "operationId": identifier,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": "Found.", "content": content(schema, 200)},
            "304": {"description": "Still what the ETag says."},
            **{
                str(status): {"description": text, "content": content("Error", status)}
                for status, text in sorted(refusals.items())
            },
        },
    }


def _path(name: str, description: str, example: str) -> dict:
    return _parameter(name, description, {"type": "string"}, example, place="path")


def document() -> dict[str, Any]:
    """The whole description."""
    gone, down = {404: "There is none."}, {503: "The search engine does not answer."}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{settings.WAGTAIL_SITE_NAME} open data",
            "version": VERSION,
            "description": _WHAT,
            "license": {"name": "CC BY 4.0", "url": terms.LICENCE},
        },
        "servers": [{"url": f"{settings.BASE_URL}/api/v1"}],
        "paths": {
            "/organisations/": {
                "get": _operation(
                    "listOrganisations",
                    "The directory, with the filters of its page",
                    "OrganisationList",
                    [*_filters(), *_PAGE, *_shared(Organisations)],
                    down,
                )
            },
            "/organisations/{code}/": {
                "get": _operation(
                    "getOrganisation",
                    "One organisation; an old code leads to the new one (301)",
                    "Organisation",
                    [_path("code", "Its permanent code.", "k7m2xq"), *_shared(Organisations)],
                    gone,
                )
            },
            "/concepts/": {
                "get": _operation(
                    "listConcepts",
                    "The vocabulary",
                    "ConceptList",
                    [
                        _text("scheme", "Only the concepts of this scheme.", "value-chain-step"),
                        _text("search", "Words in a label, in any language; the closest first.", "weav"),
                        *_PAGE,
                        *_shared(Concepts),
                    ],
                    {},
                )
            },
            "/concepts/{scheme}/{code}/": {
                "get": _operation(
                    "getConcept",
                    "One concept, also one that is no longer used",
                    "Concept",
                    [
                        _path("scheme", "Code of the scheme.", "value-chain-step"),
                        _path("code", "Code of the concept.", "weaving"),
                        *_shared(Concepts),
                    ],
                    gone,
                )
            },
            "/clusters/": {
                "get": _operation(
                    "listClusters", "The clusters of the alliance", "ClusterList", [*_PAGE, *_shared(Clusters)], {}
                )
            },
            "/clusters/{code}/": {
                "get": _operation(
                    "getCluster",
                    "One cluster",
                    "Cluster",
                    [_path("code", "Its permanent code.", "weavers"), *_shared(Clusters)],
                    gone,
                )
            },
        },
        "components": {"schemas": schemas()},
    }
