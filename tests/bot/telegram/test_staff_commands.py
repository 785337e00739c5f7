"""/console and /staff, as staff, admins and others see them."""

import re

from tests.bot.telegram.running import everything_handled

_LINK = re.compile(r"^http://127\.0\.0\.1:8080/staff/enter\?link=[0-9a-f]{64}$", re.MULTILINE)


async def last(server, someone, count):
    return (await server.wait_for_messages(someone, count))[-1].text


async def test_the_console_sends_staff_a_link_and_others_their_number(server, bot, user):
    clerk = server.user(3001, "小陈")
    async with bot():
        await clerk.sends("/console")
        assert _LINK.search(await last(server, clerk, 1))
        await user.sends("/console")
        assert await last(server, user, 1) == (
            "工作台只供工作人员使用。您的 Telegram 编号是 1001；"
            "如果您是工作人员，请把编号告诉管理员，由管理员加进名单。"
        )


async def test_an_admin_lists_adds_and_removes(server, bot, admin, user):
    async with bot():
        await admin.sends("/staff")
        listed = await last(server, admin, 1)
        assert "管理员 2001（由设置指定）" in listed
        assert "工作人员 3001（由设置指定）" in listed
        await admin.sends("/staff add 1001 小王")
        added = await last(server, admin, 2)
        assert added.startswith("小王 现在是工作人员。")
        assert "工作人员 1001 小王" in added
        await user.sends("/console")
        assert _LINK.search(await last(server, user, 1))
        await admin.sends("/staff remove 1001")
        assert (await last(server, admin, 3)).startswith("1001 不再是工作人员，登录也已失效。")
        await user.sends("/console")
        assert "您的 Telegram 编号是 1001" in await last(server, user, 2)


async def test_an_admin_who_is_added_has_an_admins_rights_at_once(server, bot, admin, user):
    async with bot():
        await user.sends("/reload")
        assert "没有这个命令" in await last(server, user, 1)
        await admin.sends("/staff add 1001 小王 管理员")
        await server.wait_for_messages(admin, 1)
        await user.sends("/reload")
        assert "没有这个命令" not in await last(server, user, 2)


async def test_what_cannot_be_is_told(server, bot, admin):
    refused = ["/staff add", "/staff add x", "/staff remove 2001", "/staff remove 3001", "/staff dance 5"]
    sentences = ["加一位：", "编号应是一串数字", "不能取消或降低自己", "由设置", "加一位："]
    async with bot():
        for count, (command, sentence) in enumerate(zip(refused, sentences, strict=True), 1):
            await admin.sends(command)
            assert sentence in await last(server, admin, count)


async def test_in_a_group_no_link_is_sent(server, bot, admin, user):
    group = server.group(-100, "群")
    await group.adds_bot(admin)
    async with bot():
        await admin.sends(f"/console@{server.bot.username}", in_chat=group)
        [said] = await server.wait_for_messages(group, 1)
        assert said.text == "请到和我的私聊里用这个命令。"
        await user.sends(f"/console@{server.bot.username}", in_chat=group)
        assert "没有这个命令" in (await server.wait_for_messages(group, 2))[-1].text
        await everything_handled(server)
