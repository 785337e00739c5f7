"""A whole conversation with a small bot over the local Bot API server; its details are in `tests/botapi`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import NetworkError

from tests.botapi import BotApiServer, Fault

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("全文", callback_data="full:1")]])


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer.start(poll_second=0.01) as running:
        yield running


async def answer(bot: Bot, update: Update) -> None:
    """What the small bot does with one update."""
    if query := update.callback_query:
        await query.edit_message_text("<b>全文</b>", parse_mode="HTML")
        await query.answer("已展开")
    elif message := update.message:
        await message.reply_text(
            f"您问：<i>{message.text_html}</i>", parse_mode="HTML", reply_markup=KEYBOARD
        )


@asynccontextmanager
async def small_bot(server: BotApiServer) -> AsyncIterator[None]:
    """A bot that polls and answers until the block is left; a lost connection does not stop it."""

    async def run(bot: Bot) -> None:
        offset = 0
        while True:
            try:
                for update in await bot.get_updates(offset=offset, timeout=10):
                    await answer(bot, update)
                    offset = update.update_id + 1
            except NetworkError:
                continue

    async with Bot(server.token, base_url=f"{server.url}/bot") as bot:
        running = asyncio.create_task(run(bot))
        try:
            yield
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running


async def test_question_answer_tap_and_edit(server: BotApiServer) -> None:
    user = server.user(1001, "小王")
    async with small_bot(server):
        await user.sends("贷款 < 贴息")
        [reply] = await server.wait_for_messages(user, 1)
        assert reply.text == "您问：贷款 < 贴息"
        query = await user.taps(reply, "全文")
        assert (await server.wait_for_answer(query)).text == "已展开"
    assert [version.text for version in reply.history] == ["您问：贷款 < 贴息", "全文"]
    assert server.updates.dropped == []


async def test_a_lost_answer_makes_this_bot_reply_twice_and_the_server_shows_it(
    server: BotApiServer,
) -> None:
    user = server.user(1001, "小王")
    server.faults.next("sendMessage", Fault.take_and_drop())
    async with small_bot(server):
        await user.sends("贷款")
        replies = await server.wait_for_messages(user, 2)
    assert [reply.text for reply in replies] == ["您问：贷款", "您问：贷款"]
    assert [call.error for call in server.calls_of("sendMessage")] == ["fault: dropped", ""]
