"""Questions put into a database as if they had been asked, and what staff did about them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.staff.store.tables import HandoverRow, ReviewRow
from bot.store import QuestionRow, VoteRow
from bot.wording import HOME

PLAN = "jiaxing-xiaowei-2021-2023"
CONVERSATION = "c0ffee" * 10 + "c0ff"


def at(written: str) -> datetime:
    """Return a moment, given as the clock in Asia/Shanghai shows it."""
    return datetime.fromisoformat(written).replace(tzinfo=HOME).astimezone(UTC)


async def ask(
    engine: AsyncEngine,
    moment: str,
    text: str = "首贷服务中心在哪办",
    *,
    kind: str = "answer",
    clause: str | None = None,
    helpful: bool | None = None,
    **more: Any,
) -> int:
    """Store a question, answered by a clause of the plan where one is given, with a vote; return its number."""
    row = {
        "conversation": CONVERSATION,
        "channel": "web",
        "asked_at": at(moment),
        "text": text,
        "kind": kind,
        "confidence": 0.5,
        "document": PLAN if clause else None,
        "version": 1 if clause else None,
        "clause": clause,
        "answer": {},
        **more,
    }
    async with engine.begin() as connection:
        number = (await connection.execute(insert(QuestionRow), row)).inserted_primary_key[0]
        if helpful is not None:
            vote = {"question_id": number, "helpful": helpful, "voted_at": at(moment)}
            await connection.execute(insert(VoteRow), vote)
    return number


async def hand_over(engine: AsyncEngine, asked: str, replied: str | None) -> None:
    """Store that a person was asked for, and when one first replied."""
    row = {
        "conversation": CONVERSATION,
        "channel": "web",
        "state": "closed",
        "asked_at": at(asked),
        "first_reply_at": at(replied) if replied else None,
        "last_at": at(replied or asked),
        "closed_at": at(replied or asked),
    }
    async with engine.begin() as connection:
        await connection.execute(insert(HandoverRow), row)


async def judge(engine: AsyncEngine, number: int, verdict: str, **more: Any) -> None:
    """Store what staff made of an answer."""
    row = {
        "question_id": number,
        "verdict": verdict,
        "round": 1,
        "at": at("2026-11-20 09:00"),
        "by": "Telegram 12",
    }
    async with engine.begin() as connection:
        await connection.execute(insert(ReviewRow), row | more)


def by_name(tables: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of each table as objects."""
    return {table.name: table.objects for table in tables}
