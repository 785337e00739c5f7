"""What the figures of a span of days are counted from; all counting is the database's.

A span's first and last day are days in Asia/Shanghai, both included. One index holds all that is counted, by kind and
day: a statement says which kinds it wants, also where it wants all of them, and reads no more than their days in the
span. 100,000 questions are counted in a few hundredths of a second.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answer import KINDS, Kind
from bot.staff.store.tables import HandoverRow, ReviewRow, TaughtRow
from bot.store import QuestionRow, VoteRow
from knowledge.standing import Span

_QUESTION, _VOTE, _HANDOVER, _REVIEW, _TAUGHT = (
    row.metadata.tables[row.__tablename__]
    for row in (QuestionRow, VoteRow, HandoverRow, ReviewRow, TaughtRow)
)
_ASKED = _QUESTION.c

Rows = Sequence[Any]


# Made once, not for each page.
_WITHIN = _ASKED.day.between(bindparam("first"), bindparam("last"))
_OF_ANY_KIND = _ASKED.kind.in_(tuple(KINDS))

_DAY_PARTS = (_ASKED.kind, _ASKED.day, _ASKED.channel)
_KINDS_BY_DAY = (
    select(*_DAY_PARTS, func.count().label("asked")).where(_OF_ANY_KIND, _WITHIN).group_by(*_DAY_PARTS)
)

# First by day and channel, as the index has them in order; what that leaves is little to be sorted.
_CLAUSE_PARTS = (_ASKED.day, _ASKED.channel, _ASKED.document, _ASKED.clause, _ASKED.version)
_CLAUSES_BY_DAY = (
    select(*_CLAUSE_PARTS, func.count().label("asked"))
    .where(_ASKED.kind == Kind.ANSWER, _ASKED.clause.is_not(None), _WITHIN)
    .group_by(*_CLAUSE_PARTS)
    .subquery()
)
_CLAUSES = select(
    _CLAUSES_BY_DAY.c.document,
    _CLAUSES_BY_DAY.c.clause,
    func.max(_CLAUSES_BY_DAY.c.version).label("version"),
    func.sum(_CLAUSES_BY_DAY.c.asked).label("asked"),
).group_by(_CLAUSES_BY_DAY.c.document, _CLAUSES_BY_DAY.c.clause)

_VOTES = (
    select(
        _ASKED.document,
        _ASKED.clause,
        func.sum(case((_VOTE.c.helpful, 1), else_=0)).label("helpful"),
        func.sum(case((_VOTE.c.helpful, 0), else_=1)).label("unhelpful"),
    )
    .join_from(_VOTE, _QUESTION, _VOTE.c.question_id == _ASKED.id)
    .where(_OF_ANY_KIND, _WITHIN)
    .group_by(_ASKED.document, _ASKED.clause)
)

# The newest are those of the last days: the index has these at its end, and is read no further back.
_NEWEST_UNANSWERED = (
    select(_ASKED.id)
    .where(_ASKED.kind == Kind.NONE, _WITHIN)
    .order_by(_ASKED.day.desc(), _ASKED.id.desc())
    .limit(bindparam("newest", type_=Integer))
    .subquery()
)
_UNANSWERED = (
    select(_ASKED.text, func.count().label("asked"))
    .join_from(_NEWEST_UNANSWERED, _QUESTION, _NEWEST_UNANSWERED.c.id == _ASKED.id)
    .group_by(_ASKED.text)
    .order_by(func.count().desc(), func.max(_ASKED.id).desc())
    .limit(bindparam("most", type_=Integer))
)

_WAITED = select(_HANDOVER.c.asked_at, _HANDOVER.c.first_reply_at).where(
    or_(_HANDOVER.c.first_reply_at.is_(None), _HANDOVER.c.first_reply_at != _HANDOVER.c.asked_at),
    _HANDOVER.c.asked_at >= bindparam("since"),
    _HANDOVER.c.asked_at < bindparam("until"),
)


def _days(span: Span) -> dict[str, Any]:
    return {"first": span.first, "last": span.last}


async def kinds_by_day(connection: AsyncConnection, span: Span) -> Rows:
    """Return how many questions there were by kind, day and channel (kind, day, channel, asked)."""
    return (await connection.execute(_KINDS_BY_DAY, _days(span))).all()


async def clauses(connection: AsyncConnection, span: Span) -> Rows:
    """Return how often each clause answered (document, clause, version, asked); `version` is the newest that did."""
    return (await connection.execute(_CLAUSES, _days(span))).all()


async def votes(connection: AsyncConnection, span: Span) -> Rows:
    """Return the votes on what was answered (document, clause, helpful, unhelpful); both None without a clause."""
    return (await connection.execute(_VOTES, _days(span))).all()


async def unanswered(connection: AsyncConnection, span: Span, *, newest: int, most: int) -> Rows:
    """Return the texts of questions that weren't answered, so many of those asked most (text, asked).

    Looked at are the `newest` of the span.
    """
    given = {**_days(span), "newest": newest, "most": most}
    return (await connection.execute(_UNANSWERED, given)).all()


async def handovers(connection: AsyncConnection, since: datetime, until: datetime) -> Rows:
    """Return when a person was asked for between two moments, and when one first replied (asked_at, first_reply_at).

    Without those that staff began with a reply: nobody waited.
    """
    return (await connection.execute(_WAITED, {"since": since, "until": until})).all()


async def questions(connection: AsyncConnection, span: Span, *, after: int, most: int) -> Rows:
    """Return so many questions of a span whose id is above `after`, by id, with vote and verdict; never who asked."""
    query = (
        select(
            _ASKED.id,
            _ASKED.asked_at,
            _ASKED.channel,
            _ASKED.text,
            _ASKED.kind,
            _ASKED.confidence,
            _ASKED.document,
            _ASKED.version,
            _ASKED.clause,
            _VOTE.c.helpful,
            _REVIEW.c.verdict,
        )
        .outerjoin_from(_QUESTION, _VOTE, _VOTE.c.question_id == _ASKED.id)
        .outerjoin(_REVIEW, _REVIEW.c.question_id == _ASKED.id)
        .where(_WITHIN, _ASKED.id > after)
        .order_by(_ASKED.id)
        .limit(most)
    )
    return (await connection.execute(query, _days(span))).all()


async def reviews(connection: AsyncConnection, span: Span, *, after: int, most: int) -> Rows:
    """Return so many verdicts on the questions of a span whose id is above `after`, by id, with the question."""
    verdict = _REVIEW.c
    query = (
        select(
            _ASKED.id,
            verdict.at,
            verdict.by,
            _ASKED.text,
            _ASKED.document,
            _ASKED.clause,
            verdict.verdict,
            verdict.document.label("right_document"),
            verdict.clause.label("right_clause"),
        )
        .join_from(_REVIEW, _QUESTION, verdict.question_id == _ASKED.id)
        .where(_WITHIN, _ASKED.id > after)
        .order_by(_ASKED.id)
        .limit(most)
    )
    return (await connection.execute(query, _days(span))).all()


async def taught(connection: AsyncConnection, span: Span, *, after: int, most: int) -> Rows:
    """Return so many taught phrasings whose id is above `after`, by id: all there are, of whatever day."""
    one = _TAUGHT.c
    parts = (
        one.id,
        one.at,
        one.by,
        one.document,
        one.clause,
        one.sentence,
        one.question,
        one.public,
        one.state,
    )
    query = select(*parts).where(one.id > after).order_by(one.id).limit(most)
    return (await connection.execute(query)).all()
