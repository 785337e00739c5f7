"""What is read and written of conversations with a person."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.store.tables import HandoverCardRow, HandoverMessageRow, HandoverRow
from bot.store import QuestionRow

HANDOVER = HandoverRow.metadata.tables["handover"]
_MESSAGE = HandoverMessageRow.metadata.tables["handover_message"]
_CARD = HandoverCardRow.metadata.tables["handover_card"]
_QUESTION = QuestionRow.metadata.tables["question"]
_H, _M, _C, _Q = HANDOVER.c, _MESSAGE.c, _CARD.c, _QUESTION.c
_OPEN = _H.state != "closed"
_ERASED = "erasure"


# Made once: every question waits for it.
_NEWEST_OF = (
    select(HANDOVER).where(_H.conversation == bindparam("conversation")).order_by(_H.id.desc()).limit(1)
)


async def newest_of(connection: AsyncConnection, conversation: str) -> Any | None:
    """Return a conversation's newest handover; None where it never asked for a person."""
    return (await connection.execute(_NEWEST_OF, {"conversation": conversation})).first()


async def find(connection: AsyncConnection, handover_id: int) -> Any | None:
    """Return a handover; None where there is none."""
    return (await connection.execute(select(HANDOVER).where(_H.id == handover_id))).first()


async def add(connection: AsyncConnection, values: Mapping[str, Any]) -> int | None:
    """Store a handover and return its id; None where the conversation has an open one."""
    row = _insert(connection, HANDOVER).values({"revision": 1, "shown": 0, **values})
    new = row.on_conflict_do_nothing(index_elements=["conversation"], index_where=text("state <> 'closed'"))
    found: int | None = (await connection.execute(new.returning(_H.id))).scalar()
    return found


async def change(
    connection: AsyncConnection, handover_id: int, *where: ColumnElement[bool], **to: Any
) -> bool:
    """Change a handover that is as `where` says, and let its revision grow; return whether it was."""
    changed = update(HANDOVER).where(_H.id == handover_id, *where)
    result = await connection.execute(changed.values(revision=_H.revision + 1, **to))
    return bool(cast(CursorResult[Any], result).rowcount)


async def first_replied(connection: AsyncConnection, handover_id: int, at: datetime) -> None:
    """Note when a person replied first, once."""
    unset = (_H.id == handover_id, _H.first_reply_at.is_(None))
    await connection.execute(update(HANDOVER).where(*unset).values(first_reply_at=at))


async def page(connection: AsyncConnection, *, offset: int, most: int) -> tuple[int, Sequence[Any]]:
    """Return how many handovers there are, and some of them: waiting first, then taken (longest first), then closed.

    Each row has what was asked last before, as `asked`.
    """
    total = (await connection.execute(select(func.count()).select_from(HANDOVER))).scalar() or 0
    order = case((_H.state == "waiting", 0), (_H.state == "taken", 1), else_=2)
    newest_closed = case((_H.state == "closed", -_H.id), else_=_H.id)
    query = select(HANDOVER, _Q.text.label("asked")).outerjoin(_QUESTION, _Q.id == _H.question_id)
    rows = await connection.execute(query.order_by(order, newest_closed).offset(offset).limit(most))
    return total, rows.all()


async def idle_since(connection: AsyncConnection, moment: datetime) -> Sequence[Any]:
    """Return the open handovers in which nothing has happened since then."""
    return (await connection.execute(select(HANDOVER).where(_OPEN, _H.last_at <= moment))).all()


async def due(connection: AsyncConnection) -> list[int]:
    """Return the handovers of which something is to be sent or shown, those that changed longest ago first."""
    query = select(_H.id).where(_H.shown < _H.revision).order_by(_H.last_at)
    return list((await connection.execute(query)).scalars())


async def set_shown(connection: AsyncConnection, handover_id: int, revision: int) -> None:
    """Note that everything up to a revision is sent and shown."""
    await connection.execute(update(HANDOVER).where(_H.id == handover_id).values(shown=revision))


async def told_former(connection: AsyncConnection, handover_id: int, former: str | None) -> None:
    """Note that who had it before is told, where that is still the same."""
    same = (_H.id == handover_id, _H.former == former)
    await connection.execute(update(HANDOVER).where(*same).values(former=None))


async def drop_chat(connection: AsyncConnection, handover_id: int) -> None:
    """Forget the owner's chat."""
    await connection.execute(update(HANDOVER).where(_H.id == handover_id).values(chat=None))


async def drop_chats(connection: AsyncConnection, closed_before: datetime) -> None:
    """Forget owners' chats where it was over by then."""
    over = (_H.state == "closed", _H.closed_at <= closed_before, _H.chat.is_not(None))
    await connection.execute(update(HANDOVER).where(*over).values(chat=None))


async def last_question(connection: AsyncConnection, conversation: str) -> int | None:
    """Return the newest question of a conversation that asked something; None without any."""
    asked = (_Q.conversation == conversation, _Q.kind.not_in(("smalltalk", "person")))
    query = select(_Q.id).where(*asked).order_by(_Q.id.desc()).limit(1)
    found: int | None = (await connection.execute(query)).scalar()
    return found


async def questions_before(
    connection: AsyncConnection, conversation: str, moment: datetime, most: int
) -> Sequence[Any]:
    """Return what a conversation asked until then, newest first, without small talk."""
    asked = (_Q.conversation == conversation, _Q.asked_at <= moment, _Q.kind.not_in(("smalltalk", "person")))
    query = select(_QUESTION).where(*asked).order_by(_Q.id.desc()).limit(most)
    return (await connection.execute(query)).all()


