"""Files in the console: checked in the background, previewed, published or given up."""

import asyncio
import contextlib
import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot import store as bot_store
from bot.assistant import Assistant
from bot.context import in_utc
from bot.database import open_database
from bot.desk import Desk
from bot.errors import BotError, DraftGone, places
from bot.identity import Identity, read_identity
from bot.outage import DatabaseDown, reading, writing
from bot.preview import summary
from bot.rehearsal import MOST_REAL_QUESTIONS
from bot.settings import Settings
from bot.staff.previews import Plain, plain_preview, plain_refusals
from bot.staff.store import checks as store
from bot.staging import DRAFTS_KEPT
from bot.uploads import remove_folder
from bot.workers import run_apart
from knowledge.store import versions as version_store

_log = logging.getLogger(__name__)

BEAT_SECONDS = 5.0
DEAD_AFTER = timedelta(seconds=60)
"""Who hasn't been heard of for so long works no more: the service was stopped in between."""

_INTERRUPTED = "检查中断了（服务重新启动过），已发布的内容没有变；请再来一次。"
_CONFIRM = "这份预览有要特别核对的地方；核对过后，请勾选“我已核对，仍要发布”再发布。"
_GONE = "这份预览已经过期了，或者不是在工作台里做的；请重新上传文件。"


@dataclass(frozen=True, slots=True)
class Check:
    """Files being checked (`state` working), or what came of it: draft, same, refused.

    `said` is what to tell, `draft` the draft's id, `page` what its page or that of what is wrong shows.
    """

    id: str
    name: str
    by: str
    begun_at: datetime
    state: str
    said: str = ""
    draft: str | None = None
    page: Plain | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a draft ended: who published it or gave it up; `by` is None where nobody knows any more."""

    by: str | None = None
    published: bool = False


@dataclass(frozen=True, slots=True)
class DraftView:
    """A draft's page: the check that made it, how it has ended if it has, which documents changed since."""

    check: Check
    ended: Ended | None = None
    overtaken: tuple[str, ...] = ()


