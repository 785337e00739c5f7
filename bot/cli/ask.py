"""Asking in a terminal: once, in conversation, or many lines at a time."""

import asyncio
import json
import secrets
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.answer import Answer, Kind
from bot.assistant import Channel, Person
from bot.cli.terminal import read_line
from bot.service import open_service
from bot.settings import read_settings
from bot.why import explained, why

_PROMPT = "您的问题（直接回车结束）：\n> "


def ask_once(question: str, *, as_json: bool, explain: bool = False, as_of: date | None = None) -> bool:
    """Print one answer, by what was in force on the day `as_of` where one is given; `explain` says why, too."""

    async def run() -> None:
        async with open_service(read_settings()) as assistant:
            answer = await assistant.ask(question, _new_person(), as_of=as_of)
            if as_json:
                found = why(question, answer, assistant.library) if explain else None
                _print_json(answer.to_json() | ({"why": found and found.to_plain()} if explain else {}))
                return
            _print(answer)
            if explain:
                print(explained(question, answer, assistant.library), flush=True)

    asyncio.run(run())
    return True


def converse(*, as_json: bool, as_of: date | None = None) -> bool:
    """Ask and answer in one conversation until an empty line or the end of input."""

    async def run() -> None:
        async with open_service(read_settings()) as assistant:
            person = _new_person()
            while question := _read_question():
                answer = await assistant.ask(question, person, as_of=as_of)
                _print_json(answer.to_json()) if as_json else _print(answer)

    asyncio.run(run())
    return True


def _read_question() -> str:
    if sys.stdin.isatty():
        print(_PROMPT, end="", flush=True)
    return read_line().strip()


def ask_lines(*, as_of: date | None = None) -> bool:
    """Answer the JSON lines of standard input in order; return whether every line could be read."""
    return asyncio.run(_answer_lines(as_of))


async def _answer_lines(as_of: date | None) -> bool:
    all_read = True
    run = secrets.token_hex(8)  # labels of this run's sessions don't meet another run's
    async with open_service(read_settings()) as assistant:
        for number, line in _lines():
            try:
                request = _read_request(line)
            except ValueError as error:
                print(f"标准输入:{number}: {error}", file=sys.stderr)
                all_read = False
                continue
            label = request.get("session")
            session = f"{run}:line {number}" if label is None else f"{run}:session {label}"
            person = Person(Channel.TERMINAL, session)
            _print_line(request, await assistant.ask(request["question"], person, as_of=as_of))
    return all_read


def _lines() -> Iterator[tuple[int, str]]:
    """Yield the lines that say anything, with their numbers, as they come."""
    for number, line in enumerate(iter(read_line, ""), 1):
        if line.strip():
            yield number, line


def _read_request(line: str) -> dict[str, Any]:
    """Return a line's object with its question under `question`; raises ValueError saying what is wrong."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):  # a ValueError also where a number has thousands of digits
        raise ValueError('这一行不是 JSON；请改成 {"id": …, "question": …}。') from None
    question = request.get("question", request.get("query")) if isinstance(request, dict) else None
    if not isinstance(question, str):
        raise ValueError("这一行没有文字形式的 question（或 query）；请补上。")
    if not isinstance(request.get("session"), str | int | None):
        raise ValueError("session 要写成文字；请改正。")
    return {**request, "question": question}


def _print_line(request: dict[str, Any], answer: Answer) -> None:
    result = {**({"id": request["id"]} if "id" in request else {}), **answer.to_json()}
    if request.get("session") is not None:
        result["session"] = request["session"]
    line = json.dumps(result, ensure_ascii=False).encode("utf-8", "backslashreplace")
    print(line.decode(), flush=True)  # a lone surrogate stands there as JSON escapes it


def _new_person() -> Person:
    return Person(Channel.TERMINAL, secrets.token_hex(16))


def _print_json(values: dict[str, Any]) -> None:
    print(json.dumps(values, ensure_ascii=False, indent=2))


def _print(answer: Answer) -> None:
    related = "；".join(related.label for related in answer.related)
    label = "相关条款" if answer.kind is Kind.ANSWER else "也许您想看"
    print(f"\n{answer.text}\n" + (f"\n{label}：{related}\n" if related else ""), flush=True)
