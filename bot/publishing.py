"""Publishing, giving up, rolling back, withdrawing: one transaction each, in the audit table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from bot import store as bot_store
from bot.database import begin_alone
from bot.errors import BotError, DraftGone
from bot.loading import read_outlines
from bot.staff.settling import settle
from knowledge.store import versions as version_store
from knowledge.store.versions import Outline

_GONE = "这份预览已经发布过、放弃了或过期了；请重新载入文件。"
_OVERTAKEN = "预览之后，{} 已有变动（有了新版本，或已撤下），没有发布；请重新载入文件，看过新的差别再发布。"


@dataclass(frozen=True, slots=True)
class Live:
    """A document's version that became live: id, title, number."""

    document: str
    title: str
    version: int


async def publish_draft(engine: AsyncEngine, draft: str, *, by: str, kept: str) -> list[Live]:
    """Make a draft live, whole; raises DraftGone where it is gone or something else was published meanwhile.

    `kept` is the fingerprint of what lies beside the clause files: every service takes it up with the draft.
    """
    async with begin_alone(engine) as connection, AsyncSession(connection) as session:
        found = await version_store.read_draft(session, draft)
        if found is None:
            raise DraftGone(_GONE)
        live = await version_store.live_versions(session, found.editions)
        if overtaken := sorted(name for name in found.editions if live.get(name) != found.base.get(name)):
            raise DraftGone(_OVERTAKEN.format("、".join(overtaken[:3])))
        now = datetime.now(UTC)
        numbers = await version_store.publish_editions(session, found.editions, now=now, by=by)
        await version_store.release_draft(session, draft)
        await settle(connection, numbers)
        await _audit(connection, "publish", numbers, by=by, now=now, detail=draft)
        await bot_store.keep(connection, kept, by=by, at=now)
        titles = await version_store.titles(session, found.editions.values())
    return [Live(name, titles[found.editions[name]], number) for name, number in numbers.items()]


async def discard_draft(engine: AsyncEngine, draft: str, *, by: str) -> None:
    """Give a draft up; raises DraftGone where it is gone."""
    async with begin_alone(engine) as connection, AsyncSession(connection) as session:
        if not await version_store.discard_draft(session, draft):
            raise DraftGone(_GONE)
        await bot_store.add_audits(connection, [_act("discard", by, detail=draft)])


async def roll_back(engine: AsyncEngine, document: str, version: int | None, *, by: str) -> tuple[Live, int]:
    """Publish an earlier version's text as a new version; return what is live now, and whose text it is.

    Without a number it is the version before the live one, or the last one of a withdrawn document. Raises
    BotError where there is none such, or it is live already.
    """
    async with begin_alone(engine) as connection, AsyncSession(connection) as session:
        versions = [
            one for one in await version_store.outlines(session) if one.published.document.id == document
        ]
        earlier = _earlier(document, versions, version)
        now = datetime.now(UTC)
        numbers = await version_store.publish_editions(session, {document: earlier.edition}, now=now, by=by)
        number = earlier.published.version
        await settle(connection, numbers)
        await _audit(connection, "rollback", numbers, by=by, now=now, detail=f"第 {number} 版的文本")
    return Live(document, earlier.published.document.title, numbers[document]), number


def _earlier(document: str, versions: Sequence[Outline], number: int | None) -> Outline:
    if not versions:
        raise BotError(f"没有编号为 {document} 的文件；请用 policybot versions 查看有哪些文件。")
    live = next((one for one in versions if one.published.live), None)
    if number is None:
        before = [one for one in versions if live is None or one.published.version < live.published.version]
        others = [one for one in before if live is None or one.edition != live.edition]
        if not others:
            raise BotError(f"{document} 没有更早的版本可以恢复；请用 policybot versions {document} 查看。")
        return others[-1]
    for one in versions:
        if one.published.version == number:
            if live is not None and one.edition == live.edition:
                raise BotError(f"{document} 现在用的就是第 {number} 版的文本，不用恢复。")
            return one
    raise BotError(f"{document} 没有第 {number} 版；请用 policybot versions {document} 查看。")


async def withdraw(engine: AsyncEngine, document: str, *, by: str) -> str:
    """Take a document out of the answers and return its title; raises BotError where it isn't live."""
    titles = {
        one.published.document.id: one.published.document.title
        for one in await read_outlines(engine)
        if one.published.live
    }
    async with begin_alone(engine) as connection, AsyncSession(connection) as session:
        if document not in titles or not await version_store.withdraw(session, document):
            raise BotError(f"没有已发布的文件 {document}；请用 policybot versions 查看有哪些文件。")
        await settle(connection, [document])
        await bot_store.add_audits(connection, [_act("withdraw", by, document=document)])
    return titles[document]


async def _audit(
    connection: AsyncConnection, act: str, numbers: dict[str, int], *, by: str, now: datetime, detail: str
) -> None:
    acts = [
        {"act": act, "by": by, "at": now, "document": name, "version": number, "detail": detail}
        for name, number in numbers.items()
    ]
    if acts:
        await bot_store.add_audits(connection, acts)


def _act(act: str, by: str, *, document: str | None = None, detail: str = "") -> dict[str, Any]:
    at = datetime.now(UTC)
    return {"act": act, "by": by, "at": at, "document": document, "version": None, "detail": detail}
