"""`policybot staff`: who has a role, and a link into the console for who has none of Telegram's."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.cli.terminal import who
from bot.database import open_database
from bot.identity import read_identity
from bot.settings import read_settings
from bot.staff.access import Access
from bot.staff.people import People, Role
from knowledge.mending import printable


def add(user_id: int, name: str, *, admin: bool) -> bool:
    """Give somebody a role."""
    role = Role.ADMIN if admin else Role.STAFF
    return _among(lambda people, _: people.add(user_id, role, by=who(), name=name))


def remove(user_id: int) -> bool:
    """Take somebody's role."""
    return _among(lambda people, _: people.remove(user_id, by=who()))


def show_everyone() -> bool:
    """List everybody with a role."""

    async def listed(people: People, _: Access) -> str:
        return (
            "\n".join(one.line for one in await people.everyone())
            or "还没有工作人员；用 policybot staff add 编号 名字 加一位，管理员再加 --admin。"
        )

    return _among(listed)


def issue_link(user_id: int) -> bool:
    """Print a link into the console."""
    url = read_settings().public_url

    async def link(_: People, access: Access) -> str:
        token = await access.issue_link(user_id, by=who())
        return f"{url}/staff/enter?link={token}\n只能用一次，十分钟内有效；请只发给本人。"

    return _among(link)


def _among(act: Callable[[People, Access], Awaitable[str]]) -> bool:
    async def run() -> str:
        settings = read_settings()
        async with open_database(settings) as engine:
            people = People(engine, settings)
            return await act(people, Access(engine, read_identity(settings), people))

    print(printable(asyncio.run(run())))
    return True
