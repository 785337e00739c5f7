"""What a clause is found by: cut texts that are kept, handed over, indexed, and cut anew where a term is new."""

import pickle
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.bm25 import BM25Index
from retrieval.entries import EntryTokens, Terms, cut_entry
from retrieval.flat import Flat, flat_tokens, flatten
from retrieval.index import SearchIndex
from retrieval.tokens import Tokenizer, tokens_of, words_of
from tests.retrieval.typed import any_text

texts = st.lists(any_text, max_size=4)


def cut(tokenizer: Tokenizer, *sentences: str) -> EntryTokens:
    return cut_entry(tokenizer, headings=["标题"], sentences=sentences, units=["市财政局"])


def counted(flat: Flat) -> list[dict[str, int]]:
    """Return how often each document holds each term."""
    found: list[dict[str, int]] = [{} for _ in flat.lengths]
    for number, document in zip(flat.held, flat.documents, strict=True):
        term = flat.name(int(number))
        found[document][term] = found[document].get(term, 0) + 1
    assert [sum(each.values()) for each in found] == list(flat.lengths)
    return found


@given(documents=st.lists(texts, max_size=4))
def test_tokens_in_arrays_are_those_read_one_by_one(tokenizer: Tokenizer, documents: list[list[str]]) -> None:
    entries = [cut(tokenizer, *sentences) for sentences in documents]
    joined = [entry.joined for entry in entries]
    assert counted(flat_tokens(joined)) == counted(flatten(map(tokens_of, joined)))


@given(sentences=texts)
def test_cut_texts_survive_being_stored_and_being_joined(tokenizer: Tokenizer, sentences: list[str]) -> None:
    entry = cut(tokenizer, *sentences)
    assert EntryTokens.from_plain(entry.to_plain()) == EntryTokens.split(entry.joined, entry.lengths) == entry


def test_an_index_handed_to_another_process_is_the_same(tokenizer: Tokenizer) -> None:
    index = SearchIndex([cut(tokenizer, "设立首贷服务中心。", "降费1%。")])
    other = pickle.loads(pickle.dumps(index))  # noqa: S301 (our own)
    asked = Counter(tokenizer.tokens("首贷服务中心降费1%"))
    for mine, theirs in zip(index.scores(asked), other.scores(asked), strict=True):
        assert mine.tolist() == theirs.tolist() > [0]
    assert (other.tokens(0), other.lengths(0)) == (index.tokens(0), [9, 5])


def test_what_is_not_counted_changes_no_score_of_what_is() -> None:
    alone = BM25Index([["a", "b"], ["a", "c"]])
    both = BM25Index([["a", "b"], ["a", "c"], ["a", "d", "d"]], np.array([True, True, False]))
    assert both.scores({"a": 1, "b": 1})[:2] == pytest.approx(alone.scores({"a": 1, "b": 1}))
    assert both.scores({"d": 1})[2] > 0


@pytest.mark.parametrize(
    ("terms", "touched"),
    [
        (["首贷服务中心"], True),
        (["首貸服務中心"], True),
        (["贷服"], True),
        (["中"], True),
        (["市财政局"], True),
        (["标题"], True),
        (["4+1"], True),
        (["首贷中心"], False),
        (["中心降费"], False),
        (["局标"], False),
        (["", "\n"], False),
        ([], False),
    ],
)
def test_an_entry_is_touched_by_the_terms_that_a_text_of_it_holds(
    tokenizer: Tokenizer, terms: list[str], touched: bool
) -> None:
    assert Terms(terms).touch(cut(tokenizer, "设立首贷服务中心。", "降费4+1。")) is touched


def test_another_vocabulary_is_cut_by_a_tokenizer_made_of_the_first_which_stays_as_it_was(
    plan_store: object,
) -> None:
    first = Tokenizer(["转供电"])
    other = first.with_vocabulary(["首贷服务中心", "供电"])
    assert words_of(first.cut_text("整治转供电")) == ("整治", "转供电")
    assert "首贷服务中心" not in words_of(first.cut_text("首贷服务中心"))
    assert words_of(other.cut_text("首贷服务中心")) == ("首贷服务中心",)
    assert "转供电" not in words_of(other.cut_text("整治转供电"))
    back = other.with_vocabulary(["转供电"])
    assert (back._jieba.FREQ, back._jieba.total) == (first._jieba.FREQ, first._jieba.total)
