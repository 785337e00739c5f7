"""Taught in one process, answered so in another within two seconds."""

import asyncio
import time

from bot.service import follow, open_service
from bot.staff.teaching import Teaching
from tests.bot.parking import SOMEONE, publish
from tests.bot.staff.conftest import wish
from tests.bot.staff.test_teaching import ODD

LONGEST = 2.0


async def test_what_one_service_teaches_another_answers_within_two_seconds(store, desk, folder):
    await publish(desk, folder)
    _, settings = store
    async with open_service(settings) as here, open_service(settings) as there:
        assert (await there.ask(ODD, SOMEONE)).clause is None
        following = asyncio.create_task(follow(there, settings))
        before = there.library
        number = await Teaching(here).teach(wish(ODD), by="甲")
        begun = time.monotonic()
        await _swapped(there, before)
        assert time.monotonic() - begun < LONGEST
        assert (await there.ask(ODD, SOMEONE)).clause.path == "二"
        assert there.library.clauses[0] is before.clauses[0]  # nothing was read again
        taught = there.library
        await Teaching(here).withdraw(number, by="甲")
        await _swapped(there, taught)
        assert (await there.ask(ODD, SOMEONE)).clause is None
        following.cancel()


async def _swapped(assistant, before) -> None:
    async with asyncio.timeout(30):
        while assistant.library is before:  # noqa: ASYNC110 (nothing tells of the swap)
            await asyncio.sleep(0.01)
