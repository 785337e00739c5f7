"""Days in a question: the day that it asks about, and whether it asks about today."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from knowledge.standing import Span

_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_YEAR = r"(?P<year>(?:19|20|１９|２０)\d{2}|[二一][〇零九][〇零一二三四五六七八九]{2})年|(?P<past>去年|前年|大前年)"
_MONTH = r"(?P<month>\d{1,2}|十[一二]?|[一二三四五六七八九])月(?:份)?(?:(?P<day>\d{1,2})[日号])?"
_PART = r"(?P<part>年?[底末初]|上半年|下半年)"
_WHEN = (
    r"[的，,]?\s*(?:的?时候|当时|那时候?|那会儿?|那一?年|那个?月|那天|那段时间|那阵子|期间|"
    r"时(?![间限期效段刻机代常]))"
)
_DATE = re.compile(
    rf"(?P<lead>在|于|按照?|依照?)?\s*(?:{_YEAR})\s*(?:{_MONTH}|{_PART})?\s*{_WHEN}[，,、]?\s*"
)
_SPACES = re.compile(r"\s+")
_GOAL_BEFORE = re.compile(r"(?:[—–\-~～至到]|截至|截止|之?前|以前)\s*$")
_NOW = re.compile("现在|今年|目前|最新|如今|眼下|今天|当前|现行|现今|眼前|这会儿|本月|今后")
_YEARS_AGO = {"去年": 1, "前年": 2, "大前年": 3}


@dataclass(frozen=True, slots=True)
class Dated:
    """A question about the past: the days that it may mean, and the question without them."""

    span: Span
    question: str


def read_day(question: str, today: date) -> Dated | None:
    """Return the days that `question` is plainly about (2022年3月的时候, 去年那会儿); None where it names none.

    A date that is a goal or part of a name (到2023年底, 2021—2023年), or doesn't exist, isn't one.
    """
    question = _SPACES.sub(" ", question)
    if asks_about_now(question):  # what was then is told of what is asked about now
        return None
    for found in _DATE.finditer(question):
        span = None if _GOAL_BEFORE.search(question[: found.start()]) else _span(found, today)
        if span:
            return Dated(span, question[: found.start()] + question[found.end() :])
    return None


def asks_about_now(question: str) -> bool:
    """Return whether a question asks in so many words for what holds today."""
    return bool(_NOW.search(question))


def _span(found: re.Match[str], today: date) -> Span | None:
    """Return the days that a date means; None where it doesn't exist."""
    past, written = found["past"], found["year"]
    year = today.year - _YEARS_AGO[past] if past else int(written.translate(_NUMERALS))
    if found["month"]:
        month = _month(found["month"])
        if not 1 <= month <= 12:
            return None
        days = monthrange(year, month)[1]
        if found["day"] and not 1 <= int(found["day"]) <= days:
            return None
        first, last = (int(found["day"]),) * 2 if found["day"] else (1, days)
        return Span(date(year, month, first), date(year, month, last))
    return _PARTS_OF_YEAR[(found["part"] or "").removeprefix("年")](year)


def _month(text: str) -> int:
    if text.startswith("十"):
        return 10 + int(text[1:].translate(_NUMERALS) or 0)
    return int(text.translate(_NUMERALS))


_PARTS_OF_YEAR = {
    "": lambda year: Span(date(year, 1, 1), date(year, 12, 31)),
    "初": lambda year: Span(date(year, 1, 1), date(year, 1, 1)),
    "底": lambda year: Span(date(year, 12, 31), date(year, 12, 31)),
    "末": lambda year: Span(date(year, 12, 31), date(year, 12, 31)),
    "上半年": lambda year: Span(date(year, 1, 1), date(year, 6, 30)),
    "下半年": lambda year: Span(date(year, 7, 1), date(year, 12, 31)),
}
