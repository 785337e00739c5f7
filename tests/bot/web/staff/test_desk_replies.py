"""A reply from the desk to who asked a question: where it goes, and where it can't."""

from bot.identity import Channel, Person
from bot.staff.people import Role

OWNER = Person(Channel.TELEGRAM, "1001")
QUESTION = "首贷服务中心在哪办"


async def test_a_question_on_the_web_is_replied_to_from_the_desk(clerk, assistant):
    owner = Person(Channel.WEB, "an asker")
    first = (await assistant.ask("猫粮店能拿补贴吗", owner)).question_id
    second = (await assistant.ask("天气怎么样", owner)).question_id
    page = await clerk.page(f"/staff/questions/{second}?queue=unanswered")
    assert "写回复" in page
    assert f'action="/staff/questions/{second}/reply"' in page
    told = await clerk.post(
        f"/staff/questions/{second}/reply", text="请看气象局网站", round="0", queue="unanswered"
    )
    assert told.headers["Location"] == f"/staff/questions/{first}?queue=unanswered&done=replied"
    news = await assistant.news(owner, 0)
    assert [message.text for message in news.messages][1:] == ["请看气象局网站"]
    page = await clerk.page(f"/staff/questions/{second}?queue=recent")
    assert "判过：已由人工回复" in page
    assert 'href="/staff/talks/1"' in page


async def test_who_is_on_telegram_and_asked_for_nobody_cannot_be_replied_to(clerk, assistant):
    number = (await assistant.ask(QUESTION, OWNER)).question_id
    page = await clerk.page(f"/staff/questions/{number}?queue=recent")
    assert "这位用户在 Telegram 上，只有对方转人工时才能回复。" in page
    assert f"/staff/questions/{number}/reply" not in page
    told = await clerk.post(f"/staff/questions/{number}/reply", text="您好", round="0")
    assert told.status == 409
    assert ">您好</textarea>" in await told.text()


async def test_a_reply_that_comes_second_or_says_nothing_or_is_late_is_refused(
    clerk, log_in, console, assistant
):
    owner = Person(Channel.WEB, "an asker")
    number = (await assistant.ask(QUESTION, owner)).question_id
    address = f"/staff/questions/{number}/reply"
    told = await clerk.post(address, text=" ", round="0")
    assert (told.status, "请先写上" in await told.text()) == (409, True)
    await console.people.add(4001, Role.STAFF, by="test", name="小李")
    other = await log_in(4001)
    await other.post(f"/staff/questions/{number}/verdict", verdict="right", round="0")
    told = await clerk.post(address, text="您好", round="0")
    page = await told.text()
    assert told.status == 409
    assert "小李 刚才" in page
    assert ">您好</textarea>" in page
    assert (await assistant.news(owner, 0)).messages == ()
    await assistant.forget(owner)
    assert (await clerk.post(address, text="您好", round="1")).status == 404
