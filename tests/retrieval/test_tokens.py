"""From text to words and character pairs."""

from pathlib import Path

import pytest
from hypothesis import given

from bot.library import Library
from knowledge.vocabulary import read_vocabulary
from retrieval.entries import EntryTokens, cut_entry
from retrieval.normalise import normalise
from retrieval.tokens import Tokenizer, character_pairs
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
    assert tokenizer.tokens(text).words == words


def test_without_the_vocabulary_the_dictionary_cuts_a_term_otherwise(
    plan_store: tuple[Path, Library],
) -> None:
    plain = Tokenizer(cache_folder=plan_store[0].parent / "cache")
    assert "转供电" not in plain.tokens("整治转供电收费").words


def test_every_kept_term_stays_whole_in_the_library(library: Library) -> None:
    terms = read_vocabulary(POLICIES)
    assert [term for term in terms if library.searcher.words(term) != (normalise(term),)] == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("首贷中心", ("首贷", "贷中", "中心")),
        ("贷", ("贷",)),
        ("推进5g应用", ("推进", "5g", "应用")),
        ("降到10%以下", ("降到", "10%", "以下")),
        ("1.5万户", ("1.5", "万户")),
        ("深化4+1", ("深化", "4+1")),
        ("首贷，中心", ("首贷", "中心")),
        ("rcep等", ("rcep", "等")),
        ("𠮷野家", ("𠮷野", "野家")),
        ("😀，", ()),
        ("", ()),
    ],
)
def test_pairs_are_neighbouring_characters_and_latin_and_numbers_stay_whole(
    text: str, pairs: tuple[str, ...]
) -> None:
    assert character_pairs(text) == pairs


@given(text=any_text)
def test_any_text_has_tokens_and_cutting_loses_nothing(tokenizer: Tokenizer, text: str) -> None:
    tokens = tokenizer.tokens(text)
    normal = normalise(text)
    assert "".join(tokenizer.cut(normal)) == normal
    assert all(word in normal for word in tokens.words)
    assert all(pair in normal and pair.strip() for pair in tokens.pairs)
    assert {char for char in normal if "\u4e00" <= char <= "\u9fff"} <= set("".join(tokens.pairs))


def test_a_clause_is_cut_into_one_text_and_its_sentences_and_survives_being_stored(
    tokenizer: Tokenizer,
) -> None:
    cut = cut_entry(
        tokenizer,
        headings=["重点任务", "融资"],
        sentences=["设立中心。", "整治转供电。"],
        units=["市财政局"],
    )
    whole = "重点任务 融资 设立中心。整治转供电。 市财政局"
    assert cut.text == tokenizer.tokens(whole)
    assert cut.sentence(1) == tokenizer.tokens("整治转供电。")
    assert EntryTokens.from_plain(cut.to_plain()) == cut
