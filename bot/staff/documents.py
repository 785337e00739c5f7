"""The documents with their versions, and what rolling back or withdrawing one would change."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.desk import Desk
from bot.difference import compare
from bot.errors import BotError
from bot.outage import reading
from bot.staff.previews import MOST_CHANGES, Plain, plain_changes, plain_problems
from knowledge.document import Document, Status
from knowledge.standing import standings
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store
from knowledge.store.versions import Outline

PAGE = 50
"""Documents a page."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a document: number, when and by whom published, whether live, how many problems its file has.

    `edition` is its text's number: versions with the same one have the same text.
    """

    number: int
    at: datetime | None
    by: str
    live: bool
    edition: int
    problems: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in the list: its newest live version, else its last one; `bare` has no text. `status` is today's."""

    bare: Document
    status: Status
    version: Version
    versions: int


@dataclass(frozen=True, slots=True)
class Card:
    """A document's page: its title, all versions, newest first, and the problems of the one that is live or last."""

    id: str
    title: str
    live: int | None
    versions: tuple[Version, ...]
    problems: tuple[Plain, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What publishing an earlier text again would change; `live` is None where the document is withdrawn."""

    title: str
    live: int | None
    changes: tuple[Plain, ...]
    left: int


class Documents:
    """Reads what is published; what an admin decides on, the desk does."""

    def __init__(self, engine: AsyncEngine, desk: Desk, *, today: Callable[[], date]) -> None:
        """Take what is open already."""
        self._engine = engine
        self._desk = desk
        self._today = today

    async def page(self, words: str = "", number: int = 1) -> tuple[Sequence[Listed], int]:
        """Return a page of the documents whose title or id holds some words, and how many there are."""
        outlines = await self._outlines()
        found = standings(one.published for one in outlines)
        validity = {s.published.document.id: s.validity for s in found if s.published.live}
        grouped: dict[str, list[Outline]] = {}
        for one in outlines:
            grouped.setdefault(one.published.document.id, []).append(one)
        chosen = [all_ for all_ in map(_main_first, grouped.values()) if _is_named(all_[0], words)]
        shown = chosen[(number - 1) * PAGE : number * PAGE]
        counts = await self._problems([all_[0].edition for all_ in shown])
        today = self._today()
        listed = []
        for first, *others in shown:
            document = first.published.document
            period = validity.get(document.id, document.validity)
            version = _version(first, counts.get(first.edition, 0))
            listed.append(Listed(document, period.status(today), version, 1 + len(others)))
        return listed, len(chosen)

    async def card(self, document: str) -> Card | None:
        """Return a document's page; None where there is no such document."""
        outlines = await self._outlines(document)
        if not outlines:
            return None
        main = _main_first(outlines)[0]
        counts = await self._problems([one.edition for one in outlines])
        text = (await self._texts([main.edition]))[main.edition]
        problems = await asyncio.to_thread(plain_problems, text)
        versions = (_version(one, counts.get(one.edition, 0)) for one in reversed(outlines))
        live = main.published.version if main.published.live else None
        return Card(document, main.published.document.title, live, tuple(versions), tuple(problems))

    async def rolled_back(self, document: str, version: int) -> Change:
        """Return what rolling back to a version would change; raises BotError where there is none such."""
        outlines = await self._outlines(document)
        earlier = next((one for one in outlines if one.published.version == version), None)
        if earlier is None:
            raise BotError("没有这一版；请回到文件页看看有哪些版本。")
        live = next((one for one in outlines if one.published.live), None)
        if live and live.edition == earlier.edition:
            raise BotError(f"现在用的就是第 {version} 版的文本，不用恢复。")
        texts = await self._texts([earlier.edition, *([live.edition] if live else [])])
        before = texts[live.edition] if live else None
        difference = await asyncio.to_thread(compare, texts[earlier.edition], before)
        return Change(
            title=earlier.published.document.title,
            live=live.published.version if live else None,
            changes=tuple(await asyncio.to_thread(plain_changes, difference.changes)),
            left=max(0, len(difference.changes) - MOST_CHANGES),
        )

    async def roll_back(self, document: str, version: int, *, by: str) -> str:
        """Publish an earlier text again and return the sentence that says so; raises BotError."""
        return await self._desk.roll_back(document, version, by=by)

    async def withdraw(self, document: str, *, by: str) -> str:
        """Take a document out of the answers and return the sentence that says so; raises BotError."""
        return await self._desk.withdraw(document, by=by)

    async def _outlines(self, document: str | None = None) -> list[Outline]:
        async with reading(self._engine) as connection, AsyncSession(connection) as session:
            found = await version_store.outlines(session)
        return [one for one in found if document in (None, one.published.document.id)]

    async def _problems(self, editions: Sequence[int]) -> dict[int, int]:
        async with reading(self._engine) as connection, AsyncSession(connection) as session:
            found = await edition_store.read_problems(session, sorted(set(editions))[:500])
        return {number: len(problems) for number, problems in found.items()}

    async def _texts(self, editions: Sequence[int]) -> dict[int, Document]:
        async with reading(self._engine) as connection, AsyncSession(connection) as session:
            stored = await edition_store.read_editions(session, editions)
        return {number: one.edition.document for number, one in stored.items()}


def _main_first(outlines: Sequence[Outline]) -> list[Outline]:
    """Return a document's versions, the live one, else the last, before the others."""
    main = next((one for one in outlines if one.published.live), outlines[-1])
    return [main, *(one for one in outlines if one is not main)]


def _is_named(one: Outline, words: str) -> bool:
    document = one.published.document
    return words in document.title or words in document.id


def _version(one: Outline, problems: int) -> Version:
    published = one.published
    return Version(
        published.version, one.published_at, one.published_by, published.live, one.edition, problems
    )
