"""What goes wrong: with Telegram, with the network, with ourselves."""

import logging
import re

import pytest

from bot.assistant import Assistant
from bot.telegram.pacing import Limits as DocumentedLimits
from tests.bot.telegram.running import everything_handled, hasty, running_bot
from tests.botapi import Fault, Limits, Window
from tests.botapi.faults import Ending

QUESTION = "企业注销归哪个部门管"
_MESSAGE = "https://api.example/bot{}/x failed: no such table: question"


class Broken:
    """An assistant that fails with the token and other things that nobody should see in its message."""

    def __init__(self, assistant: Assistant, secret: str, *, method: str) -> None:
        self._assistant = assistant
        self._secret = secret
        self._method = method

    def __getattr__(self, name: str) -> object:
        if name == self._method:
            raise RuntimeError(_MESSAGE.format(self._secret))
        return getattr(self._assistant, name)


@pytest.mark.parametrize("method", ["ask", "answer_length"])
async def test_a_failure_of_ours_gets_an_apology_with_a_reference_that_the_log_has_too(
    server, user, assistant, caplog, method
):
    with caplog.at_level(logging.DEBUG):
        async with running_bot(server, Broken(assistant, server.token, method=method)):
            await user.sends(QUESTION)
            [apology] = await server.wait_for_messages(user, 1)
    assert apology.text.startswith("对不起，刚才出了点问题")
    assert "12345" in apology.text
    assert "no such table" not in apology.text
    reference = re.search(r"编号：([0-9A-F]{6})", apology.text)
    assert reference is not None
    assert reference[1] in caplog.text
    assert "no such table" not in caplog.text
    assert "in __getattr__" in caplog.text
    assert "RuntimeError" in caplog.text


async def test_a_tap_that_fails_is_answered_and_apologised_for(server, user, assistant, caplog):
    broken = Broken(assistant, server.token, method="recall")
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, broken):
            await user.sends(QUESTION)
            [message] = await server.wait_for_messages(user, 1)
            await server.wait_for_answer(await user.taps(message, "📄 看全文"))
            [_, apology] = await server.wait_for_messages(user, 2)
    assert "编号：" in apology.text


async def test_talk_in_a_group_that_nobody_meant_for_the_bot_gets_no_apology(server, user, assistant, caplog):
    group = server.group(-100_200, "老板群")
    broken = Broken(assistant, server.token, method="shown_for")
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, broken):
            question = await user.sends(f"@{server.bot.username} {QUESTION}", in_chat=group)
            await server.wait_for_messages(group, 1)
            await user.edits(question, f"@{server.bot.username} 别的")
            await server.wait_for_messages(group, 2)
    assert "编号：" in server.messages(group)[1].text


async def test_the_token_is_in_no_log(server, user, assistant, caplog):
    with caplog.at_level(logging.DEBUG):
        server.faults.next("sendMessage", Fault.status(500), Fault.drop(), Fault.bad_gateway())
        server.faults.next("getUpdates", Fault.status(500), Fault.drop(), Fault.bad_gateway())
        async with running_bot(server, Broken(assistant, server.token, method="recall")):
            await user.sends(QUESTION)
            [message] = await server.wait_for_messages(user, 1)
            await server.wait_for_answer(await user.taps(message, "📄 看全文"))
    secret = server.token.split(":")[1]
    assert [record for record in caplog.records if secret in f"{record.getMessage()} {record.exc_text}"] == []


async def test_a_person_who_blocked_the_bot_is_given_up_without_fuss(server, user, assistant, caplog):
    other = server.user(1002, "小李")
    with caplog.at_level(logging.WARNING, logger="bot"):
        async with running_bot(server, assistant):
            await user.sends(QUESTION)
            await user.blocks_bot()
            await other.sends("你好")
            await server.wait_for_messages(other, 1)
            await server.wait_until(lambda: not server.updates.pending)
    assert caplog.text == ""
    assert len(server.calls_of("sendMessage")) == 2


