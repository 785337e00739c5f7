"""A person answers, as owners and staff live it: asked for, taken, written to and fro, ended, kept and erased."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from bot.answer import Kind
from bot.identity import Channel, Person
from bot.rates import TooManyQuestions
from bot.staff import wording
from bot.staff.deliveries import Deliveries
from bot.staff.handover import Card, Delivery, Over, Side, State, Unknown
from bot.store import AuditRow
from tests.bot.staff.conftest import assistant_on
from tests.bot.staff.talking import LI, ON_THE_WEB, OWNER, QUESTION, WANG, asked_for, said


async def test_who_asks_for_a_person_is_told_what_happens_now(assistant, handovers):
    number = await asked_for(assistant)
    answer = await assistant.ask("转人工", OWNER)
    assert answer.kind is Kind.PERSON
    assert "已经转人工" in answer.text
    detail = await handovers.read(number)
    assert detail.handover.state is State.WAITING
    assert detail.before[0].question == QUESTION
    assert "首贷服务中心" in detail.before[0].said
    assert detail.messages == ()


async def test_the_first_answer_says_who_knows_when_to_expect_somebody_and_how_to_end_it(assistant):
    text_ = (await assistant.ask("转人工", OWNER)).text
    for words in ("已转给工作人员", "周一至周五 09:00-17:00", "请稍等", "结束人工"):
        assert words in text_


async def test_outside_office_hours_it_says_when_they_open_and_that_the_question_is_kept(assistant, clock):
    clock.passes(days=3, hours=8)  # Friday, six in the evening
    text_ = (await assistant.ask("转人工", OWNER)).text
    assert "已经留好" in text_
    assert "最早 11月30日（周一）09:00" in text_
    assert "节假日顺延" in text_


async def test_the_bot_is_quiet_while_it_is_open_and_answers_again_after(assistant, handovers):
    number = await asked_for(assistant)
    answer = await assistant.ask("企业注销归哪个部门管", OWNER)
    assert (answer.kind, answer.text, answer.question_id) == (Kind.PERSON, wording.PASSED_ON, None)
    assert await said(handovers, number) == [("owner", "企业注销归哪个部门管")]
    assert (await assistant.ask("结束人工", OWNER)).text == wording.ENDED
    assert (await assistant.ask("企业注销归哪个部门管", OWNER)).kind is Kind.ANSWER


@pytest.mark.parametrize(
    "words", ["结束人工", "结束人工。", "不用人工了", "结束对话", "结束", "退出人工服务"]
)
async def test_these_words_end_it(assistant, handovers, words):
    number = await asked_for(assistant)
    assert (await assistant.ask(words, OWNER)).kind is Kind.SMALLTALK
    assert (await handovers.read(number)).handover.closed_by == "owner"


async def test_ending_what_is_not_there_says_so(assistant):
    assert (await assistant.ask("结束人工", OWNER)).text == wording.NOTHING_TO_END


@pytest.mark.parametrize(
    "words",
    "转人工 人工客服 找个人 我要跟人说 人工 转人工服务 我要找真人 能不能转人工 请转接人工客服 找工作人员 和真人说话 "
    "帮我转人工吧 我想找个人问问 联系客服".split(),
)
async def test_these_words_ask_for_a_person(assistant, words):
    assert (await assistant.ask(words, OWNER)).kind is Kind.PERSON


@pytest.mark.parametrize(
    "words", ["人工智能有什么政策", "人工成本补贴", "招工找人补贴", "找人合伙开店要什么手续"]
)
async def test_these_ask_something_else(assistant, handovers, words):
    assert (await assistant.ask(words, OWNER)).kind is not Kind.PERSON
    assert (await handovers.page()).total == 0


async def test_a_conversation_has_one_at_a_time_however_often_it_is_asked_for(assistant, handovers):
    await asyncio.gather(*(assistant.ask("转人工", OWNER) for _ in range(4)))
    assert (await handovers.page()).total == 1


async def test_after_it_is_closed_a_reply_is_refused_not_lost_silently(assistant, handovers):
    number = await asked_for(assistant)
    await handovers.close(number, by=LI["by"])
    with pytest.raises(Over):
        await handovers.write_as_staff(number, "来晚了", **LI)
    with pytest.raises(Over):
        await handovers.take(number, **WANG)
    with pytest.raises(Unknown):
        await handovers.take(number + 1, **WANG)
    assert await said(handovers, number) == [("service", wording.CLOSED)]


async def test_the_same_update_again_is_one_message_and_an_edit_changes_it(assistant, handovers):
    number = await asked_for(assistant)
    for words in ("我在南湖区", "我在南湖区", "我在秀洲区"):
        await assistant.ask(words, OWNER, message_id=77)
    assert await said(handovers, number) == [("owner", "我在秀洲区")]


async def test_what_staff_send_twice_at_once_or_later_is_one_message(assistant, handovers, stored):
    number = await asked_for(assistant)
    form = {**LI, "source": "form:1"}
    await asyncio.gather(*(handovers.write_as_staff(number, "请带执照", **form) for _ in range(3)))
    await handovers.write_as_staff(number, "请带执照", **{**LI, "source": "form:2"})
    await handovers.close(number, by=LI["by"])
    await handovers.write_as_staff(number, "请带执照", **form)
    assert [side for side, _ in await said(handovers, number)] == ["staff", "staff", "service"]
    async with stored.connect() as connection:
        replied = select(AuditRow.id).where(AuditRow.act == "person replied")
        assert len((await connection.execute(replied)).all()) == 2


async def test_what_the_owner_writes_is_masked_and_they_are_told(assistant, handovers):
    number = await asked_for(assistant)
    answer = await assistant.ask("我的电话是13812345678", OWNER)
    assert wording.PERSONAL_NOT_PASSED in answer.text
    assert await said(handovers, number) == [("owner", "我的电话是〔电话〕")]
    await handovers.write_as_staff(number, "请打 0573-82521234", **LI)
    assert (await said(handovers, number))[-1] == ("staff", "请打 0573-82521234")


async def test_an_owner_who_writes_too_fast_is_told(assistant):
    await asked_for(assistant)
    for n in range(20):
        await assistant.ask(f"第 {n} 句", OWNER)
    with pytest.raises(TooManyQuestions):
        await assistant.ask("再来一句", OWNER)


async def test_after_a_day_without_a_word_it_ends_and_says_so(assistant, handovers, clock):
    number = await asked_for(assistant)
    clock.passes(hours=23, minutes=59)
    assert await handovers.expire() == 0
    clock.passes(minutes=2)
    assert await handovers.expire() == 1
    assert await handovers.expire() == 0
    assert await said(handovers, number) == [("service", wording.EXPIRED)]
    assert (await assistant.ask(QUESTION, OWNER)).kind is Kind.ANSWER


async def test_a_word_begins_the_day_anew(assistant, handovers, clock):
    await asked_for(assistant)
    clock.passes(hours=20)
    await assistant.ask("还在吗", OWNER)
    clock.passes(hours=20)
    assert await handovers.expire() == 0


async def test_over_a_weekend_the_day_begins_when_the_office_opens(assistant, handovers, clock):
    clock.passes(days=3, hours=8)  # Friday, six in the evening
    await asked_for(assistant)
    clock.passes(days=3)
    assert await handovers.expire() == 0
    clock.passes(hours=15, minutes=1)  # Tuesday, a minute past nine
    assert await handovers.expire() == 1


async def test_another_process_goes_on_with_it(assistant, stored, library, identity, clock):
    number = await asked_for(assistant)
    other = assistant_on(stored, library, identity, clock)
    await other.handovers.take(number, **LI)
    assert (await other.ask("我想问贷款", OWNER)).kind is Kind.PERSON
    assert (await said(assistant.handovers, number))[-1] == ("owner", "我想问贷款")


async def test_those_that_wait_come_first_longest_first(assistant, handovers):
    numbers = [await asked_for(assistant, Person(Channel.WEB, f"{n}")) for n in range(1)]
    for n in range(1, 4):
        await assistant.ask("转人工", Person(Channel.WEB, f"{n}"))
        numbers.append(max(handover.id for handover, _ in (await handovers.page()).rows))
    await handovers.take(numbers[0], **LI)
    await handovers.close(numbers[1], by=LI["by"])
    rows = (await handovers.page()).rows
    assert [handover.id for handover, _ in rows] == [numbers[2], numbers[3], numbers[0], numbers[1]]
    assert rows[2][1] == QUESTION
    assert (await handovers.page(1)).rows == ()


async def test_a_page_of_the_web_gets_what_was_written_once_each_and_staff_see_that_it_did(
    assistant, handovers, identity
):
    number = await asked_for(assistant, ON_THE_WEB)
    key = identity.conversation_key(ON_THE_WEB)
    await handovers.write_as_staff(number, "您好", **LI)
    news = await handovers.news(key, 0)
    assert (news.is_open, news.who) == (True, "小李")
    assert [(message.text, message.name) for message in news.messages] == [("您好", "小李")]
    assert (await handovers.read(number)).messages[0].state is Delivery.SEEN
    await handovers.close(number, by=LI["by"])
    later = await handovers.news(key, news.messages[-1].id)
    assert (later.is_open, [message.side for message in later.messages]) == (False, [Side.SERVICE])
    assert (await handovers.news("somebody else", 0)).messages == ()


async def test_forgetting_erases_it_with_all_words(assistant, handovers, stored):
    number = await asked_for(assistant)
    await assistant.ask("我在南湖区", OWNER)
    await assistant.forget(OWNER)
    assert await handovers.read(number) is None
    async with stored.connect() as connection:
        for table in ("handover", "handover_message"):
            assert (await connection.execute(text(f"SELECT count(*) FROM {table}"))).scalar() == 0  # noqa: S608
    assert (await assistant.ask(QUESTION, OWNER)).kind is Kind.ANSWER


async def test_it_is_kept_as_long_as_questions_are(assistant, handovers, stored):
    number = await asked_for(assistant)
    await handovers.close(number, by=LI["by"])
    assert await assistant.forget_old(180) == 0
    assert await handovers.read(number)
    async with stored.begin() as connection:
        old = handovers._now() - timedelta(days=9999)
        await connection.execute(text("UPDATE handover SET asked_at = :old"), {"old": old})
    await assistant.forget_old(180)
    assert await handovers.read(number) is None


async def test_every_act_is_noted_without_anybodys_words(assistant, handovers, stored):
    number = await asked_for(assistant)
    await handovers.take(number, **LI)
    await handovers.give_back(number, by=LI["by"])
    await handovers.write_as_staff(number, "您好", **WANG)
    await handovers.take_over(number, **LI, anytime=True)
    await handovers.close(number, by=LI["by"])
    async with stored.connect() as connection:
        acts = (await connection.execute(select(AuditRow).order_by(AuditRow.id))).all()
    assert [(act.act, act.by, act.detail) for act in acts] == [
        ("person asked", "telegram", f"{number}"),
        ("person taken", "Telegram 3001", f"{number}"),
        ("person back", "Telegram 3001", f"{number}"),
        ("person taken", "Telegram 3002", f"{number}"),
        ("person replied", "Telegram 3002", f"{number}"),
        ("person moved", "Telegram 3001", f"{number} Telegram 3002"),
        ("person closed", "Telegram 3001", f"{number}"),
    ]


@pytest.mark.parametrize("state", ["taken", "closed"])
async def test_since_when_it_is_so_is_always_known(assistant, stored, state):
    await asked_for(assistant)
    with pytest.raises(IntegrityError):
        async with stored.begin() as connection:
            await connection.execute(text("UPDATE handover SET state = :state"), {"state": state})


async def test_where_nobody_could_be_told_the_owner_learns_it_once_and_the_list_shows_it(
    assistant, handovers
):
    numbers = [await asked_for(assistant, ON_THE_WEB)]
    await assistant.ask("转人工", OWNER)
    numbers.append(max(handover.id for handover, _ in (await handovers.page()).rows))
    deliveries = Deliveries(handovers)
    for chat, (number, message_id) in enumerate(zip([*numbers, numbers[1]], (-1, -2, 7), strict=True)):
        await deliveries.add_card(number, Card(chat, message_id))
    assert (await handovers.page()).unheard == {numbers[0]}
    for _ in range(2):
        await handovers.unheard(numbers[0])
    assert await said(handovers, numbers[0]) == [("service", wording.UNHEARD)]
    await handovers.take(numbers[1], **LI)
    await handovers.unheard(numbers[1])
    assert len(await said(handovers, numbers[1])) == 1


async def test_in_a_group_it_is_not_offered_and_in_a_terminal_neither(assistant, handovers):
    grouped = await assistant.ask("转人工", Person(Channel.TELEGRAM, "-100:1001"))
    assert grouped.text == wording.IN_PRIVATE
    assert (await assistant.ask("转人工", Person(Channel.TERMINAL, "x"))).kind is Kind.SMALLTALK
    assert (await handovers.page()).total == 0
