"""Handling what is in the inbox: in order within a chat, by whichever process lives, three times at most."""

import asyncio
import logging

import pytest
from sqlalchemy.exc import OperationalError

from bot.inbox import Undelivered, store
from tests.bot.inbox.working import PACE, Handled, is_done, message, process, row


@pytest.fixture
def handled() -> Handled:
    return Handled()


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


async def test_what_is_handled_is_done_and_its_content_gone(engine, handled):
    async with process(engine, handled) as one:
        await one.inbox.take(message(1, 7, "my secret question"))
        await is_done(engine, 1)
    kept = await row(engine, 1)
    assert (kept.state, kept.outcome, kept.raw, kept.chat) == ("done", "handled", None, None)
    assert handled.ended == [1]


async def test_the_same_update_again_changes_nothing(engine, handled):
    async with process(engine, handled) as one:
        await one.inbox.take(message(1, 7))
        await is_done(engine, 1)
        await one.inbox.take(message(1, 7))
        await one.inbox.take_all([message(1, 7), message(2, 7)])
        await is_done(engine, 2)
    assert handled.begun == [1, 2]


async def test_a_chat_is_handled_in_order_and_others_do_not_wait_for_it(engine, handled):
    handled.held = {1}
    async with process(engine, handled) as one:
        await one.inbox.take_all(
            [message(number, 7) for number in (1, 2, 3)] + [message(4, 8), message(5, 8)]
        )
        await handled.until(lambda: handled.ended == [4, 5])
        assert handled.begun[0] == 1
        assert not {2, 3} & set(handled.begun)
        await handled.let(1)
        await is_done(engine, 1, 2, 3)
    assert handled.ended == [4, 5, 1, 2, 3]


async def test_hundreds_of_chats_that_wait_for_their_sends_keep_no_other_from_its_turn(engine, handled):
    handled.held = set(range(1, 301))
    handled.sends = range(1, 301)
    async with process(engine, handled) as one:
        await one.inbox.take_all([message(number, number) for number in range(1, 301)])
        await one.inbox.take(message(301, 301))
        await handled.until(lambda: handled.ended == [301])
        await handled.let(*range(1, 301))
        await handled.until(lambda: len(handled.ended) == 301)


async def test_two_processes_share_the_work_and_no_chat_is_out_of_order(engine, handled):
    async with process(engine, handled) as one, process(engine, handled):
        await one.inbox.take_all([message(number, number % 9) for number in range(1, 121)])
        await is_done(engine, *range(1, 121))
    assert sorted(handled.ended) == list(range(1, 121))
    for chat in range(9):
        mine = [number for number in handled.ended if number % 9 == chat]
        assert mine == sorted(mine)


async def test_what_a_dead_process_had_is_handled_by_another_soon(engine, handled):
    handled.held = {1}
    async with process(engine, handled) as one:
        await one.inbox.take_all([message(1, 7), message(2, 7)])
        await handled.until(lambda: handled.begun == [1])
        await one.die()
    handled.held = set()
    begun = asyncio.get_running_loop().time()
    async with process(engine, handled):
        await is_done(engine, 1, 2)
    assert asyncio.get_running_loop().time() - begun < 5
    assert (handled.begun, handled.ended) == ([1, 1, 2], [1, 2])


async def test_what_a_living_process_has_is_left_to_it(engine, handled):
    handled.held = {1}
    other = Handled()
    async with process(engine, handled) as one, process(engine, other):
        await one.inbox.take(message(1, 7))
        await asyncio.sleep(0.8)  # twice as long as a process that says nothing counts as alive
        assert len(handled.begun + other.begun) == 1
        await handled.let(1)
        await is_done(engine, 1)


async def test_what_a_process_has_at_work_is_begun_once_though_its_lease_ran_out_unnoticed(engine, handled):
    handled.held = {1}
    async with process(engine, handled) as one:
        await one.inbox.take(message(1, 7))
        await handled.until(lambda: handled.begun == [1])
        keeper, holder = one.membership._keeper, one.membership.alive.holder
        assert keeper
        keeper.cancel()
        await asyncio.sleep(PACE.alive + 0.1)
        await one.inbox.take(message(2, 8))
        await asyncio.sleep(0.1)
        assert handled.begun == [1]
        async with engine.begin() as connection:
            claimed = await store.claim(connection, holder, most=9, tried=False, orphans=True)
        assert [each.update_id for each in claimed] == [2]


