"""Judging answers: one verdict a question, told to who comes second, and what it teaches."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot import store as bot_store
from bot.answer import Answer
from bot.assistant import Assistant
from bot.compose import compose, from_stored
from bot.context import in_utc
from bot.errors import BotError
from bot.outage import reading, writing
from bot.settings import Settings
from bot.staff.evidence import ClauseLine, Seen, clause_line, seen
from bot.staff.store import reviews as store
from bot.staff.teaching import Teaching
from bot.staff.trial import Proposal, Trial, try_out
from bot.staff.wishes import Known, Place, Wish
from knowledge.document import UNCOVERED


class Verdict(StrEnum):
    """What staff make of an answer."""

    RIGHT = "right"
    CORRECTED = "corrected"
    UNCOVERED = "uncovered"
    REPLIED = store.REPLIED

    @property
    def label(self) -> str:
        """Return it in Chinese."""
        return VERDICTS[self]


VERDICTS = {
    "right": "回答正确",
    "corrected": "应该是别的条款",
    "uncovered": "文件里没有",
    "replied": "已由人工回复",
    store.OPEN: "撤销了判断",
}
"""What each verdict is called."""

_GONE = "这个问题已经删除：提问的人要求删除，或者过了保存期限。请看下一个。"
_WHICH = "请先选出正确的条款。"
_NO_CLAUSE = "这一条已经不在现行文件里；请另选一条。"
_NOTHING_TO_TEACH = "这个回答没有用到条款，教不了；请选“应该是…”或“文件里没有”，或者不勾选“教会”。"
_LATER = "这个判断后来又改过，撤销不了；请打开那个问题看看。"


class Gone(BotError):
    """The question has been erased."""

    def __init__(self) -> None:
        super().__init__(_GONE)


class Judged(BotError):
    """Somebody else has judged the question since it was looked at; `review` is what they decided."""

    def __init__(self, review: "Review") -> None:
        super().__init__("刚才已经有人判过这个问题；请看看那个判断，再决定要不要改。")
        self.review = review


@dataclass(frozen=True, slots=True)
class Review:
    """The verdict on a question; `round` grows with each, and is 0 before any. `clause` is the right one, if named."""

    round: int = 0
    verdict: str = store.OPEN
    clause: ClauseLine | None = None
    at: datetime | None = None
    by: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether the question is to be judged."""
        return self.verdict == store.OPEN

    @property
    def label(self) -> str:
        """Return the verdict in Chinese."""
        return VERDICTS.get(self.verdict, self.verdict)


