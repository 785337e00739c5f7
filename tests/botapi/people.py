"""The people, groups and channels of a test: what they do arrives at the bot as updates."""

from collections.abc import Mapping

from tests.botapi import texts
from tests.botapi.chats import BotStatus, Chat, User
from tests.botapi.messages import Message, Version
from tests.botapi.params import Upload
from tests.botapi.texts import Entity, FormattedText, utf16_length
from tests.botapi.topics import open_topic
from tests.botapi.world import CallbackQuery, World


class Group:
    """A group that the bot is in."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.chat = chat
        self.id = chat.id
        self._world = world

    async def adds_bot(self, by: "Person", *, as_administrator: bool = False) -> None:
        """Someone adds the bot, or gives it rights; an administrator reads everything."""
        _change_standing(self._world, self.chat, by.user, "administrator" if as_administrator else "member")

    def becomes_forum(self) -> None:
        """From now on it has topics."""
        self.chat.is_forum = True

    def opens_topic(self, name: str, by: "Person") -> Message:
        """Somebody opens a topic; its first message."""
        self.becomes_forum()
        return open_topic(self._world, self.chat, name, by.user)

    async def removes_bot(self, by: "Person") -> None:
        """Someone throws the bot out."""
        _change_standing(self._world, self.chat, by.user, "kicked")


class Channel:
    """A channel whose administrator is the bot."""

    def __init__(self, world: World, chat: Chat) -> None:
        self.chat = chat
        self.id = chat.id
        self._world = world

    async def posts(self, text: str) -> Message:
        """A post without an author."""
        message = self._world.post(self.chat, None, content=FormattedText(text, texts.detected(text)))
        self._world.updates.add("channel_post", message.to_json())
        return message


class Person:
    """Someone who uses Telegram; the bot knows the private chat `chat` once they have written in it."""

    def __init__(self, world: World, user: User) -> None:
        self.user = user
        self.id = user.id
        self.chat = world.add_chat(
            user.id, user.first_name, kind="private", username=user.username, status="unknown"
        )
        self._world = world

    async def sends(
        self,
        text: str,
        *,
        in_chat: Group | None = None,
        reply_to: Message | None = None,
        text_mentions: Mapping[str, User] | None = None,
    ) -> Message:
        """Writes a text; `text_mentions` are words that name a user without a username."""
        entities = (*texts.detected(text), *self._text_mentions(text, text_mentions or {}))
        content = FormattedText(text, texts.ordered(entities))
        return self._write(in_chat, content=content, reply_to=reply_to)

    async def sends_sticker(self, emoji: str = "👍", *, in_chat: Group | None = None) -> Message:
        """Sends a sticker."""
        file = self._keep("sticker.webp", b"sticker", "image/webp")
        kind = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._write(in_chat, attachment={"sticker": file | kind | {"emoji": emoji}})

    async def sends_document(
        self,
        name: str | None = "file.txt",
        content: bytes = b"text",
        *,
        mime_type: str = "text/plain",
        caption: str = "",
        in_chat: Group | None = None,
        reply_to: Message | None = None,
        details: Mapping[str, object] | None = None,
    ) -> Message:
        """Sends a file that the bot can fetch; `details` are further fields, as of an album or a forward."""
        file = self._keep(name or "", content, mime_type) | {"mime_type": mime_type}
        file |= {"file_name": name} if name is not None else {}
        text = FormattedText(caption, texts.detected(caption))
        attachment = {"document": file} | dict(details or {})
        return self._write(in_chat, content=text, attachment=attachment, reply_to=reply_to)

    async def sends_voice(self, seconds: int = 3, *, in_chat: Group | None = None) -> Message:
        """Sends a voice message."""
        file = self._keep("voice.ogg", b"voice", "audio/ogg")
        return self._write(
            in_chat, attachment={"voice": file | {"duration": seconds, "mime_type": "audio/ogg"}}
        )

    async def sends_photo(self, *, caption: str = "", in_chat: Group | None = None) -> Message:
        """Sends a picture."""
        size = self._keep("photo.jpg", b"photo", "image/jpeg") | {"width": 90, "height": 90}
        text = FormattedText(caption, texts.detected(caption))
        return self._write(in_chat, content=text, attachment={"photo": [size]})

    async def edits(self, message: Message, text: str) -> Message:
        """Changes an earlier text."""
        if message.sender is not self.user:
            raise ValueError(f"message {message.id} is not from {self.user.first_name}")
        version = Version(text, texts.detected(text), None, self._world.clock())
        self._world.rewrite(message, version)
        self._tell_bot("edited_message", message)
        return message

    async def taps(self, message: Message, label: str) -> CallbackQuery:
        """Taps a button under a message of the bot."""
        data = message.button(label).get("callback_data")
        if data is None or message.deleted:
            raise ValueError(f"button {label!r} under message {message.id} sends nothing to the bot")
        query = self._world.add_query(message, data)
        content: dict[str, object] = {
            "id": query.id,
            "from": self.user.to_json(),
            "message": message.to_json(),
            "chat_instance": str(message.chat.id),
            "data": data,
        }
        self._world.updates.add("callback_query", content)
        return query

    async def blocks_bot(self) -> None:
        """Blocks the bot in the private chat."""
        _change_standing(self._world, self.chat, self.user, "kicked")

    async def unblocks_bot(self) -> None:
        """Takes the block back."""
        _change_standing(self._world, self.chat, self.user, "member")

    async def deletes_account(self) -> None:
        """Leaves Telegram; no update tells the bot."""
        self.chat.bot_status = "deactivated"

    def _keep(self, name: str, content: bytes, mime_type: str) -> dict[str, object]:
        return self._world.keep_file(Upload(name, content, mime_type))

    @staticmethod
    def _text_mentions(text: str, named: Mapping[str, User]) -> list[Entity]:
        found = []
        for words, user in named.items():
            offset = utf16_length(text[: text.index(words)])
            found.append(Entity("text_mention", offset, utf16_length(words), user_id=user.id))
        return found

    def _write(
        self,
        group: Group | None,
        *,
        content: FormattedText | None = None,
        reply_to: Message | None = None,
        attachment: Mapping[str, object] | None = None,
    ) -> Message:
        chat = group.chat if group else self.chat
        if chat is self.chat:
            if chat.bot_status not in {"unknown", "member"}:
                raise ValueError(f"{self.user.first_name} has blocked the bot and cannot write to it")
            chat.bot_status = "member"
        message = self._world.post(
            chat,
            self.user,
            content=content or FormattedText(""),
            reply_to=reply_to,
            attachment=attachment,
            thread=reply_to.thread if reply_to else None,
        )
        self._tell_bot("message", message)
        return message

    def _tell_bot(self, kind: str, message: Message) -> None:
        if _bot_sees(self._world, message):
            self._world.updates.add(kind, message.to_json())


def _bot_sees(world: World, message: Message) -> bool:
    """Privacy mode: in groups the bot gets commands, replies to it and mentions of it, and no more."""
    status = message.chat.bot_status
    if status in {"left", "kicked"}:
        return False
    if message.chat.kind == "private" or not world.privacy_mode or status == "administrator":
        return True
    if message.reply_to is not None and message.reply_to.sender is world.bot:
        return True
    own_name = f"@{world.bot.username}".lower()
    for entity in message.entities:
        words = texts.stretch(message.text, entity).lower()
        if entity.type == "bot_command":
            # A bare command is for every bot of the group, one with a name for that bot alone.
            meant = "@" not in words or words.endswith(own_name)
        else:
            meant = words == own_name or entity.user_id == world.bot.id
        if meant:
            return True
    return False


def _change_standing(world: World, chat: Chat, by: User, status: BotStatus) -> None:
    before, chat.bot_status = chat.bot_status, status
    content = {
        "chat": chat.to_json(),
        "from": by.to_json(),
        "date": int(world.clock()),
        "old_chat_member": _member_json(world.bot, before),
        "new_chat_member": _member_json(world.bot, status),
    }
    world.updates.add("my_chat_member", content)


def _member_json(bot: User, status: BotStatus) -> dict[str, object]:
    member: dict[str, object] = {"user": bot.to_json(), "status": "left" if status == "unknown" else status}
    if status == "kicked":
        member["until_date"] = 0
    if status == "administrator":
        rights = (
            "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats "
            "can_restrict_members can_promote_members can_change_info can_invite_users "
            "can_post_stories can_edit_stories can_delete_stories"
        )
        member |= dict.fromkeys(rights.split(), False)
    return member
