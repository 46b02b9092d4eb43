"""The demonstration's own texts as search documents, read from its files: no database is needed to search them.

They are built more simply than the site builds them, but with the same words. A code is the key that the files give a
thing, for practices with the cluster before it: `bfa/shared-cutting-plan`, `bfa-01`, `modacc`.
"""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from search.documents import Place, SearchDocument

ROOT = Path(__file__).resolve().parents[3]
CLUSTERS = ("modacc", "bfa", "ea", "iconic", "ldc")


def demonstration(languages: Sequence[str]) -> Iterator[SearchDocument]:
    for entry in _read("clusters/demo/clusters.toml")["cluster"]:
        yield from _cluster(entry, languages)
    for cluster in CLUSTERS:
        organisations = {entry["key"]: entry for entry in _read(f"clusters/demo/{cluster}.toml")["organisation"]}
        for entry in organisations.values():
            yield from _organisation(entry, cluster, languages)
        for entry in _read(f"practices/demo/{cluster}.toml")["practice"]:
            yield from _practice(entry, organisations[entry["organisation"]], cluster, languages)


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / path).read_text(encoding="utf-8"))


def _cluster(entry: dict[str, Any], languages: Sequence[str]) -> Iterator[SearchDocument]:
    for language in languages:
        if text := entry["text"].get(language):
            yield SearchDocument(
                **_keys("cluster", entry["code"], language),
                title=entry["name"],
                names=(entry["short_name"],),
                summary=text["mission"],
                body=text["services"],
                facets={"country": (entry["country"],), "cluster": (entry["code"],)},
                place=Place(entry["latitude"], entry["longitude"]),
            )


def _organisation(entry: dict[str, Any], cluster: str, languages: Sequence[str]) -> Iterator[SearchDocument]:
    for language in languages:
        if about := entry["about"].get(language):
            yield SearchDocument(
                **_keys("organisation", entry["key"], language),
                title=entry["name"],
                names=(entry["name_latin"],) if "name_latin" in entry else (),
                summary=about,
                concepts=tuple(entry["concepts"]),
                facets={"country": (entry["country"],), "cluster": (cluster,)},
                place=Place(entry["lat"], entry["lon"]),
            )


def _practice(
    entry: dict[str, Any], owner: dict[str, Any], cluster: str, languages: Sequence[str]
) -> Iterator[SearchDocument]:
    whose = ", ".join(filter(None, (owner["name"], owner.get("name_latin"), entry["town"])))
    for language in languages:
        if text := entry["text"].get(language):
            steps = [part for step in text["steps"] for part in (step["title"], step["text"])]
            proofs = [
                one[name] for one in text.get("evidence", ()) for name in ("indicator", "unit", "method", "source")
            ]
            rest = [text.get(name, "") for name in ("went_wrong", "preconditions", "not_for", "opinion")]
            tags = ", ".join(entry.get("tags", ()))
            yield SearchDocument(
                **_keys("practice", f"{cluster}/{entry['key']}", language),
                title=text["title"],
                summary=text["answer"],
                body="\n\n".join(
                    part.strip() for part in (text["problem"], *steps, *proofs, *rest, tags, whose) if part.strip()
                ),
                concepts=tuple(entry["concepts"]),
                facets={"country": (entry["country"],), "cluster": (cluster,)},
                place=Place(entry["lat"], entry["lon"]),
            )


def _keys(kind: str, code: str, language: str) -> dict[str, Any]:
    return {
        "key": f"{kind}:{code}:{language}",
        "translation_key": f"{kind}:{code}",
        "kind": kind,
        "language": language,
        "address": f"/{{language}}/judged/{code}/",
    }
