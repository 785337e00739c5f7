"""What people do in a test, as it reaches the bot."""

import pytest
from telegram import Bot, Update
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, Forbidden

from tests.botapi import BotApiServer, Group, Person


@pytest.fixture
def user(server: BotApiServer) -> Person:
    return server.user(1001, "小王", username="xiaowang")


@pytest.fixture
def group(server: BotApiServer) -> Group:
    return server.group(-1_002_000_000_001, "商户群")


async def latest(bot: Bot) -> Update:
    return (await bot.get_updates())[-1]


async def test_a_message_says_who_wrote_it_and_where(bot: Bot, user: Person) -> None:
    sent = await user.sends("/start 码1")
    message = (await latest(bot)).message
    assert message.message_id == sent.id
    assert (message.from_user.first_name, message.from_user.language_code) == ("小王", "zh-hans")
    assert (message.chat.type, message.chat.id) == ("private", user.id)
    assert [entity.type for entity in message.entities] == ["bot_command"]


async def test_stickers_voices_pictures_and_files_arrive_without_text(bot: Bot, user: Person) -> None:
    await user.sends_sticker("👍")
    await user.sends_voice(7)
    await user.sends_photo(caption="看")
    await user.sends_document("a.pdf", b"%PDF", mime_type="application/pdf")
    sticker, voice, photo, document = [update.message for update in await bot.get_updates()]
    assert (sticker.sticker.emoji, sticker.text) == ("👍", None)
    assert voice.to_dict()["voice"]["duration"] == 7
    assert (photo.caption, len(photo.photo)) == ("看", 1)
    assert (document.document.file_name, document.document.mime_type) == ("a.pdf", "application/pdf")


async def test_an_edited_question_arrives_with_the_same_message_id(bot: Bot, user: Person) -> None:
    question = await user.sends("贷款")
    await user.edits(question, "贷款贴息")
    edited = (await latest(bot)).edited_message
    assert (edited.message_id, edited.text) == (question.id, "贷款贴息")
    assert edited.edit_date is not None


async def test_a_tap_carries_the_data_of_its_button(bot: Bot, server: BotApiServer, user: Person) -> None:
    await user.sends("/start")
    buttons = [Button("全文", callback_data="f:1"), Button("网", url="https://a.cn")]
    await bot.send_message(user.id, "答", reply_markup=Keyboard([buttons]))
    [answer] = server.messages(user)
    query = await user.taps(answer, "全文")
    update = (await latest(bot)).callback_query
    assert (update.id, update.data, update.from_user.id) == (query.id, "f:1", user.id)
    assert update.message.message_id == answer.id
    with pytest.raises(LookupError, match="only \\['全文', '网'\\]"):
        await user.taps(answer, "半文")
    with pytest.raises(ValueError, match="sends nothing to the bot"):
        await user.taps(answer, "网")


async def test_blocking_and_unblocking_tell_the_bot(bot: Bot, user: Person) -> None:
    await user.sends("/start")
    await user.blocks_bot()
    change = (await latest(bot)).my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("member", "kicked")
    with pytest.raises(ValueError, match="has blocked the bot"):
        await user.sends("在吗")
    await user.unblocks_bot()
    assert (await latest(bot)).my_chat_member.new_chat_member.status == "member"
    await user.sends("在吗")


async def test_in_a_group_the_bot_gets_only_what_is_meant_for_it(
    bot: Bot, server: BotApiServer, user: Person, group: Group
) -> None:
    own = await bot.send_message(group.id, "我在")
    [answer] = server.messages(group)
    assert answer.id == own.id
    other = await user.sends("大家早", in_chat=group)
    await user.sends("回大家", in_chat=group, reply_to=other)
    await user.sends("/help@other_bot", in_chat=group)
    await user.sends_sticker(in_chat=group)
    await user.sends("@xiaowang 看看", in_chat=group)
    assert await bot.get_updates() == ()
    await user.sends("/help", in_chat=group)
    await user.sends(f"/help@{server.bot.username}", in_chat=group)
    await user.sends(f"@{server.bot.username} 谁负责", in_chat=group)
    await user.sends("接着问", in_chat=group, reply_to=answer)
    await user.sends("问小政", in_chat=group, text_mentions={"小政": server.bot})
    seen = [update.message for update in await bot.get_updates()]
    assert [message.text for message in seen] == [
        "/help",
        "/help@zhengce_test_bot",
        "@zhengce_test_bot 谁负责",
        "接着问",
        "问小政",
    ]
    assert seen[3].reply_to_message.from_user.id == server.bot.id
    assert seen[4].entities[0].user.id == server.bot.id


async def test_without_privacy_mode_or_as_administrator_the_bot_reads_along(
    bot: Bot, server: BotApiServer, user: Person, group: Group
) -> None:
    assert (await bot.get_me()).can_read_all_group_messages is False
    server.set_privacy_mode(False)
    await user.sends("一", in_chat=group)
    server.set_privacy_mode(True)
    await user.sends("二", in_chat=group)
    await group.adds_bot(user, as_administrator=True)
    await user.sends("三", in_chat=group)
    updates = await bot.get_updates()
    assert [update.message.text for update in updates if update.message] == ["一", "三"]
    assert updates[1].my_chat_member.new_chat_member.status == "administrator"


async def test_a_group_that_threw_the_bot_out_takes_nothing_from_it(
    bot: Bot, user: Person, group: Group
) -> None:
    await group.removes_bot(user)
    await user.sends("/help", in_chat=group)
    assert (await latest(bot)).my_chat_member.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "还在")


async def test_message_ids_of_a_supergroup_are_its_own(user: Person, group: Group) -> None:
    private = await user.sends("一")
    public = await user.sends("一", in_chat=group)
    assert private.id == public.id == 1


async def test_channel_posts_have_no_author(bot: Bot, server: BotApiServer) -> None:
    channel = server.channel(-1_003_000_000_001, "通知", username="notices")
    await channel.posts("新政策")
    post = (await latest(bot)).channel_post
    assert (post.text, post.from_user, post.sender_chat.id) == ("新政策", None, channel.id)
    sent = await bot.send_message("@notices", "又一条")
    await bot.edit_message_text("改了", channel.id, sent.id)
    assert [message.text for message in server.messages(channel)] == ["改了"]


async def test_a_chat_is_described_once_it_is_known(bot: Bot, user: Person) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(user.id)
    await user.sends("/start")
    assert (await bot.get_chat(user.id)).first_name == "小王"


async def test_waiting_for_messages_says_what_was_called_when_it_fails(
    bot: Bot, server: BotApiServer, user: Person
) -> None:
    await user.sends("/start")
    await bot.send_message(user.id, "好")
    assert [message.text for message in await server.wait_for_messages(user, 1)] == ["好"]
    with pytest.raises(TimeoutError, match="'getMe: ok', 'sendMessage: ok'"):
        await server.wait_for_messages(user, 2, timeout=0.01)
