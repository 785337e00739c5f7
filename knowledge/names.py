"""The names of units in a list such as 甲局、乙局等有关部门，丙局配合."""

import re
from collections.abc import Iterator
from functools import lru_cache

LONGEST_NAME = 60
"""What is longer (in characters) names no unit."""

# 甲局等有关部门 names 甲局; 市有关部门 names nobody.
_NOT_A_NAME = re.compile(
    r"(?:[，,]?(?:各自)?按(?:照)?(?:各自)?(?:职责|职能)(?:分工)?(?:负责|落实|推进)?"
    r"|等(?:市级|省级|县级)?(?:(?:各?有关|各?相关|成员|责任)?(?:部门|单位))?"
    r"|^[^等]*(?:有关|相关)(?:职能)?(?:部门|单位))+$"
)
# 甲局牵头，乙局配合 names both, and says that 甲局 leads.
_ROLE = re.compile(
    r"(?:会同|共同|分别|具体|联合)?(?:(牵头)|配合|参与|参加|承办|协助|支持)?(?:负责|落实|实施|组织实施)?$"
)
_WHO = re.compile(r"^(?:(?:具体)?由|会同|各?相关|和|以及|及)(?=.{2})")
_NOTE = re.compile(r"[（(](?:含|以下|简称|详见|见|包括|不含|下同|排名|加挂|原)[^（()）]*[）)]")
_UNIT = re.compile(
    r"(?:局|委|办|部|厅|署|院|会|[银支分人农商工建中总]行|社|处|所|站|队|组|校|馆|政府|中心|公司|集团|单位|部门|海关|机关|机构|大队|支行|分行"
    r"|联盟|街道|办公室|工商联|团市委|管委会|总工会|区|县|镇|妇联|残联|科协|法院)$"
)
_EVERY = re.compile(r"^各(?:市、)?(?:县|区|镇|乡|地|市|街道)[^，。]{0,12}?(?:[）)]|区|县|镇|街道|地)$")
_AND = re.compile(
    r"(?<=[局委办部厅院会行府])(?:和|及|以及|与|会同|，?商)(?=[市省县区各国人团][^和及与]*(?:局|委|办|部|厅|院|会|行|联|中心|公司|海关|政府)$)"
)
_OPEN, _CLOSE = "“（《(【〔「", "”）》)】〕」"
_BETWEEN_GROUPS = re.compile(f"[{_OPEN}{_CLOSE}，,；;。\n]")
_BETWEEN_NAMES = re.compile(f"[{_OPEN}{_CLOSE}、]")


def read_names(listed: str, *, strict: bool = False) -> tuple[list[str], str | None]:
    """Return the names in print order, and the one marked as leading, as 甲局 in 甲局牵头，乙局配合 (or None).

    `strict`: all or nothing, nothing unless each name looks like a unit's and some role (牵头, 负责) is said.
    """
    names: list[str] = []
    lead: str | None = None
    for group in _split(listed, _BETWEEN_GROUPS):
        first = len(names)
        for said in _split(group, _BETWEEN_NAMES):
            if len(said) > 2 * LONGEST_NAME:
                continue
            found = _clean(said)
            if strict and not all(looks_like_a_unit(name) for name in found):
                return [], None
            names += found
            if lead is None and first < len(names) and _leads(said):
                lead = names[first]
    return names, lead


def looks_like_a_unit(name: str) -> bool:
    """Return whether a name ends as units' names do: 局, 委, 办公室, 各县（市、区）."""
    return bool(_UNIT.search(name) or _EVERY.search(name))


@lru_cache(maxsize=4096)
def _clean(said: str) -> tuple[str, ...]:
    """Return the names in a piece between two commas, without roles, notes and words that name nobody.

    The same units are named again and again, hence the cache.
    """
    name = _NOTE.sub("", said).strip(" \t\n：:。．.")
    for _ in range(2):  # 甲局等有关部门按职责分工负责 and 按职责分工负责等 end in either order
        name = _NOT_A_NAME.sub("", name)
        role = _ROLE.search(name)
        name = (name[: role.start()] if role else name).strip()
    name = _WHO.sub("", name)
    names: list[str] = []
    for one in _AND.split(name):
        words = one.split()
        apart = len(words) > 1 and all(looks_like_a_unit(word) for word in words)
        names += words if apart else ["".join(words)]
    return tuple(n for n in names if n and len(n) <= LONGEST_NAME and any(char.isalnum() for char in n))


@lru_cache(maxsize=4096)
def _leads(said: str) -> bool:
    """Return whether a piece between two commas ends with 牵头 or 牵头负责."""
    role = _ROLE.search(said)
    return bool(role and role[1])


def _split(listed: str, marks: re.Pattern[str]) -> Iterator[str]:
    """Yield the stripped pieces between marks that stand outside quotation marks and brackets."""
    start = depth = 0
    for match in marks.finditer(listed):
        if match[0] in _OPEN:
            depth += 1
        elif match[0] in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0:
            yield listed[start : match.start()].strip()
            start = match.end()
    yield listed[start:].strip()
