"""Switching off a clause, a topic or the bot, and on again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import store as bot_store
from bot.answer import label_of
from bot.assistant import Assistant
from bot.errors import BotError
from bot.library import Library
from bot.located import Located
from bot.outage import reading, writing_alone
from bot.silences import Silences
from bot.staff.store import silences as store

LONGEST_REASON = 200
MOST_FOUND = 8
_LARGEST_ID = 2**31 - 1


class Scope(StrEnum):
    """How much is switched off."""

    BOT = "bot"
    TOPIC = "topic"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True)
class Target:
    """What can be switched off: the bot, or in a document (id) a topic (its heading) or a clause (its key)."""

    scope: Scope
    document: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A target with its document's title and what it is called there."""

    target: Target
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Silence:
    """Something that is switched off: what (`shown`), why, since when, by whom; not `exists`: it is gone since."""

    id: int
    scope: Scope
    shown: str
    reason: str
    at: datetime
    by: str
    exists: bool


class Switches:
    """Switches off and on. What is off, each process's assistant knows at once here, within a second elsewhere."""

    def __init__(
        self, assistant: Assistant, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Take what is open already."""
        self._assistant = assistant
        self._now = now

    async def off(self) -> Sequence[Silence]:
        """Return what is switched off, the newest first. Raises DatabaseDown."""
        async with reading(self._assistant.engine) as connection:
            rows = await store.open_silences(connection)
        return [_silence(row, self._assistant.library) for row in rows]

    def find(self, words: str) -> Sequence[Found]:
        """Return the live clauses that some words name or are about, likeliest first, then their topics."""
        library = self._assistant.library
        found = {
            (one.published.document.id, one.clause.key): one for one in _about(words.strip(), library)
        }.values()
        clauses, topics = [], {}
        for one in found:
            document, clause = one.published.document, one.clause
            name = label_of(clause.path, clause.heading)
            clauses.append(Found(Target(Scope.CLAUSE, document.id, clause.key), document.title, name))
            for section in clause.sections:
                target = Target(Scope.TOPIC, document.id, section)
                topics[target] = Found(target, document.title, section)
        return [*clauses, *topics.values()]

    async def switch_off(self, target: Target, reason: str, *, by: str) -> str:
        """Switch something off and return the sentence that says so; raises BotError."""
        reason = " ".join(reason.split())
        if not 0 < len(reason) <= LONGEST_REASON or not reason.isprintable():
            raise BotError(f"请写明停答的原因，{LONGEST_REASON} 个字以内。")
        shown = _shown(target, self._assistant.library)
        if shown is None:
            raise BotError("没有这一条或这个话题，可能文件刚更新过；请重新查找。")
        now = self._now()
        async with writing_alone(self._assistant.engine) as connection:
            rows = await store.open_silences(connection)
            if target in map(_target, rows):
                raise BotError(f"{shown}已经停答了，可能是别的管理员刚停的。")
            values = {"scope": target.scope.value, "document": target.document, "target": target.name}
            await store.add_silence(connection, {**values, "reason": reason, "at": now, "by": by})
            await _audit(connection, "switch off", target, by=by, at=now, why=reason)
        await self._take_up()
        return f"{shown}已停答。"

    async def switch_on(self, number: int, *, by: str) -> str:
        """Switch something on again and return the sentence that says so; raises BotError."""
        now = self._now()
        async with writing_alone(self._assistant.engine) as connection:
            row = await store.end_silence(connection, min(number, _LARGEST_ID), at=now, by=by)
            if row is None:
                raise BotError("这一项已经恢复回答了，可能是别的管理员刚恢复的。")
            await _audit(connection, "switch on", _target(row), by=by, at=now)
        await self._take_up()
        return f"{_silence(row, self._assistant.library).shown}已恢复回答。"

    async def _take_up(self) -> None:
        self._assistant.silences = await read_silences(self._assistant.engine)


async def read_silences(engine: AsyncEngine) -> Silences:
    """Return what is switched off. Raises DatabaseDown."""
    async with reading(engine) as connection:
        targets = [_target(row) for row in await store.open_silences(connection)]
    return Silences(
        bot=any(one.scope is Scope.BOT for one in targets),
        clauses=frozenset(_named(targets, Scope.CLAUSE)),
        topics=frozenset(_named(targets, Scope.TOPIC)),
    )


def _named(targets: Sequence[Target], scope: Scope) -> Iterator[tuple[str, str]]:
    return ((one.document or "", one.name or "") for one in targets if one.scope is scope)


def _target(row: Any) -> Target:
    return Target(Scope(row.scope), row.document, row.target)


def _silence(row: Any, library: Library) -> Silence:
    target = _target(row)
    shown = _shown(target, library)
    gone = f"{target.document} {target.name}"
    return Silence(row.id, target.scope, shown or gone, row.reason, row.at, row.by, shown is not None)


def _shown(target: Target, library: Library) -> str | None:
    """Return what a target is called; None where no live document has it."""
    if target.scope is Scope.BOT:
        return "整个机器人"
    published = library.documents.get(target.document or "")
    if published is None:
        return None
    document = published.document
    if target.scope is Scope.TOPIC:
        known = any(target.name in clause.sections for clause in document.clauses)
        return f"《{document.title}》“{target.name}”下的各条" if known else None
    found = library.clause(document.id, target.name or "")
    return f"《{document.title}》{label_of(found[1].path, found[1].heading)}" if found else None


def _about(words: str, library: Library) -> Iterator[Located]:
    if not words or not library.live:
        return
    allowed = library.allowed(None)
    yield from library.named(words, allowed)
    if topic := library.topic(words, allowed):
        yield from topic.clauses[:MOST_FOUND]
    finding = library.searcher.search(words, allowed=allowed)
    yield from (library.located(number) for number in finding.entries[:MOST_FOUND])


async def _audit(
    connection: AsyncConnection, act: str, target: Target, *, by: str, at: datetime, why: str = ""
) -> None:
    what = target.name or "整个机器人"
    detail = f"{what}：{why}" if why else what
    await bot_store.add_audits(
        connection, [{"act": act, "by": by, "at": at, "document": target.document, "detail": detail}]
    )
