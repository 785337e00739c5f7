"""The API is what its description says, whatever is asked: schemathesis asks."""

import asyncio
import shutil
import threading
from collections.abc import Iterator

import hypothesis
import pytest
import schemathesis
from aiohttp import web
from sqlalchemy import URL

from bot.assistant import Assistant
from bot.database import create_engine
from bot.identity import Identity
from bot.web.app import create_app
from bot.web.openapi import DESCRIPTION
from tests.bot.web.test_ask import QUESTION
from tests.bot.web.test_roles import ROUTES

SCHEMA = schemathesis.openapi.from_dict(DESCRIPTION)
EXAMPLES = 60


@pytest.fixture(scope="module")
def address(plan_store, library, tmp_path_factory) -> Iterator[str]:
    """Yield the address of the service, which runs in a thread: schemathesis waits for each response."""
    path = tmp_path_factory.mktemp("openapi") / "policybot.sqlite3"
    shutil.copyfile(plan_store[0], path)
    loop, started, found = asyncio.new_event_loop(), threading.Event(), []

    async def serve() -> None:
        engine = create_engine(URL.create("sqlite+aiosqlite", database=str(path)))
        assistant = Assistant(engine, library, Identity(b"a secret for tests, and for nothing else"))
        runner = web.AppRunner(create_app(assistant))
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        stop = asyncio.Event()
        found.extend([f"http://127.0.0.1:{runner.addresses[0][1]}", stop])
        started.set()
        await stop.wait()
        await runner.cleanup()
        await engine.dispose()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert started.wait(30)
    yield found[0]
    loop.call_soon_threadsafe(found[1].set)
    thread.join()
    loop.close()


@SCHEMA.parametrize()
@hypothesis.settings(max_examples=EXAMPLES, suppress_health_check=list(hypothesis.HealthCheck))
def test_whatever_is_asked_the_api_answers_as_described(case, address):
    case.call_and_validate(base_url=address)


async def test_the_description_is_served(client):
    response = await client.get("/api/openapi.json")
    assert await response.json() == DESCRIPTION


async def test_every_route_of_the_api_is_described():
    described = {
        (method.upper(), path) for path, methods in DESCRIPTION["paths"].items() for method in methods
    }
    served = {route for route in ROUTES if route[1].startswith("/api/")}
    assert described == served - {("GET", "/api/openapi.json")}


@pytest.mark.parametrize("question", [QUESTION, "主要目标", "宠物医院怎么开", "你好", "那2022年3月呢", ""])
async def test_each_kind_of_answer_is_as_described(client, question):
    body = await (await client.post("/api/ask", json={"question": question})).json()
    described = DESCRIPTION["components"]["schemas"]["Answer"]["properties"]
    assert set(body) == set(described)
