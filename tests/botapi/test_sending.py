"""Sending, editing, deleting and answering: what Telegram takes, and each of its refusals."""

import httpx
import pytest
from telegram import Bot
from telegram import InlineKeyboardButton as Button
from telegram import InlineKeyboardMarkup as Keyboard
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError

from tests.botapi import BotApiServer, Fault, Person
from tests.botapi.fixtures import Call

NOT_MODIFIED = "Message is not modified: specified new message content and reply markup"
QUERY_GONE = "Query is too old and response timeout expired or query id is invalid"


@pytest.fixture
async def user(server: BotApiServer) -> Person:
    person = server.user(1001, "小王")
    await person.sends("/start")
    return person


async def test_a_wrong_token_a_malformed_path_and_an_unknown_method_are_refused(
    server: BotApiServer, call: Call
) -> None:
    async with httpx.AsyncClient(base_url=server.url) as client:
        wrong = await client.get("/bot1:AAAA/getMe")
        malformed = [await client.get(path) for path in ("/botnonsense/getMe", "/getMe", "/")]
    assert wrong.status_code == 401
    assert wrong.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert [one.status_code for one in malformed] == [404, 404, 404]
    unknown = await call("getMeaning")
    assert unknown.status_code == 404
    assert unknown.json()["description"] == "Not Found: method not found"
    with pytest.raises(InvalidToken):
        async with Bot("1:AAAA", base_url=f"{server.url}/bot"):
            pass


async def test_query_form_and_json_all_carry_parameters(server: BotApiServer, user: Person) -> None:
    url = f"{server.url}/bot{server.token}/SENDmessage"
    async with httpx.AsyncClient() as client:
        await client.get(url, params={"chat_id": user.id, "text": "一"})
        await client.post(url, data={"chat_id": user.id, "text": "二"})
        await client.post(url, json={"chat_id": user.id, "text": "三"})
        broken = await client.post(url, content=b"{", headers={"Content-Type": "application/json"})
    assert [message.text for message in server.messages(user)] == ["一", "二", "三"]
    assert broken.status_code == 400


async def test_a_sent_message_keeps_text_source_entities_and_buttons(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    keyboard = Keyboard([[Button("全文", callback_data="c1"), Button("网页", url="https://example.com/c/1")]])
    html = "<b>牵头</b>：甲 &amp; 乙"
    sent = await bot.send_message(user.id, html, parse_mode="HTML", reply_markup=keyboard)
    [stored] = server.messages(user)
    assert (stored.text, stored.html) == ("牵头：甲 & 乙", html)
    assert stored.buttons == ["全文", "网页"]
    assert sent.text_html == stored.html
    assert sent.message_id == stored.id
    assert sent.reply_markup == keyboard
    last = server.calls_of("sendMessage")[-1]
    assert last.params["chat_id"] == str(user.id)
    assert isinstance(last.params["reply_markup"], dict)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", "Message text is empty"),
        (" \n\u202e", "Text must be non-empty"),
        ("<b> </b>", "Text must be non-empty"),
        ("问" * 4097, "Message is too long"),
        ("😀" * 2049, "Message is too long"),
        ("问" * 10923, "Text is too long"),
        ("<b>x", "Can't parse entities: can't find end tag corresponding to start tag \"b\""),
    ],
)
async def test_a_text_that_telegram_would_not_take_is_refused(
    server: BotApiServer, bot: Bot, user: Person, text: str, refusal: str
) -> None:
    with pytest.raises(BadRequest) as refused:
        await bot.send_message(user.id, text, parse_mode="HTML")
    assert refused.value.message == refusal
    assert server.messages(user) == []


async def test_4096_units_after_parsing_are_just_right(bot: Bot, user: Person, server: BotApiServer) -> None:
    await bot.send_message(user.id, "<b>" + "😀" * 2048 + "</b>", parse_mode="HTML")
    assert server.messages(user)[0].text == "😀" * 2048


@pytest.mark.parametrize(
    ("keyboard", "refusal"),
    [
        ([[{"text": "一", "callback_data": "条" * 22}]], "BUTTON_DATA_INVALID"),
        ([[{"text": " ", "callback_data": "x"}]], "inline keyboard button text must be non-empty"),
        (
            [[{"text": "一"}]],
            "Text buttons are unallowed in the inline keyboard",
        ),
        ([[{"callback_data": "x"}]], "can't parse inline keyboard button: Can't find field \"text\""),
        (
            [[{"text": "一", "callback_data": ""}]],
            "Text buttons are unallowed in the inline keyboard",
        ),
        ([[{"text": "网", "url": "http://localhost:80/"}]], "is invalid: Wrong HTTP URL"),
        ([[{"text": "网", "url": "javascript://x.y"}]], "is invalid: Unsupported URL protocol"),
        ([[{"text": "网", "url": "https://a..b/"}]], "BUTTON_URL_INVALID"),
        ([[{"text": "一", "callback_data": "x"}] * 9], "reply markup is too long"),
        ([[{"text": "一", "callback_data": "x"}]] * 101, "reply markup is too long"),
        ([{"text": "一"}], "must be an Array of Arrays"),
    ],
)
async def test_a_keyboard_that_telegram_would_not_take_is_refused(
    server: BotApiServer, call: Call, user: Person, keyboard: object, refusal: str
) -> None:
    markup = {"inline_keyboard": keyboard}
    answer = await call("sendMessage", chat_id=user.id, text="问", reply_markup=markup)
    assert answer.status_code == 400
    assert refusal in answer.json()["description"]
    assert server.messages(user) == []


