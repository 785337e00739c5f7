"""Showing pieces to people: sending them, replacing what was shown before, answering taps."""

from collections.abc import Sequence

from telegram import InlineKeyboardMarkup

from bot.inbox import Undelivered, sending
from bot.telegram.markup import Piece
from bot.telegram.outgoing import (
    AnswerTap,
    Delete,
    EditKeyboard,
    EditText,
    Place,
    React,
    SendDocument,
    SendText,
)
from bot.telegram.sending import Delivery, Outbox, Outcome


class Post:
    """What the handlers send with; everything goes through the one outbox."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def show(
        self, place: Place, pieces: Sequence[Piece], *, keyboard: InlineKeyboardMarkup | None = None
    ) -> tuple[int, ...]:
        """Send the pieces in order, the keyboard below the last; return the ids of what was sent.

        Raises Undelivered where Telegram couldn't be reached for too long.
        """
        return await self.replace(place, pieces, shown=(), keyboard=keyboard)

    async def replace(
        self,
        place: Place,
        pieces: Sequence[Piece],
        *,
        shown: Sequence[int],
        keyboard: InlineKeyboardMarkup | None = None,
    ) -> tuple[int, ...]:
        """Turn the messages `shown` into the pieces: edit, append, delete; return the ids shown now.

        Raises Undelivered where Telegram couldn't be reached for too long.
        """
        ids: list[int] = []
        for number, piece in enumerate(pieces):
            below = keyboard if number == len(pieces) - 1 else None
            target = shown[number] if number < len(shown) else None
            message_id = await self._put(place, piece, keyboard=below, target=target)
            if message_id is None:
                break
            ids.append(message_id)
        for message_id in shown[len(pieces) :]:
            await self._outbox.deliver(Delete(place, message_id))
        return tuple(ids)

    async def edit_keyboard(
        self, place: Place, message_id: int, *, keyboard: InlineKeyboardMarkup | None = None
    ) -> None:
        """Change the buttons below a message."""
        await self._outbox.deliver(EditKeyboard(place, message_id, keyboard))

    async def react(self, place: Place, message_id: int, emoji: str) -> bool:
        """Put an emoji below somebody's message; return whether that was taken. Raises Undelivered."""
        sending()
        sent = _unless_given_up(await self._outbox.deliver(React(place, message_id, emoji)))
        return sent.outcome is Outcome.SENT

    async def show_file(self, place: Place, content: bytes, *, name: str) -> bool:
        """Send a file; return whether it can have arrived or there is nobody to tell."""
        sent = await self._outbox.deliver(SendDocument(place, content, name))
        return sent.outcome in {Outcome.SENT, Outcome.UNREACHABLE}

    async def answer_tap(self, query_id: str, text: str | None = None, *, alert: bool = False) -> bool:
        """Answer a tap, with a short text or none; return whether that came in time to be seen."""
        answered = await self._outbox.deliver(AnswerTap(query_id, text, alert))
        return answered.outcome is Outcome.SENT

    async def _put(
        self, place: Place, piece: Piece, *, keyboard: InlineKeyboardMarkup | None, target: int | None
    ) -> int | None:
        """Edit the target, or send anew where there is none (any more); None where that is refused."""
        sending()
        if target is not None:
            edited = await self._outbox.deliver(EditText(place, target, piece, keyboard))
            if edited.outcome in {Outcome.SENT, Outcome.UNCHANGED}:
                return target
            if edited.outcome is not Outcome.STALE:
                return _unless_given_up(edited).message_id
        sent = await self._outbox.deliver(SendText(place, piece, keyboard))
        return _unless_given_up(sent).message_id


def _unless_given_up(delivery: Delivery) -> Delivery:
    """Return the delivery; raises Undelivered where it failed for now, not for good."""
    if delivery.outcome is Outcome.GIVEN_UP:
        raise Undelivered
    return delivery
