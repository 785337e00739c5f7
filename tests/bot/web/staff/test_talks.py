"""Conversations with a person in the console: the list, one of them, taking, writing, ending, and who comes second."""

import re
from datetime import timedelta

import pytest

from bot.identity import Channel, Person
from bot.staff.deliveries import Deliveries
from bot.staff.handover import Card, State
from bot.staff.handovers import PAGE
from bot.staff.store.handovers import set_message
from bot.web.staff.talks import span
from tests.bot.web.staff.conftest import STAFF

OWNER = Person(Channel.TELEGRAM, "1001")
QUESTION = "首贷服务中心在哪办"
ME, LI = {"by": f"Telegram {STAFF}"}, {"by": "Telegram 4001", "name": "小李"}


@pytest.fixture
def handovers(console):
    return console.handovers


@pytest.fixture
def waiting(assistant, handovers):
    """Return what has somebody ask a question and then for a person."""

    async def waits(person: Person = OWNER, question: str = QUESTION) -> int:
        answer = await assistant.ask(question, person)
        handover, _ = await handovers.ask(assistant.identity.conversation_key(person), person)
        assert answer.question_id == handover.question_id
        return handover.id

    return waits


def at(number: int, act: str = "") -> str:
    return f"/staff/talks/{number}{act and '/'}{act}"


async def test_the_list_begins_with_who_waits_then_who_is_answered_then_what_is_over(
    clerk, waiting, handovers
):
    over, taken, waits = [await waiting(Person(Channel.WEB, f"{n}"), f"{QUESTION}{n}") for n in range(3)]
    await handovers.close(over, **ME)
    await handovers.write_as_staff(taken, "请带营业执照", **LI)
    page = await clerk.page("/staff/talks")
    places = [
        page.index(part)
        for part in ("等人接", at(waits), "等了不到 1 分钟", at(taken), "请带营业执照", "已结束", at(over))
    ]
    assert places == sorted(places)
    assert ">小李</span> 从" in page
    assert "没有人收到通知" not in page
    await Deliveries(handovers).add_card(waits, Card(STAFF, -1))
    page = await clerk.page("/staff/talks")
    assert page.count("没有人收到通知") == 1
    assert "机器人却通知不到任何一位工作人员" in page
    assert "下一页" not in page


async def test_the_list_is_paged(clerk, waiting, handovers):
    for n in range(PAGE + 1):
        await handovers.close(await waiting(Person(Channel.WEB, f"{n}")), **ME)
    first, second = await clerk.page("/staff/talks"), await clerk.page("/staff/talks?page=2")
    assert [page.count('<a href="/staff/talks/') for page in (first, second)] == [PAGE, 1]
    assert "第 1 页，共 2 页" in first
    for odd in ("0", "-1", "x", "9" * 18):
        await clerk.page(f"/staff/talks?page={odd}")


async def test_the_desk_leads_there(clerk, waiting):
    number = await waiting()
    assert f'href="{at(number)}"' in await clerk.page("/staff/desk/person")
    assert 'href="/staff/talks"' in await clerk.page("/staff/desk/person")


async def test_one_shows_what_was_asked_before_and_both_sides_with_how_far_it_is(
    clerk, waiting, assistant, handovers
):
    number = await waiting()
    await assistant.ask("我的电话是13812345678 <b>", OWNER)
    await handovers.write_as_staff(number, "第一行\n第二行", **ME)
    page = await clerk.page(at(number))
    assert QUESTION in page
    assert "首贷服务中心" in page
    assert "我的电话是〔电话〕 &lt;b&gt;" in page
    assert "第一行\n第二行" in page
    assert "正在送" in page
    assert "1001" not in page.replace(f"{STAFF}", "")


@pytest.mark.parametrize(
    ("state", "trouble", "said"),
    [
        ("sent", None, "已送达"),
        ("seen", None, "对方已看到"),
        ("failed", "对方已停用，请打电话。", "对方已停用，请打电话。"),
    ],
)
async def test_delivery_is_told_in_words(clerk, waiting, handovers, state, trouble, said):
    number = await waiting()
    await handovers.write_as_staff(number, "您好", **ME)
    [message] = (await handovers.read(number)).messages
    async with handovers.changing() as connection:
        await set_message(connection, message.id, state=state, trouble=trouble)
    page = await clerk.page(at(number))
    assert said in page
    assert "正在送" not in page


async def test_taken_written_given_back_and_ended(clerk, waiting, handovers):
    number = await waiting()
    assert (await clerk.post(at(number, "take"))).headers["Location"] == f"{at(number)}?done=took"
    assert "您在回复" in await clerk.page(at(number))
    told = await clerk.post(at(number, "messages"), text="您好\r\n请带执照")
    assert told.headers["Location"] == f"{at(number)}?done=sent"
    assert (await clerk.post(at(number, "back"))).headers["Location"] == "/staff/talks?done=gaveback"
    assert (await handovers.read(number)).handover.state is State.WAITING
    assert (await clerk.post(at(number, "close"))).headers["Location"] == "/staff/talks?done=ended"
    detail = await handovers.read(number)
    assert [message.text for message in detail.messages if message.side == "staff"] == ["您好\n请带执照"]
    assert detail.handover.closed_by == ME["by"]
    page = await clerk.page(at(number))
    assert "已结束" in page
    assert "<textarea" not in page


async def test_writing_when_nobody_has_it_takes_it(clerk, waiting, handovers):
    number = await waiting()
    assert "发送后由您接手" in await clerk.page(at(number))
    await clerk.post(at(number, "messages"), text="您好")
    assert (await handovers.read(number)).handover.taken_by == ME["by"]
    assert "发送后由您接手" not in await clerk.page(at(number))


