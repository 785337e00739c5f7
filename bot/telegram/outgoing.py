"""What the bot sends, as frozen values: each knows its chat and how to perform itself with a Bot."""

from dataclasses import dataclass
from typing import Protocol

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions, Message, ReplyParameters
from telegram.constants import ParseMode

from bot.telegram.markup import Piece

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer goes: the chat, its topic if it has topics, and in groups the message it replies to."""

    chat_id: int
    private: bool = True
    thread: int | None = None
    reply_to: int | None = None


class Outgoing(Protocol):
    """One call to Telegram: where it goes, and whether its chat's own limit counts it."""

    @property
    def place(self) -> Place | None:
        """Return where it goes; None where it belongs to no chat and needn't wait for one."""

    @property
    def counted(self) -> bool:
        """Return whether it is a message, which the limits of a chat count."""

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Do it, as plain text where the markup was refused; return the message's id if there is one."""


@dataclass(frozen=True, slots=True)
class SendText:
    """A new message."""

    place: Place
    piece: Piece
    keyboard: InlineKeyboardMarkup | None = None
    counted: bool = True

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Send it; a reply goes out even if the message replied to has been deleted meanwhile."""
        message = await bot.send_message(
            self.place.chat_id,
            self.piece.plain if plain else self.piece.html,
            parse_mode=None if plain else ParseMode.HTML,
            reply_markup=self.keyboard,
            reply_parameters=_reply(self.place),
            message_thread_id=self.place.thread,
            link_preview_options=_NO_PREVIEW,
        )
        return message.message_id


@dataclass(frozen=True, slots=True)
class SendDocument:
    """A file, in memory, so that each try sends it whole."""

    place: Place
    content: bytes
    name: str
    counted: bool = True

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Send it."""
        message = await bot.send_document(
            self.place.chat_id,
            self.content,
            filename=self.name,
            reply_parameters=_reply(self.place),
            message_thread_id=self.place.thread,
        )
        return message.message_id


@dataclass(frozen=True, slots=True)
class EditText:
    """A message of ours gets another text and keyboard."""

    place: Place
    message_id: int
    piece: Piece
    keyboard: InlineKeyboardMarkup | None = None
    counted: bool = True

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Edit it."""
        edited = await bot.edit_message_text(
            self.piece.plain if plain else self.piece.html,
            chat_id=self.place.chat_id,
            message_id=self.message_id,
            parse_mode=None if plain else ParseMode.HTML,
            reply_markup=self.keyboard,
            link_preview_options=_NO_PREVIEW,
        )
        return edited.message_id if isinstance(edited, Message) else self.message_id


@dataclass(frozen=True, slots=True)
class EditKeyboard:
    """A message of ours gets another keyboard, its text stays."""

    place: Place
    message_id: int
    keyboard: InlineKeyboardMarkup | None
    counted: bool = True

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Edit it."""
        await bot.edit_message_reply_markup(
            chat_id=self.place.chat_id, message_id=self.message_id, reply_markup=self.keyboard
        )
        return self.message_id


@dataclass(frozen=True, slots=True)
class Delete:
    """A message of ours goes away."""

    place: Place
    message_id: int
    counted: bool = False

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Delete it."""
        await bot.delete_message(self.place.chat_id, self.message_id)
        return None


@dataclass(frozen=True, slots=True)
class AnswerTap:
    """The answer that every tap on a button needs, with a short text or without; waits for no chat."""

    query_id: str
    text: str | None = None
    alert: bool = False
    place: None = None
    counted: bool = False

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Answer it."""
        await bot.answer_callback_query(self.query_id, self.text, show_alert=self.alert)
        return None


@dataclass(frozen=True, slots=True)
class React:
    """An emoji below a message, which says without another message that it was taken."""

    place: Place
    message_id: int
    emoji: str
    counted: bool = False

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Set it."""
        await bot.set_message_reaction(self.place.chat_id, self.message_id, self.emoji)
        return None


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """A new topic, where the group has topics; what comes back is its thread, None in a group without."""

    place: Place
    name: str
    counted: bool = True

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Open it."""
        chat = await bot.get_chat(self.place.chat_id)
        if not chat.is_forum:
            return None
        return (await bot.create_forum_topic(self.place.chat_id, self.name)).message_thread_id


@dataclass(frozen=True, slots=True)
class CloseTopic:
    """A topic in which nobody needs to write any more."""

    place: Place
    thread: int
    counted: bool = False

    async def perform(self, bot: Bot, *, plain: bool) -> int | None:
        """Close it."""
        await bot.close_forum_topic(self.place.chat_id, self.thread)
        return None


def _reply(place: Place) -> ReplyParameters | None:
    if place.reply_to is None:
        return None
    return ReplyParameters(place.reply_to, allow_sending_without_reply=True)
