"""The conversation itself: one use-case object behind every channel."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from time import perf_counter
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import store, wording
from bot.answer import Answer
from bot.compose import from_stored, to_stored
from bot.context import MOST_TURNS, Context, context_of
from bot.conversation import reply
from bot.identity import Channel, Identity, Person
from bot.library import Library
from bot.masking import masked
from bot.outage import DatabaseDown, Outage, reading, writing
from bot.rates import check_rate
from bot.silences import Silences
from bot.staff.handover import Handover, News, handover_of
from bot.staff.handovers import Handovers
from bot.staff.reception import Reception
from bot.staff.store import handovers as handover_store
from bot.talk import Reply
from bot.why import why

__all__ = ["AnswerLength", "Assistant", "Channel", "Person", "Shown"]

_CLOCKS_APART = timedelta(minutes=1)  # the channel's clock and ours
Answered = Callable[[str, str, float], None]
"""Is told of an answer: its channel, its kind, the seconds that it took."""


class AnswerLength(StrEnum):
    """How much of a clause an answer shows: the key sentences, or its whole text too."""

    SHORT = "short"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Shown:
    """The newest question that a message asked, and the channel's messages that show what it was answered last.

    `complete` says that these show the answer to the newest question, not to one before it was edited.
    """

    question_id: int
    message_ids: tuple[int, ...]
    complete: bool


def today_at_home() -> date:
    """Return the day in Asia/Shanghai."""
    return datetime.now(wording.HOME).date()


def _now() -> datetime:
    return datetime.now(UTC)


class Assistant:
    """Answers questions from a library, and keeps what was asked, answered and voted.

    `library` is replaced as a whole when something is published; a question sees one library throughout. `silences`
    is replaced when something is switched off or on.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        library: Library,
        identity: Identity,
        *,
        today: Callable[[], date] = today_at_home,
        now: Callable[[], datetime] = _now,
        answered: Answered | None = None,
        handovers: Handovers | None = None,
    ) -> None:
        """Take what is open already; the caller closes the engine. Without `handovers` no person can be asked."""
        self.engine = engine
        self.handovers = handovers or Handovers(engine)
        self._reception = Reception(self.handovers)
        self._identity = identity
        self.library = library
        self.silences = Silences()
        self.today = today
        self._now = now
        self._answered = answered
        self._reading = Outage("reading conversations")
        self._keeping = Outage("keeping questions", alone=engine.dialect.name == "sqlite")

    @property
    def identity(self) -> Identity:
        """Return the service's secret and what is derived from it."""
        return self._identity

    async def ask(
        self,
        question: str,
        person: Person,
        *,
        message_id: int | None = None,
        as_of: date | None = None,
        sent: datetime | None = None,
        begins: bool = False,
    ) -> Answer:
        """Return the answer to any text, after storing both; `message_id` is the channel's for the question.

        Where it `begins` a session that has just been issued, there is no conversation to look up.
        With `as_of` it is answered by what was in force on that day. What the conversation showed before tells what
        a follow-up means; what the same message asked before it was edited doesn't count. Personal data in the
        question isn't stored. Where the database can't be used, the answer stands alone, its `question_id` None.
        Raises TooManyQuestions where the person asks too fast: not in a terminal, nor with what was `sent` long ago.
        """
        begun = perf_counter()
        asked, now, key = storable(question), self._now(), self._identity.conversation_key(person)
        rows, handover = ((), None) if begins else await self._before(key)
        if person.channel is not Channel.TERMINAL:
            check_rate(rows or (), now, sent=sent or now)
        spoken = rows is not None and await self._reception.reply(
            asked, person, key, handover=handover, now=now, message_id=message_id, sent=sent
        )
        if spoken and not spoken.kept:
            return self._told(replace(spoken.answer, session=person.session), person, begun)
        before = (row for row in rows or () if message_id is None or row.message_id != message_id)
        answer, confidence = (
            (spoken.answer, 1.0) if spoken else self._reply(asked, context_of(before, now), as_of)
        )
        kept = masked(asked)
        values = {"conversation": key, "asked_at": now, "confidence": confidence, "message_id": message_id}
        values |= {"channel": person.channel.value, "text": kept, **self._values_of(answer, kept)}
        number = None if rows is None else await self._keeping.tried(lambda: self._add(values))
        if kept != asked:
            answer = replace(answer, advice=(*answer.advice, wording.PERSONAL_NOT_KEPT))
        return self._told(replace(answer, session=person.session, question_id=number), person, begun)

    def _told(self, answer: Answer, person: Person, begun: float) -> Answer:
        """Return the answer, after telling who counts answers."""
        if self._answered is not None:
            self._answered(person.channel.value, answer.stored_kind, perf_counter() - begun)
        return answer

    def _reply(self, question: str, context: Context, as_of: date | None) -> Reply:
        library = self.library
        answer, confidence = reply(question, context, library, self.today(), as_of=as_of)
        return self.silences.applied(answer, library), confidence

    async def _before(self, key: str) -> tuple[Sequence[Any] | None, Handover | None]:
        """Return what `_newest` does; None for the questions where they can't be read."""
        return await self._reading.tried(lambda: self._newest(key)) or (None, None)

    async def _newest(self, key: str) -> tuple[Sequence[Any], Handover | None]:
        """Return a conversation's newest questions, and its handover where it is open."""
        async with reading(self.engine) as connection:
            rows = await store.newest_of(connection, key, MOST_TURNS)
            newest = await handover_store.newest_of(connection, key)
        handover = handover_of(newest) if newest else None
        return rows, handover if handover and handover.is_open else None

    async def _add(self, values: dict[str, Any]) -> int:
        async with writing(self.engine) as connection:
            return await store.add_question(connection, values)

    def _values_of(self, answer: Answer, question: str) -> dict[str, Any]:
        """Return what is stored of an answer, and why the question, as it is kept, got it."""
        clause, reasons = answer.clause, why(question, answer, self.library)
        return {
            "kind": answer.stored_kind,
            "document": clause.document if clause else None,
            "version": clause.version if clause else None,
            "clause": clause.key if clause else None,
            "answer": {**to_stored(answer), "why": reasons and reasons.to_plain()},
        }

    async def recall(self, question_id: int, person: Person) -> Answer | None:
        """Return a person's answer again; None where it is unknown, another's, or its clause has changed."""
        async with reading(self.engine) as connection:
            row = await store.find_question(connection, question_id, self._identity.conversation_key(person))
        answer = from_stored(row, self.library, self.today()) if row else None
        return replace(answer, session=person.session) if answer else None

    async def vote(self, question_id: int, person: Person, *, helpful: bool) -> bool:
        """Keep a person's vote on an answer of theirs; return False where it is unknown or another's."""
        key = self._identity.conversation_key(person)
        async with writing(self.engine) as connection:
            if not await store.hold_question(connection, question_id, key):
                return False
            await store.set_vote(connection, question_id, helpful=helpful, at=datetime.now(UTC))
        return True

    async def forget(self, person: Person) -> int:
        """Erase a person's conversation; return how many questions there were."""
        key = self._identity.conversation_key(person)
        async with writing(self.engine) as connection:
            await handover_store.erase(connection, key, at=self._now())
            erased = await store.erase(connection, key)
        self.handovers.woken.set()
        return erased

    async def forget_old(self, days: int) -> int:
        """Erase the questions that are older than so many days; return how many there were."""
        moment = datetime.now(UTC) - timedelta(days=days)
        async with writing(self.engine) as connection:
            await handover_store.erase_before(connection, moment)
            return await store.erase_before(connection, moment)

    async def news(self, person: Person, after: int) -> News:
        """Return what staff wrote to a person after message `after`, who has to fetch it."""
        return await self.handovers.news(self._identity.conversation_key(person), after)

    async def offers_person(self) -> bool:
        """Return whether there is a person to ask; not while the database can't say."""
        try:
            return await self.handovers.offered()
        except DatabaseDown:
            return False

    async def answer_length(self, person: Person) -> AnswerLength:
        """Return how long a person wants answers to be. Raises DatabaseDown."""
        async with reading(self.engine) as connection:
            length = await store.answer_length(connection, self._identity.conversation_key(person))
        return AnswerLength(length) if length else AnswerLength.SHORT

    async def set_answer_length(self, person: Person, length: AnswerLength) -> None:
        """Keep how long a person wants answers to be."""
        key = self._identity.conversation_key(person)
        async with writing(self.engine) as connection:
            await store.set_answer_length(
                connection, key, length=length.value, channel=person.channel.value, at=datetime.now(UTC)
            )

    async def record_shown(self, question_id: int, message_ids: Sequence[int]) -> None:
        """Note which of the channel's messages show the answer of a question.

        Where the database can't be used that isn't noted: they have been sent, and mustn't be sent again for it.
        """

        async def note() -> None:
            async with writing(self.engine) as connection:
                await store.set_shown(connection, question_id, message_ids)

        await self._keeping.tried(note)

    async def shown_for(self, message_id: int, person: Person, *, sent: datetime) -> Shown | None:
        """Return the newest question that a message asked; None where it asked none.

        `sent` is when the message was: what was asked before it came from another message with the same
        number, for numbers begin again where the channel's account changes.
        """
        key = self._identity.conversation_key(person)
        since = sent.astimezone(UTC) - _CLOCKS_APART
        async with reading(self.engine) as connection:
            rows = await store.find_by_message(connection, message_id, key, since=since)
        if not rows:
            return None
        ids = next((tuple(row.shown) for row in rows if row.shown), ())
        return Shown(rows[0].id, ids, complete=bool(rows[0].shown))

    def issue_session(self) -> str:
        """Return a new unguessable web session token."""
        return self._identity.issue_session()

    def accepts_session(self, token: str) -> bool:
        """Return whether this service issued a web session token."""
        return self._identity.accepts_session(token)


def storable(text: str) -> str:
    """Return `text` without what no database takes: NUL and lone surrogates."""
    return text.encode("utf-8", "ignore").decode().replace("\0", "")
