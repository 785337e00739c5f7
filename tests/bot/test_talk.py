"""Follow-ups in the words that people use."""

import pytest

from bot.evaluation import ALL, evaluate
from bot.question_sets import read_question_set
from tests.bot.test_conversation import FINANCE, last, where
from tests.questions import FOLDER

DIALOGUES = FOLDER / "dialogues.jsonl"


@pytest.mark.parametrize(
    "asked",
    [
        "哪个部门带头",
        "谁负责的",
        "归哪里管",
        "这条有写责任单位吗",
        "是财政局牵头的吧",
        "这个归谁管，财政局？",
        "工商局管这个的吧",
        "归银行还是归政府管",
        "找税务还是科技，哪个牵头",
        "去哪个窗口",
        "牵头的是哪家",
        "你刚说的那个，归谁管",
    ],
)
async def test_who_is_in_charge_is_asked_in_many_ways(assistant, asked):
    await last(assistant, "首贷服务中心在哪办")
    answer = await last(assistant, asked)
    assert (where(answer), answer.units_first) == (FINANCE, True)


@pytest.mark.parametrize("asked", ["要几天", "要花钱吗", "收费吗", "要多久啊"])
async def test_a_detail_is_asked_of_what_was_shown(assistant, asked):
    await last(assistant, "企业开办要跑几趟")
    assert where(await last(assistant, asked)) == "二（二）6"


async def test_conversations_get_clause_and_lead_as_often_as_was_reached(assistant):
    """Floors over all of the project's own conversations; they lie about two turns below what is reached."""
    rows = read_question_set(DIALOGUES)
    measures = (await evaluate(assistant, rows)).kinds[ALL]
    reached = {name: hits / count for name, (hits, count) in measures.items()}
    assert reached["clause"] >= 0.93
    assert reached["lead"] >= 0.915
    assert reached["silent"] <= 0.035
    assert (reached["invented"], reached["false"]) == (0, 0)
