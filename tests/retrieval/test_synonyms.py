"""Lay terms found in questions, and what the documents call them."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.index import SearchIndex
from retrieval.normalise import normalise
from retrieval.question import SYNONYM_WEIGHT
from retrieval.search import Searcher
from retrieval.synonyms import Synonyms
from retrieval.tokens import Tokenizer
from tests.retrieval.test_entries import cut
from tests.retrieval.typed import any_text

LAY = {"借钱": ("贷款", "融资"), "找银行借钱": ("贷款",), "AI": ("人工智能",), "Ｂ２Ｃ": ("电子商务",)}


def test_the_longest_lay_term_counts_and_others_follow() -> None:
    found = list(Synonyms(LAY).found("找银行借钱还是找亲戚借钱"))
    assert found == [("找银行借钱", ("贷款",)), ("借钱", ("贷款", "融资"))]


def test_a_latin_term_stands_by_itself_in_any_spelling() -> None:
    synonyms = Synonyms(LAY)
    assert [said for said, _ in synonyms.found(normalise("想上AI，做B2C"))] == ["ai", "b2c"]
    assert list(synonyms.found("please email")) == []


def test_two_spellings_of_one_term_have_the_terms_of_both() -> None:
    assert list(Synonyms({"AI": ("人工智能",), "ａｉ": ("智能",)}).found("ai")) == [
        ("ai", ("人工智能", "智能"))
    ]


@given(st.dictionaries(any_text, st.lists(any_text, max_size=2), max_size=4), any_text)
def test_any_terms_and_any_question_are_read(terms: dict[str, list[str]], question: str) -> None:
    assert all(said in normalise(question) for said, _ in Synonyms(terms).found(normalise(question)))


def test_a_clause_is_found_by_a_lay_term_and_its_own_word_weighs_more(tokenizer: Tokenizer) -> None:
    index = SearchIndex([cut(tokenizer, "银行发放贷款。"), cut(tokenizer, "夜间停车免费。")])
    assert Searcher(index, tokenizer).search("借钱").entries == ()
    searcher = Searcher(index, tokenizer, LAY)
    assert searcher.search("借钱").entries == (0,)
    query = searcher.read("借钱").query
    assert (query["贷款"], query["借钱"]) == (SYNONYM_WEIGHT, 2)
