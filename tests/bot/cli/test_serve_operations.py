"""A running service as its operator sees it: its log, and how it stops; a process of its own."""

import asyncio
import json
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass

import httpx
import pytest

from tests.bot.cli.conftest import LONGEST_RUN, Policybot
from tests.botapi import BotApiServer
from tests.botapi.faults import Fault
from tests.botapi.fixtures import botapi_server

__all__ = ["botapi_server"]

MARKER = "绝密暗号"
LONGEST_STOP = 10.5
"""Seconds; half a second more than promised, for starting and ending the process."""


@dataclass
class Service:
    """A running `policybot serve` and a client of its web side."""

    process: subprocess.Popen[bytes]
    client: httpx.AsyncClient

    async def stop(self) -> tuple[float, str]:
        """Tell it to stop; return the seconds that it took, and its log."""
        begun = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        _, log = await asyncio.to_thread(self.process.communicate, timeout=LONGEST_RUN)
        return time.monotonic() - begun, log.decode()


@asynccontextmanager
async def running(policybot: Policybot) -> AsyncIterator[Service]:
    """Start the service and wait for its address."""
    policybot.env.setdefault("PORT", "0")
    process = policybot.start("serve", stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    try:
        said = (await asyncio.to_thread(process.stdout.readline)).decode()
        address = re.search(r"http://[^/]+/", said)
        assert address, said
        async with httpx.AsyncClient(base_url=address[0], trust_env=False, timeout=LONGEST_RUN) as client:
            yield Service(process, client)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def with_telegram(policybot: Policybot, server: BotApiServer) -> Policybot:
    """Turn Telegram on."""
    policybot.env |= {"TELEGRAM_BOT_TOKEN": server.token, "TELEGRAM_API_URL": server.url}
    return policybot


async def test_the_log_is_json_lines_with_request_ids_and_neither_text_session_nor_token(
    policybot, botapi_server
):
    user = botapi_server.user(1001, "小王")
    async with running(with_telegram(policybot, botapi_server)) as service:
        await user.sends(f"{MARKER}在哪办")
        await botapi_server.wait_for_messages(user, 1)
        asked = {"question": f"{MARKER}归谁管"}
        answer = await service.client.post("api/ask", json=asked, headers={"X-Request-ID": "from-nginx-1"})
        assert answer.status_code == 200
        await service.client.get("/", params={"q": MARKER})
        _, log = await service.stop()
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"at", "level", "name", "message", "request"} <= line.keys() for line in lines)
    requests = [line for line in lines if line["message"] == "request"]
    assert [(line["route"], line["status"]) for line in requests] == [("/api/ask", 200), ("/", 200)]
    assert requests[0]["request"] == "from-nginx-1"
    for hidden in (MARKER, "暗号", answer.json()["session"], botapi_server.token.split(":")[1]):
        assert hidden not in log


async def test_the_measures_and_readiness_of_a_service_with_telegram(policybot, botapi_server):
    user = botapi_server.user(1001, "小王")
    async with running(with_telegram(policybot, botapi_server)) as service:
        await user.sends("首贷服务中心在哪办")
        await botapi_server.wait_for_messages(user, 1)
        assert (await service.client.get("readyz")).json() == {"status": "ready"}
        measures = (await service.client.get("metrics")).text
    assert 'policybot_questions_total{channel="telegram",kind="answer"} 1.0' in measures
    assert 'policybot_sends_total{outcome="sent"} 1.0' in measures
    assert re.search(r"^policybot_publication [1-9]", measures, re.MULTILINE)
    assert "policybot_documents 1.0" in measures


async def test_a_token_that_telegram_does_not_answer_makes_it_not_ready_and_the_web_side_answers(
    policybot, botapi_server
):
    botapi_server.faults.decide = lambda method: Fault.status(502)
    async with running(with_telegram(policybot, botapi_server)) as service:
        ready = await service.client.get("readyz")
        assert (ready.status_code, ready.json()["problems"]) == (503, ["还没有连上 Telegram"])
        assert (await service.client.post("api/ask", json={"question": "你好"})).status_code == 200


@asynccontextmanager
async def written_elsewhere(policybot: Policybot) -> AsyncIterator[sqlite3.Connection]:
    """Hold the database's one write lock, so that an answer can't be stored until it is rolled back."""
    with closing(sqlite3.connect(policybot.data / "policybot.sqlite3", isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


async def test_what_has_begun_is_finished_when_it_is_told_to_stop_and_nothing_new_is_taken(policybot):
    async with running(policybot) as service, written_elsewhere(policybot) as lock:
        slow = asyncio.create_task(service.client.post("api/ask", json={"question": "品字标归谁管"}))
        await asyncio.sleep(0.5)
        stopping = asyncio.create_task(service.stop())
        await asyncio.sleep(0.5)
        with pytest.raises(httpx.ConnectError):
            await service.client.get("healthz")
        assert not slow.done()
        lock.execute("ROLLBACK")
        answer = await slow
        seconds, _ = await stopping
    assert (answer.status_code, answer.json()["kind"]) == (200, "answer")
    assert seconds < 5
    assert service.process.returncode == 0


async def test_it_stops_within_ten_seconds_whatever_hangs(policybot, botapi_server):
    async with running(with_telegram(policybot, botapi_server)) as service:
        await botapi_server.wait_until(lambda: bool(botapi_server.calls_of("getUpdates")), timeout=15)
        async with written_elsewhere(policybot):
            botapi_server.faults.decide = lambda method: Fault.hang()
            user = botapi_server.user(1001, "小王")
            await user.sends("首贷服务中心在哪办")
            slow = asyncio.create_task(service.client.post("api/ask", json={"question": "品字标归谁管"}))
            await asyncio.sleep(0.5)
            seconds, log = await service.stop()
            await asyncio.gather(slow, return_exceptions=True)
    assert seconds < LONGEST_STOP
    assert "Traceback" not in log
