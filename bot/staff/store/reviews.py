"""What is read and written of the desk's queues and of verdicts. Nothing here commits."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, CursorResult, Select, case, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import HandoverRow, ReviewRow
from bot.store import QuestionRow, VoteRow

_QUESTION, _VOTE, _REVIEW, _HANDOVER = (
    row.metadata.tables[row.__tablename__] for row in (QuestionRow, VoteRow, ReviewRow, HandoverRow)
)
_Q, _V, _R, _H = _QUESTION.c, _VOTE.c, _REVIEW.c, _HANDOVER.c

OPEN, REPLIED = "open", "replied"
"""The verdict of what was judged and whose verdict was taken back: it is to be judged again; and of what a person
replied to."""

_NEAR = 1000
"""So many questions before and after one are looked through for the same words."""

_UNJUDGED = _Q.judged.is_(False)
_NO_MATTER = ("smalltalk", "person")


async def page(
    connection: AsyncConnection, queue: str, *, below: float, before: int | None, most: int
) -> Sequence[Any]:
    """Return so many questions of a queue, newest first, those before a number (None: from the newest).

    Rows have id, channel, asked_at, text, kind, confidence, helpful, and the verdict with its `by`. `below` is the
    confidence under which an answer is doubtful.
    """
    columns = (_Q.id, _Q.channel, _Q.asked_at, _Q.text, _Q.kind, _Q.confidence, _V.helpful, _R.verdict, _R.by)
    query = _queue(queue, below, select(*columns)).outerjoin(_REVIEW, _R.question_id == _Q.id)
    id_ = _id_in(queue)
    query = query if before is None else query.where(id_ < _wide(before))
    rows: Sequence[Any] = (await connection.execute(query.order_by(id_.desc()).limit(most))).all()
    return rows


async def count(connection: AsyncConnection, queue: str, *, below: float, most: int) -> int:
    """Return how many questions a queue has, counted up to `most`."""
    some = _queue(queue, below, select(_Q.id)).limit(most).subquery()
    return (await connection.execute(select(func.count()).select_from(some))).scalar() or 0


async def beside(
    connection: AsyncConnection, queue: str, number: int, *, below: float
) -> tuple[int | None, int | None]:
    """Return the next older question of a queue than `number`, and the next newer one; None at either end."""
    id_, here = _id_in(queue), _wide(number)
    ids = _queue(queue, below, select(id_))
    older = await connection.execute(ids.where(id_ < here).order_by(id_.desc()).limit(1))
    newer = await connection.execute(ids.where(id_ > here).order_by(id_).limit(1))
    return older.scalar(), newer.scalar()


def _id_in(queue: str) -> ColumnElement[int]:
    """Return the column that a queue is gone through by: the votes' own for theirs, of which there are far fewer."""
    return _V.question_id if queue == "down" else _Q.id


def _queue(queue: str, below: float, query: Select[Any]) -> Select[Any]:
    """Return the query over the questions of a queue, each with its vote."""
    if queue == "down":
        return query.join_from(_VOTE, _QUESTION, _V.question_id == _Q.id).where(
            _V.helpful.is_(False), _UNJUDGED
        )
    query = query.select_from(_QUESTION).outerjoin(_VOTE, _V.question_id == _Q.id)
    which: dict[str, tuple[ColumnElement[bool], ...]] = {
        "unanswered": (_Q.kind == "none", _UNJUDGED),
        "doubtful": (_Q.kind == "answer", _Q.confidence < below, _UNJUDGED),
        "recent": (_Q.kind.not_in(_NO_MATTER),),
    }
    return query.where(*which[queue])


async def asking(connection: AsyncConnection, most: int) -> Sequence[Any]:
    """Return the conversations that have or want a person: who waits longest first, then those that are taken.

    Rows have id, channel, state, asked_at, taken_name and the `text` asked last before, None where it is erased.
    """
    columns = (_H.id, _H.channel, _H.state, _H.asked_at, _H.taken_name, _Q.text)
    query = select(*columns).select_from(_HANDOVER).outerjoin(_QUESTION, _Q.id == _H.question_id)
    order = case((_H.state == "waiting", 0), else_=1)
    open_ = query.where(_H.state != "closed").order_by(order, _H.id)
    return (await connection.execute(open_.limit(most))).all()


