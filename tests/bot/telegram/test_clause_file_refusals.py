"""Who may load by Telegram: admins in private; everybody else is told what there is for them, and nothing happens."""

import logging
from collections.abc import Callable

import pytest

from tests.bot.telegram.desk import MemoryDesk
from tests.bot.telegram.running import everything_handled, running_bot
from tests.botapi import BotApiServer, Group, Message, Person

UNKNOWN = "我没有这个命令。直接把问题发给我就行，也可以点 /help 看怎么提问。"
NO_FILES = "我还读不了您发的文件。请用文字提问，例如："
IN_PRIVATE = "请到和我的私聊里更新政策文件，在群里我不处理。"
ADMINS_ONLY = "这个按钮只有管理员能用。"
GROUP = "@zhengce_test_bot"
DRAFT = "abcdefghij01"


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk(policies={"计划.txt": "一、支持首贷。"}, drafts={DRAFT: {"计划.txt": "一、支持首贷。"}})


@pytest.fixture
def group(server: BotApiServer) -> Group:
    return server.group(-100_200_300_400_500, "企业服务群")


@pytest.fixture
def person(server: BotApiServer) -> Callable[[str], Person]:
    """Return whoever is named: an owner, one of the staff, an admin."""
    ids = {"owner": 1001, "staff": 3001, "admin": 2001}
    return lambda role: server.user(ids[role], role)


def with_decision(message: Message, verb: str, draft: str = DRAFT) -> Message:
    """Put the buttons of a draft below a message, as a changed client could."""
    markup = {"inline_keyboard": [[{"text": "按我", "callback_data": f"{verb}:{draft}"}]]}
    object.__setattr__(message.history[-1], "markup", markup)
    return message


@pytest.mark.parametrize("role", ["owner", "staff"])
async def test_the_command_of_somebody_else_is_as_unknown_as_any_other(server, bot, person, desk, role):
    someone = person(role)
    async with bot():
        await someone.sends("/reload")
        await someone.sends("/nonsense")
        said = await server.wait_for_messages(someone, 2)
    assert [message.text for message in said] == [UNKNOWN, UNKNOWN]
    assert desk.acts == []


@pytest.mark.parametrize("role", ["owner", "staff"])
async def test_the_file_of_somebody_else_is_not_fetched(server, bot, person, desk, role):
    someone = person(role)
    async with bot():
        await someone.sends_document("计划.txt", b"text")
        [said] = await server.wait_for_messages(someone, 1)
    assert said.text.startswith(NO_FILES)
    assert server.calls_of("getFile") == []
    assert desk.acts == []


@pytest.mark.parametrize("role", ["owner", "staff"])
@pytest.mark.parametrize("verb", ["g", "q"])
async def test_a_forged_tap_of_somebody_else_is_refused_and_logged_without_content(
    server, bot, person, desk, role, verb, caplog
):
    someone = person(role)
    with caplog.at_level(logging.INFO):
        async with bot():
            await someone.sends("你好")
            [message] = await server.wait_for_messages(someone, 1)
            answer = await server.wait_for_answer(await someone.taps(with_decision(message, verb), "按我"))
            await everything_handled(server)
    assert (answer.text, answer.show_alert) == (ADMINS_ONLY, True)
    assert (desk.acts, list(desk.drafts), desk.live) == ([], [DRAFT], {})
    assert len(server.messages(someone)) == 1
    assert "only an admin" in caplog.text
    assert DRAFT not in caplog.text
    assert str(someone.id) not in caplog.text


async def test_an_admin_is_asked_into_private_from_a_group(server, bot, person, desk, group):
    admin = person("admin")
    async with bot():
        await admin.sends("/reload", in_chat=group)
        await admin.sends_document("计划.txt", b"text", caption=f"{GROUP} 请看", in_chat=group)
        said = await server.wait_for_messages(group, 2)
    assert [message.text for message in said] == [IN_PRIVATE, IN_PRIVATE]
    assert server.calls_of("getFile") == []
    assert desk.acts == []


