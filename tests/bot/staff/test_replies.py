"""Staff write to who asked a question: who can be reached, what is begun by it, who comes second; both databases."""

import asyncio
from dataclasses import astuple

import pytest
from sqlalchemy import select

from bot.identity import Channel, Person
from bot.staff.figures import last_days, read_figures
from bot.staff.handover import State, TakenByAnother
from bot.staff.replies import Replies, Unreachable
from bot.staff.reviews import Decision, Gone, Judged, Reviews, Verdict
from bot.staff.teaching import Teaching
from bot.store import AuditRow

ON_THE_WEB, ON_TELEGRAM = Person(Channel.WEB, "a session"), Person(Channel.TELEGRAM, "1001")
LI, WANG = {"by": "Telegram 3001", "name": "小李"}, {"by": "Telegram 3002", "name": "小王"}
SILENT = "猫粮店能拿补贴吗"


@pytest.fixture
def reviews(assistant, settings) -> Reviews:
    return Reviews(assistant, Teaching(assistant), settings)


@pytest.fixture
def replies(handovers, reviews, clock) -> Replies:
    return Replies(handovers, reviews, now=clock)


@pytest.fixture
def ask(assistant):
    async def asked(question: str = SILENT, person: Person = ON_THE_WEB) -> int:
        return (await assistant.ask(question, person)).question_id

    return asked


async def verdict_of(reviews, number) -> tuple[str, str]:
    review = (await reviews.item(number)).review
    return review.verdict, review.by


async def test_a_reply_to_a_question_on_the_web_begins_a_conversation_that_its_writer_has(
    replies, reviews, handovers, ask
):
    number = await ask()
    assert astuple(await replies.way(number, by=LI["by"])) == (None, None)
    talk = await replies.reply(number, "请问是哪种企业？", seen=0, **LI)
    detail = await handovers.read(talk)
    assert (detail.handover.state, detail.handover.taken_by) == (State.TAKEN, LI["by"])
    assert detail.handover.question_id == number
    about, reply = detail.messages
    assert f"您问过：“{SILENT}”" in about.text
    assert (reply.text, reply.name) == ("请问是哪种企业？", "小李")
    assert await verdict_of(reviews, number) == ("replied", LI["by"])


async def test_the_owner_gets_it_when_they_come_back_and_answers_the_person(
    replies, assistant, handovers, identity, ask
):
    talk = await replies.reply(await ask(), "请问是哪种企业？", seen=0, **LI)
    news = await handovers.news(identity.conversation_key(ON_THE_WEB), 0)
    assert (news.is_open, news.who, len(news.messages)) == (True, "小李", 2)
    await assistant.ask("个体户", ON_THE_WEB)
    assert (await handovers.read(talk)).messages[-1].text == "个体户"
    assert (await handovers.news(identity.conversation_key(ON_THE_WEB), 2**62)).messages == ()


async def test_the_acts_are_noted_without_words(replies, stored, ask):
    number = await ask()
    await replies.reply(number, "请问是哪种企业？", seen=0, **LI)
    async with stored.connect() as connection:
        acts = (await connection.execute(select(AuditRow).order_by(AuditRow.id))).all()
    assert [(act.act, act.by, act.detail) for act in acts] == [
        ("person begun", LI["by"], "1"),
        ("person replied", LI["by"], "1"),
        ("verdict", LI["by"], f"问题 {number}：已由人工回复"),
    ]


async def test_who_waits_for_a_person_gets_it_in_that_conversation_on_telegram_too(
    replies, assistant, handovers, ask
):
    number = await ask(person=ON_TELEGRAM)
    await assistant.ask("转人工", ON_TELEGRAM)
    [(waiting, _)] = (await handovers.page()).rows
    assert (await replies.way(number, by=LI["by"])).why_not is None
    assert await replies.reply(number, "您好", seen=0, **LI) == waiting.id
    detail = await handovers.read(waiting.id)
    assert (detail.handover.who, detail.handover.chat) == ("小李", "1001")
    assert [message.text for message in detail.messages] == ["您好"]


