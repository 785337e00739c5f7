"""Who has a role: those whom the settings name, and those whom an admin has added."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot import store as bot_store
from bot.errors import BotError
from bot.outage import reading, writing
from bot.settings import Settings
from bot.staff.store import people as store

LONGEST_NAME = 64
LARGEST_ID = 10**16 - 1
"""Telegram promises ids below 2⁵²."""

_OWN = "不能取消或降低自己的角色；请让另一位管理员来做。"

ROLE_NAMES = {"staff": "工作人员", "admin": "管理员"}


class Role(StrEnum):
    """What somebody may do: staff work at the desk, admins also decide on files, people and switches."""

    STAFF = "staff"
    ADMIN = "admin"

    @property
    def label(self) -> str:
        """Return it in Chinese."""
        return ROLE_NAMES[self.value]

    def includes(self, other: "Role") -> bool:
        """Return whether who has this role may do what the other may."""
        return self is Role.ADMIN or other is Role.STAFF


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody with a role, by Telegram id; `fixed` where the settings name them, so that no command takes it away."""

    id: int
    role: Role
    name: str = ""
    fixed: bool = False

    @property
    def by(self) -> str:
        """Return how the audit table names them."""
        return f"Telegram {self.id}"

    @property
    def line(self) -> str:
        """Return them as a line of a list."""
        fixed = "（由设置指定）" if self.fixed else ""
        return f"{self.role.label} {self.id} {self.name}".rstrip() + fixed

    @property
    def shown(self) -> str:
        """Return how colleagues see them."""
        return self.name or f"{self.id}"


def id_of(written: str) -> int:
    """Return a Telegram id as somebody typed it; 0, which nobody has, where it is none."""
    is_number = written.isascii() and written.isdecimal() and len(written) <= len(str(LARGEST_ID))
    return int(written) if is_number else 0


class People:
    """Reads and changes who has which role; always from the database, so that every process agrees at once."""

    def __init__(
        self,
        engine: AsyncEngine,
        settings: Settings,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what is open already."""
        self._engine = engine
        self._now = now
        self._fixed = dict.fromkeys(settings.staff, Role.STAFF) | dict.fromkeys(settings.admins, Role.ADMIN)

    async def role_of(self, user_id: int) -> Role | None:
        """Return somebody's role; None where they have none. Raises DatabaseDown."""
        found = await self.member(user_id)
        return found.role if found else None

    async def member(self, user_id: int) -> Member | None:
        """Return somebody with a role; None where they have none. Raises DatabaseDown."""
        if not 0 < user_id <= LARGEST_ID:
            return None
        async with reading(self._engine) as connection:
            row = await store.find_member(connection, user_id)
        return self._joined(user_id, row)

    async def is_admin(self, user_id: int) -> bool:
        """Return whether somebody is an admin. Raises DatabaseDown."""
        return await self.role_of(user_id) is Role.ADMIN

    async def everyone(self) -> list[Member]:
        """Return all who have a role, admins first. Raises DatabaseDown."""
        async with reading(self._engine) as connection:
            rows = {row.id: row for row in await store.all_members(connection)}
        found = [self._joined(user_id, rows.get(user_id)) for user_id in {*self._fixed, *rows}]
        return sorted(filter(None, found), key=lambda one: (one.role is not Role.ADMIN, one.id))

    async def names(self) -> Mapping[str, str]:
        """Return what those with a name are called, by how tables name them; with the number where two share it."""
        named = [one for one in await self.everyone() if one.name]
        shared = Counter(one.name for one in named)
        return {one.by: one.name if shared[one.name] == 1 else f"{one.name}（{one.id}）" for one in named}

    async def add(self, user_id: int, role: Role, *, by: str, name: str = "") -> str:
        """Give somebody a role, and return the sentence that says so; raises BotError."""
        name = self.name_of(name)
        if not 0 < user_id <= LARGEST_ID:
            raise BotError(
                "Telegram 编号应是一串数字；请对方向 @userinfobot 发一条消息，就能看到自己的编号。"
            )
        if self._fixed.get(user_id) is Role.ADMIN and role is Role.STAFF:
            raise BotError("这个人由设置 POLICYBOT_ADMINS 指定为管理员；要改，请改设置后重新启动。")
        if role is Role.STAFF:
            _refuse_own(user_id, by)
        now = self._now()
        async with writing(self._engine) as connection:
            before = await store.find_member(connection, user_id)
            values = {"id": user_id, "role": role.value, "added_at": now, "added_by": by}
            await store.put_member(connection, {**values, "name": name or (before.name if before else "")})
            await _audit(connection, "staff add", by=by, at=now, detail=f"{user_id} {role.value}")
        return f"{name or user_id} 现在是{role.label}。"

    @staticmethod
    def name_of(written: str) -> str:
        """Return a name as it is kept: one line; raises BotError where it is too long or not printable."""
        name = " ".join(written.split())
        if len(name) > LONGEST_NAME or not name.isprintable():
            raise BotError(f"名字太长或有特殊字符；请用 {LONGEST_NAME} 个字以内的名字。")
        return name

    async def remove(self, user_id: int, *, by: str) -> str:
        """Take somebody's role and end their sessions; return the sentence that says so; raises BotError.

        Nobody takes or lowers their own, so that an admin is left.
        """
        _refuse_own(user_id, by)
        if user_id in self._fixed:
            raise BotError(
                "这个人由设置 POLICYBOT_ADMINS 或 POLICYBOT_STAFF 指定；请在设置里去掉这个编号，再重新启动。"
            )
        async with writing(self._engine) as connection:
            if not (0 < user_id <= LARGEST_ID and await store.remove_member(connection, user_id)):
                raise BotError(f"没有编号为 {user_id} 的工作人员；请先看看名单。")
            await store.put_out(connection, user_id)
            await _audit(connection, "staff remove", by=by, at=self._now(), detail=str(user_id))
        return f"{user_id} 不再是工作人员，登录也已失效。"

    def _joined(self, user_id: int, row: Any | None) -> Member | None:
        """Return a member as settings and table together say; the higher role counts."""
        fixed = self._fixed.get(user_id)
        roles = [role for role in (fixed, Role(row.role) if row else None) if role]
        if not roles:
            return None
        role = Role.ADMIN if Role.ADMIN in roles else Role.STAFF
        return Member(user_id, role, row.name if row else "", fixed is not None)


def _refuse_own(user_id: int, by: str) -> None:
    if by == f"Telegram {user_id}":
        raise BotError(_OWN)


async def _audit(connection: AsyncConnection, act: str, *, by: str, at: datetime, detail: str) -> None:
    await bot_store.add_audits(connection, [{"act": act, "by": by, "at": at, "detail": detail}])
