"""The shapes of what the API answers, as JSON Schema 2020-12 for the OpenAPI document."""

from typing import Any

from clusters.fields import CONCEPT_FIELDS, TERMS_FIELDS
from clusters.states import OrganisationSize, OrganisationType
from core.languages import CODES
from core.states import Precision
from ecosystem.open.plain import READERS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
DEGREES: Schema = {"type": ["number", "null"]}


def _maybe(kind: str, **more: Any) -> Schema:
    return {"type": [kind, "null"], **more}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: dict[str, Schema], *, description: str = "", required: tuple[str, ...] | None = None) -> Schema:
    found: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required is None or required:
        found["required"] = list(properties if required is None else required)
    return found | ({"description": description} if description else {})


def _many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _or_null(name: str) -> Schema:
    return {"oneOf": [_ref(name), {"type": "null"}]}


def _by_language(schema: Schema) -> Schema:
    return {"type": ["object", "null"], "propertyNames": {"enum": CODES}, "additionalProperties": schema}


def _terms_field(kind: str) -> Schema:
    return {
        "number": _maybe("integer", minimum=0),
        "percent": _maybe("integer", minimum=0, description="per cent"),
        "bool": _maybe("boolean"),
        "date": _maybe("string", format="date"),
        "money": _or_null("Money"),
        "choice": _or_null("Named"),
        "tasks": {"type": ["object", "null"], "additionalProperties": _many(TEXT)},
    }[kind]


def _organisation() -> dict[str, Schema]:
    known: dict[str, Schema] = {
        "code": TEXT | {"description": "permanent"},
        "uri": ADDRESS | {"description": "permanent address, without a language"},
        "name": TEXT,
        "type": _named(OrganisationType.values),
        "size": _named(OrganisationSize.values),
        "country": _ref("Named"),
        "clusters": _many(_ref("Named")),
        "languages": {"type": ["array", "null"], "items": TEXT},
        "about": _by_language(TEXT),
        "place": _or_null("Place"),
        "sites": _many(_ref("Place")),
        **{name: _many(_ref("Coded")) for name in CONCEPT_FIELDS},
        "certificates": _many(_ref("Certificate")),
        **{name: _terms_field(field.kind) for name, field in TERMS_FIELDS.items()},
        "closed_on": _maybe("string", format="date"),
        "free_stated_on": _maybe("string", format="date", description="the day on which the free capacity was stated"),
        "is_example": {"type": "boolean", "description": "fictional"},
        "last_confirmed_on": _maybe("string", format="date"),
        "changed_at": {"type": "string", "format": "date-time"},
    }
    return {"meta": _ref("ItemMeta")} | {name: known.get(name, _maybe("string")) for name in READERS}


def _named(values: list[str]) -> Schema:
    return {"oneOf": [{"allOf": [_ref("Named"), {"properties": {"id": {"enum": values}}}]}, {"type": "null"}]}


def _concept() -> dict[str, Schema]:
    return {
        "meta": _ref("ItemMeta"),
        "id": TEXT | {"description": "scheme/code, permanent"},
        "uri": ADDRESS,
        "scheme": TEXT,
        "notation": TEXT,
        "label": TEXT,
        "labels": {"type": "object", "additionalProperties": TEXT},
        "broader": _many(TEXT),
        "narrower": _many(TEXT),
        "is_deprecated": {"type": "boolean"},
        "replaced_by": _maybe("string"),
    }


def _cluster() -> dict[str, Schema]:
    return {
        "meta": _ref("ItemMeta"),
        **dict.fromkeys(("code", "short_name", "name"), TEXT),
        "country": _ref("Named"),
        **dict.fromkeys(("region", "town"), TEXT),
        **dict.fromkeys(("latitude", "longitude"), DEGREES),
        "languages": _many(TEXT),
        "website": TEXT,
        **dict.fromkeys(("founded_year", "members_total", "members_year"), _maybe("integer")),
        "texts": _by_language(_object({"mission": TEXT, "services": TEXT})),
    }


def _list_of(name: str) -> Schema:
    return _object({"meta": _ref("ListMeta"), "items": _many(_ref(name))})


def schemas() -> dict[str, Schema]:
    """Every shape by name. Of Organisation, Concept and Cluster each field may be asked away with `fields`."""
    return {
        "Error": _object({"message": TEXT | {"description": "a sentence, in English"}}),
        "ListMeta": _object({"total_count": {"type": "integer"}, "license": ADDRESS, "attribution": TEXT}),
        "ItemMeta": _object({"type": TEXT, "detail_url": ADDRESS, "html_url": ADDRESS}),
        "Named": _object({"id": TEXT, "label": TEXT}, description="a code and its label in the locale asked for"),
        "Coded": _object({"id": TEXT, "uri": TEXT, "label": TEXT}, description="a concept of the vocabulary"),
        "Money": _object({"amount": TEXT | {"pattern": r"^\d+\.\d{2}$"}, "currency": TEXT}),
        "Place": _object(
            {
                **dict.fromkeys(("address", "postcode", "town"), TEXT),
                "region": _or_null("Named"),
                "country": _or_null("Named"),
                **dict.fromkeys(("latitude", "longitude"), DEGREES),
                "precision": {"enum": list(Precision.values)},
            }
        ),
        "Certificate": _object(
            {
                "standard": _ref("Coded"),
                **dict.fromkeys(("number", "holder", "scope", "issuer", "register_link"), TEXT),
                "valid_from": _maybe("string", format="date"),
                "valid_until": {"type": "string", "format": "date"},
            }
        ),
        "Organisation": _object(_organisation(), required=()),
        "Concept": _object(_concept(), required=()),
        "Cluster": _object(_cluster(), required=()),
        "OrganisationList": _list_of("Organisation"),
        "ConceptList": _list_of("Concept"),
        "ClusterList": _list_of("Cluster"),
    }
