"""What is fetched of the files that admins send, under which name, and what is refused unread."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Document

from bot.telegram.uploads import safe_name
from bot.uploads import MOST_BYTES, SUFFIXES
from tests.bot.telegram.running import everything_handled
from tests.botapi import Fault

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WANTED = (
    "这种文件我用不了；请发 .docx、.pdf、.txt、.md 或 .html 文件，也可以把几个文件打成一个 .zip 发来"
    "（旧版 .doc 请先另存为 .docx）。"
)
TOO_BIG = "这个文件超过 20 MB，我收不了；请去掉图片或拆成几个文件，再发给我。"
AGAIN = "《计划.txt》\n文件没有下载成功，请再发一次。\n\n已发布的内容没有变。"


def named(name: str | None, mime_type: str | None = None) -> str:
    return safe_name(Document("id", "unique", file_name=name, mime_type=mime_type))


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("计划.docx", "计划.docx"),
        ("计划（2024—2026年）.PDF", "计划（2024—2026年）.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\文件\\计划.txt", "计划.txt"),
        ("...隐藏.txt", "隐藏.txt"),
        ("计划\u202etxt.exe", "计划txt.exe"),
        ("a\x00\x1b[31m\n  b.txt", "a[31m b.txt"),
        ("两\u2028行.md", "两 行.md"),
        (".txt", "txt"),
        ("..", "文件"),
        ("/", "文件"),
        ("甲. txt", "甲.txt"),
        ("a." + "b" * 300, "a." + "b" * 59),
        ("x" * 300 + ".txt", "x" * 116 + ".txt"),
        ("字" * 300 + ".docx", "字" * 78 + ".docx"),
    ],
)
def test_a_name_becomes_harmless(given_name, name):
    assert named(given_name) == name


@pytest.mark.parametrize(
    ("given_name", "mime_type", "name"),
    [
        (None, "application/pdf", "文件.pdf"),
        (None, DOCX, "文件.docx"),
        ("规划", "text/html", "规划.html"),
        ("", "application/x-zip-compressed", "文件.zip"),
        (None, "image/png", "文件"),
        (None, None, "文件"),
        ("规划.png", "text/plain", "规划.png"),
    ],
)
def test_a_name_without_suffix_gets_that_of_its_type(given_name, mime_type, name):
    assert named(given_name, mime_type) == name


@given(st.text(max_size=400), st.sampled_from(SUFFIXES))
def test_any_name_can_be_written_below_a_folder(text, suffix):
    name = named(text + suffix)
    assert 0 < len(name) <= 120
    assert len(name.encode()) <= 255
    assert name[0] not in ". "
    assert not set(name) & set("/\\\x00")
    assert not any(unicodedata.category(char)[0] == "C" for char in name)
    assert Path(name).name == name
    assert name.endswith(suffix) or "." not in name


async def test_a_file_is_staged_as_it_was_sent_under_a_harmless_name(server, bot, admin, desk):
    async with bot():
        await admin.sends_document("../../计划\u202e.TXT", "一、支持首贷。".encode())
        preview, _ = await server.wait_for_messages(admin, 2)
    assert desk.drafts.popitem()[1] == {"计划.txt": "一、支持首贷。"}
    assert desk.seen[0].name == "计划.txt"
    assert preview.text.startswith("《计划.txt》")


@pytest.mark.parametrize("name", ["旧.doc", "表.xlsx", "图.png", "说明", "a.tsv", "a.txt.exe", ".txt"])
async def test_another_type_of_file_is_refused_unread_with_what_can_be_sent(server, bot, admin, name):
    async with bot():
        await admin.sends_document(name, b"text", mime_type="application/octet-stream")
        [said] = await server.wait_for_messages(admin, 1)
    assert said.text == WANTED
    assert server.calls_of("getFile") == []


async def test_pictures_are_refused_once_for_an_album(server, bot, admin, desk):
    size = {"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}
    async with bot():
        await admin.sends_photo()
        message = {"date": 1, "chat": admin.chat.to_json(), "from": admin.user.to_json(), "photo": [size]}
        for number in range(3):
            server.updates.add("message", message | {"message_id": 901 + number, "media_group_id": "77"})
        await everything_handled(server)
    assert [said.text for said in server.messages(admin)] == [WANTED, WANTED]


async def test_phrasings_alone_are_wanted_together_with_their_document(server, bot, admin):
    async with bot():
        await admin.sends_document("计划.questions.tsv", b"text")
        [said] = await server.wait_for_messages(admin, 1)
    assert said.text == (
        "问法文件（.questions.tsv）要和它的政策文件一起发：请把两个文件打成一个 .zip，再发给我。"
    )


async def test_a_file_over_20_mb_is_refused_unread(server, bot, admin, desk):
    async with bot():
        await admin.sends_document("大.pdf", b"%" * (MOST_BYTES + 1), mime_type="application/pdf")
        [said] = await server.wait_for_messages(admin, 1)
    assert said.text == TOO_BIG
    assert (server.calls_of("getFile"), desk.acts) == ([], [])


@pytest.mark.parametrize("declared", [None, 5])
async def test_a_file_that_telegram_itself_finds_too_big_is_refused(server, bot, admin, desk, declared):
    async with bot():
        message = await admin.sends_document("小.pdf", b"%", mime_type="application/pdf")
        [document] = message.attachment.values()
        await everything_handled(server)
        server._world.files[document["file_id"]] = server._world.files[document["file_id"]].__class__(
            "大.pdf", b"%" * (MOST_BYTES + 1), "application/pdf"
        )
        sent = {key: value for key, value in document.items() if key != "file_size"}
        sent |= {"file_size": declared} if declared else {}
        content = message.to_json() | {"message_id": 900, "document": sent}
        server.updates.add("message", content)
        [*_, said] = await server.wait_for_messages(admin, 3)
    assert TOO_BIG in said.text
    assert len(server.calls_of("download")) == 1


async def test_the_most_that_telegram_hands_out_is_taken(server, bot, admin, desk):
    async with bot():
        await admin.sends_document("大.txt", b"x" * MOST_BYTES)
        await server.wait_for_messages(admin, 2)
    assert len(desk.drafts.popitem()[1]["大.txt"]) == MOST_BYTES


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("getFile", Fault.status(400, "Bad Request: wrong file_id or the file is temporarily unavailable")),
        ("getFile", Fault.status(500)),
        ("getFile", Fault.retry_after(3)),
        ("getFile", Fault.drop()),
        ("download", Fault.status(404)),
        ("download", Fault.bad_gateway()),
        ("download", Fault.drop()),
    ],
)
async def test_a_file_that_cannot_be_fetched_is_asked_for_again(
    server, bot, admin, desk, settings, caplog, method, fault
):
    server.faults.next(method, fault)
    async with bot():
        await admin.sends_document("计划.txt", b"text")
        await everything_handled(server)
        [said] = server.messages(admin)
        assert said.text == AGAIN
        await admin.sends_document("计划.txt", b"text")
        await server.wait_for_messages(admin, 3)
    assert len(desk.acts) == 1
    assert server.token.split(":")[1] not in caplog.text


async def test_a_page_of_a_proxy_is_not_taken_for_the_file(server, bot, admin, desk):
    page = Fault.bad_gateway()
    server.faults.next("download", Fault(page.ending, http_status=200, body=page.body, headers=page.headers))
    async with bot():
        await admin.sends_document("计划.txt", b"text")
        await everything_handled(server)
    assert [said.text for said in server.messages(admin)] == [AGAIN]
    assert desk.acts == []


async def test_a_file_that_cannot_be_written_down_is_said(server, bot, admin, desk, settings):
    settings.data.write_bytes(b"a file where the folder should be")
    async with bot():
        await admin.sends_document("计划.txt", b"text")
        await everything_handled(server)
    [said] = server.messages(admin)
    assert "文件存不下来（路径里有一段不是文件夹）；请检查服务器的磁盘和目录权限，再发一次。" in said.text
    assert desk.acts == []
