"""Faults that a test puts in the way of the next calls of a method."""

import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import Self

from tests.botapi.errors import ApiError, too_many_requests


class Ending(Enum):
    """How a faulty call ends for the caller."""

    ANSWERED = "answered"
    DROPPED = "dropped"
    HANGING = "hanging"


@dataclass(frozen=True)
class Fault:
    """One fault: whether the call takes effect all the same, and what the caller gets to see."""

    ending: Ending
    takes: bool = False
    http_status: int = 0
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def retry_after(cls, seconds: int) -> Self:
        """429: nothing taken, try again after so many seconds."""
        return cls._refusing(too_many_requests(seconds), headers={"Retry-After": str(seconds)})

    @classmethod
    def status(cls, code: int, description: str = "") -> Self:
        """A refusal with this HTTP status, in Telegram's JSON."""
        return cls._refusing(ApiError(code, description or HTTPStatus(code).phrase))

    @classmethod
    def bad_gateway(cls) -> Self:
        """502 with a page of HTML, as a proxy in front of Telegram gives it."""
        page = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
        return cls(Ending.ANSWERED, http_status=502, body=page, headers={"Content-Type": "text/html"})

    @classmethod
    def drop(cls) -> Self:
        """The connection is closed; nothing was taken."""
        return cls(Ending.DROPPED)

    @classmethod
    def take_and_drop(cls) -> Self:
        """The call takes effect, then the connection is closed without an answer."""
        return cls(Ending.DROPPED, takes=True)

    @classmethod
    def hang(cls) -> Self:
        """No answer until the caller gives up; nothing was taken."""
        return cls(Ending.HANGING)

    @classmethod
    def take_and_hang(cls) -> Self:
        """The call takes effect, and no answer comes until the caller gives up."""
        return cls(Ending.HANGING, takes=True)

    @classmethod
    def _refusing(cls, error: ApiError, *, headers: Mapping[str, str] | None = None) -> Self:
        sent = {"Content-Type": "application/json"} | dict(headers or {})
        return cls(Ending.ANSWERED, http_status=error.code, body=json.dumps(error.to_json()), headers=sent)


class Faults:
    """The faults still to come. `decide` may choose one for calls that have none queued."""

    def __init__(self) -> None:
        self.decide: Callable[[str], Fault | None] | None = None
        self._queued: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def next(self, method: str, *faults: Fault) -> None:
        """Queues faults for the next calls of a method, one for each call."""
        self._queued[method.lower()].extend(faults)

    def take(self, method: str) -> Fault | None:
        """The fault for a call that is being made now."""
        queued = self._queued[method.lower()]
        if queued:
            return queued.popleft()
        return self.decide(method) if self.decide else None

    @property
    def waiting(self) -> int:
        """How many queued faults nobody has met yet."""
        return sum(map(len, self._queued.values()))
