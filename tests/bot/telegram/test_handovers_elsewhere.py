"""A person answers in Telegram by way of a group, another process, after a restart, and where Telegram fails."""

from datetime import UTC, datetime, timedelta

from bot.identity import Channel, Person
from bot.staff import wording
from tests.bot.telegram.answering import (
    QUESTION,
    TEAM,
    UNCOVERED,
    assistant_on,
    card_for,
    is_gone,
    last_of,
    until,
)
from tests.bot.telegram.running import nothing_waits, running_bot, settings_for
from tests.botapi import Fault


async def test_in_a_group_with_topics_each_has_its_own_and_replies_there_arrive(
    server, staffed, user, team, li, wang
):
    settings = settings_for(server, POLICYBOT_STAFF_GROUP=TEAM)
    async with running_bot(server, staffed, settings=settings):
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
        [(handover, _)] = (await staffed.handovers.page()).rows
        await staffed.handovers.take_over(handover.id, by="Telegram 3002", name="小王", anytime=True)
        told = await last_of(server, team, "换人了")
        assert (told.thread, told.reply_to) == (card.thread, card)
        await wang.taps(card, "结束")
        await server.wait_until(lambda: team.chat.topics[card.thread].closed)


async def test_in_a_group_without_topics_the_card_is_a_message_and_strangers_may_not(
    server, staffed, user, li
):
    group = server.group(TEAM, "客服组")
    group.chat.reactions = False
    settings = settings_for(server, POLICYBOT_STAFF_GROUP=TEAM)
    stranger = server.user(7001, "路过的人")
    async with running_bot(server, staffed, settings=settings):
        card = await card_for(server, user, group)
        assert card.thread is None
        answer = await server.wait_for_answer(await stranger.taps(card, "我来答"))
        assert answer.text == "这个按钮只有工作人员能用。"
        await stranger.sends("我来说", in_chat=group, reply_to=card)
        await last_of(server, group, "只有工作人员能回复")
        await li.sends("您好", in_chat=group, reply_to=card)
        await last_of(server, group, "✓ 已送达")
        assert not any("我来说" in one.text for one in server.messages(user))


async def test_where_the_group_cannot_be_reached_each_gets_a_card(server, staffed, user, li):
    li.chat.bot_status = "member"
    group = server.group(TEAM, "客服组")
    group.chat.bot_status = "kicked"
    async with running_bot(server, staffed, settings=settings_for(server, POLICYBOT_STAFF_GROUP=TEAM)):
        await card_for(server, user, li)


async def test_where_nobody_can_be_told_the_operator_and_the_owner_are(server, staffed, user, caplog):
    async with running_bot(server, staffed):
        await user.sends("转人工")
        told = await last_of(server, user, "现在还联系不上工作人员")
        assert "12345" in told.text
        assert told.buttons == ["结束人工"]
        assert "没有一位工作人员能收到通知" in caplog.text
        await nothing_waits(server)
        assert len(server.messages(user)) == 2


async def test_what_is_written_by_another_process_reaches_the_owner_and_what_a_web_owner_asks_staff(
    server, answering, user, li, engine, library, identity
):
    await card_for(server, user, li)
    other = assistant_on(engine, library, identity)
    [(handover, _)] = (await other.handovers.page()).rows
    await other.handovers.write_as_staff(
        handover.id, "从网页后台写的", by="Telegram 3002", name="小王", source="form:1"
    )
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


async def test_a_restart_goes_on_where_it_stood(server, staffed, user, li, engine, library, identity):
    li.chat.bot_status = "member"
    async with running_bot(server, staffed):
        card = await card_for(server, user, li)
    [(handover, _)] = (await staffed.handovers.page()).rows
    await staffed.handovers.write_as_staff(handover.id, "停机时写的", by="Telegram 3001", name="小李")
    async with running_bot(server, assistant_on(engine, library, identity)):
        await last_of(server, user, "停机时写的")
        await li.sends("重启以后写的", reply_to=card)
        await last_of(server, user, "重启以后写的")
    assert sum("停机时写的" in one.text for one in server.messages(user)) == 1


async def test_where_telegram_fails_for_a_while_it_arrives_later_in_order(server, answering, user, li):
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
    async with running_bot(server, assistant_on(engine, library, identity, now=lambda: moment)):
        card = await card_for(server, user, li)
        later = assistant_on(engine, library, identity, now=lambda: moment + timedelta(hours=25))
        assert await later.handovers.expire() == 1
        await last_of(server, user, "24 小时没有新消息")
        await server.wait_until(lambda: "已自动结束" in card.text)


async def test_forgetting_leaves_no_words_in_the_cards_of_staff(server, answering, user, li, engine):
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


async def test_in_a_group_of_owners_it_is_not_offered(server, answering, user):
    group = server.group(-77, "老板群")
    await user.sends(f"@{server.bot.username} {UNCOVERED}", in_chat=group)
    [answer] = await server.wait_for_messages(group, 1)
    assert "🙋 转人工" not in answer.buttons
    await user.sends(f"@{server.bot.username} 转人工", in_chat=group)
    assert (await server.wait_for_messages(group, 2))[1].text == wording.IN_PRIVATE


async def test_what_somebody_has_from_the_console_is_carded_to_them_and_to_all_once_they_give_it_back(
    server, staffed, li, wang
):
    li.chat.bot_status = wang.chat.bot_status = "member"
    visitor = Person(Channel.WEB, staffed.issue_session())
    await staffed.ask("转人工", visitor)
    [(handover, _)] = (await staffed.handovers.page()).rows
    await staffed.handovers.write_as_staff(handover.id, "您好", by="Telegram 3001", name="小李")
    async with running_bot(server, staffed):
        await last_of(server, li, "转人工 #")
        await staffed.ask("我在南湖区", visitor)
        await last_of(server, li, "我在南湖区")
        assert server.messages(wang) == []
        await staffed.handovers.give_back(handover.id, by="Telegram 3001")
        await last_of(server, wang, "接手：还没有人")
