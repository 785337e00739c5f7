"""A whole conversation with the bot, over HTTP, each message as a person sees it."""

import pytest

from tests.bot.telegram.running import everything_handled, running_bot
from tests.botapi import BotApiServer, Message, Person
from tests.botapi.fixtures import botapi_server

__all__ = ["botapi_server"]

EXPIRED = "2023年12月31日"
FIRST_LOAN = (
    "持续开展小微企业首贷拓展三年专项行动，梳理建立小微企业“无贷户”名单，鼓励各县（市、区）设立首贷服务中心，"
    "实行首贷服务“一窗受理、一站办结”，提高融资便利度。"
)


class Chat:
    """One person's side of a private chat with the bot."""

    def __init__(self, server: BotApiServer, user: Person) -> None:
        self.server = server
        self.user = user

    async def says(self, text: str) -> Message:
        """Write, and return what comes back."""
        before = len(self.server.messages(self.user))
        await self.user.sends(text)
        return (await self.server.wait_for_messages(self.user, before + 1))[before]

    async def taps(self, message: Message, label: str) -> str:
        """Tap, and return what the bot remarks."""
        query = await self.user.taps(message, label)
        return (await self.server.wait_for_answer(query)).text

    async def taps_for_more(self, message: Message, label: str) -> Message:
        """Tap, and return the new message that comes."""
        before = len(self.server.messages(self.user))
        await self.taps(message, label)
        return (await self.server.wait_for_messages(self.user, before + 1))[before]

    async def taps_to_change(self, message: Message, label: str) -> Message:
        """Tap, wait until the message has changed, and return it."""
        versions = len(message.history)
        await self.taps(message, label)
        await self.server.wait_until(lambda: len(message.history) > versions)
        return message


@pytest.fixture
def chat(botapi_server: BotApiServer) -> Chat:
    return Chat(botapi_server, botapi_server.user(1001, "小王"))


async def test_a_whole_conversation(chat: Chat, assistant):
    async with running_bot(chat.server, assistant):
        await greeting_and_first_question(chat)
        answer = await chat.says("首贷服务中心提供什么服务？")
        await an_answer_and_its_buttons(chat, answer)
        await an_edited_question(chat)
        await longer_answers(chat)
        await forgetting(chat, answer)
    refused = [call for call in chat.server.calls if call.error]
    assert refused == []


async def greeting_and_first_question(chat: Chat) -> None:
    welcome = await chat.says("/start")
    assert "直接打字问我就行" in welcome.text
    assert "《嘉兴市小微企业三年成长计划（2021—2023年）》（期限已过，回答的是当时的规定）" in welcome.text
    for example in list(welcome.buttons):
        answer = await chat.taps_for_more(welcome, example)
        assert "牵头单位" in answer.text, f"the example {example!r} is not answered"


async def an_answer_and_its_buttons(chat: Chat, answer: Message) -> None:
    assert answer.html is not None
    lines = answer.html.split("\n")
    assert EXPIRED in lines[0]
    assert lines[1] == f"<blockquote>{FIRST_LOAN}</blockquote>"
    assert lines[2] == "<b>牵头单位</b>：人行嘉兴市中心支行（现名：中国人民银行嘉兴市分行）"
    assert lines[3].startswith("<b>其他责任单位</b>：市财政局、市市场监管局、市金融办、嘉兴银保监分局")
    assert lines[4].startswith("<b>出处</b>：《嘉兴市小微企业三年成长计划（2021—2023年）》二（三）9")
    assert len(answer.text) < 400
    assert answer.buttons == ["📄 看全文", "🏛 找谁办", "🔗 相关", "👍 有用", "👎 没帮到"]

    clause = await chat.taps_for_more(answer, "📄 看全文")
    assert clause.text.startswith("📄 二（三）9 优化金融资源配置\n深化“4+1”小微金融服务")
    assert FIRST_LOAN in clause.text
    assert "（已经结束）" in clause.text
    card = await chat.taps_for_more(answer, "🏛 找谁办")
    assert "全称：中国人民银行嘉兴市中心支行\n现名：中国人民银行嘉兴市分行（2023年8月18日起）" in card.text

    await chat.taps_to_change(answer, "🔗 相关")
    assert answer.buttons[-3:] == ["‹ 返回", "👍 有用", "👎 没帮到"]
    related = await chat.taps_for_more(answer, answer.buttons[0])
    assert answer.buttons[0] in related.text
    await chat.taps_to_change(answer, "‹ 返回")
    assert answer.buttons[:3] == ["📄 看全文", "🏛 找谁办", "🔗 相关"]

    assert "谢谢" in await chat.taps(answer, "👎 没帮到")
    await chat.server.wait_until(lambda: answer.buttons[-1] == "👎 没帮到 ✓")
    await chat.taps_to_change(answer, "👍 有用")
    assert answer.buttons[-2:] == ["👍 有用 ✓", "👎 没帮到"]
    assert "谢谢" in await chat.taps(answer, "👍 有用 ✓")


