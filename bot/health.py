"""Whether a channel reaches the other side, as it says itself; `/readyz` asks."""

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds for which a lost connection isn't worth a word: a hiccup, or the other side's restart."""


class Health:
    """What the Telegram channel knows of its connection; off until it says something."""

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        """Take a monotonic clock in seconds."""
        self._now = now
        self._on = False
        self._connected = False
        self._lost_at: float | None = None

    def begin(self) -> None:
        """Note that the channel is turned on, and not connected yet."""
        self._on = True

    def reached(self) -> None:
        """Note that the other side has answered."""
        self._on = self._connected = True
        self._lost_at = None

    def lost(self) -> None:
        """Note that the other side couldn't be reached; how long counts from the first time in a row."""
        if self._lost_at is None:
            self._lost_at = self._now()

    @property
    def is_lost(self) -> bool:
        """Whether the other side couldn't be reached when that was tried last."""
        return self._lost_at is not None

    @property
    def problem(self) -> str | None:
        """Return what is wrong with the channel, in Chinese; None where it is well, or turned off."""
        if self._on and not self._connected:
            return "还没有连上 Telegram"
        if self._lost_at is not None and (seconds := self._now() - self._lost_at) >= PATIENCE:
            return f"已有 {seconds:.0f} 秒连不上 Telegram"
        return None