async def test_files_that_an_admin_sends_to_others_in_a_group_are_not_the_bots_business(
    server, bot, person, desk, group
):
    admin = person("admin")
    server.set_privacy_mode(False)
    async with bot():
        await admin.sends_document("计划.txt", b"text", in_chat=group)
        await everything_handled(server)
    assert (server.messages(group), desk.acts) == ([], [])


@pytest.mark.parametrize("verb", ["g", "q"])
async def test_a_tap_of_an_admin_in_a_group_decides_nothing(server, bot, person, desk, group, verb):
    admin = person("admin")
    async with bot():
        await admin.sends(f"{GROUP} 你好", in_chat=group)
        [message] = await server.wait_for_messages(group, 1)
        answer = await server.wait_for_answer(await admin.taps(with_decision(message, verb), "按我"))
    assert (answer.text, answer.show_alert) == (IN_PRIVATE, True)
    assert desk.acts == []


async def test_whoever_is_no_admin_gets_the_usual_reply_in_a_group(server, bot, person, desk, group):
    owner = person("owner")
    async with bot():
        await owner.sends("/reload", in_chat=group)
        await owner.sends(f"/reload{GROUP}", in_chat=group)
        await everything_handled(server)
    assert [message.text for message in server.messages(group)] == [UNKNOWN]
    assert desk.acts == []


async def test_an_anonymous_admin_of_a_group_is_nobodys_admin(server, bot, group, desk):
    async with bot():
        anonymous = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
        entity = {"type": "bot_command", "offset": 0, "length": len(f"/reload{GROUP}")}
        content = {"message_id": 5, "date": 1, "chat": group.chat.to_json(), "from": anonymous}
        content |= {"sender_chat": group.chat.to_json(), "text": f"/reload{GROUP}", "entities": [entity]}
        server.updates.add("message", content)
        await everything_handled(server)
    assert [message.text for message in server.messages(group)] == [UNKNOWN]
    assert desk.acts == []


async def test_forwarding_what_an_admin_wrote_makes_nobody_an_admin(server, bot, person, desk):
    owner, admin = person("owner"), person("admin")
    origin = {"type": "user", "date": 1, "sender_user": admin.user.to_json()}
    async with bot():
        await owner.sends_document("计划.txt", b"text", details={"forward_origin": origin})
        [said] = await server.wait_for_messages(owner, 1)
    assert said.text.startswith(NO_FILES)
    assert desk.acts == []


async def test_a_channel_that_posts_a_file_is_nobody(server, bot, desk):
    channel = server.channel(-100_777_000_000_001, "公告")
    document = {"file_id": "file-1", "file_unique_id": "u", "file_name": "计划.txt", "file_size": 4}
    async with bot():
        content = {"message_id": 5, "date": 1, "chat": channel.chat.to_json(), "document": document}
        server.updates.add("message", content)
        server.updates.add("message", content | {"from": {"id": 777000, "is_bot": False, "first_name": "T"}})
        await everything_handled(server)
    assert (server.messages(channel), desk.acts) == ([], [])


async def test_an_admin_asks_questions_as_everybody_does(server, bot, person, desk):
    admin = person("admin")
    async with bot():
        await admin.sends("企业注销归哪个部门管")
        await admin.sends_photo(caption="企业注销归哪个部门管？")
        await admin.sends_sticker()
        answer, below, sticker = await server.wait_for_messages(admin, 3)
    assert "市市场监管局" in answer.text
    assert "市市场监管局" in below.text
    assert "请用文字提问" in sticker.text
    assert desk.acts == []


async def test_only_an_admin_in_private_is_told_how_to_load(server, bot, person, group):
    admin, staff = person("admin"), person("staff")
    async with bot():
        for someone in (admin, staff):
            await someone.sends("/help")
            await server.wait_for_messages(someone, 1)
        await admin.sends("/help", in_chat=group)
        await server.wait_for_messages(group, 1)
    told = ["您是管理员" in server.messages(each)[0].text for each in (admin, staff, group)]
    assert told == [True, False, False]


async def test_without_admins_nobody_is_one(server, assistant, desk, user):
    async with running_bot(server, assistant, desk=desk):
        await user.sends_document("计划.txt", b"text")
        [said] = await server.wait_for_messages(user, 1)
    assert said.text.startswith(NO_FILES)
    assert desk.acts == []
