"""Days as officials write them: 2021年8月19日, 二〇二一年八月十九日, 2021 年 8 月 19 日."""

import re
from datetime import date, timedelta

from knowledge.numbering import numeral

_NUMBER = "[一二三四五六七八九十]{1,3}"
_YEAR = r"(?:\d{4}|[〇○零ＯO一二三四五六七八九]{4})"
DATE = rf"{_YEAR} ?年 ?(?:\d{{1,2}}|{_NUMBER}) ?月 ?(?:\d{{1,2}}|{_NUMBER}) ?[日号]"
"""A pattern for a day with its year; it has no groups."""

DATE_LINE = re.compile(rf"{DATE}$")
_DATE = re.compile(r"([^\s年]{4}) ?年 ?([^\s月]{1,3}) ?月 ?([^\s日号]{1,3}) ?[日号]")
_FIND = re.compile(DATE)
_ZEROS = str.maketrans("○ＯO", "〇〇〇")


def read_date(text: str) -> date | None:
    """Return the first date in `text`; None where there is none or it doesn't exist."""
    found = _FIND.search(text)
    match = _DATE.match(found[0]) if found else None
    if match is None:
        return None
    year, month, day = (numeral(part.translate(_ZEROS)) for part in match.groups())
    try:
        return date(year or 0, month or 0, day or 0)
    except ValueError:
        return None


def years_on(start: date, years: int) -> date | None:
    """Return the day before the same date `years` later (1 March where there is no 29 February)."""
    try:
        return start.replace(year=start.year + years) - timedelta(days=1)
    except ValueError:
        try:
            return date(start.year + years, 3, 1) - timedelta(days=1)
        except ValueError:
            return None


def months_on(start: date, months: int) -> date | None:
    """Return the same day `months` later, or that month's last day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1) if start.day > 28 else [start.day]:
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return None


def days_on(start: date, days: int) -> date | None:
    """Return the day `days` later; None where no calendar has it."""
    try:
        return start + timedelta(days=days)
    except OverflowError:
        return None
