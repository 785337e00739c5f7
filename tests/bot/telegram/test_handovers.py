"""A person answers in Telegram: an owner asks, staff see a card, one takes it, both write, until it is over."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.assistant import Assistant
from bot.identity import Channel, Person
from bot.staff import wording
from bot.staff.handovers import Handovers
from bot.staff.members import ListedMembers
from tests.bot.telegram.running import everything_handled, nothing_waits, running_bot, settings_for
from tests.botapi import Fault
from tests.conftest import TODAY

QUESTION = "首贷服务中心在哪办"
UNCOVERED = "宠物医院怎么开"
TEAM = -1_000_000_000_777


@pytest.fixture
def assistant(engine, library, identity) -> Assistant:
    """Return an assistant with two of the staff to ask."""
    return assistant_on(engine, library, identity)


def assistant_on(engine, library, identity, now=lambda: datetime.now(UTC)) -> Assistant:
    handovers = Handovers(engine, members=ListedMembers(frozenset({3001, 3002})), now=now)
    return Assistant(engine, library, identity, today=lambda: TODAY, handovers=handovers)


@pytest.fixture
def li(server):
    return server.user(3001, "小李")


@pytest.fixture
def wang(server):
    return server.user(3002, "小王")


@pytest.fixture
async def bot(server, assistant, li, wang):
    """Run the bot; both of the staff have written to it before, so that it may write to them."""
    for one in (li, wang):
        one.chat.bot_status = "member"
    async with running_bot(server, assistant):
        yield


@pytest.fixture
def team(server):
    """Return a group of staff with topics, in which the bot is an administrator."""
    group = server.group(TEAM, "客服组")
    group.becomes_forum()
    group.chat.bot_status = "administrator"
    return group


async def card_for(server, user, colleague):
    """Have an owner ask for a person, and return the card that one of the staff gets."""
    await user.sends(QUESTION)
    await user.sends("转人工")
    await server.wait_for_messages(user, 2)
    await server.wait_until(lambda: any("转人工 #" in one.text for one in server.messages(colleague)))
    return server.messages(colleague)[-1]


async def last_of(server, chat, words):
    """Wait until the bot's newest message in a chat has these words, and return it."""
    await server.wait_until(lambda: any(words in one.text for one in server.messages(chat)))
    return next(one for one in reversed(server.messages(chat)) if words in one.text)


async def until(holds) -> None:
    """Wait until the database says so."""
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def is_closed(engine) -> bool:
    """Return whether the only handover is closed, and its owner's chat forgotten."""
    async with engine.connect() as connection:
        row = (await connection.execute(text("SELECT state, chat FROM handover"))).one()
    return (row.state, row.chat) == ("closed", None)


async def is_gone(engine) -> bool:
    """Return whether there is no handover."""
    async with engine.connect() as connection:
        return not (await connection.execute(text("SELECT count(*) FROM handover"))).scalar()


async def test_the_button_stands_below_what_is_not_covered_and_after_a_vote_against(server, bot, user):
    await user.sends(UNCOVERED)
    [answer] = await server.wait_for_messages(user, 1)
    assert answer.buttons[-1] == "🙋 转人工"
    await user.sends(QUESTION)
    answer = (await server.wait_for_messages(user, 2))[1]
    assert "🙋 转人工" not in answer.buttons
    await user.taps(answer, "👎 没帮到")
    await server.wait_until(lambda: "🙋 转人工" in answer.buttons)
    await user.taps(answer, "🙋 转人工")
    told = (await server.wait_for_messages(user, 3))[2]
    assert told.text.startswith("已通知工作人员")
    assert told.buttons == ["结束人工"]


async def test_staff_get_a_card_with_the_question_and_what_the_bot_said(server, bot, user, li, wang):
    for one in (li, wang):
        card = await card_for(server, user, one) if one is li else await last_of(server, wang, "转人工 #")
        assert f"最近的提问：{QUESTION}" in card.text
        assert "设立首贷服务中心" in card.text
        assert "来自：Telegram" in card.text
        assert card.buttons == ["我来答", "结束"]


