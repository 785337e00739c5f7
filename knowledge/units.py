"""Who is responsible: reading the units brackets of a block."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from knowledge.document import Units
from knowledge.names import read_names

LONGEST_BRACKET = 600
"""A bracket of more characters (counted without a label such as 责任单位：) names no units."""

LABEL = re.compile(
    r"\s*(?P<role>(?:(?:牵头|主要|主责|主办|责任|实施|配合|协办|承办|参与|参加|协同|协助|落实|支持|指导)[（）()、和]{0,2}){1,3})"
    r"(?:单位|部门|主体|处室|科室)\s*[：:]|\s*(?P<bare>牵头|配合)\s*[：:]"
)
"""What stands before the names: 责任单位：and its kin."""

_LATER_LABEL = re.compile(rf"^[^：:。]{{2,6}}[：:][^：:。]{{1,40}}[；;，,](?:{LABEL.pattern})")
_OTHER_LABEL = re.compile(r"[；;，,。\s][\u4e00-\u9fff]{2,6}[：:]")
_FIRST_LEADS = re.compile(
    r"(?:列|排(?:名|列)?)在?(?:第一(?:位|个|名)?|首位|最前)的?(?:单位|部门)?为(?:主要)?牵头(?:责任)?(?:单位|部门)"
    r"(?P<henceforth>[，,、；;\s]*下同)?"
)
_FOR_ALL = re.compile(
    r"以下(?:各项)?(?:任务|工作|措施|政策|内容)?(?:均|都)?(?:需|须|由)(?:要)?(?P<names>[^。；;，,\n]{2,60}?)"
    r"(?:负责)?(?:贯彻)?(?:落实|实施|配合|参与)[，,；;]?(?:以下)?不再(?:一一|逐一|单独|重复)?(?:列出|列示|罗列)"
)
_ENDS_A_ROLE = re.compile(r"(?:负责|牵头|配合|落实|实施|参与|承办|不再列出|下同|单位)[。；\s]*$")
_SPEAKS_OF_UNITS = re.compile("单位|部门|负责|牵头|配合|主体|科室|处室|不再")
_LABELLED_LINE = re.compile(rf"\n(?:{LABEL.pattern})")


class Mark(NamedTuple):
    """Where in a block's text units are named (brackets included), and the names part of it."""

    start: int
    end: int
    said: str


class UnitsBracket(NamedTuple):
    """A block's text without its closing units brackets, and what its brackets say.

    `henceforth`: they say that the first listed unit leads in all that follow too (下同); `for_all` are the
    units that share in all that follows (以下均需…落实，不再列出).
    """

    text: str
    units: Units
    henceforth: bool = False
    for_all: tuple[str, ...] = ()


def find_marks(text: str) -> list[Mark]:
    """Return where `text` names units: in brackets, or on lines of their own after 责任单位：, in print order."""
    marks: list[Mark] = []
    if not _SPEAKS_OF_UNITS.search(text):
        return marks
    for start, end, closed in sorted(_brackets(text)):
        if marks and start < marks[-1].end:
            continue
        said = text[start + 1 : end - closed]
        if LABEL.match(said) or _LATER_LABEL.search(said) or (closed and _names_units(said)):
            marks.append(Mark(start, end, said))
    lines: list[Mark] = []
    place = 0
    for match in _LABELLED_LINE.finditer(text):
        start, end = match.start() + 1, text.find("\n", match.end())
        end = len(text) if end < 0 else end
        while place < len(marks) and marks[place].end <= start:
            place += 1
        if place == len(marks) or start < marks[place].start:
            lines.append(Mark(start, end, text[start:end]))
    return sorted([*marks, *lines], key=lambda mark: mark.start) if lines else marks


def closing_marks(text: str, marks: Sequence[Mark]) -> int:
    """Return how many of the marks close the text: nothing but full stops follows or stands between them."""
    end, closing = len(text), 0
    for mark in reversed(marks):
        if text[mark.end : end].strip(" \n\t。；"):
            break
        end, closing = mark.start, closing + 1
    return closing


