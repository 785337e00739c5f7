"""What the tests of a person's answers share: staff to ask, the card that they get, and what comes of it."""

import asyncio
from datetime import UTC, datetime

from sqlalchemy import text

from bot.assistant import Assistant
from bot.staff.handovers import Handovers
from bot.staff.members import ListedMembers
from tests.conftest import TODAY

QUESTION = "首贷服务中心在哪办"
UNCOVERED = "宠物医院怎么开"
TEAM = -1_000_000_000_777


STAFF = frozenset({3001, 3002})


def assistant_on(
    engine, library, identity, *, now=lambda: datetime.now(UTC), members: frozenset[int] = STAFF
) -> Assistant:
    """Return what a process has over a database, with somebody of the staff to ask."""
    handovers = Handovers(engine, members=ListedMembers(members), now=now)
    return Assistant(engine, library, identity, today=lambda: TODAY, handovers=handovers)


async def card_for(server, user, colleague):
    """Have an owner ask for a person, and return the card that one of the staff gets."""
    await user.sends(QUESTION)
    await user.sends("转人工")
    await server.wait_for_messages(user, 2)
    await server.wait_until(lambda: any("转人工 #" in one.text for one in server.messages(colleague)))
    return server.messages(colleague)[-1]


async def last_of(server, chat, words):
    """Wait until the bot's newest message in a chat has these words, and return it."""
    await server.wait_until(lambda: any(words in one.text for one in server.messages(chat)))
    return next(one for one in reversed(server.messages(chat)) if words in one.text)


async def until(holds) -> None:
    """Wait until the database says so."""
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def is_closed(engine) -> bool:
    """Return whether the only handover is closed, and its owner's chat forgotten."""
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT state, chat FROM handover"))).one()
    return (row.state, row.chat) == ("closed", None)


async def is_gone(engine) -> bool:
    """Return whether there is no handover."""
    async with engine.connect() as connection:
        return not (await connection.execute(text("SELECT count(*) FROM handover"))).scalar()
