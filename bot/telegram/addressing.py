"""Whose message it is, whether it is meant for the bot, and what it asks."""

from telegram import CallbackQuery, Chat, Message, MessageEntity, User

from bot.assistant import Channel, Person
from bot.telegram.outgoing import Place

_MENTIONS: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]


def is_from_person(message: Message) -> bool:
    """Return whether somebody wrote it: no bot, no channel, no post that a group repeats by itself."""
    sender = message.from_user
    if sender is None or message.is_automatic_forward:
        return False
    return is_from_anonymous_admin(message) or not sender.is_bot


def is_from_anonymous_admin(message: Message) -> bool:
    """Return whether an admin of a group wrote it in the group's name; all of them share one account."""
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def is_addressed(message: Message, bot: User) -> bool:
    """Return whether a message is meant for the bot.

    In a private chat everything is; in groups a reply to it, a mention, or a command with its name, but never a
    command with another bot's name.
    """
    if message.chat.type == Chat.PRIVATE:
        return True
    commands = message.parse_entities([MessageEntity.BOT_COMMAND]) if message.text is not None else {}
    if any(each.offset == 0 and _names_another(name, bot) for each, name in commands.items()):
        return False
    replied = message.reply_to_message
    if replied is not None and replied.from_user is not None and replied.from_user.id == bot.id:
        return True
    if any(_names_bot(command, bot) for command in commands.values()):
        return True
    return any(_is_of(entity, text, bot=bot) for entity, text in _mentions(message).items())


def question_of(message: Message, bot: User) -> str | None:
    """Return the text or caption without mentions of the bot; None where the message has no words at all."""
    text = message.text if message.text is not None else message.caption
    if text is None:
        return None
    units = text.encode("utf-16-le")
    ours = [entity for entity, words in _mentions(message).items() if _is_of(entity, words, bot=bot)]
    for entity in sorted(ours, key=lambda each: each.offset, reverse=True):
        units = units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]
    return units.decode("utf-16-le").strip() if ours else text


def person_of(user: User | None, chat: Chat) -> Person:
    """Return who asks: the chat in private, the person within the chat in groups."""
    if chat.type == Chat.PRIVATE or user is None:
        return Person(Channel.TELEGRAM, f"{chat.id}")
    return Person(Channel.TELEGRAM, f"{chat.id}:{user.id}")


def place_of(message: Message) -> Place:
    """Return where to answer a message: in groups as a reply to it, in its topic."""
    private = message.chat.type == Chat.PRIVATE
    return Place(
        message.chat.id,
        private=private,
        thread=message.message_thread_id if message.is_topic_message else None,
        reply_to=None if private else message.message_id,
    )


def place_of_tap(query: CallbackQuery) -> Place | None:
    """Return where to answer a tap: in groups as a reply to the message that the tapped one answers."""
    shown = query.message
    if shown is None:
        return None
    private = shown.chat.type == Chat.PRIVATE
    if not isinstance(shown, Message):
        return Place(shown.chat.id, private=private)
    asked = shown.reply_to_message
    return Place(
        shown.chat.id,
        private=private,
        thread=shown.message_thread_id if shown.is_topic_message else None,
        reply_to=asked.message_id if asked is not None and not private else None,
    )


def is_anothers(query: CallbackQuery) -> bool:
    """Return whether a tap in a group comes from somebody else than the one whose message was answered."""
    shown = query.message
    if shown is None or shown.chat.type == Chat.PRIVATE or not isinstance(shown, Message):
        return False
    asked = shown.reply_to_message
    return asked is not None and asked.from_user is not None and asked.from_user.id != query.from_user.id


def anonymous_asker(query: CallbackQuery) -> User | None:
    """Return the account that anonymous admins share, where the tapped message answers one of them.

    Who taps is known by name even then; only what they write is anonymous.
    """
    asked = query.message.reply_to_message if isinstance(query.message, Message) else None
    return asked.from_user if asked is not None and is_from_anonymous_admin(asked) else None


def _mentions(message: Message) -> dict[MessageEntity, str]:
    if message.text is not None:
        return message.parse_entities(_MENTIONS)
    return message.parse_caption_entities(_MENTIONS) if message.caption is not None else {}


def _is_of(entity: MessageEntity, text: str, *, bot: User) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == bot.id
    return text.casefold() == f"@{bot.username}".casefold()


def _names_bot(command: str, bot: User) -> bool:
    return command.casefold().endswith(f"@{bot.username}".casefold())


def _names_another(command: str, bot: User) -> bool:
    return "@" in command and not _names_bot(command, bot)
