"""Telegram's flood limits, by a clock that the test sets."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.botapi.errors import too_many_requests


@dataclass(frozen=True)
class Window:
    """At most so many messages within any stretch of so many seconds."""

    count: int
    seconds: float


@dataclass(frozen=True)
class Limits:
    """What is let through; None is without limit. `private=Window(3, 3)` allows a burst of three."""

    private: Window | None = Window(1, 1)
    group: Window | None = Window(20, 60)
    overall: Window | None = Window(30, 1)


class FloodControl:
    """Counts the messages sent; `limits` may be set and taken away (None) at any time."""

    def __init__(self, limits: Limits | None, clock: Callable[[], float]) -> None:
        self.limits = limits
        self.refused = 0
        self._clock = clock
        self._sent: defaultdict[int | str, deque[float]] = defaultdict(deque)

    def admit(self, chat_id: int, *, private: bool) -> None:
        """Counts a message to a chat, or raises ApiError 429 and does not count it."""
        if self.limits is None:
            return
        windows: list[tuple[int | str, Window | None]] = [
            (chat_id, self.limits.private if private else self.limits.group),
            ("overall", self.limits.overall),
        ]
        now = self._clock()
        wait = max(self._wait(key, window, now) for key, window in windows)
        if wait > 0:
            self.refused += 1
            raise too_many_requests(max(1, math.ceil(wait)))
        for key, window in windows:
            if window is not None:
                self._sent[key].append(now)

    def _wait(self, key: int | str, window: Window | None, now: float) -> float:
        """Seconds until one more fits into the window."""
        if window is None:
            return 0.0
        sent = self._sent[key]
        while sent and sent[0] <= now - window.seconds:
            sent.popleft()
        return sent[-window.count] + window.seconds - now if len(sent) >= window.count else 0.0
