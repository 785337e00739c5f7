"""In groups the bot speaks only when spoken to, and only the asker may use the buttons."""

import pytest

from tests.bot.telegram.running import everything_handled, running_bot
from tests.botapi import BotApiServer, Group
from tests.botapi.chats import User
from tests.botapi.people import _member_json
from tests.botapi.texts import FormattedText, detected

QUESTION = "企业注销归哪个部门管"


@pytest.fixture
def group(server: BotApiServer) -> Group:
    return server.group(-1_001_234_567_890, "老板群")


async def quiet(server: BotApiServer, group: Group) -> None:
    """Wait until the bot has handled everything that came before, and assert that it said nothing."""
    await everything_handled(server)
    assert server.messages(group) == []


@pytest.mark.parametrize("privacy_mode", [True, False])
async def test_talk_among_people_is_left_alone(server, user, group, assistant, privacy_mode):
    server.set_privacy_mode(privacy_mode)
    async with running_bot(server, assistant):
        await user.sends("首贷去哪里办？", in_chat=group)
        await user.sends("@someone_else 首贷去哪里办？", in_chat=group)
        await user.sends("/start@another_bot", in_chat=group)
        await user.sends("/weather", in_chat=group)
        await user.sends_sticker(in_chat=group)
        await quiet(server, group)


async def test_a_mention_is_answered_as_a_reply_without_the_mention_in_the_question(
    server, user, group, assistant
):
    async with running_bot(server, assistant):
        asked = await user.sends(f"@{server.bot.username.upper()} {QUESTION}", in_chat=group)
        [answer] = await server.wait_for_messages(group, 1)
        assert answer.reply_to is asked
        assert "市市场监管局" in answer.text
    assert server.calls_of("sendMessage")[0].params["reply_parameters"]["allow_sending_without_reply"] is True


@pytest.mark.parametrize(
    "text", [f"大家好 @{{bot}} {QUESTION}", f"{QUESTION} @{{bot}}", f"😀@{{bot}} {QUESTION}"]
)
async def test_the_mention_may_stand_anywhere(server, user, group, assistant, text):
    asked = []
    ask = assistant.ask

    async def remember(question, person, **named):
        asked.append(question)
        return await ask(question, person, **named)

    assistant.ask = remember
    async with running_bot(server, assistant):
        await user.sends(text.replace("{bot}", server.bot.username), in_chat=group)
        await server.wait_for_messages(group, 1)
    assert "@" not in asked[0]
    assert asked[0].endswith(QUESTION) or asked[0].startswith(QUESTION)


async def test_a_mention_of_the_name_without_a_username_counts(server, user, group, assistant):
    async with running_bot(server, assistant):
        await user.sends(f"小助手 {QUESTION}", in_chat=group, text_mentions={"小助手": server.bot})
        [answer] = await server.wait_for_messages(group, 1)
    assert "市市场监管局" in answer.text


async def test_a_mention_alone_is_told_how_to_ask(server, user, group, assistant):
    async with running_bot(server, assistant):
        await user.sends(f"@{server.bot.username}", in_chat=group)
        [answer] = await server.wait_for_messages(group, 1)
    assert "写在同一条消息里" in answer.text


async def test_a_reply_to_the_bot_is_a_question(server, user, group, assistant):
    async with running_bot(server, assistant):
        await user.sends("/help", in_chat=group)
        [help_text] = await server.wait_for_messages(group, 1)
        await user.sends(QUESTION, in_chat=group, reply_to=help_text)
        [_, answer] = await server.wait_for_messages(group, 2)
    assert "市市场监管局" in answer.text


@pytest.mark.parametrize("command", ["/help", "/help@zhengce_test_bot", "/privacy@ZHENGCE_test_bot"])
async def test_commands_for_everyone_or_for_the_bot_are_answered(server, user, group, assistant, command):
    async with running_bot(server, assistant):
        await user.sends(command, in_chat=group)
        await server.wait_for_messages(group, 1)


async def test_an_unknown_command_with_the_name_of_the_bot_is_answered(server, user, group, assistant):
    async with running_bot(server, assistant):
        await user.sends(f"/weather@{server.bot.username}", in_chat=group)
        [reply] = await server.wait_for_messages(group, 1)
    assert "我没有这个命令" in reply.text


