"""What is kept for a while only: the console's links, sessions and checks; and what hangs on a question."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.assistant import Channel, Person
from bot.staff.access import LINK_LASTS, SESSION_LASTS, Access
from bot.staff.cleaning import clear_old
from bot.staff.people import People, Role
from bot.staff.store.tables import FileCheckRow, ReviewRow, StaffLinkRow, StaffSessionRow, TaughtRow
from bot.staging import DRAFTS_KEPT
from bot.store import QuestionRow, VoteRow
from knowledge.store.versions import read_draft

OWNER, OTHER = Person(Channel.WEB, "owner"), Person(Channel.WEB, "other")
_LITTLE = timedelta(seconds=1)


@pytest.fixture
def count(stored):
    async def counted(row) -> int:
        async with stored.connect() as connection:
            return (await connection.execute(select(func.count()).select_from(row))).scalar()

    return counted


async def test_links_and_sessions_that_are_past_are_deleted_and_others_are_not(
    stored, settings, identity, clock, count
):
    people = People(stored, settings, now=clock)
    access = Access(stored, identity, people, now=clock)
    for member in (3001, 3002):
        await people.add(member, Role.STAFF, by="test")
    await access.enter(await access.issue_link(3001, by="test"))
    await access.issue_link(3002, by="test")
    await clear_old(stored, now=clock() + LINK_LASTS - _LITTLE)
    assert (await count(StaffLinkRow), await count(StaffSessionRow)) == (1, 1)
    await clear_old(stored, now=clock() + LINK_LASTS)
    assert (await count(StaffLinkRow), await count(StaffSessionRow)) == (0, 1)
    await clear_old(stored, now=clock() + SESSION_LASTS)
    assert await count(StaffSessionRow) == 0


async def test_previews_go_with_their_drafts_when_nobody_may_publish_these(store, desk, folder):
    draft = await desk.preview([folder], by="test")
    engine, _ = store
    for wait, left in ((DRAFTS_KEPT - timedelta(hours=1), 1), (DRAFTS_KEPT + timedelta(hours=1), 0)):
        await clear_old(engine, now=datetime.now(UTC) + wait)
        async with AsyncSession(engine) as session:
            assert bool(await read_draft(session, draft.draft)) == left


async def test_checks_go_when_nobody_may_publish_what_came_of_them(stored, clock, count):
    row = {"id": "c0ffee", "name": "a.txt", "by": "test", "begun_at": clock(), "beat_at": clock()}
    async with stored.begin() as connection:
        await connection.execute(insert(FileCheckRow), {**row, "state": "refused", "said": ""})
    await clear_old(stored, now=clock() + DRAFTS_KEPT)
    assert await count(FileCheckRow) == 1
    await clear_old(stored, now=clock() + DRAFTS_KEPT + _LITTLE)
    assert await count(FileCheckRow) == 0


async def _judged(assistant, stored, clock, *askers) -> list[int]:
    """Ask once for each asker, vote and judge; and teach something. Return the questions' numbers."""
    numbers = []
    for asker in askers:
        answer = await assistant.ask("首贷服务中心在哪办", asker)
        await assistant.vote(answer.question_id, asker, helpful=False)
        numbers.append(answer.question_id)
    verdict = {"verdict": "right", "round": 1, "at": clock(), "by": "test"}
    taught = {
        "document": "a",
        "clause": "一",
        "clause_hash": "0",
        "question": "头一回贷款",
        "normal": "头一回贷款",
    }
    async with stored.begin() as connection:
        await connection.execute(insert(ReviewRow), [{"question_id": n, **verdict} for n in numbers])
        await connection.execute(insert(TaughtRow), {**taught, "state": "live", "at": clock(), "by": "test"})
    return numbers


async def test_forgetting_takes_votes_and_verdicts_along_and_leaves_what_was_taught(
    assistant, stored, clock, count
):
    await _judged(assistant, stored, clock, OWNER, OTHER)
    assert await assistant.forget(OWNER) == 1
    assert [await count(row) for row in (QuestionRow, VoteRow, ReviewRow, TaughtRow)] == [1, 1, 1, 1]


async def test_so_does_the_end_of_the_days_that_questions_are_kept(assistant, stored, clock, count):
    first, _ = await _judged(assistant, stored, clock, OWNER, OTHER)
    async with stored.begin() as connection:
        old = update(QuestionRow).where(QuestionRow.id == first)
        await connection.execute(old.values(asked_at=clock() - timedelta(days=9999)))
    await assistant.forget_old(180)
    assert [await count(row) for row in (QuestionRow, VoteRow, ReviewRow, TaughtRow)] == [1, 1, 1, 1]
