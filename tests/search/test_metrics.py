"""The figures of relevance, against figures worked out by hand."""

from typing import Any

import pytest

from tests.search.judged import Query
from tests.search.metrics import evaluate, leaks, losses, means, ndcg, recall, reciprocal_rank


def query(name: str = "q", **changes: Any) -> Query:
    return Query(**{"id": name, "language": "en", "text": name, "kind": "verbatim", "grades": {"a": 3}, **changes})


def test_ndcg_of_the_ideal_order_is_one_and_of_nothing_found_zero() -> None:
    assert ndcg(["a", "b", "c"], {"a": 3, "b": 2, "c": 1}) == 1
    assert ndcg([], {"a": 3}) == 0
    assert ndcg(["a"], {}) == 0


def test_ndcg_worked_out_by_hand() -> None:
    # gained: b at 1 → 3 / log2(2) = 3; x → 0; a at 3 → 7 / log2(4) = 3.5; together 6.5
    # at best: a → 7, b → 3 / log2(3) = 1.892789, c → 1 / log2(4) = 0.5; together 9.392789
    assert ndcg(["b", "x", "a"], {"a": 3, "b": 2, "c": 1}) == pytest.approx(6.5 / 9.392789)


def test_ndcg_looks_no_further_than_k() -> None:
    assert ndcg(["x", "a"], {"a": 3}, k=1) == 0
    assert ndcg(["a"], {"a": 3, "b": 3}, k=1) == 1


def test_reciprocal_rank_is_of_the_first_that_helps() -> None:
    assert reciprocal_rank(["x", "c", "b"], {"b": 2, "c": 1}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x", "c"], {"b": 2, "c": 1}) == 0
    assert reciprocal_rank(["x", "a"], {"a": 3}, k=1) == 0


def test_recall_counts_those_that_help() -> None:
    assert recall(["a", "x", "c"], {"a": 3, "b": 2, "c": 1}, 10) == 0.5
    assert recall(["x", "a"], {"a": 3}, 1) == 0
    assert recall(["a"], {"c": 1}, 10) == 0


def test_means_are_of_the_queries_with_an_answer() -> None:
    found = {"q": ["a"], "r": ["x", "a"], "none": ["x"]}
    asked = [query(), query("r"), query("none", kind="no_answer", grades={})]

    scores = evaluate(asked, lambda one: found[one.id])

    assert means(scores, by=lambda score: score.query.kind) == {
        "verbatim": {
            "queries": 2,
            "ndcg10": pytest.approx((1 + 0.63093) / 2),
            "mrr10": 0.75,
            "recall10": 1,
            "recall50": 1,
        }
    }


def test_a_loss_is_taken_on_pairs() -> None:
    found = {"q": ["a"], "unpaired": [], "t1": ["x", "a"], "t2": ["a"]}
    asked = [query(), query("unpaired")] + [query(name, kind="typo", of="q") for name in ("t1", "t2")]

    scores = evaluate(asked, lambda one: found[one.id])

    assert losses(scores) == {"typo": pytest.approx((1 - 0.63093) / 2)}


def test_every_forbidden_thing_that_is_shown_is_a_leak() -> None:
    asked = query(kind="must_not_leak", grades={}, forbidden=("a",))

    assert leaks([asked, query("r")], lambda _: ["x", "a"]) == [(asked, "a")]
    assert leaks([asked], lambda _: ["x"]) == []
