"""Coming in without a password: a one-time link becomes a session that expires and can be ended."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from bot import store as bot_store
from bot.errors import BotError
from bot.identity import Identity
from bot.outage import reading, writing
from bot.staff.people import Member, People
from bot.staff.store import people as store

LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)

_LINK, _SESSION = "staff link", "staff session"


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody who has come in: the token for their cookie, and who they are."""

    token: str = field(repr=False)
    member: Member


class Access:
    """Issues links and sessions. Only keyed hashes of their tokens are kept: who reads the database gets in nowhere."""

    def __init__(
        self,
        engine: AsyncEngine,
        identity: Identity,
        people: People,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what is open already."""
        self._engine = engine
        self._identity = identity
        self._people = people
        self._now = now

    async def issue_link(self, user_id: int, *, by: str) -> str:
        """Return the token of a new link for a member, and void their last one; raises BotError for anyone else."""
        if await self._people.member(user_id) is None:
            raise BotError(f"{user_id} 不是工作人员；请先由管理员加进名单。")
        token, now = self._identity.issue(_LINK), self._now()
        async with writing(self._engine) as connection:
            await store.set_link(connection, self._hash(_LINK, token), user_id, until=now + LINK_LASTS)
            acts = [{"act": "link", "by": by, "at": now, "detail": str(user_id)}]
            await bot_store.add_audits(connection, acts)
        return token

    async def enter(self, token: str) -> Entered | None:
        """Use a link up and begin a session; None where the link is forged, past, or used already."""
        if not self._identity.accepts(_LINK, token):
            return None
        session, now = self._identity.issue(_SESSION), self._now()
        async with writing(self._engine) as connection:
            user_id = await store.use_link(connection, self._hash(_LINK, token), now=now)
            if user_id is not None:
                until = now + SESSION_LASTS
                await store.add_session(
                    connection, self._hash(_SESSION, session), user_id, now=now, until=until
                )
        member = None if user_id is None else await self._people.member(user_id)
        return Entered(session, member) if member else None

    async def member(self, token: str) -> Member | None:
        """Return whose session a cookie's token is; None where it is forged, past or ended, or the role was taken."""
        if not self._identity.accepts(_SESSION, token):
            return None
        async with reading(self._engine) as connection:
            user_id = await store.session_member(connection, self._hash(_SESSION, token), now=self._now())
        return None if user_id is None else await self._people.member(user_id)

    async def leave(self, token: str) -> None:
        """End a session."""
        async with writing(self._engine) as connection:
            await store.end_session(connection, self._hash(_SESSION, token))

    def form_token(self, token: str) -> str:
        """Return what forms of a session carry, so that no other site can send them."""
        return self._identity.derive("staff form", token)

    def _hash(self, purpose: str, token: str) -> str:
        return self._identity.derive(f"{purpose} kept", token)
