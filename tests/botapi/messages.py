"""Messages as the server stores them, with every version a reader may have seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.botapi import markup as markups
from tests.botapi.markup import Markup
from tests.botapi.params import Upload
from tests.botapi.texts import Entity

if TYPE_CHECKING:
    from tests.botapi.chats import Chat, User


@dataclass(frozen=True)
class Version:
    """What a message said from `time` on; `html` is the source as the bot sent it, if it was HTML."""

    text: str
    entities: tuple[Entity, ...]
    markup: Markup | None
    time: float
    html: str | None = None

    def same_content(self, other: "Version") -> bool:
        """Whether a reader would see no difference."""
        return (self.text, self.entities, self.markup) == (other.text, other.entities, other.markup)


@dataclass(eq=False)
class Message:
    """A message in a chat; `history` holds its versions, the present one last.

    `thread` is its topic, where the chat is a forum; `reaction` what the bot has set below it.
    """

    id: int
    chat: "Chat"
    sender: "User | None"
    history: list[Version]
    reply_to: "Message | None" = None
    attachment: Mapping[str, object] = field(default_factory=dict)
    document: Upload | None = None
    edited: bool = False
    deleted: bool = False
    mentioned: Mapping[int, "User"] = field(default_factory=dict)
    thread: int | None = None
    reaction: str = ""

    @property
    def text(self) -> str:
        """The text (or caption) now."""
        return self.history[-1].text

    @property
    def html(self) -> str | None:
        """The HTML that the present version was sent as."""
        return self.history[-1].html

    @property
    def entities(self) -> tuple[Entity, ...]:
        """The marked stretches of the text."""
        return self.history[-1].entities

    @property
    def markup(self) -> Markup | None:
        """The keyboard that came with the present version."""
        return self.history[-1].markup

    @property
    def buttons(self) -> list[str]:
        """The labels of the inline buttons, in reading order."""
        return [button["text"] for button in markups.buttons(self.markup)]

    def button(self, label: str) -> dict[str, str]:
        """The inline button with this label; raises LookupError naming the ones there are."""
        for button in markups.buttons(self.markup):
            if button["text"] == label:
                return button
        raise LookupError(f"no button {label!r} under message {self.id}, only {self.buttons}")

    def to_json(self, *, with_reply: bool = True) -> dict[str, object]:
        """The Message object of the Bot API."""
        content: dict[str, object] = {"message_id": self.id, "date": int(self.history[0].time)}
        content["chat"] = self.chat.to_json()
        if self.chat.kind == "channel":
            content["sender_chat"] = self.chat.to_json()
        elif self.sender is not None:
            content["from"] = self.sender.to_json()
        if self.thread is not None:
            content |= {"message_thread_id": self.thread, "is_topic_message": True}
        if self.edited:
            content["edit_date"] = int(self.history[-1].time)
        if with_reply and self.reply_to is not None and not self.reply_to.deleted:
            content["reply_to_message"] = self.reply_to.to_json(with_reply=False)
        content |= self.attachment
        prefix = "caption" if self.attachment else "text"
        if self.text:
            content[prefix] = self.text
        if self.entities:
            name = "caption_entities" if self.attachment else "entities"
            content[name] = [self._entity_json(entity) for entity in self.entities]
        if self.markup and "inline_keyboard" in self.markup:
            content["reply_markup"] = self.markup
        return content

    def _entity_json(self, entity: Entity) -> dict[str, object]:
        if entity.user_id is None:
            return entity.to_json()
        return entity.to_json() | {"user": self.mentioned[entity.user_id].to_json()}
