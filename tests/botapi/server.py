"""A strict Telegram Bot API server for tests, on loopback and in the test's own process."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Self

from aiohttp import web

from tests.botapi.chats import ChatKind, User
from tests.botapi.faults import Faults
from tests.botapi.limits import FloodControl, Limits
from tests.botapi.messages import Message
from tests.botapi.people import Channel, Group, Person
from tests.botapi.service import BotApiService, Call
from tests.botapi.updates import UpdateQueue
from tests.botapi.world import CallbackAnswer, CallbackQuery, Profile, Webhook, World

DEFAULT_TOKEN = "710000001:strict-test-token_0123456789abcdefg"
_SUPERGROUP_BELOW = -1_000_000_000_000


class BotApiServer:
    """The server and the tester's side of it; made by `start`."""

    def __init__(self, world: World, token: str) -> None:
        self.token = token
        self.url = ""
        self._world = world
        self._service = BotApiService(world, token)

    @classmethod
    @asynccontextmanager
    async def start(
        cls,
        *,
        token: str = DEFAULT_TOKEN,
        username: str = "zhengce_test_bot",
        limits: Limits | None = None,
        clock: Callable[[], float] = time.time,
        poll_second: float = 1.0,
    ) -> AsyncIterator[Self]:
        """Serves on a free port of 127.0.0.1 until the block is left.

        Without `limits` any number of messages passes. `clock` dates messages and feeds the limits.
        `poll_second` is how many real seconds a second of a long poll's timeout takes.
        """
        bot = User(int(token.split(":")[0]), "政策问答测试", username, is_bot=True)
        server = cls(World(bot, limits=limits, clock=clock, poll_second=poll_second), token)
        service = server._service
        runner = web.AppRunner(
            service.application(), access_log=None, handler_cancellation=True, shutdown_timeout=1.0
        )
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            server.url = f"http://{host}:{port}"
            yield server
        finally:
            service.close()
            await runner.cleanup()
        if service.failure is not None:
            raise RuntimeError("the Bot API server itself failed during the test") from service.failure

    @property
    def calls(self) -> list[Call]:
        """Every call with a valid token, oldest first."""
        return self._service.calls

    @property
    def faults(self) -> Faults:
        """The faults that the next calls meet."""
        return self._service.faults

    @property
    def bot(self) -> User:
        """The bot's account."""
        return self._world.bot

    @property
    def updates(self) -> UpdateQueue:
        """The updates: pending, confirmed, dropped."""
        return self._world.updates

    @property
    def flood(self) -> FloodControl:
        """The flood limits; set `flood.limits` to switch them on or off."""
        return self._world.flood

    @property
    def profile(self) -> Profile:
        """What the bot says of itself."""
        return self._world.profile

    @property
    def webhook(self) -> Webhook:
        """Where the bot wants its updates sent to."""
        return self._world.webhook

    def set_privacy_mode(self, on: bool) -> None:
        """Whether the bot is kept from reading along in groups (as it is at first)."""
        self._world.privacy_mode = on

    def user(
        self, user_id: int, first_name: str, *, username: str = "", language_code: str = "zh-hans"
    ) -> Person:
        """A new person; the bot cannot write to them before they have written to it."""
        user = User(user_id, first_name, username, language_code)
        return Person(self._world, self._world.add_user(user))

    def group(self, chat_id: int, title: str, *, username: str = "") -> Group:
        """A new group with the bot in it; ids below -10¹² make a supergroup."""
        if chat_id >= 0:
            raise ValueError("the id of a group is negative")
        kind: ChatKind = "supergroup" if chat_id < _SUPERGROUP_BELOW else "group"
        return Group(self._world, self._world.add_chat(chat_id, title, kind=kind, username=username))

    def channel(self, chat_id: int, title: str, *, username: str = "") -> Channel:
        """A new channel with the bot as its administrator."""
        chat = self._world.add_chat(chat_id, title, kind="channel", username=username, status="administrator")
        return Channel(self._world, chat)

    def messages(self, chat: Person | Group | Channel) -> list[Message]:
        """What the bot has sent to a chat and not deleted, oldest first."""
        return [one for one in self.conversation(chat) if one.sender is self.bot]

    def conversation(self, chat: Person | Group | Channel) -> list[Message]:
        """Everything in a chat that is not deleted, oldest first."""
        return [message for message in chat.chat.log.values() if not message.deleted]

    async def wait_for_messages(
        self,
        chat: Person | Group | Channel,
        count: int,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> list[Message]:
        """Waits until the bot has so many messages in a chat; raises TimeoutError with what there is."""
        await self.wait_until(lambda: len(self.messages(chat)) >= count, timeout=timeout)
        return self.messages(chat)

    async def wait_until(self, true: Callable[[], bool], *, timeout: float = 5.0) -> None:  # noqa: ASYNC109
        """Waits until something holds that the bot's calls bring about; raises TimeoutError."""
        if not await self._world.changes.wait_until(true, timeout=timeout):
            seen = [f"{call.method}: {call.error or 'ok'}" for call in self.calls[-8:]]
            raise TimeoutError(f"not within {timeout} s; the last calls were {seen}")

    async def wait_for_answer(
        self,
        query: CallbackQuery,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109
    ) -> CallbackAnswer:
        """Waits until the bot has answered a tap; raises TimeoutError."""
        await self.wait_until(lambda: query.answer is not None, timeout=timeout)
        assert query.answer is not None
        return query.answer

    def callback_answer(self, query_id: str) -> CallbackAnswer | None:
        """What the bot answered to a tap, if it has."""
        return self._world.queries[query_id].answer

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method.lower() == method.lower()]