async def test_one_takes_it_all_see_who_and_the_owner_is_told(server, bot, user, li, wang):
    mine = await card_for(server, user, li)
    theirs = await last_of(server, wang, "转人工 #")
    query = await li.taps(mine, "我来答")
    assert (await server.wait_for_answer(query)).text.startswith("由您接手了")
    await server.wait_until(lambda: "接手：小李" in theirs.text and "接手：小李" in mine.text)
    assert theirs.buttons == []
    assert mine.buttons == ["交还", "结束"]
    assert (await last_of(server, user, "已接手")).text == "人工客服（小李）已接手，直接写在这里就行。"


async def test_of_two_who_tap_at_once_the_second_is_told_who_has_it(server, bot, user, li, wang):
    mine = await card_for(server, user, li)
    theirs = await last_of(server, wang, "转人工 #")
    queries = [await li.taps(mine, "我来答"), await wang.taps(theirs, "我来答")]
    said = [await server.wait_for_answer(query) for query in queries]
    [refused] = [answer for answer in said if answer.show_alert]
    assert refused.text.startswith(("已由小李接手", "已由小王接手"))


async def test_replies_go_to_and_fro_and_each_side_sees_that_they_arrived(server, bot, user, li):
    card = await card_for(server, user, li)
    reply = await li.sends("您好，请问企业在哪个区？", reply_to=card)
    got = await last_of(server, user, "请问企业在哪个区")
    assert got.text == "👤 人工客服（小李）：\n您好，请问企业在哪个区？"
    await server.wait_until(lambda: reply.reaction == "👌")
    words = await user.sends("在南湖区，电话13812345678")
    forwarded = await last_of(server, li, "在南湖区")
    assert forwarded.text == "对方：\n在南湖区，电话〔电话〕"
    assert forwarded.reply_to is card
    assert (await last_of(server, user, wording.PERSONAL_NOT_PASSED)).text
    quiet = await user.sends("还要准备什么")
    await server.wait_until(lambda: quiet.reaction == "👌")
    assert words.reaction == ""
    await li.sends("带上营业执照", reply_to=forwarded)
    await last_of(server, user, "带上营业执照")


async def test_until_somebody_has_it_the_card_shows_what_the_owner_adds(server, bot, user, li):
    card = await card_for(server, user, li)
    before = len(server.messages(li))
    await user.sends("我在南湖区开店")
    await server.wait_until(lambda: "对方：我在南湖区开店" in card.text)
    assert len(server.messages(li)) == before


async def test_an_edited_reply_is_edited_for_the_owner(server, bot, user, li):
    card = await card_for(server, user, li)
    reply = await li.sends("带营业执罩", reply_to=card)
    got = await last_of(server, user, "带营业执罩")
    await li.edits(reply, "带营业执照")
    await server.wait_until(lambda: "带营业执照" in got.text)


async def test_the_owner_who_edits_is_heard_again(server, bot, user, li):
    card = await card_for(server, user, li)
    await li.taps(card, "我来答")
    await last_of(server, user, "已接手")
    words = await user.sends("我在南湖区")
    await last_of(server, li, "对方：\n我在南湖区")
    await user.edits(words, "我在秀洲区")
    await last_of(server, li, "对方改成了：\n我在秀洲区")


async def test_who_has_blocked_the_bot_is_not_reached_and_staff_learn_what_to_do(
    server, bot, user, li, engine
):
    card = await card_for(server, user, li)
    await user.blocks_bot()
    reply = await li.sends("您好", reply_to=card)
    trouble = await last_of(server, li, "没有送达")
    assert trouble.text.startswith("对方已停用机器人，没有送达。")
    assert trouble.reply_to is reply
    assert reply.reaction == ""


