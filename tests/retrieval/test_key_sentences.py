"""The one or two sentences that answer: whole, and at most 180 characters together."""

from hypothesis import given
from hypothesis import strategies as st

from knowledge.sentences import split_sentences
from retrieval.entries import cut_entry
from retrieval.index import SearchIndex
from retrieval.question import longest_run
from retrieval.search import KEY_SENTENCES_LIMIT, Searcher, Verdict
from retrieval.tokens import Tokenizer


def searcher(tokenizer: Tokenizer, *bodies: str) -> Searcher:
    """Return a searcher over clauses with these texts."""
    entries = []
    for body in bodies:
        sentences = split_sentences(body)
        entries.append(cut_entry(tokenizer, headings=[], sentences=sentences, units=[]))
    return Searcher(SearchIndex(entries), tokenizer)


def test_the_sentence_that_holds_the_question_comes_first(tokenizer: Tokenizer) -> None:
    found = searcher(tokenizer, "建设园区。设立首贷服务中心。参加展会。", "别的事情。")
    assert found.key_sentences(0, "首贷服务中心") == (1,)
    assert found.key_sentences(0, "展会") == (2,)


def test_a_second_sentence_that_holds_enough_is_shown_after_it(tokenizer: Tokenizer) -> None:
    found = searcher(tokenizer, "推广贷款。建设园区。贷款与培训。", "别的事情。")
    assert found.key_sentences(0, "贷款 培训 推") == (2, 0)


def test_a_second_sentence_that_holds_too_little_is_not_shown(tokenizer: Tokenizer) -> None:
    found = searcher(tokenizer, "推广贷款。建设园区。贷款与培训与展会。", "别的事情。")
    assert found.key_sentences(0, "贷款 培训 展会") == (2,)


def test_of_sentences_that_hold_the_same_the_first_one_is_shown_first(tokenizer: Tokenizer) -> None:
    found = searcher(tokenizer, "发展首贷。发展首贷。发展首贷。", "别的事情。")
    assert found.key_sentences(0, "首贷") == (0, 1)


def test_a_sentence_that_is_too_long_is_neither_shown_nor_cut(tokenizer: Tokenizer) -> None:
    long = "设立首贷服务中心" + "，扩大覆盖面" * 40 + "。"
    assert len(long) > KEY_SENTENCES_LIMIT
    found = searcher(tokenizer, f"{long}推广首贷。", "别的事情。")
    assert found.key_sentences(0, "首贷服务中心") == (1,)
    only = searcher(tokenizer, long, "别的事情。")
    assert only.key_sentences(0, "首贷服务中心") == ()


def test_a_sentence_of_exactly_the_limit_is_shown_alone(tokenizer: Tokenizer) -> None:
    text = "设立首贷服务中心"
    whole = text + "，" * (KEY_SENTENCES_LIMIT - len(text) - 1) + "。"
    found = searcher(tokenizer, f"{whole}设立首贷服务中心。", "别的事情。")
    assert found.key_sentences(0, "首贷服务中心") == (0,)


def test_two_sentences_are_shown_only_where_both_fit(tokenizer: Tokenizer) -> None:
    half = "设立首贷服务中心" + "，" * (KEY_SENTENCES_LIMIT // 2 - 9) + "。"
    assert 2 * len(half) == KEY_SENTENCES_LIMIT
    fits = searcher(tokenizer, half * 2, "别的事情。")
    assert fits.key_sentences(0, "首贷服务中心") == (0, 1)
    over = searcher(tokenizer, half + half.replace("，。", "，，。"), "别的事情。")
    assert over.key_sentences(0, "首贷服务中心") == (0,)


def test_a_second_sentence_that_does_not_fit_makes_room_for_the_next(tokenizer: Tokenizer) -> None:
    long = "贷款与培训" + "，" * 170 + "。"
    assert len(long) < KEY_SENTENCES_LIMIT
    found = searcher(tokenizer, f"贷款与培训。{long}培训贷款的人。", "别的事情。")
    assert found.key_sentences(0, "贷款 培训") == (0, 2)


def test_a_question_that_shares_nothing_shows_the_first_sentence_alone(tokenizer: Tokenizer) -> None:
    found = searcher(tokenizer, "建设园区。参加展会。")
    assert found.key_sentences(0, "xyz") == (0,)


def test_a_clause_whose_only_sentence_is_too_long_is_never_asserted_with_a_cut_one(
    tokenizer: Tokenizer,
) -> None:
    found = searcher(tokenizer, "设立首贷服务中心" + "，扩大覆盖面" * 40 + "。", "别的事情。")
    assert found.search("首贷服务中心设立").sentences == ()


def test_nothing_is_found_where_nothing_is_published(tokenizer: Tokenizer) -> None:
    finding = searcher(tokenizer).search("首贷服务中心")
    assert (finding.verdict, finding.entries, finding.sentences) == (Verdict.SILENT, (), ())


@given(st.text("甲乙丙1", max_size=30), st.text("甲乙丙1", max_size=30))
def test_the_longest_run_is_that_of_all_substrings(one: str, other: str) -> None:
    every = (one[a:b] for a in range(len(one)) for b in range(a, len(one) + 1))
    assert longest_run(one, other) == max((len(part) for part in every if part in other), default=0)
