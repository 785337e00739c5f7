"""Who did what and when, for people."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from bot.identity import CHANNELS
from bot.outage import reading
from bot.staff.handover import BY_ERASURE, BY_OWNER, BY_TIME
from bot.staff.people import ROLE_NAMES, People
from bot.staff.store import audit as store

PAGE = 50
"""Acts a page."""

NAMES = {
    "publish": "发布",
    "rollback": "恢复旧版",
    "withdraw": "撤下文件",
    "discard": "放弃预览",
    "keep": "启用部门名录和词表",
    "staff add": "设置角色",
    "staff remove": "取消角色",
    "link": "生成登录链接",
    "person asked": "转人工",
    "person taken": "接手转人工",
    "person moved": "从同事那里接过转人工",
    "person back": "交还转人工",
    "person begun": "主动写给对方",
    "person replied": "回复",
    "person closed": "结束转人工",
    "load": "检查文件",
    "switch off": "停答",
    "switch on": "恢复回答",
    "verdict": "判断回答",
    "verdict undone": "撤销判断",
    "teach": "教问法",
    "unteach": "撤回问法",
    "teach-public": "公开问法",
    "teach-private": "不再公开问法",
    "synonym": "加同义词",
    "unsynonym": "撤回同义词",
}
"""What each act is called; one without a name is shown as it is stored."""

_WHO = {**CHANNELS, BY_OWNER: "提问的人", BY_ERASURE: "提问的人", BY_TIME: "自动"}
_FINGERPRINT = re.compile(r" [0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Act:
    """One act: its number, when, who, what, and on which document."""

    id: int
    at: datetime
    by: str
    name: str
    document: str | None
    version: int | None
    detail: str


class Audit:
    """Reads the audit table, a page at a time."""

    def __init__(self, engine: AsyncEngine, people: People) -> None:
        """Take what is open already, and who knows people's names."""
        self._engine = engine
        self._people = people

    async def page(self, *, before: int | None = None) -> tuple[Sequence[Act], int | None]:
        """Return up to PAGE acts, newest first, and the number to go on before; None where there are no more."""
        async with reading(self._engine) as connection:
            rows = await store.newest_acts(connection, PAGE + 1, before=before)
        names = {**_WHO, **await self._people.names()}
        acts = [
            Act(
                row.id,
                row.at,
                names.get(row.by, row.by),
                NAMES.get(row.act, row.act),
                row.document,
                row.version,
                _in_words(row.act, row.detail, names),
            )
            for row in rows[:PAGE]
        ]
        return acts, acts[-1].id if len(rows) > PAGE else None


def _in_words(act: str, detail: str, names: Mapping[str, str]) -> str:
    """Return what is stored with an act as people read it."""
    first, _, rest = detail.partition(" ")
    if act in ("staff add", "staff remove", "link"):
        return f"{names.get(f'Telegram {first}', first)} {ROLE_NAMES.get(rest, rest)}".rstrip()
    if act == "person moved":
        return f"转人工 {first}，原来由 {names.get(rest, rest)} 接手"
    if act.startswith("person "):
        return f"转人工 {detail}"
    if act in ("publish", "discard"):
        return f"预览 {detail}"
    return _FINGERPRINT.sub("", detail) if act == "keep" else detail
