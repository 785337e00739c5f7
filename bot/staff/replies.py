"""Writing to who asked a question: into the conversation that they have with a person, or one begun by this."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import store as bot_store
from bot.errors import BotError
from bot.identity import Channel
from bot.outage import reading
from bot.staff import wording
from bot.staff.handover import Handover, State, handover_of, source_of_form
from bot.staff.handovers import Handovers
from bot.staff.reviews import Gone, Judged, Reviews, Verdict
from bot.staff.store import handovers as store
from bot.staff.store import reviews as review_store

_UNREACHABLE = {
    Channel.TELEGRAM.value: "这位用户在 Telegram 上，只有对方转人工时才能回复。",
    Channel.TERMINAL.value: "这个问题是在命令行里问的，没有地方可以回复。",
}


class Unreachable(BotError):
    """There is no way to who asked; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Way:
    """How who asked can be written to: `talk` is their newest conversation with a person, None where there is none.

    `why_not` is the sentence that says why they can't be; None where they can.
    """

    talk: Handover | None
    why_not: str | None


class Replies:
    """Writes to who asked, and notes that as the verdict on the question; raises DatabaseDown."""

    def __init__(
        self,
        handovers: Handovers,
        reviews: Reviews,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what keeps the conversations, and what knows the questions."""
        self._handovers = handovers
        self._reviews = reviews
        self._now = now

    async def way(self, number: int, *, by: str) -> Way:
        """Return how somebody can write to who asked question `number`; raises Gone."""
        row, talk = await self._read(number)
        if talk and talk.state is State.TAKEN and talk.taken_by != by:
            return Way(talk, f"{talk.who}正在和对方对话；要换您来，请打开人工对话看看。")
        return Way(talk, None if talk and talk.is_open else _UNREACHABLE.get(row.channel))

    async def reply(self, number: int, text: str, *, seen: int, by: str, name: str = "") -> int:
        """Write to who asked question `number`, as the verdict on what was seen in round `seen`.

        Return the conversation's number; whoever writes has it then. All is kept or nothing: raises Unreachable,
        TakenByAnother, Judged and Gone.
        """
        row, talk = await self._read(number)
        if not (talk and talk.is_open) and row.channel in _UNREACHABLE:
            raise Unreachable(_UNREACHABLE[row.channel])
        try:
            async with self._handovers.changing() as connection:
                open_ = (
                    talk.id if talk and talk.is_open else await self._begin(connection, row, by=by, name=name)
                )
                # Who sends the same once more, after a click too many or a lost connection, has done it already.
                source = source_of_form(f"{number}.{seen}", f"{by} {text}")
                if not await self._handovers.write_within(
                    connection, open_, text, by=by, name=name, source=source
                ):
                    return open_
                if not await self._judge(connection, number, seen=seen, by=by):
                    raise _Late
        except _Late:
            raise Judged((await self._reviews.item(number)).review) from None
        except IntegrityError as error:  # erased at this very moment
            raise Gone from error
        return open_

    async def _read(self, number: int) -> tuple[Any, Handover | None]:
        async with reading(self._handovers.engine) as connection:
            row = await review_store.find(connection, number)
            if row is None:
                raise Gone
            talk = await store.newest_of(connection, row.conversation)
        return row, handover_of(talk) if talk else None

    async def _begin(self, connection: AsyncConnection, question: Any, *, by: str, name: str) -> int:
        """Begin a conversation that nobody asked for, and return its number; where one was begun just now, that."""
        now = self._now()
        same_moment = dict.fromkeys(("asked_at", "taken_at", "first_reply_at", "last_at"), now)
        values = {
            "conversation": question.conversation,
            "channel": question.channel,
            "question_id": question.id,
            "state": State.TAKEN.value,
            "taken_by": by,
            "taken_name": name or None,
        }
        new = await store.add(connection, {**values, **same_moment})
        if new is None:
            other = await store.newest_of(connection, question.conversation)
            if other is None:
                raise Gone
            return int(other.id)
        await self._handovers.note(connection, new, "person begun", by=by)
        await self._handovers.say(connection, new, wording.begun(question.text))
        return new

    async def _judge(self, connection: AsyncConnection, number: int, *, seen: int, by: str) -> bool:
        """Note the reply as the verdict; return False where there has been another, or the question is gone."""
        now, nothing = self._now(), dict.fromkeys(("document", "clause"))
        values = {"question_id": number, "verdict": Verdict.REPLIED.value, "at": now, "by": by}
        if not await review_store.put(connection, {**values, **nothing}, seen=seen):
            return False
        detail = f"问题 {number}：{Verdict.REPLIED.label}"
        await bot_store.add_audits(connection, [{"act": "verdict", "by": by, "at": now, "detail": detail}])
        return True


class _Late(Exception):
    """Somebody has judged the question meanwhile, or it is gone: nothing is kept."""