async def an_edited_question(chat: Chat) -> None:
    before = len(chat.server.messages(chat.user))
    question = await chat.user.sends("转供电乱收费归谁管")
    answer = (await chat.server.wait_for_messages(chat.user, before + 1))[before]
    assert "转供电" in answer.text
    await chat.user.edits(question, "企业注销归哪个部门管")
    await chat.server.wait_until(lambda: "吊销未注销企业" in answer.text)
    assert len(chat.server.messages(chat.user)) == before + 1
    assert await chat.taps(answer, "👍 有用") != ""


async def longer_answers(chat: Chat) -> None:
    settings = await chat.says("/settings")
    assert settings.buttons == ["简短 ✓", "带条款全文", "🗑 清除我的提问记录"]
    await chat.taps_to_change(settings, "带条款全文")
    assert settings.buttons[:2] == ["简短", "带条款全文 ✓"]
    answer = await chat.says("首贷服务中心提供什么服务？")
    assert [entity.type for entity in answer.entities].count("expandable_blockquote") == 1
    assert "深化“4+1”小微金融服务" in answer.text


async def forgetting(chat: Chat, answer: Message) -> None:
    settings = await chat.says("/settings")
    await chat.taps_to_change(settings, "🗑 清除我的提问记录")
    await chat.taps(settings, "不清除")
    assert await chat.taps(answer, "👍 有用 ✓") == "谢谢！很高兴帮到您。"
    await chat.server.wait_until(lambda: "🗑 清除我的提问记录" in settings.buttons)
    await chat.taps_to_change(settings, "🗑 清除我的提问记录")
    await chat.taps_to_change(settings, "确定清除")
    assert settings.text.startswith("已清除：")
    assert await chat.taps(answer, "👍 有用 ✓") == "这个按钮已失效，请重新提问。"


async def test_the_catalogues_are_turned_in_place(chat: Chat, assistant):
    async with running_bot(chat.server, assistant):
        clauses = await chat.says("/clauses")
        assert "共 16 条" in clauses.text
        assert clauses.buttons[0] == "一（一） 小微企业规模总量不断壮大"
        await chat.taps_to_change(clauses, "下一页 ›")
        await chat.taps_to_change(clauses, "二（三）9 优化金融资源配置")
        assert FIRST_LOAN in clauses.text
        await chat.taps_to_change(clauses, "下一条 ›")
        assert clauses.text.startswith("📄 二（三）10 强化质量目标导向")
        await chat.taps_to_change(clauses, "☰ 目录")
        assert "第 2 页" in clauses.text
        departments = await chat.says("/departments")
        await chat.taps_to_change(departments, "下一页 ›")
        await chat.taps_to_change(departments, "人行嘉兴市中心支行")
        assert "牵头的条款\n• 二（三）9 优化金融资源配置" in departments.text
        await chat.taps_to_change(departments, "‹ 返回部门列表")
        assert "人行嘉兴市中心支行" in departments.buttons
    assert len(chat.server.messages(chat.user)) == 2


async def test_choices_are_picked_with_a_tap(chat: Chat, assistant):
    async with running_bot(chat.server, assistant):
        vague = await chat.says("😀😀😀")
        assert vague.buttons
        topic = await chat.taps_for_more(vague, "完善政策供给，夯实企业发展基础")
        answer = await chat.taps_for_more(topic, "优化金融资源配置")
        assert answer.text.count("二（三）9 优化金融资源配置") == 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("/help", "用平常的话问就行"),
        ("/privacy", "180 天"),
        ("/privacy", "用密钥算出来的代号"),
        ("/privacy", "回答长短的设置一直保留，直到您清除记录"),
        ("/nonsense", "我没有这个命令"),
    ],
)
async def test_commands_are_answered(chat: Chat, assistant, command, said):
    async with running_bot(chat.server, assistant):
        assert said in (await chat.says(command)).text


