"""Users and chats, and how the bot stands in each."""

import itertools
from dataclasses import dataclass, field
from typing import Literal

from tests.botapi.errors import ApiError, bad_request, forbidden
from tests.botapi.messages import Message

ChatKind = Literal["private", "group", "supergroup", "channel"]
BotStatus = Literal["unknown", "member", "administrator", "left", "kicked", "deactivated"]


@dataclass(frozen=True)
class User:
    """A Telegram account: a person, or the bot."""

    id: int
    first_name: str
    username: str = ""
    language_code: str = ""
    is_bot: bool = False

    def to_json(self) -> dict[str, object]:
        """The User object of the Bot API."""
        content: dict[str, object] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            content["username"] = self.username
        if self.language_code:
            content["language_code"] = self.language_code
        return content


@dataclass(eq=False)
class Topic:
    """A topic of a forum; `opening` is the service message that begins it."""

    name: str
    opening: Message
    closed: bool = False


@dataclass(eq=False)
class Chat:
    """A chat with its messages; ids count across private chats and small groups, else within the chat.

    `members` are the ChatMember objects, by user id, of those whom the bot may look up. A forum has `topics`, by the
    id of their thread; `reactions` says whether the chat allows any.
    """

    id: int
    kind: ChatKind
    title: str
    ids: "itertools.count[int]"
    username: str = ""
    bot_status: BotStatus = "member"
    log: dict[int, Message] = field(default_factory=dict)
    members: dict[int, dict[str, object]] = field(default_factory=dict)
    is_forum: bool = False
    topics: dict[int, "Topic"] = field(default_factory=dict)
    reactions: bool = True

    def to_json(self) -> dict[str, object]:
        """The Chat object of the Bot API."""
        content: dict[str, object] = {"id": self.id, "type": self.kind}
        content["first_name" if self.kind == "private" else "title"] = self.title
        if self.username:
            content["username"] = self.username
        if self.is_forum:
            content["is_forum"] = True
        return content

    def message(self, message_id: int) -> Message | None:
        """A message that is still there."""
        found = self.log.get(message_id)
        return found if found is not None and not found.deleted else None

    def check_reachable(self) -> None:
        """Raises ApiError where the bot has never met this chat, as for a chat that does not exist."""
        if self.bot_status == "unknown":
            raise bad_request("chat not found")

    def check_writable(self) -> None:
        """Raises ApiError where the bot may not write."""
        self.check_reachable()
        if self.bot_status not in {"member", "administrator"}:
            raise self._refusal()
        if self.kind == "channel" and self.bot_status != "administrator":
            raise bad_request("need administrator rights in the channel chat")

    def _refusal(self) -> ApiError:
        if self.bot_status == "deactivated":
            return forbidden("user is deactivated")
        if self.kind == "private":
            return forbidden("bot was blocked by the user")
        if self.bot_status == "kicked":
            return forbidden(f"bot was kicked from the {self.kind} chat")
        return forbidden(f"bot is not a member of the {self.kind} chat")
