"""A conversation with a person, as values: who asked, who has it, what was written, what went wrong."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.errors import BotError


class State(StrEnum):
    """How far it is: nobody has it yet, somebody has, or it is over."""

    WAITING = "waiting"
    TAKEN = "taken"
    CLOSED = "closed"


class Side(StrEnum):
    """Who writes: the owner, a person of the staff, or the service itself."""

    OWNER = "owner"
    STAFF = "staff"
    SERVICE = "service"


class Delivery(StrEnum):
    """How far a message is: still to be sent, sent, seen by the owner (on the web), or never to arrive."""

    WAITING = "waiting"
    SENT = "sent"
    SEEN = "seen"
    FAILED = "failed"


LONGEST_REPLY = 3500
"""UTF-16 units of what staff write; with its heading it has to fit one message of Telegram's."""

PATIENCE = timedelta(minutes=30)
"""Where the owner has waited so long for whoever has it, any colleague may take it over."""

_BY_FORM = "form:"

UNHEARD = "nobody told"
"""The source of the word to the owner that nobody of the staff could be told."""

BY_OWNER, BY_TIME, BY_ERASURE = "owner", "time", "erasure"
"""Who closes it where it isn't somebody of the staff: `erasure`, where the owner had everything erased."""


class Refused(BotError):
    """Something that can't be done with a handover; its text says why, in Chinese."""


class TakenByAnother(Refused):
    """Somebody else has it."""

    def __init__(self, name: str) -> None:
        """Take who that is."""
        super().__init__(
            f"已由{name}接手。要换您来，请同事点“交还”，或点“换我接手”："
            "管理员随时可以，其他人要等对方满 30 分钟没人回。"
        )


class Over(Refused):
    """It is closed."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("这次对话已经结束，没有转给对方。对方再次转人工时，会有新的卡片。")


class Unknown(Refused):
    """There is no such handover, or not any more."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("没有找到这次对话，可能已经删除。")


@dataclass(frozen=True, slots=True)
class Handover:
    """One request for a person; `chat` is the owner's in the channel, only while something is due to them there."""

    id: int
    channel: str
    state: State
    asked_at: datetime
    last_at: datetime
    revision: int
    chat: str | None = field(default=None, repr=False)
    question_id: int | None = None
    taken_by: str | None = None
    taken_name: str | None = None
    taken_at: datetime | None = None
    first_reply_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str | None = None
    owed_since: datetime | None = None
    former: str | None = None

    @property
    def who(self) -> str:
        """Return who has it, as people see them."""
        return self.taken_name or "同事"

    @property
    def is_open(self) -> bool:
        """Return whether it isn't closed."""
        return self.state is not State.CLOSED

    def is_left(self, now: datetime) -> bool:
        """Return whether the owner has waited so long for whoever has it that any colleague may take it over."""
        owed = self.state is State.TAKEN and self.owed_since
        return bool(owed and owed <= now - PATIENCE)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote in it, masked; see `bot.staff.store.tables` for `source`, `delivered` and `told`."""

    id: int
    side: Side
    text: str = field(repr=False)
    at: datetime
    state: Delivery
    name: str | None = None
    trouble: str | None = None
    source: str | None = None
    delivered: int | None = None
    told: bool = False

    @property
    def written_at(self) -> tuple[int, int] | None:
        """Return chat and message where staff wrote it in Telegram; None for what is from anywhere else."""
        if self.side is not Side.STAFF or self.source is None or self.source.startswith(_BY_FORM):
            return None
        chat, _, message_id = self.source.partition(":")
        return int(chat), int(message_id)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A question of the same conversation before, and what the bot said, as both are stored."""

    question: str = field(repr=False)
    kind: str
    said: str = field(repr=False)
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A message that shows a handover to staff; `words` is the owner's message that it passes on, None for the card."""

    chat: int
    message_id: int
    thread: int | None = None
    words: int | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """A handover with its messages, oldest first, and what was asked before, newest first."""

    handover: Handover
    messages: tuple[Message, ...]
    before: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of handovers, those that wait first, with what was asked last before; `total` counts all pages'.

    `last` has the newest words of owner or staff, by the handover's number, where there are any; `unheard` are the
    numbers of those of which nobody of the staff could be told.
    """

    rows: tuple[tuple[Handover, str], ...]
    total: int
    last: Mapping[int, Message] = field(repr=False)
    unheard: frozenset[int]


@dataclass(frozen=True, slots=True)
class News:
    """What an owner's page is told: whether a person still has the conversation, who, and what was written since."""

    is_open: bool
    who: str | None
    messages: tuple[Message, ...]


def source_of_form(form: str, text: str) -> str:
    """Return what marks the words of a form of the console: the same form with the same words is one message.

    The words belong to it: who goes back to a form that is sent, and writes something else, says something new.
    """
    return f"{_BY_FORM}{form}:{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def handover_of(row: Any) -> Handover:
    """Return a handover from its row."""
    return Handover(
        row.id,
        row.channel,
        State(row.state),
        utc(row.asked_at),
        utc(row.last_at),
        row.revision,
        row.chat,
        row.question_id,
        row.taken_by,
        row.taken_name,
        row.taken_at and utc(row.taken_at),
        row.first_reply_at and utc(row.first_reply_at),
        row.closed_at and utc(row.closed_at),
        row.closed_by,
        row.owed_since and utc(row.owed_since),
        row.former,
    )


def message_of(row: Any) -> Message:
    """Return a message from its row."""
    return Message(
        row.id,
        Side(row.side),
        row.text,
        utc(row.at),
        Delivery(row.state),
        row.name,
        row.trouble,
        row.source,
        row.delivered,
        row.told,
    )


def earlier_of(rows: Sequence[Any]) -> tuple[Earlier, ...]:
    """Return questions from their rows."""
    return tuple(Earlier(row.text, row.kind, _said(row.answer), utc(row.asked_at)) for row in rows)


def _said(answer: dict[str, Any]) -> str:
    return "\n".join([*answer["notices"], *(f"「{sentence}」" for sentence in answer["sentences"])])


def utc(moment: datetime) -> datetime:
    """Return a stored moment with its zone: SQLite keeps none, and UTC is meant."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
