"""Clause files from admins: checked, previewed with a report, or refused with what is wrong."""

import logging
import os
from pathlib import Path

from bot.errors import BotError
from bot.settings import Settings
from tests.bot.telegram.previews import PLAN, preview_of
from tests.bot.telegram.running import everything_handled, hasty
from tests.botapi import BotApiServer, Fault


def refused(server: BotApiServer) -> list[str]:
    """Return what Telegram refused, but for the menu of an admin who has never written."""
    return [call.error for call in server.calls if call.error and call.method != "setMyCommands"]


def uploads(settings: Settings) -> list[Path]:
    return list((settings.data / "uploads").glob("*"))


async def test_a_file_is_previewed_and_its_report_comes_as_a_file(server, admin, bot, desk, settings):
    async with bot():
        preview = await preview_of(server, admin)
        [_, report] = server.messages(admin)
    assert preview.history[0].text == "收到《计划.txt》，正在检查…"
    assert preview.text == (
        "《计划.txt》\n计划.txt：新增 1 条\n\n"
        "还没有发布，大家看到的仍是原来的内容。完整的变更报告见下一条消息。"
    )
    assert preview.buttons == ["发布", "放弃"]
    assert report.document is not None
    assert report.document.name == "变更报告.md"
    assert report.document.content.decode() == f"# 计划.txt\n\n{PLAN}"
    assert desk.acts == [("stage", "Telegram 2001")]
    assert desk.seen[0].is_relative_to(settings.data / "uploads")
    assert uploads(settings) == []
    assert refused(server) == []


async def test_the_folder_is_previewed_by_a_command(server, admin, bot, desk):
    desk.policies = {"计划.txt": PLAN}
    async with bot():
        await admin.sends("/reload")
        [preview, report] = await server.wait_for_messages(admin, 2)
        await admin.taps(preview, "发布")
        await server.wait_until(lambda: preview.buttons == [])
    assert [version.text.split("\n")[0] for version in preview.history] == [
        "正在检查政策文件夹…",
        "政策文件夹",
        "✅ 现在按新的文字回答：计划.txt。",
    ]
    assert report.document is not None
    assert desk.acts == [("stage_policies", "Telegram 2001"), ("publish", "Telegram 2001")]


async def test_where_nothing_would_change_there_is_nothing_to_tap(server, admin, bot, desk):
    desk.live = {"计划.txt": PLAN}
    async with bot():
        await admin.sends_document("计划.txt", PLAN.encode())
        await everything_handled(server)
    [said] = server.messages(admin)
    assert (said.text, said.buttons) == ("《计划.txt》\n和已发布的一样，没有要改的。", [])


async def test_what_is_wrong_with_a_file_is_said(server, admin, bot, settings):
    async with bot():
        await admin.sends_document("计划.txt", b" ")
        await everything_handled(server)
    [said] = server.messages(admin)
    assert said.text == "《计划.txt》\n计划.txt: 文件是空的；请换一个有内容的文件。\n\n已发布的内容没有变。"
    assert said.buttons == []
    assert uploads(settings) == []


async def test_of_very_many_problems_the_first_are_said(server, admin, bot, desk):
    desk.trouble = BotError("\n".join(f"计划.txt:{line}: 编号不对；请改。" for line in range(1, 5001)))
    async with bot():
        await admin.sends_document("计划.txt", PLAN.encode())
        await everything_handled(server)
    [said] = server.messages(admin)
    assert "计划.txt:1: 编号不对；请改。\n计划.txt:2: " in said.text
    assert "……还有 48" in said.text


async def test_an_error_nobody_expected_is_said_with_a_reference_and_logged_without_content(
    server, admin, bot, desk, settings, caplog
):
    desk.trouble = ValueError(PLAN)
    async with bot():
        await admin.sends_document("计划.txt", PLAN.encode())
        await everything_handled(server)
    [said] = server.messages(admin)
    assert "刚才出了点问题，没有做完。请稍后再试一次。（编号：" in said.text
    assert said.text.endswith("已发布的内容没有变。")
    assert "ValueError" in caplog.text
    assert "首贷" not in caplog.text
    assert uploads(settings) == []


