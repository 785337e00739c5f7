"""What was asked in a span of days, in figures: for who reads one page of it, and for the command line."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answer import KINDS, Kind, label_of
from bot.library import Library
from bot.outage import reading
from bot.staff.clusters import Asked, Cluster, cluster
from bot.staff.store import figures as store
from bot.wording import HOME
from knowledge.standing import Span

MOST_CLAUSES = 20
"""So many clauses are listed, those that answered most."""

MOST_UNANSWERED = 10_000
"""So many unanswered questions, the newest, are put together in a second or two."""

LONGEST = 366
"""Days that a span may have."""

NO_LEAD = "没有写明牵头部门"
NOT_PUBLISHED = "已不在发布的文件里"

_DAY = timedelta(days=1)
_Name = TypeVar("_Name")


@dataclass(frozen=True, slots=True)
class Tally:
    """How many questions there were of something: by what became of them (their stored kind), and in all."""

    name: str
    kinds: Mapping[str, int]

    @property
    def count(self) -> int:
        """Return how many there were in all."""
        return sum(self.kinds.values())


@dataclass(frozen=True, slots=True)
class ClauseTally:
    """How often a clause answered, and what people thought of it; `label` and `lead` as printed."""

    document: str
    title: str
    key: str
    label: str
    topic: str
    lead: str | None
    count: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many asked for a person, how many got a reply, and the median time until the first (None: no reply)."""

    asked: int
    replied: int
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a span: `days` has each of its days, topics and departments those that answered most first."""

    span: Span
    total: Tally
    days: tuple[Tally, ...]
    channels: tuple[Tally, ...]
    topics: tuple[tuple[str, int], ...]
    departments: tuple[tuple[str, int], ...]
    clauses: tuple[ClauseTally, ...]
    helpful: int
    unhelpful: int
    waiting: Waiting


def last_days(count: int, today: date) -> Span:
    """Return the last so many days, today included."""
    return Span(today - (count - 1) * _DAY, today)


async def read_figures(engine: AsyncEngine, library: Library, span: Span) -> Figures:
    """Return the figures of a span of days; raises DatabaseDown where the database can't be used."""
    begin = datetime.combine(span.first, time(), HOME).astimezone(UTC)
    end = datetime.combine(span.last + _DAY, time(), HOME).astimezone(UTC)
    async with reading(engine) as connection:
        kinds = await store.kinds_by_day(connection, span)
        clauses = await store.clauses(connection, span)
        votes = {(row.document, row.clause): row for row in await store.votes(connection, span)}
        handovers = await store.handovers(connection, begin, end)
    by_day = _summed((day, kind, asked) for kind, day, _, asked in kinds)
    by_channel = _summed((channel, kind, asked) for kind, _, channel, asked in kinds)
    number = (span.last - span.first).days + 1
    days = tuple(
        Tally(day.isoformat(), by_day[day]) for day in (span.first + n * _DAY for n in range(number))
    )
    tallies = [_clause(row, votes.get((row.document, row.clause)), library) for row in clauses]
    tallies.sort(key=lambda one: (-one.count, one.document, one.key))
    return Figures(
        span=span,
        total=Tally("", _summed(("", kind, asked) for kind, _, _, asked in kinds)[""]),
        days=days,
        channels=tuple(Tally(*each) for each in sorted(by_channel.items())),
        topics=_ranked((one.topic, one.count) for one in tallies),
        departments=_ranked((one.lead or NO_LEAD, one.count) for one in tallies),
        clauses=tuple(tallies[:MOST_CLAUSES]),
        helpful=sum(row.helpful for row in votes.values()),
        unhelpful=sum(row.unhelpful for row in votes.values()),
        waiting=_waiting(handovers),
    )


async def read_clusters(
    engine: AsyncEngine,
    library: Library,
    span: Span,
    *,
    newest: int = MOST_UNANSWERED,
    most: int = MOST_UNANSWERED,
) -> tuple[Cluster, ...]:
    """Return the questions of a span that weren't answered, similar ones together.

    Looked at are the `newest` of them, and of these the `most` texts that were asked most: see `looked_at`.
    Raises DatabaseDown where the database can't be used.
    """
    async with reading(engine) as connection:
        rows = await store.unanswered(connection, span, newest=newest, most=most)
    asked = [Asked(row.text, row.asked) for row in rows]
    return await asyncio.to_thread(cluster, asked, library.searcher.about)


def looked_at(figures: Figures, newest: int = MOST_UNANSWERED) -> str:
    """Return the sentence that says which questions `read_clusters` put together."""
    count = figures.total.kinds[Kind.NONE]
    if count <= newest:
        return f"这些天没有答上来的提问共 {count} 个，意思相近的放在一起。"
    return f"这些天没有答上来的提问共 {count} 个，只看了最新的 {newest} 个；意思相近的放在一起。"


def _summed(counted: Iterable[tuple[_Name, str, int]]) -> defaultdict[_Name, dict[str, int]]:
    """Return the sums of (name, kind, count) by name and kind: every kind is there, and any name that is looked up."""
    summed: defaultdict[_Name, dict[str, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
    for name, kind, count in counted:
        summed[name][kind] += count
    return summed


def _clause(row: Any, vote: Any | None, library: Library) -> ClauseTally:
    """Return the tally of a clause as it stands today, or stood in the version that answered last."""
    located = library.locate(row.document, row.clause) or library.locate(
        row.document, row.clause, row.version
    )
    if located is None:
        title, label, topic, lead = row.document, row.clause, NOT_PUBLISHED, None
    else:
        clause, title = located.clause, located.published.document.title
        label = label_of(clause.path, clause.heading)
        topic, lead = (clause.sections[-1] if clause.sections else title), clause.units.lead
    return ClauseTally(
        document=row.document,
        title=title,
        key=row.clause,
        label=label,
        topic=topic,
        lead=lead,
        count=int(row.asked),
        helpful=vote.helpful if vote else 0,
        unhelpful=vote.unhelpful if vote else 0,
    )


def _ranked(counted: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Return the sum of counts by name, largest first."""
    summed = Counter[str]()
    for name, count in counted:
        summed[name] += count
    return tuple(sorted(summed.items(), key=lambda one: (-one[1], one[0])))


def _waiting(rows: Sequence[Any]) -> Waiting:
    waits = [replied_at - asked_at for asked_at, replied_at in rows if replied_at is not None]
    middle = median(wait.total_seconds() for wait in waits) if waits else None
    return Waiting(len(rows), len(waits), None if middle is None else timedelta(seconds=middle))
