"""How fast the index answers, against bm25s (NumPy backend) and rank-bm25 in the same run.

usage: python -m tests.benchmarks.retrieval_speed [--articles FILE.jsonl] [--questions FILE.jsonl] [--json]

One thread, one question at a time, ten results, from tokens. Articles: {"id", "title", "text"} a line;
questions: {"query"} a line. Without them, policy-like clauses come from a seeded generator.
"""

import argparse
import json
import random
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import bm25s
import numpy as np
from rank_bm25 import BM25Plus

from retrieval.bm25 import DELTA, K1, B, BM25Index
from retrieval.tokens import Tokenizer, words_of
from tests.plan import POLICIES

TOP = 10
ROUNDS = 5
RANK_BM25_QUESTIONS = 20
"""rank-bm25 walks every document for every question; a few questions are enough to time it."""

Tokens = list[list[str]]


def main() -> None:
    """Print questions a second and the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    result = measure(*read_tokens(arguments.articles, arguments.questions))
    if arguments.json:
        print(json.dumps(result))
        return
    print(f"retrieval: {result['articles']} articles, {result['questions']} questions, top {TOP}, one thread")
    for name in ("ours", "bm25s", "rank_bm25"):
        print(f"  {name:10} {result[name]:>10,.1f} questions/s")
    print(f"  ours / bm25s     {result['to_bm25s']:>8.2f}  (median of {ROUNDS} paired rounds; goal 1)")
    print(f"  ours / rank-bm25 {result['to_rank_bm25']:>8.0f}")
    print(
        f"  same top {TOP} as BM25Plus, up to equal scores, for {RANK_BM25_QUESTIONS} questions: {result['agreement']}"
    )


def read_tokens(articles: Path | None, questions: Path | None) -> tuple[Tokens, Tokens]:
    """Return the words of the articles and of the questions."""
    tokenizer = Tokenizer()
    texts = [f"{a['title']} {a['text']}" for a in _rows(articles)] if articles else _generated(9000)
    asked = [row["query"] for row in _rows(questions)] if questions else _questions_about(texts, 500)
    return [_words(tokenizer, text) for text in texts], [_words(tokenizer, question) for question in asked]


def _words(tokenizer: Tokenizer, text: str) -> list[str]:
    return list(words_of(tokenizer.cut_text(text)))


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _generated(count: int) -> list[str]:
    """Return clauses put together at random from the phrases of the plan and from rare made-up terms."""
    chance = random.Random(2021)
    text = next(POLICIES.glob("*.txt")).read_text(encoding="utf-8")
    phrases = [p for p in text.replace("；", "，").replace("。", "，").split("，") if 4 <= len(p) <= 30]
    rare = ["".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(2)) for _ in range(3000)]
    return [
        "，".join(
            chance.choices(phrases, k=chance.randint(3, 12)) + chance.choices(rare, k=chance.randint(2, 8))
        )
        for _ in range(count)
    ]


def _questions_about(texts: Sequence[str], count: int) -> list[str]:
    chance = random.Random(2023)
    starts = (chance.choice(texts) for _ in range(count))
    return ["请问" + text[chance.randrange(max(1, len(text) - 20)) :][:20] + "怎么办？" for text in starts]


def measure(articles: Tokens, questions: Tokens) -> dict[str, float | int | bool]:
    """Return questions a second of each, and the ratios of paired rounds."""
    ours, reference = BM25Index(articles), BM25Plus(articles, k1=K1, b=B, delta=DELTA)
    other = bm25s.BM25(method="bm25+", k1=K1, b=B, delta=DELTA, backend="numpy")
    other.index(articles, show_progress=False)

    def ask_bm25s(tokens: list[str]) -> object:
        return other.retrieve([tokens], k=TOP, show_progress=False, n_threads=0)

    pairs = [
        (_rate(lambda tokens: ours.top(tokens, TOP), questions), _rate(ask_bm25s, questions))
        for _ in range(ROUNDS)
    ]
    few = questions[:: max(1, len(questions) // RANK_BM25_QUESTIONS)][:RANK_BM25_QUESTIONS]
    slow = _rate(lambda tokens: np.argsort(-reference.get_scores(tokens), kind="stable")[:TOP], few)
    fast = statistics.median(rate for rate, _ in pairs)
    return {
        "articles": len(articles),
        "questions": len(questions),
        "ours": fast,
        "bm25s": statistics.median(rate for _, rate in pairs),
        "rank_bm25": slow,
        "to_bm25s": statistics.median(mine / theirs for mine, theirs in pairs),
        "to_rank_bm25": fast / slow,
        "agreement": all(_agrees(ours, reference, tokens) for tokens in few),
    }


def _rate(ask: Callable[[list[str]], object], questions: Tokens) -> float:
    start = time.perf_counter()
    for tokens in questions:
        ask(tokens)
    return len(questions) / (time.perf_counter() - start)


def _agrees(ours: BM25Index, reference: BM25Plus, tokens: list[str]) -> bool:
    """Return whether each place of our top ten has the score that rank-bm25's has, and its own score there."""
    constant = sum(DELTA * reference.idf.get(token, 0.0) for token in tokens)
    scores = reference.get_scores(tokens) - constant
    expected = np.sort(scores[scores > 1e-9])[::-1][:TOP]
    found = ours.top(tokens, TOP)
    return len(found) == expected.size and all(
        abs(score - scores[number]) < 1e-9 and abs(score - wanted) < 1e-9
        for (number, score), wanted in zip(found, expected, strict=True)
    )


if __name__ == "__main__":
    main()
