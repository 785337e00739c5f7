"""The rehearsal of what somebody wants to teach: what it counts, what it shows, what it refuses, what it leaves."""

import pytest

from bot.errors import BotError
from bot.staff.trial import Change, Proposal, rehearsed_trial, try_out
from bot.staff.wishes import Place, Wish
from tests.bot.parking import audit
from tests.bot.staff.conftest import wish
from tests.bot.staff.test_teaching import ODD
from tests.conftest import TODAY


async def test_a_rehearsal_shows_the_question_itself_and_what_else_would_change(service, teaching, store):
    engine, settings = store
    real = "占道摆摊被贴条咋整啊"
    await service.ask(real)
    await service.ask("停车一小时多少钱")  # labelled, so not asked as a real one again
    before = await audit(engine)
    trial = await try_out(settings, Proposal((wish(ODD),)), today=TODAY)
    assert trial.own == (Change(ODD, "没有规定", "《停车管理办法》二"),)
    assert trial.changes == (Change(real, "没有规定", "《停车管理办法》二"),)
    assert (trial.known, trial.labelled, trial.real) == (2, 2, 1)
    assert await audit(engine) == before
    assert (await service.ask(ODD)).clause is None


async def test_a_labelled_question_is_judged_without_its_own_phrasing_whether_for_better_or_worse(
    service, teaching, store
):
    await teaching.teach(wish(ODD), by="甲")
    near = wish("占道摆摊被贴条该怎么弄")
    right = await rehearsed_trial(*store, Proposal((near,)), today=TODAY)
    wrong = await rehearsed_trial(
        *store, Proposal((Wish(near.question, (Place("parking", "一"),)),)), today=TODAY
    )
    assert (right.known, right.right_after - right.right_before) == (3, 1)
    assert [(change.question, change.better) for change in right.changes] == [(ODD, True)]
    assert wrong.right_after <= wrong.right_before
    assert all(change.better is not True for change in wrong.changes)


async def test_a_synonym_is_rehearsed_too(service, store):
    await service.ask("泊位票多少钱")
    trial = await rehearsed_trial(
        *store, Proposal(synonyms=(("泊位票", "停车费"),), asked="泊位票多少钱"), today=TODAY
    )
    changed = Change("泊位票多少钱", "没有规定", "请对方选择")
    assert trial.changes == (changed,)
    assert trial.own[0] == changed
    assert [change.question for change in trial.own[1:]] == ["泊位票"]


@pytest.mark.parametrize(
    "proposal",
    [
        Proposal((wish(""),)),
        Proposal((wish(ODD, "九"),)),
        Proposal((wish("我的电话13812345678"),)),
        Proposal(synonyms=(("泊位票", "宇航局"),)),
    ],
)
async def test_what_could_not_be_taught_is_refused_before_it_is_rehearsed(service, store, proposal):
    with pytest.raises(BotError, match="；请"):
        await rehearsed_trial(*store, proposal, today=TODAY)
