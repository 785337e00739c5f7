"""What the Telegram channel says of its connection, and what readiness makes of it."""

from copy import copy
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import URL

from bot import store
from bot.assistant import Assistant
from bot.database import create_engine
from bot.health import PATIENCE, Health
from bot.service import LAG_SECONDS, problems
from tests.bot.papers import library_of


class Watch:
    """A clock that is set by hand."""

    seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def health(watch: Watch) -> Health:
    return Health(now=watch)


def test_a_channel_that_is_off_is_no_problem(health):
    assert health.problem is None


def test_one_that_has_not_connected_yet_is(health):
    health.begin()
    assert health.problem == "还没有连上 Telegram"
    health.lost()
    assert health.problem == "还没有连上 Telegram"
    health.reached()
    assert health.problem is None


def test_a_lost_connection_is_one_after_a_minute_counted_from_the_first_failure(health, watch):
    health.reached()
    health.lost()
    watch.seconds += PATIENCE - 1
    health.lost()
    assert health.problem is None
    watch.seconds += 1
    assert health.problem == "已有 60 秒连不上 Telegram"
    health.reached()
    assert health.problem is None
    health.lost()
    assert health.problem is None


async def test_all_well_is_no_problem_and_a_channel_in_trouble_is(assistant, health):
    assert await problems(assistant, health) == []
    health.begin()
    assert await problems(assistant, health) == ["还没有连上 Telegram"]


async def test_a_database_that_is_gone_and_an_index_of_nothing_are_said(identity, health):
    engine = create_engine(URL.create("postgresql+psycopg", host="127.0.0.1", port=1, database="none"))
    assistant = Assistant(engine, library_of(), identity)
    assert await problems(assistant, health) == ["数据库没有应答", "还没有已发布的文件"]
    await engine.dispose()


async def test_what_was_published_and_is_not_answered_from_for_long_is_said(assistant, health):
    async def publish(seconds: float) -> None:
        act = {"act": "publish", "by": "test", "at": datetime.now(UTC) - timedelta(seconds=seconds)}
        async with assistant.engine.begin() as connection:
            await store.add_audits(connection, [act])

    await publish(1)
    assert await problems(assistant, health) == []
    await publish(LAG_SECONDS + 1)
    async with assistant.engine.begin() as connection:
        newest = await store.newest_publication(connection)
    assistant.library = copy(assistant.library)
    assistant.library.revision = newest - 1
    assert await problems(assistant, health) == [
        f"新发布的内容过了 {LAG_SECONDS + 1:.0f} 秒还没有用上，现在的回答以原来的内容为准"
    ]
    assistant.library.revision = newest
    assert await problems(assistant, health) == []
