"""A strict local Telegram Bot API server for the tests.

    async with BotApiServer.start() as server:
        bot = Bot(server.token, base_url=f"{server.url}/bot")
        user = server.user(1001, "小王")
        await user.sends("/start")
        …
        [welcome] = await server.wait_for_messages(user, 1)

It refuses what Telegram refuses, in Telegram's words. Where its own source was at hand (TDLib and
telegram-bot-api), the rules are taken from there.
"""

from tests.botapi.faults import Fault
from tests.botapi.limits import Limits, Window
from tests.botapi.messages import Message
from tests.botapi.people import Channel, Group, Person
from tests.botapi.server import DEFAULT_TOKEN, BotApiServer
from tests.botapi.service import Call

__all__ = [
    "DEFAULT_TOKEN",
    "BotApiServer",
    "Call",
    "Channel",
    "Fault",
    "Group",
    "Limits",
    "Message",
    "Person",
    "Window",
]
