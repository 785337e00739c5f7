"""A person answers: an owner asks for one, somebody of the staff takes it, both write, until it is over."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.identity import Channel, Person
from bot.outage import reading, writing
from bot.rates import MOST_A_MINUTE, TooManyQuestions
from bot.staff import wording
from bot.staff.handover import (
    BY_OWNER,
    BY_TIME,
    PATIENCE,
    UNHEARD,
    Detail,
    Handover,
    News,
    Over,
    Page,
    Side,
    State,
    TakenByAnother,
    Unknown,
    earlier_of,
    handover_of,
    message_of,
    utc,
)
from bot.staff.hours import DEFAULT_HOURS, OfficeHours, read_hours
from bot.staff.ledger import Ledger
from bot.staff.members import ListedMembers, Members
from bot.staff.store import handovers as store

IDLE = timedelta(hours=24)
"""After so long without a word it is over; nobody's words go unread over a weekend: the office has to open first."""

PAGE = 30
_BEFORE = 5
_MINUTE = timedelta(minutes=1)
_CHAT_KEPT = timedelta(hours=24)  # where what is due to the owner can't be sent
_C = store.HANDOVER.c
_WAITING, _TAKEN, _OPEN = _C.state == "waiting", _C.state == "taken", _C.state != "closed"


class Handovers(Ledger):
    """Everything is in the database, so that any process goes on with it; `woken` is set where this one wrote.

    Every act is in the audit table, without words. Everything raises DatabaseDown.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        members: Members | None = None,
        hours: OfficeHours | None = None,
        service: str = "人工客服",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take an engine that the caller closes, who may answer, and what owners are told of it."""
        super().__init__(engine, now=now)
        self.members = members or ListedMembers()
        self.hours = hours or read_hours(DEFAULT_HOURS)
        self.service = service

    async def offered(self) -> bool:
        """Return whether there is anybody to ask."""
        return bool(await self.members.everyone())

    async def ask(self, conversation: str, person: Person) -> tuple[Handover, bool]:
        """Ask for a person in a conversation; return the handover, and whether it is new: there is one at a time."""
        now = self._now()
        async with self.changing() as connection:
            new = await store.add(
                connection,
                {
                    "conversation": conversation,
                    "channel": person.channel.value,
                    "chat": person.session if person.channel is Channel.TELEGRAM else None,
                    "question_id": await store.last_question(connection, conversation),
                    "state": State.WAITING.value,
                    "asked_at": now,
                    "last_at": now,
                    "owed_since": now,
                },
            )
            if new is not None:
                await self.note(connection, new, "person asked", by=person.channel.value)
            return handover_of(await store.newest_of(connection, conversation)), new is not None

    async def write_as_owner(
        self, handover: Handover, text: str, *, source: str | None, sent: datetime | None = None
    ) -> bool:
        """Add what the owner writes, masked; the same source again changes the text. Return whether it is still open.

        Raises TooManyQuestions where somebody writes too fast; not with what was `sent` a while ago.
        """
        now = self._now()
        async with self.changing() as connection:
            again = source is not None and await store.has_message(connection, handover.id, source)
            owed = _C.owed_since if again else func.coalesce(_C.owed_since, now)
            if not await store.change(connection, handover.id, _OPEN, last_at=now, owed_since=owed):
                return False
            many = await store.count_from_owner(connection, handover.id, now - _MINUTE) >= MOST_A_MINUTE
            if many and now - (sent or now) < _MINUTE:
                raise TooManyQuestions(60)
            await self._write(connection, handover.id, Side.OWNER, text, source=source)
        return True

    async def end(self, handover: Handover) -> bool:
        """Let the owner end it; return whether it was open."""
        async with self.changing() as connection:
            return await self._close(connection, handover.id, _OPEN, by=BY_OWNER)

    async def news(self, conversation: str, after: int) -> News:
        """Return what a person wrote since message `after`, in the newest handover; it counts as seen then."""
        async with reading(self.engine) as connection:
            row = await store.newest_of(connection, conversation)
            if row is None:
                return News(False, None, ())
            rows = await store.messages_of(connection, row.id, after=after)
        messages = tuple(message_of(each) for each in rows if each.side != Side.OWNER)
        if unseen := [each.id for each in messages if each.state == "waiting"]:
            async with self.changing() as connection:
                for message_id in unseen:
                    await store.set_message(connection, message_id, state="seen")
                await store.change(connection, row.id)
        who = (row.taken_name or "") if row.state == State.TAKEN else None
        return News(row.state != State.CLOSED, who, messages)

    async def take(self, handover_id: int, *, by: str, name: str = "") -> None:
        """Take it; again is nothing new. Raises TakenByAnother, Over or Unknown."""
        async with self.changing() as connection:
            if await self._taken(connection, handover_id, by=by, name=name):
                await self.say(connection, handover_id, wording.taken(self.service, name))

    async def take_over(self, handover_id: int, *, by: str, name: str = "", anytime: bool = False) -> None:
        """Take it from whoever has it, where the owner has waited for them too long, or `anytime`: an admin may.

        Where nobody has it, it is taken. Raises TakenByAnother, Over or Unknown.
        """
        async with self.changing() as connection:
            left = _C.owed_since <= self._now() - PATIENCE
            theirs = (_TAKEN, _C.taken_by != by, *(() if anytime else (left,)))
            if await store.change(connection, handover_id, *theirs, former=_C.taken_by, **self._to(by, name)):
                moved = handover_of(await store.find(connection, handover_id))
                await self.note(connection, handover_id, "person moved", by=by, more=moved.former or "")
                await self.say(connection, handover_id, wording.taken_over(self.service, name))
            elif await self._taken(connection, handover_id, by=by, name=name):
                await self.say(connection, handover_id, wording.taken(self.service, name))

    async def give_back(self, handover_id: int, *, by: str) -> None:
        """Let others have it. Raises TakenByAnother, Over or Unknown."""
        nobody = {"state": State.WAITING.value, "taken_by": None, "taken_name": None, "taken_at": None}
        async with self.changing() as connection:
            mine = _C.taken_by == by
            if await store.change(connection, handover_id, _OPEN, mine, last_at=self._now(), **nobody):
                await self.note(connection, handover_id, "person back", by=by)
                await self.say(connection, handover_id, wording.GIVEN_BACK)
            else:
                await self._refuse(connection, handover_id, by)

    async def write_as_staff(
        self, handover_id: int, text: str, *, by: str, name: str = "", source: str | None = None
    ) -> None:
        """Write to the owner, and take it where nobody has; the same source again is nothing new.

        Raises TakenByAnother, Over or Unknown.
        """
        async with self.changing() as connection:
            await self.write_within(connection, handover_id, text, by=by, name=name, source=source)

    async def write_within(
        self,
        connection: AsyncConnection,
        handover_id: int,
        text: str,
        *,
        by: str,
        name: str = "",
        source: str | None = None,
    ) -> bool:
        """Do so in a transaction of `changing`, with whatever else it does; return whether it is new."""
        now = self._now()
        # Before anything is looked at: of what comes twice at once, the second waits here for the first.
        if not await store.change(connection, handover_id):
            raise Unknown
        if source is not None and await store.has_message(connection, handover_id, source):
            return False
        await self._taken(connection, handover_id, by=by, name=name)
        await store.change(connection, handover_id, last_at=now, owed_since=None)
        await store.first_replied(connection, handover_id, now)
        await self._write(connection, handover_id, Side.STAFF, text, by=by, name=name, source=source)
        await self.note(connection, handover_id, "person replied", by=by)
        return True

    async def rewrite_as_staff(self, handover_id: int, text: str, *, by: str, source: str) -> None:
        """Change what somebody wrote. Raises TakenByAnother, Over or Unknown."""
        async with self.changing() as connection:
            if not await store.change(connection, handover_id, _OPEN, _C.taken_by == by, last_at=self._now()):
                await self._refuse(connection, handover_id, by)
            await store.rewrite(connection, handover_id, source, text)

    async def close(self, handover_id: int, *, by: str) -> None:
        """End it, where it is nobody's or one's own; the owner is told. Raises TakenByAnother, Over or Unknown."""
        async with self.changing() as connection:
            mine = _WAITING | (_C.taken_by == by)
            if not await self._close(connection, handover_id, _OPEN, mine, by=by):
                await self._refuse(connection, handover_id, by)
            await self.say(connection, handover_id, wording.CLOSED)

    async def unheard(self, handover_id: int) -> None:
        """Tell the owner, once, that nobody of the staff could be told, where it still waits."""
        async with self.changing() as connection:
            if await store.change(connection, handover_id, _WAITING):
                await self._write(connection, handover_id, Side.SERVICE, wording.UNHEARD, source=UNHEARD)

    async def expire(self) -> int:
        """End what has been idle for too long, and return how many that were; any process may, at any time."""
        now, ended = self._now(), 0
        async with reading(self.engine) as connection:
            idle = await store.idle_since(connection, now - IDLE)
        for row in idle:
            if self.hours.opens(utc(row.last_at)) + IDLE > now:
                continue
            async with self.changing() as connection:
                same = _C.last_at == row.last_at
                if await self._close(connection, row.id, _OPEN, same, by=BY_TIME):
                    await self.say(connection, row.id, wording.EXPIRED)
                    ended += 1
        async with writing(self.engine) as connection:
            await store.drop_chats(connection, now - _CHAT_KEPT)
        return ended

    async def page(self, number: int = 0) -> Page:
        """Return a page (from 0) of PAGE handovers."""
        async with reading(self.engine) as connection:
            total, rows = await store.page(connection, offset=number * PAGE, most=PAGE)
            numbers = [row.id for row in rows]
            words = await store.last_words(connection, numbers)
            unheard = await store.unheard(connection, numbers)
        last = {word.handover_id: message_of(word) for word in words}
        return Page(tuple((handover_of(row), row.asked or "") for row in rows), total, last, unheard)

    async def read(self, handover_id: int) -> Detail | None:
        """Return one with all that belongs to it; None where there is none."""
        async with reading(self.engine) as connection:
            row = await store.find(connection, handover_id)
            if row is None:
                return None
            messages = await store.messages_of(connection, handover_id)
            before = await store.questions_before(connection, row.conversation, utc(row.asked_at), _BEFORE)
        return Detail(handover_of(row), tuple(map(message_of, messages)), earlier_of(before))

    async def _taken(self, connection: AsyncConnection, handover_id: int, *, by: str, name: str) -> bool:
        """Make sure that it is theirs, and return whether it has just become so."""
        if await store.change(connection, handover_id, _WAITING, **self._to(by, name)):
            await self.note(connection, handover_id, "person taken", by=by)
            return True
        row = await store.find(connection, handover_id)
        if row is None or row.state != State.TAKEN or row.taken_by != by:
            await self._refuse(connection, handover_id, by)
        return False

    def _to(self, by: str, name: str) -> dict[str, Any]:
        """Return what makes it somebody's, from now on."""
        now = self._now()
        # Whoever has it anew gets as long as any other: but only where the owner waits for a word at all.
        owed = case((_C.owed_since.is_not(None), now))
        to = {"state": State.TAKEN.value, "taken_by": by, "taken_name": name or None}
        return {**to, "taken_at": now, "last_at": now, "owed_since": owed}

    async def _close(self, connection: AsyncConnection, handover_id: int, *where: Any, by: str) -> bool:
        now = self._now()
        to = {"state": State.CLOSED.value, "closed_at": now, "closed_by": by, "last_at": now}
        if not await store.change(connection, handover_id, *where, **to):
            return False
        await self.note(connection, handover_id, "person closed", by=by)
        return True

    async def _refuse(self, connection: AsyncConnection, handover_id: int, by: str) -> None:
        """Raise why something can't be done by somebody."""
        row = await store.find(connection, handover_id)
        if row is None:
            raise Unknown
        handover = handover_of(row)
        if not handover.is_open:
            raise Over
        if handover.taken_by != by and handover.state is State.TAKEN:
            raise TakenByAnother(handover.who)
