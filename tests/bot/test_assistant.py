"""The conversation over a database of either kind: asking, recalling, voting, forgetting, and whose is whose."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import inspect, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.answer import Kind
from bot.assistant import AnswerLength, Assistant, Channel, Person, Shown, storable
from bot.database import migrate, open_database
from bot.identity import Identity
from bot.store import QuestionRow
from knowledge.document import Published
from tests.bot.papers import library_from
from tests.conftest import TODAY

ANN = Person(Channel.TELEGRAM, "8675309")
BOB = Person(Channel.TELEGRAM, "1002003")
QUESTION = "首贷服务中心在哪办"
SENT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def assistant(settings, library, identity) -> AsyncIterator[Assistant]:
    """Yield an assistant over the real plan that keeps its conversations on either kind of database."""
    await migrate(settings)
    async with open_database(settings) as engine:
        yield Assistant(engine, library, identity, today=lambda: TODAY)


async def dump(engine: AsyncEngine) -> dict[str, list[str]]:
    """Return every row of every table as text, by table."""
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda c: inspect(c).get_table_names())
        rows = {name: (await connection.execute(text(f'SELECT * FROM "{name}"'))).all() for name in names}  # noqa: S608
    return {name: [repr(tuple(row)) for row in found] for name, found in rows.items()}


async def test_the_reasons_for_an_answer_are_kept_with_it(assistant):
    for question in (QUESTION, "谢谢"):
        await assistant.ask(question, ANN)
    async with assistant.engine.connect() as connection:
        rows = (await connection.execute(select(QuestionRow.answer).order_by(QuestionRow.id))).scalars().all()
    assert "首贷" in [token for token, _, _ in rows[0]["why"]["tokens"]]
    assert rows[0]["why"]["confidence"] > 0.5
    assert rows[1]["why"] is None


async def test_an_answer_is_stored_and_can_be_recalled_as_it_was(assistant):
    answer = await assistant.ask(QUESTION, ANN)
    assert answer.clause is not None
    assert answer.session == ANN.session
    assert await assistant.recall(answer.question_id, ANN) == answer


@pytest.mark.parametrize(
    "question", ["", "你好", "宠物医院怎么开", "主要目标", "深圳的首贷", "二（三）9", "融资担保费率"]
)
async def test_every_kind_of_answer_can_be_recalled(assistant, question):
    answer = await assistant.ask(question, ANN)
    assert await assistant.recall(answer.question_id, ANN) == answer


async def test_questions_are_numbered_apart(assistant):
    numbers = [(await assistant.ask(QUESTION, ANN)).question_id for _ in range(3)]
    assert len(set(numbers)) == 3


async def test_another_persons_question_can_be_neither_recalled_nor_voted_on(assistant):
    number = (await assistant.ask(QUESTION, ANN)).question_id
    for stranger in (BOB, Person(Channel.WEB, ANN.session), Person(Channel.TELEGRAM, "")):
        assert await assistant.recall(number, stranger) is None
        assert not await assistant.vote(number, stranger, helpful=True)
    assert (await dump(assistant.engine))["vote"] == []


@pytest.mark.parametrize("number", [0, -1, 4_711, 2**31 - 1])
async def test_a_question_that_was_never_asked_is_unknown(assistant, number):
    assert await assistant.recall(number, ANN) is None
    assert not await assistant.vote(number, ANN, helpful=True)


@pytest.mark.parametrize("number", [2**31, 2**63 - 1, -(2**31) - 1])
async def test_a_number_that_no_question_can_have_is_unknown_too(assistant, number):
    """The web side lets every number up to 2**63 - 1 pass; PostgreSQL's integer holds less."""
    assert await assistant.recall(number, ANN) is None
    assert not await assistant.vote(number, ANN, helpful=True)


async def test_the_last_vote_counts(assistant):
    number = (await assistant.ask(QUESTION, ANN)).question_id
    assert await assistant.vote(number, ANN, helpful=True)
    assert await assistant.vote(number, ANN, helpful=False)
    (vote,) = (await dump(assistant.engine))["vote"]
    assert vote.startswith((f"({number}, 0,", f"({number}, False,"))


