"""The updates of the bot: kept in order until they are confirmed."""

from dataclasses import dataclass

from tests.botapi.changes import Changes
from tests.botapi.errors import ApiError, conflict

# Telegram sends these only to bots that ask for them by name.
_ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_FIRST_UPDATE_ID = 700_000_001
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True)
class Update:
    """One update, with the JSON that Telegram sends for it."""

    id: int
    kind: str
    content: dict[str, object]

    def to_json(self) -> dict[str, object]:
        """The Update object."""
        return {"update_id": self.id, self.kind: self.content}


class _Poll:
    """A long poll that waits; `ending` is what it is told when it has to go."""

    ending: ApiError | None = None


class UpdateQueue:
    """What has happened and is not confirmed yet (`pending`), what was, and what was thrown away."""

    def __init__(self, changes: Changes, *, poll_second: float) -> None:
        self.pending: list[Update] = []
        self.confirmed: list[Update] = []
        self.dropped: list[Update] = []
        self.allowed: frozenset[str] = frozenset()
        self._changes = changes
        self._poll_second = poll_second
        self._next_id = _FIRST_UPDATE_ID
        self._poll: _Poll | None = None

    def add(self, kind: str, content: dict[str, object]) -> Update | None:
        """Queues an update; none where the bot did not ask for its kind."""
        if kind not in self.allowed if self.allowed else kind in _ONLY_ON_REQUEST:
            return None
        update = Update(self._next_id, kind, content)
        self._next_id += 1
        self.pending.append(update)
        self._changes.announce()
        return update

    def drop_all(self) -> None:
        """Throws the pending updates away, as drop_pending_updates does; they are kept in `dropped`."""
        self.dropped += self.pending
        self.pending = []

    async def fetch(self, offset: int, *, limit: int, seconds: int) -> list[Update]:
        """What getUpdates answers; raises ApiError 409 where another poller takes over."""
        if self._poll is not None:
            self.end_poll(conflict(_OTHER_POLLER))
        self._confirm(offset)
        if not self.pending and seconds:
            await self._wait(seconds * self._poll_second)
        return self.pending[:limit]

    def end_poll(self, error: ApiError) -> None:
        """Ends the poll that is waiting, if there is one, with this refusal."""
        if self._poll is not None:
            self._poll.ending = error
            self._poll = None
            self._changes.announce()

    async def _wait(self, seconds: float) -> None:
        self._poll = poll = _Poll()
        self._changes.announce()
        try:
            await self._changes.wait_until(lambda: bool(self.pending or poll.ending), timeout=seconds)
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.ending is not None:
            raise poll.ending

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            # A negative offset forgets all but the last so many, whether anyone has seen them or not.
            self.dropped += self.pending[:offset]
            self.pending = self.pending[offset:]
        elif offset > 0:
            self.confirmed += [update for update in self.pending if update.id < offset]
            self.pending = [update for update in self.pending if update.id >= offset]

    @property
    def polling(self) -> bool:
        """Whether a long poll is waiting now."""
        return self._poll is not None
