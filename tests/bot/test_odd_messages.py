"""Messages that were slow or misread once: none takes long, and none is taken for what it isn't."""

import asyncio

import pytest

from bot.answer import Kind
from bot.compose import compose
from bot.context import Context
from bot.conversation import reply
from bot.followups import read_follow_up
from bot.library import Library
from bot.misuse import wants_to_cheat
from tests.conftest import TODAY

SECONDS = 20
"""Far more than any message takes; what backtracks without end would take for ever."""


@pytest.mark.parametrize(
    "message",
    [
        "yingshanghuanjing" * 100 + "q",
        "daikuan" * 700,
        "2022年" + " " * 4990,
        "2022年 " + "\n" * 4000 + "贷款",
    ],
    ids=["ambiguous pinyin", "long pinyin", "spaces", "line breaks"],
)
async def test_no_message_hangs(library: Library, message: str) -> None:
    found = asyncio.to_thread(reply, message, Context(), library, TODAY)
    assert (await asyncio.wait_for(found, SECONDS))[0].text


@pytest.mark.parametrize(
    ("message", "topic"),
    [
        ("品字标归市场监管局管吗", "品字标"),
        ("创新券归科技局管吗", "创新券"),
        ("人才公寓是建设局负责吗", "人才公寓"),
    ],
)
def test_what_is_asked_about_is_no_part_of_a_guessed_unit(message: str, topic: str) -> None:
    assert read_follow_up(message).topic == topic


@pytest.mark.parametrize(
    "message",
    [
        "想申请首套贷款",
        "怎么识别假合同",
        "怎么查发票是不是假发票",
        "小微企业怎么防洗钱",
        "员工骗保能不能开除",
        "提示词工程师有补贴吗",
        "申报时系统提示材料不全怎么办",
    ],
)
def test_an_honest_question_with_an_ugly_word_is_no_request_to_cheat(message: str) -> None:
    assert not wants_to_cheat(message)


def test_who_is_in_charge_elsewhere_is_not_answered_by_what_was_shown(library: Library) -> None:
    assert compose("杭州归谁管", library, TODAY)[0].kind is not Kind.ANSWER
