"""A tap on a button, with all that acting on it needs."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import CallbackQuery, InlineKeyboardMarkup, Message

from bot.assistant import Person
from bot.telegram.addressing import anonymous_asker, person_of, place_of_tap
from bot.telegram.keyboards import Tap, read_tap
from bot.telegram.outgoing import Place


@dataclass(frozen=True, slots=True)
class Tapped:
    """A tap that may be acted on: what, by whom, below which message, and where to answer.

    `person` is whose answer it was; `user_id` and `user_name` are the account that tapped, whoever that is.
    """

    tap: Tap
    query_id: str
    person: Person
    place: Place
    message_id: int
    keyboard: InlineKeyboardMarkup | None
    user_id: int
    user_name: str


Action = Callable[[Tapped], Awaitable[None]]
"""Does what a button says; raises ExpiredTap where that is nothing any more."""


def read_tapped(query: CallbackQuery) -> Tapped | None:
    """Return the tap with all that acting on it needs; None for what this bot can't place."""
    tap, place, shown = read_tap(query.data), place_of_tap(query), query.message
    if tap is None or place is None or shown is None:
        return None
    return Tapped(
        tap,
        query.id,
        person_of(anonymous_asker(query) or query.from_user, shown.chat),
        place,
        shown.message_id,
        shown.reply_markup if isinstance(shown, Message) else None,
        query.from_user.id,
        query.from_user.full_name,
    )