async def test_voting_twice_at_once_keeps_one_vote(assistant):
    number = (await assistant.ask(QUESTION, ANN)).question_id
    votes = [assistant.vote(number, ANN, helpful=bool(n % 2)) for n in range(10)]
    assert await asyncio.gather(*votes) == [True] * 10
    assert len((await dump(assistant.engine))["vote"]) == 1


async def test_forgetting_erases_ones_own_conversation_and_no_other(assistant):
    mine, others = await assistant.ask(QUESTION, ANN), await assistant.ask(QUESTION, BOB)
    await assistant.ask("谢谢", ANN)
    await assistant.vote(mine.question_id, ANN, helpful=True)
    await assistant.vote(others.question_id, BOB, helpful=True)
    await assistant.set_answer_length(ANN, AnswerLength.FULL)
    assert await assistant.forget(ANN) == 2
    assert await assistant.forget(ANN) == 0
    assert await assistant.recall(mine.question_id, ANN) is None
    assert await assistant.answer_length(ANN) is AnswerLength.SHORT
    assert await assistant.recall(others.question_id, BOB) is not None
    left = await dump(assistant.engine)
    assert [len(left[table]) for table in ("question", "vote", "conversation")] == [1, 1, 0]


async def test_voting_while_forgetting_fails_neither(assistant):
    for _ in range(3):
        number = (await assistant.ask(QUESTION, ANN)).question_id
        votes = [assistant.vote(number, ANN, helpful=True) for _ in range(5)]
        await asyncio.gather(*votes, assistant.forget(ANN), *(assistant.forget(ANN) for _ in range(2)))
    await assistant.forget(ANN)
    assert (await dump(assistant.engine))["vote"] == []


async def test_answers_are_short_until_told_otherwise_and_each_to_their_own(assistant):
    assert await assistant.answer_length(ANN) is AnswerLength.SHORT
    for length in (AnswerLength.FULL, AnswerLength.SHORT, AnswerLength.FULL):
        await assistant.set_answer_length(ANN, length)
        assert await assistant.answer_length(ANN) is length
    assert await assistant.answer_length(BOB) is AnswerLength.SHORT


async def test_setting_the_length_twice_at_once_fails_neither(assistant):
    await asyncio.gather(*(assistant.set_answer_length(ANN, AnswerLength.FULL) for _ in range(10)))
    assert await assistant.answer_length(ANN) is AnswerLength.FULL


async def test_a_message_leads_to_the_newest_question_it_asked_and_where_that_is_shown(assistant):
    large = 2**52  # Telegram's ids have up to 52 bits
    first = (await assistant.ask(QUESTION, ANN, message_id=7)).question_id
    assert await assistant.shown_for(7, ANN, sent=SENT) == Shown(first, (), complete=False)
    await assistant.record_shown(first, [8, large])
    assert await assistant.shown_for(7, ANN, sent=SENT) == Shown(first, (8, large), complete=True)
    second = (await assistant.ask("谢谢", ANN, message_id=7)).question_id
    assert await assistant.shown_for(7, ANN, sent=SENT) == Shown(second, (8, large), complete=False)
    assert await assistant.shown_for(7, BOB, sent=SENT) is None
    assert await assistant.shown_for(large, ANN, sent=SENT) is None
    assert await assistant.shown_for(large + 1, Person(Channel.WEB, ANN.session), sent=SENT) is None


async def test_a_later_message_with_the_same_number_is_another_one(assistant):
    asked = (await assistant.ask(QUESTION, ANN, message_id=7)).question_id
    now = datetime.now(UTC)
    assert await assistant.shown_for(7, ANN, sent=now) == Shown(asked, (), complete=False)
    assert await assistant.shown_for(7, ANN, sent=now + timedelta(hours=1)) is None


