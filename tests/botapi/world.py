"""Everything the server knows: the bot, the chats, the updates, the queries and the files."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.botapi.changes import Changes
from tests.botapi.chats import BotStatus, Chat, ChatKind, User
from tests.botapi.errors import bad_request
from tests.botapi.limits import FloodControl, Limits
from tests.botapi.messages import Message, Version
from tests.botapi.params import Upload
from tests.botapi.texts import FormattedText
from tests.botapi.updates import UpdateQueue

MAX_DOWNLOAD = 20 * 1024 * 1024


@dataclass(frozen=True)
class CallbackAnswer:
    """What the bot showed to the person who tapped."""

    text: str
    show_alert: bool
    url: str
    cache_time: int


@dataclass(eq=False)
class CallbackQuery:
    """A tap on a button: `answer` is set once, `expired` when it has waited too long."""

    id: str
    message: Message
    data: str
    answer: CallbackAnswer | None = None
    expired: bool = False

    def expires(self) -> None:
        """From now on Telegram takes no answer to it."""
        self.expired = True


@dataclass
class Profile:
    """What the bot says of itself, by language; commands by scope and language."""

    commands: dict[tuple[str, str], list[dict[str, str]]] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)


@dataclass
class Webhook:
    """Where updates would be sent to; not set where the URL is empty."""

    url: str = ""
    secret_token: str = ""
    max_connections: int = 40


class World:
    """The state that the Bot API's methods and the people in a test share."""

    def __init__(
        self, bot: User, *, limits: Limits | None, clock: Callable[[], float], poll_second: float
    ) -> None:
        self.bot = bot
        self.clock = clock
        self.privacy_mode = True
        self.changes = Changes()
        self.updates = UpdateQueue(self.changes, poll_second=poll_second)
        self.flood = FloodControl(limits, clock)
        self.profile = Profile(names={"": bot.first_name})
        self.webhook = Webhook()
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.queries: dict[str, CallbackQuery] = {}
        self.files: dict[str, Upload] = {}
        self._shared_ids = itertools.count(1)
        self._query_ids = itertools.count(4_382_000_000_000_000_001, 7919)

    def add_user(self, user: User) -> User:
        """Makes an account known; its id must be new."""
        if user.id in self.users:
            raise ValueError(f"user {user.id} exists already")
        self.users[user.id] = user
        return user

    def add_chat(
        self, chat_id: int, title: str, *, kind: ChatKind, username: str = "", status: BotStatus = "member"
    ) -> Chat:
        """Makes a chat; its id must be new."""
        if chat_id in self.chats:
            raise ValueError(f"chat {chat_id} exists already")
        # Supergroups and channels number their messages themselves, so an id alone names no message.
        ids = self._shared_ids if kind in {"private", "group"} else itertools.count(1)
        self.chats[chat_id] = Chat(chat_id, kind, title, ids, username, status)
        return self.chats[chat_id]

    def find_chat(self, identifier: str) -> Chat:
        """The chat that a chat_id names; raises ApiError where the bot knows none."""
        if not identifier:
            raise bad_request("chat_id is empty")
        if identifier.startswith("@"):
            public = (one for one in self.chats.values() if one.kind != "private" and one.username)
            chat = next((one for one in public if identifier == f"@{one.username}"), None)
        else:
            chat = self.chats.get(int(identifier)) if identifier.removeprefix("-").isdecimal() else None
        if chat is None:
            raise bad_request("chat not found")
        chat.check_reachable()
        return chat

    def post(
        self,
        chat: Chat,
        sender: User | None,
        *,
        content: FormattedText,
        markup: dict[str, object] | None = None,
        html: str | None = None,
        reply_to: Message | None = None,
        attachment: Mapping[str, object] | None = None,
        thread: int | None = None,
    ) -> Message:
        """Stores a message and wakes those who wait for it."""
        mentioned = {
            one.user_id: self.users[one.user_id] for one in content.entities if one.user_id is not None
        }
        version = Version(content.text, content.entities, markup, self.clock(), html)
        message = Message(
            next(chat.ids),
            chat,
            sender,
            [version],
            reply_to,
            attachment or {},
            mentioned=mentioned,
            thread=thread,
        )
        chat.log[message.id] = message
        self.changes.announce()
        return message

    def rewrite(self, message: Message, version: Version) -> None:
        """Gives a message a new version."""
        for entity in version.entities:
            if entity.user_id is not None:
                message.mentioned = {**message.mentioned, entity.user_id: self.users[entity.user_id]}
        message.history.append(version)
        message.edited = True
        self.changes.announce()

    def keep_file(self, upload: Upload) -> dict[str, object]:
        """Stores a file; the fields that every kind of file has."""
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id] = upload
        return {"file_id": file_id, "file_unique_id": f"unique-{file_id}", "file_size": len(upload.content)}

    def add_query(self, message: Message, data: str) -> CallbackQuery:
        """Opens a callback query for a tap."""
        query = CallbackQuery(str(next(self._query_ids)), message, data)
        self.queries[query.id] = query
        return query