async def find(connection: AsyncConnection, number: int) -> Any | None:
    """Return a question with its vote (helpful) and its verdict, all of ReviewRow's columns with `review_` before."""
    review = [column.label(f"review_{column.name}") for column in _R]
    query = (
        select(_QUESTION, _V.helpful, *review)
        .select_from(_QUESTION)
        .outerjoin(_VOTE, _V.question_id == _Q.id)
        .outerjoin(_REVIEW, _R.question_id == _Q.id)
    )
    return (await connection.execute(query.where(_Q.id == _wide(number)))).one_or_none()


async def text_before(connection: AsyncConnection, row: Any) -> str | None:
    """Return what the same conversation asked just before a question; None where it is the first."""
    earlier = (_Q.conversation == row.conversation, _Q.id < row.id)
    query = select(_Q.text).where(*earlier).order_by(_Q.id.desc()).limit(1)
    found: str | None = (await connection.execute(query)).scalar()
    return found


async def review_of(connection: AsyncConnection, number: int) -> Any | None:
    """Return the verdict on a question; None where there has been none."""
    return (await connection.execute(select(_REVIEW).where(_R.question_id == _wide(number)))).one_or_none()


async def put(connection: AsyncConnection, values: dict[str, Any], *, seen: int) -> bool:
    """Keep a verdict (keys: ReviewRow's columns but round) where the last one is the round `seen` (0: none yet).

    It goes for those near it, too, that are one line with it on the desk and have no verdict of their own, also once
    it is erased: but not a reply, which is one person's.
    Return False where there has been another since, or the question is gone.
    """
    kept = await (_change(connection, values, seen) if seen else _add(connection, values))
    if kept:
        await _mark(connection, values["question_id"], values["verdict"])
    return kept


async def _mark(connection: AsyncConnection, number: int, verdict: str) -> None:
    """Mark a question as judged or, its verdict taken back, as not; those like it, too."""
    alike = _alike(number)
    covered = select(_R.question_id).join_from(_REVIEW, _QUESTION, _R.question_id == _Q.id)
    covered = covered.where(alike, _R.verdict.not_in((OPEN, REPLIED)), _R.question_id != _wide(number))
    own = select(_R.question_id).where(_R.question_id == _Q.id).exists()
    which = _Q.id == _wide(number)
    # Where the verdict on another of them stands, it goes on covering them.
    if verdict != REPLIED and (verdict != OPEN or (await connection.execute(covered)).first() is None):
        which = which | (alike & ~own)
    await connection.execute(update(_QUESTION).where(which).values(judged=verdict != OPEN))


def _alike(number: int) -> ColumnElement[bool]:
    """Return what tells those near a question that are one line with it on the desk from all others."""
    one, votes = _QUESTION.alias("one"), (_VOTE.alias(), _VOTE.alias())
    here, there = (
        select(vote.c.helpful).where(vote.c.question_id == of.c.id).scalar_subquery()
        for vote, of in zip(votes, (_QUESTION, one), strict=True)
    )
    same = (
        (_Q.kind == one.c.kind)
        & (_Q.text == one.c.text)
        & _Q.document.is_not_distinct_from(one.c.document)
        & _Q.clause.is_not_distinct_from(one.c.clause)
        & here.is_not_distinct_from(there)
    )
    twins = select(literal(1)).where(one.c.id == _wide(number), same).exists()
    return _Q.id.between(_wide(number - _NEAR), _wide(number + _NEAR)) & twins


async def _change(connection: AsyncConnection, values: dict[str, Any], seen: int) -> bool:
    same = (_R.question_id == _wide(values["question_id"]), _R.round == _wide(seen))
    changed = update(_REVIEW).where(*same).values(**values, round=seen + 1)
    return bool(cast(CursorResult[Any], await connection.execute(changed)).rowcount)


async def _add(connection: AsyncConnection, values: dict[str, Any]) -> bool:
    """Add the first verdict on a question that is there."""
    row = {**values, "round": 1}
    there = select(*(literal(value, _R[name].type) for name, value in row.items())).where(
        select(literal(1)).where(_Q.id == _wide(values["question_id"])).exists()
    )
    new = sqlite.insert(_REVIEW) if connection.dialect.name == "sqlite" else postgresql.insert(_REVIEW)
    added = new.from_select(list(row), there).on_conflict_do_nothing(index_elements=["question_id"])
    return (await connection.execute(added.returning(_R.question_id))).first() is not None


def _wide(number: int) -> ColumnElement[int]:
    # Compared as a wide integer: a number that none can have is unknown, not an error of the database.
    return literal(number, BigInteger)