def read_marks(marks: Sequence[Mark], *, first_leads: bool, inside: bool) -> UnitsBracket:
    """Return what the marks say; `inside`: some follow single sentences, so the first named leads."""
    names: list[str] = []
    leads: list[str] = []
    for_all: list[str] = []
    rule = henceforth = False
    for mark in marks:
        said = _read(mark.said)
        names += said.names
        leads += [said.lead] if said.lead else []
        for_all += said.for_all
        rule, henceforth = rule or said.first_leads, henceforth or said.henceforth
    if names and (rule or first_leads or inside):
        leads.append(names[0])
    units = Units(tuple(dict.fromkeys(names)), leads[0] if leads else None)
    return UnitsBracket("", units, henceforth, tuple(dict.fromkeys(for_all)))


def _brackets(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield start, end and whether it is closed of each bracket; one that isn't reaches to the end of its line."""
    opened: list[int] = []
    for match in re.finditer("[（(【）)】]", text):
        if match[0] in "（(【":
            opened.append(match.start())
        elif opened:
            yield opened.pop(), match.end(), True
    line_end = covered = 0
    for start in opened:
        if start < covered or not LABEL.match(text, start + 1):
            continue
        if line_end <= start:
            found = text.find("\n", start)
            line_end = found if found >= 0 else len(text)
        covered = _unclosed_end(text, start, line_end)
        yield start, covered, False


def _unclosed_end(text: str, start: int, line_end: int) -> int:
    """Return where a bracket that isn't closed ends: at its first full stop, or after the rule that follows it."""
    stop = text.find("。", start, line_end)
    if stop < 0 or _FIRST_LEADS.match(text, stop + 1) or _FOR_ALL.match(text, stop + 1):
        return line_end
    return stop


def _names_units(said: str) -> bool:
    """Return whether a bracket without a label names units: 甲局、乙局负责 or 甲局牵头，乙局配合."""
    if len(said) > LONGEST_BRACKET or not _ENDS_A_ROLE.search(said[-12:]):
        return False
    if _FOR_ALL.search(said) or _FIRST_LEADS.search(said):
        return True
    return read_names(said, strict=True)[0] != []


class _Said(NamedTuple):
    """What one mark says: names in print order, who is marked as leading, and the rules that it states."""

    names: tuple[str, ...]
    lead: str | None
    first_leads: bool
    henceforth: bool
    for_all: tuple[str, ...]


@lru_cache(maxsize=4096)
def _read(said: str) -> _Said:
    """Read one mark; the same units are named again and again, hence the cache."""
    for_all: list[str] = []
    first_leads = henceforth = False
    if match := _FOR_ALL.search(said):
        for_all = read_names(match["names"])[0]
        said = f"{said[: match.start()]}，{said[match.end() :]}"
    if match := _FIRST_LEADS.search(said):
        first_leads, henceforth = True, match["henceforth"] is not None
        said = f"{said[: match.start()]}，{said[match.end() :]}"
    names, lead = _read_labelled(said)
    return _Said(tuple(names), lead, first_leads, henceforth, tuple(for_all))


def _read_labelled(listed: str) -> tuple[list[str], str | None]:
    """Return all names of one mark in print order, and the first of those marked as leading (or None)."""
    names: list[str] = []
    lead = None
    labels = list(LABEL.finditer(listed))
    if not labels:
        return read_names(listed)
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        part = listed[label.end() : following.start() if following else len(listed)]
        if other := _OTHER_LABEL.search(part):
            part = part[: other.start()]
        found, leads = read_names(part)
        role = label["role"] or label["bare"]
        if "牵头" in role or "主办" in role or "主责" in role:
            leads = leads or (found[0] if found else None)
        lead = lead or leads
        names += found
    return names, lead
