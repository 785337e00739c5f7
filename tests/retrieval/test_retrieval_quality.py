"""The benchmark of the ranking: its figures worked out by hand, its reference, and its command line."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from rank_bm25 import BM25Plus

from retrieval.bm25 import DELTA, K1, B
from tests.benchmarks import retrieval_quality
from tests.benchmarks.retrieval_quality import Baseline, figures
from tests.retrieval.test_bm25 import CORPORA, QUERIES

ARTICLES = [
    {"id": "a", "title": "停车办法 第一条", "text": "停车费每小时5元。夜间免费。"},
    {"id": "b", "title": "停车办法 第二条", "text": "对收费有异议的，可以投诉。"},
    {"id": "c", "title": "公交办法 第一条", "text": "票价每次2元。"},
]
QUESTIONS = [
    {"id": 1, "query": "夜间停车费", "relevant": ["a"]},
    {"id": 2, "query": "坐一趟车几个钱", "relevant": ["c"]},
]
LEARNED = [{"id": 3, "query": "坐车一趟要多少钱", "relevant": ["c"]}]


@pytest.mark.parametrize(
    ("relevant", "wanted"),
    [
        ([1], (1.0, 1.0, 1.0)),
        ([0], (0.5, 1.0, 1.0)),
        ([0, 1], (1.0, 1.0, 1.0)),
        ([14], (0.0, 0.0, 1.0)),
        ([0, 14, 150], (0.5, 1 / 3, 2 / 3)),
        ([199], (0.0, 0.0, 0.0)),
    ],
)
def test_the_first_relevant_article_makes_the_rank_and_all_make_the_recall(relevant, wanted) -> None:
    scores = np.arange(200, 0, -1.0)
    scores[1] = 1000
    scores[199] = 0
    assert figures(scores, relevant) == pytest.approx(wanted)


def test_an_article_that_scores_nothing_is_not_found_however_few_there_are() -> None:
    assert figures(np.zeros(3), [0]).tolist() == [0, 0, 0]


@given(CORPORA, QUERIES)
def test_the_reference_scores_as_rank_bm25_does(corpus: list[list[str]], query: list[str]) -> None:
    reference = BM25Plus(corpus, k1=K1, b=B, delta=DELTA)
    assert Baseline(corpus).scores(query) == pytest.approx(reference.get_scores(query))


def printed(folder: Path, *options: str) -> dict:
    files = {"articles": ARTICLES, "questions": QUESTIONS, "learn": LEARNED}
    for name, rows in files.items():
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(text + "\n", encoding="utf-8")
    words = ["--articles", "articles.jsonl", "--questions", "questions.jsonl", *options, "--json"]
    done = subprocess.run(
        [sys.executable, retrieval_quality.__file__, *words], cwd=folder, capture_output=True, check=True
    )
    return json.loads(done.stdout)


def test_learned_questions_find_what_the_articles_alone_do_not(tmp_path: Path) -> None:
    plain, taught = printed(tmp_path), printed(tmp_path, "--learn", "learn.jsonl")
    assert (plain["queries"], set(plain["baseline"])) == (2, {"mrr10", "recall10", "recall100"})
    assert plain["mrr10"] < taught["mrr10"] == taught["recall10"] == taught["recall100"] == 1
    assert plain["baseline"] == taught["baseline"]


def test_each_fold_is_asked_with_only_the_others_taught(tmp_path: Path) -> None:
    assert printed(tmp_path, "--folds", "2")["mrr10"] == printed(tmp_path)["mrr10"]
