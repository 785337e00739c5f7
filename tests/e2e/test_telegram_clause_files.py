"""An admin amends the plan by Telegram while an owner asks: previewed, published, taken back; nobody else may."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.service import refresh
from bot.settings import Settings
from tests.bot.telegram.running import hasty, running_bot, settings_for
from tests.botapi import BotApiServer, Message, Person
from tests.botapi.fixtures import botapi_server
from tests.plan import POLICIES

__all__ = ["botapi_server"]

QUESTION = "首贷服务中心提供什么服务？"
PLAN = POLICIES / "jiaxing-xiaowei-2021-2023.txt"
BEFORE, AFTER = "“一窗受理、一站办结”", "“一窗受理、当天办结”"
PUBLISHED = "✅ 已发布《嘉兴市小微企业三年成长计划（2021—2023年）》第 {} 版。\n\n操作人：张主任"
PATIENCE = 60.0  # reading a file starts a process


class Chat:
    """One person's side of a private chat with the bot."""

    def __init__(self, server: BotApiServer, person: Person) -> None:
        self.server = server
        self.person = person

    async def asks(self, text: str) -> Message:
        before = len(self.server.messages(self.person))
        await self.person.sends(text)
        return (await self.server.wait_for_messages(self.person, before + 1, timeout=PATIENCE))[before]

    async def sends(self, name: str, content: bytes) -> Message:
        """Send a file and return the message that says what came of it, once it does."""
        before = len(self.server.messages(self.person))
        await self.person.sends_document(name, content)
        return await self.checked(before)

    async def checked(self, before: int) -> Message:
        """Return the message that came after so many others, once the checking is done."""
        [said] = (await self.server.wait_for_messages(self.person, before + 1))[before:]
        await self.server.wait_until(lambda: len(said.history) > 1, timeout=PATIENCE)
        if said.buttons:
            await self.server.wait_for_messages(self.person, before + 2)
        return said

    async def taps(self, message: Message, label: str) -> None:
        await self.person.taps(message, label)
        await self.server.wait_until(lambda: not message.buttons, timeout=PATIENCE)


@pytest.fixture
def settings(botapi_server: BotApiServer, tmp_path: Path) -> Settings:
    """Return settings on the assistant's own database: files are staged by another process."""
    return settings_for(
        botapi_server,
        POLICYBOT_ADMINS="2001",
        POLICYBOT_DATA=tmp_path / "data",
        DATABASE_URL=f"sqlite:///{tmp_path / 'policybot.sqlite3'}",
        POLICIES=POLICIES,
    )


@pytest.fixture
async def bot(botapi_server: BotApiServer, assistant: Assistant, settings: Settings) -> AsyncIterator[None]:
    """Run the bot with the real desk."""
    async with running_bot(botapi_server, assistant, settings=settings):
        yield


@pytest.fixture
def admin(botapi_server: BotApiServer) -> Chat:
    return Chat(botapi_server, botapi_server.user(2001, "张主任"))


@pytest.fixture
def owner(botapi_server: BotApiServer) -> Chat:
    return Chat(botapi_server, botapi_server.user(1001, "小王"))


def amended() -> bytes:
    return PLAN.read_text(encoding="utf-8").replace(BEFORE, AFTER).encode()


@pytest.mark.usefixtures("bot")
async def test_the_plan_is_amended_and_taken_back(admin: Chat, owner: Chat, assistant, settings):
    assert BEFORE in (await owner.asks(QUESTION)).text
    preview = await admin.sends(PLAN.name, amended())
    assert preview.text.startswith(
        f"《{PLAN.name}》\n《嘉兴市小微企业三年成长计划（2021—2023年）》：与第 1 版相比有改动，共 16 条\n"
    )
    assert "修改 二（三）9 优化金融资源配置" in preview.text
    assert "【删：一站】【增：当天】" in preview.text
    assert preview.text.endswith("还没有发布，大家看到的仍是原来的内容。完整的变更报告见下一条消息。")
    report = admin.server.messages(admin.person)[-1].document
    assert report is not None
    assert report.name == "变更报告.md"
    assert f"- 文件：{PLAN.name}\n" in report.content.decode()
    assert BEFORE in (await owner.asks(QUESTION)).text

    await admin.taps(preview, "发布")
    assert preview.text == PUBLISHED.format(2)
    await refresh(assistant, settings)
    assert AFTER in (await owner.asks(QUESTION)).text

    before = len(admin.server.messages(admin.person))
    await admin.person.sends("/reload")
    preview = await admin.checked(before)
    assert preview.text.startswith(
        "政策文件夹\n《嘉兴市小微企业三年成长计划（2021—2023年）》：与第 2 版相比有改动"
    )
    await admin.taps(preview, "发布")
    assert preview.text == PUBLISHED.format(3)
    await refresh(assistant, settings)
    assert BEFORE in (await owner.asks(QUESTION)).text
    assert list((settings.data / "uploads").glob("*")) == []


