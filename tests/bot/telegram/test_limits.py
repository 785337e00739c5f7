"""Asking too fast in Telegram, forgetting by command, and what /privacy promises."""

from bot.assistant import Channel
from bot.identity import Person
from bot.masking import masked
from bot.rates import MOST_A_MINUTE
from bot.telegram.haste import Haste
from tests.bot.telegram.running import everything_handled, running_bot

QUESTION = "首贷服务中心在哪办"


async def test_who_asks_too_fast_is_told_so_once_and_others_are_answered(server, user, assistant):
    other = server.user(1002, "老李")
    async with running_bot(server, assistant):
        for _ in range(MOST_A_MINUTE + 5):
            await user.sends("谢谢")
        messages = await server.wait_for_messages(user, MOST_A_MINUTE + 1)
        await other.sends(QUESTION)
        [answer] = await server.wait_for_messages(other, 1)
        await everything_handled(server)
    assert "首贷" in answer.text
    assert len(server.messages(user)) == MOST_A_MINUTE + 1
    assert ["有点快" in message.text for message in messages] == [False] * MOST_A_MINUTE + [True]


async def test_a_button_that_asks_counts_as_a_question(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends("/start")
        [greeting] = await server.wait_for_messages(user, 1)
        for _ in range(MOST_A_MINUTE):
            await user.sends("谢谢")
        await server.wait_for_messages(user, MOST_A_MINUTE + 1)
        await user.taps(greeting, greeting.buttons[0])
        messages = await server.wait_for_messages(user, MOST_A_MINUTE + 2)
    assert "有点快" in messages[-1].text


def test_within_a_minute_a_person_is_told_once_however_many_there_are():
    now = 0.0
    haste = Haste(lambda: now)
    ann, bob = (Person(Channel.TELEGRAM, name) for name in ("ann", "bob"))
    assert [haste.is_to_be_told(person) for person in (ann, ann, bob)] == [True, False, True]
    now = 59.9
    assert not haste.is_to_be_told(ann)
    now = 60.0
    assert haste.is_to_be_told(ann)
    for number in range(10_001):
        assert haste.is_to_be_told(Person(Channel.TELEGRAM, str(number)))
    assert haste.is_to_be_told(ann)


async def test_forgetting_asks_first_then_says_what_was_erased(server, user, assistant):
    async with running_bot(server, assistant):
        for text in (QUESTION, "谢谢", "/forget"):
            await user.sends(text)
        *_, asked = await server.wait_for_messages(user, 3)
        assert asked.buttons == ["确定清除", "不清除"]
        await user.taps(asked, "确定清除")
        await server.wait_until(lambda: asked.text.startswith("已清除：2 个问题"))
        await user.sends("/forget")
        *_, again = await server.wait_for_messages(user, 4)
        await user.taps(again, "确定清除")
        await server.wait_until(lambda: again.text.startswith("已清除。您在这里没有提问记录了"))


async def test_an_edit_that_changes_only_what_is_masked_changes_nothing(server, user, assistant):
    async with running_bot(server, assistant):
        message = await user.sends(f"{QUESTION}，我的电话13812345678")
        [answer] = await server.wait_for_messages(user, 1)
        assert "没有保存" in answer.text
        await user.edits(message, f"{QUESTION}，我的电话13912345678")
        await everything_handled(server)
    assert len(answer.history) == 1


async def test_privacy_says_what_is_erased_from_questions_and_how_to_forget(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends("/privacy")
        [message] = await server.wait_for_messages(user, 1)
    for words in ("电话、身份证号、银行卡号和邮箱，保存之前会抹去", "/forget", "不保存您的 Telegram 编号"):
        assert words in message.text
    assert "工作人员记下的对错" in message.text
    assert "这样的句子不随提问删除" in message.text
    assert masked(message.text) == message.text
