"""`POST /api/ask` through HTTP: what it answers, and each way in which it refuses."""

import gzip
import json
import logging

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event

from bot.assistant import Assistant
from bot.web.app import LARGEST_BODY, create_app

QUESTION = "首贷服务中心在哪办"
JSON = {"Content-Type": "application/json"}


async def asked(client, question, **others):
    response = await client.post("/api/ask", json={"question": question, **others})
    assert response.status == 200
    return await response.json()


async def refused(client, status, **request):
    response = await client.post("/api/ask", **request)
    assert response.status == status
    assert response.content_type == "application/json"
    body = await response.json()
    assert set(body) == {"error"}
    return body["error"]


async def test_a_question_gets_the_clause_and_who_is_responsible(client):
    answer = await asked(client, QUESTION)
    assert answer["kind"] == "answer"
    assert answer["clause"]["path"] == "二（三）9"
    assert answer["units"]["lead"] == "人行嘉兴市中心支行"
    assert answer["validity"] == {"from": "2021-08-19", "to": "2023-12-31", "status": "expired"}
    assert answer["question"] == QUESTION
    assert "首贷服务中心" in answer["text"]


async def test_the_chinese_of_an_answer_stands_in_the_body_as_it_is(client):
    response = await client.post("/api/ask", json={"question": QUESTION})
    assert "人行嘉兴市中心支行".encode() in await response.read()
    assert response.headers["Cache-Control"] == "no-store"


async def test_only_a_session_that_goes_on_is_looked_up(client, assistant):
    statements = []
    event.listen(
        assistant.engine.sync_engine,
        "before_cursor_execute",
        lambda *call: statements.append(call[2].split()[0]),
    )
    first = await asked(client, QUESTION)
    assert statements == ["INSERT"]
    await asked(client, "归哪个部门管", session=first["session"])
    assert statements == ["INSERT", "SELECT", "SELECT", "INSERT"]  # what was asked, and who has it


async def test_a_session_that_was_issued_goes_on(client):
    first = await asked(client, QUESTION)
    assert (await asked(client, "归哪个部门管", session=first["session"]))["session"] == first["session"]


@pytest.mark.parametrize("session", ["", "forged", "0" * 64, "会话", "\ud800", "x" * 10_000])
async def test_a_session_that_was_not_issued_is_replaced(client, session):
    answer = await asked(client, QUESTION, session=session)
    assert answer["session"] != session
    assert (await asked(client, QUESTION, session=answer["session"]))["session"] == answer["session"]


async def test_a_null_session_is_no_session(client):
    assert (await asked(client, QUESTION, session=None))["session"]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "长" * 5000,
        "\U0001f600" * 5000,
        "\u200b\u200d",
        "a\0b",
        "\ud800",
        "<script>alert(1)</script>",
        "'; DROP TABLE",
    ],
    ids=["empty", "long", "emoji", "zero-width", "nul", "surrogate", "html", "sql"],
)
async def test_any_text_is_an_ordinary_question(client, question):
    answer = await asked(client, question)
    assert answer["kind"] in {"none", "choices", "smalltalk"}
    assert answer["text"]


async def test_a_body_that_is_not_json_is_refused(client):
    assert "JSON" in await refused(client, 400, data=b"question=1", headers=JSON)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe\xfd", b"[" * 60_000, b'{"question": ' + b"9" * 5000 + b"}", b'{"question": "a"'],
    ids=["empty", "not-text", "deep", "huge-number", "cut-off"],
)
async def test_a_body_that_cannot_be_read_is_refused(client, body):
    assert await refused(client, 400, data=body, headers=JSON)


@pytest.mark.parametrize("body", ["[]", '"问题"', "1", "null", '[{"question": "a"}]'])
async def test_a_body_that_is_not_an_object_is_refused(client, body):
    assert "对象" in await refused(client, 400, data=body.encode(), headers=JSON)


@pytest.mark.parametrize("question", [None, 1, True, ["问"], {"a": 1}])
async def test_a_question_that_is_not_a_text_is_refused(client, question):
    assert await refused(client, 400, json={"question": question}) == "question 应是文字。"


async def test_a_missing_question_is_refused(client):
    assert await refused(client, 400, json={"query": QUESTION}) == "请求里缺少 question。"


@pytest.mark.parametrize("session", [1, True, ["a"], {}])
async def test_a_session_that_is_not_a_text_is_refused(client, session):
    assert await refused(client, 400, json={"question": QUESTION, "session": session}) == "session 应是文字。"


async def test_a_body_over_the_limit_is_refused(client):
    body = json.dumps({"question": "a" * LARGEST_BODY}).encode()
    assert "太长" in await refused(client, 413, data=body, headers=JSON)


async def test_a_body_that_grows_over_the_limit_when_unpacked_is_refused(client):
    body = gzip.compress(json.dumps({"question": "a" * 50 * LARGEST_BODY}).encode())
    assert "太长" in await refused(client, 413, data=body, headers={**JSON, "Content-Encoding": "gzip"})


async def test_a_body_packed_wrongly_is_refused(client):
    headers = {**JSON, "Content-Encoding": "gzip"}
    assert await refused(client, 400, data=b"not packed at all", headers=headers)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded"])
async def test_json_is_read_whatever_it_is_declared_as(client, content_type):
    body = json.dumps({"question": QUESTION}).encode()
    response = await client.post("/api/ask", data=body, headers={"Content-Type": content_type})
    assert (await response.json())["kind"] == "answer"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_another_method_is_refused_in_json(client, method):
    response = await client.request(method, "/api/ask")
    assert response.status == 405
    assert "POST" in response.headers["Allow"]
    assert (await response.json())["error"]


async def test_an_unknown_address_below_api_is_refused_in_json(client):
    response = await client.get("/api/nothing")
    assert response.status == 404
    assert (await response.json())["error"]


async def test_an_unexpected_error_gives_a_reference_and_keeps_the_question_out_of_the_log(assistant, caplog):
    class Broken(Assistant):
        async def ask(self, question, person, *, message_id=None, begins=False):
            try:
                raise ValueError(question)
            except ValueError as error:
                raise RuntimeError(f"could not answer {question}") from error

    assistant.__class__ = Broken
    caplog.set_level(logging.DEBUG)
    async with TestClient(TestServer(create_app(assistant))) as client:
        response = await client.post("/api/ask", json={"question": QUESTION})
        page = await client.get("/", params={"q": QUESTION})
        body, page_text = await response.json(), await page.text()
    assert response.status == page.status == 500
    assert set(body) == {"error", "reference"}
    logged = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))
    assert body["reference"] in logged
    assert "RuntimeError" in logged
    assert "ValueError" in logged
    assert QUESTION not in logged
    assert "编号" in page_text
    assert "RuntimeError" not in page_text
