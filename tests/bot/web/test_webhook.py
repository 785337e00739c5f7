"""`POST /telegram`: nobody without the secret gets anything read, and whatever comes is never an error of ours."""

import asyncio
import gzip
import io
import json
from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import select

from bot.inbox import Inbox
from bot.inbox.store import InboxRow
from bot.web.app import create_app
from bot.web.webhook import TelegramUpdates

SECRET = "a-secret-for-tests_0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATE = {"update_id": 7, "message": {"chat": {"id": 1001}, "text": "你好"}}


async def ready() -> bool:
    return True


@pytest.fixture
async def hook(assistant) -> AsyncIterator[TestClient]:
    """Yield a client of a service whose updates come by webhook."""
    updates = TelegramUpdates(Inbox(assistant.engine), SECRET)
    async with TestClient(TestServer(create_app(assistant, telegram=updates))) as client:
        yield client


async def stored(assistant) -> list[int]:
    async with assistant.engine.connect() as connection:
        return list((await connection.execute(select(InboxRow.update_id))).scalars())


async def test_an_update_is_stored_before_it_is_acknowledged_and_once(hook, assistant):
    for _ in range(2):
        response = await hook.post("/telegram", json=UPDATE, headers={HEADER: SECRET})
        assert (response.status, await stored(assistant)) == (200, [7])


async def test_where_updates_come_by_polling_there_is_no_such_address(client):
    assert (await client.post("/telegram", json=UPDATE, headers={HEADER: SECRET})).status == 404


@pytest.mark.parametrize(
    "headers",
    [{}, {HEADER: ""}, {HEADER: "wrong"}, {HEADER: SECRET[:-1]}, {HEADER: f"{SECRET} x"}, {HEADER: "密钥"}],
    ids=repr,
)
async def test_without_the_secret_nothing_is_read_or_stored(hook, assistant, headers):
    response = await hook.post("/telegram", data=io.BytesIO(b"\xff" * 5_000_000), headers=headers)
    assert (response.status, await stored(assistant)) == (401, [])


async def test_a_wrong_secret_is_answered_before_the_body_has_come(hook):
    reader, writer = await asyncio.open_connection(hook.host, hook.port)
    writer.write(
        f"POST /telegram HTTP/1.1\r\nHost: x\r\n{HEADER}: wrong\r\nContent-Length: 9\r\n\r\n".encode()
    )
    async with asyncio.timeout(2):
        assert b" 401 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b""),
        (400, b"{"),
        (400, b"\xff\xfe"),
        (400, b"[" * 200_000),
        (400, b'{"update_id": ' + b"9" * 5000 + b"}"),
        (400, b'{"update_id": "7"}'),
        (400, b'{"update_id": true}'),
        (400, b'{"message": {}}'),
        (400, b"null"),
        (413, b'{"update_id": 7, "message": {"text": "' + b"x" * 1024 * 1024 + b'"}}'),
    ],
    ids=["empty", "cut", "no text", "deep", "long number", "words", "flag", "no number", "null", "too big"],
)
async def test_what_is_no_update_is_refused(hook, assistant, status, body):
    response = await hook.post("/telegram", data=io.BytesIO(body), headers={HEADER: SECRET})
    assert (response.status, await stored(assistant)) == (status, [])


@pytest.mark.parametrize("size", [1, 3_000_000], ids=["not gzip", "a bomb"])
async def test_a_packed_body_is_no_way_round(hook, assistant, size):
    body = gzip.compress(b" " * size) if size > 1 else b"x"
    headers = {HEADER: SECRET, "Content-Encoding": "gzip"}
    response = await hook.post("/telegram", data=body, headers=headers)
    assert response.status in {400, 413}
    assert await stored(assistant) == []


async def test_other_methods_are_refused(hook):
    assert (await hook.get("/telegram", headers={HEADER: SECRET})).status == 405


async def rename(assistant, old: str, new: str) -> None:
    async with assistant.engine.begin() as connection:
        await connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")


async def test_an_update_that_cannot_be_stored_is_not_acknowledged_and_taken_when_it_comes_again(
    hook, assistant, caplog
):
    await rename(assistant, "inbox", "away")
    assert (await hook.post("/telegram", json=UPDATE, headers={HEADER: SECRET})).status == 503
    await rename(assistant, "away", "inbox")
    assert await stored(assistant) == []
    for _ in range(2):
        assert (await hook.post("/telegram", json=UPDATE, headers={HEADER: SECRET})).status == 200
    assert await stored(assistant) == [7]
    assert "你好" not in caplog.text


JSON = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers()
    | strategies.floats()
    | strategies.text(strategies.characters()),
    lambda inner: (
        strategies.lists(inner, max_size=4)
        | strategies.dictionaries(
            strategies.sampled_from(
                ["update_id", "message", "chat", "from", "id", "text", "date", "callback_query"]
            )
            | strategies.text(max_size=5),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_json=JSON | strategies.builds(lambda rest: {"update_id": 5, "message": rest}, JSON))
async def test_any_json_is_taken_or_refused_and_never_an_error(hook, given_json):
    response = await hook.post("/telegram", data=json.dumps(given_json).encode(), headers={HEADER: SECRET})
    assert response.status in {200, 400}