async def test_the_same_form_sent_twice_is_one_message_and_no_error(clerk, waiting, handovers):
    number = await waiting()
    pages = [await clerk.page(at(number)) for _ in range(2)]
    one, other = (re.search(r'name="once" value="(\w+)"', page)[1] for page in pages)
    for form in (
        {"text": "您好", "once": one},
        {"text": "您好", "once": other},
        {"text": "再见", "once": one},
    ):
        for _ in range(2):
            told = await clerk.post(at(number, "messages"), **form)
            assert told.headers["Location"] == f"{at(number)}?done=sent"
    said = [message.text for message in (await handovers.read(number)).messages]
    assert said == ["您好", "您好", "再见"]


async def test_where_a_colleague_has_it_the_page_says_who_and_keeps_what_was_typed(clerk, waiting, handovers):
    number = await waiting()
    await handovers.take(number, **LI)
    page = await clerk.page(at(number))
    assert "小李在回复" in page
    assert "<textarea" not in page
    told = await clerk.post(at(number, "messages"), text="我也来")
    assert told.status == 409
    page = await told.text()
    assert "已由小李接手" in page
    assert ">我也来</textarea>" in page
    for act in ("take", "back", "close"):
        refused = await clerk.post(at(number, act))
        assert (refused.status, "小李" in await refused.text()) == (409, True)
    assert all(message.side == "service" for message in (await handovers.read(number)).messages)


async def test_what_a_colleague_left_is_taken_over_and_by_an_admin_at_any_time(
    clerk, admin, waiting, handovers, monkeypatch
):
    number = await waiting()
    await handovers.take(number, **LI)
    page = await clerk.page(at(number))
    assert "要换人，请小李点“交还”，或请管理员接过来" in page
    assert at(number, "takeover") not in page
    told = await clerk.post(at(number, "takeover"))
    assert (told.status, "已由小李接手" in await told.text()) == (409, True)
    assert at(number, "takeover") in await admin.page(at(number))
    monkeypatch.setattr("bot.staff.handover.PATIENCE", timedelta())
    monkeypatch.setattr("bot.staff.handovers.PATIENCE", timedelta())
    assert "对方等了不到 1 分钟没人回" in await clerk.page("/staff/talks")
    page = await clerk.page(at(number))
    assert at(number, "takeover") in page
    assert 'data-state="taken Telegram 4001 left"' in page
    assert (await clerk.post(at(number, "takeover"))).headers["Location"] == f"{at(number)}?done=took"
    assert "您在回复" in await clerk.page(at(number))
    assert (await admin.post(at(number, "takeover"))).status == 303
    assert (await handovers.read(number)).handover.former == ME["by"]


async def test_a_script_gets_the_sentence_alone(clerk, waiting, handovers):
    number = await waiting()
    await handovers.take(number, **LI)
    form = {"csrf": clerk.token, "text": "我也来"}
    told = await clerk.client.post(
        at(number, "messages"), data=form, headers={"Accept": "application/json"}, allow_redirects=False
    )
    assert told.status == 409
    assert (await told.json())["error"].startswith("已由小李接手")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(" \r\n ", "请先写上"), ("\0", "请先写上"), ("长" * 3501, "太长了"), ("😀" * 1751, "太长了")],
)
async def test_what_cannot_be_sent_is_refused_with_a_sentence(clerk, waiting, handovers, text, sentence):
    number = await waiting()
    told = await clerk.post(at(number, "messages"), text=text)
    assert told.status == 409
    assert sentence in await told.text()
    assert (await handovers.read(number)).handover.state is State.WAITING


async def test_news_are_what_came_after_and_who_has_it_now(clerk, waiting, assistant, handovers):
    number = await waiting()
    await assistant.ask("我在南湖区", OWNER)
    [message] = (await handovers.read(number)).messages
    news = await clerk.page(f"{at(number)}/messages?after={message.id - 1}")
    assert "我在南湖区" in news
    assert "<html" not in news
    assert 'data-state="waiting "' in news
    await handovers.take(number, **LI)
    later = await clerk.page(f"{at(number)}/messages?after={message.id}")
    assert "我在南湖区" not in later
    assert re.search(r'data-state="taken Telegram 4001"', later)
    for odd in ("x", "", "9" * 18):
        await clerk.page(f"{at(number)}/messages?after={odd}")


@pytest.mark.parametrize("number", ["0", "999", "x", "9" * 18, "2147483648"])
async def test_one_that_is_not_there_is_said_to_be_gone(clerk, number):
    for told in (
        await clerk.get(f"/staff/talks/{number}"),
        await clerk.get(f"/staff/talks/{number}/messages"),
    ):
        assert told.status == 404
        assert "可能已经删除" in await told.text()
    for act in ("take", "back", "close", "messages"):
        told = await clerk.post(f"/staff/talks/{number}/{act}", text="您好")
        assert (told.status, "可能已经删除" in await told.text()) == (409, True)


@pytest.mark.parametrize(
    ("waited", "said"),
    [
        ({"seconds": -5}, "不到 1 分钟"),
        ({"seconds": 59}, "不到 1 分钟"),
        ({"seconds": 60}, "1 分钟"),
        ({"minutes": 60}, "1 小时"),
        ({"minutes": 125}, "2 小时 5 分钟"),
        ({"hours": 24}, "1 天"),
        ({"days": 3, "hours": 2, "minutes": 50}, "3 天 2 小时"),
    ],
)
def test_how_long_something_lasted_is_said_as_people_do(waited, said):
    assert span(timedelta(**waited)) == said
