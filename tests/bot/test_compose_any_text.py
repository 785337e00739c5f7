"""Any text whatever gets an answer object, and whatever it quotes is a span of the clause."""

import json
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from bot.answer import Answer, Kind
from bot.compose import FEWEST_CHOICES, MOST_CHOICES, compose, to_stored
from bot.library import Library
from retrieval.search import KEY_SENTENCES_LIMIT
from tests.conftest import TODAY
from tests.retrieval.typed import any_text

PLAN = "jiaxing-xiaowei-2021-2023"
PIECES = """
首贷 借钱 贷款 头一回 外贸 出口 知识产权 质押 增值税 起征点 多少 归谁管 那 第9条 二（三）9 目标 详细说说 还有呢
谢谢 你好 杭州 南湖 2022年3月1日 现在 一百万 手贷 補貼 shoudai loan 请问一下哈 😀 ？ 。 \n \0
""".split(" ")
"""Words as people type them, oddly put together; a line break is one of them."""

days = st.dates(date(2021, 1, 1), date(2026, 12, 31)) | st.none()


@given(question=any_text | st.lists(st.sampled_from(PIECES), max_size=12).map("".join), as_of=days)
@example(question="首贷服务中心在哪办" * 600, as_of=None)
@example(question="首贷服务中心在哪办", as_of=date(2022, 3, 1))
def test_any_text_is_answered_and_what_is_quoted_stands_in_the_clause(
    library: Library, question: str, as_of: date | None
) -> None:
    answer, sure = compose(question, library, TODAY, as_of=as_of)
    assert isinstance(answer, Answer)
    assert answer.text.strip()
    assert 0 <= sure <= 1
    json.dumps([answer.to_json(), to_stored(answer)])
    if answer.kind is Kind.ANSWER:
        assert answer.clause is not None
        clause = library.clause(PLAN, answer.clause.key)
        assert clause is not None
        assert all(sentence and sentence in clause[1].body for sentence in answer.key_sentences)
        assert len(answer.key_sentences) <= 2
        assert sum(map(len, answer.key_sentences)) <= KEY_SENTENCES_LIMIT
        assert answer.units == clause[1].units
    else:
        assert (answer.clause, answer.units, answer.key_sentences) == (None, None, ())
    offered = FEWEST_CHOICES <= len(answer.choices) <= MOST_CHOICES
    assert offered if answer.kind is Kind.CHOICES else not answer.choices