@dataclass(frozen=True, slots=True)
class Item:
    """A question with all that is needed to judge it, as it is stored and as the live texts see it.

    `said` is the answer that was given, None where its clause has changed since (then `sentences` are what was
    quoted); `now` is what the question by itself gets today, None where that is the same. `clause` is the one
    answered with, if it is live; `kind` is the stored one.
    """

    id: int
    text: str
    channel: str
    asked_at: datetime
    helpful: bool | None
    kind: str
    confidence: float
    sentences: tuple[str, ...]
    text_before: str | None
    clause: ClauseLine | None
    said: Answer | None
    now: Answer | None
    seen: Seen
    review: Review

    @property
    def about(self) -> str | None:
        """Return the document that a question no document answers is taught to: the nearest; None without any."""
        if self.clause:
            return self.clause.document
        return self.seen.candidates[0].clause.document if self.seen.candidates else None


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict on what somebody saw in `round`, the right clause, and the wording to teach (empty: nothing)."""

    verdict: Verdict
    round: int
    place: Place | None = None
    teach: str = ""
    public: bool = False


class Reviews:
    """Reads what is to be judged and keeps verdicts; who may, the channel has to know. Raises DatabaseDown."""

    def __init__(
        self,
        assistant: Assistant,
        teaching: Teaching,
        settings: Settings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take the assistant whose answers they are, what teaches, and the settings for rehearsals."""
        self._assistant = assistant
        self._teaching = teaching
        self._settings = settings
        self._now = now

    async def item(self, number: int) -> Item:
        """Return a question to judge; raises Gone."""
        async with reading(self._assistant.engine) as connection:
            row = await store.find(connection, number)
            if row is None:
                raise Gone
            before = await store.text_before(connection, row)
        return self._item(row, before)

    def _item(self, row: Any, before: str | None) -> Item:
        library, today = self._assistant.library, self._assistant.today()
        said = from_stored(row, library, today)
        now, _ = compose(row.text, library, today, as_of=said.as_of if said else None)
        return Item(
            id=row.id,
            text=row.text,
            channel=row.channel,
            asked_at=in_utc(row.asked_at),
            helpful=row.helpful,
            kind=row.kind,
            confidence=row.confidence,
            sentences=tuple(row.answer["sentences"]),
            text_before=before,
            clause=clause_line(library, row.document, row.clause) if row.clause else None,
            said=said,
            now=None if said and _same(said, now) else now,
            seen=seen(row.text, library),
            review=self._review(row, prefix="review_") if row.review_round else Review(),
        )

    def _review(self, row: Any, *, prefix: str = "") -> Review:
        values = {name: getattr(row, prefix + name) for name in ("round", "verdict", "at", "by")}
        document, key = getattr(row, f"{prefix}document"), getattr(row, f"{prefix}clause")
        line = clause_line(self._assistant.library, document, key) if document and key else None
        return Review(**{**values, "at": in_utc(values["at"])}, clause=line)

    def wish(self, item: Item, decision: Decision) -> Wish:
        """Return what a decision would teach; raises BotError where it can teach nothing."""
        place, sentence = decision.place, ""
        if decision.verdict is Verdict.RIGHT and item.clause:
            place = Place(item.clause.document, item.clause.key)
            sentence = self._sentence(item, place)
        elif decision.verdict is Verdict.UNCOVERED and item.about:
            place = Place(item.about, UNCOVERED)
        if place is None:
            raise BotError(_WHICH if decision.verdict is Verdict.CORRECTED else _NOTHING_TO_TEACH)
        return Wish(decision.teach, (place,), sentence, decision.public)

    def _sentence(self, item: Item, place: Place) -> str:
        """Return the sentence that answered, where the live clause has it; else nothing."""
        located = self._assistant.library.locate(place.document, place.clause)
        known = located.sentences if located else ()
        return next((sentence for sentence in item.sentences if sentence in known), "")

    async def rehearse(self, proposal: Proposal) -> Trial:
        """Return which questions a proposal would change; takes seconds; raises BotError where it can't be taught."""
        return await try_out(self._settings, proposal, today=self._assistant.today())

    async def decide(self, item: Item, decision: Decision, *, by: str) -> tuple[int, int | None]:
        """Keep a decision and teach what it teaches; return its round and the number under which that is taught.

        Raises Judged where somebody was quicker, Gone, and BotError where it can't be taught; then nothing is kept.
        """
        if decision.verdict is Verdict.CORRECTED:
            self._check(decision.place)
        await self._refuse_if_judged(item.id, decision.round)
        # Taught first: who is interrupted in between finds the question still open, and nothing is lost.
        taught = await self._teach(self.wish(item, decision), by=by) if decision.teach else None
        try:
            await self._keep(item.id, decision, by=by)
        except BotError:
            if taught is not None:
                await self._teaching.withdraw(taught, by=by)
            raise
        return decision.round + 1, taught

    async def undo(self, number: int, *, seen: int, taught: int | None, by: str) -> None:
        """Take the verdict of round `seen` back, with what it taught; raises BotError where there is a later one."""
        values = {"question_id": number, "verdict": store.OPEN, "document": None, "clause": None}
        async with writing(self._assistant.engine) as connection:
            if seen < 1 or not await store.put(
                connection, {**values, "at": self._now(), "by": by}, seen=seen
            ):
                raise BotError(_LATER)
            await self._note(connection, "verdict undone", number, by=by)
        if taught is not None:
            await self._teaching.withdraw(taught, by=by)

    def _check(self, place: Place | None) -> None:
        if place is None:
            raise BotError(_WHICH)
        if self._assistant.library.locate(place.document, place.clause) is None:
            raise BotError(_NO_CLAUSE)

    async def _refuse_if_judged(self, number: int, round_: int) -> None:
        async with reading(self._assistant.engine) as connection:
            row = await store.review_of(connection, number)
        if (row.round if row else 0) != round_:
            raise Judged(self._review(row)) if row else Gone

    async def _teach(self, wish: Wish, *, by: str) -> int | None:
        try:
            return await self._teaching.teach(wish, by=by)
        except Known:
            return None  # by another question in the same words

    async def _keep(self, number: int, decision: Decision, *, by: str) -> None:
        place = decision.place
        values = {
            "question_id": number,
            "verdict": decision.verdict.value,
            "document": place.document if place else None,
            "clause": place.clause if place else None,
            "at": self._now(),
            "by": by,
        }
        try:
            async with writing(self._assistant.engine) as connection:
                kept = await store.put(connection, values, seen=decision.round)
                if kept:
                    await self._note(connection, "verdict", number, decision.verdict.label, by=by)
                row = None if kept else await store.review_of(connection, number)
        except IntegrityError as error:  # erased at this very moment
            raise Gone from error
        if not kept:
            raise Judged(self._review(row)) if row else Gone

    async def _note(self, connection: Any, act: str, number: int, said: str = "", *, by: str) -> None:
        detail = f"问题 {number}：{said}" if said else f"问题 {number}"
        acts = [{"act": act, "by": by, "at": self._now(), "detail": detail}]
        await bot_store.add_audits(connection, acts)


def _same(said: Answer, now: Answer) -> bool:
    """Return whether two answers say the same of the same clause, or offer the same."""
    clauses = [answer.clause and (answer.clause.document, answer.clause.key) for answer in (said, now)]
    return (said.kind, said.key_sentences, said.choices) == (now.kind, now.key_sentences, now.choices) and (
        clauses[0] == clauses[1]
    )
