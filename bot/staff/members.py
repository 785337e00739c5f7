"""Who may answer owners, as far as this has to be known to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class Colleague(Protocol):
    """Somebody with a role."""

    @property
    def id(self) -> int:
        """Return their Telegram id."""

    @property
    def name(self) -> str:
        """Return how colleagues and owners see them; may be empty."""


class Members(Protocol):
    """Knows who has a role."""

    async def role_of(self, user_id: int) -> object | None:
        """Return somebody's role; None where they have none."""

    async def everyone(self) -> Sequence[Colleague]:
        """Return all who have one."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody whom the settings name, without a name of their own."""

    id: int
    name: str = ""


class ListedMembers:
    """The members whom the settings name."""

    def __init__(self, ids: frozenset[int] = frozenset()) -> None:
        """Take their Telegram ids."""
        self._ids = ids

    async def role_of(self, user_id: int) -> object | None:
        """Return somebody's role; None where they have none."""
        return "staff" if user_id in self._ids else None

    async def everyone(self) -> Sequence[Colleague]:
        """Return all who have one."""
        return [Listed(user_id) for user_id in sorted(self._ids)]
