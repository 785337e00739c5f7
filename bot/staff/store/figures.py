"""What the figures of a span of days are counted from; all counting is the database's.

A span's first and last day are days in Asia/Shanghai, both included. Where one index holds all that a statement
needs, in its order, 100,000 questions are counted in a few hundredths of a second.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import HandoverRow, ReviewRow, TaughtRow
from bot.store import QuestionRow, VoteRow
from knowledge.standing import Span

_QUESTION, _VOTE, _HANDOVER, _REVIEW, _TAUGHT = (
    row.metadata.tables[row.__tablename__]
    for row in (QuestionRow, VoteRow, HandoverRow, ReviewRow, TaughtRow)
)
_ASKED = _QUESTION.c

Rows = Sequence[Any]


def _within(span: Span) -> ColumnElement[bool]:
    return _ASKED.day.between(span.first, span.last)


async def kinds_by_day(connection: AsyncConnection, span: Span) -> Rows:
    """Return how many questions there were by day, kind and channel (day, kind, channel, asked)."""
    parts = (_ASKED.day, _ASKED.kind, _ASKED.channel)
    query = select(*parts, func.count().label("asked")).where(_within(span)).group_by(*parts)
    return (await connection.execute(query.order_by(*parts))).all()


async def clauses(connection: AsyncConnection, span: Span) -> Rows:
    """Return how often each clause answered (document, clause, version, asked); `version` is the newest that did.

    The span is told within the sums: where it stood in the condition, the index of days would be taken, and all be
    sorted.
    """
    asked = func.sum(case((_within(span), 1), else_=0))
    query = (
        select(
            _ASKED.document,
            _ASKED.clause,
            func.max(case((_within(span), _ASKED.version))).label("version"),
            asked.label("asked"),
        )
        .where(_ASKED.kind == "answer", _ASKED.clause.is_not(None))
        .group_by(_ASKED.document, _ASKED.clause)
        .having(asked > 0)
    )
    return (await connection.execute(query)).all()


async def votes(connection: AsyncConnection, span: Span) -> Rows:
    """Return the votes on what was answered (document, clause, helpful, unhelpful); both None without a clause."""
    query = (
        select(
            _ASKED.document,
            _ASKED.clause,
            func.sum(case((_VOTE.c.helpful, 1), else_=0)).label("helpful"),
            func.sum(case((_VOTE.c.helpful, 0), else_=1)).label("unhelpful"),
        )
        .join_from(_VOTE, _QUESTION, _VOTE.c.question_id == _ASKED.id)
        .where(_within(span))
        .group_by(_ASKED.document, _ASKED.clause)
    )
    return (await connection.execute(query)).all()


async def unanswered(connection: AsyncConnection, span: Span, *, newest: int, most: int) -> Rows:
    """Return the texts of questions that weren't answered, so many of those asked most (text, asked).

    Looked at are the `newest` of the span: which these are, the index of days tells without the questions.
    """
    each = (
        select(_ASKED.id)
        .where(_within(span), _ASKED.kind == "none")
        .order_by(_ASKED.id.desc())
        .limit(newest)
        .subquery()
    )
    query = (
        select(_ASKED.text, func.count().label("asked"))
        .join_from(each, _QUESTION, each.c.id == _ASKED.id)
        .group_by(_ASKED.text)
        .order_by(func.count().desc(), func.max(_ASKED.id).desc())
        .limit(most)
    )
    return (await connection.execute(query)).all()


async def handovers(connection: AsyncConnection, since: datetime, until: datetime) -> Rows:
    """Return when a person was asked for between two moments, and when one first replied (asked_at, first_reply_at).

    Without those that staff began with a reply: nobody waited.
    """
    asked = _HANDOVER.c
    waited = or_(asked.first_reply_at.is_(None), asked.first_reply_at != asked.asked_at)
    query = select(asked.asked_at, asked.first_reply_at).where(waited)
    return (await connection.execute(query.where(asked.asked_at >= since, asked.asked_at < until))).all()


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
        .where(_within(span), _ASKED.id > after)
        .order_by(_ASKED.id)
        .limit(most)
    )
    return (await connection.execute(query)).all()


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
        .where(_within(span), _ASKED.id > after)
        .order_by(_ASKED.id)
        .limit(most)
    )
    return (await connection.execute(query)).all()


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
