"""When something fails on our side: an apology for the user, the story for the log, one reference."""

import logging
import secrets

from telegram import Update
from telegram.ext import ContextTypes

from bot.errors import places
from bot.telegram import texts
from bot.telegram.addressing import is_addressed, place_of, place_of_tap
from bot.telegram.outgoing import Place
from bot.telegram.post import Post
from bot.telegram.render import text_pieces

_log = logging.getLogger(__name__)


def recorded(error: BaseException | None) -> str:
    """Log an error that nobody expected, without what anybody wrote; return the reference for people."""
    reference = secrets.token_hex(3).upper()
    known = places(error) if error is not None else "unknown error"
    _log.error("An update failed, reference %s\n%s", reference, known)
    return reference


class Mishaps:
    """The application's error handler."""

    def __init__(self, post: Post) -> None:
        self._post = post

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the error and apologise to whoever waits for a reply."""
        reference = recorded(context.error)
        try:
            await self._apologise(update, context, reference=reference)
        except Exception as error:
            # The last place that can say so: the library, which would log the messages too, is kept silent.
            _log.error("No apology for %s\n%s", reference, places(error))

    async def _apologise(self, update: object, context: ContextTypes.DEFAULT_TYPE, *, reference: str) -> None:
        if not isinstance(update, Update):
            return
        place = _waiting_place(update, context)
        if update.callback_query is not None:
            await self._post.answer_tap(update.callback_query.id)
        if place is not None:
            await self._post.show(place, text_pieces(texts.apology(reference)))


def _waiting_place(update: Update, context: ContextTypes.DEFAULT_TYPE) -> Place | None:
    """Return where somebody waits for a reply; None where nobody spoke to the bot."""
    if update.callback_query is not None:
        return place_of_tap(update.callback_query)
    message = update.message or update.edited_message
    if message is None:
        return None
    is_command = (message.text or "").startswith("/")
    return place_of(message) if is_command or is_addressed(message, context.bot.bot) else None