async def test_closed_by_staff_both_sides_know_and_the_chat_is_forgotten(server, bot, user, li, wang, engine):
    card = await card_for(server, user, li)
    await li.sends("办好了", reply_to=card)
    await li.taps(card, "结束") if "结束" in card.buttons else None
    await last_of(server, user, "这次人工对话结束了")
    await server.wait_until(lambda: card.buttons == [])
    assert "已结束" in card.text
    await everything_handled(server)
    await until(lambda: is_closed(engine))
    late = await li.sends("还有一句", reply_to=card)
    told = await last_of(server, li, "已经结束")
    assert told.reply_to is late
    await user.sends(QUESTION)
    assert "首贷服务中心" in (await last_of(server, user, "出处")).text


async def test_the_owner_ends_it_by_the_button_and_staff_see_it(server, bot, user, li):
    card = await card_for(server, user, li)
    told = await last_of(server, user, "已通知工作人员")
    await user.taps(told, "结束人工")
    await last_of(server, user, "已结束人工对话")
    await server.wait_until(lambda: "对方已结束这次对话" in card.text)


async def test_only_text_is_passed_on_and_what_is_not_is_said(server, bot, user, li):
    card = await card_for(server, user, li)
    await li.sends_document("材料.txt", b"...", reply_to=card)
    await last_of(server, li, "现在只能转文字")
    await li.sends("长" * 3501, reply_to=card)
    await last_of(server, li, "最多 3500 字")
    assert not any("人工客服" in one.text for one in server.messages(user)[1:] if "👤" in one.text)


async def test_in_a_group_with_topics_each_has_its_own_and_replies_there_arrive(
    server, assistant, user, team, li, wang
):
    settings = settings_for(server, POLICYBOT_STAFF_GROUP=TEAM)
    async with running_bot(server, assistant, settings=settings):
        card = await card_for(server, user, team)
        assert team.chat.topics[card.thread].name.endswith(QUESTION)
        assert server.messages(li) == []
        await li.taps(card, "我来答")
        await server.wait_until(lambda: "接手：小李" in card.text)
        query = await wang.taps(card, "交还")
        assert "已由小李接手" in (await server.wait_for_answer(query)).text
        reply = await li.sends("您好", in_chat=team, reply_to=card)
        await last_of(server, user, "您好")
        await server.wait_until(lambda: reply.reaction == "👌")
        await user.sends("我在南湖区")
        forwarded = await last_of(server, team, "我在南湖区")
        assert (forwarded.thread, forwarded.reply_to) == (card.thread, card)
        await li.taps(card, "结束")
        await server.wait_until(lambda: team.chat.topics[card.thread].closed)


async def test_in_a_group_without_topics_the_card_is_a_message_and_strangers_may_not(
    server, assistant, user, li
):
    group = server.group(TEAM, "客服组")
    group.chat.reactions = False
    settings = settings_for(server, POLICYBOT_STAFF_GROUP=TEAM)
    stranger = server.user(7001, "路过的人")
    async with running_bot(server, assistant, settings=settings):
        card = await card_for(server, user, group)
        assert card.thread is None
        answer = await server.wait_for_answer(await stranger.taps(card, "我来答"))
        assert answer.text == "这个按钮只有工作人员能用。"
        await stranger.sends("我来说", in_chat=group, reply_to=card)
        await last_of(server, group, "只有工作人员能回复")
        await li.sends("您好", in_chat=group, reply_to=card)
        await last_of(server, group, "✓ 已送达")
        assert not any("我来说" in one.text for one in server.messages(user))


async def test_where_the_group_cannot_be_reached_each_gets_a_card(server, assistant, user, li):
    li.chat.bot_status = "member"
    group = server.group(TEAM, "客服组")
    group.chat.bot_status = "kicked"
    async with running_bot(server, assistant, settings=settings_for(server, POLICYBOT_STAFF_GROUP=TEAM)):
        await card_for(server, user, li)


async def test_where_nobody_can_be_told_the_operator_is(server, assistant, user, caplog):
    async with running_bot(server, assistant):
        await user.sends("转人工")
        await server.wait_for_messages(user, 1)
        await everything_handled(server)
        await server.wait_until(lambda: "没有一位工作人员能收到通知" in caplog.text)


