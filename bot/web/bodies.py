"""Reading a JSON request: what is wrong with it is a 4xx with one plain sentence."""

import asyncio
import json
from typing import Any

from aiohttp import web

LARGEST_ID = 2**63 - 1
"""What the database's integer columns hold."""

SLOWEST_BODY = 20
"""Seconds until a body has to be there; the page gives up then too."""


class Refusal(Exception):
    """A request that can't be served: the HTTP status and one plain Chinese sentence."""

    def __init__(self, status: int, message: str, *, retry_after: int | None = None) -> None:
        """Take the status, the sentence, and after how many seconds it may succeed."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.retry_after = retry_after


async def read_object(request: web.Request) -> dict[str, Any]:
    """Return the JSON object that the request carries; raises Refusal where it carries none.

    Its Content-Type isn't asked for, so that `curl -d` works as people type it: no cookie says who is asking,
    so another site's form could do nothing that its own visitors can't.
    """
    try:
        async with asyncio.timeout(SLOWEST_BODY):
            body = await request.read()
    except TimeoutError as error:
        raise Refusal(408, "请求内容没有及时送达，请再试一次。") from error
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(400, "请求内容不是有效的 JSON。") from error
    if not isinstance(data, dict):
        raise Refusal(400, '请求内容应是一个 JSON 对象，例如 {"question": "首贷服务中心在哪办"}。')
    return data


def text_of(data: dict[str, Any], name: str) -> str:
    """Return a text of the object; raises Refusal where it is missing or not a text."""
    if name not in data:
        raise Refusal(400, f"请求里缺少 {name}。")
    value = data[name]
    if not isinstance(value, str):
        raise Refusal(400, f"{name} 应是文字。")
    return value


def optional_text_of(data: dict[str, Any], name: str) -> str | None:
    """Return a text of the object, or None where it is missing or null; raises Refusal for anything else."""
    return None if data.get(name) is None else text_of(data, name)


def flag_of(data: dict[str, Any], name: str) -> bool:
    """Return a truth value of the object; raises Refusal where it is missing or something else."""
    value = data.get(name)
    if not isinstance(value, bool):
        raise Refusal(400, f"{name} 应是 true 或 false。")
    return value


def id_of(data: dict[str, Any], name: str) -> int:
    """Return a number that can name a row; raises Refusal where it is missing or can't."""
    value = data.get(name)
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 7.0 is a whole number in JSON
    # bool is a kind of int in Python, not in JSON.
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST_ID:
        raise Refusal(400, f"{name} 应是回答里给出的编号。")
    return value


def version_of(request: web.Request) -> int | None:
    """Return the version that an address names; None for the live one. A number that can be none is version 0."""
    written = request.query.get("version")
    if written is None:
        return None
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0