@pytest.mark.parametrize(
    ("person", "why_not"),
    [
        (ON_TELEGRAM, "这位用户在 Telegram 上，只有对方转人工时才能回复。"),
        (Person(Channel.TERMINAL, "x"), "这个问题是在命令行里问的，没有地方可以回复。"),
    ],
)
async def test_who_cannot_be_reached_is_said_to_be(replies, reviews, handovers, ask, person, why_not):
    number = await ask(person=person)
    assert (await replies.way(number, by=LI["by"])).why_not == why_not
    with pytest.raises(Unreachable, match=why_not):
        await replies.reply(number, "您好", seen=0, **LI)
    assert (await handovers.page()).total == 0
    assert (await verdict_of(reviews, number))[0] == "open"


async def test_once_it_is_over_a_telegram_chat_is_not_known_any_more(replies, assistant, handovers, ask):
    number = await ask(person=ON_TELEGRAM)
    await assistant.ask("转人工", ON_TELEGRAM)
    await assistant.ask("结束人工", ON_TELEGRAM)
    way = await replies.way(number, by=LI["by"])
    assert (way.talk.state, "只有对方转人工时" in way.why_not) == (State.CLOSED, True)


async def test_while_a_colleague_has_them_nothing_is_written_or_judged(replies, reviews, handovers, ask):
    number = await ask()
    talk = await replies.reply(number, "您好", seen=0, **LI)
    other = await reviews.item(number)
    assert "小李正在和对方对话" in (await replies.way(number, by=WANG["by"])).why_not
    with pytest.raises(TakenByAnother, match="小李"):
        await replies.reply(number, "我也来", seen=other.review.round, **WANG)
    assert len((await handovers.read(talk)).messages) == 2
    assert await verdict_of(reviews, number) == ("replied", LI["by"])


async def test_the_same_reply_sent_twice_at_once_and_later_is_one(replies, reviews, handovers, ask):
    number = await ask()
    same = [replies.reply(number, "您好", seen=0, **LI) for _ in range(3)]
    talks = {*await asyncio.gather(*same[:2]), await same[2]}
    assert [message.side for message in (await handovers.read(talks.pop())).messages] == ["service", "staff"]
    assert talks == set()
    with pytest.raises(Judged):
        await replies.reply(number, "还有一句", seen=0, **LI)


async def test_who_comes_second_to_a_verdict_is_told_and_nothing_is_sent(replies, reviews, handovers, ask):
    number = await ask()
    await reviews.decide(await reviews.item(number), Decision(Verdict.UNCOVERED, 0), by=WANG["by"])
    with pytest.raises(Judged) as told:
        await replies.reply(number, "您好", seen=0, **LI)
    assert told.value.review.by == WANG["by"]
    assert (await handovers.page()).total == 0
    await replies.reply(number, "您好", seen=1, **LI)
    assert await verdict_of(reviews, number) == ("replied", LI["by"])


async def test_what_is_erased_cannot_be_replied_to(replies, assistant, handovers, ask):
    number = await ask()
    await assistant.forget(ON_THE_WEB)
    with pytest.raises(Gone):
        await replies.way(number, by=LI["by"])
    with pytest.raises(Gone):
        await replies.reply(number, "您好", seen=0, **LI)
    assert (await handovers.page()).total == 0


async def test_a_long_question_is_quoted_to_its_asker_in_short(replies, handovers, ask):
    talk = await replies.reply(await ask("猫粮店能拿补贴吗" * 20), "您好", seen=0, **LI)
    assert "…”" in (await handovers.read(talk)).messages[0].text


async def test_nobody_waited_for_what_staff_begin(replies, stored, library, clock, ask):
    await replies.reply(await ask(), "您好", seen=0, **LI)
    days = last_days(7, clock.now.date())
    waiting = (await read_figures(stored, library, days)).waiting
    assert (waiting.asked, waiting.replied, waiting.median) == (0, 0, None)


async def test_the_list_has_the_last_words_of_each_but_not_the_services(replies, handovers, assistant, ask):
    talk = await replies.reply(await ask(), "您好", seen=0, **LI)
    await assistant.ask("个体户", ON_THE_WEB)
    await handovers.give_back(talk, by=LI["by"])
    await assistant.ask("转人工", ON_TELEGRAM)
    page = await handovers.page()
    assert {number: word.text for number, word in page.last.items()} == {talk: "个体户"}
