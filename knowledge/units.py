"""Who is responsible: reading the units brackets of a clause."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.document import Units

_LABEL = re.compile(r"\s*(责任|牵头|主办|实施|配合)单位\s*[：:]")
_FIRST_LEADS = re.compile(r"[。；，、\s]*列(?:在)?第一位的?为牵头单位(?P<henceforth>[，,、\s]*下同)?")
_LEADING = frozenset({"牵头", "主办"})
# 甲局等有关部门 names 甲局; 市有关部门 names nobody.
_NOT_A_NAME = re.compile(
    r"(?:按(?:照)?职责分工(?:负责)?|等(?:市级)?(?:(?:有关|相关)(?:部门|单位))?|^[^等]*(?:有关|相关)(?:部门|单位))+$"
)
# 甲局牵头，乙局配合 names both, and says that 甲局 leads.
_ROLE = re.compile(r"(?:(牵头)|配合|参与|承办)?(?:负责|落实|实施)?$")
_OPEN, _CLOSE = "“（《(", "”）》)"


@dataclass(frozen=True, slots=True)
class UnitsBracket:
    """A clause's text without its closing units brackets, and what its brackets say.

    `henceforth`: they say that the first listed unit leads in all that follow too (下同).
    """

    text: str
    units: Units
    henceforth: bool = False


def split_units(text: str, *, first_leads: bool) -> UnitsBracket:
    """Cut the closing units brackets off `text`; `first_leads`: the document said before that the first leads.

    Brackets that follow single sentences stay in the text and are read too; then the first named leads.
    """
    brackets = [span for span in _brackets(text) if _LABEL.match(text, span[0] + 1)]
    end = len(text)
    closing = 0
    for start, after in reversed(brackets):
        if text[after:end].strip(" \n。；"):
            break
        end, closing = start, closing + 1
    names: list[str] = []
    leads: list[str] = []
    rule: re.Match[str] | None = None
    for start, after in brackets:
        said = text[start + 1 : after - 1]
        rule = _FIRST_LEADS.search(said) or rule
        found, lead = _read_names(_FIRST_LEADS.sub("", said))
        names += found
        leads += [lead] if lead else []
    if names and (rule or first_leads or closing < len(brackets)):
        leads.append(names[0])
    units = Units(tuple(dict.fromkeys(names)), leads[0] if leads else None)
    return UnitsBracket(text[:end].strip(), units, bool(rule and rule["henceforth"]))


def _brackets(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each closed bracket, in the order in which they close."""
    opened: list[int] = []
    for position, char in enumerate(text):
        if char in "（(【":
            opened.append(position)
        elif char in "）)】" and opened:
            yield opened.pop(), position + 1


def _read_names(listed: str) -> tuple[list[str], str | None]:
    """Return all names of one bracket in print order, and the first of those labelled as leading (or None)."""
    names: list[str] = []
    lead = None
    labels = list(_LABEL.finditer(listed))
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        part = listed[label.end() : following.start() if following else len(listed)]
        for place, said in enumerate(_split_names(part)):
            role = _ROLE.search(said)
            name = said[: role.start()] if role else said
            leads = (role and role[1]) or (label[1] in _LEADING and place == 0)
            lead = lead or (name if leads else None)
            names.append(name)
    return names, lead


def _split_names(listed: str) -> list[str]:
    """Split at 、，； outside quotation marks and brackets; words that name no unit are left out."""
    names, start, depth = [], 0, 0
    for position, char in enumerate(listed + "、"):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in "、，,；;。" and depth == 0:
            name = _NOT_A_NAME.sub("", listed[start:position].strip())
            if name:
                names.append(name)
            start = position + 1
    return names
