"""What is still due of conversations with a person: to whom it is to be shown, and how that went."""

from dataclasses import dataclass
from typing import Any

from bot.outage import reading, writing
from bot.staff.handover import BY_ERASURE, Card, Delivery, Detail, Handover, Message
from bot.staff.handovers import Handovers
from bot.staff.store import handovers as store


@dataclass(frozen=True, slots=True)
class Due:
    """A handover with all that belongs to it, and the messages that show it to staff."""

    detail: Detail
    cards: tuple[Card, ...]

    @property
    def own_cards(self) -> tuple[Card, ...]:
        """Return the cards themselves, without the owner's words that were passed on below them."""
        return tuple(card for card in self.cards if card.words is None)


class Deliveries:
    """Reads what is due and notes what was done about it, for whatever sends. Everything raises DatabaseDown."""

    def __init__(self, handovers: Handovers) -> None:
        self._engine = handovers.engine
        self.handovers = handovers

    async def due(self) -> list[int]:
        """Return the handovers of which something is due."""
        async with reading(self._engine) as connection:
            return await store.due(connection)

    async def read(self, handover_id: int) -> Due | None:
        """Return one; None where it is gone."""
        detail = await self.handovers.read(handover_id)
        if detail is None:
            return None
        async with reading(self._engine) as connection:
            rows = await store.cards_of(connection, handover_id)
        cards = (Card(row.chat, row.message_id, row.thread, row.words, row.digest) for row in rows)
        return Due(detail, tuple(cards))

    async def done(self, due: Due) -> None:
        """Note that all of it, as it was read, is sent and shown; the owner's chat of what is over is forgotten."""
        handover = due.detail.handover
        async with writing(self._engine) as connection:
            if handover.closed_by == BY_ERASURE:
                await store.remove(connection, handover.id)
                return
            await store.set_shown(connection, handover.id, handover.revision)
            if not handover.is_open:
                await store.drop_chat(connection, handover.id)

    async def arrived(self, message: Message, delivered: int | None = None) -> None:
        """Note that a message is on the other side, there shown by its message `delivered`."""
        to = {"state": Delivery.SENT.value, "delivered": delivered or message.delivered}
        async with writing(self._engine) as connection:
            await store.set_message(connection, message.id, text_=message.text, **to)

    async def failed(self, message: Message, trouble: str) -> None:
        """Note that a message will never arrive, and why, in Chinese."""
        async with writing(self._engine) as connection:
            to = {"state": Delivery.FAILED.value, "trouble": trouble}
            await store.set_message(connection, message.id, text_=message.text, **to)

    async def told(self, message: Message) -> None:
        """Note that its writer knows how it ended."""
        async with writing(self._engine) as connection:
            await store.set_message(connection, message.id, text_=message.text, told=True)

    async def told_former(self, handover: Handover) -> None:
        """Note that who had it knows that a colleague has it now."""
        async with writing(self._engine) as connection:
            await store.told_former(connection, handover.id, handover.former)

    async def showing(self, card: Card, digest: str) -> None:
        """Note what a card shows now."""
        async with writing(self._engine) as connection:
            await store.set_digest(connection, card.chat, card.message_id, digest)

    async def add_card(self, handover_id: int, card: Card) -> None:
        """Note a message that shows a handover to staff."""
        values: dict[str, Any] = {
            "chat": card.chat,
            "message_id": card.message_id,
            "handover_id": handover_id,
        }
        values |= {"thread": card.thread, "words": card.words, "digest": card.digest}
        async with writing(self._engine) as connection:
            await store.add_card(connection, values)

    async def shown_at(self, chat: int, message_id: int) -> int | None:
        """Return the handover that a message in a chat of staff shows; None where it shows none."""
        async with reading(self._engine) as connection:
            return await store.card_at(connection, chat, message_id)
