"""Office hours: when staff are at work, by the clock in Asia/Shanghai. Holidays aren't known here."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.wording import HOME

DEFAULT_HOURS = "周一至周五 09:00-17:00"

_DAYS = "一二三四五六日"
_WEEK = 7
_DAY = r"(?:周|星期)([一二三四五六日天])"
_DAYS_PART = re.compile(rf"(?:每天|{_DAY}(?:(?:至|到|-|~){_DAY}|(?:[、,，]{_DAY})*))")
_TIMES_PART = re.compile(r"(\d{1,2})[:：](\d\d)\s*(?:-|至|到|~|—)\s*(\d{1,2})[:：](\d\d)")
_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """A week's stretches at work, as (weekday, 0 for Monday; first minute; minute after the last), and in words."""

    words: str
    stretches: tuple[tuple[int, int, int], ...]

    def __str__(self) -> str:
        """Return them in words."""
        return self.words

    def is_open(self, moment: datetime) -> bool:
        """Return whether staff are at work."""
        return self.opens(moment) == moment

    def opens(self, moment: datetime) -> datetime:
        """Return the moment itself where staff are at work then, else when they next are, in Asia/Shanghai."""
        home = moment.astimezone(HOME)
        midnight = datetime.combine(home.date(), time(), HOME)
        begins = []
        for ahead in range(_WEEK + 1):
            day = midnight + timedelta(days=ahead)
            for weekday, first, end in self.stretches:
                if weekday == day.weekday() and day + timedelta(minutes=end) > home:
                    begins.append(max(home, day + timedelta(minutes=first)))
        return min(begins)


def read_hours(words: str) -> OfficeHours:
    """Return the hours that `words` say, such as `周一至周五 09:00-12:00、13:30-17:00；周六 09:00-12:00`.

    Raises ValueError where they say none, or some that can't be.
    """
    stretches: list[tuple[int, int, int]] = []
    for part in filter(None, (each.strip() for each in re.split("[；;]", words))):
        days = _DAYS_PART.match(part)
        if days is None:
            raise ValueError("days of the week are missing")
        times = [one.strip() for one in re.split("[、,，]", part[days.end() :])]
        stretches += [(day, *_minutes(each)) for day in _weekdays(days[0]) for each in times]
    if not stretches:
        raise ValueError("no office hours")
    return OfficeHours(words.strip(), tuple(sorted(stretches)))


def _weekdays(words: str) -> list[int]:
    if words == "每天":
        return list(range(_WEEK))
    named = [_DAYS.index(day.replace("天", "日")) for day in re.findall(_DAY, words)]
    if not re.search("[至到~-]", words):
        return named
    first, last = named
    return [(first + n) % _WEEK for n in range((last - first) % _WEEK + 1)]


def _minutes(words: str) -> tuple[int, int]:
    found = _TIMES_PART.fullmatch(words)
    if found is None:
        raise ValueError("times are written 09:00-17:00")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    first, end = 60 * hour + minute, 60 * last_hour + last_minute
    if max(minute, last_minute) > 59 or not 0 <= first < end <= _MINUTES:
        raise ValueError("the times can't be")
    return first, end
