"""The pages of people and of the audit table."""

import re

from bot.identity import Channel, Person
from bot.staff.people import Role
from bot.staff.switches import Scope, Target
from tests.bot.web.staff.conftest import ADMIN


async def test_an_admin_adds_changes_and_removes_members(admin, console):
    added = await admin.post("/staff/people", id="4001", name="小李", role="staff")
    assert added.headers["Location"] == "/staff/people?done=added"
    page = await admin.page("/staff/people?done=added")
    assert "小李" in page
    assert "已保存，立即生效。" in page
    await admin.post("/staff/people", id="4001", role="admin")
    assert [(one.name, one.role) for one in await console.people.everyone() if one.id == 4001] == [
        ("小李", "admin")
    ]
    await admin.post("/staff/people/4001/remove")
    assert await console.people.member(4001) is None
    audit = await admin.page("/staff/audit")
    assert audit.index("取消角色") < audit.index("设置角色")
    assert f"Telegram {ADMIN}" in audit


async def test_people_are_called_by_their_names_with_the_number_where_two_share_one(admin, console):
    for number, name in ((ADMIN, "老张"), (4001, "小李"), (4002, "小李")):
        await console.people.add(number, Role.STAFF if number != ADMIN else Role.ADMIN, by="test", name=name)
    await console.switches.switch_off(Target(Scope.BOT), "待核对", by="Telegram 4002")
    assert "小李（4002）" in await admin.page("/staff/switches")
    await admin.post("/staff/people/4002/remove")
    audit = await admin.page("/staff/audit")
    assert "老张" in audit
    assert f"Telegram {ADMIN}" not in audit
    assert "<td>小李 工作人员</td>" in audit
    assert "Telegram 4002" in await admin.page("/staff/switches")


async def test_what_cannot_be_is_refused_with_the_way_out(admin):
    for form, sentence in [
        ({"id": "", "name": "小李"}, "编号应是一串数字"),
        ({"id": "12a"}, "编号应是一串数字"),
        ({"id": "99999999999999999"}, "编号应是一串数字"),
        ({"id": "4001", "name": "李" * 65}, "64 个字以内"),
        ({"id": str(ADMIN), "role": "staff"}, "由设置 POLICYBOT_ADMINS 指定"),
    ]:
        response = await admin.post("/staff/people", **form)
        assert response.status == 409
        assert sentence in await response.text()
    for member, sentence in [
        (str(ADMIN), "不能取消或降低自己的角色"),
        ("3001", "由设置"),
        ("555", "没有编号为 555"),
    ]:
        response = await admin.post(f"/staff/people/{member}/remove")
        assert response.status == 409
        assert sentence in await response.text()


async def test_names_are_shown_as_they_are_written(admin):
    await admin.post("/staff/people", id="4001", name="<b>小李</b>")
    page = await admin.page("/staff/people")
    assert "&lt;b&gt;小李&lt;/b&gt;" in page
    assert "<b>小李" not in page


async def test_the_word_in_the_address_says_nothing_that_others_put_there(admin):
    page = await admin.page("/staff/people?done=<script>")
    assert '<p class="said" role="status"></p>' in page


async def test_old_acts_are_a_page_further(admin, console):
    for number in range(60):
        await console.people.add(5000 + number, Role.STAFF, by="test")
    page = await admin.page("/staff/audit")
    assert page.count("设置角色") == 50 - page.count("生成登录链接")
    older = page.split("/staff/audit?before=")[1].split('"')[0]
    assert "5000 工作人员" in await admin.page(f"/staff/audit?before={older}")
    assert "还没有记录" in await admin.page("/staff/audit?before=1")
    assert "5059 工作人员" in await admin.page("/staff/audit?before=nonsense")


async def test_the_audit_table_is_in_words(admin, console, assistant):
    await console.people.add(4001, Role.STAFF, by="test")
    owner = Person(Channel.WEB, "an owner")
    handover, _ = await console.handovers.ask(assistant.identity.conversation_key(owner), owner)
    await console.handovers.end(handover)
    page = re.sub(r"<[^>]+>|\s+", " ", await admin.page("/staff/audit"))
    assert re.search(r"提问的人 +结束转人工 +转人工 1 ", page)
    assert re.search(r"网页 +转人工 +转人工 1 ", page)
    assert re.search(r"test +设置角色 +4001 工作人员 ", page)
    assert not re.search("[0-9a-f]{64}", page)
