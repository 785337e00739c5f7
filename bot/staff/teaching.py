"""Teaching: ways of asking and synonyms that staff add, show, confirm and withdraw; live everywhere at once.

Each act is one transaction with its rows in the audit table, which every running service looks at.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.assistant import Assistant
from bot.errors import BotError
from bot.outage import reading, writing_alone
from bot.staff.planning import planned
from bot.staff.settling import live_texts
from bot.staff.store import taught as store
from bot.staff.wishes import Place, Wish, fitting, synonym
from bot.store import add_audits
from knowledge.mending import mend
from knowledge.sentences import split_sentences
from retrieval.normalise import normalise

PAGE = 50
"""So many are listed at once."""

STATES = {"live": "使用中", "review": "待核对", "withdrawn": "已撤回"}
"""What the states of what is taught are called."""

Item = TypeVar("Item")

_GONE = "这一条已经撤回或不存在；请刷新后再看。"


@dataclass(frozen=True, slots=True)
class Taught:
    """A taught way of asking as staff see it; `state` is live, review or withdrawn.

    `text_hash` tells what its clause said when it was taught.
    """

    id: int
    document: str
    clause: str
    text_hash: str
    sentence: str
    question: str
    public: bool
    state: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Synonym:
    """A taught synonym: what people say, the documents' terms; `state` is live or withdrawn."""

    id: int
    said: str
    printed: tuple[str, ...]
    state: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Listed(Generic[Item]):
    """A page of a list, and how many there are on all pages."""

    items: tuple[Item, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish: the numbers under which it is taught, or why some or all of it isn't."""

    ids: tuple[int, ...]
    refusals: tuple[BotError, ...] = ()


class Teaching:
    """What staff teach; who may, the channel has to know. `by` says who acts, for the audit table."""

    def __init__(self, assistant: Assistant) -> None:
        """Take the assistant whose texts and words are the measure; its engine stays open meanwhile."""
        self._assistant = assistant

    async def teach(self, wish: Wish, *, by: str) -> int:
        """Teach a question to one clause and return its number; raises BotError where it can't be."""
        (outcome,) = await self.teach_all([wish], by=by)
        for refusal in outcome.refusals:
            raise refusal
        return outcome.ids[0]

    async def teach_all(self, wishes: Sequence[Wish], *, by: str) -> list[Outcome]:
        """Teach what can be taught in one transaction; return what became of each wish, in order."""
        async with writing_alone(self._assistant.engine) as connection:
            plan = await planned(connection, wishes, self._assistant.library)
            ids = await self._add(connection, plan.rows, by=by) if plan.rows else []
        return [
            Outcome(tuple(ids[place] for place in places), refusals)
            for places, refusals in zip(plan.places, plan.refusals, strict=True)
        ]

    async def refusals(self, wishes: Sequence[Wish]) -> list[tuple[BotError, ...]]:
        """Return why each wish, or some of it, could not be taught as things are; nothing is taught."""
        async with reading(self._assistant.engine) as connection:
            return (await planned(connection, wishes, self._assistant.library)).refusals

    async def _add(self, connection: AsyncConnection, rows: list[dict[str, Any]], *, by: str) -> list[int]:
        now = datetime.now(UTC)
        ids = await store.add(connection, [{**row, "at": now, "by": by} for row in rows])
        acts = [
            ("teach", row["document"], f"问法 {number}：{row['clause']}")
            for number, row in zip(ids, rows, strict=True)
        ]
        await _audit(connection, acts, by=by)
        return ids

    async def withdraw(self, number: int, *, by: str) -> None:
        """Take a taught question back; raises BotError where it is gone already."""
        async with writing_alone(self._assistant.engine) as connection:
            row = await _found(connection, number)
            await _change(connection, row, "unteach", {"state": store.WITHDRAWN}, by=by)

    async def show(self, number: int, *, public: bool, by: str) -> None:
        """Show a taught question on its clause's page, or no more; raises BotError where it is gone."""
        async with writing_alone(self._assistant.engine) as connection:
            row = await _found(connection, number)
            act = "teach-public" if public else "teach-private"
            await _change(connection, row, act, {"public": public}, by=by)

    async def confirm(self, number: int, *, by: str) -> None:
        """Say that a clause's new text still answers a question in review; raises BotError where it is gone.

        The sentence that answers is forgotten where the new text hasn't got it.
        """
        async with writing_alone(self._assistant.engine) as connection:
            row = await _found(connection, number)
            text = (await live_texts(connection, [row.document])).get(row.document)
            clause, text_hash, _ = fitting(Place(row.document, row.clause), "", text)
            stays = any(
                sentence.startswith(row.sentence)
                for each in (text.clauses if text else ())
                if each.key == clause
                for sentence in split_sentences(each.body)
            )
            values = {
                "state": store.LIVE,
                "clause_hash": text_hash,
                "sentence": row.sentence if stays else "",
            }
            await _change(connection, row, "teach", values, by=by)

    async def phrasings(self, *, state: str | None = None, words: str = "", page: int = 1) -> Listed[Taught]:
        """Return a page (from 1) of what is taught, newest first: of one state, with some words in it."""
        async with reading(self._assistant.engine) as connection:
            rows, total = await store.page(
                connection, state=state, words=mend(words), first=_first(page), most=PAGE
            )
        return Listed(tuple(map(_taught, rows)), total)

    async def add_synonym(self, said: str, printed: str, *, by: str) -> int:
        """Teach what the documents call what people say; `printed` are their terms with 、 between them.

        Returns its number; raises BotError where it can't be taught.
        """
        library = self._assistant.library
        lay, terms = synonym(said, printed, library)
        async with writing_alone(self._assistant.engine) as connection:
            known = {(normalise(row.said), row.printed) for row in await store.live_synonyms(connection)}
            in_file = {normalise(each): set(printed) for each, printed in library.synonyms.items()}
            if (normalise(lay), "、".join(terms)) in known or set(terms) <= in_file.get(
                normalise(lay), set()
            ):
                raise BotError(f"“{lay}”的这些说法已经在同义词里，不用再加。")
            values = {"said": lay, "printed": "、".join(terms), "state": store.LIVE}
            number = await store.add_synonym(connection, {**values, "at": datetime.now(UTC), "by": by})
            await _audit(connection, [("synonym", None, f"同义词 {number}")], by=by)
        return number

    async def withdraw_synonym(self, number: int, *, by: str) -> None:
        """Take a taught synonym back; raises BotError where it is gone already."""
        async with writing_alone(self._assistant.engine) as connection:
            if not await store.withdraw_synonym(connection, number):
                raise BotError(_GONE)
            await _audit(connection, [("unsynonym", None, f"同义词 {number}")], by=by)

    async def synonyms(self, *, state: str | None = None, words: str = "", page: int = 1) -> Listed[Synonym]:
        """Return a page (from 1) of the taught synonyms, newest first: of one state, with some words in it."""
        async with reading(self._assistant.engine) as connection:
            rows, total = await store.synonyms_page(
                connection, state=state, words=mend(words), first=_first(page), most=PAGE
            )
        items = (
            Synonym(row.id, row.said, tuple(row.printed.split("、")), row.state, _utc(row.at), row.by)
            for row in rows
        )
        return Listed(tuple(items), total)


def _taught(row: Any) -> Taught:
    return Taught(
        id=row.id,
        document=row.document,
        clause=row.clause,
        text_hash=row.clause_hash,
        sentence=row.sentence,
        question=row.question,
        public=row.public,
        state=row.state,
        at=_utc(row.at),
        by=row.by,
    )


def _first(page: int) -> int:
    return (min(max(page, 1), 1_000_000) - 1) * PAGE


async def _found(connection: AsyncConnection, number: int) -> Any:
    row = await store.find(connection, number)
    if row is None or row.state == store.WITHDRAWN:
        raise BotError(_GONE)
    return row


async def _change(
    connection: AsyncConnection, row: Any, act: str, values: dict[str, Any], *, by: str
) -> None:
    await store.change(connection, row.id, values)
    await _audit(connection, [(act, row.document, f"问法 {row.id}：{row.clause}")], by=by)


async def _audit(
    connection: AsyncConnection, acts: Iterable[tuple[str, str | None, str]], *, by: str
) -> None:
    """Note acts, each with its document and what it was done to: numbers, nobody's words."""
    now = datetime.now(UTC)
    noted = [
        {"act": act, "by": by, "at": now, "document": document, "version": None, "detail": detail}
        for act, document, detail in acts
    ]
    await add_audits(connection, noted)


def _utc(moment: datetime) -> datetime:
    """SQLite gives moments back without their zone, which is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
