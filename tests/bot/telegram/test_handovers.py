"""A person answers in Telegram: an owner asks, staff see a card, one takes it, both write, until it is over."""

from bot.staff import wording
from bot.staff.people import People, Role
from tests.bot.telegram.answering import QUESTION, UNCOVERED, card_for, is_closed, last_of, until
from tests.bot.telegram.running import everything_handled, running_bot, settings_for


async def test_the_button_stands_below_what_is_not_covered_and_after_a_vote_against(server, answering, user):
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
    assert told.text.startswith("已转给工作人员")
    assert told.buttons == ["结束人工"]


async def test_staff_get_a_card_with_the_question_and_what_the_bot_said(server, answering, user, li, wang):
    for one in (li, wang):
        card = await card_for(server, user, one) if one is li else await last_of(server, wang, "转人工 #")
        assert f"最近的提问：{QUESTION}" in card.text
        assert "设立首贷服务中心" in card.text
        assert "来自：Telegram" in card.text
        assert card.buttons == ["我来答", "结束"]


async def test_one_takes_it_all_see_who_and_the_owner_is_told(server, answering, user, li, wang):
    mine = await card_for(server, user, li)
    theirs = await last_of(server, wang, "转人工 #")
    query = await li.taps(mine, "我来答")
    assert (await server.wait_for_answer(query)).text.startswith("由您接手了")
    await server.wait_until(lambda: "接手：小李" in theirs.text and "接手：小李" in mine.text)
    assert theirs.buttons == ["换我接手"]
    assert mine.buttons == ["交还", "结束"]
    assert (await last_of(server, user, "已接手")).text == "人工客服（小李）已接手，直接写在这里就行。"


async def test_of_two_who_tap_at_once_the_second_is_told_who_has_it(server, answering, user, li, wang):
    mine = await card_for(server, user, li)
    theirs = await last_of(server, wang, "转人工 #")
    queries = [await li.taps(mine, "我来答"), await wang.taps(theirs, "我来答")]
    said = [await server.wait_for_answer(query) for query in queries]
    [refused] = [answer for answer in said if answer.show_alert]
    assert refused.text.startswith(("已由小李接手", "已由小王接手"))


async def test_an_admin_takes_it_over_all_see_it_and_who_had_it_is_told(
    server, staffed, user, li, admin, monkeypatch
):
    li.chat.bot_status = admin.chat.bot_status = "member"
    people = People(staffed.engine, settings_for(server))
    for number, role, name in ((3001, Role.STAFF, "小李"), (2001, Role.ADMIN, "老张")):
        await people.add(number, role, by="test", name=name)
    monkeypatch.setattr(staffed.handovers, "members", people)
    async with running_bot(server, staffed):
        theirs = await card_for(server, user, li)
        mine = await last_of(server, admin, "转人工 #")
        await admin.taps(mine, "我来答")
        await server.wait_until(lambda: theirs.buttons == ["换我接手"])
        refused = await server.wait_for_answer(await li.taps(theirs, "换我接手"))
        assert (refused.show_alert, "或点“换我接手”" in refused.text) == (True, True)
        await admin.taps(mine, "交还")
        await server.wait_until(lambda: theirs.buttons == ["我来答", "结束"])
        await li.taps(theirs, "我来答")
        await server.wait_until(lambda: mine.buttons == ["换我接手"])
        done = await server.wait_for_answer(await admin.taps(mine, "换我接手"))
        assert done.text.startswith("由您接手了")
        assert "原来接手的同事不用再回复了" in (await last_of(server, li, "换人了")).text
        await server.wait_until(lambda: (mine.buttons, theirs.buttons) == (["交还", "结束"], ["换我接手"]))
        await last_of(server, user, "换了一位同事，人工客服（老张）接着为您服务")


async def test_replies_go_to_and_fro_and_each_side_sees_that_they_arrived(server, answering, user, li):
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


async def test_until_somebody_has_it_the_card_shows_what_the_owner_adds(server, answering, user, li):
    card = await card_for(server, user, li)
    before = len(server.messages(li))
    await user.sends("我在南湖区开店")
    await server.wait_until(lambda: "对方：我在南湖区开店" in card.text)
    assert len(server.messages(li)) == before


async def test_an_edited_reply_is_edited_for_the_owner(server, answering, user, li):
    card = await card_for(server, user, li)
    reply = await li.sends("带营业执罩", reply_to=card)
    got = await last_of(server, user, "带营业执罩")
    await li.edits(reply, "带营业执照")
    await server.wait_until(lambda: "带营业执照" in got.text)


async def test_the_owner_who_edits_is_heard_again(server, answering, user, li):
    card = await card_for(server, user, li)
    await li.taps(card, "我来答")
    await last_of(server, user, "已接手")
    words = await user.sends("我在南湖区")
    await last_of(server, li, "对方：\n我在南湖区")
    await user.edits(words, "我在秀洲区")
    await last_of(server, li, "对方改成了：\n我在秀洲区")


async def test_who_has_blocked_the_bot_is_not_reached_and_staff_learn_what_to_do(
    server, answering, user, li, engine
):
    card = await card_for(server, user, li)
    await user.blocks_bot()
    reply = await li.sends("您好", reply_to=card)
    trouble = await last_of(server, li, "没有送达")
    assert trouble.text.startswith("对方已停用机器人，没有送达。")
    assert trouble.reply_to is reply
    assert reply.reaction == ""


async def test_closed_by_staff_both_sides_know_and_the_chat_is_forgotten(
    server, answering, user, li, wang, engine
):
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


async def test_the_owner_ends_it_by_the_button_and_staff_see_it(server, answering, user, li):
    card = await card_for(server, user, li)
    told = await last_of(server, user, "已转给工作人员")
    await user.taps(told, "结束人工")
    await last_of(server, user, "已结束人工对话")
    await server.wait_until(lambda: "对方已结束这次对话" in card.text)


async def test_only_text_is_passed_on_and_what_is_not_is_said(server, answering, user, li):
    card = await card_for(server, user, li)
    await li.sends_document("材料.txt", b"...", reply_to=card)
    await last_of(server, li, "现在只能转文字")
    await li.sends("长" * 3501, reply_to=card)
    await last_of(server, li, "最多 3500 字")
    assert not any("人工客服" in one.text for one in server.messages(user)[1:] if "👤" in one.text)
