"""What staff do in Telegram with owners who ask for a person: take a card, reply to it, edit that, end it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from telegram import Message

from bot.staff.deliveries import Deliveries
from bot.staff.handover import LONGEST_REPLY, Refused
from bot.staff.people import Role
from bot.telegram import texts
from bot.telegram.addressing import place_of
from bot.telegram.keyboards import CARD_VERBS, Verb, read_tap
from bot.telegram.markup import units
from bot.telegram.post import Post
from bot.telegram.render import text_pieces
from bot.telegram.taps import Action, Tapped


class Colleagues:
    """Leads replies and taps of staff to the conversations that they are about."""

    def __init__(self, deliveries: Deliveries, post: Post) -> None:
        self._deliveries = deliveries
        self._handovers = deliveries.handovers
        self._post = post
        self.by_verb: Mapping[Verb, Action] = {
            Verb.TAKE: self._take,
            Verb.TAKE_OVER: self._take_over,
            Verb.GIVE_BACK: self._give_back,
            Verb.CLOSE: self._close,
        }

    async def took(self, message: Message) -> bool:
        """Return whether a message, new or edited, replies to a card; it has been passed on or answered then."""
        replied = message.reply_to_message
        if replied is None or message.from_user is None:
            return False
        number = await self._deliveries.shown_at(message.chat.id, replied.message_id) or _named_by(replied)
        if number is None:
            return False
        trouble = await self._pass_on(message, number)
        if trouble:
            # A reply to the reply, in private too: it has to be plain which of them didn't go on.
            place = replace(place_of(message), reply_to=message.message_id)
            await self._post.show(place, text_pieces(trouble))
        return True

    async def _pass_on(self, message: Message, number: int) -> str | None:
        """Pass a reply on; return what to say where that can't be done."""
        user = message.from_user
        if user is None or not await self._handovers.members.role_of(user.id):
            return texts.STAFF_ONLY_REPLY
        if message.text is None:
            return texts.ONLY_TEXT_TO_OWNER
        if units(message.text) > LONGEST_REPLY:
            return texts.REPLY_TOO_LONG
        source, by = f"{message.chat.id}:{message.message_id}", f"Telegram {user.id}"
        try:
            if message.edit_date is not None:
                await self._handovers.rewrite_as_staff(number, message.text, by=by, source=source)
            else:
                name = await self._name_of(user.id, user.full_name)
                await self._handovers.write_as_staff(number, message.text, by=by, name=name, source=source)
        except Refused as refused:
            return str(refused)
        return None

    async def _take(self, tapped: Tapped) -> None:
        name = await self._name_of(tapped.user_id, tapped.user_name)

        async def take(number: int, by: str) -> None:
            await self._handovers.take(number, by=by, name=name)

        await self._act(tapped, take, done=texts.TAKEN)

    async def _take_over(self, tapped: Tapped) -> None:
        name = await self._name_of(tapped.user_id, tapped.user_name)
        is_admin = await self._handovers.members.role_of(tapped.user_id) == Role.ADMIN

        async def take_over(number: int, by: str) -> None:
            await self._handovers.take_over(number, by=by, name=name, anytime=is_admin)

        await self._act(tapped, take_over, done=texts.TAKEN)

    async def _give_back(self, tapped: Tapped) -> None:
        async def give_back(number: int, by: str) -> None:
            await self._handovers.give_back(number, by=by)

        await self._act(tapped, give_back, done=texts.GIVEN_BACK)

    async def _close(self, tapped: Tapped) -> None:
        async def close(number: int, by: str) -> None:
            await self._handovers.close(number, by=by)

        await self._act(tapped, close, done=texts.TALK_CLOSED)

    async def _act(self, tapped: Tapped, act: Callable[[int, str], Awaitable[None]], *, done: str) -> None:
        """Do what a button below a card says, for somebody of the staff; the card itself is turned by the courier."""
        if not await self._handovers.members.role_of(tapped.user_id):
            await self._post.answer_tap(tapped.query_id, texts.STAFF_ONLY, alert=True)
            return
        try:
            await act(tapped.tap.number(), f"Telegram {tapped.user_id}")
        except Refused as refused:
            await self._post.answer_tap(tapped.query_id, str(refused), alert=True)
        else:
            await self._post.answer_tap(tapped.query_id, done)

    async def _name_of(self, user_id: int, otherwise: str) -> str:
        """Return how owners see somebody of the staff: by the name in the list of staff, else by Telegram's."""
        everyone = await self._handovers.members.everyone()
        return next((one.name for one in everyone if one.id == user_id and one.name), otherwise)[:64]


def _named_by(card: Message) -> int | None:
    """Return the handover that a card's buttons name: it may be answered before it is noted that it was sent."""
    if card.from_user is None or card.from_user.id != card.get_bot().id or card.reply_markup is None:
        return None
    for row in card.reply_markup.inline_keyboard:
        for each in row:
            tap = read_tap(each.callback_data if isinstance(each.callback_data, str) else None)
            if tap is not None and tap.verb in CARD_VERBS:
                return tap.number()
    return None
