"""The desk's queues: what wasn't answered, was answered doubtfully, was voted down, wants a person, came last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answer import KINDS, Kind
from bot.context import in_utc
from bot.outage import reading
from bot.staff.store import reviews as store
from retrieval.normalise import normalise

PAGE = 30
"""Questions a page."""

MOST_COUNTED = 100
"""Queues are counted up to here: enough to see that there is more than an hour's work."""

DOUBTFUL_BELOW = 0.7
"""An answer is doubtful below this confidence, which is calibrated: of the answers to the odd rows of
`tests/data/questions/`, each without its own phrasing, 8 of the 17 below it are wrong, and 1 of the 120 above."""


class Queue(StrEnum):
    """A queue; the first three hold what nobody has judged yet."""

    UNANSWERED = "unanswered"
    DOUBTFUL = "doubtful"
    DOWN = "down"
    PERSON = "person"
    RECENT = "recent"

    @property
    def label(self) -> str:
        """Return it in Chinese."""
        return _LABELS[self]


_LABELS = {
    Queue.UNANSWERED: KINDS[Kind.NONE],
    Queue.DOUBTFUL: "把握不大",
    Queue.DOWN: "说没帮助",
    Queue.PERSON: "要找人工",
    Queue.RECENT: "最近提问",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A question in a queue; `count` is how often it stands on its page in the same words, with the same outcome."""

    id: int
    channel: str
    asked_at: datetime
    text: str
    kind: str
    confidence: float
    helpful: bool | None
    verdict: str | None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Asking:
    """A conversation that has a person or waits for one, `name` who has it; `text` what it asked last."""

    id: int
    channel: str
    asked_at: datetime
    waiting: bool
    name: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Tab:
    """A queue's name with how much is in it (up to MOST_COUNTED); None where nobody has to work it off."""

    queue: Queue
    count: int | None

    @property
    def shown(self) -> str:
        """Return the count as a person reads it: 7, 99+."""
        return "" if self.count is None else f"{self.count}" if self.count < MOST_COUNTED else "99+"


class Queues:
    """Reads the queues; everything raises DatabaseDown."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Take what is open already."""
        self._engine = engine

    async def tabs(self) -> list[Tab]:
        """Return all queues with their counts."""
        async with reading(self._engine) as connection:
            tabs = []
            for queue in Queue:
                count: int | None = None
                if queue is Queue.PERSON:
                    count = len(await store.asking(connection, MOST_COUNTED))
                elif queue is not Queue.RECENT:
                    count = await store.count(connection, queue, below=DOUBTFUL_BELOW, most=MOST_COUNTED)
                tabs.append(Tab(queue, count))
        return tabs

    async def page(self, queue: Queue, *, before: int | None = None) -> tuple[list[Line], int | None]:
        """Return a page of questions, newest first, and the number to go on before; None where there are no more."""
        async with reading(self._engine) as connection:
            rows = await store.page(connection, queue, below=DOUBTFUL_BELOW, before=before, most=PAGE + 1)
        return _folded(rows[:PAGE]), rows[PAGE - 1].id if len(rows) > PAGE else None

    async def asking(self) -> list[Asking]:
        """Return the conversations that have or want a person, who waits longest first."""
        async with reading(self._engine) as connection:
            rows = await store.asking(connection, MOST_COUNTED)
        return [
            Asking(
                row.id,
                row.channel,
                in_utc(row.asked_at),
                row.state == "waiting",
                row.taken_name or "",
                row.text,
            )
            for row in rows
        ]

    async def beside(self, queue: Queue, number: int) -> tuple[int | None, int | None]:
        """Return the next older question of a queue than `number`, and the next newer one; None at either end."""
        if queue is Queue.PERSON:
            return None, None
        async with reading(self._engine) as connection:
            return await store.beside(connection, queue, number, below=DOUBTFUL_BELOW)


def _folded(rows: Sequence[Any]) -> list[Line]:
    """Return the rows as lines, the same words with the same outcome once, at their newest."""
    lines: dict[tuple[object, ...], list[Any]] = {}
    for row in rows:
        lines.setdefault((normalise(row.text), row.kind, _verdict(row), row.helpful), []).append(row)
    return [
        Line(
            id=same[0].id,
            channel=same[0].channel,
            asked_at=in_utc(same[0].asked_at),
            text=same[0].text,
            kind=same[0].kind,
            confidence=same[0].confidence,
            helpful=same[0].helpful,
            verdict=_verdict(same[0]),
            count=len(same),
        )
        for same in lines.values()
    ]


def _verdict(row: Any) -> str | None:
    """Return the verdict that stands; None where there is none, or none any more."""
    return None if row.verdict == store.OPEN else row.verdict
