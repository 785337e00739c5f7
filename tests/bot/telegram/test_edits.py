"""An edited question gets its answer edited."""

from dataclasses import replace

import pytest

from bot.assistant import Assistant
from tests.bot.telegram.running import everything_handled, running_bot
from tests.botapi import Fault

SHORT, OTHER = "企业注销归哪个部门管", "转供电乱收费归谁管"


class Verbose:
    """An assistant whose answers to questions with 详细 take many messages."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistant, name)

    async def ask(self, question: str, *args: object, **named: object) -> object:
        answer = await self._assistant.ask(question, *args, **named)  # type: ignore[arg-type]
        return replace(answer, advice=("这是很长的说明。" * 1200,)) if "详细" in question else answer


async def test_a_longer_answer_adds_messages_and_a_shorter_one_takes_them_away(server, user, assistant):
    async with running_bot(server, Verbose(assistant)):
        question = await user.sends(SHORT)
        [answer] = await server.wait_for_messages(user, 1)
        await user.edits(question, f"{OTHER}，请详细说明")
        messages = await server.wait_for_messages(user, 4)
        await everything_handled(server)
        assert messages[0] is answer
        assert "转供电" in answer.text
        assert [bool(message.buttons) for message in messages] == [False, False, False, True]
        assert "".join(message.text for message in messages).count("这是很长的说明。") == 1200
        await user.edits(question, SHORT)
        await server.wait_until(lambda: len(server.messages(user)) == 1)
        await everything_handled(server)
        assert "吊销未注销企业" in answer.text
        assert "👍 有用" in answer.buttons
        assert (await server.wait_for_answer(await user.taps(answer, "👍 有用"))).text.startswith("谢谢")
    assert not [call for call in server.calls if call.error]


async def test_an_edit_that_leaves_the_words_as_they_were_changes_nothing(server, user, assistant):
    async with running_bot(server, assistant):
        question = await user.sends(SHORT)
        [answer] = await server.wait_for_messages(user, 1)
        await user.edits(question, SHORT)
        await everything_handled(server)
    assert not answer.edited
    assert len(server.messages(user)) == 1


async def test_an_answer_that_is_gone_is_sent_again(server, user, assistant):
    async with running_bot(server, assistant):
        question = await user.sends(SHORT)
        [answer] = await server.wait_for_messages(user, 1)
        await everything_handled(server)
        answer.deleted = True
        await user.edits(question, OTHER)
        [again] = await server.wait_for_messages(user, 1)
    assert "转供电" in again.text


async def test_an_edited_message_that_was_never_answered_is_answered_now(server, user, assistant):
    group = server.group(-100_200, "老板群")
    server.set_privacy_mode(False)
    async with running_bot(server, assistant):
        question = await user.sends(SHORT, in_chat=group)
        await everything_handled(server)
        assert server.messages(group) == []
        await user.edits(question, f"@{server.bot.username} {SHORT}")
        [answer] = await server.wait_for_messages(group, 1)
        assert answer.reply_to is question
        await user.edits(question, f"@{server.bot.username} {OTHER}")
        await server.wait_until(lambda: "转供电" in answer.text)
        await user.edits(question, "算了，不问了")
        await everything_handled(server)
    assert len(server.messages(group)) == 1
    assert "转供电" in answer.text


async def test_an_edit_that_overtakes_nothing_keeps_the_order(server, user, assistant):
    async with running_bot(server, assistant):
        question = await user.sends(SHORT)
        await user.edits(question, OTHER)
        [answer] = await server.wait_for_messages(user, 1)
        await server.wait_until(lambda: "转供电" in answer.text)
        await everything_handled(server)
    assert len(server.messages(user)) == 1


async def test_a_question_edited_into_a_command_is_answered_as_one(server, user, assistant):
    async with running_bot(server, assistant):
        question = await user.sends(SHORT)
        await server.wait_for_messages(user, 1)
        await user.edits(question, "/privacy")
        [_, privacy] = await server.wait_for_messages(user, 2)
    assert "180 天" in privacy.text


async def test_a_live_location_that_moves_is_not_answered_again_and_again(server, user, assistant):
    location = {"latitude": 30.7, "longitude": 120.7, "live_period": 900}
    message = {"message_id": 901, "date": 1, "chat": user.chat.to_json(), "from": user.user.to_json()}
    async with running_bot(server, assistant):
        await user.sends("你好")
        await server.wait_for_messages(user, 1)
        for moved in range(3):
            moving = location | {"latitude": 30.7 + moved / 1000}
            server.updates.add("edited_message", message | {"edit_date": 2, "location": moving})
        await everything_handled(server)
    assert len(server.messages(user)) == 1


@pytest.mark.parametrize("fault", [Fault.status(500), Fault.retry_after(1)], ids=["500", "429"])
async def test_an_edit_is_tried_again(server, user, assistant, fault):
    async with running_bot(server, assistant):
        question = await user.sends(SHORT)
        [answer] = await server.wait_for_messages(user, 1)
        server.faults.next("editMessageText", fault)
        await user.edits(question, OTHER)
        await server.wait_until(lambda: "转供电" in answer.text)


async def test_a_question_edited_into_an_unknown_command_is_no_question(server, user, assistant):
    async with running_bot(server, assistant):
        question = await user.sends(SHORT)
        [answer] = await server.wait_for_messages(user, 1)
        await user.edits(question, "/foo")
        [_, reply] = await server.wait_for_messages(user, 2)
    assert "我没有这个命令" in reply.text
    assert not answer.edited
