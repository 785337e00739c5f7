"""Fetching updates: nothing lost, nothing confirmed too early, and what is done about trouble."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from bot.assistant import Assistant
from bot.inbox import Inbox, Worker
from bot.store import QuestionRow
from bot.telegram import polling, run_telegram
from tests.bot.telegram.running import (
    everything_handled,
    hasty,
    nothing_waits,
    open_updates,
    running_bot,
    settings_for,
)
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


async def test_an_update_is_confirmed_only_after_it_was_stored(server, user, assistant, monkeypatch):
    entered, go_on, take = asyncio.Event(), asyncio.Event(), Inbox.take_all

    async def held(inbox: Inbox, updates: Sequence[object]) -> int:
        entered.set()
        await go_on.wait()
        assert await open_updates(assistant.engine) == 0
        return await take(inbox, updates)

    monkeypatch.setattr(Inbox, "take_all", held)
    async with running_bot(server, assistant):
        await user.sends("你好")
        await entered.wait()
        assert (confirmed(server), len(server.updates.pending)) == (0, 1)
        go_on.set()
        await server.wait_until(lambda: confirmed(server) == 1)
        await server.wait_for_messages(user, 1)


async def test_what_cannot_be_stored_is_not_confirmed_and_comes_again(
    server, user, assistant, monkeypatch, caplog
):
    take, failures = Inbox.take_all, 2

    async def failing(inbox: Inbox, updates: Sequence[object]) -> int:
        nonlocal failures
        if failures:
            failures -= 1
            raise OperationalError("INSERT", {}, Exception("database is locked"))
        return await take(inbox, updates)

    monkeypatch.setattr(Inbox, "take_all", failing)
    with caplog.at_level(logging.ERROR):
        async with running_bot(server, assistant):
            await user.sends("你好")
            await server.wait_for_messages(user, 1)
            await nothing_waits(server)
    assert len(server.messages(user)) == 1


async def test_what_is_stored_is_confirmed_while_it_is_still_being_handled(server, user, assistant):
    slow = Slow(assistant, "你好")
    async with running_bot(server, slow):
        await user.sends("你好")
        await slow.asked.wait()
        await server.wait_until(lambda: confirmed(server) == 1)
        assert await open_updates(assistant.engine) == 1
        slow.go_on.set()
        await server.wait_for_messages(user, 1)


async def test_a_slow_chat_does_not_hold_up_another(server, user, assistant):
    slow, other = Slow(assistant, "你好"), server.user(1002, "小李")
    async with running_bot(server, slow):
        await user.sends("你好")
        await slow.asked.wait()
        await other.sends("谢谢")
        await server.wait_for_messages(other, 1)
        assert server.messages(user) == []
        slow.go_on.set()
        await server.wait_for_messages(user, 1)
    assert len(server.messages(other)) == 1


async def test_many_messages_of_one_chat_are_answered_once_each_and_in_order(server, user, unhurried):
    texts = ["你好", "谢谢", "再见"] * 10
    async with running_bot(server, unhurried):
        for text in texts:
            await user.sends(text)
        answers = await server.wait_for_messages(user, len(texts))
        await everything_handled(server)
    assert len(server.messages(user)) == len(texts)
    beginnings = [message.text[:2] for message in answers]
    assert beginnings == beginnings[:3] * 10


async def test_a_stranger_is_answered_while_one_chat_has_hundreds_of_updates_waiting(server, user, unhurried):
    slow, other = Slow(unhurried, "你好"), server.user(1002, "小李")
    async with running_bot(server, slow):
        for text in ["你好", *["谢谢"] * 149]:
            await user.sends(text)
        await other.sends("谢谢")
        await server.wait_for_messages(other, 1)
        assert server.messages(user) == []
        slow.go_on.set()
        await server.wait_for_messages(user, 150, timeout=20)
        await nothing_waits(server)
    assert len(server.messages(user)) == 150
    assert len(server.messages(other)) == 1


async def test_nobody_is_answered_twice_over_a_restart(server, user, assistant, caplog):
    slow, other = Slow(assistant, "你好"), server.user(1002, "小李")
    with caplog.at_level(logging.ERROR):
        async with running_bot(server, slow, tuning=hasty(finish_seconds=0.05)):
            await user.sends("你好")
            await slow.asked.wait()
            await other.sends("谢谢")
            await other.sends("再见")
            await server.wait_for_messages(other, 2)
    assert await open_updates(assistant.engine) == 1
    async with running_bot(server, assistant):
        await server.wait_for_messages(user, 1)
        await everything_handled(server)
    assert len(server.messages(user)) == 1
    assert len(server.messages(other)) == 2


async def test_a_number_that_another_bots_message_had_is_answered_all_the_same(
    server, user, assistant, engine
):
    async with running_bot(server, assistant):
        await user.sends("谢谢")
        await server.wait_for_messages(user, 1)
    async with engine.begin() as connection:  # it was asked long ago, before the account of the bot changed
        await connection.execute(update(QuestionRow).values(asked_at=datetime(2020, 1, 1, tzinfo=UTC)))
        await connection.execute(update(QuestionRow).values(message_id=3))
    async with running_bot(server, assistant):
        again = await user.sends("再见")
        assert again.id == 3
        await server.wait_for_messages(user, 2)


async def test_nothing_is_sent_while_the_last_word_is_on_its_way(
    server, user, assistant, caplog, monkeypatch
):
    monkeypatch.setattr(polling, "_CONFIRM_SECONDS", 0.5)
    server.faults.next("sendMessage", Fault.retry_after(10))
    with caplog.at_level(logging.ERROR):
        async with running_bot(server, assistant, tuning=hasty(finish_seconds=0.01)):
            await user.sends("你好")
            await server.wait_until(lambda: bool(server.calls_of("sendMessage")))
            server.faults.decide = lambda method: Fault.hang() if method == "getUpdates" else None
    assert server.messages(user) == []
    assert await open_updates(assistant.engine) == 1


async def test_stopping_finishes_what_has_begun_and_confirms_it(server, user, assistant, desk, monkeypatch):
    slow, finishing, finish = Slow(assistant, "你好"), asyncio.Event(), Worker.finish

    async def watched(worker: Worker, seconds: float) -> None:
        finishing.set()
        await finish(worker, seconds)

    monkeypatch.setattr(Worker, "finish", watched)
    stopping = asyncio.Event()
    running = asyncio.create_task(
        run_telegram(slow, settings_for(server), desk=desk, stopping=stopping, tuning=hasty())  # type: ignore[arg-type]
    )
    await user.sends("你好")
    await slow.asked.wait()
    stopping.set()
    await finishing.wait()
    assert not running.done()
    slow.go_on.set()
    await running
    assert len(server.messages(user)) == 1
    assert server.updates.pending == []
    assert await open_updates(assistant.engine) == 0


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
    names = ["start", "help", "clauses", "departments", "settings", "forget", "privacy"]
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
