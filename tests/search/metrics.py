"""How well a ranking answers: nDCG, reciprocal rank, recall; means by language and kind, losses on pairs.

nDCG as Järvelin and Kekäläinen (2002) with the gain of Burges et al. (2005): 2^grade − 1, divided by log2(rank + 1).
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from tests.search.judged import Query

RELEVANT = 2  # the lowest grade that reciprocal rank and recall count as found


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    query: Query
    ranked: tuple[str, ...]
    ndcg10: float
    mrr10: float
    recall10: float
    recall50: float


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    """0 when nothing is judged relevant."""
    best = _dcg(sorted(grades.values(), reverse=True)[:k])
    return _dcg([grades.get(key, 0) for key in ranked[:k]]) / best if best else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float:
    for rank, key in enumerate(ranked[:k], start=1):
        if grades.get(key, 0) >= RELEVANT:
            return 1 / rank
    return 0.0


def recall(ranked: Sequence[str], grades: Mapping[str, int], k: int) -> float:
    wanted = {key for key, grade in grades.items() if grade >= RELEVANT}
    return len(wanted.intersection(ranked[:k])) / len(wanted) if wanted else 0.0


def evaluate(queries: Iterable[Query], search: Callable[[Query], Sequence[str]]) -> tuple[Score, ...]:
    """Scores of the queries that have an answer; `search` gives translation keys, best first, at best 50 of them."""
    return tuple(_score(query, tuple(search(query))) for query in queries if query.grades)


def leaks(queries: Iterable[Query], search: Callable[[Query], Sequence[str]]) -> list[tuple[Query, str]]:
    """Every forbidden thing that a search showed; it must be empty."""
    return [(query, key) for query in queries if query.forbidden for key in search(query) if key in query.forbidden]


def means(scores: Iterable[Score], by: Callable[[Score], str]) -> dict[str, dict[str, float]]:
    """Group → figure → mean over the queries of the group; `queries` is their number."""
    groups: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        groups[by(score)].append(score)
    figures = ("ndcg10", "mrr10", "recall10", "recall50")
    return {
        group: {"queries": len(members), **{name: fmean(getattr(one, name) for one in members) for name in figures}}
        for group, members in groups.items()
    }


def losses(scores: Sequence[Score]) -> dict[str, float]:
    """Kind → mean nDCG@10 that a query loses against the one it is `of`, over its pairs."""
    by_id = {score.query.id: score for score in scores}
    lost: dict[str, list[float]] = defaultdict(list)
    for score in scores:
        if score.query.of:
            lost[score.query.kind].append(by_id[score.query.of].ndcg10 - score.ndcg10)
    return {kind: fmean(each) for kind, each in lost.items()}


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, start=1))


def _score(query: Query, ranked: tuple[str, ...]) -> Score:
    return Score(
        query=query,
        ranked=ranked,
        ndcg10=ndcg(ranked, query.grades),
        mrr10=reciprocal_rank(ranked, query.grades),
        recall10=recall(ranked, query.grades, 10),
        recall50=recall(ranked, query.grades, 50),
    )