@pytest.mark.usefixtures("bot")
async def test_what_is_overtaken_or_unchanged_is_not_published(admin: Chat):
    first, second = await admin.sends(PLAN.name, amended()), await admin.sends(PLAN.name, amended() + b"\n")
    await admin.taps(first, "发布")
    told = await admin.server.wait_for_answer(await admin.person.taps(second, "发布"))
    assert told.show_alert
    assert "已有变动（有了新版本，或已撤下），没有发布；请重新载入文件，看过新的差别再发布。" in told.text
    await admin.server.wait_until(lambda: not second.buttons)
    again = await admin.sends(PLAN.name, amended())
    assert again.text.endswith("与已发布的第 2 版相同，不用发布。")
    assert again.buttons == []


@pytest.mark.usefixtures("bot")
async def test_a_zip_of_a_document_and_its_phrasings_is_taken(admin: Chat):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(PLAN.name, amended())
        archive.writestr(f"{PLAN.stem}.questions.tsv", "二（三）9\t持续开展\t头一回贷款去哪\n")
    preview = await admin.sends("打包.zip", packed.getvalue())
    assert preview.text.startswith("《打包.zip》\n《嘉兴市小微企业三年成长计划（2021—2023年）》：与第 1 版")
    assert "【删：一站】【增：当天】" in preview.text
    report = admin.server.messages(admin.person)[-1].document
    assert report is not None
    assert f"- 文件：{PLAN.name}\n" in report.content.decode()
    assert "- 问法：1 条" in report.content.decode()
    await admin.taps(preview, "发布")
    assert preview.text == PUBLISHED.format(2)


@pytest.mark.usefixtures("bot")
async def test_a_wrong_file_is_named_without_where_it_lay(admin: Chat, settings):
    for content in (b"", b"\x89PNG\r\n\x1a\n\x00"):
        refused = await admin.sends("坏.txt", content)
        lines = refused.text.split("\n")
        assert lines[0] == "《坏.txt》"
        assert lines[1].startswith("坏.txt:1: ")
        assert lines[1].endswith("。")
        assert lines[2:] == ["", "已发布的内容没有变。"]
        assert refused.buttons == []


@pytest.mark.usefixtures("bot")
async def test_anyone_else_is_refused_and_what_is_given_up_is_not_published(
    admin: Chat, owner: Chat, assistant, settings
):
    preview = await admin.sends(PLAN.name, amended())
    await owner.person.sends_document(PLAN.name, amended())
    [said] = await owner.server.wait_for_messages(owner.person, 1)
    assert "请用文字提问" in said.text
    assert "我没有这个命令" in (await owner.asks("/reload")).text
    told = await owner.server.wait_for_answer(await owner.person.taps(preview, "发布"))
    assert (told.text, told.show_alert) == ("这个按钮只有管理员能用。", True)
    assert preview.buttons == ["发布", "放弃"]
    await admin.taps(preview, "放弃")
    assert preview.text == "已放弃，已发布的内容不变。\n\n操作人：张主任"
    await refresh(assistant, settings)
    assert BEFORE in (await owner.asks(QUESTION)).text


async def test_a_stop_at_any_moment_of_the_checking_leaves_nothing_and_the_file_comes_again(
    admin: Chat, assistant, settings, caplog
):
    server = admin.server
    for moment in (0.0, 0.3, 1.0):
        async with running_bot(server, assistant, settings=settings, tuning=hasty(finish_seconds=0.01)):
            before = len(server.messages(admin.person))
            if not before:
                await admin.person.sends_document(PLAN.name, amended())
            await server.wait_for_messages(admin.person, before + 1)
            await asyncio.sleep(moment)
        assert list((settings.data / "uploads").glob("*")) == []
    before = len(server.messages(admin.person))
    async with running_bot(server, assistant, settings=settings):
        preview = await admin.checked(before)
        await admin.taps(preview, "发布")
    assert preview.text == PUBLISHED.format(2)
