"""Carries what owners and staff write to each other: one process of many does, from what is in the database."""

import asyncio
import contextlib
import logging

from bot.errors import places
from bot.inbox import Lease
from bot.outage import DatabaseDown
from bot.staff.deliveries import Deliveries, Due
from bot.staff.handover import BY_ERASURE, UNHEARD, Card, Delivery, Message, Side, State
from bot.staff.members import Colleague
from bot.staff.wording import signed
from bot.telegram import cards
from bot.telegram.cards import face, is_shown
from bot.telegram.clock import backoff, unless_stopping
from bot.telegram.keyboards import end_keyboard
from bot.telegram.markup import Piece, pieces, titled
from bot.telegram.outgoing import CloseTopic, Delete, EditText, OpenTopic, Outgoing, Place, React, SendText
from bot.telegram.render import text_pieces
from bot.telegram.sending import Delivery as Sent
from bot.telegram.sending import Outbox, Outcome
from bot.telegram.tuning import Tuning

_log = logging.getLogger(__name__)

_DELIVERED = "👌"
_THERE = {Outcome.SENT, Outcome.UNCHANGED}
_LONGEST_WAIT = 300.0
_LAST_SECONDS = 2.0
_BLOCKED = "对方已停用机器人，没有送达。知道对方电话的，请打电话联系；不知道的，可以点“结束”。"
_REFUSED = "Telegram 没有接受这条消息，没有送达。请换个写法再回复一次。"
_EDIT_TOO_LATE = "这条消息太早了，Telegram 不让再改，对方看到的还是原来的话。请另外回复一条更正。"
_ARRIVED = "✓ 已送达"
_NOBODY_TOLD = (
    "有人转人工，但没有一位工作人员能收到通知；请让工作人员先给机器人发一条消息，"
    "或核对 POLICYBOT_STAFF_GROUP 并把机器人加进那个群。"
)


class _Later(Exception):
    """Telegram can't be reached for now."""


