"""Cutting a block's text into heading, body and units brackets."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.blocks import LONGEST_HEADING, PAUSES
from knowledge.document import Part
from knowledge.numbering import Numbering
from knowledge.units import Mark, UnitsBracket, closing_marks, find_marks, read_marks

LONGEST_LABEL = 12
"""A first phrase before a colon of more characters than this is text, not a heading."""

_FIGURE = re.compile(r"[0-9%％]")
_NO_FIGURE = re.compile(r"“[^“”]*”|\d+[A-Za-z]+|[A-Za-z]+\d+")
_OF_ITSELF = re.compile("^本(?:办法|意见|通知|计划|政策|措施|方案|规定|细则|条例)|之日起|日起|特此")
_SPREAD = re.compile("[\u4e00-\u9fff](?: +[\u4e00-\u9fff]){1,3}")
_LEADS_TO_A_LIST = re.compile(r"(?:包括|如下|下列|以下|为|是|即|指|条件|之一|有|其中|例如|如|应|可|须)$")
_TITLED_ARTICLE = re.compile(r"([（(【]\s?([^（）()【】，。；：]{2,20})\s?[）)】])\s*(?=\S)")


class Cut(NamedTuple):
    """A block's text as cut: heading (or None), body, what its brackets say, and where each part ends.

    `ends` lists (part, end) in order; together they cover the text.
    """

    heading: str | None
    body: str
    said: UnitsBracket
    ends: tuple[tuple[Part, int], ...]


def cut_block(text: str, numbering: Numbering, *, has_parts: bool, first_leads: bool) -> Cut:
    """Cut a block's text; `has_parts`: there are numbered blocks below it, so a lone sentence is a heading."""
    marks = find_marks(text)
    closing = closing_marks(text, marks)
    end = marks[-closing].start if closing else len(text)
    inner = marks[: len(marks) - closing]
    article = numbering is Numbering.ARTICLE
    heading: str | None
    if marked := None if article else _marked_heading(text, inner, closing):
        heading, head_end, body_start = marked
        inner = inner[1:]
    else:
        heading, head_end = _split_heading(text[:end], article=article, has_parts=has_parts)
        body_start = head_end
    said = read_marks(marks, first_leads=first_leads, inside=bool(inner))
    body = text[body_start:end].strip()
    if heading and _SPREAD.fullmatch(heading):
        heading = "".join(heading.split())
    cuts = [(Part.HEADING, head_end), (Part.UNITS, body_start)]
    cuts += [(Part.CLAUSE if body else Part.HEADING, end), (Part.UNITS, len(text))]
    start = 0
    ends = []
    for part, cut in cuts:
        if cut > start:
            ends.append((part, cut))
            start = cut
    return Cut(heading, body, said, tuple(ends))


def _marked_heading(text: str, inner: Sequence[Mark], closing: int) -> tuple[str, int, int] | None:
    """Return the heading before a bracket that holds for the whole text after it, its end, the text's start.

    Such a bracket stands at the end of a heading's line, or is the only one, after a short first phrase.
    """
    if not inner:
        return None
    mark = inner[0]
    before = text[: mark.start].strip()
    title = before.rstrip("。：")
    if not title or len(title) > LONGEST_HEADING or PAUSES.intersection(title) or "\n" in title:
        return None
    after = text[mark.end :]
    alone = len(inner) == 1 and not closing
    ended = before != title or after[:1] in "。："
    if not after.startswith("\n") and not after.startswith("。\n") and not (alone and ended):
        return None
    return title, mark.start, mark.end + len(after) - len(after.lstrip("。： \n\t"))


def _split_heading(text: str, *, article: bool, has_parts: bool) -> tuple[str | None, int]:
    """Return the title of a block and where the text after it begins (0 where there is no title).

    The title is a short first line without any pause, a short first sentence without a figure, or a short phrase
    before a colon; a lone sentence is a title only above numbered parts. Articles (第一条) have none but one in
    brackets: their first sentence is text.
    """
    start = len(text) - len(text.lstrip())
    if article:
        match = _TITLED_ARTICLE.match(text, start)
        return (match[2].strip(), match.end()) if match else (None, 0)
    head, stop, _ = text[start : start + LONGEST_HEADING + 2].partition("\n")
    short = len(head.rstrip("：:")) <= LONGEST_HEADING
    if stop and short and not PAUSES.intersection(head.rstrip()) and text[start + len(head) :].strip():
        return head.strip(), _past(text, start + len(head) + 1)
    labelled = _label_end(text, start)
    if labelled is not None:
        return text[start:labelled].strip(), _past(text, labelled + 1)
    head, stop, _ = text[start : start + LONGEST_HEADING + 2].partition("。")
    end = start + len(head) + len(stop)
    if len(head.rstrip()) > LONGEST_HEADING or "\n" in head.strip() or not (stop or end >= len(text)):
        return None, 0
    if has_parts:
        return head.strip().rstrip("：；，") or None, _past(text, end)
    figured = _FIGURE.search(_NO_FIGURE.sub("", head)) or _OF_ITSELF.search(head)
    if not stop or figured or not text[end:].strip():
        return None, 0
    return head.strip() or None, _past(text, end)


def _label_end(text: str, start: int) -> int | None:
    """Return where a title before a colon on the same line ends: 支持对象：在本市注册的企业。"""
    head, stop, rest = text[start : start + 2 * LONGEST_LABEL].partition("：")
    if not stop or not 2 <= len(head) <= LONGEST_LABEL or PAUSES.intersection(head) or "\n" in head:
        return None
    if _FIGURE.search(head) or "、" in head or "（" in head or "“" in head or _LEADS_TO_A_LIST.search(head):
        return None
    return start + len(head) if rest.split("\n")[0].strip() else None


def _past(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
