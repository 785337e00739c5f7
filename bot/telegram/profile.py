"""What Telegram shows of the bot before anything is said: command menus and descriptions."""

import logging
from collections.abc import Awaitable

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.telegram import texts

_log = logging.getLogger(__name__)


async def set_profile(bot: Bot) -> None:
    """Set menus and descriptions; what fails is logged and left as it was, it is no reason not to answer."""
    private = [BotCommand(name, description) for name, description in texts.COMMANDS]
    group = [BotCommand(name, description) for name, description in texts.GROUP_COMMANDS]
    await _try("private menu", bot.set_my_commands(private, scope=BotCommandScopeAllPrivateChats()))
    await _try("group menu", bot.set_my_commands(group, scope=BotCommandScopeAllGroupChats()))
    await _try("description", bot.set_my_description(texts.DESCRIPTION))
    await _try("short description", bot.set_my_short_description(texts.SHORT_DESCRIPTION))


async def _try(what: str, call: Awaitable[bool]) -> None:
    try:
        await call
    except TelegramError as error:
        _log.warning("The bot's %s could not be set (%s).", what, type(error).__name__)