async def test_a_command_for_another_bot_is_left_alone_even_as_a_reply(server, user, group, assistant):
    async with running_bot(server, assistant):
        await user.sends("/help", in_chat=group)
        [help_text] = await server.wait_for_messages(group, 1)
        for command in ("/weather@other_bot", "/help@other_bot 首贷"):
            asked = await user.sends(command, in_chat=group, reply_to=help_text)
            await user.edits(asked, f"{command} 在哪里")
        await everything_handled(server)
    assert server.messages(group) == [help_text]


async def test_a_wordless_reply_to_the_bot_is_left_alone(server, user, group, assistant):
    async with running_bot(server, assistant):
        await user.sends("/help", in_chat=group)
        [help_text] = await server.wait_for_messages(group, 1)
        message = {"message_id": 901, "date": 1, "chat": group.chat.to_json(), "from": user.user.to_json()}
        dice = {"dice": {"emoji": "🎲", "value": 3}, "reply_to_message": help_text.to_json()}
        server.updates.add("message", message | dice)
        await user.sends("/help", in_chat=group)
        await server.wait_for_messages(group, 2)
    assert all(message.text.startswith("怎么提问") for message in server.messages(group))


async def test_other_bots_channels_and_service_messages_are_not_answered(server, user, group, assistant):
    chat = group.chat.to_json()
    channel = {"id": -100777, "type": "channel", "title": "频道"}
    text = f"@{server.bot.username} {QUESTION}"
    mention = [{"type": "mention", "offset": 0, "length": len(server.bot.username) + 1}]
    base = {"date": 1, "chat": chat, "text": text, "entities": mention}
    robot = {"id": 99, "is_bot": True, "first_name": "别的机器人"}
    telegram = {"id": 777000, "is_bot": False, "first_name": "Telegram"}
    async with running_bot(server, assistant):
        server.updates.add("message", base | {"message_id": 901, "from": robot})
        server.updates.add("message", base | {"message_id": 902, "from": robot, "sender_chat": channel})
        server.updates.add(
            "message",
            base
            | {"message_id": 903, "from": telegram, "sender_chat": channel, "is_automatic_forward": True},
        )
        joined = {"message_id": 904, "date": 1, "chat": chat, "from": user.user.to_json()}
        server.updates.add("message", joined | {"new_chat_members": [user.user.to_json()]})
        private = {"message_id": 905, "date": 1, "chat": user.chat.to_json(), "from": user.user.to_json()}
        server.updates.add(
            "message", private | {"message_auto_delete_timer_changed": {"message_auto_delete_time": 9}}
        )
        await quiet(server, group)
    assert server.messages(user) == []


def asks_anonymously(server: BotApiServer, group: Group) -> None:
    """An admin asks in the group's name, below a picture."""
    text = f"@{server.bot.username} {QUESTION}"
    size = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
    message = server._world.post(
        group.chat,
        User(1087968824, "Group", "GroupAnonymousBot", is_bot=True),
        content=FormattedText(text, detected(text)),
        attachment={"photo": [size], "sender_chat": group.chat.to_json()},
    )
    server.updates.add("message", message.to_json())


async def test_an_anonymous_admin_is_a_person(server, user, group, assistant):
    async with running_bot(server, assistant):
        asks_anonymously(server, group)
        await server.wait_for_messages(group, 1)


async def test_any_anonymous_admin_may_use_the_buttons_below_the_answer_to_one_and_nobody_else(
    server, user, group, assistant
):
    hidden, shown = server.user(1002, "匿名"), server.user(1003, "管理")
    for person in (hidden, shown):
        member = _member_json(person.user, "administrator") | {"is_anonymous": person is hidden}
        group.chat.members[person.id] = member
    async with running_bot(server, assistant):
        asks_anonymously(server, group)
        [answer] = await server.wait_for_messages(group, 1)
        for person in (shown, user):
            refused = await server.wait_for_answer(await person.taps(answer, "📄 看全文"))
            assert refused.text == "这些按钮只有提问的人能用。您也可以 @我 提问。"
        await hidden.taps(answer, "📄 看全文")
        await server.wait_for_messages(group, 2)
        await hidden.sends(f"@{server.bot.username} {QUESTION}", in_chat=group)
        own = (await server.wait_for_messages(group, 3))[2]
        assert (await server.wait_for_answer(await user.taps(own, "📄 看全文"))).show_alert


