"""Taps on buttons: every tap is answered, known or not, and does only what its person may do."""

from collections.abc import Mapping, Sequence
from datetime import date

from telegram import CallbackQuery, ChatMemberAdministrator, ChatMemberOwner, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.answer import Answer
from bot.assistant import AnswerLength, Assistant, Person
from bot.staff.wording import ASK_PERSON, END_PERSON
from bot.telegram import texts
from bot.telegram.addressing import anonymous_asker, is_anothers
from bot.telegram.catalogue import Catalogue, Page
from bot.telegram.commands import forget_page, settings_page
from bot.telegram.keyboards import (
    CARD_VERBS,
    ExpiredTap,
    Verb,
    answer_keyboard,
    related_keyboard,
    vote_shown,
)
from bot.telegram.post import Post
from bot.telegram.questions import Questions, offers_person
from bot.telegram.render import text_pieces, units_pieces
from bot.telegram.taps import Action, Tapped, read_tapped

_VOTES = {"1": True, "0": False}


class Buttons:
    """Acts on taps."""

    def __init__(
        self,
        assistant: Assistant,
        post: Post,
        *,
        questions: Questions,
        catalogue: Catalogue,
        others: Mapping[Verb, Action],
    ) -> None:
        self._assistant = assistant
        self._post = post
        self._questions = questions
        self._catalogue = catalogue
        self._actions: dict[Verb, Action] = {
            Verb.FULL_TEXT: self._full_text,
            Verb.UNITS: self._units,
            Verb.RELATED: self._related,
            Verb.BACK: self._back,
            Verb.VOTE: self._vote,
            Verb.CHOICE: self._choice,
            Verb.PICK: self._pick,
            Verb.EXAMPLE: self._example,
            Verb.SETTING: self._setting,
            Verb.DOCUMENT: self._document,
            Verb.CLAUSE: self._clause,
            Verb.CLAUSE_ANEW: self._clause_anew,
            Verb.DEPARTMENTS: self._departments,
            Verb.DEPARTMENT: self._department,
            Verb.PERSON: self._person,
            Verb.END_PERSON: self._end_person,
            **others,
        }

    async def on_tap(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what the button says, or say why not."""
        query = update.callback_query
        if query is None:
            return
        tapped = read_tapped(query)
        if tapped is None:
            await self._post.answer_tap(query.id, texts.EXPIRED_BUTTON, alert=True)
        elif tapped.tap.verb not in CARD_VERBS and is_anothers(query) and not await _is_shared(query):
            await self._post.answer_tap(query.id, texts.NOT_YOUR_BUTTON, alert=True)
        else:
            try:
                await self._actions[tapped.tap.verb](tapped)
            except ExpiredTap:
                await self._post.answer_tap(query.id, texts.EXPIRED_BUTTON, alert=True)

    async def _full_text(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        await self._show(tapped, self._catalogue.clause_of(answer.clause) if answer.clause else None)

    async def _units(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        if answer.units is None or not answer.units.names:
            raise ExpiredTap
        await self._show(tapped, Page(units_pieces(answer.units, self._assistant.library.directory)))

    async def _related(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        keyboard = related_keyboard(answer, voted=vote_shown(tapped.keyboard))
        await self._change_keyboard(tapped, keyboard)

    async def _back(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        offers = await offers_person(self._assistant, tapped.place)
        keyboard = answer_keyboard(answer, voted=vote_shown(tapped.keyboard), person=offers)
        await self._change_keyboard(tapped, keyboard)

    async def _vote(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        helpful = _VOTES.get(tapped.tap.word(1))
        if helpful is None:
            raise ExpiredTap
        if not await self._assistant.vote(tapped.tap.number(), tapped.person, helpful=helpful):
            raise ExpiredTap
        await self._post.answer_tap(tapped.query_id, texts.THANKS_UP if helpful else texts.THANKS_DOWN)
        if vote_shown(tapped.keyboard) is not helpful:
            offers = await offers_person(self._assistant, tapped.place)
            keyboard = answer_keyboard(answer, voted=helpful, person=offers)
            await self._post.edit_keyboard(tapped.place, tapped.message_id, keyboard=keyboard)

    async def _choice(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        headings = [choice.heading for choice in answer.choices]
        await self._ask(tapped, headings, number=tapped.tap.number(1), as_of=answer.as_of)

    async def _pick(self, tapped: Tapped) -> None:
        answer = await self._answer(tapped)
        labels = [each.label for each in answer.related]
        await self._ask(tapped, labels, number=tapped.tap.number(1), as_of=answer.as_of)

    async def _example(self, tapped: Tapped) -> None:
        await self._ask(tapped, self._assistant.library.examples, number=tapped.tap.number())

    async def _setting(self, tapped: Tapped) -> None:
        if not tapped.place.private and tapped.place.reply_to is None:
            # Whose menu it was can't be told any more.
            raise ExpiredTap
        wish, toast = tapped.tap.word(), None
        if wish == "forget":
            page = forget_page()
        elif wish == "erase":
            page = Page(text_pieces(texts.forgotten(await self._assistant.forget(tapped.person))))
        else:
            toast = await self._changed(wish, tapped.person)
            page = await settings_page(self._assistant, tapped.person)
        await self._turn(tapped, page, toast=toast)

    async def _changed(self, wish: str, person: Person) -> str:
        """Change the setting that a tap names; return the remark on it."""
        if wish == "keep":
            return texts.KEPT
        if wish not in set(AnswerLength):
            raise ExpiredTap
        await self._assistant.set_answer_length(person, AnswerLength(wish))
        return texts.LENGTH_SET

    async def _document(self, tapped: Tapped) -> None:
        await self._turn(tapped, self._catalogue.document(tapped.tap.word(), tapped.tap.number(1)))

    async def _clause(self, tapped: Tapped) -> None:
        page = self._catalogue.clause(tapped.tap.word(), tapped.tap.word(1))
        # A page of several messages would tear the one that is turned apart.
        await (self._turn(tapped, page) if page and len(page.pieces) == 1 else self._show(tapped, page))

    async def _clause_anew(self, tapped: Tapped) -> None:
        await self._show(tapped, self._catalogue.clause(tapped.tap.word(), tapped.tap.word(1)))

    async def _departments(self, tapped: Tapped) -> None:
        await self._turn(tapped, self._catalogue.departments(tapped.tap.number()))

    async def _department(self, tapped: Tapped) -> None:
        await self._turn(tapped, self._catalogue.department(tapped.tap.word(), tapped.tap.number(1)))

    async def _person(self, tapped: Tapped) -> None:
        await self._ask(tapped, (ASK_PERSON,), number=0)

    async def _end_person(self, tapped: Tapped) -> None:
        await self._ask(tapped, (END_PERSON,), number=0)

    async def _answer(self, tapped: Tapped) -> Answer:
        """Return the answer that the button belongs to; raises ExpiredTap for an unknown or a foreign one."""
        answer = await self._assistant.recall(tapped.tap.number(), tapped.person)
        if answer is None:
            raise ExpiredTap
        return answer

    async def _ask(
        self, tapped: Tapped, questions: Sequence[str], *, number: int, as_of: date | None = None
    ) -> None:
        if number >= len(questions):
            raise ExpiredTap
        await self._post.answer_tap(tapped.query_id)
        await self._questions.answer(questions[number], tapped.place, person=tapped.person, as_of=as_of)

    async def _show(self, tapped: Tapped, page: Page | None) -> None:
        """Send a page as new messages."""
        if page is None:
            raise ExpiredTap
        await self._post.answer_tap(tapped.query_id)
        await self._post.show(tapped.place, page.pieces, keyboard=page.keyboard)

    async def _turn(self, tapped: Tapped, page: Page | None, *, toast: str | None = None) -> None:
        """Turn the message below which the button stands into another page."""
        if page is None:
            raise ExpiredTap
        await self._post.answer_tap(tapped.query_id, toast)
        await self._post.replace(
            tapped.place, page.pieces, shown=(tapped.message_id,), keyboard=page.keyboard
        )

    async def _change_keyboard(self, tapped: Tapped, keyboard: InlineKeyboardMarkup | None) -> None:
        await self._post.answer_tap(tapped.query_id)
        await self._post.edit_keyboard(tapped.place, tapped.message_id, keyboard=keyboard)


async def _is_shared(query: CallbackQuery) -> bool:
    """Return whether an anonymous admin of the group taps below the answer to one of them."""
    if anonymous_asker(query) is None or query.message is None:
        return False
    try:
        member = await query.get_bot().get_chat_member(query.message.chat.id, query.from_user.id)
    except BadRequest:
        return False  # no member, or a group that hides its members
    return isinstance(member, ChatMemberOwner | ChatMemberAdministrator) and bool(member.is_anonymous)
