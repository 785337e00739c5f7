"""Clause files from admins: a file comes in, its preview goes out, and a tap publishes it or gives it up."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from telegram import Document, Update
from telegram.ext import ContextTypes

from bot.desk import Desk, Draft
from bot.errors import BotError, DraftGone
from bot.settings import Settings
from bot.staff.people import People
from bot.telegram import texts
from bot.telegram.addressing import is_addressed, place_of
from bot.telegram.albums import Albums
from bot.telegram.commands import Handler
from bot.telegram.keyboards import Verb, draft_keyboard
from bot.telegram.markup import Piece, block, pieces, titled
from bot.telegram.mishaps import recorded
from bot.telegram.outgoing import Place
from bot.telegram.post import Post
from bot.telegram.render import text_pieces
from bot.telegram.taps import Tapped
from bot.telegram.uploads import check, fetched, safe_name

_log = logging.getLogger(__name__)

_REPORT_NAME = "变更报告.md"
_ALERT_CHARS = 200
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Work:
    """What is being checked: its name for people, where, for whom, and below which message."""

    name: str
    place: Place
    by: str
    shown: tuple[int, ...]


class ClauseFiles:
    """Acts on what admins send and tap; `by_verb` maps the verbs of their buttons to what they do.

    Whether the account that wrote or tapped is an admin's is read every time; what others send goes on to `otherwise`.
    """

    def __init__(
        self,
        desk: Desk,
        post: Post,
        *,
        settings: Settings,
        albums: Albums,
        people: People,
        otherwise: Handler,
    ) -> None:
        self._desk = desk
        self._post = post
        self._people = people
        self._otherwise = otherwise
        self._data = settings.data
        self._albums = albums
        self.by_verb = {Verb.PUBLISH: self.publish, Verb.DISCARD: self.discard}

    async def on_file(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Check an admin's file and show what would change."""
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        if not await self._people.is_admin(message.from_user.id):
            await self._otherwise(update, context)
            return
        place, document = place_of(message), message.document
        if not place.private:
            if is_addressed(message, context.bot.bot) and not self._albums.is_seen(message):
                await self._post.show(place, text_pieces(texts.ONLY_IN_PRIVATE))
        elif document is None:
            if not self._albums.is_seen(message):
                await self._post.show(place, text_pieces(texts.NOT_A_CLAUSE_FILE))
        else:
            await self._on_document(document, place, by=_by(message.from_user.id), context=context)

    async def on_reload(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Check the policies folder and show what would change."""
        message = update.effective_message
        if message is None or message.from_user is None:
            return
        if not await self._people.is_admin(message.from_user.id):
            await self._otherwise(update, context)
            return
        place, by = place_of(message), _by(message.from_user.id)
        if not place.private:
            await self._post.show(place, text_pieces(texts.ONLY_IN_PRIVATE))
            return
        shown = await self._post.show(place, text_pieces(texts.CHECKING_FOLDER))
        work = _Work(texts.POLICIES_FOLDER, place, by, shown)
        try:
            draft = await _expected(self._desk.stage_policies(by=by))
        except BotError as error:
            await self._refuse(work, error)
        else:
            await self._preview(work, draft)

    async def publish(self, tapped: Tapped) -> None:
        """Publish the draft below which an admin tapped."""
        await self._decide(tapped, self._desk.publish, mark="✅ ")

    async def discard(self, tapped: Tapped) -> None:
        """Give up the draft below which an admin tapped."""
        await self._decide(tapped, self._desk.discard)

    async def _on_document(
        self, document: Document, place: Place, *, by: str, context: ContextTypes.DEFAULT_TYPE
    ) -> None:
        name = safe_name(document)
        try:
            check(document, name)
        except BotError as error:
            await self._post.show(place, text_pieces(str(error)))
            return
        shown = await self._post.show(place, text_pieces(texts.checking(name)))
        work = _Work(texts.quoted(name), place, by, shown)
        try:
            async with fetched(context.bot, document, name=name, data=self._data) as path:
                draft = await _expected(self._stage(path, by=by))
        except BotError as error:
            await self._refuse(work, error)
        else:
            await self._preview(work, draft)

    async def _stage(self, path: Path, *, by: str) -> Draft:
        """Stage a file, which people know by its name: where it lies meanwhile is nobody's business."""
        folder = f"{path.parent}/"
        try:
            draft = await self._desk.stage([path], by=by)
        except BotError as error:
            raise BotError(str(error).replace(folder, "")) from error
        summary, report = draft.summary.replace(folder, ""), draft.report.replace(folder, "")
        return replace(draft, summary=summary, report=report)

    async def _preview(self, work: _Work, draft: Draft) -> None:
        """Turn the message that said "checking" into the summary; the whole report follows as a file."""
        blocks = [titled(work.name, draft.summary)]
        if not draft.changes:
            await self._put(work, pieces(blocks))
            return
        keyboard = draft_keyboard(draft.id)
        preview = pieces([*blocks, block(texts.NOT_PUBLISHED_YET)])
        await self._post.replace(work.place, preview, shown=work.shown, keyboard=keyboard)
        report = draft.report.encode("utf-8", "replace")
        if report and not await self._post.show_file(work.place, report, name=_REPORT_NAME):
            await self._post.show(work.place, text_pieces(texts.NO_REPORT))

    async def _refuse(self, work: _Work, error: BotError) -> None:
        await self._put(
            work, pieces([titled(work.name, texts.listed(str(error))), block(texts.NOTHING_CHANGED)])
        )

    async def _put(self, work: _Work, message: Sequence[Piece]) -> None:
        await self._post.replace(work.place, message, shown=work.shown)

    async def _decide(self, tapped: Tapped, act: Callable[..., Awaitable[str]], *, mark: str = "") -> None:
        if not await self._people.is_admin(tapped.user_id):
            _log.warning("A tap that only an admin may make was refused.")
            await self._post.answer_tap(tapped.query_id, texts.ADMINS_ONLY, alert=True)
            return
        if not tapped.place.private:
            await self._post.answer_tap(tapped.query_id, texts.ONLY_IN_PRIVATE, alert=True)
            return
        try:
            said = await _expected(act(tapped.tap.word(), by=_by(tapped.user_id)))
        except BotError as error:
            await self._tell(tapped, str(error))
            if isinstance(error, DraftGone):
                await self._post.edit_keyboard(tapped.place, tapped.message_id)
            return
        await self._post.answer_tap(tapped.query_id)
        done = pieces([titled(mark + said), block(texts.done_by(tapped.user_name))])
        await self._post.replace(tapped.place, done, shown=(tapped.message_id,))

    async def _tell(self, tapped: Tapped, sentence: str) -> None:
        """Say it over the chat; what is too long for that, or comes too late, as a message."""
        short = len(sentence.encode("utf-16-le")) // 2 <= _ALERT_CHARS
        if short and await self._post.answer_tap(tapped.query_id, sentence, alert=True):
            return
        if not short:
            await self._post.answer_tap(tapped.query_id)
        await self._post.show(tapped.place, text_pieces(texts.listed(sentence)))


def _by(user_id: int) -> str:
    return f"Telegram {user_id}"


async def _expected(work: Awaitable[_T]) -> _T:
    """Await the desk; an error that nobody expected becomes one sentence, with a reference to the log."""
    try:
        return await work
    except BotError:
        raise
    except Exception as error:
        raise BotError(texts.desk_failed(recorded(error))) from error
