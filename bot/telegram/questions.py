"""Free text: a question comes in, the answer goes out; an edited question gets its answer edited."""

import re
from datetime import UTC, date, datetime, timedelta

from telegram import Message, Update
from telegram.ext import ContextTypes

from bot.answer import Answer, Kind
from bot.assistant import AnswerLength, Assistant, Person, Shown
from bot.masking import masked
from bot.outage import DatabaseDown
from bot.rates import TooManyQuestions
from bot.telegram import texts
from bot.telegram.addressing import is_addressed, person_of, place_of, question_of
from bot.telegram.albums import Albums
from bot.telegram.colleagues import Colleagues
from bot.telegram.haste import Haste
from bot.telegram.keyboards import answer_keyboard
from bot.telegram.markup import Piece
from bot.telegram.outgoing import Place
from bot.telegram.post import Post
from bot.telegram.render import answer_pieces, text_pieces

_COMMAND = re.compile(r"/[A-Za-z]")
_LATE = timedelta(minutes=2)
_PASSED_ON = "👌"


class Questions:
    """Answers what people write."""

    def __init__(self, assistant: Assistant, post: Post, *, albums: Albums, colleagues: Colleagues) -> None:
        self._assistant = assistant
        self._post = post
        self._albums = albums
        self._colleagues = colleagues
        self._haste = Haste()

    async def on_message(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Reply to a message that is meant for the bot."""
        message = update.message
        if message is None or await self._colleagues.took(message):
            return
        if not is_addressed(message, context.bot.bot):
            return
        place = place_of(message)
        question = question_of(message, context.bot.bot)
        album_seen = self._albums.is_seen(message)
        if question is None:
            # A sticker below the bot's answer in a group wants no lecture.
            if place.private and not album_seen:
                await self._post.show(
                    place, text_pieces(texts.not_text(message, self._assistant.library.examples))
                )
        elif not question and not place.private:
            await self._post.show(place, text_pieces(texts.empty_mention(self._assistant.library.examples)))
        elif _COMMAND.match(question):
            await self._post.show(place, text_pieces(texts.UNKNOWN_COMMAND))
        else:
            await self._answer_once(question, message)

    async def on_edit(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Edit the answer of an edited question; one never answered before gets its answer now."""
        message = update.edited_message
        if message is None or await self._colleagues.took(message):
            return
        if not is_addressed(message, context.bot.bot):
            return
        question = question_of(message, context.bot.bot)
        # Without words: a live location moves, a caption was taken away. Nothing was asked.
        if not question:
            return
        if _COMMAND.match(question):
            await self._post.show(place_of(message), text_pieces(texts.UNKNOWN_COMMAND))
            return
        person = person_of(message.from_user, message.chat)
        shown, before = await self._answered(question, message, person)
        if before is None or shown is None or not shown.complete:
            ids = shown.message_ids if shown else ()
            await self._reply(question, message, before=before, shown=ids)

    async def answer(self, question: str, place: Place, *, person: Person, as_of: date | None = None) -> None:
        """Ask the assistant and show what it says."""
        if answer := await self._ask(question, place, person=person, as_of=as_of):
            await self._show(answer, place, person=person)

    async def _answer_once(self, question: str, message: Message) -> None:
        """Answer a question, unless that was done before a restart and the update has only come again.

        What was answered and not shown any more is shown now, without asking twice.
        """
        person = person_of(message.from_user, message.chat)
        shown, before = await self._answered(question, message, person)
        if shown is None or not shown.complete:
            await self._reply(question, message, before=before)

    async def _answered(
        self, question: str, message: Message, person: Person
    ) -> tuple[Shown | None, Answer | None]:
        """Return what shows what a message was answered, and that answer if it is to this very question."""
        shown = await self._assistant.shown_for(message.message_id, person, sent=message.date)
        before = await self._assistant.recall(shown.question_id, person) if shown else None
        return shown, before if before and before.question == masked(question) else None

    async def _reply(
        self,
        question: str,
        message: Message,
        *,
        before: Answer | None,
        shown: tuple[int, ...] = (),
    ) -> None:
        """Show the answer to a message's question, in place of the messages `shown`; `before` is one already had."""
        place, person = place_of(message), person_of(message.from_user, message.chat)
        sent = message.edit_date or message.date
        answer = before or await self._ask(
            question, place, person=person, message_id=message.message_id, sent=sent
        )
        if answer is None:
            return
        if answer.kind is Kind.PERSON and answer.question_id is None and not answer.advice:
            # A word after each of theirs would be one too many, none at all too few.
            if not await self._post.react(place, message.message_id, _PASSED_ON):
                await self._post.show(place, answer_pieces(answer))
            return
        await self._show(answer, place, person=person, shown=shown, late=_is_late(sent))

    async def _ask(
        self,
        question: str,
        place: Place,
        *,
        person: Person,
        message_id: int | None = None,
        as_of: date | None = None,
        sent: datetime | None = None,
    ) -> Answer | None:
        """Ask the assistant; who asks too fast is told so once a minute, and gets no other reply."""
        try:
            return await self._assistant.ask(question, person, message_id=message_id, as_of=as_of, sent=sent)
        except TooManyQuestions as error:
            if self._haste.is_to_be_told(person):
                await self._post.show(place, text_pieces(texts.too_fast(error.wait)))
            return None

    async def _show(
        self,
        answer: Answer,
        place: Place,
        *,
        person: Person,
        shown: tuple[int, ...] = (),
        late: bool = False,
    ) -> None:
        """Show an answer in place of the messages `shown` where there are any, and note which show it."""
        pieces = await self._rendered(answer, person, late=late)
        offers = answer.kind is Kind.NONE and await offers_person(self._assistant, place)
        keyboard = answer_keyboard(answer, person=offers)
        ids = await self._post.replace(place, pieces, shown=shown, keyboard=keyboard)
        if answer.question_id is not None and ids:
            await self._assistant.record_shown(answer.question_id, ids)

    async def _rendered(self, answer: Answer, person: Person, *, late: bool) -> tuple[Piece, ...]:
        if answer.kind is not Kind.ANSWER or answer.clause is None:
            return answer_pieces(answer, late=late)
        if await self._length(person) is AnswerLength.SHORT:
            return answer_pieces(answer, late=late)
        clause = answer.clause
        found = self._assistant.library.clause(clause.document, clause.key, clause.version)
        return answer_pieces(answer, body=found[1].body if found else None, late=late)

    async def _length(self, person: Person) -> AnswerLength:
        try:
            return await self._assistant.answer_length(person)
        except DatabaseDown:  # an answer without the whole clause is better than none
            return AnswerLength.SHORT


async def offers_person(assistant: Assistant, place: Place) -> bool:
    """Return whether a person may be asked for here: in private, where there is anybody to ask."""
    return place.private and await assistant.offers_person()


def _is_late(sent: datetime) -> bool:
    return datetime.now(UTC) - sent > _LATE
