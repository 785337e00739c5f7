"""The time as the assistant sees it, moved by hand."""

from datetime import UTC, datetime


class Clock:
    """A clock that goes when told; it begins on the day of `tests.conftest.TODAY`."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now
