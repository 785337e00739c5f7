"""Publishing and reading documents, on SQLite and on PostgreSQL."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlmodel import col, select

from knowledge.document import Document
from knowledge.splitting import split_text
from knowledge.store import ClauseRow, VersionRow, live_documents, publish, replace_tokens

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def written(*measures: str, id: str = "ceshi") -> Document:
    """Return a plan with these measures, led by 甲局."""
    tasks = "\n".join(
        f"{n}．任务。{text}（牵头单位：甲局；责任单位：乙局）" for n, text in enumerate(measures, 1)
    )
    return split_text(f"某市政府\n2021年8月19日\n某市计划（2021—2023年）\n一、重点任务\n{tasks}\n", id=id)


def tokens_of(document: Document) -> list[dict[str, object]]:
    """Return tokens that tell whose they are."""
    return [{"text": [["词", clause.body], []], "sentences": []} for clause in document.clauses]


async def published(session: AsyncSession, document: Document) -> int:
    """Publish a document in `session` without committing and return its version."""
    return await publish(
        session, document, tokens=tokens_of(document), vocabulary_hash="0" * 64, now=NOW, by="test"
    )


async def publish_alone(engine: AsyncEngine, document: Document) -> int:
    """Publish a document in a transaction of its own and return its version."""
    async with AsyncSession(engine) as session, session.begin():
        return await published(session, document)


async def live(engine: AsyncEngine) -> list[tuple[Document, int]]:
    """Return the live documents with their versions, after checking that each has its own tokens."""
    async with AsyncSession(engine) as session:
        stored = await live_documents(session)
    assert all(list(one.tokens) == tokens_of(one.published.document) for one in stored)
    return [(one.published.document, one.published.version) for one in stored]


async def test_a_published_document_is_read_back_as_it_was(empty_store: AsyncEngine, plan: Document) -> None:
    assert await publish_alone(empty_store, plan) == 1
    assert await live(empty_store) == [(plan, 1)]


async def test_odd_characters_headings_and_repeated_numbers_are_read_back_as_they_were(
    empty_store: AsyncEngine,
) -> None:
    document = split_text(
        "标题'\"--;\n一、甲。做“😀𠮷”。\n一、只有这一句话。\n（一）乙。\n1．丙。做。", id="编号 x'y"
    )
    assert document.problems == ()
    await publish_alone(empty_store, document)
    assert await live(empty_store) == [(document, 1)]


async def test_documents_are_read_in_the_order_of_their_ids(empty_store: AsyncEngine) -> None:
    later, sooner = written("扶持。", id="b"), written("扶持。", id="a")
    await publish_alone(empty_store, later)
    await publish_alone(empty_store, sooner)
    assert await live(empty_store) == [(sooner, 1), (later, 1)]


async def test_nothing_is_live_in_an_empty_store(empty_store: AsyncEngine) -> None:
    assert await live(empty_store) == []


async def test_the_second_version_becomes_live_and_the_first_stays(empty_store: AsyncEngine) -> None:
    first, second = written("扶持企业。", "建设园区。"), written("扶持更多企业。")
    assert await publish_alone(empty_store, first) == 1
    assert await publish_alone(empty_store, second) == 2
    assert await live(empty_store) == [(second, 2)]
    async with AsyncSession(empty_store) as session:
        version = await session.get_one(VersionRow, ("ceshi", 1))
        kept = select(ClauseRow.body).where(col(ClauseRow.version) == 1).order_by(col(ClauseRow.position))
        assert (await session.execute(kept)).scalars().all() == ["扶持企业。", "建设园区。"]
    assert (version.text_hash, version.published_by) == (first.text_hash, "test")


async def test_tokens_are_replaced_and_the_text_is_not(empty_store: AsyncEngine) -> None:
    document = written("扶持企业。", "建设园区。")
    await publish_alone(empty_store, document)
    new = [{"text": [["新"], []], "sentences": []}, {"text": [["词"], []], "sentences": []}]
    async with AsyncSession(empty_store) as session, session.begin():
        await replace_tokens(session, "ceshi", 1, tokens=new, vocabulary_hash="1" * 64)
    async with AsyncSession(empty_store) as session:
        (stored,) = await live_documents(session)
    assert stored.published.document == document
    assert (list(stored.tokens), stored.vocabulary_hash) == (new, "1" * 64)


async def test_tokens_of_too_few_clauses_are_refused(empty_store: AsyncEngine) -> None:
    document = written("扶持企业。", "建设园区。")
    async with AsyncSession(empty_store) as session:
        with pytest.raises(ValueError, match="shorter"):
            await publish(session, document, tokens=[{}], vocabulary_hash="0" * 64, now=NOW, by="test")


async def test_nothing_is_left_of_a_transaction_that_is_rolled_back(empty_store: AsyncEngine) -> None:
    first = written("扶持企业。")
    await publish_alone(empty_store, first)
    async with AsyncSession(empty_store) as session:
        assert await published(session, written("另一个。")) == 2
        assert await published(session, written("新的。", id="new")) == 1
        await session.rollback()
    assert await live(empty_store) == [(first, 1)]
    async with AsyncSession(empty_store) as session:
        assert (await session.execute(select(func.count()).select_from(VersionRow))).scalar() == 1
        assert (await session.execute(select(func.count()).select_from(ClauseRow))).scalar() == 1


async def test_what_is_not_committed_yet_is_seen_by_nobody_else(empty_store: AsyncEngine) -> None:
    first, second = written("扶持企业。"), written("另一个。")
    await publish_alone(empty_store, first)
    async with AsyncSession(empty_store) as session, session.begin():
        await published(session, second)
        assert await live(empty_store) == [(first, 1)]
    assert await live(empty_store) == [(second, 2)]


@pytest.mark.parametrize("before", [0, 1], ids=["of a new document", "of a known document"])
async def test_two_publishers_at_once_make_two_versions_or_one_is_refused(
    empty_store: AsyncEngine, before: int
) -> None:
    if before:
        await publish_alone(empty_store, written("从前。"))
    rivals = [written("扶持企业。", "建设园区。"), written("参加展会。", "开展培训。", "减税。")]
    results = await asyncio.gather(*(publish_alone(empty_store, d) for d in rivals), return_exceptions=True)
    numbers = {n: rival for n, rival in zip(results, rivals, strict=True) if isinstance(n, int)}
    assert all(isinstance(result, int | DBAPIError) for result in results)
    assert sorted(numbers) == list(range(before + 1, before + 1 + len(numbers)))
    assert await live(empty_store) == [(numbers[max(numbers)], max(numbers))]
    async with AsyncSession(empty_store) as session:
        for number, rival in numbers.items():
            bodies = (
                select(ClauseRow.body)
                .where(col(ClauseRow.version) == number)
                .order_by(col(ClauseRow.position))
            )
            assert (await session.execute(bodies)).scalars().all() == [
                clause.body for clause in rival.clauses
            ]
        versions = (await session.execute(select(func.count()).select_from(VersionRow))).scalar()
    assert versions == before + len(numbers)


async def test_warnings_belong_to_the_file_and_are_not_stored(empty_store: AsyncEngine) -> None:
    document = split_text("一、甲。做乙。", id="untitled")
    assert document.problems
    await publish_alone(empty_store, document)
    assert await live(empty_store) == [(replace(document, problems=()), 1)]
