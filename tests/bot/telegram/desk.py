"""A desk that keeps everything in memory: each file is a document by its name, its text what is published."""

import asyncio
import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.desk import Draft
from bot.errors import BotError, DraftGone

_LETTERS = string.ascii_lowercase + string.digits


@dataclass
class MemoryDesk:
    """Does what the Telegram channel needs of bot.desk.Desk; `acts` lists what was asked, `live` what is published.

    `gate` holds up staging and publishing while it is cleared; `entered` says that one of them has begun.
    `trouble` is raised by the next staging or publishing. `seen` are the files as they were staged.
    """

    policies: dict[str, str] = field(default_factory=dict)
    live: dict[str, str] = field(default_factory=dict)
    drafts: dict[str, Mapping[str, str]] = field(default_factory=dict)
    acts: list[tuple[str, str]] = field(default_factory=list)
    seen: list[Path] = field(default_factory=list)
    trouble: Exception | None = None
    report: str | None = None
    summary: str | None = None
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    entered: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    async def stage(self, paths: Sequence[Path], *, by: str) -> Draft:
        self.acts.append(("stage", by))
        self.seen += paths
        texts = {path.name: path.read_text(encoding="utf-8") for path in paths}
        await self._pass_gate()
        if empty := [path for path in paths if not texts[path.name].strip()]:
            raise BotError("\n".join(f"{path}: 文件是空的；请换一个有内容的文件。" for path in empty))
        return self._draft(texts)

    async def stage_policies(self, *, by: str) -> Draft:
        self.acts.append(("stage_policies", by))
        await self._pass_gate()
        return self._draft(self.policies)

    async def publish(self, draft_id: str, *, by: str) -> str:
        self.acts.append(("publish", by))
        await self._pass_gate()
        texts = self._take(draft_id)
        self.live.update(texts)
        return f"现在按新的文字回答：{'、'.join(texts)}。"

    async def discard(self, draft_id: str, *, by: str) -> str:
        self.acts.append(("discard", by))
        self._take(draft_id)
        return "这次的改动不发布，大家看到的仍是原来的内容。"

    async def _pass_gate(self) -> None:
        self.entered.set()
        await self.gate.wait()
        trouble, self.trouble = self.trouble, None
        if trouble is not None:
            raise trouble

    def _draft(self, texts: Mapping[str, str]) -> Draft:
        changed = {name: text for name, text in texts.items() if self.live.get(name) != text}
        if not changed:
            return Draft("", "和已发布的一样，没有要改的。", "", changes=False)
        draft_id = "".join(secrets.choice(_LETTERS) for _ in range(12))
        self.drafts[draft_id] = changed
        summary = "\n".join(f"{name}：新增 1 条" for name in changed)
        report = "\n".join(f"# {name}\n\n{text}" for name, text in changed.items())
        return Draft(draft_id, self.summary or summary, self.report or report, changes=True)

    def _take(self, draft_id: str) -> Mapping[str, str]:
        if draft_id not in self.drafts:
            raise DraftGone("这份改动已经处理过了，或者找不到了；需要的话请把文件再发一次。")
        return self.drafts.pop(draft_id)
