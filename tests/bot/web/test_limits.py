"""What is too much is refused at once, with a sentence and when to try again; everybody else is served."""

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.rates import MOST_A_MINUTE
from bot.web import bodies
from bot.web.app import create_app
from bot.web.bodies import Refusal
from bot.web.limits import Gate, Limits
from tests.bot.web.test_ask import QUESTION

TIGHT = Limits(a_second=0.001, burst=3, answering=2, waiting=3)


async def _ready():
    return True


@asynccontextmanager
async def serving(assistant, limits=TIGHT):
    app = create_app(assistant, limits=limits)
    async with TestClient(TestServer(app)) as client:
        yield client


def from_(address):
    return {"X-Forwarded-For": address}


async def ask(client, *, headers=None, session=None):
    return await client.post("/api/ask", json={"question": QUESTION, "session": session}, headers=headers)


async def is_refused(response, status):
    assert response.status == status
    assert int(response.headers["Retry-After"]) >= 1
    assert set(await response.json()) == {"error"}
    return (await response.json())["error"]


async def test_an_address_that_asks_too_much_is_told_when_to_come_back_and_others_are_served(assistant):
    async with serving(assistant) as client:
        for _ in range(TIGHT.burst):
            assert (await ask(client, headers=from_("203.0.113.7"))).status == 200
        assert "秒再试" in await is_refused(await ask(client, headers=from_("203.0.113.7")), 429)
        assert (await ask(client, headers=from_("203.0.113.8"))).status == 200
        page = await client.get("/?q=1", headers=from_("203.0.113.7"))
        assert (page.status, page.content_type) == (429, "text/html")
        assert (await client.get("/", headers=from_("203.0.113.7"))).status == 200


async def test_of_several_addresses_the_one_that_the_proxy_has_seen_counts(assistant):
    async with serving(assistant) as client:
        for number in range(TIGHT.burst):
            assert (await ask(client, headers=from_(f"10.0.0.{number}, 203.0.113.7"))).status == 200
        await is_refused(await ask(client, headers=from_("10.0.0.99,203.0.113.7")), 429)


async def test_an_ipv6_customer_is_one_whatever_the_machine_calls_itself(assistant):
    async with serving(assistant) as client:
        for number in range(TIGHT.burst):
            assert (await ask(client, headers=from_(f"2001:db8:1:2::{number}"))).status == 200
        await is_refused(await ask(client, headers=from_("2001:db8:1:2:ffff::")), 429)
        assert (await ask(client, headers=from_("2001:db8:1:3::"))).status == 200


@pytest.mark.parametrize("headers", [{}, from_(""), from_("unknown"), from_("203.0.113.7, ")])
async def test_this_machine_is_not_counted_where_it_names_nobody(assistant, headers):
    async with serving(assistant) as client:
        for _ in range(3 * TIGHT.burst):
            assert (await ask(client, headers=headers)).status == 200


async def test_a_refusal_does_not_wait_for_the_body(assistant):
    async with serving(assistant) as client:
        for _ in range(TIGHT.burst):
            await ask(client, headers=from_("203.0.113.7"))
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(
            b"POST /api/ask HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.113.7\r\nContent-Length: 60000\r\n\r\n"
        )
        async with asyncio.timeout(5):
            assert b" 429 " in await reader.readline()
        writer.close()


async def test_a_body_that_does_not_come_is_not_waited_for_for_ever(assistant, monkeypatch):
    monkeypatch.setattr(bodies, "SLOWEST_BODY", 0.05)
    async with serving(assistant) as client:
        reader, writer = await asyncio.open_connection(client.host, client.port)
        writer.write(b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n{")
        async with asyncio.timeout(5):
            assert b" 408 " in await reader.readline()
        writer.close()


async def test_one_conversation_that_asks_too_fast_is_refused_and_a_new_one_is_not(assistant):
    async with serving(assistant, Limits()) as client:
        session = (await (await ask(client)).json())["session"]
        for _ in range(MOST_A_MINUTE - 1):
            assert (await ask(client, session=session)).status == 200
        assert "太快" in await is_refused(await ask(client, session=session), 429)
        assert (await ask(client)).status == 200


async def test_beyond_what_may_wait_a_question_is_refused_and_what_waits_is_answered(assistant, monkeypatch):
    released, inside, most = asyncio.Event(), 0, 0
    answer = assistant.ask

    async def slow(*args, **named):
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await released.wait()
        inside -= 1
        return await answer(*args, **named)

    monkeypatch.setattr(assistant, "ask", slow)
    async with serving(assistant) as client:
        allowed = TIGHT.answering + TIGHT.waiting
        asked = {asyncio.create_task(ask(client)) for _ in range(allowed + 5)}
        refused: set[asyncio.Task] = set()
        while len(refused) < 5:
            done, _ = await asyncio.wait(asked - refused, timeout=5, return_when=asyncio.FIRST_COMPLETED)
            assert done
            refused |= done
        for each in refused:
            assert "有点多" in await is_refused(await each, 503)
        assert (await client.get("/?q=1")).status == 503
        assert (await client.get("/healthz")).status == 200
        released.set()
        assert [response.status for response in await asyncio.gather(*(asked - refused))] == [200] * allowed
        assert most == TIGHT.answering
        assert (await ask(client)).status == 200


def test_requests_are_earned_again_and_no_more_addresses_are_kept_than_allowed():
    now = 0.0
    gate = Gate(Limits(a_second=2, burst=2, addresses=3), now=lambda: now)
    for _ in range(2):
        gate.count("a")
    with pytest.raises(Refusal) as caught:
        gate.count("a")
    assert (caught.value.status, caught.value.retry_after) == (429, 1)
    now = 0.5
    gate.count("a")
    with pytest.raises(Refusal):
        gate.count("a")
    for address in ("b", "c", "d"):
        gate.count(address)
    gate.count("a")  # forgotten meanwhile
    assert len(gate._buckets) == 3


async def test_the_address_of_the_asker_is_in_no_answer(assistant):
    async with serving(assistant) as client:
        assert "203.0.113.7" not in json.dumps(await (await ask(client, headers=from_("203.0.113.7"))).json())
