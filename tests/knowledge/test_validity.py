"""Whether a document is in force on the days around its first and last one."""

from datetime import date

import pytest

from knowledge.document import Status, Validity

FIRST, LAST = date(2021, 8, 19), date(2023, 12, 31)


@pytest.mark.parametrize(
    ("validity", "day", "status"),
    [
        (Validity(FIRST, LAST), date(2021, 8, 18), Status.UPCOMING),
        (Validity(FIRST, LAST), FIRST, Status.CURRENT),
        (Validity(FIRST, LAST), LAST, Status.CURRENT),
        (Validity(FIRST, LAST), date(2024, 1, 1), Status.EXPIRED),
        (Validity(FIRST, None), date(2021, 8, 18), Status.UPCOMING),
        (Validity(FIRST, None), date.max, Status.CURRENT),
        (Validity(None, LAST), date.min, Status.CURRENT),
        (Validity(None, LAST), date(2024, 1, 1), Status.EXPIRED),
        (Validity(FIRST, FIRST), FIRST, Status.CURRENT),
        (Validity(), FIRST, Status.UNKNOWN),
    ],
)
def test_both_ends_of_the_period_belong_to_it(validity: Validity, day: date, status: Status) -> None:
    assert validity.status(day) is status
