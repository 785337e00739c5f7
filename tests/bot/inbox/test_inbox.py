"""What is taken for an update, and for the chat whose order is kept."""

import pytest
from sqlalchemy import select

from bot.inbox import Inbox, NotAnUpdate
from bot.inbox.store import InboxRow
from bot.logs import request_id
from tests.bot.inbox.working import Handled, is_done, message, process


@pytest.mark.parametrize(
    "given",
    [None, 7, "7", [], {}, *({"update_id": number} for number in (None, "7", True, 1.5, -1, 2**63))],
    ids=repr,
)
async def test_what_has_no_number_is_no_update(engine, given):
    with pytest.raises(NotAnUpdate):
        await Inbox(engine).take(given)


@pytest.mark.parametrize(
    ("content", "chat"),
    [
        ({"message": {"chat": {"id": -100200}, "from": {"id": 5}}}, "-100200"),
        ({"edited_message": {"chat": {"id": 9}, "from": {"id": 9}}}, "9"),
        ({"callback_query": {"from": {"id": 5}, "message": {"chat": {"id": -7}}}}, "-7"),
        ({"inline_query": {"from": {"id": 5}}}, "5"),
        ({"poll": {"id": "x"}}, "update 3"),
        ({"message": {"chat": {"id": "nonsense"}, "text": "\0\ud800"}}, "update 3"),
        ({"message": {"chat": {"id": 10**30}}}, "update 3"),
        ({}, "update 3"),
    ],
)
async def test_the_order_is_kept_for_the_chat_else_the_person_else_the_update(engine, content, chat):
    await Inbox(engine).take({"update_id": 3, **content})
    async with engine.connect() as connection:
        assert (await connection.execute(select(InboxRow.chat))).scalar_one() == chat


async def test_of_a_batch_what_is_no_update_is_left_out(engine, caplog):
    assert await Inbox(engine).take_all([{"update_id": 4}, "nonsense", {"update_id": 9}]) == 9
    assert await Inbox(engine).take_all([]) == 0
    assert "passed over" in caplog.text


async def test_what_is_logged_of_an_update_belongs_to_it(engine):
    seen: dict[int, str | None] = {}

    class Watched(Handled):
        async def handle(self, update):
            await super().handle(update)
            seen[update["update_id"]] = request_id.get()

    async with process(engine, Watched()) as one:
        await one.inbox.take_all([message(number, number % 2) for number in range(1, 5)])
        await is_done(engine, 1, 2, 3, 4)
    assert seen == {number: f"update-{number}" for number in range(1, 5)}
    assert request_id.get() is None


async def test_how_much_waits_and_since_when_is_told(engine):
    inbox = Inbox(engine)
    assert await inbox.backlog() == (0, 0.0)
    await inbox.take_all([message(1, 7), message(2, 7)])
    count, seconds = await inbox.backlog()
    assert count == 2
    assert 0 <= seconds < 60
