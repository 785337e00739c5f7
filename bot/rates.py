"""How often one person may ask."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from bot.context import MOST_TURNS, asked_at
from bot.errors import BotError

MOST_A_MINUTE = MOST_TURNS
"""Questions of one conversation: one every three seconds is faster than anybody reads the answers. As many as
are read for the conversation anyway, so that counting asks the database nothing more, and holds for all processes."""

_WINDOW = timedelta(minutes=1)


class TooManyQuestions(BotError):
    """Somebody asks too fast; `wait` is how many seconds until the next question is answered, at least 1."""

    def __init__(self, wait: int) -> None:
        """Take the seconds."""
        super().__init__(f"您问得太快了，请过 {wait} 秒再问。")
        self.wait = wait


def check_rate(rows: Sequence[Any], now: datetime, *, sent: datetime) -> None:
    """Raise TooManyQuestions where a conversation's stored questions, newest first, are too many for a minute.

    What was `sent` before that minute, while the service was down or slow, is let pass: all of it comes at once then.
    """
    if len(rows) >= MOST_A_MINUTE and now - sent < _WINDOW:
        left = asked_at(rows[MOST_A_MINUTE - 1]) + _WINDOW - now
        # Longer than that, and a clock has been put back.
        if timedelta(0) < left <= _WINDOW:
            raise TooManyQuestions(ceil(left.total_seconds()))
