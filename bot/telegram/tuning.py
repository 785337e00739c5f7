"""The few numbers of the Telegram channel that tests set otherwise."""

from dataclasses import dataclass, field

from bot.telegram.clock import Clock, SystemClock
from bot.telegram.pacing import Limits
from bot.telegram.sending import Patience


@dataclass(frozen=True, slots=True)
class Tuning:
    """How long to wait for Telegram, how fast to send, and by which clock."""

    read_seconds: float = 10.0
    poll_seconds: int = 25
    look_again: float = 0.25
    finish_seconds: float = 8.5
    limits: Limits = field(default_factory=Limits)
    patience: Patience = field(default_factory=Patience)
    clock: Clock = field(default_factory=SystemClock)
