"""What a document says of itself: title, issuer, number, issue date, period."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from knowledge.document import Part, Piece, Validity
from knowledge.reading import Line

_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_DATE_LINE = re.compile(r"^\d{4}年\d{1,2}月\d{1,2}日$")
_PERIOD = re.compile(r"(\d{4})年?\s*[—–\-~～至]+\s*(\d{4})年")
_IN_FORCE = re.compile(r"自(\d{4}年\d{1,2}月\d{1,2}日)起(?:施行|实施|执行|生效)")
_VALID_UNTIL = re.compile(r"有效期(?:限)?(?:截?至|到)(\d{4}年\d{1,2}月\d{1,2}日)")
_DOC_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}〔\d{4}〕\d{1,4}号")
_NOTICE = re.compile(r"(?:(?P<issuer>.{2,30}?)关于)?(?:印发|发布)《?(?P<title>[^《》]{4,80}?)》?的通知")
_BESIDE = re.compile(rf"{_DOC_NUMBER.pattern}$|^[（(].*(?:通过|公布|印发|发布|修订|修正)[）)]$")
_PUBLISHED = re.compile(r"^[（(]此件.{2,12}[）)]$")
_SENTENCE_END = "。；：！？"

LONGEST_TITLE_LINE = 60
"""A longer line (in characters) is text, not part of a title."""


@dataclass(frozen=True, slots=True)
class Front:
    """What stands before the first numbered block: the document's own data, and its pieces in order."""

    title: str | None
    issuer: str | None
    doc_number: str | None
    issued: date | None
    pieces: tuple[Piece, ...]


def read_date(text: str) -> date | None:
    """Return the first date written as 2021年8月19日; None where there is none or it doesn't exist."""
    match = _DATE.search(text)
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None


def read_front(lines: Sequence[Line]) -> Front:
    """Read the notice, signature, title lines and preamble before the first numbered block."""
    signed = next((i for i, line in enumerate(lines) if _DATE_LINE.match(line.text)), None)
    signer = lines[signed - 1].text if signed and _names_a_body(lines[signed - 1].text) else None
    after = 0 if signed is None else signed + 1
    while after < len(lines) and _PUBLISHED.match(lines[after].text):
        after += 1
    while after < len(lines) and _BESIDE.match(lines[after].text):
        after += 1
    titles = list(takewhile(lambda line: _may_be_title(line.text), lines[after:]))
    notice = _NOTICE.search("".join(line.text for line in lines))
    title = "".join(line.text for line in titles) or (notice["title"] if notice else None)
    number = next((m[0] for line in lines if (m := _DOC_NUMBER.search(line.text))), None)
    return Front(
        title=title,
        issuer=signer or (notice["issuer"] if notice else None),
        doc_number=number,
        issued=read_date(lines[signed].text) if signed is not None else None,
        pieces=tuple(
            _pieces(lines, signed=signed, title_lines={line.number for line in titles}, after=after)
        ),
    )


def _may_be_title(text: str) -> bool:
    return (
        len(text) <= LONGEST_TITLE_LINE and text[-1] not in _SENTENCE_END + "，、" and not _BESIDE.match(text)
    )


def _names_a_body(text: str) -> bool:
    return len(text) <= 40 and not any(mark in text for mark in _SENTENCE_END + "，")


def signature_start(lines: Sequence[Line]) -> int:
    """Return where the signature at the end of a document begins, len(lines) where there is none.

    It is a date on a line of its own with the issuer above it, and perhaps （此件公开发布） below.
    """
    end = len(lines)
    while end and _PUBLISHED.match(lines[end - 1].text):
        end -= 1
    if end and _DATE_LINE.match(lines[end - 1].text):
        return end - 2 if end > 1 and _names_a_body(lines[end - 2].text) else end - 1
    return len(lines)


def _pieces(lines: Sequence[Line], *, signed: int | None, title_lines: set[int], after: int) -> list[Piece]:
    pieces = []
    for index, line in enumerate(lines):
        if line.number in title_lines:
            part = Part.TITLE
        elif index >= after:
            part = Part.PREAMBLE
        elif signed is not None and signed - 1 <= index <= signed:
            part = Part.SIGNATURE
        else:
            part = Part.NOTICE
        pieces.append(Piece(part, line.text, line.number))
    return pieces


def read_validity(title: str, text: str, issued: date | None) -> Validity:
    """Return the first and the last day of force.

    The first is the stated day (自…起施行), else the issue date; the last is the stated day (有效期至…), else
    the last day of the period in the title (2021—2023年), else unknown.
    """
    start = read_date(match[1]) if (match := _IN_FORCE.search(text)) else None
    end = read_date(match[1]) if (match := _VALID_UNTIL.search(text)) else None
    if end is None and (match := _PERIOD.search(title)):
        first, last = int(match[1]), int(match[2])
        end = date(last, 12, 31) if 0 < first <= last else None
    return Validity(start or issued, end)
