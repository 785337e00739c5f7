"""Questions about who is in charge: whether one is asked, which unit the person guesses, what to say first."""

import re
from collections.abc import Mapping
from functools import lru_cache

from bot import wording
from knowledge.departments import Directory
from knowledge.document import Units
from retrieval.normalise import normalise

_WHO = re.compile(
    r"(?:哪|什么|啥)(?:一?[个家些])?(?:政府|市里的?)?(?:部门|单位|局|口子|窗口)(?!可以|能|享受|符合|需要|必须|有资格)|"
    r"(?:归|找|问|由|属|让|给)谁|谁(?:来|在|去)?(?:管|负责|牵头|主管|抓|主办|承办|经办|说了算)|"
    r"(?:牵头|主管|责任|负责|分管|承办|主办)(?:的)?(?:单位|部门)|(?:单位|部门)(?:来)?(?:牵头|负责|主管|管)|"
    r"(?:牵头|负责|主管|管事)的(?:人|部门|单位)?是?(?:谁|哪)|哪[个家位](?:来|在)?(?:牵头|负责|主管|管)|"
    r"还是[^\W谁哪什啥何]{1,8}?\s*(?:来|在)?(?:牵头|负责|主管|管)(?=[吧吗嘛么呀啊呢的这那?\s]|$)|"
    r"(?:谁|哪[个家]?(?:部门|单位|局)?)(?:来)?带头|归(?:哪|什么地方|啥地方)(?:里|儿|边)?(?:管)?|管(?:这|那)(?:个|件|块)?(?:事|块)?的?是谁|谁的(?:职责|责任)|责任(?:人|方)?是谁"
)
_OUR = r"(?:到|的)?(?:咱们?|我们|你们|俺们|当地|这边|那边|本地)?的?"
_IN_CHARGE = r"(?:来|在|去|那边|那里|那儿)?(?:管不管|负不负责|管|负责|牵头|主管|主办|分管|办理?|问)?"
_IT = r"(?:的|这个?|那个?|这块|事情?|这件事)*"
_RIGHT = r"(?:吧|吗|么|嘛|对吗|对吧|对不对|是吗|是吧|是不是|行吗|行不行|可以吗|没错)"
_VERB_NEXT = r"(?=[来在]?(?:管|负责|牵头|主管))"
_UNLISTED = (
    r"[\u4e00-\u9fff]{2,9}?(?:局|厅|分行|支行|办公室|委员会|税务所|工商所|"
    rf"(?:委|办|处){_VERB_NEXT})"
)
_LEVEL = re.compile(r"(?:管理|监督|监管)*(?:局|委员会|委|办公室|办|厅|处)\Z")
_SHORT = 2
"""So short a name (人行) also occurs inside other words: it only counts before 管, 负责 and the like."""


def asks_who(question: str) -> bool:
    """Return whether a question asks which unit is in charge."""
    return bool(_WHO.search(normalise(question)))


def without_who(question: str) -> str:
    """Return a question, normalised, without what asks which unit is in charge."""
    return _WHO.sub(" ", normalise(question))


def guessed(question: str, directory: Directory, units: Units | None = None) -> tuple[str, ...]:
    """Return the units that a question asks about by name (是不是归科技局管), as they are printed where known.

    `units` are those of the clause, whose names need not be in the directory.
    """
    printed = units.names if units else ()
    names = {**_names(directory), **{normalise(name): name for name in printed}}
    found = _pattern(tuple(names)).search(normalise(question))
    if not found:
        return ()
    said = [text for name, text in sorted(found.groupdict().items()) if text]
    bare = {_bare(name): printed for name, printed in names.items()}
    return tuple(dict.fromkeys(names.get(text) or bare.get(_bare(text), text) for text in said))


def without_guess(question: str, directory: Directory) -> str:
    """Return a question, normalised, without the units that it guesses: they aren't what it is about."""
    normal = normalise(question)
    found = _pattern(tuple(_names(directory))).search(normal)
    return f"{normal[: found.start()]} 谁管 {normal[found.end() :]}" if found else question