async def test_a_clean_stop_leaves_what_is_unfinished_to_others_at_once(engine, handled):
    handled.held = {1}
    async with process(engine, handled) as one:
        await one.inbox.take(message(1, 7))
        await handled.until(lambda: handled.begun == [1])
    kept = await row(engine, 1)
    assert (kept.state, kept.tries, kept.holder) == ("waiting", 0, None)


async def test_a_poison_update_is_tried_three_times_and_set_aside_and_the_chat_goes_on(engine, handled):
    handled.failing = {1: [ValueError("my secret question") for _ in range(9)]}
    async with process(engine, handled) as one:
        await one.inbox.take_all([message(1, 7), message(2, 7)])
        await is_done(engine, 1, 2)
    assert handled.begun == [1, 1, 1, 2]
    assert handled.aside == [(1, "ValueError")]
    kept = await row(engine, 1)
    assert (kept.state, kept.outcome, kept.reference, kept.raw) == ("failed", "ValueError", "REF123", None)


async def test_what_fails_once_is_handled_again_before_those_after_it(engine, handled):
    handled.failing = {1: [ValueError()]}
    async with process(engine, handled) as one:
        await one.inbox.take_all([message(1, 7), message(2, 7)])
        await is_done(engine, 1, 2)
    assert (handled.begun, handled.aside) == ([1, 1, 2], [])


@pytest.mark.parametrize(
    "trouble", [Undelivered(), OperationalError("INSERT", {}, Exception("disk is full"))], ids=repr
)
async def test_trouble_that_is_no_fault_of_the_update_is_waited_out(engine, handled, trouble):
    handled.failing = {1: [trouble] * 7}
    async with process(engine, handled) as one:
        await one.inbox.take(message(1, 7))
        await is_done(engine, 1)
    assert (handled.ended, handled.aside) == ([1], [])
    assert len(handled.recorded) == 7


async def test_an_update_that_ends_its_process_three_times_is_set_aside_without_a_fourth_try(engine, handled):
    handled.held = {1}
    for death in (1, 2, 3):
        async with process(engine, handled) as one:
            await one.inbox.take(message(1, 7))
            await handled.until(lambda: handled.begun == [1] * death)  # noqa: B023
            await one.die()
    async with process(engine, handled) as one:
        await one.inbox.take(message(2, 7))
        await is_done(engine, 1, 2)
    assert (handled.begun, handled.ended) == ([1, 1, 1, 2], [2])
    assert handled.aside == [(1, "NoneType")]
    assert (await row(engine, 1)).outcome == "ProcessEnded"


async def test_an_update_that_only_waits_for_its_sends_is_not_blamed_for_deaths(engine, handled):
    handled.held, handled.sends = {1}, {1}
    for death in range(1, 5):
        async with process(engine, handled) as one:
            await one.inbox.take(message(1, 7))
            await handled.until(lambda: handled.begun == [1] * death)  # noqa: B023
            async with asyncio.timeout(10):
                while (await row(engine, 1)).tries:  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            await one.die()
    await handled.let(1)
    async with process(engine, handled):
        await is_done(engine, 1)
    assert (handled.ended, handled.aside) == ([1], [])


async def test_what_has_ended_two_processes_runs_alone(engine, handled):
    handled.held = {1}
    for death in (1, 2):
        async with process(engine, handled) as one:
            await one.inbox.take(message(1, 7))
            await handled.until(lambda: handled.begun == [1] * death)  # noqa: B023
            await one.die()
    async with process(engine, handled) as one:
        await handled.until(lambda: handled.begun == [1, 1, 1])
        await one.inbox.take(message(2, 8))
        await asyncio.sleep(0.2)
        assert handled.begun == [1, 1, 1]
        await handled.let(1)
        await is_done(engine, 1, 2)
    assert (handled.ended, handled.aside) == ([1, 2], [])
