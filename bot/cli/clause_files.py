"""Clause files on the command line: load, versions, rollback, withdraw."""

import asyncio
import gc
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from bot.cli.progress import Progress
from bot.cli.terminal import read_line, who
from bot.database import open_database
from bot.desk import Desk
from bot.errors import BotError
from bot.preview import summary
from bot.settings import read_settings
from bot.staging import Preview
from bot.wording import day
from knowledge.mending import printable
from knowledge.store.versions import Outline

_NICE = 10


def load_files(paths: Sequence[Path], *, dry_run: bool, yes: bool) -> bool:
    """Show how the files differ from what is published and, when told to, publish them."""

    async def load(desk: Desk) -> str | None:
        os.nice(_NICE)  # a service on this machine goes on answering
        gc.disable()  # of millions of values that live until the end: looking for cycles takes a tenth of the time
        with Progress() as progress:
            preview = await desk.preview(paths, by=who(), on_progress=progress.tell)
        print(summary(preview), flush=True)
        if preview.draft is None:
            return None
        published = False
        try:
            if dry_run or not _agreed(preview, yes=yes):
                return None if dry_run else "没有发布，已发布的内容不变。"
            said = await desk.publish(preview.draft, by=who())
            published = True
        finally:
            if not published:
                await desk.discard(preview.draft, by=who())
        return f"{said}正在运行的服务两秒内改用新内容。"

    return _at_desk(load)


def _agreed(preview: Preview, *, yes: bool) -> bool:
    """Return whether to publish; raises BotError where that is doubtful and nobody is there to ask."""
    if yes:
        return True
    if sys.stdin.isatty():
        print("发布？（输入 y 发布，其他键放弃）", end="", flush=True)
        return read_line().strip().lower() in {"y", "yes", "是", "发布"}
    if any(one.same_title for one in preview.staged):
        raise BotError("同名文件已用别的编号发布，没有发布；确定要发布两份的话，请加 --yes。")
    return True


def show_versions(document: str | None) -> bool:
    """Print what was published when and by whom."""

    async def versions(desk: Desk) -> str:
        found = await desk.versions(document)
        return "\n".join(_version_lines(found)) or "还没有发布过任何文件。"

    return _at_desk(versions)


def _version_lines(outlines: Sequence[Outline]) -> list[str]:
    lines: list[str] = []
    shown = None
    for one in outlines:
        document = one.published.document
        if document.id != shown:
            shown = document.id
            lines.append(f"{document.id}　《{_title(outlines, document.id)}》")
        moment = f"{one.published_at.astimezone():%Y-%m-%d %H:%M}" if one.published_at else ""
        same = next(
            (o.published.version for o in outlines if o.edition == one.edition and o is not one), None
        )
        text = f"，与第 {same} 版同文" if same is not None and same < one.published.version else ""
        live = "　← 现在使用" if one.published.live else ""
        lines.append(
            f"  第 {one.published.version} 版　{moment} 由 {one.published_by} 发布{text}；{_period(one)}{live}"
        )
    return [printable(line) for line in lines]


def _title(outlines: Sequence[Outline], document: str) -> str:
    return [one.published.document.title for one in outlines if one.published.document.id == document][-1]


def _period(one: Outline) -> str:
    validity = one.published.document.validity
    start, end = validity.start, validity.end
    return f"期限：{day(start) if start else '未写明'}至{day(end) if end else '未写明'}"


def roll_back(document: str, version: int | None) -> bool:
    """Publish an earlier text of a document again."""
    return _at_desk(lambda desk: desk.roll_back(document, version, by=who()))


def withdraw_document(document: str) -> bool:
    """Take a document out of the answers."""
    return _at_desk(lambda desk: desk.withdraw(document, by=who()))


def _at_desk(act: Callable[[Desk], Awaitable[str | None]]) -> bool:
    async def run() -> str | None:
        settings = read_settings()
        async with open_database(settings) as engine:
            return await act(Desk(engine, settings))

    if said := asyncio.run(run()):
        print(said)
    return True