def without_units(text: str, directory: Directory) -> str:
    """Return a text, normalised, without any unit that it names, by a name or by what it is for (税务还是科技)."""
    return _unit_words(directory).sub(" ", normalise(text))


def unit_lines(question: str, units: Units, directory: Directory) -> tuple[str, ...]:
    """Return who is responsible, and first whether it is the unit that the question guesses."""
    lines = wording.unit_lines(units, directory)
    guesses = guessed(question, directory, units)
    if not guesses:
        return lines
    if not units.names:
        return ("这一条没有写明责任单位，没法确认是不是归它管。" if len(guesses) == 1 else lines[0],)
    verdict = _verdict(guesses, units, directory)
    return (verdict, *lines[1:]) if units.lead else (verdict, *lines)


def _verdict(guesses: tuple[str, ...], units: Units, directory: Directory) -> str:
    lead = units.lead and f"牵头的是{wording.with_today(units.lead, directory)}。"
    guess = guesses[0]
    if len(guesses) > 1:
        return lead or "原文没有写明由谁牵头。"
    if guess == units.lead:
        return f"是的，{lead}"
    if guess in units.others:
        taking_part = f"{wording.with_today(guess, directory)}是责任单位之一"
        return f"{taking_part}，{lead}" if lead else f"是的，{taking_part}。"
    if guess not in directory.entries:  # it may be another name of a unit of theirs
        return lead or "原文没有写明由谁牵头。"
    return f"不是{guess}，{lead}" if lead else f"不是{guess}。"


def _bare(name: str) -> str:
    """Return a unit's name without whose it is: 市科技局 and 科技局 are one."""
    return name.removeprefix("嘉兴").lstrip("市省县区")


@lru_cache(maxsize=4)
def _names(directory: Directory) -> Mapping[str, str]:
    """Return the printed name by each name, normalised, that a unit goes by."""
    names = {}
    for entry in directory.entries.values():
        for name in (*entry.aliases, entry.full, entry.now, entry.name):
            if name:
                names[normalise(name)] = entry.name
    return names


@lru_cache(maxsize=4)
def _unit_words(directory: Directory) -> re.Pattern[str]:
    names = {*_names(directory), *(_LEVEL.sub("", _bare(name)) for name in _names(directory))}
    longest_first = sorted(sorted(name for name in names if len(name) >= _SHORT), key=len, reverse=True)
    known = "|".join(map(re.escape, longest_first)) or r"(?!)"
    return re.compile(
        rf"(?:还是|归|找|由|问|去|是)*(?:{known}|银行|政府|机关|衙门|街道|社区|第几条|哪一?条)(?:局|委|办|厅|部门|那边|的人)*"
    )


@lru_cache(maxsize=64)
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the guess of a unit, by one of these names or any other."""
    longest_first = sorted(names, key=len, reverse=True)
    known = "|".join(re.escape(name) + ("" if len(name) > _SHORT else _VERB_NEXT) for name in longest_first)
    known = known or r"(?!)"
    unit = f"(?:{known}|{_UNLISTED})"
    # A name that nobody has kept is only told from the words before it by what leads up to it.
    after = rf"(?:归|由|找|去找|去|问|属于|是){_OUR}"
    asked = rf"(?:是不是|是否|难道|不是|对不对|该不该)(?:应该|应当|该|要|得)?(?:{after}|{_OUR})"
    return re.compile(
        rf"{asked}(?P<a>{unit}){_IN_CHARGE}{_IT}{_RIGHT}?(?=\W|$)|"
        rf"(?:归|由|找|去找|属于|是)?{_OUR}(?P<b>{unit}){_IN_CHARGE}{_IT}[,，]?还是(?:归|由|找|去|是)?"
        rf"{_OUR}(?P<c>{unit})|"
        rf"(?:{after}(?P<d>{unit})|(?P<e>{known})){_IN_CHARGE}{_IT}[,，、 ]?{_RIGHT}|"
        rf"(?P<f>{known})(?:管不管|负不负责)"
    )
