"""The numbers that officials put before a block: 一、（一）1．第一条 and their kin, and what marks a list's items."""

import re
from enum import StrEnum
from typing import NamedTuple

_DIGITS = "〇零一二三四五六七八九"
_TENS = {"十": 10, "百": 100, "千": 1000}
_CHINESE = "[〇零一二三四五六七八九十百千]{1,6}"
_FULL_WIDTH = str.maketrans("()", "（）", " ")


class Numbering(StrEnum):
    """A way of numbering; blocks numbered the same way are siblings."""

    PART = "第一部分"
    CHAPTER = "第一章"
    SECTION = "第一节"
    ARTICLE = "第一条"
    CHINESE = "一、"
    CHINESE_BRACKETS = "（一）"
    ARABIC = "1．"
    ARABIC_BRACKETS = "（1）"
    HALF_BRACKET = "1）"
    CIRCLED = "①"
    BULLET = "——"


STATUTE = (Numbering.PART, Numbering.CHAPTER, Numbering.SECTION, Numbering.ARTICLE)
"""How statutes are numbered, from the outermost to the innermost."""

ITEMS = frozenset({Numbering.HALF_BRACKET, Numbering.CIRCLED, Numbering.BULLET})
"""What marks the items of a list: they belong to the block in which they stand."""

_KINDS = {
    "篇": Numbering.PART,
    "编": Numbering.PART,
    "部分": Numbering.PART,
    "章": Numbering.CHAPTER,
    "节": Numbering.SECTION,
    "条": Numbering.ARTICLE,
}
# 第三条规定, 第三条第二款 and 第二部分企业 refer to a block or count something.
_REFERRED = "规定|的|之[规一]|[、和与及至或]第|所[列称]|第|款|项|件|例|约定"
_STATUTE_NUMBER = re.compile(
    rf"(第 ?({_CHINESE}|\d{{1,4}}) ?(篇|编|章|节|条|部分(?=[ 、：:]|$)))(?:[ 、：:]+|$|(?!{_REFERRED}))"
)
_CHINESE_NUMBER = re.compile(rf"(({_CHINESE})) ?[、．.](?!{_CHINESE}、)")
# The point after an Arabic number must not be a decimal's: 1.5万户 is no number of a block, 1.2021年 is.
_ARABIC_NUMBER = re.compile(r"((\d{1,3})) ?(?:、|[．.](?!\d)|[．.](?=(?:19|20)\d\d年))")
_IN_BRACKETS = re.compile(rf"([（(] ?(?:({_CHINESE})|(\d{{1,3}})) ?[）)])")
_HALF_BRACKET = re.compile(r"(\d{1,3}) ?[）)]")
_CIRCLED = re.compile("[①-⒛㉑-㉟㊱-㊿❶-❿]")
_SIGN_IN_BRACKETS = "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩"
_BULLET = re.compile(r"—+|[–－-](?! ?\d)|[•·●■◆▲◇★]")


class Number(NamedTuple):
    """The number at the start of a line: how it is numbered, its label without trailing point (`（三）`, `9`).

    `value` is what it counts (0 for a bullet), `end` where the text after it begins.
    """

    numbering: Numbering
    label: str
    value: int
    end: int


def numeral(text: str) -> int | None:
    """Return the value of an Arabic or a Chinese number (二十一, 二〇二一); None where it is neither."""
    if text.isdecimal():
        return int(text)
    if not any(char in _TENS for char in text):
        digits = [str(_DIGITS.find(char)) for char in text.replace("〇", "零")]
        return int("".join("0" if d == "1" else str(int(d) - 1) for d in digits)) if text else None
    total = digit = 0
    for char in text:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = max(0, _DIGITS.find(char) - 1)
    return total + digit


def split_number(text: str) -> Number | None:
    """Return the number or the item's mark at the start of a line; None where there is none."""
    first = text[:1]
    found: Number | None = None
    if first == "第":
        if match := _STATUTE_NUMBER.match(text):
            found = _number(_KINDS[match[3]], match[1], match[2], match.end())
    elif first in "（(":
        if match := _IN_BRACKETS.match(text):
            kind = Numbering.CHINESE_BRACKETS if match[2] else Numbering.ARABIC_BRACKETS
            found = _number(kind, match[1], match[2] or match[3], match.end())
    elif first.isdecimal():
        if match := _ARABIC_NUMBER.match(text):
            found = _number(Numbering.ARABIC, match[1], match[2], match.end())
        elif match := _HALF_BRACKET.match(text):
            found = _number(Numbering.HALF_BRACKET, match[0], match[1], match.end())
    elif first in _SIGN_IN_BRACKETS and first:
        value = _SIGN_IN_BRACKETS.index(first) + 1
        found = Number(Numbering.CHINESE_BRACKETS, f"（{'一二三四五六七八九十'[value - 1]}）", value, 1)
    elif match := _CHINESE_NUMBER.match(text):
        found = _number(Numbering.CHINESE, match[1], match[2], match.end())
    elif match := _CIRCLED.match(text) or _BULLET.match(text):
        kind = Numbering.CIRCLED if _CIRCLED.match(text) else Numbering.BULLET
        found = Number(kind, match[0], 0, match.end())
    if found and text[found.end : found.end + 1].isspace():
        return found._replace(end=_past_spaces(text, found.end))
    return found


def _number(numbering: Numbering, label: str, counted: str, end: int) -> Number | None:
    value = numeral(counted)
    return Number(numbering, label.translate(_FULL_WIDTH), value, end) if value else None


def _past_spaces(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
