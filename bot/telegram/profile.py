"""What Telegram shows of the bot before anything is said: command menus and descriptions."""

import logging
from collections.abc import Awaitable, Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from bot.telegram import texts

_log = logging.getLogger(__name__)


async def set_profile(bot: Bot, *, admins: Iterable[int] = (), staff: Iterable[int] = ()) -> None:
    """Set menus and descriptions; what fails is logged and left as it was, it is no reason not to answer.

    The own menu of somebody whom the settings name can be set only once they have written to the bot.
    """
    private, group = _commands(texts.COMMANDS), _commands(texts.GROUP_COMMANDS)
    await _try("private menu", bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats()))
    await _try("group menu", bot.set_my_commands(group, scope=BotCommandScopeAllGroupChats()))
    await _try("description", bot.set_my_description(texts.DESCRIPTION))
    await _try("short description", bot.set_my_short_description(texts.SHORT_DESCRIPTION))
    own = dict.fromkeys(staff, texts.STAFF_COMMANDS) | dict.fromkeys(admins, texts.ADMIN_COMMANDS)
    for member, listed in sorted(own.items()):
        menu = bot.set_my_commands(_commands(listed), scope=BotCommandScopeChat(member))
        await _try("menu for a member of the staff", menu)


def _commands(listed: Iterable[tuple[str, str]]) -> list[BotCommand]:
    return [BotCommand(name, description) for name, description in listed]


async def _try(what: str, call: Awaitable[bool]) -> None:
    try:
        await call
    except TelegramError as error:
        _log.warning("The bot's %s could not be set (%s).", what, type(error).__name__)
