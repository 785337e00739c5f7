"""Being connected: a refused token, a second poller, Telegram out of reach."""

import asyncio
import logging

import pytest
from telegram import Bot

from bot.errors import BotError
from bot.settings import Settings
from bot.telegram import run_telegram
from tests.bot.telegram.running import everything_handled, hasty, running_bot, settings_for
from tests.botapi import Fault
from tests.botapi.faults import Ending


async def test_a_refused_token_stops_with_one_sentence_that_does_not_hold_it(server, assistant, desk):
    token = "710000002:another-token_0123456789abcdefghij"
    with pytest.raises(BotError) as refused:
        await run_telegram(
            assistant,
            settings_for(server, token=token),
            desk=desk,
            stopping=asyncio.Event(),
            tuning=hasty(),
        )
    assert "TELEGRAM_BOT_TOKEN" in str(refused.value)
    assert "TELEGRAM_API_URL" in str(refused.value)
    assert "abcdefghij" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_a_wrong_address_stops_with_one_sentence_and_no_page_in_the_log(
    server, assistant, desk, caplog
):
    server.faults.next("getMe", Fault(Ending.ANSWERED, http_status=404, body="<html>nginx</html>"))
    with caplog.at_level(logging.DEBUG), pytest.raises(BotError, match="TELEGRAM_API_URL"):
        await run_telegram(
            assistant, settings_for(server), desk=desk, stopping=asyncio.Event(), tuning=hasty()
        )
    assert "nginx" not in "".join(each.getMessage() for each in caplog.records if each.name[:3] != "aio")


@pytest.mark.parametrize("status", [401, 404])
async def test_a_token_refused_later_is_said_once_and_outlived(server, user, assistant, caplog, status):
    with caplog.at_level(logging.WARNING):
        async with running_bot(server, assistant):
            await everything_handled(server)
            page = Fault(Ending.ANSWERED, http_status=status, body="<html>nginx</html>")
            server.faults.next("getUpdates", page, page, page)
            await everything_handled(server)
            await server.wait_until(lambda: not server.faults.waiting)
            await user.sends("你好")
            await server.wait_for_messages(user, 1)
    assert caplog.text.count("不再接受这个 TELEGRAM_BOT_TOKEN") == 1
    assert "nginx" not in caplog.text
    assert "Traceback" not in caplog.text


async def test_without_a_token_it_says_so(assistant, desk):
    with pytest.raises(BotError, match="TELEGRAM_BOT_TOKEN"):
        await run_telegram(assistant, Settings(), desk=desk, stopping=asyncio.Event())


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
            await server.wait_until(lambda: len(server.calls) > 1)
