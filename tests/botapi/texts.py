"""Text with entities, counted in UTF-16 code units as Telegram counts it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tests.botapi.errors import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_SOURCE_BYTES = 1 << 15

_REMOVED = {"\r", "\u0333", "\u033f", "\u030a", *(chr(code) for code in range(0x2028, 0x202F))}
_DETECTED = re.compile(
    r"(?P<bot_command>(?<![\w/@<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<mention>(?<![\w@.])@[a-zA-Z0-9_]{4,32}\b)"
    r"|(?P<url>https?://[^\s<>\"，。；！？（）《》“”]+)"
)


@dataclass(frozen=True)
class Entity:
    """A marked stretch of text; offset and length in UTF-16 code units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None

    def to_json(self) -> dict[str, object]:
        """The entity as in a message; the user of a text_mention is filled in by the message."""
        names = ("type", "offset", "length", "url", "language", "custom_emoji_id")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}


@dataclass(frozen=True)
class FormattedText:
    """What is left of a text once its markup has been read."""

    text: str
    entities: tuple[Entity, ...] = ()


def utf16_length(text: str) -> int:
    """How many UTF-16 code units a text has."""
    return len(text) + sum(char > "\uffff" for char in text)


def check_source_size(text: str) -> None:
    """Refuses what Telegram will not even begin to parse (over 32,768 bytes)."""
    if len(text.encode()) > _MAX_SOURCE_BYTES:
        raise bad_request("Text is too long")


def cleaned(formatted: FormattedText) -> FormattedText:
    """Control characters gone, ends trimmed, entities moved along; empty entities dropped."""
    kept: list[str] = []
    moved = {0: 0}
    old = new = 0
    for char in formatted.text:
        width = utf16_length(char)
        if char not in _REMOVED:
            kept.append(" " if char < " " and char != "\n" else char)
            new += width
        old += width
        moved[old] = new
    text = "".join(kept)
    body = text.strip(" \n")
    start = len(text) - len(text.lstrip(" \n"))
    end = start + utf16_length(body)
    entities = [
        _clipped(
            entity, _at(moved, entity.offset), _at(moved, entity.offset + entity.length), within=(start, end)
        )
        for entity in formatted.entities
    ]
    return FormattedText(body, ordered(entity for entity in entities if entity.length > 0))


def ordered(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Entities as Telegram lists them: by place, the enclosing one first."""
    return tuple(sorted(entities, key=lambda entity: (entity.offset, -entity.length)))


def detected(text: str) -> tuple[Entity, ...]:
    """The commands, mentions and links that Telegram finds in a person's plain text."""
    found = []
    for match in _DETECTED.finditer(text):
        offset, length = utf16_length(text[: match.start()]), utf16_length(match.group())
        found.append(Entity(str(match.lastgroup), offset, length))
    return tuple(found)


def stretch(text: str, entity: Entity) -> str:
    """The part of a text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")


def _at(moved: dict[int, int], offset: int) -> int:
    # An offset past the end, or inside a surrogate pair, falls to the nearest boundary before it.
    while offset not in moved:
        offset -= 1
    return moved[offset]


def _clipped(entity: Entity, begin: int, end: int, *, within: tuple[int, int]) -> Entity:
    begin, end = max(begin, within[0]), min(end, within[1])
    return replace(entity, offset=begin - within[0], length=end - begin)
