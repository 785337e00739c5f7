"""Editions, drafts and versions, on SQLite and on PostgreSQL."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from knowledge.document import Document, Phrasing
from knowledge.splitting import split_text
from knowledge.store import editions as editions_
from knowledge.store import versions as versions_
from knowledge.store.editions import Edition
from knowledge.store.tables import CLAUSE, EDITION

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def written(*measures: str, id: str = "ceshi") -> Document:
    """Return a plan with these measures, led by 甲局."""
    tasks = "\n".join(
        f"{n}．任务。{text}（牵头单位：甲局；责任单位：乙局）" for n, text in enumerate(measures, 1)
    )
    return split_text(f"某市政府\n2021年8月19日\n某市计划（2021—2023年）\n一、重点任务\n{tasks}\n", id=id)


def cut(document: Document, vocabulary: str = "0" * 64) -> Edition:
    """Return a document with tokens that tell whose they are."""
    tokens = tuple({"sentences": [clause.body]} for clause in document.clauses)
    return Edition(document, tokens, ("标记",), "f" * 64, vocabulary)


async def publish(engine: AsyncEngine, *documents: Document, by: str = "test") -> dict[str, int]:
    """Publish documents in one transaction and return their versions."""
    async with AsyncSession(engine) as session, session.begin():
        numbers = {d.id: await editions_.add_edition(session, cut(d), draft=None) for d in documents}
        return await versions_.publish_editions(session, numbers, now=NOW, by=by)


async def draft(engine: AsyncEngine, name: str, *documents: Document, now: datetime = NOW) -> None:
    async with AsyncSession(engine) as session, session.begin():
        await versions_.add_draft(session, name, base={"ceshi": 1}, now=now, by="test")
        for document in documents:
            await editions_.add_edition(session, cut(document), draft=name)


async def live(engine: AsyncEngine) -> Mapping[str, tuple[Document, int]]:
    """Return the live documents with their versions, after checking that each has its own tokens."""
    async with AsyncSession(engine) as session:
        outlines = [one for one in await versions_.outlines(session) if one.published.live]
        stored = await editions_.read_editions(session, [one.edition for one in outlines])
    for one in stored.values():
        assert one.edition == cut(one.edition.document)
        assert len(set(one.clause_ids)) == len(one.edition.document.clauses)
    return {
        one.published.document.id: (stored[one.edition].edition.document, one.published.version)
        for one in outlines
    }


async def count(engine: AsyncEngine, table) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_published_document_is_read_back_as_it_was(empty_store, plan):
    assert await publish(empty_store, plan) == {plan.id: 1}
    assert await live(empty_store) == {plan.id: (plan, 1)}


async def test_everything_that_a_document_can_say_is_read_back(empty_store):
    document = replace(
        split_text(
            "标题'\"--;\n一、甲。做“😀𠮷”。\n一、只有这一句话。\n（一）乙。\n1．丙。做。", id="编号 x'y"
        ),
        doc_number="嘉政办发〔2021〕35号",
        issued=date(2021, 8, 19),
        replaces=("《旧办法》", "嘉政发〔2019〕1号"),
        region="嘉兴",
        phrasings=(Phrasing("一", "做", "怎么做", 3),),
    )
    untitled = split_text("一、甲。做乙。", id="untitled")
    assert untitled.problems
    await publish(empty_store, document, untitled)
    assert await live(empty_store) == {document.id: (document, 1), "untitled": (untitled, 1)}


async def test_outlines_tell_all_versions_without_their_texts(empty_store):
    first, second = written("扶持企业。"), written("扶持更多企业。")
    await publish(empty_store, first)
    await publish(empty_store, second, written("参展。", id="a"), by="somebody")
    async with AsyncSession(empty_store) as session:
        outlines = await versions_.outlines(session)
    assert [
        (o.published.document.id, o.published.version, o.published.live, o.published_by) for o in outlines
    ] == [("a", 1, True, "somebody"), ("ceshi", 1, False, "test"), ("ceshi", 2, True, "somebody")]
    assert [o.published.document for o in outlines[1:]] == [
        replace(document, clauses=(), pieces=(), problems=()) for document in (first, second)
    ]
    assert (outlines[0].terms, outlines[0].file_hash, outlines[0].vocabulary_hash) == (
        ("标记",),
        "f" * 64,
        "0" * 64,
    )


async def test_nothing_is_live_in_an_empty_store(empty_store):
    assert await live(empty_store) == {}
    async with AsyncSession(empty_store) as session:
        assert await versions_.is_empty(session)


async def test_the_second_version_becomes_live_and_the_first_stays(empty_store):
    first, second = written("扶持企业。", "建设园区。"), written("扶持更多企业。")
    assert await publish(empty_store, first) == {"ceshi": 1}
    assert await publish(empty_store, second) == {"ceshi": 2}
    assert await live(empty_store) == {"ceshi": (second, 2)}
    async with AsyncSession(empty_store) as session:
        old = (await versions_.outlines(session))[0]
        assert (await editions_.read_editions(session, [old.edition]))[old.edition].edition.document == first
        assert not await versions_.is_empty(session)


async def test_an_edition_can_be_published_again_as_a_new_version(empty_store):
    first, second = written("扶持企业。"), written("扶持更多企业。")
    await publish(empty_store, first)
    await publish(empty_store, second)
    async with AsyncSession(empty_store) as session, session.begin():
        old = (await versions_.outlines(session))[0]
        await versions_.publish_editions(session, {"ceshi": old.edition}, now=NOW, by="test")
    assert await live(empty_store) == {"ceshi": (first, 3)}
    assert await count(empty_store, EDITION) == 2


async def test_a_withdrawn_document_is_live_no_more_and_its_versions_stay(empty_store):
    await publish(empty_store, written("扶持企业。"))
    for expected in (True, False):
        async with AsyncSession(empty_store) as session, session.begin():
            assert await versions_.withdraw(session, "ceshi") is expected
            assert not await versions_.withdraw(session, "unknown")
    assert await live(empty_store) == {}
    async with AsyncSession(empty_store) as session:
        assert len(await versions_.outlines(session)) == 1
    assert await publish(empty_store, written("扶持企业。")) == {"ceshi": 2}


async def test_a_draft_is_seen_by_nobody_until_it_is_published(empty_store):
    document = written("扶持企业。")
    await draft(empty_store, "draft0000001", document)
    assert await live(empty_store) == {}
    async with AsyncSession(empty_store) as session, session.begin():
        found = await versions_.read_draft(session, "draft0000001")
        assert (found.base, list(found.editions)) == ({"ceshi": 1}, ["ceshi"])
        assert await versions_.titles(session, found.editions.values()) == {
            found.editions["ceshi"]: document.title
        }
        await versions_.publish_editions(session, found.editions, now=NOW, by="test")
        await versions_.release_draft(session, "draft0000001")
    assert await live(empty_store) == {"ceshi": (document, 1)}
    async with AsyncSession(empty_store) as session:
        assert await versions_.read_draft(session, "draft0000001") is None


async def test_a_draft_given_up_leaves_nothing_behind(empty_store):
    await draft(empty_store, "draft0000001", written("扶持企业。"))
    for expected in (True, False):
        async with AsyncSession(empty_store) as session, session.begin():
            assert await versions_.discard_draft(session, "draft0000001") is expected
    assert (await count(empty_store, EDITION), await count(empty_store, CLAUSE)) == (0, 0)


async def test_old_drafts_are_deleted_and_what_is_published_stays(empty_store):
    await publish(empty_store, written("扶持企业。"))
    await draft(empty_store, "old", written("旧的。"), now=NOW - timedelta(days=8))
    await draft(empty_store, "new", written("新的。"))
    async with AsyncSession(empty_store) as session, session.begin():
        await versions_.discard_drafts_before(session, NOW - timedelta(days=7))
    async with AsyncSession(empty_store) as session:
        assert await versions_.read_draft(session, "old") is None
        assert await versions_.read_draft(session, "new") is not None
    assert await count(empty_store, EDITION) == 2


async def test_tokens_are_replaced_and_the_text_is_not(empty_store):
    document = written("扶持企业。", "建设园区。")
    await publish(empty_store, document)
    async with AsyncSession(empty_store) as session, session.begin():
        ((number, stored),) = (await editions_.read_editions(session, [1])).items()
        await editions_.set_tokens(session, {stored.clause_ids[1]: {"sentences": ["新"]}})
        await editions_.set_tokens(session, {})
        await editions_.set_vocabulary(session, [number], "1" * 64)
        for _ in range(2):
            await editions_.keep_vocabulary(session, "1" * 64, ["甲", "乙"])
    async with AsyncSession(empty_store) as session:
        after = (await editions_.read_editions(session, [number]))[number].edition
        known = await editions_.vocabularies(session, ["1" * 64, "2" * 64])
    assert after.document == document
    assert after.tokens == ({"sentences": [document.clauses[0].body]}, {"sentences": ["新"]})
    assert after.vocabulary_hash == "1" * 64
    assert known == {"1" * 64: frozenset({"甲", "乙"})}


async def test_phrasings_are_read_without_their_texts(empty_store):
    asked = Phrasing("一1", "", "怎么办", 1)
    await publish(empty_store, replace(written("甲。"), phrasings=(asked,)), written("乙。", id="b"))
    async with AsyncSession(empty_store) as session:
        assert await editions_.read_phrasings(session, [1, 2]) == [("ceshi", asked)]
        assert await editions_.read_phrasings(session, [2]) == []


async def test_tokens_of_too_few_clauses_are_refused(empty_store):
    document = written("扶持企业。", "建设园区。")
    async with AsyncSession(empty_store) as session:
        with pytest.raises(ValueError, match="shorter"):
            await editions_.add_edition(session, replace(cut(document), tokens=({},)), draft=None)


async def test_nothing_is_left_of_a_transaction_that_is_rolled_back(empty_store):
    first = written("扶持企业。")
    await publish(empty_store, first)
    async with AsyncSession(empty_store) as session:
        number = await editions_.add_edition(session, cut(written("另一个。")), draft=None)
        await versions_.publish_editions(session, {"ceshi": number}, now=NOW, by="test")
        await session.rollback()
    assert await live(empty_store) == {"ceshi": (first, 1)}
    assert (await count(empty_store, EDITION), await count(empty_store, CLAUSE)) == (1, 1)


async def test_what_is_not_committed_yet_is_seen_by_nobody_else(empty_store):
    first, second = written("扶持企业。"), written("另一个。")
    await publish(empty_store, first)
    async with AsyncSession(empty_store) as session, session.begin():
        number = await editions_.add_edition(session, cut(second), draft=None)
        await versions_.publish_editions(session, {"ceshi": number}, now=NOW, by="test")
        assert await live(empty_store) == {"ceshi": (first, 1)}
    assert await live(empty_store) == {"ceshi": (second, 2)}