async def test_twenty_asking_at_once_are_each_answered_and_stored(assistant):
    people = [Person(Channel.WEB, f"session {n}") for n in range(20)]
    answers = await asyncio.gather(*(assistant.ask(QUESTION, person) for person in people))
    assert len({answer.question_id for answer in answers}) == 20
    assert {answer.text for answer in answers} == {answers[0].text}
    recalled = await asyncio.gather(
        *(assistant.recall(a.question_id, p) for a, p in zip(answers, people, strict=True))
    )
    assert recalled == answers


@pytest.mark.parametrize(
    "question",
    ["首贷\0中心", "首\ud800贷", "\0", "\udfff", "<b>", "'; DROP TABLE question;--", "😀", "贷" * 6000],
)
async def test_any_text_can_be_stored(assistant, question):
    answer = await assistant.ask(question, ANN)
    assert answer.question == storable(question)
    assert "\0" not in answer.question
    assert (await assistant.recall(answer.question_id, ANN)).question == answer.question


async def test_nothing_in_the_database_names_who_asked(assistant):
    token = assistant.issue_session()
    asked = [
        (ANN, "问甲"),
        (Person(Channel.WEB, token), "问乙"),
        (Person(Channel.TERMINAL, "terminal-session"), "问丙"),
    ]
    for person, question in asked:
        number = (await assistant.ask(question, person, message_id=5)).question_id
        await assistant.record_shown(number, [6])
        await assistant.vote(number, person, helpful=True)
        await assistant.set_answer_length(person, AnswerLength.FULL)
    rows = await dump(assistant.engine)
    assert [len(rows[table]) for table in ("question", "vote", "conversation")] == [3, 3, 3]
    held = json.dumps(rows, ensure_ascii=False)
    assert "问甲" in held
    for name in (ANN.session, token, token[:32], token[32:], "terminal-session"):
        assert name not in held


async def test_an_answer_whose_text_has_been_replaced_is_not_recalled(assistant):
    answer, talk = await assistant.ask(QUESTION, ANN), await assistant.ask("你好", ANN)
    old = assistant.library
    assistant.library = library_from(
        [Published(published.document, 2) for published in old.documents.values()]
    )
    assert await assistant.recall(answer.question_id, ANN) is None
    assert await assistant.recall(talk.question_id, ANN) == talk


async def test_a_recalled_answer_says_whether_the_document_is_in_force_today(assistant):
    assistant.today = lambda: date(2023, 12, 31)
    answer = await assistant.ask(QUESTION, ANN)
    assert answer.notices == ()
    assistant.today = lambda: date(2024, 1, 1)
    recalled = await assistant.recall(answer.question_id, ANN)
    assert len(recalled.notices) == 1
    assert replace(recalled, notices=(), status=answer.status, advice=()) == answer


async def test_sessions_are_the_services_own(assistant):
    token = assistant.issue_session()
    assert assistant.accepts_session(token)
    assert not Assistant(assistant.engine, assistant.library, Identity(b"other" * 8)).accepts_session(token)


async def test_a_greeting_is_stored_like_any_question(assistant):
    answer = await assistant.ask("你好", ANN)
    assert answer.kind is Kind.SMALLTALK
    (row,) = (await dump(assistant.engine))["question"]
    assert "smalltalk" in row


async def test_what_is_older_than_the_days_it_is_kept_is_forgotten(assistant):
    old, new = await assistant.ask(QUESTION, ANN), await assistant.ask(QUESTION, ANN)
    for answer in (old, new):
        await assistant.vote(answer.question_id, ANN, helpful=True)
    async with assistant.engine.begin() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=180, minutes=1)
        change = update(QuestionRow).where(QuestionRow.id == old.question_id)
        await connection.execute(change.values(asked_at=long_ago))
    assert await assistant.forget_old(181) == 0
    assert await assistant.forget_old(180) == 1
    assert await assistant.recall(old.question_id, ANN) is None
    assert await assistant.recall(new.question_id, ANN) == new
    assert len((await dump(assistant.engine))["vote"]) == 1
