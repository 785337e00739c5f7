"""Where a document's parts lie: the notice, the head, the numbered text, the signature, the annexes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.document import Line, Part, Problem
from knowledge.metadata import Facts, named_title, notice_title, read_head, read_tail
from knowledge.numbering import ITEMS, split_number

_ANNEX = re.compile(r"附(?:件|表|录) ?[0-9一二三四五六七八九十]{0,2} ?(?:[：:]|$)")
_ANNEX_ALONE = re.compile(r"附件 ?[0-9一二三四五六七八九十]{0,2} ?[：:]?$")
_CONTENTS = re.compile(r"目 ?录$")
_PAGE_NUMBER = re.compile(
    r"[—–－-]+ ?\d{1,4} ?[—–－-]+$|第 ?\d{1,4} ?页(?:[ ，,/]{0,2}共 ?\d{1,4} ?页)?$|\s*$"
)
_LEADERS = re.compile(r"[\s.．…·•—]*\d{0,3}$")
_UNMARKED = str.maketrans("", "", "《》“”〈〉　 \t—–-－－~～")
LONGEST_TITLE = 5
"""A title is broken into at most this many lines."""


@dataclass(slots=True)
class Outline:
    """What each line is (by index; CLAUSE: of a numbered block), the lines of blocks, and the document's facts."""

    parts: list[Part]
    numbered: list[int]
    head: Facts
    tail: Facts
    problems: list[Problem] = field(default_factory=list)


def outline_of(lines: Sequence[Line]) -> Outline:
    """Return the outline of a document; lines whose part the format tells keep it."""
    parts = [line.part or Part.FURNITURE for line in lines]
    text = [i for i, line in enumerate(lines) if line.part is None and not _PAGE_NUMBER.match(line.text)]
    own = [lines[index] for index in text]
    notice = notice_title(own)
    plan = _plan_start(own, named_title(notice)) if notice else None
    contents = _contents(own, plan or 0)
    begin = contents.stop if contents else plan or 0
    first = next((i for i in range(begin, len(own)) if _is_block(own[i].text)), len(own))
    head = read_head(own[:first], notice, plan=plan)
    if contents:
        head.parts[contents.start : min(contents.stop, first)] = [Part.FURNITURE] * (
            min(contents.stop, first) - contents.start
        )
    signed, tail = _ends(own, first)
    found = [*head.parts, *[Part.CLAUSE] * (signed - first), *tail.parts]
    found += [Part.ANNEX] * (len(own) - len(found))
    for index, part in zip(text, found, strict=True):
        parts[index] = part
    return Outline(parts, text[first:signed], head, tail, [*head.problems, *tail.problems])


def _is_block(text: str) -> bool:
    number = split_number(text)
    return number is not None and number.numbering not in ITEMS


def _plan_start(lines: Sequence[Line], title: str) -> int | None:
    """Return where the document that a notice prints begins: where its title is repeated, or after 附件."""
    wanted = title.translate(_UNMARKED)
    for start in range(1, len(lines)):
        if lines[start].text[:1] in "《":
            continue
        joined = ""
        for line in lines[start : start + LONGEST_TITLE]:
            joined += line.text.translate(_UNMARKED)
            if joined == wanted:
                return start
            if not wanted.startswith(joined):
                break
    for start, line in enumerate(lines[:-2]):
        if not start or not _ANNEX_ALONE.match(line.text) or _is_block(lines[start + 1].text):
            continue
        if any(_is_block(line.text) for line in lines[start + 2 : start + 40]):
            return start + 1
    return None


def _contents(lines: Sequence[Line], begin: int) -> range | None:
    """Return the lines of a table of contents (目录): from its heading to where its first entry is repeated."""
    head = range(begin, min(len(lines) - 1, begin + 60))
    start = next((place for place in head if _CONTENTS.match(lines[place].text)), None)
    wanted = "" if start is None else _LEADERS.sub("", lines[start + 1].text[:200])
    if start is None or not wanted:
        return None
    for stop in range(start + 2, len(lines)):
        if lines[stop].text.startswith(wanted) and _LEADERS.sub("", lines[stop].text[:200]) == wanted:
            return range(start, stop)
    return None


def _ends(lines: Sequence[Line], first: int) -> tuple[int, Facts]:
    """Return where the numbered text ends, and what the signature below it says.

    A list 附件：1.… stands above the signature, the annexes stand below it.
    """
    annexed = next((i for i in range(first, len(lines)) if _begins_annex(lines, i, first)), len(lines))
    signed, tail = read_tail(lines[first:annexed])
    signed += first
    if annexed == len(lines) or tail.issued or tail.problems:
        return signed, tail
    closing = tail.parts
    after = next(
        (
            i
            for i in range(annexed + 1, min(len(lines), annexed + 40))
            if _ANNEX_ALONE.match(lines[i].text) or (i - annexed > 1 and _ANNEX.match(lines[i].text))
        ),
        min(len(lines), annexed + 40),
    )
    listed, tail = read_tail(lines[annexed:after])
    if tail.issued is None and not tail.problems:
        return signed, Facts(parts=closing)
    tail.parts[:0] = [*closing, *[Part.ANNEX] * listed]
    return signed, tail


def _begins_annex(lines: Sequence[Line], index: int, first: int) -> bool:
    """Return whether a line begins the annexes: 附件 after a whole sentence, or on a line of its own."""
    if not _ANNEX.match(lines[index].text) or index == first:
        return False
    before = lines[index - 1].text
    return _ANNEX_ALONE.match(lines[index].text) is not None or before[-1] not in "，、（("
