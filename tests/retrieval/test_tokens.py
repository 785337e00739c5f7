"""From text to words, characters, pairs, Latin words and numbers."""

from pathlib import Path

import pytest
from hypothesis import given

from bot.library import Library
from knowledge.vocabulary import read_vocabulary
from retrieval.entries import EntryTokens, cut_entry
from retrieval.normalise import normalise
from retrieval.question import MOST_REPEATED
from retrieval.search import Verdict
from retrieval.tokens import Tokenizer, tokens_of, words_of
from tests.plan import POLICIES
from tests.retrieval.typed import any_text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("设立首贷服务中心", ("设立", "首贷服务中心")),
        ("整治转供电收费", ("整治", "转供电", "收费")),
        ("深化4+1工作", ("深化", "4+1", "工作")),
        ("信用531X工程", ("信用", "531x", "工程")),
        ("申请ＡＢ貸", ("申请", "ab贷")),
        ("，。！？ “”", ()),
        ("", ()),
    ],
)
def test_a_term_of_the_vocabulary_stays_whole(
    tokenizer: Tokenizer, text: str, words: tuple[str, ...]
) -> None:
    assert words_of(tokenizer.cut_text(text)) == words


def test_without_the_vocabulary_the_dictionary_cuts_a_term_otherwise(
    plan_store: tuple[Path, Library],
) -> None:
    plain = Tokenizer(cache_folder=plan_store[0].parent / "cache")
    assert "转供电" not in words_of(plain.cut_text("整治转供电收费"))


def test_every_kept_term_stays_whole_in_the_library(library: Library) -> None:
    terms = read_vocabulary(POLICIES)
    assert [term for term in terms if library.searcher.words(term) != (normalise(term),)] == []


@pytest.mark.parametrize(
    ("cut", "tokens"),
    [
        ("首贷\t中心", ["首贷", "首贷", "中心", "中心", "贷中", "首", "贷", "中", "心"]),
        ("首贷服务中心", ["首贷服务中心", "首贷", "贷服", "服务", "务中", "中心", *"首贷服务中心"]),
        ("贷", ["贷", "贷"]),
        ("推进\t5g\t应用", ["推进", "推进", "5g", "5g", "应用", "应用", *"推进应用"]),
        ("降到\t10%\t以下", ["降到", "降到", "10%", "10%", "以下", "以下", *"降到以下"]),
        ("1.5\t万户", ["1.5", "1.5", "万户", "万户", *"万户"]),
        ("4+1", ["4+1", "4+1"]),
        ("首贷\t，\t中心", ["首贷", "首贷", "中心", "中心", *"首贷中心"]),
        ("rcep\t等", ["rcep", "rcep", "等", "等"]),
        ("𠮷野\t家", ["𠮷野", "𠮷野", "家", "家", "野家", *"𠮷野"]),
        ("😀\t，", []),
        ("", []),
    ],
)
def test_tokens_are_words_characters_and_pairs_and_latin_and_numbers_stay_whole(
    cut: str, tokens: list[str]
) -> None:
    assert sorted(tokens_of(cut)) == sorted(tokens)


@given(text=any_text)
def test_any_text_has_tokens_and_cutting_loses_nothing(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.tokens(text)
    normal = normalise(text)
    assert "".join(tokenizer.cut(normal)) == normal
    assert tokens_of(tokenizer.cut_text(text)) == tokens
    assert all(token in normal and token.strip() for token in tokens)
    assert {char for char in normal if "\u4e00" <= char <= "\u9fff"} <= set(tokens)


def test_the_texts_of_a_clause_are_cut_each_by_itself_and_survive_being_stored(
    tokenizer: Tokenizer,
) -> None:
    cut = cut_entry(
        tokenizer,
        headings=["重点任务", "融资"],
        sentences=["设立中心。", "整治转供电。"],
        units=["市财政局"],
    )
    assert cut.texts == tuple(
        map(tokenizer.cut_text, ["重点任务 融资", "设立中心。", "整治转供电。", "市财政局"])
    )
    assert cut.words == ("重点", "任务", "融资", "设立", "中心", "整治", "转供电", "市", "财政局")
    assert cut.lengths == (5, 6)
    assert EntryTokens.from_plain(cut.to_plain()) == cut


def test_a_token_that_is_repeated_over_and_over_makes_nothing_sure(library: Library) -> None:
    for question in ("贷" * 5000, "长" * 5000, "贷款" * 100):
        assert library.searcher.search(question).verdict is not Verdict.ASSERT
    assert max(library.searcher.read("贷款" * 100).query.values()) == MOST_REPEATED
