"""Fetching updates: nothing lost, nothing confirmed too early, and what is done about trouble."""

import asyncio
import logging

import pytest
from telegram import Bot

from bot.assistant import Assistant
from bot.errors import BotError
from bot.settings import Settings
from bot.telegram import run_telegram
from tests.bot.telegram.running import hasty, running_bot, settings_for
from tests.botapi import BotApiServer, Fault


class Slow:
    """An assistant that answers one question only when told to; everything else it leaves to the real one."""

    def __init__(self, assistant: Assistant, question: str) -> None:
        self._assistant = assistant
        self._question = question
        self.asked = asyncio.Event()
        self.go_on = asyncio.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistant, name)

    async def ask(self, question: str, *args: object, **named: object) -> object:
        if question == self._question:
            self.asked.set()
            await self.go_on.wait()
        return await self._assistant.ask(question, *args, **named)  # type: ignore[arg-type]


def confirmed(server: BotApiServer) -> int:
    return len(server.updates.confirmed)


async def test_what_was_sent_while_the_bot_was_away_is_answered(server, user, assistant):
    await user.sends("你好")
    await user.sends("谢谢")
    async with running_bot(server, assistant):
        await server.wait_for_messages(user, 2)
    assert not server.updates.dropped
    assert [call.params.get("drop_pending_updates") for call in server.calls_of("deleteWebhook")] in (
        [None],
        ["false"],
    )


async def test_an_update_is_confirmed_only_after_it_was_handled(server, user, assistant):
    slow = Slow(assistant, "你好")
    async with running_bot(server, slow):
        await user.sends("你好")
        await slow.asked.wait()
        await asyncio.sleep(0.15)
        assert confirmed(server) == 0
        assert len(server.updates.pending) == 1
        slow.go_on.set()
        await server.wait_until(lambda: confirmed(server) == 1)
    assert len(server.messages(user)) == 1


async def test_a_slow_chat_does_not_hold_up_another(server, user, assistant):
    slow, other = Slow(assistant, "你好"), server.user(1002, "小李")
    async with running_bot(server, slow):
        await user.sends("你好")
        await slow.asked.wait()
        await other.sends("谢谢")
        await server.wait_for_messages(other, 1)
        # Meanwhile the update of the other chat, handled but not confirmed, is fetched again and again.
        fetched = len(server.calls_of("getUpdates"))
        await server.wait_until(lambda: len(server.calls_of("getUpdates")) > fetched + 3)
        assert server.messages(user) == []
        slow.go_on.set()
        await server.wait_for_messages(user, 1)
    assert len(server.messages(other)) == 1


async def test_many_messages_of_one_chat_are_answered_once_each_and_in_order(server, user, assistant):
    texts = ["你好", "谢谢", "再见"] * 10
    async with running_bot(server, assistant):
        for text in texts:
            await user.sends(text)
        answers = await server.wait_for_messages(user, len(texts))
        await asyncio.sleep(0.1)
    assert len(server.messages(user)) == len(texts)
    beginnings = [message.text[:2] for message in answers]
    assert beginnings == beginnings[:3] * 10


async def test_stopping_finishes_what_has_begun_and_confirms_it(server, user, assistant):
    slow = Slow(assistant, "你好")
    stopping = asyncio.Event()
    running = asyncio.create_task(
        run_telegram(slow, settings_for(server), stopping=stopping, tuning=hasty())  # type: ignore[arg-type]
    )
    await user.sends("你好")
    await slow.asked.wait()
    stopping.set()
    await asyncio.sleep(0.05)
    assert not running.done()
    slow.go_on.set()
    await running
    assert len(server.messages(user)) == 1
    assert server.updates.pending == []


async def test_what_cannot_be_finished_at_the_stop_comes_again_at_the_next_start(
    server, user, assistant, caplog
):
    slow = Slow(assistant, "你好")
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, slow, tuning=hasty(finish_seconds=0.05)):
            await user.sends("你好")
            await slow.asked.wait()
    assert server.messages(user) == []
    async with running_bot(server, assistant):
        await server.wait_for_messages(user, 1)


