"""One process of many polls, and another soon after it is gone."""

import asyncio
from dataclasses import replace

from bot.inbox import Membership
from tests.bot.inbox.working import PACE


def polling(*members: Membership) -> list[bool]:
    return [member.polling.held.is_set() for member in members]


async def test_exactly_one_of_many_holds_the_lease(engine):
    members = [Membership(engine, pace=PACE) for _ in range(5)]
    await asyncio.gather(*(member.__aenter__() for member in members))
    for _ in range(5):
        assert sum(polling(*members)) == 1
        await asyncio.sleep(PACE.renew)
    assert all(member.alive.held.is_set() for member in members)
    for member in members:
        await member.__aexit__()


async def test_the_lease_is_given_up_at_a_clean_stop_and_taken_at_once(engine):
    async with Membership(engine, pace=PACE) as first:
        second = Membership(engine, pace=PACE)
        await second.__aenter__()
        assert polling(first, second) == [True, False]
        assert await second.others_alive()
    async with asyncio.timeout(2 * PACE.renew + 1):
        await second.polling.held.wait()
    assert not await second.others_alive()
    await second.__aexit__()


async def test_the_lease_of_a_process_that_dies_is_taken_over(engine):
    first = Membership(engine, pace=PACE)
    await first.__aenter__()
    assert first._keeper is not None
    first._keeper.cancel()
    async with Membership(engine, pace=PACE) as second:
        assert not second.polling.held.is_set()
        async with asyncio.timeout(PACE.polling + 2 * PACE.renew + 1):
            await second.polling.held.wait()
        first.polling.look()
        assert first.polling.lost.is_set()


async def test_a_lease_that_cannot_be_renewed_is_given_up_before_another_can_take_it(engine, caplog):
    async with Membership(engine, pace=PACE) as member:
        renew = member.polling.renew

        async def fail(engine: object) -> None:
            raise OSError

        member.alive.renew = member.polling.renew = fail  # type: ignore[method-assign, assignment]
        async with asyncio.timeout(PACE.polling + 2 * PACE.renew + 1):
            await member.polling.lost.wait()
        member.alive.renew = member.polling.renew = renew  # type: ignore[method-assign]
        async with asyncio.timeout(PACE.polling + 2 * PACE.renew + 1):
            await member.polling.held.wait()
    assert caplog.text.count("leases can't be renewed") == 1


async def test_how_many_live_is_known_and_who_joins_waits_until_the_others_know(engine):
    pace = replace(PACE, alive=10.0)  # on a busy machine neither may seem to have died
    async with Membership(engine, pace=pace) as first:
        assert first.processes == 1
        await first.noticed()
        async with Membership(engine, pace=pace) as second:
            assert second.processes == 2
            await second.noticed()
            assert first.processes == 2
        async with asyncio.timeout(10):
            while first.processes > 1:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
