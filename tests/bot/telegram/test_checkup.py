"""What the doctor finds out about Telegram."""

import json

import pytest
from telegram import Bot

from bot.doctor import Finding
from bot.telegram import checkup
from bot.telegram.checkup import check_telegram, check_webhook
from tests.bot.telegram.running import settings_for
from tests.botapi import Fault
from tests.botapi.faults import Ending

URL = "https://example.org/telegram"


async def test_a_token_that_is_accepted(server, user):
    await user.sends("你好")
    assert await check_telegram(settings_for(server)) == [
        Finding("Telegram：已连上，机器人是 @zhengce_test_bot"),
        Finding("Telegram 收消息：用轮询，1 条消息在等"),
    ]
    assert len(server.updates.pending) == 1


async def test_a_token_that_is_refused_is_not_shown(server):
    (finding,) = await check_telegram(
        settings_for(server, token="710000002:another-token_0123456789abcdefghij")
    )
    assert finding == Finding(
        "Telegram：不接受这个 TELEGRAM_BOT_TOKEN", "请到 @BotFather 核对 token，并核对 TELEGRAM_API_URL"
    )


@pytest.mark.parametrize(
    "fault", [Fault.hang(), Fault.drop(), Fault.status(502)], ids=["hangs", "drops", "502"]
)
async def test_telegram_out_of_reach_is_said_in_time(server, fault, monkeypatch):
    monkeypatch.setattr(checkup, "_LONGEST", 0.2)
    server.faults.decide = lambda method: fault
    (finding,) = await check_telegram(settings_for(server))
    assert "秒内没有连上" in finding.text
    assert finding.advice == "请检查网络、防火墙和设置 TELEGRAM_API_URL"


async def test_a_webhook_is_held_against_what_is_set(server):
    async with Bot(server.token, base_url=f"{server.url}/bot") as bot:
        assert (await check_webhook(bot, URL)).advice == "请重新启动服务，它会重新登记"
        await bot.set_webhook(URL)
        assert await check_webhook(bot, URL) == Finding("Telegram 收消息：用 webhook，0 条消息在等")
        assert "登记的 webhook 不是设置的地址" in (await check_webhook(bot, f"{URL}2")).text
        assert "轮询收不到消息" in (await check_webhook(bot, "")).text


async def test_a_webhook_that_telegram_cannot_reach_is_a_problem(server, user):
    info = {"url": URL, "has_custom_certificate": False, "pending_update_count": 3}
    told = {**info, "last_error_date": 1, "last_error_message": "Connection refused"}
    async with Bot(server.token, base_url=f"{server.url}/bot") as bot:
        server.faults.next("getWebhookInfo", answering(told))
        finding = await check_webhook(bot, URL)
    assert finding.text == "Telegram 收消息：送不到 webhook（Connection refused），3 条消息在等"
    assert finding.advice


def answering(result: object) -> Fault:
    """Return what makes the server answer a call with this."""
    return Fault(Ending.ANSWERED, http_status=200, body=json.dumps({"ok": True, "result": result}))
