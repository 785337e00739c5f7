"""BM25 over posting arrays: hand-worked numbers, and rank-bm25 as the reference."""

import tracemalloc
from collections import Counter
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rank_bm25 import BM25Plus

from retrieval.bm25 import DELTA, K1, B, BM25Index, best

TERMS = st.sampled_from(list("abcdefgh"))
CORPORA = st.lists(st.lists(TERMS, max_size=8), min_size=1, max_size=80).filter(any)
QUERIES = st.lists(st.sampled_from(list("abcdefghxy")), max_size=6)


def plain_sort(scores: np.ndarray, k: int) -> list[tuple[int, float]]:
    """Return what `best` must, the slow and obvious way."""
    ranked = sorted((n for n in range(scores.size) if scores[n] > 0), key=lambda n: (-scores[n], n))
    return [(n, float(scores[n])) for n in ranked[:k]]


def test_scores_are_those_worked_out_by_hand() -> None:
    """
    Three documents of 2, 3 and 1 tokens, 2 on average, so that the saturation k1·(1 - b + b·length/average) is
    1.5, 2.0625 and 0.9375. The idf of a and b, held by two of three, is ln(4/2); that of c, held by one, ln(4/1).
    """
    index = BM25Index([["a", "b"], ["a", "a", "c"], ["b"]])
    assert index.idf == pytest.approx({"a": log(2), "b": log(2), "c": log(4)})
    assert index.scores({"a": 1}) == pytest.approx([log(2) * 2.5 / 2.5, log(2) * 5 / 4.0625, 0])
    assert index.scores({"b": 1}) == pytest.approx([log(2), 0, log(2) * 2.5 / 1.9375])
    assert index.scores({"a": 1, "c": 1}) == pytest.approx([0.693147, 0.853104 + 1.131669, 0], abs=1e-6)
    assert index.scores({"c": 2}) == pytest.approx([0, 2 * 1.131669, 0], abs=1e-6)
    assert index.scores({"c": 0.5}) == pytest.approx([0, 0.5 * 1.131669, 0], abs=1e-6)
    assert [(number, round(score, 6)) for number, score in index.top(["a", "c"])] == [
        (1, 1.984773),
        (0, 0.693147),
    ]


@given(CORPORA, QUERIES)
def test_scores_and_order_are_those_of_rank_bm25_less_its_constant(
    corpus: list[list[str]], query: list[str]
) -> None:
    reference = BM25Plus(corpus, k1=K1, b=B, delta=DELTA)
    constant = sum(reference.idf.get(token, 0.0) * DELTA for token in query)
    expected = reference.get_scores(query) - constant
    index = BM25Index(corpus)
    assert index.scores(Counter(query)) == pytest.approx(expected, abs=1e-9)
    found = index.top(query, 10)
    assert [score for _, score in found] == pytest.approx(
        [s for s in sorted(expected)[::-1][:10] if s > 1e-9]
    )
    assert [expected[number] for number, _ in found] == pytest.approx([score for _, score in found])
    assert found == plain_sort(index.scores(Counter(query)), 10)


@pytest.mark.parametrize("corpus", [[], [[]], [[], []]])
def test_an_index_without_any_token_finds_nothing(corpus: list[list[str]]) -> None:
    index = BM25Index(corpus)
    assert index.scores({"a": 1}).shape == (len(corpus),)
    assert index.top(["a"]) == []


@pytest.mark.parametrize(("query", "k"), [([], 10), (["x", "y"], 10), (["a"], 0), (["a"], -1)])
def test_no_token_no_known_token_and_no_place_find_nothing(query: list[str], k: int) -> None:
    assert BM25Index([["a", "b"], ["a"]]).top(query, k) == []


def test_a_document_that_holds_no_token_of_the_query_is_not_found() -> None:
    assert [number for number, _ in BM25Index([["a"], ["b"], ["a", "b"]]).top(["a"])] == [0, 2]


def test_a_term_that_every_document_holds_still_counts() -> None:
    assert BM25Index([["a"], ["a", "b"]]).scores({"a": 1}).min() > 0


def test_equal_scores_stand_in_document_order() -> None:
    index = BM25Index([["b"], ["a"], ["b"], ["a"], ["a"]] * 40)
    assert [number for number, _ in index.top(["a"], 4)] == [1, 3, 4, 6]
    assert [number for number, _ in index.top(["a"], 1000)] == [n for n in range(200) if n % 5 in (1, 3, 4)]


def test_the_best_are_those_of_a_plain_sort() -> None:
    random = np.random.default_rng(20261123)
    for size in [*range(1, 140, 7), 63, 64, 65, 127, 128, 129, 640, 641, 5000]:
        for levels in (1, 3, 40, 10**9):  # few levels: many equal scores
            scores = random.integers(0, levels + 1, size) / 7.0
            scores[random.random(size) < random.choice([0.0, 0.5, 0.97])] = 0.0
            for k in (1, 2, 10, 64, size, size + 1):
                assert best(scores, k) == plain_sort(scores, k), (size, levels, k)


def test_the_best_of_nothing_and_of_zeros_is_nothing() -> None:
    assert best(np.zeros(0), 10) == []
    assert best(np.zeros(1000), 10) == []


def test_the_smallest_score_above_zero_counts() -> None:
    scores = np.zeros(200)
    scores[150] = np.nextafter(0, 1)
    assert [number for number, _ in best(scores, 3)] == [150]


def test_words_that_people_make_up_leave_nothing_behind() -> None:
    index = BM25Index([["a", "b"], ["a", "a", "c"]])
    index.scores({"a": 1, "made up": 1})
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    for number in range(1000):
        index.scores({"a": 1, f"made up {number}": 1})
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 10_000  # bytes; kept, they would take 200 each


def test_a_score_is_the_sum_of_its_tokens_shares() -> None:
    index = BM25Index([["a", "b"], ["a", "a", "c"], ["b"]])
    query = {"x": 1, "a": 0.5, "c": 2, "b": 1}
    assert index.shares(0, query) == pytest.approx({"a": 0.5 * log(2), "b": log(2)})
    for number, score in enumerate(index.scores(query)):
        assert sum(index.shares(number, query).values()) == pytest.approx(score)
    assert index.shares(0, {}) == index.shares(2, {"x": 1}) == {}
