"""An index made of two: the same as one made anew of what it holds."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retrieval.bm25 import BM25Index
from retrieval.index import SearchIndex
from retrieval.phrases import UNCOVERED, WHICHEVER, Phrase
from retrieval.tokens import Tokenizer
from tests.retrieval.test_entries import cut

TEXTS = ("停车费每小时5元", "首贷服务中心", "投诉找市交通局", "夜间免费", "", "贷款 loan 5元 5元")
choice = st.sampled_from(TEXTS)
asked_for = st.tuples(choice, st.sampled_from([WHICHEVER, UNCOVERED, 0, 1]))
entry = st.tuples(st.lists(choice, max_size=3), st.lists(asked_for, max_size=2), st.booleans())


@given(first=st.lists(entry, max_size=4), second=st.lists(entry, max_size=4), asked=choice, data=st.data())
def test_a_joined_index_scores_as_one_made_anew(
    tokenizer: Tokenizer, first: list[tuple], second: list[tuple], asked: str, data: st.DataObject
) -> None:
    everything = [*first, *second]
    order = data.draw(st.permutations(range(len(everything))))[: data.draw(st.integers(0, len(everything)))]
    counted = np.asarray([everything[number][2] for number in order], dtype=np.bool_)
    joined = made(tokenizer, first).joined(
        made(tokenizer, second), np.asarray(order, dtype=np.int64), counted=counted
    )
    anew = made(tokenizer, [everything[number] for number in order], counted)
    tokens = Counter(tokenizer.tokens(asked))
    assert (joined.size, joined.counted) == (anew.size, anew.counted)
    assert (joined.entries.idf, joined.sentences.idf) == (anew.entries.idf, anew.sentences.idf)
    assert [joined.tokens(n) for n in range(anew.size)] == [anew.tokens(n) for n in range(anew.size)]
    assert list(joined.phrases) == list(anew.phrases)
    for without in ([], ["夜间免费", "首贷服务中心"]):
        for mine, theirs in zip(joined.scores(tokens, without), anew.scores(tokens, without), strict=True):
            assert mine.tolist() == theirs.tolist()
        mine, theirs = joined.phrases.scores(tokens, without), anew.phrases.scores(tokens, without)
        assert mine.tolist() == theirs.tolist()
        assert joined.phrases.leaning(mine, 0, anew.size) == anew.phrases.leaning(theirs, 0, anew.size)


@given(entries=st.lists(entry, min_size=1, max_size=4), asked=choice, data=st.data())
def test_an_index_with_more_phrases_scores_as_one_made_anew(
    tokenizer: Tokenizer, entries: list[tuple], asked: str, data: st.DataObject
) -> None:
    places = st.tuples(st.integers(0, len(entries) - 1), asked_for)
    more = data.draw(st.lists(places, max_size=4))
    everything = [
        (texts, [*questions, *(new for place, new in more if place == number)], is_counted)
        for number, (texts, questions, is_counted) in enumerate(entries)
    ]
    counted = np.asarray([is_counted for _, _, is_counted in entries], dtype=np.bool_)
    anew, plain = made(tokenizer, everything, counted), made(tokenizer, entries, counted)
    phrases = [
        Phrase(place, min(sentence, len(entries[place][0]) - 1), tokenizer.cut_text(question))
        for place, (question, sentence) in more
    ]
    taught = plain.with_phrases(phrases, counted=counted)
    tokens = Counter(tokenizer.tokens(asked))
    assert (taught.entries.idf, taught.sentences.idf) == (anew.entries.idf, anew.sentences.idf)
    assert list(taught.phrases) == list(anew.phrases)
    assert [taught.tokens(n) for n in range(anew.size)] == [anew.tokens(n) for n in range(anew.size)]
    for without in ([], ["夜间免费", "首贷服务中心"]):
        for mine, theirs in zip(taught.scores(tokens, without), anew.scores(tokens, without), strict=True):
            assert mine.tolist() == theirs.tolist()


def made(tokenizer: Tokenizer, entries: list[tuple], counted: np.ndarray | None = None) -> SearchIndex:
    phrases = [
        Phrase(number, min(sentence, len(texts) - 1), tokenizer.cut_text(question))
        for number, (texts, questions, _) in enumerate(entries)
        for question, sentence in questions
    ]
    return SearchIndex([cut(tokenizer, *texts) for texts, _, _ in entries], phrases, counted=counted)


def test_a_term_that_only_a_dropped_document_held_is_gone() -> None:
    index = BM25Index([["a", "b"], ["a", "c"]]).joined(BM25Index([["d"]]), np.asarray([1, 2]))
    assert set(index.idf) == {"a", "c", "d"}
    assert index.scores({"b": 1}).tolist() == [0, 0]
