"""What operators see of the channel: whether Telegram is reached, how sends end, which update a log line is about."""

import asyncio
import logging
from collections import Counter

from bot.health import PATIENCE, Health
from bot.inbox import Inbox
from tests.bot.telegram.running import everything_handled, running_bot, settings_for
from tests.botapi import Fault


async def test_it_says_whether_telegram_is_reached(server, assistant, caplog):
    seconds = [0.0]
    health = Health(now=lambda: seconds[0])
    server.faults.next("getMe", Fault.drop())
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, health=health):
            assert health.problem is None  # not even begun
            await server.wait_until(lambda: bool(server.calls))
            assert health.problem == "还没有连上 Telegram"
            await everything_handled(server)
            assert health.problem is None
            server.faults.decide = lambda method: Fault.status(502)
            tried = len(server.calls)
            await server.wait_until(lambda: len(server.calls) > tried + 1)
            seconds[0] = PATIENCE
            assert health.problem == "已有 60 秒连不上 Telegram"
            server.faults.decide = None
            await everything_handled(server)
            assert health.problem is None


async def test_it_tells_how_each_send_ended(server, user, assistant, caplog):
    outcomes: Counter[str] = Counter()
    with caplog.at_level(logging.CRITICAL):
        await user.sends("你好")
        await user.blocks_bot()
        async with running_bot(server, assistant, sent=lambda outcome: outcomes.update([outcome])):
            await everything_handled(server)
    assert outcomes["sent"] == 1
    assert outcomes["unreachable"] == 1


async def test_by_webhook_sends_say_whether_telegram_is_reached_and_asking_does_where_nothing_is_sent(
    server, user, assistant, caplog
):
    health = Health()
    url = {
        "TELEGRAM_WEBHOOK_URL": "https://example.com/telegram",
        "TELEGRAM_WEBHOOK_SECRET": "a-secret-for-tests_0123456789",
    }
    await user.sends("你好")
    [update] = server.updates.pending
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, health=health, settings=settings_for(server, **url)):
            await server.wait_until(lambda: server.webhook.url != "")
            server.faults.decide = lambda method: Fault.status(502)
            await Inbox(assistant.engine).take(update.to_json())
            await server.wait_until(lambda: len(server.calls_of("sendMessage")) > 1)
            assert health.is_lost
            server.faults.decide = None
            await server.wait_for_messages(user, 1)
            await reached(health)
            health.lost()
            await reached(health)
    assert len(server.messages(user)) == 1


async def reached(health: Health) -> None:
    async with asyncio.timeout(10):
        while health.is_lost:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
