"""The numbers that officials put before a block: 一、（一）1．第一条 and their kin."""

import re
from dataclasses import dataclass
from enum import StrEnum

_CHINESE = "[〇零一二三四五六七八九十百千]{1,6}"


class Numbering(StrEnum):
    """A way of numbering; blocks numbered the same way are siblings."""

    CHAPTER = "第一章"
    SECTION = "第一节"
    ARTICLE = "第一条"
    CHINESE = "一、"
    CHINESE_BRACKETS = "（一）"
    ARABIC = "1．"
    ARABIC_BRACKETS = "（1）"


# The point after an Arabic number must not be a decimal's: 1.5万户 is no number of a block.
_PATTERNS = (
    (Numbering.CHAPTER, re.compile(rf"(第{_CHINESE}章)[ 、：:]?")),
    (Numbering.SECTION, re.compile(rf"(第{_CHINESE}节)[ 、：:]?")),
    (Numbering.ARTICLE, re.compile(rf"(第{_CHINESE}条)[ 、：:]?")),
    (Numbering.CHINESE, re.compile(rf"({_CHINESE})[、．]")),
    (Numbering.CHINESE_BRACKETS, re.compile(rf"([（(]{_CHINESE}[）)])")),
    (Numbering.ARABIC, re.compile(r"(\d{1,3})(?:、|[．.](?!\d))")),
    (Numbering.ARABIC_BRACKETS, re.compile(r"([（(]\d{1,3}[）)])")),
)


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a block: how it is numbered, and its label without trailing point (`（三）`, `9`)."""

    numbering: Numbering
    label: str


def split_number(text: str) -> tuple[Number, str] | None:
    """Return the number at the start of a line and the text after it; None where there is none."""
    for numbering, pattern in _PATTERNS:
        if match := pattern.match(text):
            label = match[1].translate(str.maketrans("()", "（）"))
            return Number(numbering, label), text[match.end() :].strip()
    return None
