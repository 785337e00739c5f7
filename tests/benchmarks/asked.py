"""A hundred thousand questions in a database, as half a year leaves them: for benchmarks of what counts them."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.compose import compose, to_stored
from bot.library import Library
from bot.staff.handover import BY_TIME
from bot.staff.store.tables import HandoverRow, TaughtRow
from bot.store import QuestionRow, VoteRow
from bot.why import why
from tests.questions import labelled

_BATCH = 5_000
_SHARE_COVERED, _SHARE_VOTED, _SHARE_PERSON = 0.7, 0.1, 0.01


async def fill(engine: AsyncEngine, library: Library, *, count: int, days: int, until: datetime) -> None:
    """Store so many questions, spread evenly over the days before a moment, with votes and requests for a person."""
    chance = random.Random(6)
    kept = [list(_kept(name, library, until)) for name in ("covered", "uncovered")]
    async with engine.begin() as connection:
        for first in range(1, count + 1, _BATCH):
            numbers = range(first, min(first + _BATCH, count + 1))
            asked = [
                _question(number, chance, kept, until - days * timedelta(1) * (1 - number / count))
                for number in numbers
            ]
            await connection.execute(insert(QuestionRow), asked)
            voted = [row["id"] for row in asked if chance.random() < _SHARE_VOTED]
            await connection.execute(
                insert(VoteRow),
                [{"question_id": n, "helpful": chance.random() < 0.7, "voted_at": until} for n in voted],
            )
            await connection.execute(
                insert(HandoverRow),
                [_handover(row, chance) for row in asked if chance.random() < _SHARE_PERSON],
            )
    if engine.dialect.name == "postgresql":
        async with engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.exec_driver_sql(
                "VACUUM ANALYZE question, vote, handover"
            )  # as autovacuum has by then


async def teach(engine: AsyncEngine, library: Library, *, count: int, at: datetime) -> None:
    """Store so many taught phrasings, to each live clause in turn."""
    located = [
        (name, clause.key) for name, one in library.documents.items() for clause in one.document.clauses
    ]
    rows = []
    for number in range(count):
        document, clause = located[number % len(located)]
        question = f"第{number}种问法"
        row = {
            "document": document,
            "clause": clause,
            "clause_hash": "0",
            "question": question,
            "normal": question,
        }
        rows.append({**row, "state": "live", "at": at, "by": "Telegram 1"})
    async with engine.begin() as connection:
        await connection.execute(insert(TaughtRow), rows)


def _kept(name: str, library: Library, until: datetime) -> Iterator[dict[str, Any]]:
    """Yield what is stored of the project's own questions of one kind."""
    for question in labelled(name):
        answer, _ = compose(question.query, library, until.date())
        reasons = why(question.query, answer, library)
        yield {
            "text": question.query,
            "kind": answer.kind.value,
            "document": answer.clause and answer.clause.document,
            "version": answer.clause and answer.clause.version,
            "clause": answer.clause and answer.clause.key,
            "answer": {**to_stored(answer), "why": reasons and reasons.to_plain()},
        }


def _question(
    number: int, chance: random.Random, kept: list[list[dict[str, Any]]], at: datetime
) -> dict[str, Any]:
    row = chance.choice(kept[chance.random() >= _SHARE_COVERED])
    begun = chance.choice(("", "请问", "你好，", "我想问一下，", "我们公司想知道", "老板让我问，"))
    ended = chance.choice(("", "？", "，谢谢", "，急", "呢", "，在线等"))
    return {
        **row,
        "id": number,
        "conversation": f"{chance.getrandbits(256):064x}",
        "channel": chance.choice(("web", "telegram", "telegram")),
        "asked_at": at,
        "text": f"{begun}{row['text']}{ended}",
        "confidence": round(chance.random(), 3),
    }


def _handover(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    asked = row["asked_at"]
    replied = asked + timedelta(minutes=chance.randrange(1, 300)) if chance.random() < 0.9 else None
    return {
        "conversation": row["conversation"],
        "channel": row["channel"],
        "state": "closed",
        "asked_at": asked,
        "first_reply_at": replied,
        "last_at": replied or asked,
        "closed_at": (replied or asked) + timedelta(hours=24),
        "closed_by": BY_TIME,
    }