async def test_only_the_asker_may_use_the_buttons(server, user, group, assistant):
    other = server.user(1002, "小李")
    async with running_bot(server, assistant):
        await user.sends(f"@{server.bot.username} {QUESTION}", in_chat=group)
        [answer] = await server.wait_for_messages(group, 1)
        for label in answer.buttons:
            refused = await server.wait_for_answer(await other.taps(answer, label))
            assert refused.text == "这些按钮只有提问的人能用。您也可以 @我 提问。"
            assert refused.show_alert
        assert len(server.messages(group)) == 1
        assert not answer.edited
        await user.taps(answer, "📄 看全文")
        [_, clause] = await server.wait_for_messages(group, 2)
        assert clause.reply_to is answer.reply_to
        refused = await server.wait_for_answer(await other.taps(clause, "☰ 目录"))
        assert refused.show_alert


async def test_after_the_question_was_deleted_a_stranger_still_cannot_use_its_buttons(
    server, user, group, assistant
):
    other = server.user(1002, "小李")
    async with running_bot(server, assistant):
        asked = await user.sends(f"@{server.bot.username} {QUESTION}", in_chat=group)
        await user.sends(f"/settings@{server.bot.username}", in_chat=group)
        answer, settings = await server.wait_for_messages(group, 2)
        asked.deleted = True
        assert settings.reply_to is not None
        settings.reply_to.deleted = True
        for message in (answer, settings):
            refused = await server.wait_for_answer(await other.taps(message, message.buttons[1]))
            assert refused.text == "这个按钮已失效，请重新提问。"


async def test_two_people_in_a_group_have_their_own_records(server, user, group, assistant):
    other = server.user(1002, "小李")
    async with running_bot(server, assistant):
        for person in (user, other):
            await person.sends(f"@{server.bot.username} {QUESTION}", in_chat=group)
        first, second = await server.wait_for_messages(group, 2)
        await user.sends(f"/settings@{server.bot.username}", in_chat=group)
        settings = (await server.wait_for_messages(group, 3))[2]
        await user.taps(settings, "🗑 清除我的提问记录")
        await server.wait_until(lambda: "确定清除" in settings.buttons)
        await user.taps(settings, "确定清除")
        await server.wait_until(lambda: settings.text.startswith("已清除：1 个问题"))
        mine, theirs = ({user: first, other: second}[person] for person in (user, other))
        assert (await server.wait_for_answer(await user.taps(mine, "👍 有用"))).show_alert
        assert (await server.wait_for_answer(await other.taps(theirs, "👍 有用"))).text.startswith("谢谢")


async def test_an_answer_in_a_topic_stays_in_the_topic(server, user, group, assistant):
    topic = group.opens_topic("政策", user)
    mention = [{"type": "mention", "offset": 0, "length": len(server.bot.username) + 1}]
    message = {"message_id": 901, "date": 1, "chat": group.chat.to_json(), "from": user.user.to_json()}
    message |= {
        "text": f"@{server.bot.username} {QUESTION}",
        "is_topic_message": True,
        "message_thread_id": topic.id,
    }
    async with running_bot(server, assistant):
        server.updates.add("message", message | {"entities": mention})
        await server.wait_for_messages(group, 1)
    assert server.calls_of("sendMessage")[0].params["message_thread_id"] == str(topic.id)


async def test_a_follow_up_in_a_group_goes_by_what_its_sender_was_shown(server, user, group, assistant):
    other = server.user(1002, "小李")
    mention = f"@{server.bot.username}"
    async with running_bot(server, assistant):
        for sender, words in ((user, QUESTION), (other, "归谁管"), (user, "归谁管")):
            await sender.sends(f"{mention} {words}", in_chat=group)
            await everything_handled(server)
        messages = server.messages(group)
    assert [("市市场监管局" in message.text) for message in messages] == [True, False, True]