class Courier:
    """Brings up to date whatever is due: owners' chats, the cards of staff, what writers are told.

    Killed between a send and its note, its successor sends once more.
    """

    def __init__(
        self,
        deliveries: Deliveries,
        outbox: Outbox,
        *,
        lease: Lease,
        tuning: Tuning,
        group: int | None = None,
    ) -> None:
        """Take the lease that says that it is this process's work, and the group of staff if there is one."""
        self._deliveries = deliveries
        self._handovers = deliveries.handovers
        self._outbox = outbox
        self._lease = lease
        self._look = tuning.pace.look
        self._clock = tuning.clock
        self._group = group
        self._leaving = False
        self._jobs: dict[int, asyncio.Task[None]] = {}
        self._failures: dict[int, int] = {}
        self._not_before: dict[int, float] = {}

    async def run(self, stopping: asyncio.Event) -> None:
        """Carry until `stopping` is set; trouble with the database or with Telegram is waited out."""
        failures = 0
        while not stopping.is_set():
            self._handovers.woken.clear()
            try:
                if self._lease.held.is_set():
                    await self._begin()
                failures = 0
            except DatabaseDown as error:
                failures += 1
                if failures in {1, 10}:
                    _log.warning("what is due can't be read: %s", type(error.__cause__).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._look):
                    await unless_stopping(self._handovers.woken.wait(), stopping)
        self._leaving = True
        if self._jobs:
            await asyncio.wait(self._jobs.values(), timeout=_LAST_SECONDS)

    async def finish(self) -> None:
        """Wait for what has begun, once the outbox is closed: none is cut off while it writes to the database."""
        await asyncio.gather(*self._jobs.values(), return_exceptions=True)

    async def _begin(self) -> None:
        """Begin with what is due and not at work: side by side, for a group's limits may hold one up for a minute."""
        now = self._clock.now()
        for number in await self._deliveries.due():
            if number not in self._jobs and self._not_before.get(number, 0.0) <= now:
                job = self._jobs[number] = asyncio.create_task(self._carry(number))
                job.add_done_callback(self._ended)

    def _ended(self, job: asyncio.Task[None]) -> None:
        self._jobs = {number: one for number, one in self._jobs.items() if one is not job}
        self._handovers.woken.set()

    async def _carry(self, number: int) -> None:
        try:
            await self._bring_up_to_date(number)
        except (_Later, DatabaseDown):
            self._put_off(number)
        except Exception as error:  # whatever it is, the others' conversations go on
            _log.error("a conversation with a person could not be carried on\n%s", places(error))
            self._put_off(number)
        else:
            self._failures.pop(number, None)
            self._not_before.pop(number, None)

    def _put_off(self, number: int) -> None:
        failures = self._failures[number] = self._failures.get(number, 0) + 1
        self._not_before[number] = self._clock.now() + backoff(failures, most=_LONGEST_WAIT)

    async def _bring_up_to_date(self, number: int) -> None:
        begun = due = await self._deliveries.read(number)
        if begun is None or due is None:
            return
        await self._to_owner(due)
        if due.detail.handover.is_open and await self._raise_cards(due):
            due = await self._deliveries.read(number) or due
        await self._pass_on(due)
        due = await self._deliveries.read(number) or due
        await self._turn_cards(due)
        await self._tell_former(due)
        await self._tell_writers(due)
        # What came meanwhile isn't done: it is due again.
        await self._deliveries.done(begun)

    async def _to_owner(self, due: Due) -> None:
        """Send what staff and the service wrote, in order; owners on the web fetch it themselves."""
        chat = due.detail.handover.chat
        if chat is None:
            return
        for message in due.detail.messages:
            if message.side is Side.OWNER or message.state is not Delivery.WAITING:
                continue
            place, piece = Place(int(chat)), self._spoken(message)
            edits = message.delivered is not None
            sent = await self._send(
                EditText(place, message.delivered, piece)
                if message.delivered is not None
                else SendText(place, piece, end_keyboard() if due.detail.handover.is_open else None)
            )
            if sent.outcome in _THERE:
                await self._deliveries.arrived(message, sent.message_id)
            elif sent.outcome is Outcome.UNREACHABLE:
                await self._deliveries.failed(message, _BLOCKED)
            else:
                await self._deliveries.failed(message, _EDIT_TOO_LATE if edits else _REFUSED)

    def _spoken(self, message: Message) -> Piece:
        if message.side is Side.SERVICE:
            return text_pieces(message.text)[0]
        return pieces([titled(f"👤 {signed(self._handovers.service, message.name)}：", message.text)])[0]

    async def _raise_cards(self, due: Due) -> bool:
        """Show a new request to staff: in their group, or where that isn't possible in each one's chat."""
        raised = {card.chat for card in due.own_cards}
        reached = any(map(is_shown, due.own_cards))
        missing = [self._group] if self._group and self._group not in raised else []
        for chat in missing:
            reached |= await self._raise(due, chat)
        if self._group and reached:
            return bool(missing)
        everyone = [one.id for one in await self._wanted(due) if one.id not in raised]
        for chat in everyone:
            reached |= await self._raise(due, chat)
        waits = due.detail.handover.state is State.WAITING
        if waits and not reached and not any(message.source == UNHEARD for message in due.detail.messages):
            _log.error(_NOBODY_TOLD)
            await self._handovers.unheard(due.detail.handover.id)
        return bool(missing or everyone)

    async def _wanted(self, due: Due) -> list[Colleague]:
        """Return whom a request is for: everybody, or who has it already, and began it in the console perhaps."""
        handover = due.detail.handover
        everyone = await self._handovers.members.everyone()
        waiting = handover.state is State.WAITING
        return [one for one in everyone if waiting or handover.taken_by == f"Telegram {one.id}"]

    async def _raise(self, due: Due, chat: int) -> bool:
        """Show a request in a chat, in a topic of its own where the group has topics; return whether that works."""
        number, thread = due.detail.handover.id, None
        if chat < 0:
            thread = (
                await self._send(OpenTopic(Place(chat, private=False), cards.topic_name(due)))
            ).message_id
        shown = face(due, chat)
        place = Place(chat, private=chat > 0, thread=thread)
        sent = await self._send(SendText(place, shown.piece, shown.keyboard))
        message_id = sent.message_id or -number
        await self._deliveries.add_card(number, Card(chat, message_id, thread, digest=shown.digest))
        return sent.message_id is not None

    async def _pass_on(self, due: Due) -> None:
        """Send the owner's words to whoever has it, below the card; until somebody has, the card shows them."""
        handover = due.detail.handover
        taken = handover.state is State.TAKEN
        homes = [
            card
            for card in due.own_cards
            if taken and is_shown(card) and (card.chat < 0 or handover.taken_by == f"Telegram {card.chat}")
        ]
        for message in due.detail.messages:
            if message.side is not Side.OWNER or message.state is not Delivery.WAITING:
                continue
            delivered = None
            for card in homes:
                delivered = await self._pass_below(card, message, handover.id) or delivered
            await self._deliveries.arrived(message, delivered)

    async def _pass_below(self, card: Card, message: Message, number: int) -> int | None:
        place = Place(card.chat, private=card.chat > 0, thread=card.thread, reply_to=card.message_id)
        sent = Sent(Outcome.REFUSED)
        for piece in cards.words(message, edited=message.delivered is not None):
            sent = await self._send(SendText(place, piece))
            if sent.message_id is not None:
                below = Card(card.chat, sent.message_id, card.thread, words=message.id)
                await self._deliveries.add_card(number, below)
        return sent.message_id

    async def _turn_cards(self, due: Due) -> None:
        """Edit the cards that show something else by now; of what is over the topic is closed."""
        handover = due.detail.handover
        if handover.closed_by == BY_ERASURE:
            for card in due.cards:
                if card.words is not None:
                    await self._send(Delete(Place(card.chat, private=card.chat > 0), card.message_id))
        for card in filter(is_shown, due.own_cards):
            shown = face(due, card.chat)
            if shown.digest == card.digest:
                continue
            place = Place(card.chat, private=card.chat > 0, thread=card.thread)
            await self._send(EditText(place, card.message_id, shown.piece, shown.keyboard))
            if card.thread is not None and not handover.is_open:
                await self._send(CloseTopic(place, card.thread))
            await self._deliveries.showing(card, shown.digest)

    async def _tell_former(self, due: Due) -> None:
        """Tell who had it that a colleague has it now, in private or else in the group: a card turns unnoticed."""
        handover = due.detail.handover
        if handover.former is None:
            return
        if handover.state is not State.TAKEN or handover.taken_by == handover.former:
            await self._deliveries.told_former(handover)  # it has gone on meanwhile: there is no such news
            return
        places = [
            Place(int(handover.former.removeprefix("Telegram "))),
            *(
                Place(card.chat, private=False, thread=card.thread, reply_to=card.message_id)
                for card in filter(is_shown, due.own_cards)
                if card.chat < 0
            ),
        ]
        for place in places:
            if (await self._send(SendText(place, cards.taken_over(handover)))).message_id is not None:
                break
        await self._deliveries.told_former(handover)

    async def _tell_writers(self, due: Due) -> None:
        """Show staff how it went with what they wrote, at their own message."""
        for message in due.detail.messages:
            if message.written_at is None or message.told or message.state is Delivery.WAITING:
                continue
            chat, own = message.written_at
            thread = next((card.thread for card in due.cards if card.chat == chat), None)
            place = Place(chat, private=chat > 0, thread=thread, reply_to=own)
            if message.trouble is None:
                reacted = await self._send(React(place, own, _DELIVERED))
                text = _ARRIVED if reacted.outcome is Outcome.REFUSED else None
            else:
                text = message.trouble
            if text:
                await self._send(SendText(place, text_pieces(text)[0]))
            await self._deliveries.told(message)

    async def _send(self, outgoing: Outgoing) -> Sent:
        if self._leaving:
            raise _Later
        sent = await self._outbox.deliver(outgoing)
        if sent.outcome is Outcome.GIVEN_UP:
            raise _Later
        return sent