class Files:
    """Checks files in worker processes; whichever process is asked knows how far each is, for the database keeps it."""

    def __init__(
        self,
        assistant: Assistant,
        settings: Settings,
        desk: Desk,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what is open already."""
        self._engine = assistant.engine
        self._identity = assistant.identity
        self._settings = settings
        self._desk = desk
        self._now = now
        self._turn = asyncio.Lock()  # a worker takes much memory: one at a time
        self._working: set[asyncio.Task[None]] = set()

    @property
    def data(self) -> Path:
        """Return the folder below which uploads lie meanwhile."""
        return self._settings.data

    async def check_folder(self, *, by: str) -> str:
        """Begin to check the policies folder; return the check's id."""
        return await self._begin("政策文件夹", [self._settings.policies], None, by=by)

    async def check(self, paths: Sequence[Path], *, by: str) -> str:
        """Begin to check files in a folder of their own, which is removed at the end; return the check's id."""
        folder = paths[0].parent
        named = [path.name for path in paths]
        name = "、".join(named[:3]) + (f"等 {len(named)} 个文件" if len(named) > 3 else "")
        return await self._begin(name, [p for p in paths if not p.name.endswith(".tsv")], folder, by=by)

    async def _begin(self, name: str, paths: Sequence[Path], folder: Path | None, *, by: str) -> str:
        check, now = secrets.token_hex(8), self._now()
        values = {"id": check, "name": name, "by": by, "begun_at": now, "beat_at": now, "state": "working"}
        async with writing(self._engine) as connection:
            await store.forget_checks_before(connection, now - DRAFTS_KEPT)
            await store.add_check(connection, {**values, "said": ""})
        task = asyncio.create_task(self._work(check, paths, folder, by=by))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        return check

    async def _work(self, check: str, paths: Sequence[Path], folder: Path | None, *, by: str) -> None:
        beating = asyncio.create_task(self._beat(check))
        try:
            async with self._turn:
                values = await run_apart(check_apart, self._settings, paths, folder, by)
        except BotError as error:
            values = _refused(str(error), folder)
        except Exception as error:  # whatever it is, who waits for it is told
            reference = secrets.token_hex(3).upper()
            _log.error("a check of files failed, reference %s\n%s", reference, places(error))
            values = _refused(
                f"检查没有做完，请再试一次；还是不行，请把编号 {reference} 告诉运维人员。", folder
            )
        finally:
            beating.cancel()
            if folder:
                await asyncio.to_thread(remove_folder, folder)
        try:
            async with writing(self._engine) as connection:
                await store.end_check(connection, check, values)
        except DatabaseDown as error:  # who waits will be told that the check was interrupted
            _log.error("what came of a check of files was not kept: %s", type(error.__cause__).__name__)

    async def _beat(self, check: str) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with contextlib.suppress(BotError):  # the next beat may find the database back
                async with writing(self._engine) as connection:
                    await store.beat(connection, check, at=self._now())

    async def close(self) -> None:
        """End what is being worked on; its files are removed."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    async def find(self, check: str) -> Check | None:
        """Return a check; None where there is none. Raises DatabaseDown."""
        async with reading(self._engine) as connection:
            row = await store.find_check(connection, check)
        if row is None:
            return None
        if row.state == "working" and self._now() - in_utc(row.beat_at) > DEAD_AFTER:
            return Check(row.id, row.name, row.by, row.begun_at, "refused", page=_said(_INTERRUPTED))
        return _check(row, row.page)

    async def waiting(self) -> list[Check]:
        """Return the checks whose drafts wait to be published or given up, newest first. Raises DatabaseDown."""
        async with reading(self._engine) as connection, AsyncSession(connection) as session:
            rows = await store.checks_with_drafts(connection)
            return [_check(row, None) for row in rows if await version_store.read_draft(session, row.draft)]

    async def view(self, draft: str) -> DraftView | None:
        """Return a draft's page, also once it has been dealt with; None where the console made none such."""
        async with reading(self._engine) as connection, AsyncSession(connection) as session:
            row = await store.check_of_draft(connection, draft)
            if row is None:
                return None
            found = await version_store.read_draft(session, draft)
            if found is None:
                act = await store.act_on_draft(connection, draft)
                return DraftView(_check(row, None), ended=_ended(act))
            live = await version_store.live_versions(session, found.editions)
            real = await bot_store.recent_questions(connection, 2 * MOST_REAL_QUESTIONS)
        changed = sorted(name for name in found.editions if live.get(name) != found.base.get(name))
        return DraftView(
            _check(row, _with_questions(row.page, real, self._identity)), overtaken=tuple(changed)
        )

    async def publish(self, draft: str, *, by: str, confirmed: bool) -> str:
        """Make a draft live and return the sentence that says so; raises BotError.

        A doubtful one has to be `confirmed`.
        """
        async with reading(self._engine) as connection:
            row = await store.check_of_draft(connection, draft)
        if row is None:
            raise DraftGone(_GONE)
        if row.page["doubtful"] and not confirmed:
            raise BotError(_CONFIRM)
        return await self._desk.publish(draft, by=by)

    async def discard(self, draft: str, *, by: str) -> str:
        """Give a draft up and return the sentence that says so; raises BotError."""
        return await self._desk.discard(draft, by=by)


def check_apart(settings: Settings, paths: Sequence[Path], folder: Path | None, by: str) -> dict[str, Any]:
    """Check files in a worker process; return what is stored of it."""

    async def checked() -> dict[str, Any]:
        async with open_database(settings) as engine:
            try:
                preview = await Desk(engine, settings).preview(paths, by=by)
            except BotError as error:
                return _refused(str(error), folder)
        if preview.draft is None:
            return {"state": "same", "said": summary(preview).replace(f"{folder}/", "")}
        identity = read_identity(settings)
        page = plain_preview(preview, lambda question: _hashed(question, identity))
        return {"state": "draft", "draft": preview.draft, "page": page}

    return asyncio.run(checked())


def _refused(said: str, folder: Path | None) -> dict[str, Any]:
    return {"state": "refused", "page": plain_refusals(said, folder)}


def _said(sentence: str) -> Plain:
    return plain_refusals(sentence, None)


def _hashed(question: str, identity: Identity) -> str:
    return identity.derive("rehearsed question", question)


def _with_questions(page: Plain, real: Sequence[str], identity: Identity) -> Plain:
    """Return a preview's page with the real questions that are still kept."""
    words = {_hashed(question, identity): question for question in real}
    turns = [{**turn, "question": turn["question"] or words.get(turn["hash"])} for turn in page["turns"]]
    return {**page, "turns": turns}


def _check(row: Any, page: Plain | None) -> Check:
    return Check(row.id, row.name, row.by, row.begun_at, row.state, row.said, row.draft, page)


def _ended(act: Any | None) -> Ended:
    return Ended(act.by, act.act == "publish") if act else Ended()
