"""Teaching a file of labelled questions on the command line."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.assistant import Assistant, today_at_home
from bot.cli.progress import Progress
from bot.cli.terminal import who
from bot.errors import BotError
from bot.service import open_service
from bot.settings import Settings, read_settings
from bot.staff.lesson_files import Clauses, LessonFile, read_lesson_file
from bot.staff.teaching import Teaching
from bot.staff.trial import Change, Proposal, Trial, rehearsed_trial
from bot.staff.wishes import Known, Place
from knowledge.mending import printable
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store

_MOST_LINES = 20


def teach_file(path: Path, *, dry_run: bool) -> bool:
    """Teach a file's questions and say what became of them; False where a line can't be used."""
    return asyncio.run(_teach(path, read_settings(), dry_run=dry_run))


async def _teach(path: Path, settings: Settings, *, dry_run: bool) -> bool:
    async with open_service(settings) as assistant:
        read = read_lesson_file(path, await _clauses(assistant))
        teaching, wishes = Teaching(assistant), [wish for _, wish in read.wishes]
        if dry_run:
            refusals = await teaching.refusals(wishes)
            taught = sum(len(w.places) > len(r) for w, r in zip(wishes, refusals, strict=True))
        else:
            outcomes = await teaching.teach_all(wishes, by=who())
            refusals = [outcome.refusals for outcome in outcomes]
            taught = sum(bool(outcome.ids) for outcome in outcomes)
        wrong = _wrong(read, refusals)
        known = sum(any(isinstance(each, Known) for each in refused) for refused in refusals)
        print(
            _counted(taught, known=known, read=read, wrong=len({line for line, _ in wrong}), dry_run=dry_run)
        )
        if dry_run:
            fine = tuple(wish for wish, refused in zip(wishes, refusals, strict=True) if not refused)
            with Progress() as progress:
                trial = await rehearsed_trial(
                    assistant.engine,
                    settings,
                    Proposal(fine),
                    today=today_at_home(),
                    on_progress=partial(progress.tell, "试问问题"),
                )
            print(printable("\n".join(_rehearsed(trial))))
    for line, why in wrong[:_MOST_LINES]:
        print(printable(f"{path}:{line}: {why}"), file=sys.stderr)
    if len(wrong) > _MOST_LINES:
        print(f"还有 {len(wrong) - _MOST_LINES} 处没有列出；请先改正上面这些。", file=sys.stderr)
    return not wrong


async def _clauses(assistant: Assistant) -> Clauses:
    async with AsyncSession(assistant.engine) as session:
        live = await version_store.live_editions(session)
        keys = await edition_store.read_keys(session, live.values())
    return Clauses(Place(document, key) for document, key in keys)


def _wrong(read: LessonFile, refusals: Sequence[tuple[BotError, ...]]) -> list[tuple[int, str]]:
    """Return the lines that can't be used, each with why, in order."""
    refused = [
        (line, str(each))
        for (line, _), all_ in zip(read.wishes, refusals, strict=True)
        for each in all_
        if not isinstance(each, Known)
    ]
    return sorted({*read.problems, *refused})


def _counted(taught: int, *, known: int, read: LessonFile, wrong: int, dry_run: bool) -> str:
    skipped = [
        f"{why} {count} 个"
        for why, count in (
            ("已经教过或文件里已有", known),
            ("没有标注条款", read.unlabelled),
            ("有问题", wrong),
        )
        if count
    ]
    did = "可以教" if dry_run else "教了"
    after = "" if dry_run or not taught else "正在运行的服务两秒内改用。"
    return f"{did} {taught} 个问题{'，跳过：' + '、'.join(skipped) if skipped else ''}。{after}"


def _rehearsed(trial: Trial) -> Iterator[str]:
    """Yield what a rehearsal found, a line each."""
    of = f"从 {trial.known} 个里抽出，" if trial.known > trial.labelled else ""
    right = f"答对：原来 {trial.right_before} 个，以后 {trial.right_after} 个"
    turns = f"其中 {len(trial.changes)} 个的回答会变" if trial.changes else "回答都不变"
    yield f"试问已有的标注问题 {trial.labelled} 个（{of}{right}）、近期真实问题 {trial.real} 个，{turns}。"
    yield from _lines(trial.changes)
    own = [change for change in trial.own if change.before != change.after]
    yield f"要教的问题试问了 {len(trial.own)} 个，其中 {len(own)} 个的回答会变。"
    yield from _lines(own)


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    for one in changes[:_MOST_LINES]:
        word = {True: "变好", False: "变差", None: "有变化"}[one.better]
        how = one.after if one.before == one.after else f"{one.before} → {one.after}"
        yield f"  {word}：{' '.join(one.question.split())}（{how}）"
    if len(changes) > _MOST_LINES:
        yield f"  ……还有 {len(changes) - _MOST_LINES} 个"
