"""How well each engine answers the judged set: a table to read, and the figures that have targets.

python -m bench.finding.relevance FOLDER ELASTICSEARCH
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.finding.database import Reader, fill
from elasticsearch import Elasticsearch

from search.engines import open_engine
from search.requests import SearchRequest
from tests.search.judged import KINDS, LANGUAGES, Query, documents, queries
from tests.search.judged.vocabulary import thesaurus
from tests.search.metrics import Score, evaluate, leaks, losses, means

DEPTH = 50
OWN = ("embedded", "elasticsearch")
INDEX = "bench-judged"
Search = Callable[[Query], Sequence[str]]


@contextmanager
def engine(address: str) -> Iterator[Search]:
    opened = open_engine(address, thesaurus=thesaurus())
    opened.index(documents())
    opened.refresh()

    def search(query: Query) -> list[str]:
        request = SearchRequest(
            text=query.text, language=query.language, access=query.access, limit=DEPTH, highlight=False
        )
        return [hit.translation_key for hit in opened.search(request).hits]

    yield search
    opened.close()


def wagtail(operator: str) -> Search:
    """Wagtail's search over all languages, a thing once; the reader's rights are a filter."""
    readers: dict[tuple[str, ...], Reader] = {}

    def search(query: Query) -> list[str]:
        reader = readers.setdefault(query.access, Reader(query.access))
        things = dict.fromkeys(row.thing for row in reader.found(query.text, operator)[: 4 * DEPTH])
        return list(things)[:DEPTH]

    return search


def figures(name: str, scores: Sequence[Score], leaked: int) -> dict[str, float]:
    found: dict[str, float] = {}
    for group, one in means(scores, by=lambda _: "all").items():
        found |= {f"{name}_{group}_{figure}": one[figure] for figure in ("ndcg10", "mrr10", "recall50")}
    for language, one in means(scores, by=lambda score: score.query.language).items():
        found[f"{name}_{language}_ndcg10"] = one["ndcg10"]
    lost = losses(scores)
    found |= {f"{name}_lost_by_{kind}": lost[kind] for kind in ("typo", "unaccented", "inflected")}
    crossed = means(scores, by=lambda score: score.query.kind)["cross_language"]
    return found | {f"{name}_cross_language_recall10": crossed["recall10"], f"{name}_leaks": leaked}


def table(scores: Mapping[str, Sequence[Score]]) -> str:
    """Rows of languages and kinds; nDCG@10, MRR@10 and recall@50 of each engine."""
    width = 24
    lines = [" " * 22 + "".join(name.ljust(width) for name in scores)]
    lines.append("queries".rjust(20) + "  " + "".join("nDCG10 MRR10 rec.50".ljust(width) for _ in scores))
    groups: list[tuple[str, Callable[[Score], str]]] = [
        *((language, lambda score: score.query.language) for language in LANGUAGES),
        *((kind, lambda score: score.query.kind) for kind in KINDS),
        ("all", lambda _: "all"),
    ]
    for group, by in groups:
        cells, number = [], 0
        for each in scores.values():
            if one := means(each, by=by).get(group):
                number = int(one["queries"])
                cells.append(f" {one['ndcg10']:.3f} {one['mrr10']:.3f} {one['recall50']:.3f}".ljust(width))
        if cells:
            lines.append(f"{group:<15}{number:>5}  " + "".join(cells))
    return "\n".join(lines)


def main(folder: Path, server: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    fill(documents())
    scores: dict[str, tuple[Score, ...]] = {}
    found: dict[str, float] = {}
    elastic = f"{server.replace('http://', 'elasticsearch://')}/{INDEX}"
    try:
        for name, address in zip(OWN, (f"embedded://{folder}", elastic), strict=True):
            with engine(address) as search:
                scores[name] = evaluate(queries(), search)
                found |= figures(name, scores[name], len(leaks(queries(), search)))
    finally:
        with Elasticsearch(server, request_timeout=60) as client:
            client.indices.delete(index=f"{INDEX}-*", expand_wildcards="all")
    for name, operator in (("Wagtail, all words", "and"), ("Wagtail, any word", "or")):
        scores[name] = evaluate(queries(), wagtail(operator))
    print(table(scores), file=sys.stderr)
    found |= {
        f"wagtail_{operator}_ndcg10_raw": means(scores[name], by=lambda _: "all")["all"]["ndcg10"]
        for name, operator in (("Wagtail, all words", "and"), ("Wagtail, any word", "or"))
    }
    print(json.dumps({"figures": found}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