@pytest.mark.parametrize(
    "faults",
    [
        [Fault.retry_after(3)],
        [Fault.status(500), Fault.status(502)],
        [Fault.bad_gateway()],
        [Fault.drop()],
        [Fault.hang()],
        [Fault.retry_after(1), Fault.status(500), Fault.drop()],
    ],
    ids=["429", "500", "not JSON", "connection lost", "hangs", "everything"],
)
async def test_an_answer_gets_through_in_the_end_and_once(server, user, assistant, faults, caplog):
    server.faults.next("sendMessage", *faults)
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, tuning=hasty(read_seconds=0.3)):
            await user.sends(QUESTION)
            await user.sends("谢谢")
            messages = await server.wait_for_messages(user, 2)
            await server.wait_until(lambda: not server.updates.pending)
    assert ["市市场监管局" in message.text for message in messages] == [True, False]
    assert len(server.messages(user)) == 2


@pytest.mark.parametrize("fault", [Fault.take_and_drop(), Fault.take_and_hang()], ids=["lost", "hangs"])
async def test_an_answer_that_telegram_took_without_saying_so_is_sent_again(
    server, user, assistant, fault, caplog
):
    server.faults.next("sendMessage", fault)
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, tuning=hasty(read_seconds=0.3)):
            await user.sends(QUESTION)
            first, second = await server.wait_for_messages(user, 2)
            assert first.text == second.text
            assert (await server.wait_for_answer(await user.taps(second, "👍 有用"))).text.startswith("谢谢")


async def test_pauses_that_telegram_asks_for_are_kept(server, user, assistant, caplog):
    tuning = hasty()
    server.faults.next("sendMessage", Fault.retry_after(17))
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, tuning=tuning):
            await user.sends("你好")
            await server.wait_for_messages(user, 1)
    assert any(seconds == pytest.approx(17, abs=1) for seconds in tuning.clock.slept)


async def test_the_limits_of_the_server_are_kept_without_a_refusal(server, assistant):
    users = [server.user(2000 + number, f"用户{number}") for number in range(12)]
    tuning = hasty()
    # The server counts by the same hasty clock; its windows are the documented ones.
    server.flood._clock = tuning.clock.now
    server.flood.limits = Limits(private=Window(3, 3), overall=Window(30, 1))
    async with running_bot(server, assistant, tuning=hasty(clock=tuning.clock, limits=DocumentedLimits())):
        for _ in range(6):
            for user in users:
                await user.sends("你好")
        for user in users:
            await server.wait_for_messages(user, 6)
    assert server.flood.refused == 0


async def test_a_wrong_value_within_the_bot_is_an_accident_and_no_expired_button(
    server, user, assistant, caplog
):
    class Confused(Broken):
        def __getattr__(self, name: str) -> object:
            if name == self._method:
                raise ValueError("a bug")
            return getattr(self._assistant, name)

    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, Confused(assistant, "", method="recall")):
            await user.sends(QUESTION)
            [message] = await server.wait_for_messages(user, 1)
            answer = await server.wait_for_answer(await user.taps(message, "📄 看全文"))
            [_, apology] = await server.wait_for_messages(user, 2)
    assert not answer.show_alert
    assert "编号：" in apology.text


@pytest.mark.parametrize("status", [200, 400, 404, 502])
@pytest.mark.parametrize("method", ["sendMessage", "getUpdates"])
async def test_a_body_that_is_not_telegrams_is_in_no_log(server, user, assistant, caplog, status, method):
    body = '<html>{"result": [{"text": "my secret question"'
    with caplog.at_level(logging.DEBUG):
        async with running_bot(server, assistant):
            server.faults.next(method, Fault(Ending.ANSWERED, http_status=status, body=body))
            await user.sends(QUESTION)
            await everything_handled(server)
    ours = [record for record in caplog.records if not record.name.startswith(("aiohttp", "asyncio"))]
    assert [record for record in ours if "secret" in f"{record.getMessage()} {record.exc_text}"] == []
    assert [record for record in ours if record.exc_info] == []
