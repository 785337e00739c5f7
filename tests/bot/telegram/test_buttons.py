"""Every tap is answered: known or not, allowed or not, in time or too late."""

import re

import pytest

from bot.assistant import Assistant, Channel, Person
from tests.bot.telegram.running import everything_handled, running_bot
from tests.botapi import BotApiServer, Message

EXPIRED = "这个按钮已失效，请重新提问。"
QUESTION = "企业注销归哪个部门管"


def forge(server: BotApiServer, message: Message, data: str):
    """Put a button with any data where a person finds it, as an old version of the bot might have left it."""
    markup = {"inline_keyboard": [[{"text": "按我", "callback_data": data}]]}
    version = message.history[-1]
    object.__setattr__(version, "markup", markup)
    return message


@pytest.mark.parametrize(
    "data",
    "? f f: f:abc f:-1 f:0 f:99 f:１ f:² v:1 v:1:x:y c:1:0 c:1:99 x:1:99 e:99 e:x s: s s:nonsense k:000000000000 "
    "l:000000000000:0 l:x d:000000000000:0 p:x n:1 zz:1 f:1000000000000000000000000000000".split(),
)
async def test_data_that_the_bot_does_not_know_is_answered_as_expired(server, user, assistant, data):
    async with running_bot(server, assistant):
        await user.sends("你好")
        [message] = await server.wait_for_messages(user, 1)
        answer = await server.wait_for_answer(await user.taps(forge(server, message, data), "按我"))
        await everything_handled(server)
    assert (answer.text, answer.show_alert) == (EXPIRED, True)
    assert len(server.messages(user)) == 1


@pytest.mark.parametrize("verb", ["f:{}", "u:{}", "r:{}", "b:{}", "v:{}:1", "c:{}:0", "x:{}:0"])
async def test_the_buttons_of_another_person_are_refused(server, user, assistant: Assistant, verb):
    others = await assistant.ask(QUESTION, Person(Channel.TELEGRAM, "1002"))
    async with running_bot(server, assistant):
        await user.sends("你好")
        [message] = await server.wait_for_messages(user, 1)
        forged = forge(server, message, verb.format(others.question_id))
        answer = await server.wait_for_answer(await user.taps(forged, "按我"))
        await everything_handled(server)
    assert answer.text == EXPIRED
    assert len(server.messages(user)) == 1


async def test_a_page_far_behind_the_last_shows_the_last(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends("/departments")
        [message] = await server.wait_for_messages(user, 1)
        await user.taps(forge(server, message, "p:99"), "按我")
        await server.wait_until(lambda: "‹ 上一页" in message.buttons)


async def test_a_tap_that_waited_too_long_does_its_work_all_the_same(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends(QUESTION)
        [message] = await server.wait_for_messages(user, 1)
        query = await user.taps(message, "📄 看全文")
        query.expires()
        await server.wait_for_messages(user, 2)


async def test_a_tap_below_a_message_that_is_not_accessible_any_more_is_answered(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends(QUESTION)
        [message] = await server.wait_for_messages(user, 1)
        query = server._world.add_query(message, message.button("📄 看全文")["callback_data"])
        inaccessible = {"chat": user.chat.to_json(), "message_id": message.id, "date": 0}
        content = {"id": query.id, "from": user.user.to_json(), "chat_instance": "1", "data": query.data}
        server.updates.add("callback_query", content | {"message": inaccessible})
        await server.wait_for_answer(query)
        await server.wait_for_messages(user, 2)


async def test_a_tap_without_any_message_is_answered(server, user, assistant):
    async with running_bot(server, assistant):
        await user.sends(QUESTION)
        [message] = await server.wait_for_messages(user, 1)
        query = server._world.add_query(message, "f:1")
        content = {"id": query.id, "from": user.user.to_json(), "chat_instance": "1", "data": query.data}
        server.updates.add("callback_query", content | {"inline_message_id": "abc"})
        assert (await server.wait_for_answer(query)).text == EXPIRED


async def test_no_message_of_the_bot_shows_a_preview_of_a_link(server, user, assistant):
    async with running_bot(server, assistant):
        for text in ("/start", QUESTION, "/clauses"):
            await user.sends(text)
        await server.wait_for_messages(user, 3)
    for call in server.calls_of("sendMessage"):
        assert call.params["link_preview_options"] == {"is_disabled": True}


async def test_all_data_fits_sixty_four_bytes(server, user, assistant):
    async with running_bot(server, assistant):
        for text in ("/start", "/clauses", "/departments", "/settings", QUESTION, "😀"):
            await user.sends(text)
        messages = await server.wait_for_messages(user, 6)
    for message in messages:
        for label in message.buttons:
            assert re.fullmatch(r"[a-z](:[\w]+)*", message.button(label)["callback_data"])
            assert len(label) <= 40
