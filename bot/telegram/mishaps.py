"""When something fails on our side: an apology for the user, the story for the log, one reference."""

import logging
import secrets
import traceback

from telegram import Update
from telegram.ext import ContextTypes

from bot.telegram import texts
from bot.telegram.addressing import is_addressed, place_of, place_of_tap
from bot.telegram.outgoing import Place
from bot.telegram.post import Post
from bot.telegram.render import text_pieces

_log = logging.getLogger(__name__)


class Mishaps:
    """The application's error handler."""

    def __init__(self, post: Post, *, token: str) -> None:
        self._post = post
        self._token = token

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Log the error and apologise to whoever waits for a reply."""
        reference = secrets.token_hex(3).upper()
        error = context.error
        report = "".join(traceback.format_exception(error)) if error is not None else "unknown error"
        # A library's error may quote the address it called, which holds the token.
        _log.error("An update failed, reference %s:\n%s", reference, report.replace(self._token, "<token>"))
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
