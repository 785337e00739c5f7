"""How well the project's ranking finds articles for questions, beside jieba words with rank-bm25 in the same run.

usage: python -m tests.benchmarks.retrieval_quality --articles A.jsonl --questions Q.jsonl
           [--learn L.jsonl | --folds N] [--json]

Articles: {"id", "title", "text"} a line; questions: {"id", "query", "relevant": [article ids]}. Questions of
`--learn` are taught first, as people's questions are; with `--folds` each part of the questions is asked with the
other parts taught. Titles count as headings, the sentences of a text as a clause's.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rank_bm25 import BM25Plus

from knowledge.sentences import split_sentences
from retrieval.bm25 import DELTA, K1, B
from retrieval.entries import EntryTokens, cut_entry
from retrieval.index import SearchIndex
from retrieval.phrases import WHICHEVER, Phrase
from retrieval.tokens import Tokenizer, tokens_of, words_of

Scores = NDArray[np.float64]
Rank = Callable[[str], Scores]


@dataclass(frozen=True)
class Asked:
    """A question, cut, and the numbers of the articles that answer it."""

    cut: str
    relevant: tuple[int, ...]


class Baseline:
    """Jieba words with rank-bm25: its statistics, and its scores over postings instead of over every document."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        """Index documents of words."""
        self.reference = BM25Plus(documents, k1=K1, b=B, delta=DELTA)
        lengths = np.asarray(self.reference.doc_len)
        self._saturation = K1 * (1 - B + B * lengths / self.reference.avgdl)
        self._held: dict[str, tuple[list[int], list[int]]] = {}
        for number, counts in enumerate(self.reference.doc_freqs):
            for word, count in counts.items():
                numbers, frequencies = self._held.setdefault(word, ([], []))
                numbers.append(number)
                frequencies.append(count)

    def scores(self, words: Sequence[str]) -> Scores:
        """Return what rank-bm25's `get_scores` returns."""
        total = np.zeros(self.reference.corpus_size)
        for word in words:
            idf = self.reference.idf.get(word, 0.0)
            numbers, counts = (np.asarray(each, dtype=np.int64) for each in self._held.get(word, ([], [])))
            total += idf * DELTA
            total[numbers] += idf * counts * (K1 + 1) / (self._saturation[numbers] + counts)
        return total


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--questions", type=Path, required=True)
    taught = parser.add_mutually_exclusive_group()
    taught.add_argument("--learn", type=Path)
    taught.add_argument("--folds", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    result = measure(
        read_rows(given.articles),
        read_rows(given.questions),
        learn=read_rows(given.learn) if given.learn else [],
        folds=given.folds,
    )
    if given.json:
        print(json.dumps(result))
        return
    how = f"{given.folds}-fold, the others taught" if given.folds else f"{result['taught']} taught"
    print(f"ranking {result['articles']} articles, {result['queries']} questions ({how}):")
    for name, figures in (("ours", result), ("jieba + rank-bm25", result["baseline"])):
        cells = (f"{figure} {figures[figure]:.3f}" for figure in ("mrr10", "recall10", "recall100"))
        print(f"  {name:20}" + "  ".join(cells))


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON-lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def measure(
    articles: Sequence[Mapping[str, Any]],
    questions: Sequence[Mapping[str, Any]],
    *,
    learn: Sequence[Mapping[str, Any]] = (),
    folds: int = 0,
) -> dict[str, Any]:
    """Return our figures, and those of the baseline under `baseline`."""
    tokenizer = Tokenizer()
    entries = [
        cut_entry(tokenizer, headings=[a["title"]], sentences=split_sentences(a["text"]), units=[])
        for a in articles
    ]
    numbers = {article["id"]: number for number, article in enumerate(articles)}
    asked, taught = _asked(tokenizer, questions, numbers), _asked(tokenizer, learn, numbers)
    ours = list(_folded(entries, asked, folds)) if folds else list(_ranked(entries, asked, taught))
    plain = Baseline([entry.words for entry in entries])
    theirs = [figures(plain.scores(words_of(one.cut)), one.relevant) for one in asked]
    return {
        **_means(ours),
        "queries": len(asked),
        "articles": len(entries),
        "taught": len(taught),
        "baseline": _means(theirs),
    }


def _asked(
    tokenizer: Tokenizer, questions: Sequence[Mapping[str, Any]], numbers: Mapping[str, int]
) -> list[Asked]:
    return [
        Asked(tokenizer.cut_text(q["query"]), tuple(numbers[id] for id in q["relevant"])) for q in questions
    ]


def _folded(entries: Sequence[EntryTokens], asked: Sequence[Asked], folds: int) -> Iterator[Scores]:
    """Yield the figures of each question, asked with the questions of the other folds taught."""
    shuffled = random.Random(0).sample(asked, len(asked))
    for fold in range(folds):
        others = [one for place, one in enumerate(shuffled) if place % folds != fold]
        yield from _ranked(entries, shuffled[fold::folds], others)


def _ranked(
    entries: Sequence[EntryTokens], asked: Sequence[Asked], taught: Sequence[Asked]
) -> Iterator[Scores]:
    phrases = [Phrase(number, WHICHEVER, one.cut) for one in taught for number in one.relevant]
    index = SearchIndex(entries, phrases)
    for one in asked:
        yield figures(index.scores(Counter(tokens_of(one.cut)))[0], one.relevant)


def figures(scores: Scores, relevant: Sequence[int]) -> Scores:
    """Return the reciprocal rank of the first relevant article (0 below 10), and the shares found in 10 and in 100.

    Equal scores stand in the order of the articles. An article that scores nothing is not found.
    """
    places = np.full(scores.size, scores.size)
    ranked = np.argsort(-scores, kind="stable")
    places[ranked] = np.arange(scores.size)
    places[scores <= 0] = scores.size + 100
    own = places[list(relevant)]
    return np.asarray([1 / (own.min() + 1) if own.min() < 10 else 0, (own < 10).mean(), (own < 100).mean()])


def _means(rows: Sequence[Scores]) -> dict[str, float]:
    means = np.mean(rows, axis=0) if rows else np.zeros(3)
    return {
        name: round(float(mean), 4)
        for name, mean in zip(("mrr10", "recall10", "recall100"), means, strict=True)
    }


if __name__ == "__main__":
    main(sys.argv[1:])
