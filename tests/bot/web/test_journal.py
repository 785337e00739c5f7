"""The log of requests: one line for each, by its route, under the id that the response carries."""

import json
import logging
import re

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web.app import create_app

MARKER = "绝密暗号"


async def test_a_request_is_one_line_with_its_route_and_nothing_that_was_written(client, lines):
    for path in (f"/?q={MARKER}", f"/documents/{MARKER}", f"/{MARKER}", "/documents/"):
        await client.get(path, allow_redirects=False)
    await client.post("/api/ask", json={"question": MARKER})
    told = [(line["message"], line["method"], line["route"], line["status"]) for line in lines()]
    assert told == [
        ("request", "GET", "/", 200),
        ("request", "GET", "/documents/{document}", 404),
        ("request", "GET", "?", 404),
        ("request", "GET", "?", 308),
        ("request", "POST", "/api/ask", 200),
    ]
    assert all(0 <= line["ms"] < 30_000 for line in lines())
    assert MARKER not in json.dumps(lines(), ensure_ascii=False)


@pytest.mark.parametrize("given", ["abc-123", "A" * 64])
async def test_the_id_of_the_proxy_in_front_is_taken_over(client, lines, given):
    response = await client.get("/healthz", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] == given
    assert [line["request"] for line in lines()] == [given]


@pytest.mark.parametrize("given", ["", "A" * 65, "a b", "号", "x\ty", "<script>"])
async def test_any_other_is_replaced(client, lines, given):
    response = await client.get("/healthz", headers={"X-Request-ID": given})
    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-ID"])
    assert [line["request"] for line in lines()] == [response.headers["X-Request-ID"]]


async def test_each_request_of_one_connection_has_an_id_of_its_own(client, lines):
    ids = [(await client.get("/healthz")).headers["X-Request-ID"] for _ in range(3)]
    assert len(set(ids)) == 3
    assert [line["request"] for line in lines()] == ids


async def test_redirections_refusals_and_errors_carry_it_too(assistant, lines):
    class Broken(type(assistant)):
        async def ask(self, question, *args, **named):
            raise ValueError(question)

    assistant.__class__ = Broken
    async with TestClient(TestServer(create_app(assistant))) as client:
        responses = [
            await client.get("/documents/", allow_redirects=False),
            await client.post("/api/ask", data=b"x"),
            await client.post("/api/ask", json={"question": MARKER}),
        ]
    assert [response.status for response in responses] == [308, 400, 500]
    ids = [response.headers["X-Request-ID"] for response in responses]
    failed = [line for line in lines() if "failed, reference" in line["message"]]
    assert [line["request"] for line in failed] == ids[2:]
    assert [line["request"] for line in lines() if line["message"] == "request"] == ids
    assert MARKER not in json.dumps(lines(), ensure_ascii=False)


async def test_what_a_library_logs_with_an_error_is_written_without_its_message(client, lines):
    try:
        raise ValueError(MARKER)
    except ValueError:
        logging.getLogger("bot.somewhere").exception("it failed")
    (line,) = lines()
    assert (line["level"], line["message"], line["request"]) == ("ERROR", "it failed", None)
    assert line["error"].endswith("ValueError\n")
    assert MARKER not in json.dumps(line, ensure_ascii=False)
