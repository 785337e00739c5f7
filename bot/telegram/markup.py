"""Text for Telegram: blocks become HTML messages of at most 4096 UTF-16 units, each well-formed."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MESSAGE_UNITS = 4096

_SENTENCE_END = re.compile(r"[。；！？!?;\n]+[”’」』）)》]*")


class Frame(StrEnum):
    """What a block stands in: nothing, a quotation, or a quotation that is folded until tapped."""

    NONE = ""
    QUOTE = "<blockquote>"
    FOLDED = "<blockquote expandable>"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, bold or not."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or several lines that belong together."""

    runs: tuple[Run, ...]
    frame: Frame = Frame.NONE

    @property
    def text(self) -> str:
        """Return the text without markup."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Piece:
    """One message: its HTML, and the same as plain text."""

    html: str
    plain: str


def block(text: str, *, frame: Frame = Frame.NONE) -> Block:
    """Return a block of unmarked text."""
    return Block((Run(clean(text)),), frame)


def labelled(*lines: str) -> Block:
    """Return lines such as `牵头单位：市科技局` with the short label before the colon in bold."""
    runs: list[Run] = []
    for number, line in enumerate(lines):
        label, colon, rest = clean(line).partition("：")
        before = "\n" if number else ""
        if colon and len(label) <= 8 and "\n" not in label:
            runs += [Run(before), Run(label, bold=True), Run(colon + rest)]
        else:
            runs.append(Run(before + label + colon + rest))
    return Block(tuple(runs))


def titled(title: str, text: str = "") -> Block:
    """Return a bold first line and what follows it."""
    return Block((Run(clean(title), bold=True), Run(clean(f"\n{text}" if text else ""))))


def clean(text: str) -> str:
    """Return the text without what Telegram can't carry: control characters and lone surrogates."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode("utf-8")
    return "".join(char if char >= " " or char == "\n" else " " for char in text)


def units(text: str) -> int:
    """Return the length as Telegram counts it, in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def pieces(blocks: Iterable[Block], *, limit: int = MESSAGE_UNITS) -> tuple[Piece, ...]:
    """Return the blocks as messages, none over `limit`, cut between blocks or else at sentence ends.

    Blocks that show nothing are left out; nothing at all gives no piece.
    """
    messages: list[list[Block]] = []
    size = 0
    for whole in blocks:
        for part in _parts(whole, limit):
            gap = len(_gap(messages[-1][-1], part)) if messages else 0
            if messages and size + gap + units(part.text) <= limit:
                messages[-1].append(part)
                size += gap + units(part.text)
            else:
                messages.append([part])
                size = units(part.text)
    return tuple(_piece(message) for message in messages)


def _parts(whole: Block, limit: int) -> Iterator[Block]:
    """Yield the block in parts that fit a message, without those that show nothing."""
    start = 0
    for text in _cut(whole.text, limit):
        part = Block(_slice(whole.runs, start=start, end=start + len(text)), whole.frame)
        start += len(text)
        if is_visible(text):
            yield part


def _cut(text: str, limit: int) -> Iterator[str]:
    """Yield `text` in stretches of at most `limit` units, ending at a sentence end where there is one."""
    while units(text) > limit:
        # Half a surrogate pair at the end is dropped by the decoding.
        room = len(text[:limit].encode("utf-16-le")[: 2 * limit].decode("utf-16-le", "ignore"))
        ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, room)]
        cut = ends[-1] if ends else _between_characters(text, room)
        yield text[:cut]
        text = text[cut:]
    yield text


def _between_characters(text: str, room: int) -> int:
    """Return the last place before `room` that splits no composed character (a joined emoji, an accent)."""
    for place in range(room, max(room - 20, 1), -1):
        joined = "\u200d" in (text[place - 1], text[place]) or text[place] == "\ufe0f"
        if not joined and not unicodedata.combining(text[place]):
            return place
    return room


def _slice(runs: Sequence[Run], *, start: int, end: int) -> tuple[Run, ...]:
    sliced, at = [], 0
    for run in runs:
        text = run.text[max(0, start - at) : max(0, end - at)]
        at += len(run.text)
        if text:
            sliced.append(Run(text, run.bold))
    return tuple(sliced)


def is_visible(text: str) -> bool:
    """Return whether a person would see anything; Telegram refuses a message without."""
    return any(
        unicodedata.category(char)[0] not in "ZC" and char not in "\u0333\u033f\u030a" for char in text
    )


def _gap(before: Block, after: Block) -> str:
    # A quotation brings its own space.
    return "\n" if before.frame or after.frame else "\n\n"


def _piece(blocks: list[Block]) -> Piece:
    source, plain = [], []
    for number, part in enumerate(blocks):
        gap = _gap(blocks[number - 1], part) if number else ""
        source.append(gap + _html(part))
        plain.append(gap + part.text)
    return Piece("".join(source), "".join(plain))


def _html(part: Block) -> str:
    inner = "".join(
        f"<b>{html.escape(run.text, quote=False)}</b>" if run.bold else html.escape(run.text, quote=False)
        for run in part.runs
    )
    return f"{part.frame.value}{inner}</blockquote>" if part.frame else inner