async def add_message(connection: AsyncConnection, values: Mapping[str, Any]) -> int | None:
    """Store a message and return its id; None where its source has been stored already."""
    row = _insert(connection, _MESSAGE).values({"told": False, **values})
    new = row.on_conflict_do_nothing(index_elements=["handover_id", "source"])
    found: int | None = (await connection.execute(new.returning(_M.id))).scalar()
    return found


async def has_message(connection: AsyncConnection, handover_id: int, source: str) -> bool:
    """Return whether the message of a source is stored."""
    query = select(_M.id).where(_M.handover_id == handover_id, _M.source == source)
    return (await connection.execute(query)).first() is not None


async def rewrite(connection: AsyncConnection, handover_id: int, source: str, text_: str) -> bool:
    """Give the message of a source another text, to be sent anew; return whether it had another."""
    other = (_M.handover_id == handover_id, _M.source == source, _M.text != text_)
    values = {"text": text_, "state": "waiting", "trouble": None, "told": False}
    result = await connection.execute(update(_MESSAGE).where(*other).values(values))
    return bool(cast(CursorResult[Any], result).rowcount)


async def messages_of(connection: AsyncConnection, handover_id: int, *, after: int = 0) -> Sequence[Any]:
    """Return the messages of a handover with a larger id, oldest first."""
    # Compared as a wide integer: after a number that none can have there is nothing.
    newer = (_M.handover_id == handover_id, _M.id > literal(after, BigInteger))
    return (await connection.execute(select(_MESSAGE).where(*newer).order_by(_M.id))).all()


async def last_words(connection: AsyncConnection, handovers: Sequence[int]) -> Sequence[Any]:
    """Return the newest message of owner or staff in each of these handovers that has one."""
    spoken = (_M.handover_id.in_(handovers), _M.side != "service")
    newest = select(func.max(_M.id)).where(*spoken).group_by(_M.handover_id)
    return (await connection.execute(select(_MESSAGE).where(_M.id.in_(newest)))).all()


async def unheard(connection: AsyncConnection, handovers: Sequence[int]) -> frozenset[int]:
    """Return those of these handovers of which a card could be shown to nobody."""
    cards = select(_C.handover_id).where(_C.handover_id.in_(handovers), _C.words.is_(None))
    nowhere = cards.group_by(_C.handover_id).having(func.max(_C.message_id) < 0)
    return frozenset((await connection.execute(nowhere)).scalars())


async def count_from_owner(connection: AsyncConnection, handover_id: int, since: datetime) -> int:
    """Return how many messages of the owner's there are since then."""
    own = (_M.handover_id == handover_id, _M.side == "owner", _M.at > since)
    return (await connection.execute(select(func.count()).where(*own))).scalar() or 0


async def set_message(
    connection: AsyncConnection, message_id: int, *, text_: str | None = None, **to: Any
) -> None:
    """Change a message; with `text_` only while it says that."""
    same = () if text_ is None else (_M.text == text_,)
    await connection.execute(update(_MESSAGE).where(_M.id == message_id, *same).values(to))


async def fail_waiting(connection: AsyncConnection, handover_id: int, trouble: str) -> None:
    """Note that what staff wrote and hasn't arrived never will."""
    waiting = (_M.handover_id == handover_id, _M.side != "owner", _M.state == "waiting")
    await connection.execute(update(_MESSAGE).where(*waiting).values(state="failed", trouble=trouble))


async def add_card(connection: AsyncConnection, values: Mapping[str, Any]) -> None:
    """Note a message that shows a handover to staff."""
    await connection.execute(insert(_CARD).values(dict(values)))


async def cards_of(connection: AsyncConnection, handover_id: int) -> Sequence[Any]:
    """Return the messages that show a handover to staff."""
    query = select(_CARD).where(_C.handover_id == handover_id).order_by(_C.message_id)
    return (await connection.execute(query)).all()


async def card_at(connection: AsyncConnection, chat: int, message_id: int) -> int | None:
    """Return the handover that a message in a chat shows; None where it shows none."""
    query = select(_C.handover_id).where(_C.chat == chat, _C.message_id == message_id)
    found: int | None = (await connection.execute(query)).scalar()
    return found


async def set_digest(connection: AsyncConnection, chat: int, message_id: int, digest: str) -> None:
    """Note what a card shows now."""
    card = (_C.chat == chat, _C.message_id == message_id)
    await connection.execute(update(_CARD).where(*card).values(digest=digest))


async def erase(connection: AsyncConnection, conversation: str, *, at: datetime) -> None:
    """Erase a conversation's handovers; those that staff have cards of lose all words, and go once these say so."""
    own = select(_H.id).where(_H.conversation == conversation)
    await connection.execute(delete(_MESSAGE).where(_M.handover_id.in_(own)))
    carded = select(_C.handover_id)
    mine = _H.conversation == conversation
    await connection.execute(delete(HANDOVER).where(mine, _H.id.not_in(carded)))
    nobody = {"conversation": "", "chat": None, "question_id": None, "state": "closed"}
    nobody |= {"closed_by": _ERASED, "former": None}
    changed = update(HANDOVER).where(mine).values(revision=_H.revision + 1, closed_at=at, **nobody)
    await connection.execute(changed)


async def remove(connection: AsyncConnection, handover_id: int) -> None:
    """Delete a handover; its messages and cards go with it."""
    await connection.execute(delete(HANDOVER).where(_H.id == handover_id))


async def erase_before(connection: AsyncConnection, moment: datetime) -> None:
    """Delete the handovers that were asked for before `moment` and are over, or were idle since."""
    old = (_H.asked_at < moment, or_(_H.state == "closed", _H.last_at < moment))
    await connection.execute(delete(HANDOVER).where(*old))


def _insert(connection: AsyncConnection, table: Any) -> Any:
    """Return an insert that can pass over conflicts, which each database says in its own way."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
