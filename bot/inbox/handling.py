"""What a channel does with its updates, and what it says of them meanwhile."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Protocol

_now_sending: ContextVar[Callable[[], None]] = ContextVar("now_sending", default=lambda: None)


class Undelivered(Exception):
    """A reply that couldn't be sent although it should be: the update has to be handled again later."""


class Handling(Protocol):
    """What a channel does with an update."""

    async def handle(self, update: Any) -> None:
        """Handle it; what it raises has it handled again, three times in all."""

    async def set_aside(self, update: Any, error: BaseException | None) -> str:
        """Tell whoever waits that it can't be handled, and the log why; return the reference for both."""

    def record(self, error: BaseException) -> None:
        """Tell the log why it will be tried again."""


def sending() -> None:
    """Say that the update that is being handled is past what could go wrong with it, and only waits for its sends."""
    _now_sending.get()()


def say_when_sending(told: Callable[[], None]) -> None:
    """Have `told` called when what this task handles says that it is sending."""
    _now_sending.set(told)