async def test_a_summary_with_markup_and_of_any_length_is_shown_as_it_is(server, admin, bot, desk):
    desk.summary = ("<b>&amp;" + "𠮷" * 50 + "\n") * 50
    async with bot():
        await admin.sends_document("<i>&.txt", PLAN.encode())
        messages = await server.wait_for_messages(admin, 3)
        [first, second, report] = messages
        assert first.text.startswith("《<i>&.txt》\n<b>&amp;𠮷")
        assert (first.buttons, second.buttons) == ([], ["发布", "放弃"])
        assert report.document is not None
        await admin.taps(second, "发布")
        await server.wait_until(lambda: second.buttons == [])
    assert refused(server) == []


async def test_a_long_report_arrives_whole_after_every_kind_of_trouble(server, admin, bot, desk):
    desk.report = "改动\n" * 200_000
    troubles = (Fault.drop(), Fault.retry_after(1), Fault.bad_gateway())
    server.faults.next("sendDocument", *troubles)
    async with bot():
        await preview_of(server, admin)
    calls = server.calls_of("sendDocument")
    assert [len(call.files["document"]) for call in calls] == [len(desk.report.encode())] * 4


async def test_a_report_that_cannot_be_sent_is_said(server, admin, bot, desk):
    server.faults.next("sendDocument", Fault.status(400, "Bad Request: nothing to be done"))
    async with bot():
        await admin.sends_document("计划.txt", PLAN.encode())
        [preview, said] = await server.wait_for_messages(admin, 2)
    assert preview.buttons == ["发布", "放弃"]
    assert said.text == "变更报告没有发成功；想看完整的报告，请再检查一次。"


async def test_two_files_of_an_album_are_previewed_one_by_one(server, admin, bot, desk):
    album = {"media_group_id": "77"}
    async with bot():
        await admin.sends_document("甲.txt", b"one", details=album)
        await admin.sends_document("乙.txt", b"two", details=album)
        await everything_handled(server)
    first, _, second, _ = server.messages(admin)
    assert [each.text.split("\n")[0] for each in (first, second)] == ["《甲.txt》", "《乙.txt》"]
    assert len(desk.drafts) == 2


async def test_a_file_replaced_by_editing_is_checked_again_and_a_question_below_it_is_none(
    server, admin, bot, desk
):
    async with bot():
        message = await admin.sends_document("计划.txt", PLAN.encode(), caption="企业注销归哪个部门管？")
        await server.wait_for_messages(admin, 2)
        await admin.edits(message, "企业开办归哪个部门管？")
        await server.wait_for_messages(admin, 4)
    assert desk.acts == [("stage", "Telegram 2001")] * 2


async def test_others_are_answered_while_a_file_is_checked(server, user, admin, bot, desk):
    desk.gate.clear()
    async with bot():
        await admin.sends_document("计划.txt", PLAN.encode())
        await desk.entered.wait()
        await user.sends("企业注销归哪个部门管")
        [answer] = await server.wait_for_messages(user, 1)
        assert "市市场监管局" in answer.text
        [waiting] = server.messages(admin)
        assert waiting.text == "收到《计划.txt》，正在检查…"
        desk.gate.set()
        await server.wait_for_messages(admin, 2)


async def test_a_stop_while_a_file_is_checked_leaves_nothing_behind_and_the_file_comes_again(
    server, admin, assistant, bot, desk, settings, caplog
):
    desk.gate.clear()
    with caplog.at_level(logging.CRITICAL):
        async with bot(tuning=hasty(finish_seconds=0.1)):
            await admin.sends_document("计划.txt", PLAN.encode())
            await desk.entered.wait()
            [folder] = uploads(settings)
    assert (uploads(settings), desk.drafts) == ([], {})
    desk.gate.set()
    (folder / "left").mkdir(parents=True)  # as a process killed long ago would
    os.utime(folder, (0, 0))
    young = folder.with_name("young")  # as a living one would
    young.mkdir()
    async with bot():
        await server.wait_for_messages(admin, 3)
    assert uploads(settings) == [young]
    assert len(desk.drafts) == 1


async def test_the_menu_of_an_admin_has_the_command_and_nobody_elses(server, admin, bot, caplog):
    async with bot():
        await everything_handled(server)
        await admin.sends("/start")
        await server.wait_for_messages(admin, 1)
    # The other admin and the clerk, who never wrote, have none yet, and so it was for this one until now.
    assert caplog.text.count("menu for a member of the staff could not be set") == 3
    async with bot():
        await everything_handled(server)
    menus = {
        scope: [each["command"] for each in menu] for (scope, _), menu in server.profile.commands.items()
    }
    assert menus["chat 2001"] == [*menus["all_private_chats"], "console", "reload", "staff"]
    assert [scope for scope, menu in menus.items() if "reload" in menu] == ["chat 2001"]
