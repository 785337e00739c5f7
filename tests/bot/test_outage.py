"""A database that is locked, full or gone: questions are answered all the same, and kept again as soon as may be."""

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text

from bot import database
from bot.assistant import Assistant, Channel, Person
from bot.database import create_engine, migrate, open_database
from bot.health import Health
from bot.outage import DatabaseDown, Outage
from bot.service import problems
from bot.settings import Settings
from tests.bot.breaking import full, locked
from tests.bot.wire import Wire
from tests.conftest import TODAY

ANN = Person(Channel.WEB, "ann")
QUESTION = "首贷服务中心在哪办"
PATIENCE = 0.3


@pytest.fixture
def file(plan_store, tmp_path) -> Path:
    path = tmp_path / "policybot.sqlite3"
    shutil.copyfile(plan_store[0], path)
    return path


@pytest.fixture
async def on_file(file, library, identity, monkeypatch) -> AsyncIterator[Assistant]:
    """Yield an assistant on an SQLite file, for whose lock nobody waits for long."""
    monkeypatch.setattr(database, "PATIENCE", PATIENCE)
    engine = create_engine(URL.create("sqlite+aiosqlite", database=str(file)))
    yield Assistant(engine, library, identity, today=lambda: TODAY)
    await engine.dispose()


@pytest.mark.parametrize("failing", [locked, full])
async def test_answers_go_on_while_nothing_can_be_written_and_are_kept_again_afterwards(
    on_file, file, failing, caplog
):
    usual = await on_file.ask(QUESTION, ANN)
    caplog.set_level(logging.INFO)
    async with failing(file):
        for _ in range(2):
            answer = await on_file.ask(QUESTION, ANN)
            assert answer.question_id is None
            assert answer.text == usual.text
        assert await problems(on_file, Health())
        with pytest.raises(DatabaseDown):
            await on_file.vote(usual.question_id, ANN, helpful=True)
    assert not await problems(on_file, Health())
    kept = await on_file.ask("归谁管", ANN)
    assert kept.question_id is not None
    assert kept.clause == usual.clause
    assert await on_file.vote(kept.question_id, ANN, helpful=True)
    told = [record.getMessage() for record in caplog.records if record.name == "bot.outage"]
    assert told == ["keeping questions failed: OperationalError", "keeping questions works again"]
    assert QUESTION not in caplog.text
    assert "Traceback" not in caplog.text


async def test_one_at_a_time_waits_for_a_lock_and_the_others_are_answered_at_once(on_file, file):
    await on_file.ask(QUESTION, ANN)
    async with locked(file):
        await on_file.ask(QUESTION, ANN)
        start = time.perf_counter()
        people = [Person(Channel.WEB, str(number)) for number in range(20)]
        answers = await asyncio.gather(*(on_file.ask(QUESTION, person) for person in people))
        assert time.perf_counter() - start < 10 * PATIENCE
    assert [answer.question_id for answer in answers] == [None] * 20
    assert {answer.clause.path for answer in answers} == {"二（三）9"}


@asynccontextmanager
async def wired(settings: Settings, library, identity) -> AsyncIterator[tuple[Assistant, Wire]]:
    url = make_url(settings.database_url.get_secret_value())
    wire = Wire(url.host or "127.0.0.1", url.port or 5432)
    await wire.mend()
    through = url.set(host="127.0.0.1", port=wire.port).render_as_string(hide_password=False)
    here = Settings(DATABASE_URL=through, POLICYBOT_DATA=settings.data, POLICIES=settings.policies)
    async with open_database(here) as engine:
        yield Assistant(engine, library, identity, today=lambda: TODAY), wire
    await wire.cut()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_postgresql_that_goes_and_comes_back_costs_no_answer(settings, library, identity):
    await migrate(settings)
    async with wired(settings, library, identity) as (assistant, wire):
        usual = await assistant.ask(QUESTION, ANN)
        await wire.cut()
        for _ in range(2):
            answer = await assistant.ask(QUESTION, ANN)
            assert (answer.question_id, answer.text) == (None, usual.text)
        assert await problems(assistant, Health())
        await wire.mend()
        assert not await problems(assistant, Health())
        assert (await assistant.ask("归谁管", ANN)).clause == usual.clause


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_questions_are_kept_though_their_connections_are_terminated(settings, library, identity):
    await migrate(settings)
    name = "policybot_terminated"
    url = make_url(settings.database_url.get_secret_value()).update_query_dict({"application_name": name})
    named = Settings(
        DATABASE_URL=url.render_as_string(hide_password=False),
        POLICYBOT_DATA=settings.data,
        POLICIES=settings.policies,
    )
    terminate = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = :name")
    async with open_database(named) as engine, open_database(settings) as other:
        assistant = Assistant(engine, library, identity, today=lambda: TODAY)
        people = [Person(Channel.WEB, str(number)) for number in range(40)]
        asked = [asyncio.create_task(assistant.ask(QUESTION, person)) for person in people]
        for _ in range(5):
            await asyncio.sleep(0.01)
            async with other.begin() as connection:
                await connection.execute(terminate, {"name": name})
        answers = await asyncio.gather(*asked)
        assert {answer.clause.path for answer in answers} == {"二（三）9"}
        assert (await assistant.ask(QUESTION, ANN)).question_id is not None


async def test_whatever_else_goes_wrong_is_no_outage():
    async def wrong() -> None:
        raise ZeroDivisionError

    outage = Outage("work")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            await outage.tried(wrong)
