"""What is done with an update from the inbox: read it, lead it to its handler, and apologise where that can't be."""

import logging
from typing import Any

from telegram import Update

from bot.inbox import Undelivered
from bot.telegram.application import TelegramApplication
from bot.telegram.mishaps import Mishaps, recorded

_log = logging.getLogger(__name__)


class UpdateHandling:
    """Implements `bot.inbox.Handling` with the application's handlers; their errors come out here."""

    def __init__(self, application: TelegramApplication, mishaps: Mishaps) -> None:
        application.add_error_handler(mishaps.on_error)
        self._application = application
        self._mishaps = mishaps

    async def handle(self, update: Any) -> None:
        """Handle an update; raises what its handler raises. One that the library can't read is passed over."""
        read = self._read(update)
        if read is None:
            return
        await self._application.process_update(read)
        if error := self._mishaps.take(read):
            raise error

    async def set_aside(self, update: Any, error: BaseException | None) -> str:
        """Apologise to whoever waits; raises Undelivered where that can't be sent now."""
        reference = recorded(error)
        read = self._read(update)
        if read is not None:
            await self._mishaps.apologise(read, self._application.bot.bot, reference=reference)
        return reference

    def record(self, error: BaseException) -> None:
        """Log an error after which the update will be handled again."""
        if isinstance(error, Undelivered):
            _log.warning("A reply could not be sent now; its update will be handled again.")
        else:
            recorded(error)

    def _read(self, update: Any) -> Update | None:
        try:
            return Update.de_json(update, self._application.bot)
        except Exception as error:
            # Whatever it is, it is the update's shape; its content is a person's and not for the log.
            _log.error(
                "Update %s can't be read (%s) and is passed over.", update["update_id"], type(error).__name__
            )
            return None
