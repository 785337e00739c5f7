"""Judging a question without its own phrasing: scores are those of an index made without it."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retrieval.bm25 import BM25Index
from retrieval.index import SearchIndex
from retrieval.phrases import UNCOVERED, WHICHEVER, Phrase
from retrieval.tokens import Tokenizer
from tests.retrieval.test_bm25 import QUERIES, TERMS
from tests.retrieval.test_entries import cut

TEXTS = ("停车费每小时5元", "首贷服务中心", "投诉找市交通局", "夜间免费")
ASKED = ("晚上停车要钱吗", "头一回借钱去哪", "停一小时多少钱", "车被拖了找谁", "首贷在哪办")

phrase = st.tuples(st.integers(0, 1), st.sampled_from([WHICHEVER, UNCOVERED, 0, 1]), st.sampled_from(ASKED))


@given(
    corpus=st.lists(st.lists(TERMS, max_size=8), min_size=1, max_size=12),
    query=QUERIES,
    data=st.data(),
)
def test_a_document_scores_without_some_of_its_tokens_as_if_it_never_had_them(
    corpus: list[list[str]], query: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(corpus) - 1))
    dropped = data.draw(st.integers(0, len(corpus[place])))
    shorter = [*corpus[:place], corpus[place][dropped:], *corpus[place + 1 :]]
    # Another document keeps the statistics the same: it alone counts, in both.
    counted = np.asarray([False] * len(corpus) + [True])
    rest = list("abcdefgh")
    whole, anew = (BM25Index([*documents, rest], counted) for documents in (corpus, shorter))
    less = {place: Counter(corpus[place][:dropped])}
    assert whole.scores(Counter(query), less) == pytest.approx(anew.scores(Counter(query)))


@given(
    phrases=st.lists(phrase, max_size=6), without=st.sampled_from(ASKED), asked=st.sampled_from(ASKED + TEXTS)
)
def test_what_does_not_count_is_as_if_it_were_not_there_where_the_statistics_are_the_same(
    tokenizer: Tokenizer, phrases: list[tuple[int, int, str]], without: str, asked: str
) -> None:
    everything, anew = pair(tokenizer, phrases, without, counted=np.asarray([False, False, True]))
    query = Counter(tokenizer.tokens(asked))
    for mine, theirs in zip(everything.scores(query, [without]), anew.scores(query), strict=True):
        assert mine == pytest.approx(theirs)


@given(
    phrases=st.lists(phrase, max_size=6), without=st.sampled_from(ASKED), asked=st.sampled_from(ASKED + TEXTS)
)
def test_with_statistics_that_have_seen_it_scores_are_of_the_same_order(
    tokenizer: Tokenizer, phrases: list[tuple[int, int, str]], without: str, asked: str
) -> None:
    everything, anew = pair(tokenizer, phrases, without, counted=None)
    assume(everything.phrases.asked(without))
    query = Counter(tokenizer.tokens(asked))
    for mine, theirs in zip(everything.scores(query, [without]), anew.scores(query), strict=True):
        assert ((mine > 0) == (theirs > 0)).all()
        found = mine > 0
        assert (mine[found] <= 3 * theirs[found]).all()
        assert (theirs[found] <= 3 * mine[found]).all()


def pair(
    tokenizer: Tokenizer, phrases: list[tuple[int, int, str]], without: str, *, counted: np.ndarray | None
) -> tuple[SearchIndex, SearchIndex]:
    """Return an index with all phrases, and one without those that are the question `without`."""
    entries = [cut(tokenizer, *TEXTS[:2]), cut(tokenizer, *TEXTS[2:]), cut(tokenizer, *TEXTS, *ASKED)]
    made = [
        [Phrase(entry, sentence, tokenizer.cut_text(question)) for entry, sentence, question in kept]
        for kept in (phrases, [one for one in phrases if one[2] != without])
    ]
    everything, anew = (SearchIndex(entries, each, counted=counted) for each in made)
    return everything, anew


def test_a_phrase_that_does_not_count_scores_nothing_itself(tokenizer: Tokenizer) -> None:
    phrases = [Phrase(0, 0, tokenizer.cut_text(question)) for question in ASKED[:2]]
    index = SearchIndex([cut(tokenizer, *TEXTS)], phrases)
    query = Counter(tokenizer.tokens(ASKED[0]))
    assert index.phrases.scores(query)[0] > 0
    assert index.phrases.scores(query, [ASKED[0]])[0] == 0
