"""The console over the real plan: a client for each kind of visitor."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.desk import Desk
from bot.settings import Settings
from bot.staff.console import Console, open_console
from bot.web.app import create_app
from bot.web.staff.guard import COOKIE
from tests.conftest import TODAY
from tests.plan import POLICIES

STAFF, ADMIN = 3001, 2001


@dataclass
class Visitor:
    """Somebody's browser: it keeps the cookie and sends the token that its pages' forms carry."""

    client: TestClient
    token: str = ""

    async def get(self, path: str, **named: object):
        """Open a page, read to its end."""
        response = await self.client.get(path, allow_redirects=False, **named)
        await response.read()
        return response

    async def page(self, path: str) -> str:
        """Open a page that has to be there, and return its HTML."""
        response = await self.get(path)
        assert response.status == 200, path
        return await response.text()

    async def post(self, path: str, **fields: str):
        """Send a form of a page; `fields` may replace its token (`csrf`)."""
        return await self.client.post(path, data={"csrf": self.token, **fields}, allow_redirects=False)


@pytest.fixture
def console_settings(tmp_path, plan_store) -> Settings:
    """Return settings that name an admin and one of the staff, on the assistant's database."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cache").symlink_to(
        plan_store[0].parent / "cache"
    )  # jieba's dictionary takes a second
    return Settings(
        POLICYBOT_DATA=tmp_path / "data",
        DATABASE_URL=f"sqlite:///{tmp_path / 'policybot.sqlite3'}",
        POLICYBOT_SECRET="a secret for tests, and for nothing else",
        POLICIES=POLICIES,
        POLICYBOT_ADMINS=str(ADMIN),
        POLICYBOT_STAFF=str(STAFF),
    )


@pytest.fixture
def console(assistant, console_settings) -> Console:
    """Return the console over the assistant's database."""
    desk = Desk(assistant.engine, console_settings, today=lambda: TODAY)
    return open_console(assistant, console_settings, desk=desk)


@pytest.fixture
async def browser(assistant, console) -> AsyncIterator[Callable[[], Awaitable[Visitor]]]:
    """Yield what opens a browser in which nobody has logged in."""
    server = TestServer(create_app(assistant, console=console))
    clients = []

    async def opened() -> Visitor:
        client = TestClient(server)
        clients.append(client)
        if len(clients) == 1:
            await client.start_server()
        return Visitor(client)

    yield opened
    for client in clients[1:]:
        await client.session.close()
    if clients:
        await clients[0].close()


@pytest.fixture
def log_in(browser, console) -> Callable[[int], Awaitable[Visitor]]:
    """Return what logs a member in, by a link as they get it."""

    async def logged_in(member: int) -> Visitor:
        visitor = await browser()
        link = await console.access.issue_link(member, by="test")
        assert (await visitor.post("/staff/enter", link=link)).status == 303
        cookie = visitor.client.session.cookie_jar.filter_cookies(visitor.client.make_url("/staff"))[COOKIE]
        visitor.token = console.access.form_token(cookie.value)
        return visitor

    return logged_in


@pytest.fixture
async def clerk(log_in) -> Visitor:
    """Return one of the staff, logged in."""
    return await log_in(STAFF)


@pytest.fixture
async def admin(log_in) -> Visitor:
    """Return an admin, logged in."""
    return await log_in(ADMIN)