async def test_what_is_written_by_another_process_reaches_the_owner_and_what_a_web_owner_asks_staff(
    server, bot, user, li, engine, library, identity
):
    await card_for(server, user, li)
    other = assistant_on(engine, library, identity)
    [(handover, _)] = (await other.handovers.page()).rows
    await other.handovers.write_as_staff(handover.id, "从网页后台写的", by="Telegram 3002", name="小王")
    await last_of(server, user, "从网页后台写的")
    visitor = Person(Channel.WEB, other.issue_session())
    await other.ask("转人工", visitor)
    card = await last_of(server, li, "来自：网页")
    reply = await li.sends("您好，网页上的朋友", reply_to=card)
    await nothing_waits(server)
    assert reply.reaction == ""
    news = await other.handovers.news(identity.conversation_key(visitor), 0)
    assert [message.text for message in news.messages] == ["您好，网页上的朋友"]
    await server.wait_until(lambda: reply.reaction == "👌")


async def test_a_restart_goes_on_where_it_stood(server, assistant, user, li, engine, library, identity):
    li.chat.bot_status = "member"
    async with running_bot(server, assistant):
        card = await card_for(server, user, li)
    [(handover, _)] = (await assistant.handovers.page()).rows
    await assistant.handovers.write_as_staff(handover.id, "停机时写的", by="Telegram 3001", name="小李")
    async with running_bot(server, assistant_on(engine, library, identity)):
        await last_of(server, user, "停机时写的")
        await li.sends("重启以后写的", reply_to=card)
        await last_of(server, user, "重启以后写的")
    assert sum("停机时写的" in one.text for one in server.messages(user)) == 1


async def test_where_telegram_fails_for_a_while_it_arrives_later_in_order(server, bot, user, li):
    card = await card_for(server, user, li)
    server.faults.next("sendMessage", *[Fault.bad_gateway() for _ in range(8)])
    for n in range(3):
        await li.sends(f"第{n}句", reply_to=card)
    await last_of(server, user, "第2句")
    said = [
        one.text.split("\n")[-1] for one in server.messages(user) if "第" in one.text and "句" in one.text
    ]
    assert said == ["第0句", "第1句", "第2句"]


async def test_a_day_without_a_word_ends_it_on_both_sides(server, user, li, engine, library, identity):
    li.chat.bot_status = "member"
    moment = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    async with running_bot(server, assistant_on(engine, library, identity, lambda: moment)):
        card = await card_for(server, user, li)
        later = assistant_on(engine, library, identity, lambda: moment + timedelta(hours=25))
        assert await later.handovers.expire() == 1
        await last_of(server, user, "24 小时没有新消息")
        await server.wait_until(lambda: "已自动结束" in card.text)


async def test_forgetting_leaves_no_words_in_the_cards_of_staff(server, bot, user, li, engine):
    card = await card_for(server, user, li)
    await li.taps(card, "我来答")
    await last_of(server, user, "已接手")
    await user.sends("我的私事")
    await last_of(server, li, "我的私事")
    await user.sends("/forget")
    await user.taps(await last_of(server, user, "要清除您"), "确定清除")
    await server.wait_until(lambda: not any("我的私事" in one.text for one in server.messages(li)))
    await server.wait_until(lambda: "对方已清除记录" in card.text)
    assert QUESTION not in card.text
    await until(lambda: is_gone(engine))


async def test_in_a_group_of_owners_it_is_not_offered(server, bot, user):
    group = server.group(-77, "老板群")
    await user.sends(f"@{server.bot.username} {UNCOVERED}", in_chat=group)
    [answer] = await server.wait_for_messages(group, 1)
    assert "🙋 转人工" not in answer.buttons
    await user.sends(f"@{server.bot.username} 转人工", in_chat=group)
    assert (await server.wait_for_messages(group, 2))[1].text == wording.IN_PRIVATE
