"""Flood limits and the faults that a test may put in the bot's way."""

import asyncio
from functools import partial

import httpx
import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TimedOut

from tests.botapi import BotApiServer, Fault, Limits, Person, Window
from tests.botapi.fixtures import Call


@pytest.fixture
async def user(server: BotApiServer) -> Person:
    person = server.user(1001, "小王")
    await person.sends("/start")
    return person


async def test_flood_limits_hold_by_the_injected_clock(call: Call) -> None:
    times = [100.0]
    limits = Limits(private=Window(1, 1), group=Window(20, 60), overall=Window(30, 1))
    async with BotApiServer.start(limits=limits, clock=lambda: times[0]) as server:
        send = partial(call, "sendMessage", to=server, text="好")
        people = [server.user(number, f"第{number}位") for number in range(1, 32)]
        for person in people:
            await person.sends("/start")
        answers = [await send(chat_id=one.id) for one in people]
        assert [answer.status_code for answer in answers] == [200] * 30 + [429]
        assert answers[-1].json()["parameters"] == {"retry_after": 1}
        assert answers[-1].headers["Retry-After"] == "1"
        times[0] += 0.9
        assert (await send(chat_id=1)).status_code == 429
        times[0] += 0.1
        assert (await send(chat_id=1)).status_code == 200
        group = server.group(-50, "群")
        for _ in range(20):
            assert (await send(chat_id=group.id)).status_code == 200
        times[0] += 2
        refused = await send(chat_id=group.id)
        assert refused.json()["description"] == "Too Many Requests: retry after 58"
        server.flood.limits = Limits(group=None)
        assert (await send(chat_id=group.id)).status_code == 200


async def test_queued_faults_meet_the_next_calls_of_their_method_in_order(
    server: BotApiServer, bot: Bot, user: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns about its own RetryAfter
    faults = Fault.retry_after(3), Fault.status(500), Fault.bad_gateway(), Fault.drop()
    server.faults.next("sendMessage", *faults)
    await bot.send_chat_action(user.id, "typing")
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(user.id, "一")
    assert refused.value.message == "Flood control exceeded. Retry in 0:00:03"
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await bot.send_message(user.id, "一")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(user.id, "一")
    with pytest.raises(NetworkError, match=r"RemoteProtocolError|ReadError"):
        await bot.send_message(user.id, "一")
    assert server.messages(user) == []
    assert server.faults.waiting == 0
    await bot.send_message(user.id, "一")
    assert len(server.messages(user)) == 1


@pytest.mark.parametrize(("fault", "stored"), [(Fault.hang(), 0), (Fault.take_and_hang(), 1)])
async def test_a_hanging_call_ends_only_when_the_caller_gives_up(
    server: BotApiServer, bot: Bot, user: Person, fault: Fault, stored: int
) -> None:
    server.faults.next("sendMessage", fault)
    with pytest.raises(TimedOut):
        await bot.send_message(user.id, "一", read_timeout=0.05)
    assert len(server.messages(user)) == stored


async def test_take_and_drop_stores_the_message_and_loses_the_answer(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    server.faults.next("sendMessage", Fault.take_and_drop())
    with pytest.raises(NetworkError):
        await bot.send_message(user.id, "到了")
    assert [message.text for message in server.messages(user)] == ["到了"]
    assert server.calls_of("sendMessage")[-1].error == "fault: dropped"


async def test_closing_the_server_lets_go_of_hanging_calls_at_once(bot: Bot) -> None:
    async with BotApiServer.start() as other:
        other.faults.next("getMe", Fault.hang())
        client = httpx.AsyncClient()
        waiting = asyncio.create_task(client.get(f"{other.url}/bot{other.token}/getMe"))
        await other.wait_until(lambda: bool(other.calls))
    with pytest.raises(httpx.HTTPError):
        await waiting
    await client.aclose()


async def test_faults_may_be_decided_call_by_call(server: BotApiServer, call: Call) -> None:
    server.faults.decide = lambda method: Fault.status(500) if method == "getMe" else None
    assert [(await call(name)).status_code for name in ("getMe", "getUpdates", "getMe")] == [500, 200, 500]


async def test_a_mistake_in_the_server_itself_fails_the_test(call: Call) -> None:
    async def run() -> None:
        async with BotApiServer.start() as broken:
            broken.faults.decide = lambda method: Fault.status(int(method))
            assert (await call("getMe", to=broken)).status_code == 500

    with pytest.raises(RuntimeError, match="the Bot API server itself failed") as failure:
        await run()
    assert isinstance(failure.value.__cause__, ValueError)