@pytest.mark.parametrize(
    "text",
    [
        "<b>&amp;</i> <script>alert(1)</script>",
        "'; DROP TABLE question; --",
        "字" * 5000,
        "🦄",
        "？？？",
        "\u200b",
        "0",
    ],
    ids=["html", "sql", "5000 characters", "emoji", "punctuation", "zero width", "zero"],
)
async def test_any_text_gets_an_ordinary_reply(chat: Chat, assistant, text):
    async with running_bot(chat.server, assistant):
        reply = await chat.says(text)
    assert reply.text
    assert "出了点问题" not in reply.text


async def test_messages_without_words_are_answered_with_what_to_do(chat: Chat, assistant):
    async with running_bot(chat.server, assistant):
        await chat.user.sends_sticker()
        await chat.user.sends_voice()
        await chat.user.sends_document()
        await chat.user.sends_photo()
        replies = await chat.server.wait_for_messages(chat.user, 4)
    assert all("请用文字提问，例如：" in reply.text for reply in replies)
    assert len({reply.text for reply in replies}) == 4


async def test_the_words_below_a_picture_are_a_question(chat: Chat, assistant):
    async with running_bot(chat.server, assistant):
        await chat.user.sends_photo(caption="企业注销归哪个部门管？")
        [reply] = await chat.server.wait_for_messages(chat.user, 1)
    assert "市市场监管局" in reply.text


@pytest.mark.parametrize(
    "content",
    [
        {"location": {"latitude": 30.7, "longitude": 120.7}},
        {"contact": {"phone_number": "1", "first_name": "王"}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"video_note": {"file_id": "a", "file_unique_id": "b", "length": 1, "duration": 1}},
        {"game": {"title": "游戏", "description": "玩", "photo": []}},
        {"something_new": {"from": "next year"}},
    ],
    ids=lambda content: next(iter(content)),
)
async def test_every_other_kind_of_message_gets_a_reply(chat: Chat, assistant, content):
    async with running_bot(chat.server, assistant):
        await chat.says("你好")
        message = {
            "message_id": 901,
            "date": 1,
            "chat": chat.user.chat.to_json(),
            "from": chat.user.user.to_json(),
        }
        chat.server.updates.add("message", message | content)
        replies = await chat.server.wait_for_messages(chat.user, 2)
    assert "请用文字提问" in replies[1].text


async def test_the_pictures_of_an_album_get_one_reply(chat: Chat, assistant):
    size = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
    message = {"date": 1, "chat": chat.user.chat.to_json(), "from": chat.user.user.to_json(), "photo": [size]}
    async with running_bot(chat.server, assistant):
        await chat.says("你好")
        for number in range(3):
            chat.server.updates.add("message", message | {"message_id": 901 + number, "media_group_id": "77"})
        await everything_handled(chat.server)
    assert len(chat.server.messages(chat.user)) == 2


async def test_an_album_with_a_caption_gets_its_answer_and_no_more(chat: Chat, assistant):
    size = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
    message = {"date": 1, "chat": chat.user.chat.to_json(), "from": chat.user.user.to_json(), "photo": [size]}
    message["media_group_id"] = "77"
    async with running_bot(chat.server, assistant):
        await chat.says("你好")
        chat.server.updates.add("message", message | {"message_id": 901, "caption": "企业注销归哪个部门管？"})
        chat.server.updates.add("message", message | {"message_id": 902})
        await everything_handled(chat.server)
    [_, answer] = chat.server.messages(chat.user)
    assert "市市场监管局" in answer.text


async def test_a_setting_alone_is_erased_too_and_said_to_be(chat: Chat, assistant):
    async with running_bot(chat.server, assistant):
        settings = await chat.says("/settings")
        await chat.taps_to_change(settings, "带条款全文")
        await chat.taps_to_change(settings, "🗑 清除我的提问记录")
        assert "回答长短的设置" in settings.text
        await chat.taps_to_change(settings, "确定清除")
        assert settings.text.startswith("已清除。")
        assert "0" not in settings.text
        assert (await chat.says("/settings")).buttons[0] == "简短 ✓"
