"""Who of the staff has a conversation with a person: taken, given back, taken over; whoever comes second is told."""

import asyncio

import pytest

from bot.staff import wording
from bot.staff.handover import Over, TakenByAnother, Unknown
from tests.bot.staff.talking import LI, OWNER, WANG, asked_for, said


async def test_of_two_who_take_it_at_once_the_second_is_told_who_has_it(assistant, handovers):
    number = await asked_for(assistant)
    outcomes = await asyncio.gather(
        handovers.take(number, **LI), handovers.take(number, **WANG), return_exceptions=True
    )
    [refused] = [one for one in outcomes if one]
    assert isinstance(refused, TakenByAnother)
    assert (await handovers.read(number)).handover.who in str(refused)


async def test_taking_tells_the_owner_who_has_it(assistant, handovers):
    number = await asked_for(assistant)
    await handovers.take(number, **LI)
    await handovers.take(number, **LI)
    assert await said(handovers, number) == [("service", "人工客服（小李）已接手，直接写在这里就行。")]
    assert "小李" in (await assistant.ask("找个人", OWNER)).text


async def test_writing_takes_it_and_who_has_it_not_cannot_write_close_or_give_it_back(assistant, handovers):
    number = await asked_for(assistant)
    await handovers.write_as_staff(number, "您好，请问是哪家企业？", **LI)
    for act in (handovers.take, handovers.close, handovers.give_back):
        with pytest.raises(TakenByAnother, match="小李"):
            await act(number, by=WANG["by"])
    with pytest.raises(TakenByAnother, match="小李"):
        await handovers.write_as_staff(number, "我也来", **WANG)
    assert await said(handovers, number) == [("staff", "您好，请问是哪家企业？")]


async def test_given_back_it_is_anybodys(assistant, handovers):
    number = await asked_for(assistant)
    await handovers.take(number, **LI)
    await handovers.give_back(number, by=LI["by"])
    await handovers.take(number, **WANG)
    assert (await handovers.read(number)).handover.who == "小王"


async def test_a_colleague_takes_it_over_once_the_owner_has_waited_half_an_hour(assistant, handovers, clock):
    number = await asked_for(assistant)
    await handovers.take(number, **LI)
    clock.passes(minutes=29)
    with pytest.raises(TakenByAnother, match="已由小李接手"):
        await handovers.take_over(number, **WANG)
    clock.passes(minutes=1)
    await handovers.take_over(number, **WANG)
    await handovers.take_over(number, **WANG)
    moved = (await handovers.read(number)).handover
    assert (moved.who, moved.former) == ("小王", LI["by"])
    with pytest.raises(TakenByAnother, match="小王"):
        await handovers.take_over(number, **LI)
    assert (await said(handovers, number))[1:] == [("service", wording.taken_over("人工客服", "小王"))]


async def test_who_has_answered_keeps_it_until_the_owner_waits_again(assistant, handovers, clock):
    number = await asked_for(assistant)
    await handovers.write_as_staff(number, "您好，请问在哪个区？", **LI)
    clock.passes(hours=5)
    assert not (await handovers.read(number)).handover.is_left(clock())
    with pytest.raises(TakenByAnother):
        await handovers.take_over(number, **WANG)
    await handovers.give_back(number, by=LI["by"])
    await handovers.take(number, **LI)
    clock.passes(hours=1)
    assert not (await handovers.read(number)).handover.is_left(clock())
    await assistant.ask("南湖区", OWNER)
    clock.passes(minutes=20)
    await assistant.ask("有人吗", OWNER)
    clock.passes(minutes=10)
    assert (await handovers.read(number)).handover.is_left(clock())
    await handovers.take_over(number, **WANG)


async def test_of_two_who_take_it_over_at_once_one_has_it(assistant, handovers, clock):
    number = await asked_for(assistant)
    await handovers.take(number, **LI)
    clock.passes(minutes=30)
    others = [{"by": f"Telegram {n}", "name": f"{n}"} for n in (1, 2)]
    outcomes = await asyncio.gather(
        *(handovers.take_over(number, **other) for other in others), return_exceptions=True
    )
    [refused] = [one for one in outcomes if one]
    assert isinstance(refused, TakenByAnother)


async def test_an_admin_takes_it_over_at_any_time_what_nobody_has_too_and_what_is_over_not(
    assistant, handovers
):
    number = await asked_for(assistant)
    await handovers.take_over(number, **LI)
    assert await said(handovers, number) == [("service", wording.taken("人工客服", "小李"))]
    await handovers.take_over(number, **WANG, anytime=True)
    assert (await handovers.read(number)).handover.taken_by == WANG["by"]
    await handovers.close(number, by=WANG["by"])
    with pytest.raises(Over):
        await handovers.take_over(number, **LI, anytime=True)
    with pytest.raises(Unknown):
        await handovers.take_over(number + 1, **LI, anytime=True)
