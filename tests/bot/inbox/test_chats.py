"""A chat stays with the process that had its last update, as far back as the limits of a chat look."""

import asyncio
import time
from dataclasses import replace

from sqlalchemy import insert, select
from sqlmodel import col

from bot.inbox.store import LeaseRow
from tests.bot.inbox.working import PACE, Handled, is_done, message, process


async def chats(engine) -> list[str]:
    async with engine.connect() as connection:
        query = select(LeaseRow.name).where(col(LeaseRow.name).startswith("chat"))
        return list((await connection.execute(query)).scalars())


async def test_a_chat_stays_with_its_process_until_that_stops(engine):
    first, second, pace = Handled(), Handled(), replace(PACE, renew=1.0, alive=8.0)
    async with process(engine, first, pace=pace) as one:
        await one.inbox.take(message(1, 7))
        await is_done(engine, 1)
        async with process(engine, second, pace=pace) as other:
            for number in range(2, 7):
                await other.inbox.take(message(number, 7))
                await is_done(engine, number)
            assert (first.ended, second.ended) == ([1, 2, 3, 4, 5, 6], [])
            await one.stop()
            await other.inbox.take(message(7, 7))
            await is_done(engine, 7)
    assert second.ended == [7]


async def test_the_chat_of_a_dead_process_is_anybodys(engine):
    async with engine.begin() as connection:
        gone = {"name": "chat 7", "holder": "gone", "until": time.time() + 60}
        await connection.execute(insert(LeaseRow).values(gone))
    async with process(engine, Handled()) as one:
        await one.inbox.take(message(1, 7))
        await is_done(engine, 1)


async def test_which_process_had_a_chat_is_kept_no_longer_than_that_matters(engine):
    async with process(engine, Handled(), pace=replace(PACE, chat=0.3)) as one:
        await one.inbox.take_all([message(1, 7), message(2, 7), message(3, 8)])
        await is_done(engine, 1, 2, 3)
        assert set(await chats(engine)) == {"chat 7", "chat 8"}
        async with asyncio.timeout(10):
            while await chats(engine):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
