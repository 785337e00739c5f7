"""Office hours: read from what an operator writes, and what they say of any moment."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.staff.hours import DEFAULT_HOURS, HOME, read_hours

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
DAYS = "一二三四五六日"


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def weeks(draw):
    """Return hours in words, and the minutes of a week that they are, by a straightforward reading."""
    parts, minutes = [], set()
    for _ in range(draw(st.integers(1, 3))):
        first, last = draw(st.integers(0, 6)), draw(st.integers(0, 6))
        begin = draw(st.integers(0, 1438))
        end = draw(st.integers(begin + 1, 1440))
        parts.append(f"周{DAYS[first]}至周{DAYS[last]} {clock(begin)}-{clock(end)}")
        for ahead in range(7):
            day = (first + ahead) % 7
            minutes |= {1440 * day + minute for minute in range(begin, end)}
            if day == last:
                break
    return "；".join(parts), minutes


def minute_of_week(moment: datetime) -> int:
    home = moment.astimezone(HOME)
    return 1440 * home.weekday() + 60 * home.hour + home.minute


@given(weeks(), MOMENTS)
def test_open_is_what_the_words_say_and_the_next_opening_the_first_open_minute(week, moment):
    words, minutes = week
    hours, minute = read_hours(words), moment.replace(second=0, microsecond=0)
    assert hours.is_open(moment) == (minute_of_week(moment) in minutes)
    opens = hours.opens(moment)
    assert opens >= moment
    assert opens - moment <= timedelta(days=7)
    assert minute_of_week(opens) in minutes
    if opens > moment:
        assert (opens.second, opens.microsecond) == (0, 0)
        first = minute_of_week(minute)
        ahead = next(n for n in range(7 * 1440 + 1) if (first + n) % (7 * 1440) in minutes)
        assert opens == minute + timedelta(minutes=ahead)


def test_the_default_is_a_working_week():
    hours = read_hours(DEFAULT_HOURS)
    friday = datetime(2026, 11, 27, 17, 0, tzinfo=HOME)
    assert hours.is_open(friday - timedelta(minutes=1))
    assert not hours.is_open(friday)
    assert hours.opens(friday) == datetime(2026, 11, 30, 9, 0, tzinfo=HOME)


def test_a_lunch_break_and_a_saturday_can_be_said():
    hours = read_hours("周一、周三 9:00-11:30、13:30-17:00；星期六 9：00至12：00")
    assert hours.opens(datetime(2026, 11, 25, 12, 0, tzinfo=HOME)).hour == 13
    assert hours.opens(datetime(2026, 11, 25, 18, 0, tzinfo=HOME)).day == 28
    assert read_hours("每天 00:00-24:00").is_open(datetime(2026, 11, 29, 3, 0, tzinfo=HOME))


@pytest.mark.parametrize(
    "words",
    ["", "周一", "09:00-17:00", "周一至周五 9-17", "周八 09:00-17:00", "周一 17:00-09:00", "周一 09:60-17:00",
     "周一 09:00-25:00", "周一 09:00-09:00", "工作日 09:00-17:00"],
)  # fmt: skip
def test_what_says_no_hours_is_refused(words):
    with pytest.raises(ValueError):  # noqa: PT011
        read_hours(words)
