"""The few numbers of the Telegram channel that tests set otherwise."""

from dataclasses import dataclass, field

from bot.inbox import Pace
from bot.telegram.clock import Clock, SystemClock
from bot.telegram.pacing import Limits
from bot.telegram.sending import Patience


@dataclass(frozen=True, slots=True)
class Tuning:
    """How long to wait for Telegram, how fast to send, by which clock, and how the inbox is kept."""

    read_seconds: float = 10.0
    poll_seconds: int = 25
    finish_seconds: float = 8.5
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    pace: Pace = field(default_factory=Pace)
    clock: Clock = field(default_factory=SystemClock)
