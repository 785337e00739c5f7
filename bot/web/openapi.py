"""The description of the JSON API that is served at /api/openapi.json, so that programs can be written against it.

Tests ask what it describes and hold the answers to it.
"""

from typing import Any

from aiohttp import web

from bot.answer import Kind
from bot.web.bodies import LARGEST_ID
from bot.web.responses import json_response
from knowledge.document import Status

_Schema = dict[str, Any]

_TEXT: _Schema = {"type": "string"}
_NUMBER: _Schema = {"type": "integer", "minimum": 0, "maximum": LARGEST_ID}


def _or_null(schema: _Schema) -> _Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _object(**properties: _Schema) -> _Schema:
    """Return the schema of an object that has all of these."""
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: _Schema) -> _Schema:
    return {"type": "array", "items": items}


def _named(name: str) -> _Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: _Schema) -> _Schema:
    return {"application/json": {"schema": schema}}


_DAY = {"type": "string", "format": "date"}
_UNITS = _object(lead=_or_null(_TEXT), others=_list(_TEXT))
_PLACE = {"document": _or_null(_TEXT), "path": _or_null(_TEXT), "heading": _or_null(_TEXT)}

_SCHEMAS: dict[str, _Schema] = {
    "Error": {
        "type": "object",
        "required": ["error"],
        "properties": {
            "error": {"type": "string", "description": "一句话说明原因"},
            "reference": {"type": "string", "description": "出错编号，报修时请提供"},
        },
    },
    "Question": {
        "type": "object",
        "required": ["question"],
        "properties": {
            "question": {"type": "string", "description": "用自己的话问"},
            "session": _or_null({"type": "string", "description": "上次回答里的 session，接着对话时带上"}),
        },
        "example": {"question": "首贷服务中心在哪办"},
    },
    "Answer": _object(
        session=_TEXT,
        kind={"type": "string", "enum": [kind.value for kind in Kind]},
        question=_TEXT,
        text={"type": "string", "description": "给人看的全文"},
        clause=_or_null(
            _object(document=_TEXT, version=_NUMBER, path=_TEXT, heading=_or_null(_TEXT), url=_TEXT)
        ),
        key_sentences=_list({"type": "string", "description": "条款原文里的句子，一字不改"}),
        units=_or_null(_UNITS),
        validity=_or_null(
            _object(
                **{"from": _or_null(_DAY), "to": _or_null(_DAY)},
                status={"type": "string", "enum": [status.value for status in Status]},
            )
        ),
        choices=_list(_object(**_PLACE)),
        related=_list(_object(**_PLACE)),
        question_id=_or_null({**_NUMBER, "description": "评价时用；没有保存时为空"}),
        notices=_list(_TEXT),
        unit_lines=_list(_TEXT),
        units_first={"type": "boolean"},
        source=_or_null(_TEXT),
        advice=_list(_TEXT),
        as_of=_or_null(_DAY),
    ),
    "Vote": _object(session=_TEXT, question_id=_NUMBER, helpful={"type": "boolean"}),
    "Voted": _object(helpful={"type": "boolean"}),
    "Session": _object(session=_TEXT),
    "Erased": _object(erased={**_NUMBER, "description": "删除了几个问题"}),
    "Heard": _object(
        session=_TEXT, after={**_NUMBER, "description": "收到的最后一条的 id；没有收到过就是 0"}
    ),
    "Messages": _object(
        open={"type": "boolean", "description": "人工对话还没有结束"},
        who=_or_null({"type": "string", "description": "谁接手了；还没有人时为空"}),
        messages=_list(
            _object(
                id=_NUMBER,
                **{"from": {"type": "string", "enum": ["staff", "service"]}},
                name=_or_null(_TEXT),
                text=_TEXT,
                at={"type": "string", "format": "date-time"},
            )
        ),
    ),
    "Clause": _object(
        document=_TEXT,
        document_title=_TEXT,
        version=_NUMBER,
        path=_TEXT,
        heading=_or_null(_TEXT),
        sections=_list(_TEXT),
        paragraphs=_list(_TEXT),
        units=_UNITS,
        paused={"type": "boolean", "description": "这一条的回答是否暂停（正在核对）"},
        period=_TEXT,
        url=_TEXT,
    ),
}

_REFUSALS = {
    400: "请求看不明白",
    404: "没有找到",
    408: "请求内容没有及时送达",
    413: "请求内容太长",
    429: "问得太快，过 Retry-After 秒再问",
    500: "服务出了点问题",
    503: "现在太忙，或者存取不了记录，过 Retry-After 秒再试",
}
_AGAIN = {"Retry-After": {"description": "过几秒再试", "schema": {"type": "integer", "minimum": 1}}}


def _refusal(status: int) -> _Schema:
    headers = {"headers": _AGAIN} if status in (429, 503) else {}
    return {"description": _REFUSALS[status], "content": _json(_named("Error")), **headers}


def _answers(what: str, name: str, *refused: int) -> _Schema:
    """Return the responses of an operation: what it gives, and how it refuses."""
    served = {"description": what, "content": _json(_named(name))}
    return {"200": served, **{str(status): _refusal(status) for status in (*refused, 429, 500, 503)}}


def _post(name: str, summary: str, *, body: str, responses: _Schema) -> _Schema:
    asked = {"required": True, "content": _json(_named(body))}
    return {"post": {"operationId": name, "summary": summary, "requestBody": asked, "responses": responses}}


def _parameter(name: str, where: str, schema: _Schema, what: str) -> _Schema:
    return {
        "name": name,
        "in": where,
        "required": where == "path",
        "schema": schema,
        "description": what,
    }


_CLAUSE = {
    "operationId": "clause",
    "summary": "一条条款的全文",
    "parameters": [
        _parameter("document", "path", {"type": "string", "minLength": 1}, "文件编号"),
        _parameter("key", "path", {"type": "string", "minLength": 1}, "条款编号，例如 二（三）9"),
        _parameter("version", "query", _NUMBER, "第几版；不写就是现在这一版"),
    ],
    "responses": _answers("条款", "Clause", 404),
}

DESCRIPTION: _Schema = {
    "openapi": "3.1.0",
    "info": {
        "title": "惠企政策问答",
        "version": "1",
        "description": "用自己的话问，得到条款原文、有效期和负责部门。",
    },
    "paths": {
        "/api/ask": _post(
            "ask", "问一个问题", body="Question", responses=_answers("回答", "Answer", 400, 408, 413)
        ),
        "/api/vote": _post(
            "vote", "评价一条回答", body="Vote", responses=_answers("记下了", "Voted", 400, 404, 408, 413)
        ),
        "/api/forget": _post(
            "forget", "删除一次对话", body="Session", responses=_answers("删掉了", "Erased", 400, 408, 413)
        ),
        "/api/messages": _post(
            "messages",
            "工作人员写来的话；kind 是 person 以后，隔几秒取一次",
            body="Heard",
            responses=_answers("新的几条", "Messages", 400, 408, 413),
        ),
        "/api/clauses/{document}/{key}": {"get": _CLAUSE},
    },
    "components": {"schemas": _SCHEMAS},
}
"""OpenAPI 3.1, as a value."""


async def description(_request: web.Request) -> web.Response:
    """Return the description of the API."""
    return json_response(DESCRIPTION)
