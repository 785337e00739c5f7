"""`policybot serve` with a webhook: Telegram is told the address, sends an update there, and gets the answer."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp

from tests.botapi import BotApiServer
from tests.botapi.fixtures import botapi_server
from tests.plan import POLICIES

__all__ = ["botapi_server"]

SECRET = "a-secret-for-tests_0123456789"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST = 60


async def serve(server: BotApiServer, folder: Path) -> asyncio.subprocess.Process:
    """Start the service with a webhook."""
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.cli", "serve"),
        env={
            **os.environ,
            "POLICYBOT_DATA": f"{folder}",
            "POLICIES": f"{POLICIES}",
            "PORT": "0",
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_API_URL": server.url,
            "TELEGRAM_WEBHOOK_URL": "https://example.com/telegram",
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def test_an_update_comes_in_by_the_webhook_and_the_answer_goes_out(botapi_server, tmp_path):
    server, user = botapi_server, botapi_server.user(1001, "小王")
    process = await serve(server, tmp_path)
    try:
        assert process.stdout is not None
        line = (await asyncio.wait_for(process.stdout.readline(), LONGEST)).decode()
        address = re.search(r"http://[^/]+/", line)
        assert address is not None
        await server.wait_until(lambda: server.webhook.secret_token == SECRET, timeout=LONGEST)
        await user.sends("首贷服务中心在哪办")
        [update] = server.updates.pending
        async with aiohttp.ClientSession() as session:
            for secret, status in (("wrong", 401), (SECRET, 200), (SECRET, 200)):
                sent = session.post(f"{address[0]}telegram", json=update.to_json(), headers={HEADER: secret})
                async with sent as response:
                    assert response.status == status
        [answer] = await server.wait_for_messages(user, 1, timeout=LONGEST)
        assert "一窗受理、一站办结" in answer.text
        process.send_signal(signal.SIGTERM)
        _, err = await asyncio.wait_for(process.communicate(), LONGEST)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()
    assert (process.returncode, server.webhook.url, len(server.messages(user))) == (0, "", 1)
    assert b"Traceback" not in err
    assert "首贷".encode() not in err
    assert SECRET.encode() not in err
