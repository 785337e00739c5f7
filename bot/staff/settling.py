"""What is taught follows its clause: another text sends it back to review, the same text brings it back."""

from collections.abc import Iterable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.lessons import hashes_of
from bot.staff.store import taught as taught_store
from knowledge.store import editions as edition_store
from knowledge.store import versions as version_store
from knowledge.store.editions import Text


async def live_texts(connection: AsyncConnection, documents: Iterable[str]) -> dict[str, Text]:
    """Return what the documents that are live say, by id."""
    async with AsyncSession(connection) as session:
        live = await version_store.live_editions(session, documents)
        texts = await edition_store.read_texts(session, sorted(live.values()))
    return {text.document: text for text in texts.values()}


async def settle(connection: AsyncConnection, documents: Iterable[str]) -> None:
    """Set what is taught to these documents live or in review, by what they say now. Commits nothing.

    Belongs into the transaction that publishes, so that nothing that is taught outlives its clause.
    """
    rows = await taught_store.of_documents(connection, documents)
    texts = await live_texts(connection, {row.document for row in rows})
    hashes = {name: hashes_of(text.text_hash, text.clauses) for name, text in texts.items()}
    nothing: Mapping[str, str] = {}
    states = {
        row.id: taught_store.LIVE
        if hashes.get(row.document, nothing).get(row.clause) == row.clause_hash
        else taught_store.REVIEW
        for row in rows
    }
    await taught_store.set_states(
        connection, {row.id: states[row.id] for row in rows if row.state != states[row.id]}
    )