async def test_64_bytes_of_callback_data_and_other_keyboards_pass(call: Call, user: Person) -> None:
    for markup in (
        {"inline_keyboard": [[{"text": "一", "callback_data": "x" * 64}]]},
        {"force_reply": True},
        {"remove_keyboard": True},
        {"keyboard": [["一", {"text": "二"}]]},
    ):
        answer = await call("sendMessage", chat_id=user.id, text="问", reply_markup=markup)
        assert answer.json()["ok"], answer.text


async def test_unknown_chats_blocks_and_unknown_replies_are_refused(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    stranger = server.user(1002, "陌生人")
    for chat_id in (999, stranger.id, "@nowhere"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await bot.send_message(chat_id, "你好")
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(user.id, "答", reply_to_message_id=77)
    await bot.send_message(user.id, "答", reply_to_message_id=77, allow_sending_without_reply=True)
    await user.blocks_bot()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(user.id, "还在吗")
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_chat_action(user.id, "typing")
    await user.deletes_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(user.id, "还在吗")


async def test_edits_that_telegram_would_not_take_are_refused(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    keyboard = Keyboard([[Button("一", callback_data="1")]])
    sent = await bot.send_message(user.id, "<i>旧</i>", parse_mode="HTML", reply_markup=keyboard)
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await bot.edit_message_text("<i>旧</i>", user.id, sent.id, parse_mode="HTML", reply_markup=keyboard)
    with pytest.raises(BadRequest, match=NOT_MODIFIED):
        await bot.edit_message_reply_markup(user.id, sent.id, reply_markup=keyboard)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("新", user.id, 999)
    question = await user.sends("问")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("新", user.id, question.id)
    await bot.edit_message_text("新", user.id, sent.id)
    [stored] = server.messages(user)
    assert stored.edited
    assert [version.text for version in stored.history] == ["旧", "新"]
    assert stored.buttons == []


async def test_messages_are_deleted_once_and_not_after_two_days() -> None:
    times = [1_000_000.0]
    async with BotApiServer.start(clock=lambda: times[0]) as server:
        person = server.user(1, "老李")
        async with Bot(server.token, base_url=f"{server.url}/bot") as bot:
            first, second = await person.sends("一"), await person.sends("二")
            await bot.delete_message(person.id, first.id)
            with pytest.raises(BadRequest, match="Message to delete not found"):
                await bot.delete_message(person.id, first.id)
            times[0] += 48 * 3600 + 1
            with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
                await bot.delete_message(person.id, second.id)


async def test_a_callback_query_is_answered_once_and_in_time(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    keyboard = Keyboard([[Button("👍", callback_data="v:1")]])
    await bot.send_message(user.id, "答", reply_markup=keyboard)
    query = await user.taps(server.messages(user)[0], "👍")
    with pytest.raises(BadRequest, match=r"(?i)MESSAGE_TOO_LONG"):
        await bot.answer_callback_query(query.id, "谢" * 201)
    await bot.answer_callback_query(query.id, "谢谢")
    answer = server.callback_answer(query.id)
    assert answer is not None
    assert (answer.text, answer.show_alert) == ("谢谢", False)
    late = await user.taps(server.messages(user)[0], "👍")
    late.expires()
    for identifier in (query.id, late.id, "12345"):
        with pytest.raises(BadRequest, match=QUERY_GONE):
            await bot.answer_callback_query(identifier)


async def test_documents_go_both_ways(server: BotApiServer, bot: Bot, user: Person) -> None:
    caption = "<b>报告</b>"
    sent = await bot.send_document(user.id, b"# report", caption, filename="报告.md", parse_mode="HTML")
    [stored] = server.messages(user)
    assert stored.document is not None
    assert (stored.document.name, stored.document.content) == ("报告.md", b"# report")
    assert (sent.caption, sent.document.file_name) == ("报告", "报告.md")
    await user.sends_document("计划.txt", "第一条".encode())
    update = (await bot.get_updates())[-1]
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == "第一条".encode()
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(user.id, b"x", caption="长" * 1025)


async def test_a_file_may_come_without_a_name_in_an_album_and_fail_to_download(
    server: BotApiServer, bot: Bot, user: Person
) -> None:
    await user.sends_document(None, b"%PDF", mime_type="application/pdf", details={"media_group_id": "77"})
    message = (await bot.get_updates())[-1].message
    assert (message.document.file_name, message.media_group_id) == (None, "77")
    server.faults.next("download", Fault.status(500))
    file = await message.document.get_file()
    with pytest.raises(NetworkError):
        await file.download_as_bytearray()
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    assert [call.error for call in server.calls_of("download")] == ["fault: 500", ""]
