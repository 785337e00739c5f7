"""A small document with phrasings in a store of either kind, and what tests ask of that store."""

from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import Assistant, Channel, Person
from bot.desk import Desk, Draft, in_words
from bot.identity import Identity
from bot.loading import build_library, live_outlines, read_kept, read_outlines
from bot.store import AuditRow
from tests.conftest import TODAY

PARKING = """停车管理办法
一、停车收费。停车费每小时5元，夜间免费。（责任单位：市交通局、市公安局。列第一位的为牵头单位，下同）
二、投诉办理。对停车费有异议的，可以向市交通局投诉。
"""
QUESTIONS = "一\t停车费每小时\t停车一小时多少钱\n二\t对停车费\t停车费收贵了找谁\n"
SOMEONE = Person(Channel.TERMINAL, "someone")


async def live(engine: AsyncEngine) -> dict[str, int]:
    return {name: o.published.version for name, o in live_outlines(await read_outlines(engine)).items()}


async def audit(engine: AsyncEngine) -> list[tuple[str, str, str | None, int | None]]:
    async with engine.connect() as connection:
        rows = await connection.execute(select(AuditRow).order_by(AuditRow.id))
        return [(row.act, row.by, row.document, row.version) for row in rows]


async def ask(store, question: str) -> str:
    engine, settings = store
    library = await build_library(engine, kept=read_kept(settings.policies, cache=settings.data / "cache"))
    assistant = Assistant(
        engine, library, Identity(b"a secret for tests, and nothing else"), today=lambda: TODAY
    )
    return (await assistant.ask(question, SOMEONE)).text


async def staged(desk: Desk, path: Path) -> Draft:
    return in_words(await desk.preview([path], by="甲"))


async def publish(desk: Desk, folder: Path, *, by: str = "甲") -> str:
    draft = await staged(desk, folder)
    assert draft.changes
    return await desk.publish(draft.id, by=by)
