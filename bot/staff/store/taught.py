"""What is read and written of taught phrasings and synonyms. Nothing here commits."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.lessons import Lesson, Lessons
from bot.staff.store.tables import TAUGHT as _TAUGHT
from bot.staff.store.tables import TAUGHT_SYNONYM as _SYNONYM
from bot.store import newest_publication

LIVE, REVIEW, WITHDRAWN = "live", "review", "withdrawn"
_MOST_PARAMETERS = 500


async def read_lessons(connection: AsyncConnection) -> Lessons:
    """Return all that is taught and live."""
    # First, so that what comes meanwhile is taken up by another look.
    revision = await newest_publication(connection)
    columns = (
        _TAUGHT.c[name] for name in ("document", "clause", "clause_hash", "question", "sentence", "public")
    )
    rows = await connection.execute(select(*columns).where(_TAUGHT.c.state == LIVE).order_by(_TAUGHT.c.id))
    synonyms = await connection.execute(
        select(_SYNONYM.c.said, _SYNONYM.c.printed).where(_SYNONYM.c.state == LIVE).order_by(_SYNONYM.c.id)
    )
    return Lessons(
        tuple(Lesson(*row) for row in rows),
        tuple((said, tuple(printed.split("、"))) for said, printed in synonyms),
        revision,
    )


async def add(connection: AsyncConnection, rows: Sequence[dict[str, Any]]) -> list[int]:
    """Store taught phrasings (keys: TaughtRow's columns) and return their numbers, in order."""
    statement = insert(_TAUGHT).returning(_TAUGHT.c.id, sort_by_parameter_order=True)
    return list((await connection.execute(statement, rows)).scalars())


async def find(connection: AsyncConnection, number: int) -> Any | None:
    """Return a taught phrasing; None where there is none."""
    # Compared as a wide integer: a number that none can have is unknown, not an error of the database.
    query = select(_TAUGHT).where(_TAUGHT.c.id == literal(number, BigInteger))
    return (await connection.execute(query)).one_or_none()


async def change(connection: AsyncConnection, number: int, values: Mapping[str, Any]) -> None:
    """Change columns of a taught phrasing."""
    await connection.execute(update(_TAUGHT).where(_TAUGHT.c.id == number).values(**values))


async def same(connection: AsyncConnection, normals: Iterable[str]) -> list[Any]:
    """Return the phrasings taught with these questions (as they are compared) that aren't withdrawn."""
    wanted, found = sorted(set(normals)), list[Any]()
    for start in range(0, len(wanted), _MOST_PARAMETERS):
        some = _TAUGHT.c.normal.in_(wanted[start : start + _MOST_PARAMETERS])
        found += await connection.execute(select(_TAUGHT).where(some, _TAUGHT.c.state != WITHDRAWN))
    return found


async def of_documents(connection: AsyncConnection, documents: Iterable[str]) -> list[Any]:
    """Return the phrasings taught to these documents that aren't withdrawn."""
    wanted = frozenset(documents)
    rows = await connection.execute(select(_TAUGHT).where(_TAUGHT.c.state != WITHDRAWN))
    return [row for row in rows if row.document in wanted]


async def set_states(connection: AsyncConnection, states: Mapping[int, str]) -> None:
    """Set the states of phrasings by their numbers."""
    if states:
        statement = update(_TAUGHT).where(_TAUGHT.c.id == bindparam("number")).values(state=bindparam("new"))
        await connection.execute(statement, [{"number": n, "new": state} for n, state in states.items()])


async def page(
    connection: AsyncConnection, *, state: str | None, words: str, first: int, most: int
) -> tuple[list[Any], int]:
    """Return taught phrasings, newest first, from the `first` on (0 upward), and how many there are of them.

    Of one `state` (None: any), with `words` somewhere in question, document or clause.
    """
    which = [] if state is None else [_TAUGHT.c.state == state]
    if words:
        columns = (_TAUGHT.c.question, _TAUGHT.c.document, _TAUGHT.c.clause)
        which.append(or_(*(column.contains(words, autoescape=True) for column in columns)))
    return await _page(connection, _TAUGHT, which, first=first, most=most)


async def add_synonym(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """Store a synonym (keys: TaughtSynonymRow's columns) and return its number."""
    statement = insert(_SYNONYM).values(**values).returning(_SYNONYM.c.id)
    return int((await connection.execute(statement)).scalar_one())


async def live_synonyms(connection: AsyncConnection) -> Sequence[Any]:
    """Return the synonyms that aren't withdrawn."""
    return (await connection.execute(select(_SYNONYM).where(_SYNONYM.c.state == LIVE))).all()


async def withdraw_synonym(connection: AsyncConnection, number: int) -> bool:
    """Withdraw a synonym; False where there is none that is live."""
    which = _SYNONYM.c.id == literal(number, BigInteger), _SYNONYM.c.state == LIVE
    result = await connection.execute(update(_SYNONYM).where(*which).values(state=WITHDRAWN))
    return bool(result.rowcount)


async def synonyms_page(
    connection: AsyncConnection, *, state: str | None, words: str, first: int, most: int
) -> tuple[list[Any], int]:
    """Return synonyms as `page` returns phrasings."""
    which = [] if state is None else [_SYNONYM.c.state == state]
    if words:
        columns = (_SYNONYM.c.said, _SYNONYM.c.printed)
        which.append(or_(*(column.contains(words, autoescape=True) for column in columns)))
    return await _page(connection, _SYNONYM, which, first=first, most=most)


async def _page(
    connection: AsyncConnection, table: Any, which: Sequence[ColumnElement[bool]], *, first: int, most: int
) -> tuple[list[Any], int]:
    query = select(table).where(*which).order_by(table.c.id.desc()).offset(first).limit(most)
    total = select(func.count()).select_from(table).where(*which)
    return list(await connection.execute(query)), int((await connection.execute(total)).scalar_one())
