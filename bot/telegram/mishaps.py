"""When something fails on our side: an apology for the user, the story for the log, one reference."""

import logging
import secrets

from telegram import Update, User
from telegram.ext import ContextTypes

from bot.errors import places
from bot.inbox import Undelivered
from bot.telegram import texts
from bot.telegram.addressing import is_addressed, is_from_person, place_of, place_of_tap
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
    """The application's error handler: keeps the error until the update has been through, and apologises at last."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._errors: dict[int, Exception] = {}

    async def on_error(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Keep what an update's handler raised."""
        if isinstance(update, Update) and context.error is not None:
            self._errors[update.update_id] = context.error

    def take(self, update: Update) -> Exception | None:
        """Return what the update's handler raised, once."""
        return self._errors.pop(update.update_id, None)

    async def apologise(self, update: Update, bot: User, *, reference: str) -> None:
        """Apologise to whoever waits for a reply; raises Undelivered where that can't be sent now."""
        try:
            place = _waiting_place(update, bot)
            if update.callback_query is not None:
                await self._post.answer_tap(update.callback_query.id)
            if place is not None:
                await self._post.show(place, text_pieces(texts.apology(reference)))
        except Undelivered:
            raise
        except Exception as error:
            # The last place that can say so: the library, which would log the messages too, is kept silent.
            _log.error("No apology for %s\n%s", reference, places(error))


def _waiting_place(update: Update, bot: User) -> Place | None:
    """Return where somebody waits for a reply; None where nobody spoke to the bot."""
    if update.callback_query is not None:
        return place_of_tap(update.callback_query)
    message = update.message or update.edited_message
    if message is None or not is_from_person(message):
        return None
    is_command = (message.text or "").startswith("/")
    return place_of(message) if is_command or is_addressed(message, bot) else None
