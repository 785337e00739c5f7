"""An admin publishes a draft or gives it up: once, in time or too late, alone or with others."""

from bot.errors import BotError
from tests.bot.telegram.previews import PLAN, preview_of
from tests.bot.telegram.running import everything_handled

PUBLISHED = "✅ 现在按新的文字回答：计划.txt。\n\n操作人：张主任"
GONE = "这份改动已经处理过了，或者找不到了；需要的话请把文件再发一次。"


async def test_a_tap_publishes_and_says_what_is_live(server, admin, bot, desk):
    async with bot():
        preview = await preview_of(server, admin)
        answer = await server.wait_for_answer(await admin.taps(preview, "发布"))
        await server.wait_until(lambda: preview.buttons == [])
    assert (answer.text, preview.text) == ("", PUBLISHED)
    assert desk.live == {"计划.txt": PLAN}
    assert desk.acts[-1] == ("publish", "Telegram 2001")


async def test_a_tap_gives_up(server, admin, bot, desk):
    async with bot():
        preview = await preview_of(server, admin)
        await admin.taps(preview, "放弃")
        await server.wait_until(lambda: preview.buttons == [])
    assert preview.text == "这次的改动不发布，大家看到的仍是原来的内容。\n\n操作人：张主任"
    assert (desk.live, desk.drafts) == ({}, {})


async def test_a_second_tap_is_told_that_it_is_done(server, admin, bot, desk):
    async with bot():
        preview = await preview_of(server, admin)
        desk.gate.clear()
        first, second = await admin.taps(preview, "发布"), await admin.taps(preview, "发布")
        await desk.entered.wait()
        desk.gate.set()
        assert (await server.wait_for_answer(first)).text == ""
        told = await server.wait_for_answer(second)
        await everything_handled(server)
    assert (told.text, told.show_alert) == (GONE, True)
    assert (preview.text, preview.buttons) == (PUBLISHED, [])
    assert len(server.messages(admin)) == 2


async def test_the_buttons_of_a_draft_that_is_gone_go_away(server, admin, bot, desk):
    async with bot():
        preview = await preview_of(server, admin)
    desk.drafts.clear()
    async with bot():
        told = await server.wait_for_answer(await admin.taps(preview, "放弃"))
        await server.wait_until(lambda: preview.buttons == [])
    assert (told.text, told.show_alert) == (GONE, True)
    assert preview.text.startswith("《计划.txt》\n")


async def test_where_trying_again_makes_sense_the_buttons_stay(server, admin, bot, desk):
    async with bot():
        preview = await preview_of(server, admin)
        desk.trouble = BotError("数据库正忙；请过一会儿再点一次。")
        told = await server.wait_for_answer(await admin.taps(preview, "发布"))
        assert (told.text, told.show_alert) == ("数据库正忙；请过一会儿再点一次。", True)
        assert preview.buttons == ["发布", "放弃"]
        await admin.taps(preview, "发布")
        await server.wait_until(lambda: preview.buttons == [])
    assert desk.live == {"计划.txt": PLAN}


async def test_a_refusal_too_long_or_too_late_for_an_alert_is_a_message(server, admin, bot, desk):
    async with bot():
        preview = await preview_of(server, admin)
        desk.trouble = BotError("很长" * 101)
        told = await server.wait_for_answer(await admin.taps(preview, "发布"))
        [*_, said] = await server.wait_for_messages(admin, 3)
        assert (told.text, said.text) == ("", "很长" * 101)
        desk.trouble = BotError("数据库正忙；请过一会儿再点一次。")
        late = await admin.taps(preview, "发布")
        late.expires()
        [*_, said] = await server.wait_for_messages(admin, 4)
        assert said.text == "数据库正忙；请过一会儿再点一次。"


async def test_a_tap_that_failed_for_no_known_reason_says_so(server, admin, bot, desk, caplog):
    async with bot():
        preview = await preview_of(server, admin)
        desk.trouble = ValueError("something")
        told = await server.wait_for_answer(await admin.taps(preview, "发布"))
        assert told.text.startswith("对不起，刚才出了点问题，没有做完。请稍后再试一次。（编号：")
        assert preview.buttons == ["发布", "放弃"]


async def test_another_admin_may_decide(server, admin, bot, desk):
    other = server.user(2002, "李科长")
    async with bot():
        preview = await preview_of(server, admin)
        await other.taps(preview, "发布")
        await server.wait_until(lambda: preview.buttons == [])
    assert preview.text.endswith("操作人：李科长")
    assert desk.acts[-1] == ("publish", "Telegram 2002")


async def test_one_admin_decides_while_another_waits_for_a_preview(server, admin, bot, desk):
    other = server.user(2002, "李科长")
    async with bot():
        preview = await preview_of(server, other)
        desk.gate.clear()
        await admin.sends_document("甲.txt", b"one")
        await server.wait_for_messages(admin, 1)
        query = await other.taps(preview, "放弃")
        await server.wait_for_answer(query)
        desk.gate.set()
        await server.wait_for_messages(admin, 2)
    assert len(desk.drafts) == 1
