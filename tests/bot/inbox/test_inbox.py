"""What is taken for an update, and for the chat whose order is kept."""

import pytest
from sqlalchemy import select

from bot.inbox import Inbox, NotAnUpdate
from bot.inbox.store import InboxRow


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
