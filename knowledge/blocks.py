"""From lines to numbered blocks: which numbers begin a block, what belongs to it, and what the numbering lacks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.document import Line, Problem
from knowledge.numbering import ITEMS, STATUTE, Number, Numbering, split_number
from knowledge.units import LABEL

LONGEST_HEADING = 30
"""A first line or sentence of more characters than this is text, not a heading."""

PAUSES = frozenset("，。；：！？")
_ENDS = frozenset("。；：！？;:!?…")
_CLOSERS = "”）)】》’」"
_NOTICE_WITH_UNITS = re.compile(
    r"(?:单位|部门|牵头|配合)\s*[：:]|(?:负责|牵头|配合|落实|下同|不再列出)[。\s]*$"
)
_CHINESE_DIGIT = re.compile("[一二三四五六七八九十百]")
_REFERS = re.compile("[项款类种目至到中、和或及]")
MOST_WARNINGS = 50
"""More problems of numbering than this are counted and not listed."""


@dataclass(slots=True)
class Segment:
    """A line's share of a block's text: where in the text it begins, and which line (by index) it stands in."""

    start: int
    line: int
    text: str


@dataclass(slots=True)
class Block:
    """A numbered block: its number, its text with line breaks in mid-sentence mended, the blocks above it."""

    number: Number
    line: int
    above: tuple["Block", ...]
    segments: list[Segment] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    length: int = 0
    has_parts: bool = False
    counted: dict[Numbering, int] = field(default_factory=dict)
    seen: set[tuple[Numbering, int]] = field(default_factory=set)

    @property
    def text(self) -> str:
        """Return the text without number."""
        return "".join(self.parts)

    def add(self, line: int, text: str, glue: str) -> None:
        """Append a line's text, with what stands between it and the text before."""
        if glue:
            self.parts.append(glue)
            self.length += len(glue)
        self.segments.append(Segment(self.length, line, text))
        self.parts.append(text)
        self.length += len(text)


def group_lines(
    lines: Sequence[Line], indexes: Sequence[int], *, most: int
) -> tuple[list[Block], list[Problem]]:
    """Group the lines at `indexes`, of which the first is numbered, into blocks, in order.

    Stops as soon as more than `most` blocks without parts are found.
    """
    grouping = _Grouping(_full_width([lines[index].text for index in indexes]))
    for index in indexes:
        grouping.take(lines[index], index)
        if grouping.leaves > most:
            break
    return grouping.blocks, list(_listed(grouping.problems))


def _full_width(texts: Sequence[str]) -> int:
    """Return how wide (in half characters) a line is that was broken because it was full; huge where none were."""
    widths = sorted(map(_width, texts[:2000]))
    if len(widths) < 8:
        return 1 << 30
    widest = widths[int(len(widths) * 0.97)]
    full = sum(widest - 4 <= width <= widest + 1 for width in widths)
    return widest - 4 if 40 <= widest <= 120 and full >= 0.25 * len(widths) else 1 << 30


def _width(text: str) -> int:
    return (len(text.encode("utf-8", "replace")) + len(text)) // 2


