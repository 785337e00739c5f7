"""Two bots on one database and one token: what they send together keeps Telegram's limits."""

from bot.inbox import Pace
from bot.telegram.clock import SystemClock
from bot.telegram.pacing import Limits, Rate
from tests.bot.telegram.running import hasty, nothing_waits, running_bot, settings_for
from tests.botapi import Limits as Enforced
from tests.botapi import Window

PACE = Pace(look=0.02, renew=0.2, again=0.01, trouble=0.05, join=0.8)
TUNING = hasty(
    pace=PACE, clock=SystemClock(), limits=Limits(Rate(3, 0.6), Rate(20, 60.0), overall=Rate(10, 0.4))
)


async def test_two_processes_never_send_more_than_one_may(server, assistant):
    server.flood.limits = Enforced(private=Window(3, 0.6), overall=Window(10, 0.4))
    users = [server.user(1000 + number, f"用户{number}") for number in range(20)]
    here, there = (
        settings_for(server).model_copy(update={"telegram_api_url": server.url.replace("//", f"//{name}@")})
        for name in ("here", "there")
    )
    async with (
        running_bot(server, assistant, tuning=TUNING, settings=here),
        running_bot(server, assistant, tuning=TUNING, settings=there),
    ):
        await server.wait_until(lambda: any(call.caller == "there" for call in server.calls))
        for question in ("你好", "谢谢"):
            for user in users:
                await user.sends(question)
        for user in users:
            await server.wait_for_messages(user, 2, timeout=20)
        await nothing_waits(server)
    assert server.flood.refused == 0
    sent = server.calls_of("sendMessage")
    assert {call.caller for call in sent} == {"here", "there"}
    for user in users:
        assert len({call.caller for call in sent if str(call.params["chat_id"]) == f"{user.id}"}) == 1
