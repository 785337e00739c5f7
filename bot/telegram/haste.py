"""Who has just been told to ask more slowly: told once a minute, for every message costs others theirs."""

import time
from collections import OrderedDict
from collections.abc import Callable

from bot.identity import Person

_SECONDS = 60.0
_MOST = 10_000


class Haste:
    """Remembers who was told when, for a minute and for so many people; in memory, for this process."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._told: OrderedDict[Person, float] = OrderedDict()

    def is_to_be_told(self, person: Person) -> bool:
        """Return whether nobody has told this person within the last minute, and note that somebody does now."""
        now = self._now()
        if now - self._told.get(person, -_SECONDS) < _SECONDS:
            return False
        self._told.pop(person, None)
        self._told[person] = now
        if len(self._told) > _MOST:
            self._told.popitem(last=False)
        return True
