"""The log of updates: one line for each time that one was handled, and nothing of what it holds."""

import json

from bot.inbox import Undelivered
from tests.bot.inbox.working import Handled, is_done, message, process

MARKER = "绝密暗号"


async def test_each_handling_of_an_update_is_one_line_without_anything_of_the_person(engine, lines):
    handled = Handled()
    handled.failing = {2: [Undelivered()], 3: [ValueError(MARKER) for _ in range(3)]}
    async with process(engine, handled) as one:
        tap = {"from": {"id": 8675309, "first_name": MARKER}, "data": MARKER}
        await one.inbox.take_all([message(1, 8675309, MARKER), {"update_id": 2, "callback_query": tap}])
        await one.inbox.take({"update_id": 3, MARKER: {}})
        await is_done(engine, 1, 2, 3)
    told = sorted(
        (line["request"], line["kind"], line["outcome"], line["tries"])
        for line in lines()
        if line["message"] == "update"
    )
    assert told == [
        ("update-1", "message", "handled", 1),
        ("update-2", "callback_query", "again", 1),
        ("update-2", "callback_query", "handled", 1),
        ("update-3", "?", "again", 1),
        ("update-3", "?", "again", 2),
        ("update-3", "?", "set aside", 3),
    ]
    assert all(0 <= line["ms"] < 30_000 for line in lines() if line["message"] == "update")
    for secret in (MARKER, "8675309"):
        assert secret not in json.dumps(lines(), ensure_ascii=False)


async def test_an_update_that_a_stop_interrupts_is_told_as_such(engine, lines):
    handled = Handled()
    handled.held = {1}
    async with process(engine, handled) as one:
        await one.inbox.take(message(1, 7))
        await handled.until(lambda: handled.begun == [1])
    assert [line["outcome"] for line in lines() if line["message"] == "update"] == ["stopped"]
