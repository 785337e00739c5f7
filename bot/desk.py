"""The clause files' desk behind every channel: stage, publish, give up, roll back, withdraw, list versions."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.assistant import today_at_home
from bot.beside import fingerprint
from bot.database import open_database
from bot.errors import BotError
from bot.loading import read_kept, read_outlines
from bot.preview import report, summary
from bot.publishing import Live, discard_draft, publish_draft, roll_back, withdraw
from bot.reading import OnProgress
from bot.settings import Settings
from bot.staging import Loading, Preview, stage
from bot.workers import run_apart
from knowledge.errors import KnowledgeError
from knowledge.store.versions import Outline


@dataclass(frozen=True, slots=True)
class Draft:
    """A load as people see it: its id (12 characters; none where nothing would change), a summary, the whole report.

    `doubtful`: nobody should publish it unseen.
    """

    id: str
    summary: str
    report: str
    changes: bool
    doubtful: bool = False


class Desk:
    """Does what an admin asks for; who is one, the channel has to know."""

    def __init__(
        self,
        engine: AsyncEngine,
        settings: Settings,
        *,
        today: Callable[[], date] = today_at_home,
    ) -> None:
        """Take what is open already; the caller closes the engine."""
        self._engine = engine
        self._settings = settings
        self._today = today

    async def preview(
        self, paths: Sequence[Path], *, by: str, on_progress: OnProgress | None = None
    ) -> Preview:
        """Read files and store what is new in them as a draft; raises BotError, a sentence a line."""
        settings = self._settings
        try:
            kept = read_kept(settings.policies, cache=settings.data / "cache")
            loading = Loading(
                self._engine, kept, settings.policies, by=by, today=self._today(), on_progress=on_progress
            )
            return await stage(loading, paths)
        except KnowledgeError as error:
            raise BotError(str(error)) from error

    async def stage(self, paths: Sequence[Path], *, by: str) -> Draft:
        """Do the same in a worker process, so that nobody's answer waits for it, and return it in words."""
        return await run_apart(stage_apart, self._settings, list(paths), by)

    async def stage_policies(self, *, by: str) -> Draft:
        """Stage the policies folder."""
        return await self.stage([self._settings.policies], by=by)

    async def publish(self, draft: str, *, by: str) -> str:
        """Make a draft live and return the sentence that says so; raises BotError where that can't be done."""
        kept = await asyncio.to_thread(fingerprint, self._settings.policies)
        return said_live(await publish_draft(self._engine, draft, by=by, kept=kept))

    async def discard(self, draft: str, *, by: str) -> str:
        """Give a draft up and return the sentence that says so; raises BotError where it is gone."""
        await discard_draft(self._engine, draft, by=by)
        return "已放弃，已发布的内容不变。"

    async def roll_back(self, document: str, version: int | None, *, by: str) -> str:
        """Publish an earlier text again and return the sentence that says so; raises BotError."""
        live, earlier = await roll_back(self._engine, document, version, by=by)
        return f"《{live.title}》已恢复为第 {earlier} 版的文本，作为第 {live.version} 版发布。"

    async def withdraw(self, document: str, *, by: str) -> str:
        """Take a document out of the answers and return the sentence that says so; raises BotError."""
        title = await withdraw(self._engine, document, by=by)
        return f"《{title}》已撤下，不再回答问题；要恢复请运行 policybot rollback {document}。"

    async def versions(self, document: str | None = None) -> list[Outline]:
        """Return all versions, or those of one document; raises BotError where it isn't known."""
        outlines = await read_outlines(self._engine)
        found = [one for one in outlines if document in (None, one.published.document.id)]
        if document is not None and not found:
            raise BotError(f"没有编号为 {document} 的文件；请用 policybot versions 查看有哪些文件。")
        return found


def said_live(published: Sequence[Live]) -> str:
    """Return the sentence that says what is live now; without any document it was what lies beside them."""
    if not published:
        return "已启用文件夹里的部门名录和词表。"
    if len(published) == 1:
        (only,) = published
        return f"已发布《{only.title}》第 {only.version} 版。"
    names = "、".join(f"《{one.title}》第 {one.version} 版" for one in published[:5])
    return f"已发布 {len(published)} 份文件：{names}{'等' if len(published) > 5 else ''}。"


def stage_apart(settings: Settings, paths: Sequence[Path], by: str) -> Draft:
    """Stage files, in a worker process."""

    async def stage_files() -> Draft:
        async with open_database(settings) as engine:
            return in_words(await Desk(engine, settings).preview(paths, by=by))

    return asyncio.run(stage_files())


def in_words(preview: Preview) -> Draft:
    """Return a preview as people see it."""
    return Draft(
        preview.draft or "", summary(preview), report(preview), preview.draft is not None, preview.doubtful
    )
