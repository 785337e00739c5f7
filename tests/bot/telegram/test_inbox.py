"""What people see of the inbox: answers after trouble, once, in order, and an apology where all tries are used up."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.errors import BotError
from bot.inbox import Undelivered
from bot.inbox.store import InboxRow
from bot.settings import Settings
from bot.store import QuestionRow
from bot.telegram import run_telegram
from bot.telegram.post import Post
from tests.bot.telegram.running import nothing_waits, running_bot, settings_for
from tests.botapi import BotApiServer, Fault

QUESTION = "企业注销归哪个部门管"
LATE = "抱歉让您久等了，刚才服务中断过。"
SECRET = "a-secret-for-tests_0123456789"


async def questions(engine) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(select(func.count()).select_from(QuestionRow))).scalar_one()


class Failing:
    """An assistant that fails so often with a question, and answers it then."""

    def __init__(self, assistant, times: int, *, question: str = QUESTION) -> None:
        self._assistant = assistant
        self._question = question
        self.left = times

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistant, name)

    async def ask(self, question, *args, **named):
        if question == self._question and self.left:
            self.left -= 1
            raise RuntimeError(question)
        return await self._assistant.ask(question, *args, **named)


async def test_what_fails_twice_is_answered_the_third_time_without_an_apology(
    server, user, assistant, caplog
):
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, Failing(assistant, 2)):
            await user.sends(QUESTION)
            [answer] = await server.wait_for_messages(user, 1)
            await nothing_waits(server)
    assert "市市场监管局" in answer.text
    assert len(server.messages(user)) == 1


async def test_what_fails_three_times_gets_one_apology_and_the_next_question_its_answer(
    server, user, assistant, caplog
):
    failing = Failing(assistant, 99)
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, failing):
            await user.sends(QUESTION)
            await user.sends("谢谢")
            apology, thanks = await server.wait_for_messages(user, 2)
            await nothing_waits(server)
    assert failing.left == 96
    assert "编号：" in apology.text
    assert "编号：" not in thanks.text
    async with assistant.engine.connect() as connection:
        kept = (await connection.execute(select(InboxRow).order_by(InboxRow.update_id))).first()
    assert (kept.state, kept.outcome, kept.raw) == ("failed", "RuntimeError", None)
    assert kept.reference in apology.text


async def test_an_answer_that_was_not_sent_is_sent_later_without_asking_twice(
    server, user, assistant, monkeypatch, caplog
):
    replaced, failures = Post.replace, 2

    async def failing(*args, **named):
        nonlocal failures
        if failures:
            failures -= 1
            raise Undelivered
        return await replaced(*args, **named)

    monkeypatch.setattr(Post, "replace", failing)
    with caplog.at_level(logging.ERROR):
        async with running_bot(server, assistant):
            await user.sends(QUESTION)
            await server.wait_for_messages(user, 1)
            await nothing_waits(server)
    assert await questions(assistant.engine) == 1
    assert len(server.messages(user)) == 1


async def test_a_part_of_an_album_that_comes_again_gets_the_reply_that_it_did_not_get(
    server, user, assistant, monkeypatch, caplog
):
    replaced, failed = Post.replace, asyncio.Event()

    async def failing(*args, **named):
        if not failed.is_set():
            failed.set()
            raise Undelivered
        return await replaced(*args, **named)

    monkeypatch.setattr(Post, "replace", failing)
    message = {"date": 1, "chat": user.chat.to_json(), "from": user.user.to_json(), "media_group_id": "7"}
    with caplog.at_level(logging.ERROR):
        async with running_bot(server, assistant):
            await user.sends("/help")
            await server.wait_for_messages(user, 1)
            failed.clear()
            for part in (901, 902):
                server.updates.add("message", message | {"message_id": part, "photo": []})
            await server.wait_for_messages(user, 2)
            await nothing_waits(server)
    assert len(server.messages(user)) == 2


async def test_an_edited_answer_that_was_not_shown_is_shown_later_in_its_place(
    server, user, assistant, monkeypatch, caplog
):
    async with running_bot(server, assistant):
        question = await user.sends("转供电乱收费归谁管")
        [answer] = await server.wait_for_messages(user, 1)
        await nothing_waits(server)
        replaced, failed = Post.replace, asyncio.Event()

        async def failing(*args, **named):
            if not failed.is_set():
                failed.set()
                raise Undelivered
            return await replaced(*args, **named)

        monkeypatch.setattr(Post, "replace", failing)
        with caplog.at_level(logging.ERROR):
            await user.edits(question, QUESTION)
            await server.wait_until(lambda: "吊销未注销企业" in answer.text)
            await nothing_waits(server)
    assert await questions(assistant.engine) == 2
    assert server.messages(user) == [answer]


async def test_telegram_out_of_reach_for_longer_than_a_send_is_tried_loses_no_answer(
    server, user, assistant, caplog
):
    server.faults.next("sendMessage", *[Fault.status(500)] * 8)
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant):
            await user.sends(QUESTION)
            await server.wait_for_messages(user, 1)
            await nothing_waits(server)
    assert len(server.messages(user)) == 1


@pytest.mark.parametrize(("minutes", "late"), [(3, True), (1, False)])
async def test_a_late_answer_begins_by_saying_so(assistant, minutes, late):
    sent = (datetime.now(UTC) - timedelta(minutes=minutes)).timestamp()
    async with BotApiServer.start(poll_second=0.01, clock=lambda: sent) as server:
        user = server.user(1001, "小王")
        await user.sends(QUESTION)
        await user.sends("/help")
        async with running_bot(server, assistant):
            answer, explained = await server.wait_for_messages(user, 2)
            await server.wait_for_answer(await user.taps(answer, "📄 看全文"))
            clause = (await server.wait_for_messages(user, 3))[2]
    assert answer.text.startswith(LATE) == late
    assert LATE not in explained.text + clause.text


async def test_of_two_processes_one_polls_and_both_answer_and_the_other_takes_over(server, assistant):
    users = [server.user(1000 + number, f"用户{number}") for number in range(12)]
    async with running_bot(server, assistant):
        async with running_bot(server, assistant):
            for user in users:
                await user.sends("你好")
            for user in users:
                await server.wait_for_messages(user, 1)
        await users[0].sends("谢谢")
        await server.wait_for_messages(users[0], 2)
        await nothing_waits(server)
    assert [call.error for call in server.calls_of("getUpdates") if "Conflict" in call.error] == []
    assert sum(len(server.messages(user)) for user in users) == len(users) + 1


def by_webhook(server: BotApiServer, **others: object) -> Settings:
    url = "https://example.com/telegram"
    return settings_for(server, TELEGRAM_WEBHOOK_URL=url, TELEGRAM_WEBHOOK_SECRET=SECRET, **others)


async def test_the_webhook_is_registered_at_the_start_and_removed_by_the_last_that_stops(
    server, assistant, caplog
):
    server.faults.next("setWebhook", Fault.status(500), Fault.status(400, "bad webhook"))
    with caplog.at_level(logging.CRITICAL):
        async with running_bot(server, assistant, settings=by_webhook(server)):
            await server.wait_until(lambda: server.webhook.url != "")
            assert (server.webhook.url, server.webhook.secret_token) == (
                "https://example.com/telegram",
                SECRET,
            )
            async with running_bot(server, assistant, settings=by_webhook(server)):
                await server.wait_until(lambda: len(server.calls_of("setWebhook")) == 4)
            assert server.webhook.url != ""
    assert server.webhook.url == ""
    assert server.calls_of("getUpdates") == []
    assert not server.updates.dropped


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"TELEGRAM_WEBHOOK_URL": "https://example.com/telegram"}, "TELEGRAM_WEBHOOK_SECRET"),
        ({"TELEGRAM_WEBHOOK_SECRET": SECRET}, "TELEGRAM_WEBHOOK_URL"),
        ({"TELEGRAM_WEBHOOK_URL": "http://example.com/", "TELEGRAM_WEBHOOK_SECRET": SECRET}, "https://"),
        ({"TELEGRAM_WEBHOOK_URL": "https://example.com/", "TELEGRAM_WEBHOOK_SECRET": "a secret"}, "SECRET"),
        ({"TELEGRAM_WEBHOOK_URL": "https://example.com/", "TELEGRAM_WEBHOOK_SECRET": "密" * 20}, "SECRET"),
    ],
)
async def test_half_a_webhook_is_refused_with_one_sentence(assistant, desk, given, words):
    with pytest.raises(BotError, match=words) as refused:
        await run_telegram(
            assistant,
            Settings(TELEGRAM_BOT_TOKEN="710000001:x", **given),
            desk=desk,
            stopping=asyncio.Event(),
        )
    assert "\n" not in str(refused.value)


async def test_a_self_hosted_server_may_send_to_an_address_without_https():
    given = {"TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:8080/telegram", "TELEGRAM_WEBHOOK_SECRET": SECRET}
    webhook = Settings(TELEGRAM_API_URL="http://127.0.0.1:8081", **given).webhook
    assert webhook is not None
    assert SECRET not in repr(webhook)
