"""Telegram's limits on what a bot sends: so many messages within any stretch of so many seconds."""

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `count` messages within any `seconds`."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What Telegram's FAQ allows: one a second in a chat, 20 a minute in a group, 30 a second overall.

    A chat may have three at once, as a long answer has, if it then waits its three seconds.
    """

    chat: Rate = Rate(3, 3.0)
    group: Rate = Rate(20, 60.0)
    overall: Rate = Rate(30, 1.0)


@dataclass(slots=True)
class Window:
    """The sends of the last seconds, and how long the next one has to wait for its turn."""

    rate: Rate
    sent: deque[float] = field(default_factory=deque)

    def wait(self, now: float, *, on_their_way: int = 0, among: int = 1) -> float:
        """Return the seconds until one more fits, with so many sent and not confirmed; 0 where it fits now.

        Infinite where those alone fill the window: one of them has to arrive first. `among` so many who send, each
        has its part of the rate.
        """
        self._forget(now)
        room = max(1, self.rate.count // among) - on_their_way
        if room <= 0:
            return math.inf
        return 0.0 if len(self.sent) < room else self.sent[-room] + self.rate.seconds - now

    def record(self, now: float) -> None:
        """Count a message sent at `now`."""
        self.sent.append(now)

    def idle(self, now: float) -> bool:
        """Return whether nothing that still counts was sent."""
        self._forget(now)
        return not self.sent

    def _forget(self, now: float) -> None:
        while self.sent and self.sent[0] + self.rate.seconds <= now:
            self.sent.popleft()