class _Grouping:
    """The state while lines are grouped: open blocks, the last value of each way of numbering, problems."""

    def __init__(self, full: int) -> None:
        self.blocks: list[Block] = []
        self.problems: list[Problem] = []
        self.leaves = 0
        self._full = full
        self._open: list[Block] = []
        self._root = Block(Number(Numbering.PART, "", 0, 0), -1, ())
        self._last: dict[Numbering, int] = {}
        self._previous = ""
        self._alone = False

    def take(self, line: Line, index: int) -> None:
        """Put one line into the block that it begins or belongs to."""
        number = split_number(line.text)
        block = self.blocks[-1] if self.blocks else None
        if number is not None and number.numbering not in ITEMS and self._begins(number, line.text):
            if block is None or not self._is_item(number):
                self._begin(number, line, index)
                return
            self._last[number.numbering] = number.value
        elif number is not None and number.numbering not in ITEMS:
            number = None
        if block is not None:
            block.add(index, line.text, self._glue(block, line.text, number))
        self._previous, self._alone = line.text, False

    def _is_item(self, number: Number) -> bool:
        """Return whether the number is an item's of an article: it belongs to the article."""
        in_article = any(block.number.numbering is Numbering.ARTICLE for block in self._open)
        return in_article and number.numbering not in STATUTE

    def _begins(self, number: Number, text: str) -> bool:
        """Return whether a number begins a block or an item, and isn't a figure in mid-sentence."""
        before = self._previous.rstrip()
        if not before or self._alone or before[-1] in _ENDS or before[-1] in _CLOSERS:
            return True
        rest = text[number.end : number.end + 1]
        if number.numbering is Numbering.ARABIC and rest.isdigit():
            return False
        if number.numbering is Numbering.CHINESE and _CHINESE_DIGIT.match(rest):
            return False
        if number.numbering in (Numbering.CHINESE_BRACKETS, Numbering.ARABIC_BRACKETS) and _REFERS.match(
            rest
        ):
            return False
        if number.numbering is Numbering.ARTICLE and rest and not text[number.end - 1].isspace():
            return False
        follows = self._last.get(number.numbering, 0) + 1
        siblings = (b.number.value + 1 for b in self._open if b.number.numbering is number.numbering)
        return number.value in (1, follows, *siblings)

    def _begin(self, number: Number, line: Line, index: int) -> None:
        """Open a block; one numbered in the same way, or further inside a statute, is closed."""
        for depth, block in enumerate(self._open):
            if _closes(number.numbering, block.number.numbering):
                del self._open[depth:]
                break
        parent = self._open[-1] if self._open else self._root
        self.leaves += parent.has_parts or parent is self._root
        parent.has_parts = True
        self._check(number, line, parent)
        parent.counted[number.numbering] = self._last[number.numbering] = number.value
        parent.seen.add((number.numbering, number.value))
        block = Block(number, index, tuple(self._open))
        text = line.text[number.end :]
        block.add(index, text, "")
        self.blocks.append(block)
        self._open.append(block)
        self._previous = line.text
        self._alone = (
            len(text) <= LONGEST_HEADING and not PAUSES.intersection(text) and _width(line.text) < self._full
        )

    def _check(self, number: Number, line: Line, parent: Block) -> None:
        """Note a repeated number, and one that leaves others out."""
        if len(self.problems) > 10 * MOST_WARNINGS:
            return
        kind, value = number.numbering, number.value
        if (kind, value) in parent.seen:
            told = f"编号“{number.label}”在同一级里重复了；请核对编号，内容都已保留。"
            self.problems.append(Problem(line.number, told))
            return
        before = parent.counted.get(kind)
        expected = {1, self._last.get(kind, 0) + 1} if before is None else {before + 1}
        if value in expected:
            return
        if before is not None and value < before:
            told = f"编号“{number.label}”排在比它大的编号后面；请核对顺序，内容都已保留。"
        else:
            told = f"编号“{number.label}”前面缺了编号；请核对是否漏了内容。"
        self.problems.append(Problem(line.number, told))

    def _glue(self, block: Block, text: str, number: Number | None) -> str:
        """Return what joins a line to its block's text: a line break between sentences, nothing within one."""
        before = self._previous.rstrip()
        if not block.length:
            return ""
        if self._alone or _ends_sentence(before, block) or _begins_units(text):
            return "\n"
        if number is not None and not (number.numbering is Numbering.BULLET and not _is_bullet(before)):
            return "\n"
        if LABEL.match(before) and before[-1] not in "、，," and _width(before) < self._full:
            return "\n"
        latin = before[-1].isascii() and before[-1].isalpha() and text[0].isascii() and text[0].isalpha()
        return " " if latin else ""


def _closes(new: Numbering, old: Numbering) -> bool:
    """Return whether a new block closes an open one: a sibling, or what stands inside its siblings in a statute."""
    if new is old:
        return True
    if new not in STATUTE:
        return False
    return old not in STATUTE or STATUTE.index(old) >= STATUTE.index(new)


def _ends_sentence(line: str, block: Block) -> bool:
    """Return whether a line ends with a sentence, or with a bracket that names units."""
    if line[-1] in _ENDS:
        return True
    if line[-1] not in _CLOSERS:
        return False
    inner = line.rstrip(_CLOSERS)
    if inner and inner[-1] in _ENDS:
        return True
    if line[-1] not in "）)】":
        return False
    tail = "".join(block.parts[-8:])[-400:]
    start = max(tail.rfind("（"), tail.rfind("("), tail.rfind("【"))
    labelled = max(tail.rfind("（责任"), tail.rfind("（牵头"), tail.rfind("【责任"), tail.rfind("【牵头"))
    begins = labelled if labelled >= 0 else start
    return bool(_NOTICE_WITH_UNITS.search(tail[begins + 1 :].rstrip(_CLOSERS)))


def _begins_units(text: str) -> bool:
    return LABEL.match(text, 1 if text[0] in "（(【" else 0) is not None


def _is_bullet(text: str) -> bool:
    number = split_number(text)
    return number is not None and number.numbering is Numbering.BULLET


def _listed(problems: Sequence[Problem]) -> Iterator[Problem]:
    yield from problems[:MOST_WARNINGS]
    if len(problems) > MOST_WARNINGS:
        more = problems[MOST_WARNINGS]
        yield Problem(more.line, "从这里起还有更多编号重复或缺失；请核对全文的编号。")
