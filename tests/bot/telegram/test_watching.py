"""What operators see of the channel: whether Telegram is reached, how sends end, which update a log line is about."""

import logging
from collections import Counter

from bot.health import PATIENCE, Health
from tests.bot.telegram.running import everything_handled, running_bot
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