async def test_a_refused_token_stops_with_one_sentence_that_does_not_hold_it(server, assistant):
    token = "710000002:another-token_0123456789abcdefghij"
    with pytest.raises(BotError) as refused:
        await run_telegram(
            assistant, settings_for(server, token=token), stopping=asyncio.Event(), tuning=hasty()
        )
    assert "TELEGRAM_BOT_TOKEN" in str(refused.value)
    assert "abcdefghij" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_a_token_withdrawn_later_stops_the_same_way(server, assistant):
    server.faults.next("getUpdates", Fault.status(401, "Unauthorized"))
    with pytest.raises(BotError, match="TELEGRAM_BOT_TOKEN") as refused:
        await run_telegram(assistant, settings_for(server), stopping=asyncio.Event(), tuning=hasty())
    assert refused.value.__cause__ is None


async def test_without_a_token_it_says_so(assistant):
    with pytest.raises(BotError, match="TELEGRAM_BOT_TOKEN"):
        await run_telegram(assistant, Settings(), stopping=asyncio.Event())


async def test_a_second_poller_is_said_plainly_and_outlived(server, user, assistant, caplog):
    with caplog.at_level(logging.ERROR):
        async with running_bot(server, assistant), Bot(server.token, base_url=f"{server.url}/bot") as other:
            await server.wait_until(lambda: server.updates.polling)
            await other.get_updates(timeout=0)
            await server.wait_until(lambda: any("Conflict" in call.error for call in server.calls))
            await user.sends("你好")
            await server.wait_for_messages(user, 1)
    assert "另一个程序正在用同一个 TELEGRAM_BOT_TOKEN" in caplog.text


@pytest.mark.parametrize(
    "fault",
    [Fault.status(500), Fault.bad_gateway(), Fault.drop(), Fault.retry_after(2), Fault.hang()],
    ids=["500", "502", "connection lost", "429", "hangs"],
)
async def test_trouble_with_polling_is_outlived(server, user, assistant, fault, caplog):
    server.faults.next("getUpdates", fault, fault)
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, tuning=hasty(read_seconds=0.1, poll_seconds=1)):
            await user.sends("你好")
            await server.wait_for_messages(user, 1)


@pytest.mark.parametrize("fault", [Fault.status(500), Fault.drop()], ids=["500", "connection lost"])
async def test_telegram_out_of_reach_at_the_start_is_waited_out(server, user, assistant, fault, caplog):
    server.faults.next("getMe", fault, fault)
    server.faults.next("deleteWebhook", fault)
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant):
            await user.sends("你好")
            await server.wait_for_messages(user, 1)


async def test_it_can_be_stopped_while_telegram_is_out_of_reach(server, assistant, caplog):
    server.faults.decide = lambda method: Fault.drop()
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant):
            await asyncio.sleep(0.1)


async def test_a_webhook_left_behind_is_removed_and_nothing_that_waits_is_dropped(server, user, assistant):
    server.webhook.url = "https://example.com/telegram"
    await user.sends("你好")
    async with running_bot(server, assistant):
        await server.wait_for_messages(user, 1)
    assert server.webhook.url == ""
    assert not server.updates.dropped


async def test_menus_and_descriptions_are_set(server, assistant):
    async with running_bot(server, assistant):
        await server.wait_until(lambda: bool(server.profile.short_descriptions))
    menus = {
        scope: [each["command"] for each in commands] for scope, commands in server.profile.commands.items()
    }
    names = ["start", "help", "clauses", "departments", "settings", "privacy"]
    assert sorted(menus.values(), key=len) == [names[1:], names]
    assert "只引用原文" in server.profile.descriptions[""]


async def test_a_menu_that_cannot_be_set_does_not_stop_the_bot(server, user, assistant, caplog):
    for method in ("setMyCommands", "setMyDescription", "setMyShortDescription"):
        server.faults.next(method, Fault.status(400, "Bad Request"), Fault.status(500))
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant):
            await user.sends("你好")
            await server.wait_for_messages(user, 1)


async def test_an_update_of_a_shape_nobody_knows_is_passed_over(server, user, assistant, caplog):
    server.updates.add("message", {"message_id": "nonsense"})
    with caplog.at_level(logging.CRITICAL + 1):
        async with running_bot(server, assistant):
            await user.sends("你好")
            await server.wait_for_messages(user, 1)
